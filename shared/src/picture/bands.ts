import { fill } from '../fill';
import type { Scene, SceneBand, SceneEdge, SceneNode } from './scene';
import type { PictureTexts } from './texts';

/** Nodes from which on those that connect to the same ports are drawn together. */
const ENOUGH = 4;

/**
 * A scene in which nodes of one group to which nothing leads, and from which lines go to the very same ports, stand together:
 * twenty consumers of one queue are one band with one line. Lines with findings keep their nodes apart.
 */
export function banded(scene: Scene, texts: PictureTexts): Scene {
  const reached = new Set(scene.edges.map((e) => e.to));
  const outgoing = new Map<string, SceneEdge[]>();
  for (const e of scene.edges) outgoing.set(e.from, [...(outgoing.get(e.from) ?? []), e]);
  const alike = new Map<string, SceneNode[]>();
  for (const node of scene.nodes) {
    const own = outgoing.get(node.id) ?? [];
    if (node.kind !== 'service' || reached.has(node.id) || own.length === 0 || own.some((e) => e.mark)) continue;
    const key = JSON.stringify([node.group, own.map((e) => e.toPort ?? e.to).sort()]);
    alike.set(key, [...(alike.get(key) ?? []), node]);
  }
  const bands = [...alike.values()].filter((members) => members.length >= ENOUGH).map((m) => bandOf(scene, m, texts));
  if (bands.length === 0) return scene;
  const bandIds = new Map(bands.flatMap(({ band, members }) => members.map((m) => [m.id, band.id] as const)));
  return {
    ...scene,
    bands: bands.map((b) => b.band),
    nodes: scene.nodes.map((n) => {
      const band = bandIds.get(n.id);
      return band === undefined ? n : { ...n, band };
    }),
    edges: [
      ...scene.edges.filter((e) => !bandIds.has(e.from)),
      ...bands.flatMap(({ band, members }) => bundles(scene, band, members, outgoing, texts)),
    ],
  };
}

interface Band {
  readonly band: SceneBand;
  readonly members: readonly SceneNode[];
}

function bandOf(scene: Scene, members: readonly SceneNode[], texts: PictureTexts): Band {
  const [first] = members;
  return {
    band: {
      id: `${scene.id}#band:${first?.id ?? ''}`,
      label: fill(texts.band, members.length),
      details: [],
      places: [],
      ...(first?.group === undefined ? {} : { group: first.group }),
    },
    members,
  };
}

/** One line for each port that all members ask. */
function bundles(
  scene: Scene,
  band: SceneBand,
  members: readonly SceneNode[],
  outgoing: ReadonlyMap<string, readonly SceneEdge[]>,
  texts: PictureTexts,
): readonly SceneEdge[] {
  const all = members.flatMap((m) => outgoing.get(m.id) ?? []);
  const ends = new Map<string, SceneEdge[]>();
  for (const e of all) ends.set(e.toPort ?? e.to, [...(ends.get(e.toPort ?? e.to) ?? []), e]);
  const nodes = new Map(scene.nodes.map((n) => [n.id, n]));
  return [...ends].flatMap(([end, edges]): readonly SceneEdge[] => {
    const [first] = edges;
    if (!first) return [];
    const node = nodes.get(first.to);
    const target = node?.ports.find((p) => p.id === first.toPort)?.label ?? node?.label ?? '';
    return [
      {
        ...first,
        id: `${band.id}>${end}`,
        from: band.id,
        label: fill(texts.bundle, edges.length, target),
        details: edges.map((e) => e.label),
        standsFor: edges.map((e) => e.id),
        places: edges.flatMap((e) => e.places),
        count: edges.reduce((sum, e) => sum + e.count, 0),
      },
    ];
  });
}
