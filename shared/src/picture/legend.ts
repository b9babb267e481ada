import type { Picture } from './index';
import { FACES, hasSign } from './measure';
import type { Mark } from './scene';
import { globe, markSign } from './signs';
import { textWidth } from './text';
import { px, xmlText } from './xml';

/** What the signs of a picture mean: only those that it has. */
export function legendOf({ scenes, texts }: Picture<unknown>): {
  readonly text: string;
  readonly width: number;
  readonly height: number;
} {
  const things = scenes.flatMap(({ scene }) => [
    scene,
    ...scene.nodes,
    ...scene.edges,
    ...scene.nodes.flatMap((n) => n.ports),
  ]);
  const ports = scenes.flatMap(({ scene }) => scene.nodes.flatMap((n) => n.ports));
  const entries: { readonly sign: string; readonly text: string }[] = [];
  for (const mark of ['error', 'warning', 'info'] as const satisfies readonly Mark[])
    if (things.some((t) => t.mark === mark)) entries.push({ sign: markSign(mark, 4, 3), text: texts.severity[mark] });
  if (ports.some(hasSign)) entries.push({ sign: globe(5, 4.5), text: texts.legend.public });
  if (ports.some((p) => p.kind === 'asked')) entries.push({ sign: PILL, text: texts.legend.asked });
  if (ports.some((p) => p.isTranslated)) entries.push({ sign: '', text: texts.legend.translated });
  if (scenes.some(({ scene }) => scene.nodes.some((n) => n.kind === 'fold')))
    entries.push({ sign: STACK, text: texts.legend.folded });
  let x = 0;
  const parts = entries.map(({ sign, text }) => {
    const start = sign === '' ? 0 : 26;
    const out = `<g transform="translate(${px(x)} 0)">${sign}<text class="note" x="${start}" y="14">${xmlText(text)}</text></g>`;
    x += start + textWidth(text, FACES.note) + 24;
    return out;
  });
  return { text: parts.join(''), width: x, height: entries.length === 0 ? 0 : 40 };
}

const PILL = '<g class="port asked"><rect x="0" y="3" width="22" height="14" rx="7"/></g>';
const STACK =
  '<g class="node"><rect class="behind" x="5" y="6" width="16" height="11" rx="3"/><rect class="box" x="2" y="3" width="16" height="11" rx="3"/></g>';
