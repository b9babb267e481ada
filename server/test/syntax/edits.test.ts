import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/facts';
import { changesToEdits, editsOfEach } from '../../src/syntax/edits';
import { applyEdits, gatherEdits, mergeEdits } from '../../src/text/edit';
import { sourceFile } from '../../src/text/source';
import type { Span } from '../../src/text/span';

type Find = (needle: string, nth?: number) => Span;

/** The text after the changes; `undefined` when they are refused. */
function edited(name: string, text: string, changes: (at: Find, uri: string) => readonly Change[]): string | undefined {
  const file = sourceFile(`file:///w/${name}`, text);
  const at: Find = (needle, nth = 0) => {
    let start = file.text.indexOf(needle);
    for (let i = 0; i < nth; i++) start = file.text.indexOf(needle, start + 1);
    if (start < 0) throw new Error(`${needle} is not in the text`);
    return { uri: file.uri, start, end: start + needle.length };
  };
  const edits = changesToEdits(changes(at, file.uri), (uri) => (uri === file.uri ? file : undefined));
  return edits && applyEdits(file.text, file.uri, edits);
}

const replaced = (name: string, text: string, needle: string, by: string) =>
  edited(name, text, (at) => [{ kind: 'replace', at: at(needle), text: by }]);
const removed = (name: string, text: string, ...needles: string[]) =>
  edited(name, text, (at) => needles.map((n) => ({ kind: 'remove', at: at(n) })));

describe('replace', () => {
  it.each([
    ['a.yaml', 'a: 80\n', '80', '8080', 'a: 8080\n'],
    ['a.yaml', 'a: "8080:80" # keep\r\nb: 1\r\n', '80"', '81"', undefined],
    ['a.yaml', 'a: "8080:80" # keep\r\nb: 1\r\n', '8080', '81', 'a: "81:80" # keep\r\nb: 1\r\n'],
    ['a.yaml', 'a: "x:80"\n', '"x:80"', 'y', 'a: "y"\n'],
    ['a.yaml', "a: 'x'\n", 'x', "it's", "a: 'it''s'\n"],
    ['a.yaml', 'a: "x"\n', 'x', 'a "b"\n\\', 'a: "a \\"b\\"\\n\\\\"\n'],
    ['a.yaml', 'a: &p 80\nb: *p\n', '80', '81', 'a: &p 81\nb: *p\n'],
    ['a.yaml', 'a: x\n', 'x', 'y: z', 'a: "y: z"\n'],
    ['a.yaml', 'a: x\n', 'x', '#1', 'a: "#1"\n'],
    ['a.yaml', 'a: [x, y]\n', 'x', '{1,2}', 'a: ["{1,2}", y]\n'],
    ['a.yaml', '- 8080:22\n', '8080', '22', '- "22:22"\n'],
    ['a.yaml', 'a: |\n  curl http://x:80/\n', '80', '81', 'a: |\n  curl http://x:81/\n'],
    ['a.yaml', 'a: |\n  x\n', 'x', 'a\nb', undefined],
    ['a.yaml', 'a: # 80\n  b\n', '80', '81', undefined],
    ['a.yaml', 'a: 1\nb: 2\n', 'a: 1', 'x', undefined],
    ['a.json', '{"a": 80}', '80', '81', '{"a": 81}'],
    ['a.json', '{"a": 80}', '80', 'http', '{"a": "http"}'],
    ['a.json', '{"a": "x:80"}', '80', '81', '{"a": "x:81"}'],
    ['.env', 'A=80 # c\r\nB=2', '80', '81', 'A=81 # c\r\nB=2'],
    ['.env', 'A=80', '80', '8 1', undefined],
    ['.env', 'A="80"', '80', 'a "b"', 'A="a \\"b\\""'],
    ['.env', "A='80'", '80', "it's", undefined],
    ['Dockerfile', 'EXPOSE 80 443\n', '80', '8080', 'EXPOSE 8080 443\n'],
    ['Dockerfile', 'EXPOSE 80\n', '80', '80\n81', undefined],
    ['app.properties', 'server.port=80', '80', '81', 'server.port=81'],
  ])('%s %j: %j → %j', (name, text, needle, by, expected) => {
    expect(replaced(name, text, needle, by)).toBe(expected);
  });

  it('inserts at a point inside a scalar', () => {
    const before = (text: string, needle: string) =>
      edited('a.yaml', text, (at) => [
        { kind: 'replace', at: { ...at(needle), end: at(needle).start }, text: '127.0.0.1:' },
      ]);
    expect(before('- "80:80"\n', '80')).toBe('- "127.0.0.1:80:80"\n');
    expect(before('- 5432:5432\n', '5432')).toBe('- 127.0.0.1:5432:5432\n');
    expect(before("- '${P:-80}:80'\n", '$')).toBe("- '127.0.0.1:${P:-80}:80'\n");
  });

  it('refuses ranges outside and files that are not known', () => {
    expect(
      edited('a.yaml', 'a: 1\n', (_, uri) => [{ kind: 'replace', at: { uri, start: 3, end: 99 }, text: '2' }]),
    ).toBeUndefined();
    expect(
      edited('a.yaml', 'a: 1\n', (at) => [{ kind: 'replace', at: { ...at('1'), uri: 'file:///w/b' }, text: '2' }]),
    ).toBeUndefined();
  });
});

