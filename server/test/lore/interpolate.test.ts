import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Resolve } from '../../src/lore/interpolate';
import { interpolate, resolveEnv } from '../../src/lore/interpolate';
import { parseEnv } from '../../src/syntax/env';
import { mapCopy, trace, traceAll } from '../../src/text/mapped';

const COMPOSE = 'file:///w/compose.yaml';
const ENV = 'file:///w/.env';
const env = mapCopy('PORT=3000\nEMPTY=\nNAME="api"\nDB=${PORT}1\nA=1 # x\n', ENV, 0);
const table = resolveEnv(parseEnv(env), env);
const resolve: Resolve = (name) => table.get(name);
const run = (text: string) => interpolate(mapCopy(text, COMPOSE, 50), resolve);
const inCompose = (text: string, part: string) => ({
  uri: COMPOSE,
  start: 50 + text.indexOf(part),
  end: 50 + text.indexOf(part) + part.length,
});
const inEnv = (part: string) => ({
  uri: ENV,
  start: env.text.indexOf(part),
  end: env.text.indexOf(part) + part.length,
});

describe('interpolate', () => {
  it.each([
    ['plain', 'plain'],
    ['$PORT', '3000'],
    ['${PORT}:80', '3000:80'],
    ['${PORT}${A}', '30001'],
    ['$PORT:$A', '3000:1'],
    ['${NOPE}:80', ':80'],
    ['$NOPE', ''],
    ['${NOPE:-8080}', '8080'],
    ['${NOPE-8080}', '8080'],
    ['${EMPTY:-8080}', '8080'],
    ['${EMPTY-8080}', ''],
    ['${PORT:-8080}', '3000'],
    ['${NOPE:-}', ''],
    ['${PORT:?needed}', '3000'],
    ['${NOPE:?needed}', ''],
    ['${PORT:+set}|${EMPTY:+set}|${NOPE:+set}', 'set||'],
    ['${PORT+set}|${EMPTY+set}|${NOPE+set}', 'set|set|'],
    ['${NOPE:-${NOPE2:-${PORT}}}', '3000'],
    ['${NOPE:-a${A}b}-${A}', 'a1b-1'],
    ['${NOPE:-{"a":1}}', '{"a":1}'],
    ['${NOPE:-{}', '{'],
    ['${NOPE:-a?b}', 'a?b'],
    ['${NOPE:-:-x}', ':-x'],
    ['$$PORT $${PORT} $$$PORT', '$PORT ${PORT} $3000'],
    ['$1 $( $ 5$', '$1 $( $ 5$'],
    ['${DB}', '30001'],
    ['${BIND-127.0.0.1}:${P}:80', '127.0.0.1::80'],
  ])('%s becomes %s', (text, expected) => {
    expect(run(text).text.text).toBe(expected);
    expect(run(text).problems).toEqual([]);
  });

  it.each([
    ['a ${} b', '${}'],
    ['${1}', '${1}'],
    ['${PORT/x/y}', '${PORT/x/y}'],
    ['${PORT', '${PORT'],
    ['x ${PORT:-80', '${PORT'],
    ['${ PORT }', '${ PORT }'],
  ])('leaves and reports %s', (text, wrong) => {
    const { text: out, problems } = run(text);
    expect(out.text).toBe(text);
    expect(problems.map((p) => p.site)).toEqual([inCompose(text, wrong)]);
  });

  it('says how each variable is used', () => {
    const text = '${PORT}:${X:-8${Y}}:${Z:?no}:$EMPTY:${EMPTY:?no}';
    const seen = run(text).variables.map((v) => [
      v.name,
      v.form,
      v.set,
      v.hasDefault,
      v.required,
      v.missing,
      text.slice(v.range.start, v.range.end),
    ]);
    expect(seen).toEqual([
      ['PORT', '${V}', true, false, false, false, '${PORT}'],
      ['X', ':-', false, true, false, false, '${X:-8${Y}}'],
      ['Y', '${V}', false, false, false, true, '${Y}'],
      ['Z', ':?', false, false, true, true, '${Z:?no}'],
      ['EMPTY', '$V', true, false, false, false, '$EMPTY'],
      ['EMPTY', ':?', true, false, true, true, '${EMPTY:?no}'],
    ]);
    expect(run(text).variables[1]?.site).toEqual(inCompose(text, '${X:-8${Y}}'));
  });

  it('leads a value from .env to its line', () => {
    const text = '${PORT}:80';
    const { text: out } = run(text);
    expect(trace(out, 0, 4)).toEqual({
      site: inCompose(text, '${PORT}'),
      origins: [{ kind: 'text', span: inEnv('3000') }],
      via: [{ kind: 'env-file', name: 'PORT', at: inEnv('PORT') }],
    });
    expect(trace(out, 5, 7)).toEqual({
      site: inCompose(text, '80'),
      origins: [{ kind: 'text', span: inCompose(text, '80') }],
      via: [],
    });
  });

  it('leads a value through two variables', () => {
    const traced = traceAll(run('${DB}').text);
    expect(traced.origins).toEqual([
      { kind: 'text', span: inEnv('3000') },
      {
        kind: 'text',
        span: { uri: ENV, start: env.text.indexOf('${PORT}1') + 7, end: env.text.indexOf('${PORT}1') + 8 },
      },
    ]);
    expect(traced.via.map((s) => s.name)).toEqual(['DB', 'PORT']);
  });

  it('leads a default into the expression', () => {
    const text = '"${X:-${Y:-8080}}:80"';
    const { text: out } = run(text);
    expect(out.text).toBe('"8080:80"');
    expect(trace(out, 1, 5)).toEqual({
      site: inCompose(text, '${X:-${Y:-8080}}'),
      origins: [{ kind: 'text', span: inCompose(text, '8080') }],
      via: [
        { kind: 'default', name: 'X', at: inCompose(text, '${Y:-8080}') },
        { kind: 'default', name: 'Y', at: inCompose(text, '8080') },
      ],
    });
  });

  it('gives empty text the place of the expression', () => {
    expect(run('${NOPE}').text.whole).toEqual({ uri: COMPOSE, start: 50, end: 57 });
  });

  it('prefers the shell to the file, and earlier lines only', () => {
    const text = mapCopy("A=$B\nB=1\nC=$B\nD\nE='$B'", ENV, 0);
    const shell: Resolve = (name) =>
      name === 'D' ? { value: mapCopy('9', 'shell:', 0), step: { kind: 'variable', name } } : undefined;
    const seen = [...resolveEnv(parseEnv(text), text, shell)].map(([k, v]) => [k, v.value.text]);
    expect(seen).toEqual([
      ['A', ''],
      ['B', '1'],
      ['C', '1'],
      ['D', '9'],
      ['E', '$B'],
    ]);
  });

  it('ends lines that double each other', () => {
    const lines = Array.from({ length: 60 }, (_, i) => `V${i + 1}=$V${i}$V${i}`);
    const text = mapCopy(['V0=ab', ...lines].join('\n'), ENV, 0);
    const bomb = resolveEnv(parseEnv(text), text);
    expect(Math.max(...[...bomb.values()].map((v) => v.value.text.length))).toBeLessThan(300_000);
    const { problems } = interpolate(mapCopy('$V17$V17$V17', COMPOSE, 0), (name) => bomb.get(name));
    expect(problems).toHaveLength(1);
  });

  it('never throws, stays linear and keeps sites inside the text', () => {
    const part = fc.constantFrom(
      '$',
      '{',
      '}',
      'PORT',
      'X',
      ':-',
      '-',
      ':?',
      '+',
      '${',
      '${X:-',
      '${PORT}',
      '8',
      ':',
      '\n',
      '😀',
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 60 }).map((p) => p.join('')),
        (text) => {
          const { text: out, variables, problems } = run(text);
          for (const s of [...variables, ...problems].map((v) => v.site))
            expect(50 <= s.start && s.start <= s.end && s.end <= 50 + text.length).toBe(true);
          for (let i = 0; i < out.text.length; i++) {
            const { site } = trace(out, i, i + 1);
            expect(50 <= site.start && site.start < site.end && site.end <= 50 + text.length).toBe(true);
          }
        },
      ),
    );
    for (const unit of ['${', '${X:-', '${1', '$', '{${', '${X:-}'])
      expect(run(unit.repeat(20_000)).text.text.length).toBeGreaterThanOrEqual(0);
    expect(run(`${'${X:-'.repeat(20_000)}}`).text.text.length).toBeGreaterThan(0);
  });
});
