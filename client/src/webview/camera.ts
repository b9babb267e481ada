/*
 * Which part of the picture is seen, and how large: pure, so that it can be tested without a page.
 */

/** A rectangle, in pixels of the picture unless something else is said. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What the window shows: the point of the picture at its upper left corner, and how many pixels of the screen one of its own takes. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** What is remembered of a window onto the picture. */
export interface ViewMemory {
  readonly camera: Camera;
  /** Whether the window follows the picture's size. */
  readonly fits: boolean;
}

/** The size of the window in pixels of the screen. */
export interface Screen {
  readonly width: number;
  readonly height: number;
}

const SMALLEST = 0.1;
const LARGEST = 4;
/** A small picture is not blown up to fill a large window. */
const LARGEST_FIT = 1.1;
const MARGIN = 24;

/** Shows all of the picture in the middle of the window. */
export function fitted({ x, y, width, height }: Box, screen: Screen): Camera {
  const [w, h] = [Math.max(1, width), Math.max(1, height)];
  const scale = clamped(Math.min((screen.width - 2 * MARGIN) / w, (screen.height - 2 * MARGIN) / h, LARGEST_FIT));
  return { x: x - (screen.width / scale - w) / 2, y: y - (screen.height / scale - h) / 2, scale };
}

/** Zooms by a factor; what stands at `at`, a point of the window, stays there. */
export function zoomed(camera: Camera, factor: number, at: { readonly x: number; readonly y: number }): Camera {
  const scale = clamped(camera.scale * factor);
  const keep = 1 / camera.scale - 1 / scale;
  return { x: camera.x + at.x * keep, y: camera.y + at.y * keep, scale };
}

/** Moves the picture under the window by so many pixels of the screen. */
export function panned(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x - dx / camera.scale, y: camera.y - dy / camera.scale };
}

/** The camera, moved as little as it takes to see all of `box`; its upper left corner where the window is smaller. */
export function showing(camera: Camera, box: Box, screen: Screen): Camera {
  const margin = MARGIN / camera.scale;
  const along = (start: number, length: number, from: number, size: number): number => {
    const seen = size / camera.scale;
    if (from + length + margin > start + seen) return Math.min(from - margin, from + length + margin - seen);
    return from - margin < start ? from - margin : start;
  };
  return {
    ...camera,
    x: along(camera.x, box.width, box.x, screen.width),
    y: along(camera.y, box.height, box.y, screen.height),
  };
}

/** A camera on the way from one to another; `part` from 0 to 1. */
export function between(a: Camera, b: Camera, part: number): Camera {
  if (part >= 1) return b;
  const scale = a.scale * (b.scale / a.scale) ** part;
  const at = (from: number, to: number): number => from + (to - from) * part;
  return { x: at(a.x, b.x), y: at(a.y, b.y), scale };
}

/** The nearest of `boxes` in a direction, by index; undefined when there is none. What lies straight ahead counts as nearer. */
export function nearest(
  boxes: readonly Box[],
  from: Box,
  direction: 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown',
): number | undefined {
  const [cx, cy] = [from.x + from.width / 2, from.y + from.height / 2];
  const sideways = direction === 'ArrowLeft' || direction === 'ArrowRight';
  const sign = direction === 'ArrowLeft' || direction === 'ArrowUp' ? -1 : 1;
  let best: { readonly index: number; readonly distance: number } | undefined;
  for (const [index, box] of boxes.entries()) {
    const [dx, dy] = [box.x + box.width / 2 - cx, box.y + box.height / 2 - cy];
    const ahead = (sideways ? dx : dy) * sign;
    const aside = Math.abs(sideways ? dy : dx);
    if (ahead <= 1 || aside > ahead * 4) continue;
    const distance = ahead + aside * 2;
    if (!best || distance < best.distance) best = { index, distance };
  }
  return best?.index;
}

const clamped = (scale: number): number => Math.min(LARGEST, Math.max(SMALLEST, scale));