describe('rewrite', () => {
  const rewritten = (text: string, needle: string, by: string) =>
    edited('a.yaml', text, (at) => [{ kind: 'rewrite', at: at(needle), text: by }]);
  it('changes how a value is written', () => {
    expect(rewritten('- 22:22 # ssh\n', '22:22', '"22:22"')).toBe('- "22:22" # ssh\n');
    expect(rewritten('a: "80"\n', '"80"', '80')).toBe('a: 80\n');
  });
  it('refuses what would not parse', () => expect(rewritten('a: "80"\n', '"80"', '"80')).toBeUndefined());
});

describe('remove', () => {
  it.each([
    ['item', 'ports:\n  - 80 # web\n  # of the next\n  - 81\n', ['80'], 'ports:\n  # of the next\n  - 81\n'],
    ['last item of several', 'ports:\n  - 80\n  - 81', ['81'], 'ports:\n  - 80'],
    [
      'item that is a map',
      'p:\n- target: 80\n  published: 81 # x\n- target: 82\n',
      ['target: 80\n  published: 81'],
      'p:\n- target: 82\n',
    ],
    ['only item, with its key', 'a: 1\nports:\n  - 80\nb: 2\n', ['80'], 'a: 1\nb: 2\n'],
    ['only item of the only key', 'a:\n  ports:\n    - 80\nb: 2\n', ['80'], 'a:\n  ports: []\nb: 2\n'],
    ['all items', 'a: 1\nports:\n  - 80\n  - 81\nb: 2\n', ['80', '81'], 'a: 1\nb: 2\n'],
    ['entry by value', 'a: 1\nb: 2 # gone\nc: 3\n', ['2'], 'a: 1\nc: 3\n'],
    ['entry by key', 'a: 1\nb:\n  - 2\n  - 3\nc: 3\n', ['b'], 'a: 1\nc: 3\n'],
    ['entry as a whole', 'a: 1\nb: 2\n', ['b: 2'], 'a: 1\n'],
    ['first entry behind a dash', '- a: 1\n  b: 2\n', ['1'], '- b: 2\n'],
    ['second entry behind a dash', '- a: 1\n  b: 2\n', ['2'], '- a: 1\n'],
    ['only entry behind a dash', '- a: 1\n- b: 2\n', ['1'], '- b: 2\n'],
    ['block scalar', 'a: |\n  x\n  y\nb: 2\n', ['a'], 'b: 2\n'],
    ['CRLF', 'a: 1\r\nb: 2\r\nc: 3\r\n', ['2'], 'a: 1\r\nc: 3\r\n'],
    ['anchored item', 'p:\n  - &x 80\n  - 81\n', ['80'], 'p:\n  - 81\n'],
    ['anchor that is used', 'p:\n  - &x 80\n  - *x\n', ['80'], undefined],
    ['nested dashes', '- - 80\n  - 81\n- 2\n', ['80'], '- - 81\n- 2\n'],
    ['flow item', 'p: [80, 81] # c\n', ['80'], 'p: [81] # c\n'],
    ['last flow item', 'p: [80, 81]\n', ['81'], 'p: [80]\n'],
    ['flow items to the end', 'p: [80, 81, 82]\n', ['81', '82'], 'p: [80]\n'],
    ['only flow item', 'a: 1\np: [80]\n', ['80'], 'a: 1\n'],
    ['only flow item of the only key', 'p: [80]\n', ['80'], 'p: []\n'],
    ['flow entry', 'p: {a: 80, b: 81}\n', ['80'], 'p: {b: 81}\n'],
    ['flow over lines', 'p: [\n  80, # c\n  81,\n]\n', ['80'], 'p: [\n  81,\n]\n'],
    ['two in one list', 'p:\n  - 80\n  - 81\n  - 82\n', ['80', '82'], 'p:\n  - 81\n'],
    ['comment', 'a: 1 # here\nb: 2\n', ['here'], undefined],
  ])('%s', (_, text, needles, expected) => expect(removed('a.yaml', text, ...needles)).toBe(expected));

  it.each([
    ['a.json', '{"a": 1, "b": 2}', ['2'], '{"a": 1}'],
    ['a.json', '{\n  "a": 1,\n  "b": 2\n}\n', ['1'], '{\n  "b": 2\n}\n'],
    ['.env', 'A=1\nB=2 # x\nC=3\n', ['2'], 'A=1\nC=3\n'],
    ['.env', 'A=1\nB=2', ['2'], 'A=1'],
    ['Dockerfile', 'FROM x\nEXPOSE 80 443\nUSER a\n', ['80'], 'FROM x\nEXPOSE 443\nUSER a\n'],
    ['Dockerfile', 'FROM x\nEXPOSE 80 443\nUSER a\n', ['80', '443'], 'FROM x\nUSER a\n'],
    ['Dockerfile', 'FROM x\r\nEXPOSE 80\r\nUSER a\r\n', ['80'], 'FROM x\r\nUSER a\r\n'],
    ['Dockerfile', 'FROM x\nEXPOSE 80 \\\n  443\n', ['443'], undefined],
    ['Dockerfile', 'FROM x\nEXPOSE 80 81 \\\n  443\n', ['81'], 'FROM x\nEXPOSE 80 \\\n  443\n'],
  ])('%s %j', (name, text, needles, expected) => expect(removed(name, text, ...needles)).toBe(expected));
});

