// @ts-check
// Draws the icon of the marketplace: `node tools/icon.mjs` writes media/icon.svg and, with a Chromium,
// media/icon.png. Run by hand when the drawing changes; both files are kept.
import fs from 'node:fs';
import path from 'node:path';
import { findChromium } from './e2e/lib/places.mjs';
import { repository } from './lib/repo.mjs';

/** Pixels of a side; the marketplace asks for 128 at least. */
const side = 256;
const middle = side / 2;

const sea = '#0f3d4c';
const line = '#5f9aa5';
const parchment = '#f3e6c4';
const gold = '#e8a93a';

/**
 * The point at `turn` sixteenths of a circle, clockwise from north.
 * @param {number} turn
 * @param {number} radius
 */
function point(turn, radius) {
  const angle = (turn / 16) * 2 * Math.PI;
  return `${(middle + radius * Math.sin(angle)).toFixed(1)},${(middle - radius * Math.cos(angle)).toFixed(1)}`;
}

/**
 * A ray of the rose: two halves, light and dark, as on the charts of the time.
 * @param {number} turn
 * @param {number} length
 * @param {number} waist how far from the middle it is widest
 * @param {string} light
 * @param {string} dark
 */
function ray(turn, length, waist, light, dark) {
  const halves = /** @type {const} */ ([
    [-1, light],
    [1, dark],
  ]);
  return halves.map(
    ([to, fill]) =>
      `<polygon points="${middle},${middle} ${point(turn + to * 2, waist)} ${point(turn, length)}" fill="${fill}"/>`,
  );
}

/** Winds between sixteen harbours on a circle: what a portolan chart is made of, and a network too. */
const rhumbs = Array.from({ length: 16 }, (_, from) =>
  [5, 7, 8].map((step) => `M${point(from, 106)}L${point(from + step, 106)}`),
).flat();
const harbours = Array.from({ length: 16 }, (_, turn) => {
  const [x, y] = point(turn, 106).split(',');
  return `<circle cx="${x}" cy="${y}" r="${turn % 4 === 0 ? 8 : 5}" fill="${turn % 4 === 0 ? gold : parchment}"/>`;
});

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${side}" height="${side}">
<rect width="${side}" height="${side}" rx="48" fill="${sea}"/>
<path d="${rhumbs.join('')}" stroke="${line}" stroke-width="1.2" opacity="0.55" fill="none"/>
${harbours.join('\n')}
${[2, 6, 10, 14].flatMap((turn) => ray(turn, 62, 20, '#a9c9c4', '#6b9a9e')).join('\n')}
${[0, 4, 8, 12].flatMap((turn) => ray(turn, 92, 24, turn === 0 ? '#f4c463' : parchment, turn === 0 ? gold : '#cdbb8c')).join('\n')}
<circle cx="${middle}" cy="${middle}" r="13" fill="${sea}" stroke="${parchment}" stroke-width="5"/>
</svg>
`;

const folder = path.join(repository, 'media');
fs.mkdirSync(folder, { recursive: true });
fs.writeFileSync(path.join(folder, 'icon.svg'), svg);

const chromium = findChromium();
if (chromium === undefined) throw new Error('there is no Chromium here, so media/icon.png stays as it was');
const { chromium: driver } = await import('playwright-core');
const browser = await driver.launch({ executablePath: chromium, args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: side, height: side } });
await page.setContent(`<style>body{margin:0}svg{display:block}</style>${svg}`);
await page.screenshot({ path: path.join(folder, 'icon.png'), omitBackground: true });
await browser.close();
