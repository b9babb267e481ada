import type { Picture } from '../../../shared/src/picture';
import type { PageTexts } from '../map/pageTexts';
import type { Box } from './camera';
import { CARD_ID, type Card } from './card';
import { createDrawing, type Drawn } from './drawing';
import { onKeys } from './keys';
import { onPointer, pointedAt } from './pointer';
import { isBackground, relatedTo, type Item, type Scenery } from './scenery';
import { nextId } from './steps';
import type { Viewport } from './viewport';

/** The picture in the page: drawn, pointed at, walked through by keys. */
export interface Stage {
  /** Puts a picture in the place of the one before. What had the focus keeps it, if it is still there. */
  readonly draw: (picture: Picture<unknown>) => Scenery;
  /** Brings what has the id into view and gives it the focus; false when the picture does not have it. */
  readonly show: (id: string) => boolean;
  /** What a click on an element of the picture does. */
  readonly click: (target: Element) => void;
  /** The id of what had the focus last. */
  readonly focused: () => string | undefined;
}

/** What the picture does. */
export interface StageActions {
  /** Go to the first place of something. */
  readonly open: (item: Item) => void;
  readonly toggleFold: (id: string) => void;
  /** Leave the picture. */
  readonly leave: () => void;
}

interface StageParts {
  readonly frame: HTMLElement;
  readonly viewport: Viewport;
  readonly card: Card;
  readonly texts: PageTexts;
  readonly actions: StageActions;
}

/** Makes the stage in a frame; `focused` is the id of what had the focus when the page was left. */
export function createStage({ frame, viewport, card, texts, actions }: StageParts, focused?: string): Stage {
  let { svg, scenery, elements }: Omit<Drawn, 'size' | 'svg'> & { svg?: SVGSVGElement } = NOTHING;
  const drawInto = createDrawing(texts);
  let current = focused;

  const point = (id: string | undefined, isByKey = false): void => {
    const item = scenery.items.get(id ?? '');
    const element = elements.get(id ?? '');
    const isLit = item && !isBackground(item);
    light(elements, isLit ? relatedTo(item.thing.id, scenery) : undefined);
    svg?.classList.toggle('some', isLit === true);
    if (item && element) card.show(contentOf(item, texts, isByKey), anchorOf(element));
    else card.hide();
  };
  const focus = (id: string): boolean => {
    const element = elements.get(id);
    if (!element) return false;
    viewport.show(viewport.fromScreen(anchorOf(element)));
    element.focus({ preventScroll: true });
    return true;
  };
  const act = (id: string): void => {
    const item = scenery.items.get(id);
    if (item?.kind === 'fold') actions.toggleFold(id);
    else if (item) actions.open(item);
  };
  const boxOf = (id: string): Box | undefined => {
    const element = elements.get(id);
    return element && anchorOf(element);
  };

  const pointer = onPointer(frame, card, point);
  onKeys(frame, {
    act,
    fold: (id) => (scenery.folds.has(id) ? actions.toggleFold(id) : act(id)),
    escape: () => (card.isOpen() ? card.hide() : actions.leave()),
    step: (id, key) => focus(nextId(id, key, scenery, boxOf) ?? id),
  });
  onFocus(frame, (element, id) => {
    elements.get(current ?? '')?.removeAttribute('aria-describedby');
    element?.setAttribute('aria-describedby', CARD_ID);
    current = id ?? current;
    const isByKey = element?.matches(':focus-visible') === true;
    if (!element || isByKey) point(id, isByKey);
    if (element && isByKey) viewport.show(viewport.fromScreen(anchorOf(element)));
  });
  return {
    draw(picture) {
      // The first picture of a page that was hidden: what had the focus gets it again.
      const hadFocus = svg ? svg.contains(document.activeElement) : document.hasFocus();
      const drawn = drawInto(picture);
      ({ svg, scenery, elements } = drawn);
      pointer.forget();
      if (card.isOpen()) point(undefined);
      viewport.setContent(drawn.svg, drawn.size);
      if (hadFocus && !svg.contains(document.activeElement))
        elements.get(current ?? '')?.focus({ preventScroll: true });
      return scenery;
    },
    show: focus,
    click(target) {
      const folds = target.closest<SVGGElement>('[data-fold]')?.dataset['fold'];
      if (folds === undefined) act(pointedAt(target) ?? '');
      else actions.toggleFold(folds);
    },
    focused: () => current,
  };
}

/** Tells what gets the focus, with its id; undefined when the focus leaves. */
function onFocus(frame: HTMLElement, changed: (element: Element | undefined, id: string | undefined) => void): void {
  frame.addEventListener('focusin', ({ target }) => {
    const id = target instanceof SVGGElement ? target.dataset['id'] : undefined;
    if (target instanceof Element && id !== undefined) changed(target, id);
  });
  frame.addEventListener('focusout', () => changed(undefined, undefined));
}

const NOTHING: Pick<Drawn, 'scenery' | 'elements'> = {
  scenery: { items: new Map(), edges: new Map(), folds: new Map(), ports: 0 },
  elements: new Map(),
};

/** Lets what is related stand out from the rest; nothing does without it. */
function light(elements: ReadonlyMap<string, SVGGElement>, related: ReadonlySet<string> | undefined): void {
  for (const [id, { classList }] of elements) {
    if (['frame', 'group', 'band'].some((kind) => classList.contains(kind))) continue;
    classList.toggle('dim', related !== undefined && !related.has(id));
    classList.toggle('lit', related?.has(id) === true);
  }
}

function contentOf({ kind, thing }: Item, texts: PageTexts, isByKey: boolean): Parameters<Card['show']>[0] {
  const click = kind === 'fold' ? texts.clickToUnfold : thing.places.length > 0 ? texts.opensSource : undefined;
  const hint = isByKey ? texts.keys : click;
  return { label: thing.label, details: thing.details, ...(hint === undefined ? {} : { hint }) };
}

/** Where the card of an element opens, on the screen: beside its box, at the middle of a line. */
function anchorOf(element: Element): Box {
  const line = element.querySelector<SVGPathElement>(':scope > .line');
  const matrix = line?.getScreenCTM();
  if (line && matrix) {
    const { x, y } = line.getPointAtLength(line.getTotalLength() / 2).matrixTransform(matrix);
    return { x: x - 1, y: y - 1, width: 2, height: 2 };
  }
  return (element.querySelector(':scope > .box, :scope > rect') ?? element).getBoundingClientRect();
}
