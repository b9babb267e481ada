// Runs test-fixtures/refactorings: what is offered at a place and what it writes. `fix(name): title` marks a cursor in the notation of
// fixtures, `fix(none): nothing` a place where the refactoring is not offered.
import { createTwoFilesPatch } from 'diff';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { refactorings, refactoringsAt } from '../../src/features/refactor/list';
import type { Snapshot } from '../../src/features/snapshot';
import { spanKey } from '../../src/text/span';
import type { FixtureCase } from '../fixture/parse';
import { parseFixture, ROOT } from '../fixture/parse';
import { deskOf } from '../fixture/refactorProperty';
import type { Made } from '../fixture/refactorProperty';

const base = path.resolve(import.meta.dirname, '../../../test-fixtures');

function casesOf(name: string): readonly FixtureCase[] {
  return parseFixture(fs.readFileSync(path.join(base, name), 'utf8'));
}

function diffOf(before: Snapshot, done: Made): readonly string[] {
  return [...done.after]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([uri, file]) => {
      const patch = createTwoFilesPatch('a', 'b', before.files.get(uri)?.text ?? '', file.text, '', '', { context: 0 });
      const lines = patch.split('\n').filter((l) => /^[-+]/.test(l) && !/^(?:---|\+\+\+) [ab]\t?/.test(l));
      return [`--- ${uri.slice(ROOT.length + 1)}`, ...lines.map((l) => l.trimEnd())];
    });
}

const names = fs.readdirSync(path.join(base, 'refactorings')).sort();

test('every refactoring has a fixture, and none is listed twice', () => {
  const ids = refactorings.map((r) => r.id);
  expect(names).toEqual(ids.map((id) => `${id}.md`).sort());
  expect(new Set(ids).size).toBe(ids.length);
});

describe.each(names)('%s', (name) => {
  const id = path.basename(name, '.md');
  const cases = casesOf(`refactorings/${name}`);

  test('says where it is offered and where it is not', () => {
    expect(cases.some((c) => c.heading.startsWith('Offered'))).toBe(true);
    expect(cases.some((c) => c.heading.startsWith('Not offered'))).toBe(true);
    for (const c of cases) expect(c.fixes.length, c.heading).toBeGreaterThan(0);
  });

  test.each(cases.map((c) => [`${c.heading} (line ${c.line})`, c] as const))('%s', (_, fixture) => {
    const desk = deskOf(fixture);
    const places = new Map(fixture.fixes.map((f) => [spanKey(f), f]));
    for (const place of places.values()) {
      const here = fixture.fixes.filter((f) => spanKey(f) === spanKey(place) && f.name !== 'none');
      for (const offset of new Set([place.start, place.end])) {
        const offered = refactoringsAt(desk.before, place.uri, offset).filter((r) => r.of.id === id);
        expect(
          offered.map((r) => r.title),
          `${fixture.heading} at ${offset}`,
        ).toEqual(here.map((f) => f.title));
        for (const [i, r] of offered.entries()) {
          const { done, flaws } = desk.tried(r, place);
          expect(flaws).toEqual([]);
          const expected = fixture.diffs.get(here[i]?.name ?? '');
          if (!done || !expected) continue;
          const shown = diffOf(desk.before, done);
          const isHeaded = expected.some((l) => l.startsWith('--- '));
          expect(shown.filter((l) => isHeaded || !l.startsWith('--- '))).toEqual(expected.map((l) => l.trimEnd()));
        }
      }
    }
  });
});
