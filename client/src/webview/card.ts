import { visible } from '../../../shared/src/visible';
import type { Box } from './camera';
import { element } from './dom';

/** What a card tells of something in the picture. */
export interface CardContent {
  /** The title. */
  readonly label: string;
  readonly details: readonly string[];
  /** What a click does, if it does something. */
  readonly hint?: string;
}

/** The card that opens beside what the mouse is on or what has the focus. */
export interface Card {
  /** Opens it beside a rectangle of the screen. */
  readonly show: (content: CardContent, beside: Box) => void;
  readonly hide: () => void;
  readonly isOpen: () => boolean;
  /** Calls when the mouse leaves the card. */
  readonly onLeave: (left: () => void) => void;
}

/** The id by which what has the focus names its card. */
export const CARD_ID = 'card';

const GAP = 8;
/** Lines that are shown at most; a port can have hundreds of ways. */
const LINES = 12;

/** Makes the card, closed; `severities` are the words that lines about findings begin with. */
export function createCard(parent: HTMLElement, severities: Readonly<Record<string, string>>): Card {
  const card = element('div', { attributes: { id: CARD_ID, role: 'tooltip', class: 'card', hidden: '' } });
  parent.append(card);
  return {
    show({ label, details, hint }, beside) {
      const lines = details.slice(0, LINES).map((line) => detail(visible(line), severities));
      const more = details.length > LINES ? element('li', { text: `… +${details.length - LINES}` }) : undefined;
      card.replaceChildren(
        element('p', { attributes: { class: 'card-title' }, text: visible(label) }),
        ...(lines.length > 0 ? [element('ul', { children: [...lines, more] })] : []),
        ...(hint === undefined ? [] : [element('p', { attributes: { class: 'card-hint' }, text: hint })]),
      );
      card.hidden = false;
      const { x, y } = placeFor(card.getBoundingClientRect(), beside);
      card.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
    },
    hide() {
      card.hidden = true;
    },
    isOpen: () => !card.hidden,
    onLeave: (left) => card.addEventListener('pointerleave', left),
  };
}

/**
 * Below what the card is about, else above: lines come in from the left and go out to the right. Where there is room for neither,
 * at the side that has more.
 */
function placeFor(
  { width, height }: Size,
  { x, y, width: w, height: h }: Box,
): { readonly x: number; readonly y: number } {
  const within = (at: number, size: number, room: number): number => Math.max(GAP, Math.min(at, room - size - GAP));
  const left = within(x, width, innerWidth);
  if (y + h + GAP + height <= innerHeight) return { x: left, y: y + h + GAP };
  if (y - GAP - height >= 0) return { x: left, y: y - GAP - height };
  const isRight = x + w / 2 < innerWidth / 2;
  return { x: isRight ? x + w + GAP : Math.max(GAP, x - width - GAP), y: within(y, height, innerHeight) };
}

type Size = Pick<Box, 'width' | 'height'>;

/** A line; those that tell a finding begin with its severity. */
function detail(line: string, severities: Readonly<Record<string, string>>): HTMLLIElement {
  const [severity] = Object.entries(severities).find(([, word]) => line.startsWith(`${word}: `)) ?? [];
  // What stands in back-quotes is a name out of a file.
  const parts = line.split('`').map((text, i) => (i % 2 === 1 ? element('code', { text }) : new Text(text)));
  return element('li', { children: parts, ...(severity ? { attributes: { class: `finding ${severity}` } } : {}) });
}