describe('insert', () => {
  const key = (name: string, text: string, map: string, k: string, value: string, first?: true) =>
    edited(name, text, (at) => [{ kind: 'insert-key', map: at(map), key: k, value, ...(first ? { first } : {}) }]);
  it.each([
    [
      'block',
      'a.yaml',
      's:\n  a: 1 # c\n  b:\n    - 2 # d\nt: 1\n',
      'a: 1',
      's:\n  a: 1 # c\n  b:\n    - 2 # d\n  x: "1"\nt: 1\n',
    ],
    ['behind a dash', 'a.yaml', '- a: 1\n- b: 1\n', 'a: 1', '- a: 1\n  x: "1"\n- b: 1\n'],
    ['empty value last', 'a.yaml', 's:\n  a:\nt: 1\n', 'a:', 's:\n  a:\n  x: "1"\nt: 1\n'],
    ['block scalar last', 'a.yaml', 's:\n  a: |\n    y\nt: 1\n', 'a: |', 's:\n  a: |\n    y\n  x: "1"\nt: 1\n'],
    ['no line break at the end', 'a.yaml', 'a: 1', 'a: 1', 'a: 1\nx: "1"'],
    ['CRLF', 'a.yaml', 'a: 1\r\nb: 2\r\n', 'a: 1\r\nb: 2', 'a: 1\r\nb: 2\r\nx: "1"\r\n'],
    ['flow', 'a.yaml', 'a: {b: 1}\n', '{b: 1}', 'a: {b: 1, x: "1"}\n'],
    ['empty flow', 'a.yaml', 'a: {}\n', '{}', 'a: {x: "1"}\n'],
    ['JSON', 'a.json', '{"a": 1}', '{"a": 1}', '{"a": 1, "x": "1"}'],
    ['JSON over lines', 'a.json', '{\n  "a": 1\n}\n', '{\n  "a": 1\n}', '{\n  "a": 1,\n  "x": "1"\n}\n'],
  ])('key: %s', (_, name, text, map, expected) => {
    expect(key(name, text, map, 'x', '"1"')).toBe(expected);
  });

  it('puts a key first where asked', () => {
    expect(key('a.yaml', '- a: 1\n  b: 2\n', 'a: 1\n  b: 2', 'name', 'web', true)).toBe(
      '- name: web\n  a: 1\n  b: 2\n',
    );
    expect(key('a.yaml', '- {a: 1}\n', '{a: 1}', 'name', 'web', true)).toBe('- {name: web, a: 1}\n');
    expect(key('a.json', '{"a": 1}', '{"a": 1}', 'name', 'web', true)).toBe('{"name": "web", "a": 1}');
  });

  const item = (name: string, text: string, seq: string, value: string) =>
    edited(name, text, (at) => [{ kind: 'insert-item', seq: at(seq), value }]);
  it.each([
    ['block', 'a.yaml', 'p:\n  - 80 # c\n  - 81 # d\nq: 1\n', '- 80', 'p:\n  - 80 # c\n  - 81 # d\n  - 82\nq: 1\n'],
    [
      'block, not indented',
      'a.yaml',
      'p:\n- a: 80\n  b: 1\nq: 1\n',
      '- a: 80\n  b: 1',
      'p:\n- a: 80\n  b: 1\n- 82\nq: 1\n',
    ],
    ['flow', 'a.yaml', 'p: [80, 81]\n', '[80, 81]', 'p: [80, 81, 82]\n'],
    ['empty', 'a.yaml', 'p: []\n', '[]', 'p: [82]\n'],
    ['flow over lines', 'a.yaml', 'p: [\n  80,\n  81\n]\n', '[\n  80,\n  81\n]', 'p: [\n  80,\n  81,\n  82\n]\n'],
    ['JSON', 'a.json', '[80]', '[80]', '[80, 82]'],
  ])('item: %s', (_, name, text, seq, expected) => expect(item(name, text, seq, '82')).toBe(expected));

  it('adds a name to a list or a map of names', () => {
    const name = (text: string, beside: string) =>
      edited('a.yaml', text, (at) => [{ kind: 'insert-name', beside: at(beside), name: 'back' }]);
    expect(name('n:\n  - front\n', 'front')).toBe('n:\n  - front\n  - back\n');
    expect(name('n: [front]\n', 'front')).toBe('n: [front, back]\n');
    expect(name('n:\n  front:\n    aliases: [x]\n', 'front')).toBe('n:\n  front:\n    aliases: [x]\n  back:\n');
    expect(name('n: {front: }\n', 'front')).toBe('n: {front: , back: {}}\n');
  });

  it('joins two insertions at one place in their order', () => {
    const two = edited('a.yaml', 'p:\n  - 80\n', (at) =>
      ['81', '82'].map((value) => ({ kind: 'insert-item', seq: at('- 80'), value })),
    );
    expect(two).toBe('p:\n  - 80\n  - 81\n  - 82\n');
  });

  it('adds lines with the indentation and line break of the file', () => {
    const line = (where: 'before' | 'after') =>
      edited('Dockerfile', 'FROM x\r\n  USER a\r\n', (at, uri) => [
        { kind: 'insert-line', uri, offset: at('USER').start, where, text: 'EXPOSE 80' },
      ]);
    expect(line('before')).toBe('FROM x\r\n  EXPOSE 80\r\n  USER a\r\n');
    expect(line('after')).toBe('FROM x\r\n  USER a\r\n  EXPOSE 80\r\n');
    expect(
      edited('.env', 'A=1', (_, uri) => [{ kind: 'insert-line', uri, offset: 0, where: 'after', text: 'B=2' }]),
    ).toBe('A=1\nB=2');
  });

  it('adds a YAML document in front of another', () => {
    const document = (name: string, text: string, needle: string) =>
      edited(name, text, (at) => [{ kind: 'insert-document', before: at(needle), text: 'n: 1\nm: 2' }]);
    expect(document('a.yaml', '# why\r\na: 1\r\n', 'a: 1')).toBe('# why\r\nn: 1\r\nm: 2\r\n---\r\na: 1\r\n');
    expect(document('a.yaml', 'a: 1\n---\nb: 2\n', 'b: 2')).toBe('a: 1\n---\nn: 1\nm: 2\n---\nb: 2\n');
    expect(document('a.yaml', 'items:\n  - b: 2\n', 'b: 2')).toBeUndefined();
    expect(document('a.json', '{"b": 2}', '{')).toBeUndefined();
  });
});

