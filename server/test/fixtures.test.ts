// Runs every fixture of test-fixtures/: what it expects, and what must hold for every workspace (fixture/checks.ts).
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '../src/rules/list';
import { fixDifferences, incrementalDifferences, soundness, truncationDifferences } from './fixture/checks';
import { fromScratch } from './fixture/drive';
import { differences } from './fixture/expect';
import type { FixtureCase } from './fixture/parse';
import { parseFixture } from './fixture/parse';

const base = path.resolve(import.meta.dirname, '../../test-fixtures');

function fixturesIn(folder: string): readonly string[] {
  const at = path.join(base, folder);
  return fs.existsSync(at)
    ? fs
        .readdirSync(at)
        .filter((n) => n.endsWith('.md'))
        .sort()
        .map((n) => `${folder}/${n}`)
    : [];
}

const all = ['rules', 'formats', 'stacks'].flatMap(fixturesIn);

/** The cases of a fixture; what is wrong with its notation is one failed test and does not keep the others from running. */
function casesOf(name: string): { readonly cases: readonly FixtureCase[]; readonly flaw: string } {
  try {
    return { cases: parseFixture(fs.readFileSync(path.join(base, name), 'utf8')), flaw: '' };
  } catch (error) {
    return { cases: [], flaw: String(error) };
  }
}

describe.each(all)('%s', (name) => {
  const { cases, flaw } = casesOf(name);

  test('has cases in the right notation', () => {
    expect(flaw).toBe('');
    expect(cases.length).toBeGreaterThan(0);
  });

  if (name.startsWith('rules/')) {
    test('reports only the rule that it is about, and shows both sides', () => {
      const id = path.basename(name, '.md');
      expect(rules.map((r) => r.meta.id)).toContain(id);
      expect(cases.some((c) => c.findings.some((f) => f.rule === id))).toBe(true);
      expect(cases.some((c) => c.findings.length === 0)).toBe(true);
    });
  }

  describe.each(cases.map((c) => [`${c.heading} (line ${c.line})`, c] as const))('%s', (_, fixture) => {
    test('finds what is expected', () =>
      expect(differences(fixture, fromScratch(fixture.files)).join('\n\n')).toBe(''));
    test('is sound', () => expect(soundness(fromScratch(fixture.files))).toEqual([]));
    test('is the same incrementally', () =>
      expect(incrementalDifferences(fixture.files, fixture.heading).join('\n\n')).toBe(''));
    test('survives truncation', () =>
      expect(truncationDifferences(fixture.files, cases.indexOf(fixture) < 2 ? 64 : 16).join('\n\n')).toBe(''));
    test('has fixes that fix', () => expect(fixDifferences(fixture.files).join('\n\n')).toBe(''));
  });
});

test('every rule has a fixture', () => {
  const covered = new Set(all.filter((n) => n.startsWith('rules/')).map((n) => path.basename(n, '.md')));
  expect(rules.map((r) => r.meta.id).filter((id) => !covered.has(id))).toEqual([]);
});
