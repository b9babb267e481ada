// What must be true of every picture, over maps of many forms.
import { describe, expect, test } from 'vitest';
import { pictureOf } from '../../../shared/src/picture';
import type { Picture } from '../../../shared/src/picture';
import { FACES } from '../../../shared/src/picture/measure';
import type { Box, PlacedScene } from '../../../shared/src/picture/layout';
import { textWidth } from '../../../shared/src/picture/text';
import { ENGLISH } from '../../../shared/src/picture/texts';
import type { PortMap } from '../../../shared/src/portMap';
import type { Town } from './town';
import { elk, town } from './town';

const none: ReadonlySet<string> = new Set();
const draw = (map: PortMap<number>, cache = new Map<string, never>()): Promise<Picture<number>> =>
  pictureOf(map, elk, { texts: ENGLISH, cache, opened: none, closed: none });

const towns: readonly Town[] = [
  { seed: 1, sizes: [1] },
  { seed: 2, sizes: [3, 2, 5] },
  { seed: 3, sizes: [13] },
  { seed: 4, sizes: [30], networks: 3 },
  { seed: 5, sizes: [12, 9], networks: 2, degree: 3 },
  { seed: 6, sizes: [40], degree: 0.3 },
  { seed: 7, sizes: [20], name: (i) => `a-service-with-a-rather-long-name-that-is-wrapped-${i}` },
  { seed: 8, sizes: [6, 6, 6, 6, 6, 6, 6, 6], networks: 1 },
  { seed: 9, sizes: [60], networks: 4, degree: 1 },
];

function overlap(a: Box, b: Box): boolean {
  const [e, w, h] = [0.5, a.width, a.height];
  return a.x + w > b.x + e && b.x + b.width > a.x + e && a.y + h > b.y + e && b.y + b.height > a.y + e;
}

function contains(a: Box, b: Box): boolean {
  return a.x <= b.x && a.y <= b.y && a.x + a.width >= b.x + b.width && a.y + a.height >= b.y + b.height;
}

/** The parts of a line as boxes without thickness. */
function parts(points: readonly { readonly x: number; readonly y: number }[]): readonly Box[] {
  return points.slice(1).map((b, i) => {
    const a = points[i] ?? b;
    return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
  });
}

function crosses(line: Box, box: Box): boolean {
  return (
    line.x < box.x + box.width - 1 &&
    line.x + line.width > box.x + 1 &&
    line.y < box.y + box.height - 1 &&
    line.y + line.height > box.y + 1
  );
}

function eachPair<T>(all: readonly T[], check: (a: T, b: T) => void): void {
  all.forEach((a, i) => all.slice(i + 1).forEach((b) => check(a, b)));
}

describe.each(towns)('town $seed', (made) => {
  const picture = draw(town(made));
  const scenes = async (): Promise<readonly PlacedScene[]> => (await picture).scenes;

  test('nothing lies upon something else, and everything lies in its frame', async () => {
    const { width, height } = await picture;
    eachPair(await scenes(), (a, b) => expect(overlap(a, b)).toBe(false));
    for (const placed of await scenes()) {
      expect(contains({ x: 0, y: 0, width: width + 0.5, height: height + 0.5 }, placed)).toBe(true);
      const { scene, nodes, groups, bands, frame } = placed;
      eachPair(nodes, (a, b) => expect(overlap(a, b)).toBe(false));
      eachPair(groups, (a, b) => expect(overlap(a, b)).toBe(false));
      scene.nodes.forEach((node, i) => {
        const box = nodes[i] as Box;
        const outer = node.kind === 'outside' || node.kind === 'host';
        if (frame) expect(contains(frame, box)).toBe(!outer);
        scene.groups.forEach((g, k) => expect(overlap(box, groups[k] as Box)).toBe(g.id === node.group));
        scene.bands.forEach((b, k) => expect(overlap(box, bands[k] as Box)).toBe(b.id === node.band));
      });
    }
  });

  test('texts and ports fit into their boxes', async () => {
    for (const { scene, nodes } of await scenes())
      scene.nodes.forEach((node, i) => {
        const { size, ports, ...box } = nodes[i] ?? { size: { lines: [], head: 0 }, ports: [], width: 0, height: 0 };
        for (const line of size.lines) expect(textWidth(line, FACES.name)).toBeLessThanOrEqual(box.width - 20);
        for (const port of ports) {
          expect(port.y, node.name).toBeGreaterThanOrEqual(size.head);
          expect(port.y + port.height).toBeLessThanOrEqual(box.height);
        }
        eachPair(ports, (a, b) => expect(overlap(a, b)).toBe(false));
      });
  });

  test('lines run from where they begin to where they end, and through nothing', async () => {
    for (const { scene, nodes, bands, edges, frame } of await scenes()) {
      const boxes = new Map<string, Box>();
      scene.nodes.forEach((n, i) => boxes.set(n.id, nodes[i] as Box));
      scene.bands.forEach((b, i) => boxes.set(b.id, bands[i] as Box));
      scene.edges.forEach((edge, i) => {
        const points = edges[i] ?? [];
        expect(points.length).toBeGreaterThanOrEqual(2);
        const [from, to] = [boxes.get(edge.from) as Box, boxes.get(edge.to) as Box];
        expect(points[0]?.x).toBeCloseTo(from.x + from.width + (edge.fromPort ? 8 : 0), 0);
        expect(points.at(-1)?.x).toBeCloseTo(to.x - (edge.toPort ? 8 : 0), 0);
        for (const part of parts(points)) {
          expect(Math.min(part.width, part.height)).toBeLessThan(0.5);
          for (const [id, box] of boxes)
            if (id !== edge.from && id !== edge.to && !isIn(id, edge, scene))
              expect(crosses(part, box), `${edge.id} through ${id}`).toBe(false);
        }
        if (frame && edge.kind === 'connection')
          for (const part of parts(points)) expect(contains(frame, part)).toBe(true);
      });
    }
  });

  test('is the same again', async () => {
    expect(JSON.stringify(await draw(town(made)))).toBe(JSON.stringify(await picture));
  });
});

/** Whether a node is part of a band at an end of the line, or the other way around. */
function isIn(id: string, edge: { readonly from: string }, scene: PlacedScene['scene']): boolean {
  return scene.nodes.some((n) => n.id === id && n.band === edge.from);
}

describe('a change', () => {
  const made = { seed: 11, sizes: [16, 8], networks: 2 };
  test('of a number alone, of as many digits, keeps every place', async () => {
    const map = town(made);
    const cache = new Map<string, never>();
    const before = await draw(map, cache);
    const known = cache.size;
    const text = JSON.stringify(map).replaceAll(
      /"label":"(\d)(\d+)"/g,
      (_, a: string, rest: string) => `"label":"${a === '9' ? 8 : 9}${rest}"`,
    );
    const after = await draw(JSON.parse(text) as PortMap<number>, cache);
    expect(cache.size).toBe(known);
    const places = (p: Picture<number>): unknown =>
      p.scenes.map((s) => [s.x, s.y, s.nodes.map((n) => [n.x, n.y, n.width, n.height]), s.edges]);
    expect(places(after)).toEqual(places(before));
    expect(JSON.stringify(after)).not.toBe(JSON.stringify(before));
  });
  test('in one environment lays out no other', async () => {
    const map = town(made);
    const cache = new Map<string, never>();
    await draw(map, cache);
    const [first, second] = map.environments;
    const known = cache.size;
    if (first && second)
      await draw({ environments: [first, { ...second, connections: second.connections.slice(1) }] }, cache);
    expect(cache.size).toBe(known + 1);
  });
});
