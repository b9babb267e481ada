import { describe, expect, it } from 'vitest';
import { parseCalicoSelector } from '../../src/lore/calicoSelectors';
import { isEveryone, mayHoldPods } from '../../src/lore/cidr';

describe('selectors of Calico', () => {
  const read = (text: string) =>
    parseCalicoSelector(text)?.map(({ key, operator, values }) => `${key} ${operator} ${values.join(',')}`.trim());

  it.each([
    ['', []],
    ['all()', []],
    [' global( ) ', []],
    ["app == 'web'", ['app In web']],
    ['app=="web"&&has(tier)', ['app In web', 'tier Exists']],
    ["app != 'web' && !has(tier)", ['app NotIn web', 'tier DoesNotExist']],
    ["(app in {'a', 'b'} && x.io/role not in { 'c' })", ['app In a,b', 'x.io/role NotIn c']],
    ["all() && app == 'a b'", ['app In a b']],
    ['app in {}', ['app In']],
  ])('%s', (text, conditions) => expect(read(text)).toEqual(conditions));

  it.each([
    "app == 'a' || app == 'b'",
    "app contains 'a'",
    "app starts with 'a'",
    "!(app == 'a')",
    "app == 'a' &&",
    '&& has(app)',
    "(app == 'a') && (tier == 'b')",
    'app == web',
    "app in {'a' 'b'}",
    "app in {'a'",
    "!app == 'a'",
    "app == 'a' §",
    'has(app',
    'app',
  ])('is not read as labels: %s', (text) => expect(read(text)).toBeUndefined());
});

describe('blocks of addresses', () => {
  it.each([
    ['0.0.0.0/0', true],
    ['::/0', true],
    ['0:0:0:0:0:0:0:0/0', true],
    ['10.0.0.0/8', false],
    ['0.0.0.0', false],
    ['0.0.0.0/33', false],
    ['nonsense', false],
  ])('everyone: %s', (cidr, answer) => expect(isEveryone(cidr)).toBe(answer));

  it.each([
    ['10.1.2.0/24', true],
    ['10.1.2.3/32', true],
    ['172.31.0.0/16', true],
    ['172.32.0.0/16', false],
    ['0.0.0.0/0', true],
    ['160.0.0.0/4', true],
    ['203.0.113.7', false],
    ['8.8.8.0/24', false],
    ['fd00::/8', true],
    ['300.0.0.0/8', true],
  ])('pods in %s', (cidr, answer) => expect(mayHoldPods(cidr)).toBe(answer));
});
