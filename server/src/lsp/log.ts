import type { RemoteConsole } from 'vscode-languageserver';
import type { Snapshot } from '../features/snapshot';
import { visible } from '../text/escape';
import type { Skipped } from '../workspace/files';

/** Lines about skipped files in one go; a workspace with more has another problem than single files. */
const LINES_LIMIT = 100;

/**
 * A function that writes into the output what could not be read, and faults of ours: each once. What is left out by
 * design is not mentioned.
 */
export function outputWriter(console: RemoteConsole): (snapshot: Snapshot, skipped: readonly Skipped[]) => void {
  let told = new Set<string>();
  return (snapshot, skipped) => {
    const left = skipped.filter((s) => !s.expected).map((s) => `Left out: ${s.uri}: ${s.because}`);
    const noted = snapshot.notes.map((n) => `Note: ${n.uri === '' ? '' : `${n.uri}: `}${n.message}`);
    const lines = [...new Set([...left, ...noted])];
    const fresh = lines.filter((l) => !told.has(l));
    told = new Set(lines);
    for (const line of fresh.slice(0, LINES_LIMIT)) console.info(visible(line));
    if (fresh.length > LINES_LIMIT) console.info(`… and ${fresh.length - LINES_LIMIT} more`);
  };
}
