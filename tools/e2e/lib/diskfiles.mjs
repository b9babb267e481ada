// @ts-check
// A client's answers to `portolan/fs/readFile` and `portolan/fs/list` for `file:` URIs, for tests that drive a server by hand.
// They follow shared/src/protocol.ts as client/src/files.ts does, on the disk instead of VS Code's file systems.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

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
export function list({ uri, depth, skip, maxEntries }) {
  const root = fileURLToPath(uri);
  if (!fs.statSync(root, { throwIfNoEntry: false })?.isDirectory())
    return { found: false, truncated: false, entries: [] };
  /** @type {ListEntry[]} */
  const entries = [];
  let level = [root];
  for (let left = Math.max(1, depth); left > 0 && level.length > 0; left--) {
    /** @type {string[]} */
    const below = [];
    for (const folder of level) {
      for (const entry of fs.readdirSync(folder, { withFileTypes: true }).sort(byName)) {
        if (entries.length >= maxEntries) return { found: true, truncated: true, entries };
        const full = path.join(folder, entry.name);
        entries.push({ uri: pathToFileURL(full).href, kind: kindOf(entry) });
        if (entry.isDirectory() && !skip.includes(entry.name)) below.push(full);
      }
    }
    level = below;
  }
  return { found: true, truncated: false, entries };
}

/**
 * @param {fs.Dirent} a
 * @param {fs.Dirent} b
 */
const byName = (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/**
 * @param {fs.Dirent} entry
 * @returns {ListEntry['kind']}
 */
function kindOf(entry) {
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isDirectory()) return 'directory';
  return entry.isFile() ? 'file' : 'other';
}
