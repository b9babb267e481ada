import { CARD_ID, type Card } from './card';

/** The mouse rests for so many milliseconds before a card opens, on the next thing for so many, and may be away for so many. */
const REST_MS = 220;
const NEXT_MS = 60;
const AWAY_MS = 180;

/**
 * Tells what the mouse rests on, by id, and that it rests on nothing any more. Who moves it onto the card may read there. `forget` is for
 * when another picture is drawn.
 */
export function onPointer(
  frame: HTMLElement,
  card: Card,
  point: (id: string | undefined) => void,
): { readonly forget: () => void } {
  let hovered: string | undefined;
  let timer = 0;
  const hover = (id: string | undefined): void => {
    if (id === hovered) return;
    hovered = id;
    clearTimeout(timer);
    timer = setTimeout(() => point(id), id === undefined ? AWAY_MS : card.isOpen() ? NEXT_MS : REST_MS);
  };
  frame.addEventListener('pointermove', ({ buttons, target }) => hover(buttons === 0 ? pointedAt(target) : undefined));
  frame.addEventListener('pointerleave', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Element && relatedTarget.closest(`#${CARD_ID}`))) hover(undefined);
  });
  card.onLeave(() => hover(undefined));
  return {
    forget() {
      clearTimeout(timer);
      hovered = undefined;
    },
  };
}

/** The id of what the mouse is on. Environments and groups are backgrounds: only their titles count. */
export function pointedAt(target: EventTarget | null): string | undefined {
  if (!(target instanceof Element)) return undefined;
  const element = target.closest<SVGGElement>('[data-id]');
  const isBackground = element?.matches('.frame, .group, .band') === true && target.matches('rect');
  return isBackground ? undefined : element?.dataset['id'];
}
