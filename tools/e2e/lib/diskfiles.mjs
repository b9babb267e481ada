// @ts-check
// A client's answers to `portolan/fs/readFile` and `portolan/fs/list` for `file:` URIs, for tests that drive a server by hand.
// They follow shared/src/protocol.ts as client/src/files.ts does, on the disk instead of VS Code's file systems.
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @typedef {import('../../../shared/src/protocol').ReadFileParams} ReadFileParams */
/** @typedef {import('../../../shared/src/protocol').ReadFileResult} ReadFileResult */
/** @typedef {import('../../../shared/src/protocol').ListParams} ListParams */
/** @typedef {import('../../../shared/src/protocol').ListResult} ListResult */
/** @typedef {import('../../../shared/src/protocol').ListEntry} ListEntry */

/**
 * @param {ReadFileParams} params
 * @returns {ReadFileResult}
 */
export function readFile({ uri, maxBytes }) {
  const file = fileURLToPath(uri);
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return { kind: 'absent' };
  if (!stat.isFile()) return { kind: 'notRegular' };
  if (stat.size > maxBytes) return { kind: 'tooLarge', size: stat.size };
  return { kind: 'file', base64: fs.readFileSync(file).toString('base64') };
}

/**
 * @param {ListParams} params
 * @returns {ListResult}
 */
export function list({ uri, maxEntries }) {
  const folder = fileURLToPath(uri);
  if (!fs.lstatSync(folder, { throwIfNoEntry: false })?.isDirectory())
    return { found: false, truncated: false, entries: [] };
  const entries = fs
    .readdirSync(folder, { withFileTypes: true })
    .map((entry) => ({ name: entry.name, kind: kindOf(entry) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return { found: true, truncated: entries.length > maxEntries, entries: entries.slice(0, maxEntries) };
}

/**
 * @param {fs.Dirent} entry
 * @returns {ListEntry['kind']}
 */
function kindOf(entry) {
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isDirectory()) return 'directory';
  return entry.isFile() ? 'file' : 'other';
}
