// That every sentence of ours can be said in another language: under the pseudo-locale no English is left in anything that the
// fixtures make the server say.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { pseudoBundle } from '../../tools/lib/pseudo.mjs';
import { repository } from '../../tools/lib/repo.mjs';
import { bundleOf } from '../../tools/pages/bundle.mjs';
import { hintsIn } from '../src/features/hints';
import { hoverAt } from '../src/features/hover';
import { lensesIn } from '../src/features/lenses';
import { refactoringsAt } from '../src/features/refactor/list';
import type { Snapshot } from '../src/features/snapshot';
import { chartOf } from '../src/model/chart';
import { tongueOf } from '../src/text/tongue';
import { fromScratch } from './fixture/drive';
import { parseFixture } from './fixture/parse';

const tell = tongueOf(pseudoBundle(bundleOf(repository)));

/** What others wrote: names without back-quotes, reasons in a configuration, the YAML parser's own words. */
const FOREIGN =
  /Nested mappings are not allowed in compact mappings|the agent on every host|compose\.prod\.yaml|\([A-Z]\w+ [\w-]+\)|"[^"]*"|\b(?:api|local|prod|shop|staging|tcp)\b/g;

/** The English that is left in a text: lower-case words outside of back-quotes. */
function english(told: string): readonly string[] {
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
    yield f.rule.summary;
    yield f.message;
    for (const r of f.related) yield r.message;
    for (const fix of f.fixes()) yield fix.title;
  }
}

/** Places of a file that are asked about, at most. */
const PLACES = 12;

/** What the editor shows of the files of a snapshot, said in the pseudo-locale. */
function* shown(snapshot: Snapshot): Generator<string> {
  for (const [uri, file] of snapshot.files) {
    const whole = { start: 0, end: file.text.length };
    for (const h of hintsIn(snapshot, uri, whole, tell)) if (!/^\d+$/.test(h.text)) yield h.text;
    for (const l of lensesIn(snapshot, uri)) yield tell(l.text);
    const places = snapshot.contextsAt(uri).flatMap((model) => chartOf(model).sites.get(uri) ?? []);
    for (const { span } of places.slice(0, PLACES)) {
      const hover = hoverAt(snapshot, uri, span.start, tell)?.markdown ?? '';
      // Ports in bold, links to places and names of rules are the same in every language.
      const bare = hover
        .replace(/\*\*(?:✗ )?[\w\\/-]+\*\*|\]\([^)]*\)|\[[^\]]*|\\(.)/g, '$1')
        .replace(/^\*[\w, ]+\*$/gm, '');
      yield* bare.split('\n');
      for (const r of refactoringsAt(snapshot, uri, span.start)) yield tell(r.title);
    }
  }
  for (const model of snapshot.contexts)
    for (const { owner, because, reach, guard } of chartOf(model).stops.values())
      for (const text of [owner, because, reach, guard].flat()) if (text !== undefined) yield tell(text);
}

describe.each(fixtures.map((file) => [path.basename(file, '.md'), file]))('%s', (_, file) => {
  test('says nothing that cannot be said in another language', () => {
    const left = new Set<string>();
    for (const { files } of parseFixture(fs.readFileSync(file, 'utf8')))
      for (const text of said(fromScratch(files))) {
        const words = english(tell(text));
        if (words.length > 0) left.add(`${text} → ${words.join(' ')}`);
      }
    expect([...left]).toEqual([]);
  });
  test('shows nothing that cannot be said in another language', () => {
    const left = new Set<string>();
    for (const { files } of parseFixture(fs.readFileSync(file, 'utf8')))
      for (const text of shown(fromScratch(files))) {
        const words = english(text);
        if (words.length > 0) left.add(`${text} → ${words.join(' ')}`);
      }
    expect([...left]).toEqual([]);
  });
});
