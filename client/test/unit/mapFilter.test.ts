import { describe, expect, test } from 'vitest';
import { EVERYTHING, filtered, readFilter, withNeighbours, type MapFilter } from '../../../shared/src/mapFilter';
import { environment, shop } from './mapShop';

/** What passes, and what is drawn: services with their ports, and connections. */
function shown(change: Partial<MapFilter>) {
  const filter = { ...EVERYTHING, ...change };
  const part = filtered(shop, filter);
  const drawn = withNeighbours(shop, part, filter);
  const listed = (map: typeof shop): string[] =>
    map.environments.flatMap((e) => e.services.map((s) => `${s.name} ${s.ports.map((p) => p.label).join(' ')}`.trim()));
  const edges = drawn.environments.flatMap((e) => e.connections.map((c) => `${c.from}>${c.to}`));
  return { tree: listed(part), picture: listed(drawn), edges };
}

describe('the filter of the port map', () => {
  test('that shows everything gives the map itself', () => {
    expect(filtered(shop, EVERYTHING)).toBe(shop);
    expect(withNeighbours(shop, shop, EVERYTHING)).toBe(shop);
  });

  test('shows public ports', () => {
    expect(shown({ publicOnly: true })).toEqual({ tree: ['web 80'], picture: ['web 80'], edges: [] });
  });

  test('shows what has findings, with both ends of a broken connection', () => {
    const { tree, picture, edges } = shown({ brokenOnly: true });
    expect(tree).toEqual(['api 3000', 'db']);
    expect(picture).toEqual(['api 3000', 'db']);
    expect(edges).toEqual(['e#api>e#db']);
  });

  test('shows services by a part of their name, in the picture with those they talk to', () => {
    expect(shown({ service: 'AP' })).toEqual({
      tree: ['api 3000'],
      picture: ['web', 'api 3000', 'db'],
      edges: ['e#web>e#api', 'e#api>e#db'],
    });
  });

  test('shows environments, and nothing of those in which nothing passes', () => {
    const both = { environments: [environment, { ...environment, id: 'f', services: [] }] };
    const ids = (filter: Partial<MapFilter>) =>
      filtered(both, { ...EVERYTHING, ...filter }).environments.map((e) => e.id);
    expect(ids({ environments: ['e'] })).toEqual(['e']);
    expect(ids({ environments: ['f'] })).toEqual([]);
    expect(ids({ service: 'web' })).toEqual(['e']);
  });

  test('is read from whatever was stored', () => {
    for (const stored of [undefined, null, 3, 'x', [], { publicOnly: 'yes', service: 4, environments: [1] }])
      expect(readFilter(stored)).toEqual(EVERYTHING);
    expect(readFilter({ brokenOnly: true, service: 'a', environments: ['e', 2] })).toEqual({
      publicOnly: false,
      brokenOnly: true,
      service: 'a',
      environments: ['e'],
    });
  });
});
