// That every sentence of ours can be said in another language: under the pseudo-locale no English is left in anything that the
// fixtures make the server say.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { pseudoBundle } from '../../tools/lib/pseudo.mjs';
import { repository } from '../../tools/lib/repo.mjs';
import { bundleOf } from '../../tools/pages/bundle.mjs';
import type { Snapshot } from '../src/features/snapshot';
import { tongueOf } from '../src/text/tongue';
import { fromScratch } from './fixture/drive';
import { parseFixture } from './fixture/parse';

const tell = tongueOf(pseudoBundle(bundleOf(repository)));

/** What others wrote: names without back-quotes, reasons in a configuration, the YAML parser's own words. */
const FOREIGN =
  /Nested mappings are not allowed in compact mappings|the agent on every host|"[^"]*"|\b(?:api|local|prod|shop|staging|tcp)\b/g;

/** The English that is left in what is said of a text: lower-case words outside of back-quotes. */
function english(text: string): readonly string[] {
  const told = tell(text);
  const bare = told
    .replace(/`[^`]*`/g, ' ')
    .replace(FOREIGN, ' ')
    .replace(/⟦|⟧|~/g, ' ');
  return bare.match(/(?<![\p{L}\d./:_-])[a-z]{2,}(?![\p{L}\d/:_.-]*[\p{L}\d/:_-])/gu) ?? [];
}

const folders = ['rules', 'formats', 'stacks'].map((name) => path.join(repository, 'test-fixtures', name));
const fixtures = folders.flatMap((folder) => fs.readdirSync(folder).map((name) => path.join(folder, name)));

/** What the findings of a snapshot say. */
function* said(snapshot: Snapshot): Generator<string> {
  for (const f of snapshot.findings) {
    yield f.message;
    for (const r of f.related) yield r.message;
    for (const fix of f.fixes()) yield fix.title;
  }
}

describe.each(fixtures.map((file) => [path.basename(file, '.md'), file]))('%s', (_, file) => {
  test('says nothing that cannot be said in another language', () => {
    const left = new Set<string>();
    for (const { files } of parseFixture(fs.readFileSync(file, 'utf8')))
      for (const text of said(fromScratch(files))) {
        const words = english(text);
        if (words.length > 0) left.add(`${text} → ${words.join(' ')}`);
      }
    expect([...left]).toEqual([]);
  });
});
