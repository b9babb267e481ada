// What is drawn can be read: the contrast that WCAG 2.2 asks for, in both of the picture's own schemes.
import { describe, expect, test } from 'vitest';
import { STYLE } from '../../../shared/src/picture/style';

const [, light = '', dark = ''] =
  /^\.portolan\{([^}]*)\}\n@media \(prefers-color-scheme:dark\)\{\.portolan\{([^}]*)\}/.exec(STYLE) ?? [];

/** Colours of a scheme by name, as they are where no editor gives any. */
function colours(scheme: string): ReadonlyMap<string, string> {
  return new Map(
    [...scheme.matchAll(/--p-([a-z-]+):(?:var\([^,]+,)?(#[0-9a-f]{6})/g)].map((m) => [m[1] ?? '', m[2] ?? '']),
  );
}

/** Relative luminance (WCAG 2.2). */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = (colour.match(/[0-9a-f]{2}/g) ?? []).map((c) => {
    const s = parseInt(c, 16) / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

describe.each([
  ['light', light],
  ['dark', dark],
])('%s', (_, scheme) => {
  const all = colours(scheme);
  const of = (name: string): string => all.get(name) ?? '';
  const texts = [
    ['ink', ['back', 'frame', 'group', 'box', 'open']],
    ['faint', ['back', 'frame', 'box']],
    ['port-ink', ['port']],
  ] as const;
  test('texts', () => {
    for (const [ink, backs] of texts)
      for (const back of backs) expect(contrast(of(ink), of(back)), `${ink} on ${back}`).toBeGreaterThanOrEqual(4.5);
  });
  test('lines and marks', () => {
    for (const ink of ['way', 'error', 'warning', 'info', 'focus'])
      for (const back of ['back', 'frame', 'group', 'box'])
        expect(contrast(of(ink), of(back)), `${ink} on ${back}`).toBeGreaterThanOrEqual(3);
  });
});
