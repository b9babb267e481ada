import { fill } from '../../../shared/src/fill';
import { visible } from '../../../shared/src/visible';
import type { PageTexts } from '../map/pageTexts';
import type { Scenery } from './scenery';

const NAMESPACE = 'http://www.w3.org/2000/svg';
/** Side of the button, and its distance from the corner of what it folds. */
const SIDE = 20;
const INSET = 10;

/**
 * Puts a button into the upper right corner of each environment and group, by which it is folded into one box. The button has the id of
 * what it folds as `data-fold`.
 */
export function addFoldButtons(scene: Element, { items }: Scenery, texts: PageTexts): void {
  for (const outline of scene.querySelectorAll<SVGGElement>('.frame, .group')) {
    const id = outline.dataset['id'] ?? '';
    const rect = outline.querySelector('rect');
    const item = items.get(id);
    if (!rect || !item) continue;
    const [x, y, width] = ['x', 'y', 'width'].map((name) => Number(rect.getAttribute(name)));
    const mark = outline.querySelector(':scope > .mark') ? SIDE : 0;
    const at = `translate(${(x ?? 0) + (width ?? 0) - SIDE - INSET - mark} ${(y ?? 0) + INSET})`;
    const button = make('g', {
      class: 'fold-button',
      role: 'button',
      tabindex: '-1',
      'data-fold': id,
      'aria-label': fill(texts.fold, visible(item.thing.label)),
      transform: at,
    });
    button.append(make('rect', { width: String(SIDE), height: String(SIDE), rx: '4' }), make('path', { d: 'M6 10h8' }));
    outline.after(button);
  }
}

function make(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
