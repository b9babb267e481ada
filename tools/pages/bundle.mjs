// @ts-check
// l10n/bundle.l10n.json: every sentence of client and server that can be said in another language, as VS Code's own tools
// write it: the English sentence is its key.
import fs from 'node:fs';
import path from 'node:path';
import { filesBelow } from '../lib/repo.mjs';
import { sentencesOf } from '../lib/sentences.mjs';

/** Where sentences stand. */
export const spokenFolders = ['shared/src', 'client/src', 'server/src'];

/**
 * @param {string} root
 * @returns {Record<string, string>} sorted
 */
export function bundleOf(root) {
  const files = spokenFolders.flatMap((folder) => filesBelow(root, folder)).filter((name) => /\.tsx?$/.test(name));
  const forms = files.flatMap((name) =>
    sentencesOf(name, fs.readFileSync(path.join(root, name), 'utf8')).sentences.map(({ form }) => form),
  );
  return Object.fromEntries([...new Set(forms)].sort().map((form) => [form, form]));
}
