import { describe, expect, test } from 'vitest';
import { foldOf, restId } from '../../../shared/src/picture/fold';
import type { FoldChoice } from '../../../shared/src/picture/fold';
import { pictureOf } from '../../../shared/src/picture';
import { ENGLISH } from '../../../shared/src/picture/texts';
import type { PortMap } from '../../../shared/src/portMap';
import type { Town } from './town';
import type { Layouter } from '../../../shared/src/picture/elk';
import { town } from './town';

const none: ReadonlySet<string> = new Set();

/** Where things lie is of no interest here. */
const elk: Layouter = { layout: (graph) => Promise.resolve(graph) };

/** Nodes that a map is drawn with. */
async function drawn(map: PortMap<number>, choice: Partial<FoldChoice> = {}): Promise<number> {
  const picture = await pictureOf(map, elk, {
    texts: ENGLISH,
    cache: new Map(),
    opened: none,
    closed: none,
    ...choice,
  });
  return picture.nodes;
}

describe('more than 150 nodes', () => {
  const towns: readonly (readonly [string, Town])[] = [
    ['in many environments', { seed: 1, sizes: Array.from({ length: 40 }, (_, i) => 2 + (i % 7)) }],
    ['in more environments than nodes', { seed: 2, sizes: Array.from({ length: 170 }, () => 2) }],
    ['in one environment of networks', { seed: 3, sizes: [240], networks: 6, degree: 0.4 }],
    ['in one environment', { seed: 4, sizes: [200], degree: 0.2 }],
  ];
  test.each(towns)('%s are folded until there are not more', async (_, made) => {
    const map = town(made);
    const all = map.environments.reduce((sum, e) => sum + e.services.length, 0);
    expect(all).toBeGreaterThan(150);
    const nodes = await drawn(map);
    // Every environment is at least one node.
    expect(nodes).toBeLessThanOrEqual(Math.max(150, made.sizes.length));
    expect(nodes).toBeGreaterThan(100);
  });
  test('4000 environments are folded in no time', () => {
    const map = town({ seed: 7, sizes: Array.from({ length: 4000 }, () => 5), networks: 1 });
    const start = performance.now();
    foldOf(map, { opened: none, closed: none });
    expect(performance.now() - start).toBeLessThan(2000);
  });
  test('thousands of services of one namespace are', () => {
    const all = town({ seed: 8, sizes: [20_000], networks: 1, degree: 0 }).environments;
    const environments = all.map((e) => ({
      ...e,
      services: e.services.map((s) => ({ ...s, networks: [e.networks[0]?.id ?? ''] })),
    }));
    const start = performance.now();
    foldOf({ environments }, { opened: none, closed: none });
    expect(performance.now() - start).toBeLessThan(2000);
  });
  test('150 are not folded', () => {
    const fold = foldOf(town({ seed: 5, sizes: [100, 50] }), { opened: none, closed: none });
    expect([fold.groups.size, fold.rest.size]).toEqual([0, 0]);
  });
});

describe('what is folded', () => {
  const map = town({ seed: 6, sizes: [30, 20, 10], networks: 2 });
  const [first, second] = map.environments;
  test('is the smallest environment that suffices', () => {
    expect([...foldOf(map, { opened: none, closed: none, limit: 50 }).groups]).toEqual(['env1']);
    expect([...foldOf(map, { opened: none, closed: none, limit: 55 }).groups]).toEqual(['env2']);
  });
  test('is nothing that the reader opened, and all that the reader closed', () => {
    const opened = new Set(['env1']);
    expect([...foldOf(map, { opened, closed: none, limit: 50 }).groups]).toEqual(['env0']);
    const closed = new Set(['env2', 'env0#n1']);
    expect([...foldOf(map, { opened: none, closed }).groups]).toEqual(['env2', 'env0#n1']);
  });
  test('are networks of the only environment, and then services with the fewest connections', () => {
    const alone = { environments: first ? [first] : [] };
    const networks = foldOf(alone, { opened: none, closed: none, limit: 25 });
    expect([...networks.groups].every((id) => id.startsWith('env0#n'))).toBe(true);
    expect(networks.rest.size).toBe(0);
    const rest = foldOf(alone, { opened: none, closed: none, limit: 5 });
    expect(rest.rest.size).toBeGreaterThan(1);
  });
  test('tells how much it is, and what is wrong with it', async () => {
    const closed = new Set(['env1']);
    const picture = await pictureOf(map, elk, { texts: ENGLISH, cache: new Map(), opened: none, closed });
    const node = picture.scenes[1]?.scene.nodes[0];
    expect(node).toMatchObject({ kind: 'fold', id: 'env1', name: 'town 1' });
    expect(node?.notes.join(' ')).toContain('20 services');
    expect(node?.standsFor).toContain(second?.services[0]?.id);
    const findings = second?.services.flatMap((s) => [...s.findings, ...s.ports.flatMap((p) => p.findings)]) ?? [];
    expect(node?.mark !== undefined).toBe(findings.length > 0);
  });
  test('has lines with how many connections they stand for', async () => {
    const closed = new Set(['env0#n0', restId({ id: 'env0' })]);
    const picture = await pictureOf(map, elk, { texts: ENGLISH, cache: new Map(), opened: none, closed });
    const edges = picture.scenes[0]?.scene.edges ?? [];
    expect(edges.every((e) => e.from !== e.to)).toBe(true);
  });
});
