/** What an element is made with: attributes as they are written, or listeners by the name of their event. */
interface Making {
  readonly attributes?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly children?: readonly (Node | undefined)[];
  readonly on?: Readonly<Record<string, (event: Event) => void>>;
}

/** Makes an element. Texts become text nodes: nothing is ever parsed as markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  { attributes = {}, text, children = [], on = {} }: Making = {},
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  for (const child of children) if (child) made.append(child);
  for (const [event, listener] of Object.entries(on)) made.addEventListener(event, listener);
  return made;
}

/** A sign of the toolbar: a path on a grid of 16 × 16, drawn in the colour of the text. */
export function sign(path: string): SVGSVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 16 16', 'aria-hidden': 'true', class: 'sign' }))
    svg.setAttribute(key, value);
  const drawn = document.createElementNS(namespace, 'path');
  drawn.setAttribute('d', path);
  svg.append(drawn);
  return svg;
}
