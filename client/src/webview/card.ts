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
      const { width, height } = card.getBoundingClientRect();
      const right = beside.x + beside.width + GAP;
      const x = right + width <= innerWidth ? right : Math.max(GAP, beside.x - width - GAP);
      const y = Math.max(GAP, Math.min(beside.y, innerHeight - height - GAP));
      // Where there is room on neither side, below or above, so that what it is about can be seen.
      const covers = x < beside.x + beside.width && x + width > beside.x;
      const below = beside.y + beside.height + GAP;
      const free = below + height <= innerHeight ? below : Math.max(GAP, beside.y - height - GAP);
      card.style.transform = `translate(${Math.round(x)}px, ${Math.round(covers ? free : y)}px)`;
    },
    hide() {
      card.hidden = true;
    },
    isOpen: () => !card.hidden,
    onLeave: (left) => card.addEventListener('pointerleave', left),
  };
}

/** A line; those that tell a finding begin with its severity. */
function detail(line: string, severities: Readonly<Record<string, string>>): HTMLLIElement {
  const [severity] = Object.entries(severities).find(([, word]) => line.startsWith(`${word}: `)) ?? [];
  return element('li', { text: line, ...(severity ? { attributes: { class: `finding ${severity}` } } : {}) });
}
