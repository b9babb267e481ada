import type { MapFilter } from '../../../shared/src/mapFilter';
import { EVERYTHING, isFiltering } from '../../../shared/src/mapFilter';
import type { PictureFormat } from '../map/messages';
import type { PageTexts } from '../map/pageTexts';
import { element, sign } from './dom';
import { saveMenu } from './menu';

/** The row of controls above the picture. */
export interface Toolbar {
  readonly update: (filter: MapFilter, environments: readonly Environment[]) => void;
  /** What is shown, in a few words. */
  readonly tell: (text: string) => void;
}

/** An environment to choose. */
export interface Environment {
  readonly id: string;
  readonly name: string;
  readonly source: string;
}

/** What the controls do. */
export interface Actions {
  readonly filter: (change: Partial<MapFilter>) => void;
  readonly zoom: (factor: number) => void;
  readonly fit: () => void;
  readonly save: (format: PictureFormat) => void;
}

const SIGNS = {
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  fit: 'M2.5 6V2.5H6M10 2.5h3.500V6M13.500 10v3.500H10M6 13.500H2.500V10',
  clear: 'M4 4l8 8M12 4l-8 8',
  globe:
    'M8 1.800a6.200 6.200 0 1 0 0 12.400a6.200 6.200 0 1 0 0-12.400zM1.800 8h12.400M8 1.800c-4 4-4 8.400 0 12.400M8 1.800c4 4 4 8.400 0 12.400',
  warning: 'M8 2.200L14.300 13.500H1.700zM8 6.200v3.800M8 11.400v1',
} as const;

const ZOOM = 1.25;
/** Typing a name is let come to rest for so many milliseconds. */
const TYPING_MS = 150;

/** Makes the row. */
export function createToolbar(
  texts: PageTexts,
  actions: Actions,
): { readonly row: HTMLElement; readonly bar: Toolbar } {
  const search = searchField(texts, actions);
  const publicOnly = toggle(SIGNS.globe, texts.publicOnly, texts.publicOnlyTip, (on) =>
    actions.filter({ publicOnly: on }),
  );
  const brokenOnly = toggle(SIGNS.warning, texts.brokenOnly, texts.brokenOnlyTip, (on) =>
    actions.filter({ brokenOnly: on }),
  );
  const chooser = environmentChooser(texts, actions);
  const clear = button(SIGNS.clear, texts.clear, () => actions.filter(EVERYTHING));
  const status = element('div', { attributes: { class: 'status', role: 'status' } });
  const row = element('header', {
    attributes: { class: 'toolbar', 'aria-label': texts.toolbar },
    children: [
      element('h1', { text: texts.toolbar }),
      search,
      publicOnly,
      brokenOnly,
      chooser.select,
      clear,
      element('span', { attributes: { class: 'space' } }),
      status,
      button(SIGNS.minus, texts.zoomOut, () => actions.zoom(1 / ZOOM)),
      button(SIGNS.plus, texts.zoomIn, () => actions.zoom(ZOOM)),
      button(SIGNS.fit, texts.zoomFit, actions.fit),
      saveMenu(texts, actions.save),
    ],
  });
  const bar: Toolbar = {
    update(filter, environments) {
      if (document.activeElement !== search) search.value = filter.service;
      press(publicOnly, filter.publicOnly);
      press(brokenOnly, filter.brokenOnly);
      chooser.update(filter, environments);
      clear.hidden = !isFiltering(filter);
    },
    tell(text) {
      if (status.textContent !== text) status.textContent = text;
    },
  };
  return { row, bar };
}

function searchField(texts: PageTexts, { filter }: Actions): HTMLInputElement {
  let timer = 0;
  const search = element('input', {
    attributes: {
      type: 'search',
      class: 'search',
      placeholder: texts.search,
      'aria-label': texts.search,
      spellcheck: 'false',
    },
    on: {
      input: () => {
        clearTimeout(timer);
        timer = setTimeout(() => filter({ service: search.value.trim() }), TYPING_MS);
      },
    },
  });
  return search;
}

/** All environments, or one of them; the tree's command can choose several. */
function environmentChooser(
  texts: PageTexts,
  { filter }: Actions,
): { readonly select: HTMLSelectElement; readonly update: Toolbar['update'] } {
  const select = element('select', {
    attributes: { class: 'chooser', 'aria-label': texts.environments },
    on: { change: () => filter({ environments: select.value === '' ? [] : [select.value] }) },
  });
  const option = (value: string, text: string): HTMLOptionElement => element('option', { attributes: { value }, text });
  const update: Toolbar['update'] = ({ environments: chosen }, environments) => {
    const known = environments.filter(({ id }) => chosen.includes(id));
    const several = known.length > 1 ? [option('\n', known.map(({ name }) => name).join(', '))] : [];
    const names = environments.map(({ name }) => name);
    const named = environments.map(({ id, name, source }) =>
      option(id, names.filter((n) => n === name).length > 1 ? `${name} · ${source}` : name),
    );
    select.replaceChildren(option('', texts.allEnvironments), ...several, ...named);
    select.value = known.length > 1 ? '\n' : (known[0]?.id ?? '');
    select.hidden = environments.length < 2;
  };
  return { select, update };
}

/** A button that is a sign. */
export function button(path: string, title: string, press: () => void): HTMLButtonElement {
  return element('button', {
    attributes: { type: 'button', class: 'button', title, 'aria-label': title },
    children: [sign(path)],
    on: { click: press },
  });
}

function toggle(path: string, text: string, title: string, change: (on: boolean) => void): HTMLButtonElement {
  const made = element('button', {
    attributes: { type: 'button', class: 'button toggle', title, 'aria-pressed': 'false' },
    children: [sign(path), element('span', { text })],
    on: { click: () => change(made.getAttribute('aria-pressed') !== 'true') },
  });
  return made;
}

const press = (made: HTMLButtonElement, on: boolean): void => made.setAttribute('aria-pressed', String(on));
