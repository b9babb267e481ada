import { expect, test } from 'vitest';
import { lookAhead } from '../../src/engine/lookAhead';
import type { StackKind } from '../../src/stacks/stack';
import { sourceFile } from '../../src/text/source';

const files = Array.from({ length: 30 }, (_, i) => sourceFile(`file:///w/${i}.yaml`, ''));

/** A kind that tells what it looked at and prepared, in order. */
function kind(seen: string[], fails?: string): StackKind {
  const see = (what: string): void => {
    seen.push(what);
    if (what === fails) throw new Error('on purpose');
  };
  return {
    id: 'test',
    discover: () => [],
    assemble: () => {
      throw new Error('nobody asks');
    },
    glance: (file) => see(`glance ${file.uri}`),
    *prepare(all) {
      for (const file of all) {
        see(`prepare ${file.uri}`);
        yield;
      }
    },
  };
}

const noNotes = () => expect.unreachable();

test('what a run that is cut short did not get to, the next one does in steps, too', () => {
  const seen: string[] = [];
  const looked = new WeakSet<(typeof files)[number]>();
  const cut = lookAhead(files, [kind(seen)], looked, noNotes);
  for (let i = 0; i < 10; i++) cut.next();
  expect(seen.filter((s) => s.startsWith('prepare')).length).toBeLessThan(files.length);
  seen.length = 0;
  const steps = [...lookAhead(files, [kind(seen)], looked, noNotes)].length;
  expect(seen.filter((s) => s.startsWith('prepare'))).toHaveLength(files.length);
  expect(steps).toBeGreaterThanOrEqual(files.length);
  seen.length = 0;
  expect([...lookAhead(files, [kind(seen)], looked, noNotes)]).toEqual([]);
  expect(seen).toEqual([]);
});

test('few new files are looked at at once, and prepared by discovery', () => {
  const seen: string[] = [];
  expect([...lookAhead(files.slice(0, 3), [kind(seen)], new WeakSet(), noNotes)]).toEqual([]);
  expect(seen).toHaveLength(3);
});

test('what goes wrong in one kind is noted and costs nobody else', () => {
  const seen: string[] = [];
  const notes: string[] = [];
  const kinds = [kind([], 'glance file:///w/2.yaml'), kind([], 'prepare file:///w/4.yaml'), kind(seen)];
  for (const _ of lookAhead(files, kinds, new WeakSet(), (uri, part) => notes.push(`${part} ${uri}`)));
  expect(notes).toEqual(['test file:///w/2.yaml', 'test file:///w/0.yaml']);
  expect(seen).toHaveLength(2 * files.length);
});
