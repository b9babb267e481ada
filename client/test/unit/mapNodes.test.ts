import { describe, expect, test } from 'vitest';
import { everyNode, mapNodes, nodeAt, sourceOf, type MapNode } from '../../src/map/nodes';
import type { MapTexts } from '../../src/map/texts';
import { environment, shop } from './mapShop';

/** Each sentence is its name and its values: what is tested is which sentence stands where. */
const texts = new Proxy({}, { get: (_, name) => `${String(name)}({0})({1})` }) as MapTexts;

const rows = (nodes: readonly MapNode[]): string[] =>
  [...everyNode(nodes)].map((n) => `${n.id.replace(/[^/]/g, '').replaceAll('/', '  ')}${n.kind} ${n.label}`);
const row = (label: string, kind: MapNode['kind']): MapNode => {
  const found = [...everyNode(mapNodes(shop, shop, texts))].find((n) => n.label === label && n.kind === kind);
  if (!found) throw new Error(`there is no ${kind} ${label}`);
  return found;
};

describe('rows of the port map', () => {
  test('go from environment over service and port to ways and clients', () => {
    expect(rows(mapNodes(shop, shop, texts))).toEqual([
      'environment local',
      '  service web',
      '    port 80',
      '      way 8080',
      '  service api',
      '    port 3000',
      '      way 3001',
      '      client web',
      '  service db',
      '    port 5432',
      '    port 53/udp',
      '    client api',
    ]);
  });

  test('have ids of their own, which the number of a port may outlive', () => {
    const ids = [...everyNode(mapNodes(shop, shop, texts))].map((n) => n.id);
    expect(new Set(ids).size).toBe(ids.length);
    const double = { environments: [{ ...environment, services: [...environment.services, ...environment.services] }] };
    const seen = [...everyNode(mapNodes(double, double, texts))].map((n) => n.id);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('show the worst finding, else what is open, by icon and by words', () => {
    expect(row('80', 'port').icon.id).toBe('globe');
    expect(row('80', 'port').description).toContain('publicThrough(8080)');
    expect(row('3000', 'port').icon.id).toBe('warning');
    expect(row('3000', 'port').spoken).toContain('oneWarning');
    expect(row('5432', 'port').icon.id).toBe('plug');
    expect(row('api', 'service').icon.id).toBe('error'); // it dials a port that is not there
    expect(row('api', 'client').icon.id).toBe('error');
  });

  test('give the whole way to copy', () => {
    expect(row('8080', 'way').way).toBe('host 8080 → web 80');
    expect(row('3001', 'way').way).toBe('host 3001 → proxy 9000 → api 3000');
    expect(row('5432', 'port').way).toBe('db 5432');
  });

  test('lead to the service where a port is only implied', () => {
    expect(sourceOf(row('5432', 'port'))).toEqual(environment.services[2]?.at);
    expect(sourceOf(row('3000', 'port'))?.range.start.line).toBe(10);
    expect(sourceOf(row('local', 'environment'))).toBeUndefined();
  });

  test('name clients that did not pass the filter', () => {
    const part = { environments: [{ ...environment, services: environment.services.filter((s) => s.name === 'api') }] };
    expect(rows(mapNodes(part, shop, texts))).toContain('      client web');
  });

  test('hold no control characters, whatever the files have', () => {
    const hostile = { ...environment, name: 'a\u001b[31m\u202eb', services: [] };
    expect(mapNodes({ environments: [hostile] }, shop, texts)[0]?.label).toBe('a\\u001b[31m\\u202eb');
  });
});

describe('the row at the cursor', () => {
  const nodes = [...everyNode(mapNodes(shop, shop, texts))];
  const found = (line: number, character: number, file = 'compose.yaml', among: readonly MapNode[] = nodes) => {
    const node = nodeAt(among, (uri) => uri.endsWith(`/${file}`), { line, character });
    return node && `${node.kind} ${node.label}`;
  };

  test('is the one whose characters it is in, the narrowest first', () => {
    expect(found(5, 16)).toBe('port 80');
    expect(found(5, 10)).toBe('way 8080');
    expect(found(3, 3)).toBe('service web');
    expect(found(14, 3)).toBe('service db'); // not one of its ports, which are only implied
    expect(found(12, 22)).toBe('client api');
    expect(found(4, 7, 'api/Dockerfile')).toBe('port 3000');
  });

  test('is else one of the line, and nothing on other lines and in other files', () => {
    expect(found(10, 0)).toBe('port 3000');
    expect(found(7, 0)).toBeUndefined();
    expect(found(5, 16, 'other.yaml')).toBeUndefined();
  });

  test('is one of the environment that was looked at, when several share the file', () => {
    const second = { ...environment, id: 'f', name: 'staging' };
    const both = { environments: [environment, second] };
    const all = [...everyNode(mapNodes(both, both, texts))];
    const node = nodeAt(all, () => true, { line: 5, character: 16 }, 'environment:f');
    expect(node?.id.startsWith('environment:f/')).toBe(true);
    expect(nodeAt(all, () => true, { line: 5, character: 16 })?.id.startsWith('environment:e/')).toBe(true);
  });
});
