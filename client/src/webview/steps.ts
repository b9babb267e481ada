import type { SceneEdge } from '../../../shared/src/picture/scene';
import { nearest, type Box } from './camera';
import { isBackground, type Item, type Scenery } from './scenery';

/** The keys that walk through the picture. */
export type ArrowKey = Parameters<typeof nearest>[2];

/**
 * Where an arrow key leads. Left and right follow lines: from a box or port to the line that comes in or goes out, from a line to what
 * stands at its ends. Up and down, and what has no line there, go to what lies nearest. `boxOf` tells where things are on the screen.
 */
export function nextId(
  id: string,
  key: ArrowKey,
  scenery: Scenery,
  boxOf: (id: string) => Box | undefined,
): string | undefined {
  const item = scenery.items.get(id);
  const from = boxOf(id);
  if (!item || !from) return undefined;
  if (item.edge) return alongEdge(item.edge, key, scenery, boxOf);
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const lines = linesAt(item, key, scenery);
    const first = inOrder(lines, boxOf)[0];
    if (first !== undefined) return first;
  }
  const others = [...scenery.items].filter(([other, there]) => other !== id && isReached(there, item));
  const boxes = others.flatMap(([other]) => {
    const box = boxOf(other);
    return box ? [{ other, box }] : [];
  });
  const index = nearest(
    boxes.map(({ box }) => box),
    from,
    key,
  );
  return index === undefined ? undefined : boxes[index]?.other;
}

/** Backgrounds hold all the rest, so that they are the nearest of everything: only what is one itself goes to others. */
function isReached(item: Item, from: Item): boolean {
  return item.kind !== 'edge' && (!isBackground(item) || isBackground(from));
}

/** The lines that come in at a port or box, or go out of a box; for the ports from which ways begin it is the other way around. */
function linesAt(item: Item, key: ArrowKey, { edges }: Scenery): readonly string[] {
  const { thing, band } = item;
  const own = [...(edges.get(thing.id) ?? []), ...(edges.get(band ?? '') ?? [])];
  const isStart = (edge: SceneEdge): boolean =>
    [edge.from, edge.fromPort].some((end) => end !== undefined && (end === thing.id || end === band));
  if (item.kind === 'environment' || item.kind === 'group') return [];
  return own.filter((edge) => isStart(edge) === (key === 'ArrowRight')).map(({ id }) => id);
}

function alongEdge(
  edge: SceneEdge,
  key: ArrowKey,
  scenery: Scenery,
  boxOf: (id: string) => Box | undefined,
): string | undefined {
  if (key === 'ArrowLeft') return edge.fromPort ?? edge.from;
  if (key === 'ArrowRight') return edge.toPort ?? edge.to;
  const beside = [edge.toPort ?? edge.to, edge.fromPort ?? edge.from].flatMap((end) => scenery.edges.get(end) ?? []);
  const siblings = inOrder([...new Set(beside.map(({ id }) => id))], boxOf);
  const at = siblings.indexOf(edge.id);
  return siblings[at + (key === 'ArrowDown' ? 1 : -1)];
}

/** From the top down. */
function inOrder(ids: readonly string[], boxOf: (id: string) => Box | undefined): readonly string[] {
  const heights = new Map(ids.map((id) => [id, boxOf(id)?.y ?? 0]));
  return [...ids].sort((a, b) => (heights.get(a) ?? 0) - (heights.get(b) ?? 0));
}
