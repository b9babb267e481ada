import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { envEntry, parseEnv } from '../../src/syntax/env';
import { mapCopy, trace, traceAll } from '../../src/text/mapped';

const URI = 'file:///w/.env';
const read = (text: string, format?: 'raw') => parseEnv(mapCopy(text, URI, 0), format);
const pairs = (text: string, format?: 'raw') => read(text, format).entries.map((e) => [e.key, e.value?.text]);

describe('parseEnv', () => {
  // Expectations follow compose-go's dotenv parser.
  it.each<[string, [string, string | undefined][]]>([
    ['A=b', [['A', 'b']]],
    [
      'A=b\nC=d\n',
      [
        ['A', 'b'],
        ['C', 'd'],
      ],
    ],
    [
      'A=b\r\nC="d"\r\nE=\r\n',
      [
        ['A', 'b'],
        ['C', 'd'],
        ['E', ''],
      ],
    ],
    ['export A=b', [['A', 'b']]],
    ['exports=b', [['exports', 'b']]],
    ['A: b', [['A', 'b']]],
    ['A = b ', [['A', 'b']]],
    ['  A=b', [['A', 'b']]],
    ['A', [['A', undefined]]],
    [
      'A\nB=1',
      [
        ['A', undefined],
        ['B', '1'],
      ],
    ],
    ['export A', [['A', undefined]]],
    ['A=', [['A', '']]],
    [
      'A=  \nB=1',
      [
        ['A', ''],
        ['B', '1'],
      ],
    ],
    ['A=b # c', [['A', 'b']]],
    ['A=b#c', [['A', 'b#c']]],
    ['A= # c', [['A', '# c']]],
    ['A="b#c" # d', [['A', 'b#c']]],
    ["A='b #c' # d", [['A', 'b #c']]],
    ['# A=b\n\n\t# c\nD=e', [['D', 'e']]],
    [
      'A="b\nc"\nD=e',
      [
        ['A', 'b\nc'],
        ['D', 'e'],
      ],
    ],
    [String.raw`A="b\nc\t\"d\" \$e \\n \q \0101"`, [['A', 'b\nc\t"d" $$e \\n \\q A']]],
    [String.raw`A='b\n\'c\\'`, [['A', String.raw`b\n'c\\`]]],
    [
      'A="b" C=d',
      [
        ['A', 'b'],
        ['C', 'd'],
      ],
    ],
    [
      'a.b-c[0]=1\nÄ=2',
      [
        ['a.b-c[0]', '1'],
        ['Ä', '2'],
      ],
    ],
    ['A=postgres://u:p@db:5432/x?y=z', [['A', 'postgres://u:p@db:5432/x?y=z']]],
    ['A=${B:-"x y"}', [['A', '${B:-"x y"}']]],
  ])('%j', (text, expected) => {
    expect(pairs(text)).toEqual(expected);
    expect(read(text).problems).toEqual([]);
  });

  it.each<[string, [string, string | undefined][], string]>([
    ['A B=c\nD=e', [['D', 'e']], 'A B=c'],
    ['=c\nD=e', [['D', 'e']], '=c'],
    ['export \nD=e', [['D', 'e']], 'export'],
    ['<<<<<<< HEAD\nD=e', [['D', 'e']], '<<<<<<< HEAD'],
    [
      'A="b\nD=e',
      [
        ['A', 'b'],
        ['D', 'e'],
      ],
      '"b',
    ],
    [
      "A='b\r\nD=e",
      [
        ['A', 'b'],
        ['D', 'e'],
      ],
      "'b",
    ],
  ])('reports %j and reads on', (text, expected, at) => {
    expect(pairs(text)).toEqual(expected);
    expect(read(text).problems.map((p) => text.slice(p.start, p.end))).toEqual([at]);
  });

  it('reads raw format to the end of the line', () => {
    expect(pairs('# x\nA="b" # c\r\n  D=$E \nF\nG H=1', 'raw')).toEqual([
      ['A', '"b" # c'],
      ['D', '$E '],
      ['F', undefined],
    ]);
    expect(read('A=$B', 'raw').entries[0]?.interpolated).toBe(false);
  });

  it('says quote, interpolation and where a fix edits', () => {
    const text = 'export A="8080" # x\nB=\'$C\'\nD=90\nE=\nF';
    const seen = read(text).entries.map((e) => [
      e.quote,
      e.interpolated,
      e.exported,
      text.slice(e.keyRange.start, e.keyRange.end),
      e.valueRange,
    ]);
    expect(seen).toEqual([
      ['double', true, true, 'A', { start: 10, end: 14 }],
      ['single', false, false, 'B', { start: 23, end: 25 }],
      ['none', true, false, 'D', { start: 29, end: 31 }],
      ['none', true, false, 'E', { start: 34, end: 34 }],
      ['none', false, false, 'F', { start: 36, end: 36 }],
    ]);
  });

  it('maps every character to where it stands', () => {
    const text = 'X=1\r\nA="a\\nport 80\\""\r\n';
    const value = parseEnv(mapCopy(text, URI, 100)).entries[1]?.value;
    expect(value?.text).toBe('a\nport 80"');
    expect(trace(value!, 7, 9).origins).toEqual([
      { kind: 'text', span: { uri: URI, start: 100 + text.indexOf('80'), end: 102 + text.indexOf('80') } },
    ]);
    expect(trace(value!, 1, 2).site).toEqual({
      uri: URI,
      start: 100 + text.indexOf('\\n'),
      end: 102 + text.indexOf('\\n'),
    });
    expect(traceAll(value!).site).toEqual({
      uri: URI,
      start: 100 + text.indexOf('a\\n'),
      end: 100 + text.lastIndexOf('"'),
    });
  });

  it('takes the last of twins', () => {
    expect(envEntry(read('A=1\nA=2'), 'A')?.value?.text).toBe('2');
    expect(envEntry(read('A=1'), 'B')).toBeUndefined();
  });

  it('never throws and keeps ranges inside the text', () => {
    const part = fc.constantFrom(
      'A',
      'export ',
      '=',
      ':',
      '"',
      "'",
      '\\',
      '\n',
      '\r\n',
      ' ',
      '#',
      ' #',
      '$',
      '${B:-1}',
      'é',
      '😀',
      '[',
      '\\n',
      '\\0123',
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 40 }).map((p) => p.join('')),
        fc.boolean(),
        (text, raw) => {
          const { entries, problems } = parseEnv(mapCopy(text, URI, 7), raw ? 'raw' : 'dotenv');
          for (const r of [...problems, ...entries.flatMap((e) => [e.keyRange, e.valueRange])]) {
            expect(0 <= r.start && r.start <= r.end && r.end <= text.length).toBe(true);
          }
          for (const e of entries) {
            if (!e.value) continue;
            const { site } = traceAll(e.value);
            expect(7 <= site.start && site.start <= site.end && site.end <= 7 + text.length).toBe(true);
            if (e.quote === 'none') expect(e.value.text).toBe(text.slice(e.valueRange.start, e.valueRange.end));
          }
        },
      ),
    );
  });
});
