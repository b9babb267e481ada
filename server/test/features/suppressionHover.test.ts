import { expect, test } from 'vitest';
import { hoverAt } from '../../src/features/hover';
import { sourceFile } from '../../src/text/source';
import { fromScratch } from '../fixture/drive';
import { ROOT } from '../fixture/parse';

const text = `# portolan: ignore-file[duplicate-port, no-such-rule]
# portolan: disable
services:
  web:
    image: registry.example/web
    ports: ['8080:80'] # portolan: ignore[host-port-collision] why
`;
const uri = `${ROOT}/compose.yaml`;
const snapshot = fromScratch([sourceFile(uri, text)]);
const hover = (word: string) => hoverAt(snapshot, uri, text.indexOf(word) + 1);

test('a rule in a suppression is explained, and the others are not', () => {
  const found = hover('host-port-collision');
  expect(found?.markdown).toContain('Findings on this line are left alone');
  expect(found?.markdown).toContain('docs/rules/host-port-collision.md');
  expect(found?.markdown).toContain('at most error');
  expect(text.slice(found?.at.start, found?.at.end)).toBe('host-port-collision');
  expect(hover('no-such-rule')?.markdown).toBe(
    'Findings in this file are left alone:\n\n`no-such-rule`: there is no such rule.',
  );
});

test('the words of a suppression tell of all that it names', () => {
  expect(hover('ignore-file')?.markdown).toMatch(/duplicate[^]*no-such-rule/);
  expect(hover('disable')?.markdown).toContain('of every rule');
});

test('the port beside it is still a port, and the reason is nothing', () => {
  expect(hover('8080:80')?.markdown).toContain('8080');
  expect(hoverAt(snapshot, uri, text.indexOf('why') + 1)).toBeUndefined();
});
