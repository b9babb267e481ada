import { describe, expect, it } from 'vitest';
import type { StarlarkValue } from '../../src/syntax/starlark';
import { starlarkCalls } from '../../src/syntax/starlark';

const NAMES = new Set(['f', 'g']);

function shown(v: StarlarkValue): unknown {
  switch (v.kind) {
    case 'string':
      return v.text;
    case 'number':
      return v.number;
    case 'list':
      return v.items.map(shown);
    case 'call':
      return { [v.call.name]: v.call.args.map(shown) };
    case 'other':
      return '?';
  }
}

const calls = (text: string): unknown =>
  starlarkCalls(text, NAMES).map((c) => [
    c.name,
    ...c.args.map(shown),
    ...[...c.named].map(([k, v]) => ({ [k]: shown(v) })),
  ]);

describe('calls of a Starlark program', () => {
  it.each<[string, unknown]>([
    ["f('a', 1, k=[2, '3:4', h(5)])", [['f', 'a', 1, { k: [2, '3:4', { h: [5] }] }]]],
    ["f('a' + x, y, 'b' % z, {'k': [1, 2]}, not_a)", [['f', '?', '?', '?', '?', '?']]],
    ['# f(1)\nx = "f(2)"\n"""f(3)\nf(4)"""\nf(5)', [['f', 5]]],
    ['def f(a):\n  return g(a, 1)\no.f(2)', [['g', '?', 1]]],
    ['f(\n  "a", # first\n  b="x",\n)', [['f', 'a', { b: 'x' }]]],
    ['f(1.5, -2, 0x10, a == b)', [['f', '?', '?', '?', '?']]],
    ['f([i for i in range(3)], lambda: 1)', [['f', ['?'], '?']]],
  ])('%s', (text, expected) => expect(calls(text)).toEqual(expected));

  it('ends on whatever is written, and at its place', () => {
    for (const text of [
      'f(',
      "f('",
      'f([',
      'f(a=',
      'f(,,)',
      'f(])',
      `f(${'['.repeat(3000)}`,
      `f(${'g('.repeat(3000)}`,
      'f("""',
    ])
      expect(() => starlarkCalls(text, NAMES)).not.toThrow();
    const [call] = starlarkCalls('x = f("9000:80")', NAMES);
    const [value] = call?.args ?? [];
    expect(value?.kind === 'string' && 'x = f("9000:80")'.slice(value.inner.start, value.inner.end)).toBe('9000:80');
  });
});
