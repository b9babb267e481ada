/** A rectangle to be placed, in pixels. */
export interface Rectangle {
  readonly width: number;
  readonly height: number;
}

/** Where rectangles lie, in their order, and how large all of them are together. */
export interface Packing extends Rectangle {
  readonly at: readonly { readonly x: number; readonly y: number }[];
}

/** How wide a screen is for its height. */
const SCREEN = 1.6;

/**
 * Places rectangles without overlap, `gap` apart, about as wide as `width` or, without it, in the form that `ratio` says: width
 * by height, a screen's when it is not given. Each in its turn goes as far up as it can, and there as far to the left: the
 * order of reading is about that of the list.
 */
export function pack(
  all: readonly Rectangle[],
  gap: number,
  { width, ratio = SCREEN }: { readonly width?: number; readonly ratio?: number } = {},
): Packing {
  const area = all.reduce((sum, r) => sum + (r.width + gap) * (r.height + gap), 0);
  const widest = Math.max(0, ...all.map((r) => r.width));
  const wanted = width ?? Math.sqrt(area * ratio);
  const tried = (width === undefined ? TRIED : [1]).map((t) => packed(all, gap, Math.max(wanted * t, widest)));
  const size = (p: Packing): number => Math.max(p.width / ratio, p.height);
  return tried.reduce((best, p) => (size(p) < size(best) - 0.5 ? p : best));
}

/** Widths that are tried, as parts of what would do if nothing were left empty. */
const TRIED = [1, 1.1, 1.2, 1.35, 1.5, 1.75, 2];

function packed(all: readonly Rectangle[], gap: number, limit: number): Packing {
  let skyline: readonly Step[] = [{ x: 0, width: limit + gap, y: 0 }];
  const at = all.map((r) => {
    const place = lowest(skyline, r.width + gap, limit + gap);
    skyline = raised(skyline, place.x, r.width + gap, place.y + r.height + gap);
    return place;
  });
  return {
    at,
    width: Math.max(0, ...at.map((p, i) => p.x + (all[i]?.width ?? 0))),
    height: Math.max(0, ...at.map((p, i) => p.y + (all[i]?.height ?? 0))),
  };
}

/** A part of the line below which everything is taken. */
interface Step {
  readonly x: number;
  readonly width: number;
  readonly y: number;
}

function lowest(skyline: readonly Step[], width: number, limit: number): { readonly x: number; readonly y: number } {
  let best = { x: 0, y: Math.max(...skyline.map((s) => s.y)) };
  for (const { x } of skyline) {
    if (x + width > limit + 0.5) continue;
    const under = skyline.filter((s) => s.x < x + width && x < s.x + s.width);
    const y = Math.max(...under.map((s) => s.y));
    if (y < best.y) best = { x, y };
  }
  return best;
}

function raised(skyline: readonly Step[], x: number, width: number, y: number): readonly Step[] {
  const out: Step[] = [];
  for (const s of skyline) {
    if (s.x < x) out.push({ ...s, width: Math.min(s.width, x - s.x) });
    const end = s.x + s.width;
    if (end > x + width) out.push({ x: Math.max(s.x, x + width), width: end - Math.max(s.x, x + width), y: s.y });
  }
  out.push({ x, width, y });
  return out.filter((s) => s.width > 0).sort((a, b) => a.x - b.x);
}
