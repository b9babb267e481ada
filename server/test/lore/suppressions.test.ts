import { describe, expect, test } from 'vitest';
import { nextLine, suppressionsIn } from '../../src/lore/suppressions';
import { sourceFile } from '../../src/text/source';

const read = (text: string, name = 'a.yaml') =>
  suppressionsIn(sourceFile(`file:///w/${name}`, text)).map((s) => ({
    kind: s.kind,
    line: s.line,
    rules: s.rules?.map((r) => r.id),
    site: text.slice(s.site.start, s.site.end),
    comment: s.comment && text.slice(s.comment.start, s.comment.end),
  }));

describe('suppressions', () => {
  test.each([
    ['a: 1 # portolan: ignore[x] reason', ' # portolan: ignore[x] reason'],
    ['a: 1 // portolan: ignore[x] reason', ' // portolan: ignore[x] reason'],
    ['a: 1 -- portolan: ignore[x]', ' -- portolan: ignore[x]'],
    ['a: 1 /* portolan: ignore[x] reason */ + 2', ' /* portolan: ignore[x] reason */'],
    ['a: 1 {{/* portolan: ignore[x] */}} b', ' {{/* portolan: ignore[x] */}}'],
    ['a: 1 {{- /* portolan: ignore[x] */ -}}', ' {{- /* portolan: ignore[x] */ -}}'],
    ['<a> <!-- portolan: ignore[x] reason --> </a>', ' <!-- portolan: ignore[x] reason -->'],
    ['a: 1 /* portolan: ignore[x]', undefined],
  ])('are read in %s', (text, comment) => {
    expect(read(text)).toEqual([{ kind: 'line', line: 0, rules: ['x'], site: 'portolan: ignore[x]', comment }]);
  });

  test('of a line of their own go with the line', () => {
    const text = 'a: 1\n  # portolan: ignore-next-line[x,  y-z] why\nb: 2\n';
    expect(read(text)).toEqual([
      {
        kind: 'next-line',
        line: 1,
        rules: ['x', 'y-z'],
        site: 'portolan: ignore-next-line[x,  y-z]',
        comment: '  # portolan: ignore-next-line[x,  y-z] why\n',
      },
    ]);
  });

  test.each([
    ['ignore-file', 'file'],
    ['disable', 'disable'],
    ['enable', 'enable'],
    ['ignore', 'line'],
  ])('without brackets mean all rules: %s', (word, kind) => {
    expect(read(`# portolan: ${word}\r\na: 1`)).toMatchObject([{ kind, rules: undefined }]);
  });

  test.each([
    'a: portolan: ignore[x]',
    'a: "#portolan: ignore[x]"',
    'a: b#portolan: ignore[x]',
    '# portolan: ignored[x]',
    '# portolan: ignore-all[x]',
    '# words portolan: ignore[x]',
  ])('are none of these: %s', (text) => expect(read(text)).toEqual([]));

  test('in Dockerfiles need a line of their own', () => {
    expect(read('EXPOSE 80 # portolan: ignore[x]', 'Dockerfile')).toEqual([]);
    expect(read('# portolan: ignore-next-line[x]\nEXPOSE 80', 'web.dockerfile')).toHaveLength(1);
    expect(read('// portolan: ignore-next-line[x]\nEXPOSE 80', 'Dockerfile')).toEqual([]);
  });

  test('the next line is the next one that says something', () => {
    const file = sourceFile('file:///w/a.yaml', '# one\n\n# two\na: 1\n# three');
    expect([0, 1, 2].map((line) => nextLine(file, line))).toEqual([3, 3, 3]);
    expect(nextLine(file, 4)).toBe(5);
  });
});
