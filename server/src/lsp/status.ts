import type { Status } from '../../../shared/src/protocol';
import type { Snapshot } from '../features/snapshot';
import { say } from '../text/say';
import type { Tongue } from '../text/tongue';

/** What the client's status item is told. */
export interface IndexStatus {
  /** The workspace is being read; `files` of it until now, or as many as before. */
  readonly indexing: (files?: number) => void;
  readonly ready: (snapshot: Snapshot) => void;
  readonly failed: () => void;
}

/** Shortest time between two notifications; the last state is always told, if late. */
const PAUSE_MS = 200;

/** Tells the state of the index: only when it differs from what was told last, and only some times a second. */
export function indexStatus(send: (status: Status) => void, now: () => number, told: Tongue): IndexStatus {
  let status: Status = { state: 'indexing', files: 0, findings: 0 };
  const teller = throttled(send, now);
  const tell = (next: Status) => {
    status = next;
    teller(next);
  };
  return {
    indexing: (files) => tell({ state: 'indexing', files: files ?? status.files, findings: status.findings }),
    ready: ({ files, findings, revision }) =>
      tell({ state: 'ready', files: files.size, findings: findings.length, revision }),
    failed: () =>
      tell({ ...status, state: 'error', message: told(say`The index could not be made; the output has the reason.`) }),
  };
}

function throttled(send: (status: Status) => void, now: () => number): (status: Status) => void {
  let told: string | undefined;
  let last = -Infinity;
  let waiting: Status | undefined;
  const tell = (status: Status) => {
    const text = JSON.stringify(status);
    if (text === told) return;
    told = text;
    last = now();
    send(status);
  };
  const tellWaiting = () => {
    const latest = waiting;
    waiting = undefined;
    if (latest) tell(latest);
  };
  return (status) => {
    const due = last + PAUSE_MS - now();
    if (due <= 0 && !waiting) {
      tell(status);
      return;
    }
    if (!waiting) setTimeout(tellWaiting, Math.max(0, due));
    waiting = status;
  };
}
