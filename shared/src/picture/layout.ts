import type { Block } from './blocks';
import { blocksOf, evened } from './blocks';
import type { ElkNode, ElkPoint, Layouter } from './elk';
import { graphOf } from './graph';
import type { BoxSize } from './measure';
import { BELOW, FACES, PORT_GAP, PORT_HEIGHT, PORT_OUT, PORTS_FROM, boxSize } from './measure';
import { pack } from './pack';
import type { Scene } from './scene';
import { shortened, textWidth } from './text';

/** Layouts by what they were made of, the last ones used; it lives as long as who shows the picture. */
export type LayoutCache = Map<string, Promise<ElkNode>>;

/** Layouts that are kept. */
const KEPT = 200;

/** A rectangle with its place, in pixels from the upper left corner of its scene. */
export interface Box extends ElkPoint {
  readonly width: number;
  readonly height: number;
}

/** A scene in which everything has a place. */
export interface PlacedScene extends Box {
  readonly scene: Scene;
  /** The frame around an environment, with its texts; absent where it is drawn as one node. */
  readonly frame?: Box & { readonly name: string; readonly source: string };
  /** In the order of the scene's: nodes with the measures and places of their ports, groups, bands, and the corners of lines. */
  readonly nodes: readonly PlacedNode[];
  readonly groups: readonly Box[];
  readonly bands: readonly Box[];
  readonly edges: readonly (readonly ElkPoint[])[];
}

/** A box with its place; those of its ports are told from its corner. */
export interface PlacedNode extends Box {
  readonly size: BoxSize;
  readonly ports: readonly Box[];
}

const FRAME_HEAD = 56;
const FRAME_PAD = 20;
const FRAME_TEXT = 360;
const GROUP_HEAD = 36;
const GROUP_PAD = 16;
const GAP = 24;
/** Between the nodes from which ways begin and the frame. */
const OUTER = 36;

/** Gives everything in a scene its place. Rejects when the layouter does. */
export async function placeScene(scene: Scene, layouter: Layouter, cache: LayoutCache): Promise<PlacedScene> {
  const outgoing = (id: string): number => scene.edges.filter((e) => e.from === id && !e.fromPort).length;
  const sizes = evened(
    scene,
    scene.nodes.map((n) => boxSize(n, outgoing(n.id))),
  );
  const draft: Draft = {
    scene,
    sizes,
    blocks: blocksOf(scene, sizes),
    boxes: new Map(),
    ports: new Map(),
    groups: new Map(),
    bands: new Map(),
    edges: new Map(),
  };
  if (scene.edges.length > 0) takeLayout(draft, await arranged(draft, layouter, cache));
  return framed(draft, placeBeside(draft));
}

/** Places as they become known: by index of node, port (`node.port`), group, band and edge. */
interface Draft {
  readonly scene: Scene;
  readonly sizes: readonly BoxSize[];
  readonly blocks: readonly Block[];
  readonly boxes: Map<number, Box>;
  readonly ports: Map<string, Box>;
  readonly groups: Map<number, Box>;
  readonly bands: Map<number, Box>;
  readonly edges: Map<number, readonly ElkPoint[]>;
}

async function arranged({ scene, sizes, blocks }: Draft, layouter: Layouter, cache: LayoutCache): Promise<ElkNode> {
  const graph = graphOf(scene, sizes, blocks);
  const key = JSON.stringify(graph);
  const made = cache.get(key) ?? layouter.layout(graph);
  // What was used last stands last.
  cache.delete(key);
  cache.set(key, made);
  for (const old of cache.keys()) {
    if (cache.size <= KEPT) break;
    cache.delete(old);
  }
  try {
    return await made;
  } catch (error) {
    cache.delete(key);
    throw error;
  }
}

