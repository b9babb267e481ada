import { describe, expect, it } from 'vitest';
import { baseName, directoryOf, isBelow, joinUri, relativePath } from '../../src/text/uri';

describe('paths of URIs', () => {
  it.each([
    ['file:///w', 'a/b', 'file:///w/a/b'],
    ['file:///w/x/', './a', 'file:///w/x/a'],
    ['file:///w/x', '../a', 'file:///w/a'],
    ['file:///w/x', '../../../a', 'file:///a'],
    ['file:///w/x', '/etc/a', 'file:///etc/a'],
    ['file:///w/x', '.', 'file:///w/x'],
    ['file:///w', 'a b/c#d', 'file:///w/a%20b/c%23d'],
    ['vscode-vfs://github/o/r', '../../../a', 'vscode-vfs://github/a'],
    ['file:///c%3A/w', 'a', 'file:///c%3A/w/a'],
  ])('%s joined with %s', (directory, path, expected) => expect(joinUri(directory, path)).toBe(expected));

  it.each([
    ['file:///w', 'file:///w/a/b.yaml', 'a/b.yaml'],
    ['file:///w/a', 'file:///w/b%20c', '../b c'],
    ['file:///w/a', 'file:///w/a', '.'],
    ['file:///w/a/b', 'file:///w', '../..'],
    ['file:///w/ab', 'file:///w/a', '../a'],
  ])('from %s to %s', (from, to, expected) => expect(relativePath(from, to)).toBe(expected));

  it('has a name for what cannot be encoded', () => {
    expect(joinUri('file:///w', String.fromCharCode(0xd800))).toBe('file:///w/%EF%BF%BD');
  });

  it('takes names and directories', () => {
    expect([baseName('file:///w/a%20b'), baseName('file:///w/a/'), baseName('file:///w/%zz')]).toEqual([
      'a b',
      'a',
      '%zz',
    ]);
    expect([directoryOf('file:///w/a/b'), directoryOf('file:///w/a/'), directoryOf('')]).toEqual([
      'file:///w/a',
      'file:///w',
      '',
    ]);
  });

  it('knows what lies below', () => {
    expect([
      isBelow('file:///w', 'file:///w/a'),
      isBelow('file:///w/', 'file:///w'),
      isBelow('file:///w/a', 'file:///w/ab'),
    ]).toEqual([true, true, false]);
  });
});
