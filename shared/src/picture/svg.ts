import type { ElkPoint } from './elk';
import type { Picture } from './index';
import type { Box, PlacedNode, PlacedScene } from './layout';
import { legendOf } from './legend';
import { MARK, SIGN, hasSign } from './measure';
import type { Mark, SceneEdge, ScenePort, Thing } from './scene';
import { globe, markSign } from './signs';
import { STYLE } from './style';
import { px, xmlText } from './xml';

/** How a picture is written out. */
export interface SvgOptions<Place = unknown> {
  /** With the style sheet inside, so that it looks right wherever it is opened; else whoever shows it has the style. */
  readonly isAlone: boolean;
  /** Something happens when its parts are clicked: they say that they are buttons. */
  readonly isActive: boolean;
  /** Whoever shows it tells titles and places by itself: they are left out. */
  readonly isBare?: true;
  /** How a place is told where nobody can be led to it: it stands in titles and as `data-at`, and indices do not. */
  readonly tell?: (place: Place) => string;
}

/** Options with the places that they tell. */
interface Writing {
  readonly isActive: boolean;
  readonly isBare: boolean;
  /** A place by its index, in words; `undefined` where indices are told. */
  readonly at?: (index: number) => string;
}

const MARGIN = 24;

/**
 * A picture as the text of one `svg` element (SVG 1.1, without scripts, links or anything from elsewhere). What can be pointed at is a
 * `g` with `data-id`, its id in the map, and `data-places`, indices of the picture's places (or `data-at`, a place in words); a line
 * has `data-from` and `data-to` too, ids of boxes, and `data-from-port` and `data-to-port`. Each can be reached with the keyboard, has a name for screen readers and a
 * `title`.
 */
export function svgOf<Place>(picture: Picture<Place>, options: SvgOptions<Place>): string {
  const { start, scenes, end } = svgParts(picture, options);
  return start + scenes.join('') + end;
}

/**
 * The text of {@link svgOf} in parts: its environments, in the order of the picture, and what stands before and behind them. Who
 * shows one picture after the other writes out only what has changed.
 */
export function svgParts<Place>(
  picture: Picture<Place>,
  { isAlone, isActive, isBare, tell }: SvgOptions<Place>,
): { readonly start: string; readonly scenes: readonly string[]; readonly end: string } {
  const { texts, places } = picture;
  const at = tell && ((index: number): string => tell(places[index] as Place));
  const writing: Writing = { isActive, isBare: isBare === true, ...(at ? { at } : {}) };
  const legend = legendOf(picture);
  const width = Math.max(picture.width, legend.width, 200) + 2 * MARGIN;
  const height = picture.height + legend.height + 2 * MARGIN;
  const size = `width="${px(width)}" height="${px(height)}" viewBox="0 0 ${px(width)} ${px(height)}"`;
  const empty =
    picture.scenes.length > 0 ? '' : `<text x="${MARGIN}" y="${MARGIN + 14}">${xmlText(texts.empty)}</text>`;
  const start = [
    `<svg xmlns="http://www.w3.org/2000/svg" class="portolan" role="group" aria-label="${xmlText(texts.title)}" ${size}>`,
    isAlone ? `<style>${STYLE}</style>` : '',
    `<rect class="paper" width="100%" height="100%"/>`,
    `<g transform="translate(${MARGIN} ${MARGIN})">${empty}`,
  ].join('');
  const below = `<g transform="translate(0 ${px(picture.height + 16)})" aria-hidden="true">${legend.text}</g></g></svg>`;
  return { start, scenes: picture.scenes.map((s) => sceneText(s, writing)), end: below };
}

function sceneText(placed: PlacedScene, options: Writing): string {
  const { scene, frame } = placed;
  const parts: string[] = [];
  if (frame) {
    parts.push(open(scene, 'frame', options, scene.mark));
    parts.push(rect(frame, 10));
    parts.push(text(frame.x + 16, frame.y + 22, 'title', frame.name));
    parts.push(text(frame.x + 16, frame.y + 38, 'source', frame.source));
    parts.push(scene.mark ? markSign(scene.mark, frame.x + frame.width - 30, frame.y + 12) : '', '</g>');
  }
  scene.groups.forEach((group, i) => {
    const box = placed.groups[i];
    if (!box) return;
    parts.push(open(group, 'group', options), rect(box, 8));
    parts.push(text(box.x + 12, box.y + 22, 'title', group.name), '</g>');
  });
  scene.bands.forEach((band, i) => {
    const box = placed.bands[i];
    if (box) parts.push(open(band, 'band', options), rect(box, 12), '</g>');
  });
  scene.edges.forEach((edge, i) => parts.push(edgeText(edge, placed.edges[i] ?? [], scene.id, options)));
  placed.nodes.forEach((node, i) => parts.push(nodeText(placed, node, i, options)));
  return `<g transform="translate(${px(placed.x)} ${px(placed.y)})">${parts.join('')}</g>`;
}

/** The beginning of the element of a thing: what it is called, where it leads, and its title. */
function open(thing: Thing, kind: string, { isActive, isBare, at }: Writing, mark?: Mark, more = ''): string {
  const role = isActive && thing.places.length > 0 ? 'button' : /^(?:port|edge)\b/.test(kind) ? 'img' : 'group';
  const [first] = thing.places;
  const place = first === undefined ? undefined : at?.(first);
  const where =
    first === undefined || isBare
      ? ''
      : place === undefined
        ? ` data-places="${thing.places.join(' ')}"`
        : ` data-at="${xmlText(place)}"`;
  const lines = [thing.label, ...thing.details, ...(place === undefined ? [] : [place])];
  const title = isBare ? '' : `<title>${lines.map(xmlText).join('\n')}</title>`;
  return (
    `\n<g class="${kind}${mark ? ` ${mark}` : ''}" data-id="${xmlText(thing.id)}"${where}${more} role="${role}" tabindex="0" ` +
    `aria-label="${xmlText(thing.label)}">${title}`
  );
}