it('makes all changes or none', () => {
  const both = (second: string) =>
    edited('a.yaml', 'a: 80\nb: 81\n', (at) => [
      { kind: 'replace', at: at('80'), text: '1' },
      { kind: 'replace', at: at(second), text: '2' },
    ]);
  expect(both('81')).toBe('a: 1\nb: 2\n');
  expect(both('80')).toBeUndefined();
  expect(both('b: 81')).toBeUndefined();
});

it('keeps a byte order mark out of the way', () => {
  expect(replaced('a.yaml', '\ufeffa: 80\n', '80', '81')).toBe('a: 81\n');
});

describe('lists and maps', () => {
  const value = { tcpSocket: { port: 'http' }, hosts: ['a', { name: 'b', port: '80' }] };
  const added = (text: string, needle: string) =>
    edited('a.yaml', text, (at) => [{ kind: 'insert-key', map: at(needle), key: 'probe', value }]);

  it('are written in the style of the file', () => {
    expect(added('a:\n    b: 1\nl:\n- x\n', 'b: 1')).toBe(
      'a:\n    b: 1\n    probe:\n        tcpSocket:\n            port: http\n        hosts:\n        - a\n        - name: b\n          port: 80\nl:\n- x\n',
    );
    expect(added('a:\n  b: 1\n  l:\n    - x\n', 'b: 1')).toBe(
      'a:\n  b: 1\n  l:\n    - x\n  probe:\n    tcpSocket:\n      port: http\n    hosts:\n      - a\n      - name: b\n        port: 80\n',
    );
    expect(added('a: { b: 1 }\n', 'b: 1')).toBe(
      'a: { b: 1, probe: { tcpSocket: { port: http }, hosts: [a, { name: b, port: 80 }] } }\n',
    );
  });

  const changed = (name: string, text: string, needle: string, old: string) =>
    edited(name, text, (at) => [
      { kind: 'replace-entry', map: at(needle), old, key: 'from', value: { ref: { key: 'K' } } },
    ]);

  it('take the place of an entry', () => {
    expect(changed('a.yaml', '- name: A\n  value: "80" # c\n- name: B\n', 'A', 'value')).toBe(
      '- name: A\n  from:\n    ref:\n      key: K # c\n- name: B\n',
    );
    expect(changed('a.yaml', '- value: "80"\r\n  name: A\r\n', 'A', 'value')).toBe(
      '- from:\r\n    ref:\r\n      key: K\r\n  name: A\r\n',
    );
    expect(changed('a.yaml', '- {name: A, value: "80"}\n', 'A', 'value')).toBe(
      '- {name: A, from: { ref: { key: K } }}\n',
    );
    expect(changed('a.yaml', '- name: A\n  value: &v "80"\n', 'A', 'value')).toBeUndefined();
    expect(changed('a.yaml', '- name: A\n', 'A', 'value')).toBeUndefined();
  });
});

