// @ts-check
// Which generated files are not what they would be today.
import fs from 'node:fs';
import path from 'node:path';
import { filesBelow } from '../lib/repo.mjs';

/**
 * @param {string} root
 * @param {ReadonlyMap<string, string>} pages what the files should hold
 * @param {string} folder in which every file is generated
 * @returns {{ stale: string[], left: string[] }} `stale` differ or are not there; `left` are there and should not be
 */
export function outOfDate(root, pages, folder) {
  return {
    stale: [...pages].filter(([name, text]) => readIfThere(path.join(root, name)) !== text).map(([name]) => name),
    left: filesBelow(root, folder).filter((name) => !pages.has(name)),
  };
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
