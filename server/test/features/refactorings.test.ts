// Runs test-fixtures/refactorings: what is offered at a place and what it writes; and what must hold for every refactoring, over
// these workspaces and those of the rules. `fix(name): title` marks a cursor in the notation of fixtures, `fix(none): nothing` a place
// where the refactoring is not offered.
import { createTwoFilesPatch } from 'diff';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { refactorings, refactoringsAt } from '../../src/features/refactor/list';
import type { OfferedRefactoring } from '../../src/features/refactor/list';
import type { Snapshot } from '../../src/features/snapshot';
import { chartOf } from '../../src/model/chart';
import type { Span } from '../../src/text/span';
import { spanKey } from '../../src/text/span';
import { makeEngine, settle, textOf } from '../fixture/drive';
import type { FixtureCase } from '../fixture/parse';
import { parseFixture, ROOT } from '../fixture/parse';
import { made, refactoringFlaws, roundTrip } from '../fixture/refactorProperty';
import type { Made } from '../fixture/refactorProperty';

const base = path.resolve(import.meta.dirname, '../../../test-fixtures');

function casesOf(name: string): readonly FixtureCase[] {
  return parseFixture(fs.readFileSync(path.join(base, name), 'utf8'));
}

/** A workspace on which refactorings are tried one after the other. */
function deskOf(fixture: FixtureCase) {
  const engine = makeEngine(false);
  const before = settle(engine, fixture.files.map(textOf));
  const tried = (r: OfferedRefactoring, at: Span): { done: Made | undefined; flaws: readonly string[] } => {
    const done = made(before, r);
    if (!done) return { done, flaws: [`"${r.title}" is refused`] };
    const after = settle(engine, [...done.after.values()].map(textOf));
    const back =
      r.of.kind === 'refactor.extract' ? roundTrip(before, { uri: at.uri, offset: at.start }, done, after) : [];
    const flaws = [...refactoringFlaws(before, r, done, after), ...back];
    const restored = [...done.after.keys()].map((uri) => {
      const file = before.files.get(uri);
      return file ? textOf(file) : ({ kind: 'absent', uri } as const);
    });
    settle(engine, restored);
    return { done, flaws: flaws.map((f) => `${r.of.id} "${r.title}" at ${spanKey(at)} of "${fixture.heading}" ${f}`) };
  };
  return { before, tried };
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

/** Every place of a workspace that means a port. */
function portsOf(snapshot: Snapshot): readonly Span[] {
  const out = new Map<string, Span>();
  for (const model of snapshot.contexts)
    for (const sites of chartOf(model).sites.values()) for (const { span } of sites) out.set(spanKey(span), span);
  return [...out.values()];
}

const others = ['rules', 'formats', 'stacks'].flatMap((folder) =>
  fs.readdirSync(path.join(base, folder)).map((name) => `${folder}/${name}`),
);

test.each(others)(
  'at every port of %s: files parse, ports stay, no finding comes, extracting is undone by inlining',
  (name) => {
    const flaws: string[] = [];
    for (const fixture of casesOf(name)) {
      const desk = deskOf(fixture);
      const known = new Map<string, number>();
      for (const at of portsOf(desk.before)) {
        const offered = refactoringsAt(desk.before, at.uri, at.start);
        expect(offered.length).toBeLessThanOrEqual(4);
        for (const r of offered) {
          // Three of a kind in one workspace tell what a hundred would.
          const times = (known.get(r.of.id) ?? 0) + 1;
          known.set(r.of.id, times);
          if (times > 3) continue;
          flaws.push(...desk.tried(r, at).flaws);
        }
      }
    }
    expect(flaws).toEqual([]);
  },
);