describe('append-document', () => {
  const appended = (text: string) =>
    edited('a.yaml', text, (_, uri) => [{ kind: 'append-document', uri, text: 'b: 2\nc: 3' }]);

  it('adds one at the end', () => {
    expect(appended('a: 1\n')).toBe('a: 1\n---\nb: 2\nc: 3\n');
    expect(appended('a: 1\r\nb: 1')).toBe('a: 1\r\nb: 1\r\n---\r\nb: 2\r\nc: 3\r\n');
    expect(appended('a: 1\n---\n')).toBeUndefined();
    expect(appended('')).toBeUndefined();
  });
});

describe('templates', () => {
  it('get an action for a number and a number for an action', () => {
    const name = 'chart/templates/a.yaml';
    const text = 'a: {{ .x }}\nb: "80"\nc: {{ 80 }}\nd: {{ .x | quote }}\n';
    const read = '{{ .Values.service.port }}';
    expect(replaced(name, text, '80', read)).toBe(text.replace('80', read));
    expect(replaced(name, text, '{{ .x }}', '80')).toBe(text.replace('{{ .x }}', '80'));
    expect(edited(name, text, (at) => [{ kind: 'replace', at: at('80', 1), text: read }])).toBeUndefined();
    expect(replaced(name, text, '80', '{{ fail "x" }}')).toBeUndefined();
    expect(replaced(name, text, '{{ .x | quote }}', '80')).toBeUndefined();
  });
});

