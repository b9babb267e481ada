import type { Mark } from './scene';
import { px } from './xml';

/*
 * Signs that tell without colour: 14 pixels wide and high, from the upper left corner.
 */

/** What a finding is marked with: an octagon with a cross, a triangle, a disc with an i. */
export function markSign(mark: Mark, x: number, y: number): string {
  return `<g class="mark ${mark}" transform="translate(${px(x)} ${px(y)})" aria-hidden="true">${SHAPES[mark]}</g>`;
}

const SHAPES: Readonly<Record<Mark, string>> = {
  error:
    '<path class="shape" d="M4.1 0h5.8L14 4.1v5.8L9.9 14H4.1L0 9.9V4.1z"/><path class="cut" d="M4.4 4.4l5.2 5.2M9.6 4.4l-5.2 5.2"/>',
  warning: '<path class="shape" d="M7 .5L14 13.5H0z"/><path class="cut" d="M7 5.2v3.6M7 11.4v.1"/>',
  info: '<circle class="shape" cx="7" cy="7" r="7"/><path class="cut" d="M7 6.6v4M7 3.6v.1"/>',
};

/** A globe, for what is open to the outside: 11 pixels. */
export function globe(x: number, y: number): string {
  return `<g class="sign" transform="translate(${px(x)} ${px(y)})" aria-hidden="true"><circle cx="5.5" cy="5.5" r="5"/><ellipse cx="5.5" cy="5.5" rx="2.3" ry="5"/><path d="M.5 5.5h10"/></g>`;
}