/** Reads the places out of a layout. */
function takeLayout(draft: Draft, layout: ElkNode): void {
  for (const edge of layout.edges ?? []) {
    const [section] = edge.sections ?? [];
    if (section)
      draft.edges.set(
        indexOf(edge.id),
        straight([section.startPoint, ...(section.bendPoints ?? []), section.endPoint]),
      );
  }
  const take = (node: ElkNode): void => {
    const box = { x: node.x ?? 0, y: node.y ?? 0, width: node.width ?? 0, height: node.height ?? 0 };
    const index = indexOf(node.id);
    if (node.id.startsWith('n')) draft.boxes.set(index, { ...box, height: box.height + BELOW });
    if (node.id.startsWith('g')) draft.groups.set(index, box);
    if (node.id.startsWith('b')) takeBlock(draft, draft.blocks[index], box);
    for (const p of node.ports ?? [])
      if (p.id.startsWith('p'))
        draft.ports.set(p.id.slice(1), {
          x: (p.x ?? 0) - box.x,
          y: (p.y ?? 0) - box.y,
          width: p.width,
          height: p.height,
        });
    for (const child of node.children ?? []) take(child);
  };
  for (const child of layout.children ?? []) take(child);
}

/** A line whose parts run straight across or down, where the layout is half a pixel off, and each as far as it goes. */
function straight(points: readonly ElkPoint[]): readonly ElkPoint[] {
  const out: ElkPoint[] = [];
  for (const { x, y } of points) {
    const before = out.at(-1);
    const isAcross = before !== undefined && Math.abs(before.y - y) < 1;
    const isDown = before !== undefined && Math.abs(before.x - x) < 1;
    const point = { x: isDown ? before.x : x, y: isAcross ? before.y : y };
    const first = out.at(-2);
    const goesOn = first && before && ((first.x === before.x && isDown) || (first.y === before.y && isAcross));
    if (goesOn) out.pop();
    out.push(point);
  }
  return out;
}

function indexOf(id: string): number {
  return Number(id.slice(1));
}

/** Places what is in a block. */
function takeBlock({ sizes, boxes, bands }: Draft, block: Block | undefined, { x, y }: ElkPoint): void {
  if (!block) return;
  if (block.band !== undefined) bands.set(block.band, { x, y, width: block.width, height: block.height });
  for (const [i, at] of block.members) {
    const { width = 0, height = 0 } = sizes[i] ?? {};
    boxes.set(i, { x: x + at.x, y: y + at.y, width, height });
  }
}

/** Puts what stands alone beside what was laid out, whose inner part then begins at the origin; how large all of it is. */
function placeBeside(draft: Draft): { readonly width: number; readonly height: number } {
  const main = innerBounds(draft);
  if (main) shift(draft, -main.x, -main.y);
  const beside = draft.blocks
    .filter((b) => !b.isLaidOut)
    .map((block) => {
      const isGroup = block.group !== undefined;
      const width = block.width + (isGroup ? 2 * GROUP_PAD + PORT_OUT : 0);
      return { block, width, height: block.height + (isGroup ? GROUP_HEAD + GROUP_PAD : 0) };
    });
  const width = main && Math.max(main.width, 480);
  const packing = pack([...(main ? [main] : []), ...beside], GAP, width === undefined ? {} : { width });
  beside.forEach(({ block, ...size }, k) => {
    const at = packing.at[k + (main ? 1 : 0)] ?? { x: 0, y: 0 };
    if (block.group === undefined) takeBlock(draft, block, at);
    else {
      draft.groups.set(block.group, { ...at, ...size });
      takeBlock(draft, block, { x: at.x + GROUP_PAD + PORT_OUT, y: at.y + GROUP_HEAD });
    }
  });
  return packing;
}

/** The bounds of everything but the nodes from which ways begin, and the lines that come from them. */
function innerBounds(draft: Draft): Box | undefined {
  const { scene, boxes, groups, bands, edges } = draft;
  const inner = [
    ...[...boxes].flatMap(([i, b]) => (isOuter(draft, i) ? [] : [b])),
    ...groups.values(),
    ...bands.values(),
  ];
  if (inner.length === 0) return undefined;
  const left = Math.min(...inner.map((b) => b.x));
  const points = [...edges].flatMap(([i, all]) =>
    scene.edges[i]?.kind === 'way' ? all.filter((p) => p.x >= left) : all,
  );
  return boundsOf([...inner, ...points.map((p) => ({ ...p, width: 0, height: 0 }))]);
}