describe('edits of many changes', () => {
  const lines = Array.from({ length: 400 }, (_, i) => `s${i}:\n  a: ${i}\n  b: {c: x}\n`);
  const file = sourceFile('file:///w/a.yaml', lines.join(''));
  const fileOf = (uri: string) => (uri === file.uri ? file : undefined);
  const replacing = (needle: string, text: string): readonly Change[] => {
    const start = file.text.indexOf(needle);
    return [{ kind: 'replace', at: { uri: file.uri, start, end: start + needle.length }, text }];
  };

  it('are those of each, whatever the others are', () => {
    const start = file.text.indexOf('7\n');
    const breaking: Change = { kind: 'rewrite', at: { uri: file.uri, start, end: start + 1 }, text: '[7' };
    const all: readonly (readonly Change[])[] = [
      replacing('1', '11'),
      [breaking],
      replacing('1', '12'),
      [{ kind: 'remove', at: { uri: file.uri, start: 3, end: 10 } }],
      replacing('s5', 's5'),
      replacing('3', '33'),
      [{ kind: 'replace', at: { uri: 'file:///w/none.yaml', start: 0, end: 1 }, text: '1' }],
      [],
    ];
    const alone = all.map((changes) => changesToEdits(changes, fileOf));
    expect(alone[1]).toBeUndefined();
    expect(alone[0]).toHaveLength(1);
    expect(editsOfEach(all, fileOf)).toEqual(alone);
  });

  it('take about as long as those of a few', () => {
    const took = (n: number): number => {
      const all = lines.slice(0, n).map((_, i) => replacing(`a: ${i}`, `a: ${i + 1}`));
      const start = performance.now();
      editsOfEach(all, fileOf);
      return performance.now() - start;
    };
    took(2);
    const best = (n: number): number => Math.min(took(n), took(n), took(n));
    expect(best(400)).toBeLessThan(best(1) * 40);
  });

  it('are gathered as they are merged', () => {
    let state = 1;
    const next = (n: number): number => (state = (state * 16807) % 2147483647) % n;
    for (let round = 0; round < 300; round++) {
      const gathered = gatherEdits();
      let merged: ReturnType<typeof mergeEdits> = [];
      for (let i = 0; i < 12; i++) {
        const some = Array.from({ length: 1 + next(2) }, () => {
          const start = next(30);
          return { uri: `file:///${next(2)}`, start, end: start + next(4), newText: 'xy'.charAt(next(3)) };
        });
        const more = mergeEdits([...(merged ?? []), ...some]);
        expect(gathered.add(some)).toBe(more !== undefined);
        merged = more ?? merged;
      }
      expect(gathered.all()).toEqual(merged);
    }
  });
});
