import type { Status } from '../../../shared/src/protocol';

/** Shortest time between two notifications; the last state is always told, if late. */
const PAUSE_MS = 200;

/** A function that tells a status: only when it differs from what was told last, and only some times a second. */
export function statusTeller(send: (status: Status) => void, now: () => number): (status: Status) => void {
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
  return (status) => {
    const due = last + PAUSE_MS - now();
    if (due <= 0 && !waiting) {
      tell(status);
      return;
    }
    const timed = waiting !== undefined;
    waiting = status;
    if (timed) return;
    setTimeout(
      () => {
        const latest = waiting;
        waiting = undefined;
        if (latest) tell(latest);
      },
      Math.max(0, due),
    );
  };
}