function rect({ x, y, width, height }: Box, radius: number, kind = ''): string {
  const called = kind === '' ? '' : ` class="${kind}"`;
  return `<rect${called} x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" rx="${radius}"/>`;
}

function text(x: number, y: number, kind: string, content: string): string {
  const called = kind === '' ? '' : ` class="${kind}"`;
  return content === '' ? '' : `<text${called} x="${px(x)}" y="${px(y)}">${xmlText(content)}</text>`;
}

function nodeText({ scene }: PlacedScene, placed: PlacedNode, index: number, options: Writing): string {
  const node = scene.nodes[index];
  if (!node) return '';
  const { size, ...box } = placed;
  const isOuter = node.kind === 'outside' || node.kind === 'host';
  const parts: string[] = [];
  parts.push(open(node, `node ${isOuter ? `outer ${node.kind}` : node.kind}`, options, node.mark));
  if (node.kind === 'fold') parts.push(rect({ ...box, x: box.x + 5, y: box.y + 5 }, 8, 'behind'));
  parts.push(rect(box, isOuter ? 16 : 8, 'box'));
  const x = box.x + 12;
  if (node.mark) parts.push(markSign(node.mark, x, box.y + 14));
  size.lines.forEach((line, i) =>
    parts.push(text(x + (i === 0 && node.mark ? MARK : 0), box.y + 26 + i * 17, 'title', line)),
  );
  size.notes.forEach((note, i) => parts.push(text(x, box.y + 24 + size.lines.length * 17 + i * 15, 'note', note)));
  parts.push('</g>');
  node.ports.forEach((port, j) => {
    const at = placed.ports[j];
    const measured = size.ports[j];
    if (at && measured) parts.push(portText(port, { ...at, x: box.x + at.x, y: box.y + at.y }, measured, options));
  });
  return parts.join('');
}

function portText(
  port: ScenePort,
  box: Box,
  size: { readonly text: string; readonly note: string; readonly textWidth: number },
  options: Writing,
): string {
  const kind = `port ${port.kind}${port.isPublic ? ' public' : ''}`;
  let x = box.x + 8;
  const parts = [open(port, kind, options, port.mark), rect(box, 10)];
  if (port.mark) {
    parts.push(markSign(port.mark, x, box.y + 3));
    x += MARK;
  }
  if (hasSign(port)) {
    parts.push(globe(x, box.y + 4.5));
    x += SIGN;
  }
  parts.push(text(x, box.y + 14.5, '', size.text));
  parts.push(text(x + size.textWidth + 6, box.y + 14.5, 'note', size.note), '</g>');
  return parts.join('');
}

function edgeText(edge: SceneEdge, points: readonly ElkPoint[], scene: string, options: Writing): string {
  const end = points.at(-1);
  if (!end || points.length < 2) return '';
  const path = roundedPath([...points.slice(0, -1), { x: end.x - 7, y: end.y }]);
  const inner = edge.kind === 'way' && edge.from === `${scene}#host` ? ' inner' : '';
  const ends = { from: edge.from, 'from-port': edge.fromPort, to: edge.to, 'to-port': edge.toPort };
  const more = Object.entries(ends)
    .map(([name, id]) => (id === undefined ? '' : ` data-${name}="${xmlText(id)}"`))
    .join('');
  const parts = [open(edge, `edge ${edge.kind}${inner}`, options, edge.mark, more)];
  parts.push(`<path class="hit" d="${path}"/><path class="line" d="${path}"/>`);
  parts.push(`<path class="head" d="M${px(end.x)} ${px(end.y)}l-9 -4.5v9z"/>`);
  const [x, y] = middleOf(points);
  if (edge.mark) parts.push(markSign(edge.mark, x - 7, y - 7));
  else if (edge.count > 1) {
    const width = 12 + String(edge.count).length * 7;
    parts.push(rect({ x: x - width / 2, y: y - 9, width, height: 18 }, 9, 'counted'));
    parts.push(`<text class="count" x="${px(x)}" y="${px(y + 4)}" text-anchor="middle">${edge.count}</text>`);
  }
  return `${parts.join('')}</g>`;
}

/** The middle of the longest part of a line; one that runs across counts for more. */
function middleOf(points: readonly ElkPoint[]): readonly [number, number] {
  const parts = points.slice(1).map((b, i) => ({ a: points[i] as ElkPoint, b }));
  const length = ({ a, b }: (typeof parts)[number]): number => 1.5 * Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
  const [longest] = [...parts].sort((p, q) => length(q) - length(p));
  return longest ? [(longest.a.x + longest.b.x) / 2, (longest.a.y + longest.b.y) / 2] : [0, 0];
}

const RADIUS = 6;

/** A line with round corners. */
function roundedPath(points: readonly ElkPoint[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let out = `M${px(first.x)} ${px(first.y)}`;
  rest.forEach((p, i) => {
    const before = points[i] as ElkPoint;
    const next = rest[i + 1];
    if (!next) {
      out += `L${px(p.x)} ${px(p.y)}`;
      return;
    }
    const a = towards(p, before);
    const b = towards(p, next);
    out += `L${px(a.x)} ${px(a.y)}Q${px(p.x)} ${px(p.y)} ${px(b.x)} ${px(b.y)}`;
  });
  return out;
}

function towards(from: ElkPoint, to: ElkPoint): ElkPoint {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = length === 0 ? 0 : Math.min(RADIUS, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}
