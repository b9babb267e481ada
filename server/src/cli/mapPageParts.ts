import type { JsonPlace } from '../../../shared/src/mapJson';

/** The style of the page around the picture; the colours are the picture's. */
export const PAGE_STYLE = `html{color-scheme:light dark}
body{margin:0;padding:1.5rem;font-size:15px;line-height:1.5}
h1{font-size:1.5rem;margin:0 0 .5rem}
h2{font-size:1.2rem;margin:2rem 0 .25rem;border-bottom:1px solid var(--p-line)}
h3{font-size:1rem;margin:1rem 0 0}
small{font-weight:400;font-size:.85em;color:var(--p-faint)}
code{font-size:.9em}
ul{margin:.25rem 0;padding-left:1.5rem}
a{color:var(--p-way)}
button{font:inherit;color:inherit;background:var(--p-port);border:1px solid var(--p-line);border-radius:6px;padding:.2rem .7rem}
.view{overflow:auto;max-height:80vh;border:1px solid var(--p-line);border-radius:8px}
.view svg{display:block}
:focus-visible{outline:3px solid var(--p-focus);outline-offset:1px}
@media print{.tools{display:none}.view{max-height:none;overflow:visible}}`;

/**
 * The script of the page: the size of the picture by buttons and by the wheel with Control, and what a service is connected with. It
 * reads nothing but attributes that the picture has, and writes only classes and sizes.
 */
export const PAGE_SCRIPT = `'use strict';
(() => {
  const view = document.querySelector('.view');
  const svg = view && view.querySelector('svg');
  if (!svg) return;
  const width = svg.width.baseVal.value, height = svg.height.baseVal.value;
  let scale = 1;
  const zoom = (to) => {
    scale = Math.min(4, Math.max(0.1, to));
    svg.setAttribute('width', String(width * scale));
    svg.setAttribute('height', String(height * scale));
  };
  const whole = () => zoom(Math.min(1, (view.clientWidth - 2) / width));
  document.querySelector('.tools').addEventListener('click', (event) => {
    const factor = event.target.dataset && event.target.dataset.zoom;
    if (factor) factor === '0' ? whole() : zoom(scale * Number(factor));
  });
  view.addEventListener('wheel', (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom(scale * (event.deltaY < 0 ? 1.1 : 1 / 1.1));
  }, { passive: false });
  const lines = [...svg.querySelectorAll('.edge')];
  const light = (event) => {
    const at = event.target.closest('[data-id]');
    const id = at && at.dataset.id;
    const own = id && lines.filter((l) => [l.dataset.id, l.dataset.from, l.dataset.to, l.dataset.fromPort, l.dataset.toPort].includes(id));
    for (const l of lines) l.classList.toggle('lit', Boolean(own) && own.includes(l));
  };
  svg.addEventListener('pointerover', light);
  svg.addEventListener('focusin', light);
  whole();
})();`;

/** A place in the words of a compiler. */
export function tellPlace({ path, line }: JsonPlace): string {
  return `${path}:${line}`;
}
