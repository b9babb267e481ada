import { describe, expect, test } from 'vitest';
import { matchesPath, pathPattern } from '../../src/configuration/patterns';
import { inNetwork } from '../../src/lore/hostIp';

function matches(pattern: string, path: string): boolean {
  const made = pathPattern(pattern);
  return made !== undefined && matchesPath([made], 'file:///w', `file:///w/${path}`);
}

describe('path patterns', () => {
  test.each([
    ['compose.yaml', 'compose.yaml'],
    ['compose.yaml', 'shop/compose.yaml'],
    ['shop/', 'shop/compose.yaml'],
    ['shop', 'a/shop/b/compose.yaml'],
    ['/shop', 'shop/compose.yaml'],
    ['./deploy/prod', 'deploy/prod/web.yaml'],
    ['deploy/*/web.yaml', 'deploy/prod/web.yaml'],
    ['deploy/**', 'deploy/prod/web.yaml'],
    ['deploy/**/web.yaml', 'deploy/web.yaml'],
    ['**/prod', 'a/b/prod/c.yaml'],
    ['compose*.yaml', 'compose.prod.yaml'],
    ['a?c', 'abc'],
    ['über uns', '%C3%BCber%20uns/pod.yaml'],
  ])('%s matches %s', (pattern, path) => expect(matches(pattern, path)).toBe(true));

  test.each([
    ['/shop', 'a/shop/compose.yaml'],
    ['deploy/prod', 'a/deploy/prod/web.yaml'],
    ['deploy/*/web.yaml', 'deploy/a/b/web.yaml'],
    ['deploy/**', 'deploy'],
    ['compose', 'compose.yaml'],
    ['a?c', 'ac'],
    ['*.yml', 'a.yaml'],
    ['', 'a.yaml'],
    ['/', 'a.yaml'],
  ])('%s does not match %s', (pattern, path) => expect(matches(pattern, path)).toBe(false));

  test('nothing outside of the folder matches', () => {
    expect(matchesPath([{ segments: ['**'] }], 'file:///w', 'file:///v/a')).toBe(false);
  });

  test('a hostile pattern takes no time', () => {
    const start = performance.now();
    expect(matches('**/'.repeat(200) + '*a'.repeat(200), `${'a'.repeat(2000)}b`)).toBe(false);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe('networks', () => {
  test.each([
    ['10.1.2.3', '10.0.0.0/8'],
    ['10.1.0.0/16', '10.0.0.0/8'],
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.129', '192.0.2.128/25'],
    ['fd00::1', 'fd00::/8'],
    ['203.0.113.9', '0.0.0.0/0'],
    ['[::1]', '::/0'],
  ])('%s lies in %s', (inner, outer) => expect(inNetwork(inner, outer)).toBe(true));
  test.each([
    ['11.1.2.3', '10.0.0.0/8'],
    ['10.0.0.0/8', '10.1.0.0/16'],
    ['0.0.0.0/0', '10.0.0.0/8'],
    ['192.0.2.127', '192.0.2.128/25'],
    ['10.1.2.3', '::/0'],
    ['fe80::1', 'fd00::/8'],
    ['somewhere', '0.0.0.0/0'],
    ['10.0.0.1', '10.0.0.0/99'],
  ])('%s does not lie in %s', (inner, outer) => expect(inNetwork(inner, outer)).toBe(false));
});