function isOuter({ scene }: Draft, node: number): boolean {
  const kind = scene.nodes[node]?.kind;
  return kind === 'outside' || kind === 'host';
}

function boundsOf(all: readonly Box[]): Box {
  const x = Math.min(...all.map((b) => b.x));
  const y = Math.min(...all.map((b) => b.y));
  const width = Math.max(...all.map((b) => b.x + b.width)) - x;
  return { x, y, width, height: Math.max(...all.map((b) => b.y + b.height)) - y };
}

function shift({ boxes, groups, bands, edges }: Draft, dx: number, dy: number): void {
  for (const all of [boxes, groups, bands])
    for (const [i, box] of all) all.set(i, { ...box, x: box.x + dx, y: box.y + dy });
  for (const [i, points] of edges)
    edges.set(
      i,
      points.map((p) => ({ x: p.x + dx, y: p.y + dy })),
    );
}

/** Puts the frame around what begins at the origin, and tells all places from the upper left corner of the whole. */
function framed(draft: Draft, inner: { readonly width: number; readonly height: number }): PlacedScene {
  const { scene, sizes } = draft;
  const name = shortened(scene.name, FRAME_TEXT, FACES.frame);
  const source = shortened(scene.source, FRAME_TEXT, FACES.note);
  const texts = Math.max(textWidth(name, FACES.frame), textWidth(source, FACES.note)) + (scene.mark ? 24 : 0);
  const frame = {
    x: -FRAME_PAD - PORT_OUT,
    y: -FRAME_HEAD,
    width: Math.max(inner.width, texts) + 2 * FRAME_PAD + PORT_OUT,
    height: inner.height + FRAME_HEAD + FRAME_PAD,
    name,
    source,
  };
  const outer = scene.nodes.flatMap((_, i) => (isOuter(draft, i) ? [i] : []));
  for (const i of outer) pushOut(draft, i, frame.x - OUTER);
  const whole = scene.isFolded ? { x: 0, y: 0, width: inner.width + 5, height: inner.height + 5 } : frame;
  const bounds = boundsOf([whole, ...outer.flatMap((i) => draft.boxes.get(i) ?? [])]);
  const move = <T extends ElkPoint>(p: T): T => ({ ...p, x: p.x - bounds.x, y: p.y - bounds.y });
  const nothing = { x: 0, y: 0, width: 0, height: 0 };
  return {
    scene,
    x: 0,
    y: 0,
    width: bounds.width,
    height: bounds.height,
    ...(scene.isFolded ? {} : { frame: move(frame) }),
    nodes: scene.nodes.map((_, i): PlacedNode => {
      const size = sizes[i] as BoxSize;
      return { ...move(draft.boxes.get(i) ?? nothing), size, ports: portsOf(draft, i, size) };
    }),
    groups: scene.groups.map((_, i) => move(draft.groups.get(i) ?? nothing)),
    bands: scene.bands.map((_, i) => move(draft.bands.get(i) ?? nothing)),
    edges: scene.edges.map((_, i) => (draft.edges.get(i) ?? []).map(move)),
  };
}

/** Moves a node from which ways begin to the left until it ends at `right`, and the beginnings of its lines with it. */
function pushOut({ scene, boxes, edges }: Draft, node: number, right: number): void {
  const box = boxes.get(node);
  if (!box) return;
  const by = Math.min(0, right - (box.x + box.width));
  boxes.set(node, { ...box, x: box.x + by });
  scene.edges.forEach((e, k) => {
    const [first, ...rest] = edges.get(k) ?? [];
    if (first && e.from === scene.nodes[node]?.id) edges.set(k, [{ x: first.x + by, y: first.y }, ...rest]);
  });
}

/** Ports of a box, told from its corner: as they were laid out, or below one another where nothing was. */
function portsOf({ scene, ports }: Draft, i: number, size: BoxSize): readonly Box[] {
  return (scene.nodes[i]?.ports ?? []).map((_, j) => {
    const width = size.ports[j]?.width ?? 0;
    const y = size.head + PORTS_FROM + j * (PORT_HEIGHT + PORT_GAP);
    return ports.get(`${i}.${j}`) ?? { x: -PORT_OUT, y, width, height: PORT_HEIGHT };
  });
}
