import type { Picture } from '../../../shared/src/picture';
import { svgParts } from '../../../shared/src/picture/svg';
import type { PageTexts } from '../map/pageTexts';
import type { Box } from './camera';
import { addFoldButtons } from './folding';
import { sceneryOf, type Scenery } from './scenery';

/** A picture as an element, with its size, and its parts by id. */
export interface Drawn {
  readonly svg: SVGSVGElement;
  readonly size: Box;
  readonly scenery: Scenery;
  readonly elements: ReadonlyMap<string, SVGGElement>;
}

/** An environment as it stands in the page. */
interface DrawnScene {
  /** What it was made of, without its place. */
  readonly text: string;
  readonly element: SVGElement;
  readonly elements: ReadonlyMap<string, SVGGElement>;
}

/** Draws pictures one after the other into the same element: what did not change stays, and keeps the focus. */
export function createDrawing(texts: PageTexts): (picture: Picture<unknown>) => Drawn {
  let svg: SVGSVGElement | undefined;
  let kept = new Map<string, DrawnScene>();
  return (picture) => {
    const { start, scenes, end } = svgParts(picture, { isAlone: false, isActive: true, isBare: true });
    const scenery = sceneryOf(picture);
    const fresh = parsed(start + end);
    const size = {
      x: 0,
      y: 0,
      width: Number(fresh.getAttribute('width')),
      height: Number(fresh.getAttribute('height')),
    };
    const root = (svg ??= emptied(fresh));
    const [container, extras] = [root.querySelector(':scope > g'), fresh.querySelector(':scope > g')];
    if (!container || !extras) throw new Error('The picture has no content.');
    for (const old of container.querySelectorAll(':scope > :not(.scene)')) old.remove();
    const next = new Map<string, DrawnScene>();
    for (const [i, { scene, x, y }] of picture.scenes.entries()) {
      const text = (scenes[i] ?? '').replace(/^<g[^>]*>/, '<g class="scene">');
      const before = kept.get(scene.id);
      const drawn = before?.text === text ? before : drawnScene(text, scenery, texts);
      drawn.element.setAttribute('transform', `translate(${x} ${y})`);
      if (drawn !== before) before?.element.remove();
      if (container.children[i] !== drawn.element) container.insertBefore(drawn.element, container.children[i] ?? null);
      next.set(scene.id, drawn);
    }
    for (const [id, { element }] of kept) if (!next.has(id)) element.remove();
    kept = next;
    container.append(...extras.children);
    const elements = new Map([...next.values()].flatMap((drawn) => [...drawn.elements]));
    return { svg: root, size, scenery, elements };
  };
}

function drawnScene(text: string, scenery: Scenery, texts: PageTexts): DrawnScene {
  const element = parsed(`<svg xmlns="http://www.w3.org/2000/svg">${text}</svg>`).firstElementChild;
  if (!(element instanceof SVGElement)) throw new Error('An environment has no content.');
  const elements = reachable(element, scenery);
  addFoldButtons(element, scenery, texts);
  return { text, element, elements };
}

/** The text is parsed as XML, in which nothing runs. */
function parsed(text: string): SVGSVGElement {
  const made = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  if (!(made instanceof SVGSVGElement)) throw new Error(made.textContent);
  return document.importNode(made, true);
}

/** The element that all pictures are drawn into. */
function emptied(fresh: SVGSVGElement): SVGSVGElement {
  const svg = document.importNode(fresh, true);
  for (const name of ['width', 'height']) svg.setAttribute(name, '100%');
  svg.querySelector('.paper')?.remove();
  svg.querySelector(':scope > g')?.replaceChildren();
  return svg;
}

/** The elements by id. Tab goes from box to box; arrows go on to ports and lines. */
function reachable(scene: Element, { items }: Scenery): ReadonlyMap<string, SVGGElement> {
  const elements = new Map<string, SVGGElement>();
  for (const element of scene.querySelectorAll<SVGGElement>('[data-id]')) {
    const id = element.dataset['id'] ?? '';
    const kind = items.get(id)?.kind;
    element.setAttribute('tabindex', kind === 'port' || kind === 'edge' ? '-1' : '0');
    if (element.getAttribute('role') === 'button') nameByText(element);
    elements.set(id, element);
  }
  return elements;
}

/** What stands on a button begins its name: who speaks to the page says what they read (WCAG 2.5.3). */
function nameByText(button: SVGGElement): void {
  const lines = [...button.querySelectorAll(':scope > text')];
  for (const line of lines.slice(1)) line.before(' ');
  const read = lines.map((line) => line.textContent).join(' ');
  const name = button.getAttribute('aria-label') ?? '';
  const words = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ');
  if (!words(name).includes(words(read))) button.setAttribute('aria-label', `${read}: ${name}`);
}
