import type { SceneNode, ScenePort } from './scene';
import { shortened, textWidth, wrapped } from './text';
import type { Typeface } from './text';

/*
 * How large boxes and ports are, and where texts stand in them. Pixels, from the upper left corner.
 */

/** Typefaces of the picture. */
export const FACES = {
  frame: { size: 15, bold: true },
  group: { size: 12, bold: true },
  name: { size: 13, bold: true },
  note: { size: 11 },
  port: { size: 12 },
} as const satisfies Readonly<Record<string, Typeface>>;

/** Height of a port. */
export const PORT_HEIGHT = 20;

/** Space between two ports. */
export const PORT_GAP = 6;

/** How far a port stands out of its box. */
export const PORT_OUT = 8;

/** Space between the texts of a box and its ports. */
export const PORTS_FROM = 6;
/** What a box has below its ports. */
export const BELOW = 10;

const PAD = 12;
const NAME_WIDTH = 220;
const NAME_LINE = 17;
const NOTE_LINE = 15;
/** What a mark takes beside a text. */
export const MARK = 18;
/** Space for a sign in front of the text of a port. */
export const SIGN = 15;

/** Measures of a box. */
export interface BoxSize {
  readonly width: number;
  readonly height: number;
  /** The name, broken into lines, and the note below it. */
  readonly lines: readonly string[];
  readonly notes: readonly string[];
  /** Height of all that stands above the ports. */
  readonly head: number;
  readonly ports: readonly PortSize[];
}

/** Measures of a port. */
export interface PortSize {
  readonly width: number;
  readonly text: string;
  readonly textWidth: number;
  readonly note: string;
}

/** The measures of a box from which so many lines go out. */
export function boxSize(node: SceneNode, outgoing: number): BoxSize {
  const lines = wrapped(node.name, NAME_WIDTH, 3, FACES.name);
  const notes = node.notes.flatMap((n) => wrapped(n, NAME_WIDTH, 3, FACES.note));
  const ports = node.ports.map(portSize);
  const head = PAD + lines.length * NAME_LINE + notes.length * NOTE_LINE;
  const widths = [
    ...lines.map((l, i) => textWidth(l, FACES.name) + (i === 0 && node.mark ? MARK : 0)),
    ...notes.map((n) => textWidth(n, FACES.note)),
    ...ports.map((p) => p.width),
  ];
  const below = ports.length === 0 ? 0 : PORTS_FROM + ports.length * (PORT_HEIGHT + PORT_GAP) - PORT_GAP;
  return {
    width: rounded(Math.max(72, ...widths) + 2 * PAD),
    height: Math.max(head + below + BELOW, outgoing * 8 + 16 + BELOW),
    lines,
    notes,
    head,
    ports,
  };
}

function portSize(port: ScenePort): PortSize {
  const text = shortened(port.text, 160, FACES.port);
  const note = shortened(port.note, 160, FACES.note);
  const signs = (hasSign(port) ? SIGN : 0) + (port.mark ? MARK : 0);
  const noteWidth = note === '' ? 0 : 6 + textWidth(note, FACES.note);
  const own = textWidth(text, FACES.port);
  return { width: rounded(16 + signs + own + noteWidth), text, textWidth: own, note };
}

/** Up to a multiple of eight: a number that changes changes no size, unless it has another digit. */
function rounded(width: number): number {
  return Math.ceil(width / 8) * 8;
}

/** Whether the sign for what is open to the outside stands in front of the text of a port. */
export function hasSign({ isPublic, kind }: ScenePort): boolean {
  return isPublic && kind === 'own';
}
