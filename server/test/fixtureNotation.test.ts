// The runner of fixtures must itself be able to fail: each slip of a writer and each difference is noticed.
import { describe, expect, it } from 'vitest';
import { fromScratch } from './fixture/drive';
import { differences } from './fixture/expect';
import { deepFreeze } from './fixture/freeze';
import { matchesText, parseFixture } from './fixture/parse';

const fence = (info: string, ...lines: string[]) => ['```' + info, ...lines, '```'].join('\n');
const only = (markdown: string) => {
  const [first] = parseFixture(markdown);
  if (!first) throw new Error('no case');
  return first;
};

describe('parseFixture', () => {
  it('cuts caret lines out and gives the ranges above them', () => {
    const made = only(
      `# title\nprose\n\n## Reported: x\n\n${fence('yaml a/b.yaml', 'a: 80', '#  ^^ warning some-rule: Text…', '#  ^^ safe fix(one): Do it', 'b: 1')}\n\n${fence('diff fix(one)', '-a: 80', '+a: 81')}`,
    );
    expect(made.files.map((f) => [f.uri, f.text])).toEqual([['file:///ws/a/b.yaml', 'a: 80\nb: 1\n']]);
    const at = { uri: 'file:///ws/a/b.yaml', start: 3, end: 5 };
    expect(made.findings).toEqual([
      { kind: 'finding', ...at, severity: 'warning', rule: 'some-rule', message: 'Text…' },
    ]);
    expect(made.fixes).toEqual([{ kind: 'fix', ...at, safe: true, name: 'one', title: 'Do it' }]);
    expect([...made.diffs]).toEqual([['one', ['-a: 80', '+a: 81']]]);
  });

  it('marks first columns, empty ranges, other comments, CRLF and a byte order mark', () => {
    const made = only(
      `## A\n${fence('json x.json crlf bom', '{"a": 1}', '^ info r-a: t', '//   ^ info r-b: t', '#| info r-c: t')}`,
    );
    expect(made.files[0]).toMatchObject({ text: '{"a": 1}\r\n', bom: true });
    expect(made.findings.map((f) => [f.rule, f.start, f.end])).toEqual([
      ['r-a', 0, 1],
      ['r-b', 5, 6],
      ['r-c', 1, 1],
    ]);
  });

  it.each([
    ['a block that is not closed', '## A\n```yaml a.yaml\na: 1'],
    ['carets behind the end of the line', `## A\n${fence('yaml a.yaml', 'a: 1', '#  ^^^^ info r: t')}`],
    ['carets above everything', `## A\n${fence('yaml a.yaml', '#  ^ info r: t', 'a: 1')}`],
    ['carets that say nothing', `## A\n${fence('yaml a.yaml', 'a: 1', '#  ^ warn r: t')}`],
    ['a file twice', `## A\n${fence('yaml a.yaml', 'a: 1')}\n${fence('yaml a.yaml', 'a: 1')}`],
    ['a diff of no fix', `## A\n${fence('yaml a.yaml', 'a: 1')}\n${fence('diff fix(x)', '-a')}`],
    ['a case that says Reported and expects nothing', `## Reported\n${fence('yaml a.yaml', 'a: 1')}`],
    [
      'a case that says Not reported and expects something',
      `## Not reported\n${fence('yaml a.yaml', 'a: 1', '#  ^ info r: t')}`,
    ],
    ['a file in front of all cases', `${fence('yaml a.yaml', 'a: 1')}\n## A\n`],
  ])('refuses %s', (_, markdown) => expect(() => parseFixture(markdown)).toThrow(/line \d|expects|names fix|stands/));
});

describe('matchesText', () => {
  it.each([
    ['Port 80', 'Port 80', true],
    ['Port 80', 'Port 80 is', false],
    ['Port 80…', 'Port 80 is', true],
    ['…is', 'Port 80 is', true],
    ['Port … is (so)', 'Port 80 is (so)', true],
    ['Port … was', 'Port 80 is', false],
  ])('%j on %j: %s', (pattern, text, expected) => expect(matchesText(pattern, text)).toBe(expected));
});

describe('differences', () => {
  const compose = ['services:', '  a:', '    image: x.example/a', '    expose: ["8080:80"]'];
  const caret = '#             ^^^^^ error expose-host-mapping: …';
  const run = (...lines: string[]) => {
    const made = only(`## A\n${fence('yaml compose.yaml', ...lines)}`);
    return differences(made, fromScratch(made.files)).join('\n');
  };

  it('is empty when all is as expected', () => expect(run(...compose, caret)).toBe(''));
  it('names a finding that is not expected', () => expect(run(...compose)).toContain('not expected'));
  it('names one that is missing', () => expect(run(...compose, caret, caret)).toContain('missing'));
  it('knows severity, rule, place and message', () => {
    expect(run(...compose, caret.replace('error', 'info'))).toContain('missing');
    expect(run(...compose, caret.replace('expose-', 'x-'))).toContain('missing');
    expect(run(...compose, caret.replace('^^^^^', '^^^^'))).toContain('missing');
    expect(run(...compose, caret.replace('…', 'Nothing…'))).toContain('missing');
  });
  it('knows fixes and related places, once one is given', () => {
    const fix = caret.replace(/error.*/, 'fix(keep): Keep…');
    expect(run(...compose, caret, fix)).toBe('');
    expect(run(...compose, caret, fix.replace('Keep…', 'Drop…'))).toContain('fix missing');
    expect(run(...compose, caret, fix.replace('fix', 'safe fix'))).toContain('fix missing');
    expect(run(...compose, caret, caret.replace(/error.*/, 'related: …'))).toContain('related place missing');
  });
});

describe('deepFreeze', () => {
  it('refuses every change', () => {
    const made = { a: { b: [1] }, m: new Map([['k', { v: 1 }]]), s: new Set([1]), t: new Int32Array(2) };
    deepFreeze(made);
    expect(() => made.a.b.push(2)).toThrow(TypeError);
    expect(() => made.m.set('x', { v: 2 })).toThrow(TypeError);
    expect(() => made.s.clear()).toThrow(TypeError);
    const inner = made.m.get('k');
    expect(() => Object.assign(inner ?? {}, { v: 2 })).toThrow(TypeError);
  });
});
