import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPlainYaml } from '../../src/syntax/plainYaml';
import { parseAnyYaml } from '../../src/syntax/yaml';

const PLAIN = [
  'a: 1\nb:\n  c: [x, "y", {d: e}]\n  f:\n',
  'spec:\n  ports:\n  - name: http # web\n    port: 8080\n\n  - port: 0x1F\n# end\n',
  '\n# head\nlist:\n  - - a\n    - b\n  - c: ~\n    d: 1.0\n',
  "x: 'it''s'\ny: \"a\\tb\"\nz: -1e3\n--flag: no\n",
  'text: |\n  one\n\n    two\nmore: |-\n  three\n\nfold: >\n  a\n  b\n\n  c\nlast: >-\n  d',
  'args:\n  - -c\n  - --port=80\n  - http://x:80/#a\nempty: {}\nnone: []\n',
  'a: # why\n  b: 2\n# shallow\nc: true\n',
];

const PIECES = [
  '\n',
  ' ',
  '  ',
  ':',
  ': ',
  '- ',
  '-',
  '#',
  ' #',
  '"',
  "'",
  '|',
  '>',
  '{',
  '}',
  '[',
  ']',
  ',',
  '\t',
  '&a',
  '*a',
].concat([
  '!',
  '?',
  '\n\n',
  '\n  ',
  '\n# x\n',
  '\n    # y\n',
  '~',
  '.',
  '---',
  '...',
  '%',
  '|-\n',
  '>-\n',
  '|+\n',
  '\\',
  '\r',
  '@',
  '1',
  'é',
]);

describe('readPlainYaml', () => {
  it.each(PLAIN)('reads %j as the library does', (text) => {
    expect({ tree: readPlainYaml(text), problems: [] }).toEqual(parseAnyYaml(text));
  });

  it('leaves the rest to the library, and reads nothing else than it', () => {
    const change = fc.record({ at: fc.nat(200), cut: fc.nat(4), piece: fc.constantFrom('', ...PIECES) });
    const texts = fc.tuple(fc.constantFrom(...PLAIN), fc.array(change, { minLength: 1, maxLength: 4 }));
    fc.assert(
      fc.property(texts, ([start, changes]) => {
        let text = start;
        for (const { at, cut, piece } of changes) {
          const from = at % (text.length + 1);
          text = text.slice(0, from) + piece + text.slice(from + cut);
        }
        const tree = readPlainYaml(text);
        if (tree) expect({ tree, problems: [] }).toEqual(parseAnyYaml(text));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    '',
    '# a\n',
    'a',
    '- a: &x 1\n',
    'a: |+\n  b\n\n',
    'a: b\n  c\n',
    'a: "b\n  c"\n',
    'a: [1,\n 2]\n',
    'a: *b\n',
    'a: {{ b }}\n',
  ])('leaves %j alone', (text) => expect(readPlainYaml(text)).toBeUndefined());
});
