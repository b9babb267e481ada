import type { ElkPoint } from './elk';
import type { BoxSize } from './measure';
import { PORT_OUT } from './measure';
import type { Packing } from './pack';
import { pack } from './pack';
import type { Scene, SceneNode } from './scene';

/*
 * Boxes that are arranged here and not by the layout, which takes them for one: those without a line to another, which it would
 * put below one another in one column, and those of a band.
 */

/** Boxes side by side. */
export interface Block {
  readonly width: number;
  readonly height: number;
  /** Where each lies in the block, by index of the node. */
  readonly members: ReadonlyMap<number, ElkPoint>;
  /** The block of a band, by its index. */
  readonly band?: number;
  /** Index of the group in which it lies. */
  readonly group?: number;
  /** Part of what is laid out; others stand beside that. */
  readonly isLaidOut: boolean;
}

const GAP = 24;
const BAND_GAP = 14;
const BAND_PAD = 12;

/** The blocks of a scene: its bands, and for each group and for what is in none the boxes that stand alone. */
export function blocksOf(scene: Scene, sizes: readonly BoxSize[]): readonly Block[] {
  const connected = new Set(scene.edges.flatMap((e) => [e.from, e.to]));
  const isAlone = (n: SceneNode): boolean => n.band === undefined && !connected.has(n.id);
  const indices = (wanted: (n: SceneNode) => boolean): readonly number[] =>
    scene.nodes.flatMap((n, i) => (wanted(n) ? [i] : []));
  const bands = scene.bands.map((band, index): Block => {
    const members = indices((n) => n.band === band.id);
    const packing = grid(members, sizes, BAND_GAP, 0.8);
    const group = scene.groups.findIndex((g) => g.id === band.group);
    return {
      width: packing.width + 2 * BAND_PAD + PORT_OUT,
      height: packing.height + 2 * BAND_PAD,
      members: placed(members, packing, { x: BAND_PAD + PORT_OUT, y: BAND_PAD }),
      band: index,
      ...(group < 0 ? {} : { group }),
      isLaidOut: true,
    };
  });
  const alone = scene.groups.map((g, group): Block => {
    const members = indices((n) => n.group === g.id && isAlone(n));
    const isLaidOut = scene.nodes.some((n) => n.group === g.id && !isAlone(n));
    const packing = grid(members, sizes, GAP);
    return { width: packing.width, height: packing.height, members: placed(members, packing), group, isLaidOut };
  });
  const free = indices((n) => n.group === undefined && isAlone(n));
  const single = free.map((i): Block => {
    const { width = 0, height = 0 } = sizes[i] ?? {};
    return { width, height, members: new Map([[i, { x: 0, y: 0 }]]), isLaidOut: false };
  });
  return [...bands, ...alone, ...single].filter((b) => b.members.size > 0);
}

function grid(members: readonly number[], sizes: readonly BoxSize[], gap: number, ratio?: number): Packing {
  return pack(
    members.map((i) => sizes[i] as BoxSize),
    gap,
    ratio === undefined ? {} : { ratio },
  );
}

function placed(
  members: readonly number[],
  { at }: Packing,
  from: ElkPoint = { x: 0, y: 0 },
): ReadonlyMap<number, ElkPoint> {
  return new Map(members.map((i, k) => [i, { x: from.x + (at[k]?.x ?? 0), y: from.y + (at[k]?.y ?? 0) }]));
}

/**
 * Measures in which boxes of one band, and of one group those that stand alone, are equally wide, so that they stand in columns.
 */
export function evened(scene: Scene, sizes: readonly BoxSize[]): readonly BoxSize[] {
  const connected = new Set(scene.edges.flatMap((e) => [e.from, e.to]));
  const keys = scene.nodes.map((n) => n.band ?? (connected.has(n.id) ? undefined : `alone ${n.group ?? ''}`));
  const widths = new Map<string, number>();
  keys.forEach((key, i) => {
    if (key !== undefined) widths.set(key, Math.max(widths.get(key) ?? 0, sizes[i]?.width ?? 0));
  });
  return sizes.map((size, i) => ({ ...size, width: widths.get(keys[i] ?? '') ?? size.width }));
}
