import type { PictureFormat } from '../map/messages';
import type { PageTexts } from '../map/pageTexts';
import { element, sign } from './dom';

const SIGN = 'M8 2v7.500M4.800 6.500L8 9.700l3.200-3.200M2.500 11.500v2h11v-2';

/** A button that opens the menu of formats: arrows move in it, Escape and a click elsewhere close it. */
export function saveMenu(texts: PageTexts, save: (format: PictureFormat) => void): HTMLElement {
  const formats: readonly (readonly [PictureFormat, string])[] = [
    ['svg', texts.saveSvg],
    ['mermaid', texts.saveMermaid],
    ['json', texts.saveJson],
  ];
  const items = formats.map(([format, text]) =>
    element('button', {
      attributes: { type: 'button', role: 'menuitem', tabindex: '-1', class: 'menu-item' },
      text,
      on: {
        click: () => {
          close(true);
          save(format);
        },
      },
    }),
  );
  const menu = element('div', {
    attributes: { role: 'menu', class: 'menu', 'aria-label': texts.save, hidden: '' },
    children: items,
  });
  const opener = element('button', {
    attributes: {
      type: 'button',
      class: 'button',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      title: texts.save,
    },
    children: [sign(SIGN), element('span', { text: texts.save })],
    on: { click: () => (menu.hidden ? open() : close(true)) },
  });
  const open = (): void => {
    menu.hidden = false;
    opener.setAttribute('aria-expanded', 'true');
    items[0]?.focus();
  };
  const close = (refocus: boolean): void => {
    menu.hidden = true;
    opener.setAttribute('aria-expanded', 'false');
    if (refocus) opener.focus();
  };
  const box = element('div', { attributes: { class: 'menu-box' }, children: [opener, menu] });
  box.addEventListener('keydown', (event) => {
    if (menu.hidden) return;
    const at = items.findIndex((item) => item === document.activeElement);
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Escape') close(true);
    else if (step !== 0) items[(at + step + items.length) % items.length]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  box.addEventListener('focusout', ({ relatedTarget }) => {
    if (!menu.hidden && !(relatedTarget instanceof Node && box.contains(relatedTarget))) close(false);
  });
  return box;
}
