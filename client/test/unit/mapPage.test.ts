import { describe, expect, test } from 'vitest';
import { pageHtml } from '../../src/map/html';
import { between, fitted, nearest, panned, showing, zoomed } from '../../src/webview/camera';
import { readMemory } from '../../src/webview/memory';
import { sceneryOf } from '../../src/webview/scenery';
import { nextId } from '../../src/webview/steps';

const screen = { width: 800, height: 600 };

describe('the camera of the picture', () => {
  test('fits a picture into the middle, and does not blow a small one up', () => {
    const large = fitted({ x: 0, y: 0, width: 2000, height: 500 }, screen);
    expect(large.scale).toBeCloseTo(752 / 2000);
    expect(large.x + 800 / large.scale / 2).toBeCloseTo(1000);
    expect(large.y + 600 / large.scale / 2).toBeCloseTo(250);
    expect(fitted({ x: 0, y: 0, width: 10, height: 10 }, screen).scale).toBeLessThan(1.5);
    expect(fitted({ x: 0, y: 0, width: 0, height: 0 }, { width: 0, height: 0 }).scale).toBeGreaterThan(0);
  });

  test('zooms about a point, within limits', () => {
    const camera = { x: 10, y: 20, scale: 1 };
    const at = { x: 300, y: 200 };
    const near = zoomed(camera, 2, at);
    expect(near.x + at.x / near.scale).toBeCloseTo(camera.x + at.x);
    expect(near.y + at.y / near.scale).toBeCloseTo(camera.y + at.y);
    expect(zoomed(camera, 1e9, at).scale).toBeLessThan(10);
    expect(zoomed(camera, 1e-9, at).scale).toBeGreaterThan(0.01);
  });

  test('moves with the hand, and as little as it takes to show something', () => {
    expect(panned({ x: 0, y: 0, scale: 2 }, 10, -20)).toEqual({ x: -5, y: 10, scale: 2 });
    const camera = { x: 0, y: 0, scale: 1 };
    expect(showing(camera, { x: 100, y: 100, width: 50, height: 50 }, screen)).toEqual(camera);
    expect(showing(camera, { x: 900, y: 100, width: 50, height: 50 }, screen).x).toBeCloseTo(950 + 24 - 800);
    expect(showing(camera, { x: -50, y: 100, width: 50, height: 50 }, screen).x).toBeCloseTo(-74);
  });

  test('flies from one place to another', () => {
    const [a, b] = [
      { x: 0, y: 0, scale: 1 },
      { x: 10, y: 20, scale: 4 },
    ];
    expect(between(a, b, 0)).toEqual(a);
    expect(between(a, b, 1)).toEqual(b);
    expect(between(a, b, 0.5)).toEqual({ x: 5, y: 10, scale: 2 });
  });
});

test('arrows go to the nearest box ahead', () => {
  const box = (x: number, y: number) => ({ x, y, width: 10, height: 10 });
  const boxes = [box(100, 0), box(100, 90), box(0, 50), box(-40, 0)];
  expect(nearest(boxes, box(0, 0), 'ArrowRight')).toBe(0);
  expect(nearest(boxes, box(0, 0), 'ArrowDown')).toBe(2);
  expect(nearest(boxes, box(0, 0), 'ArrowLeft')).toBe(3);
  expect(nearest(boxes, box(0, 0), 'ArrowUp')).toBeUndefined();
  expect(nearest([], box(0, 0), 'ArrowUp')).toBeUndefined();
});

test('arrows follow the lines of a band', () => {
  const edge = { id: 'line', from: 'band', to: 'db' };
  const nodes = ['a', 'b', 'db'].map((id) => ({
    id,
    kind: 'service',
    ports: [],
    ...(id === 'db' ? {} : { band: 'band' }),
  }));
  const scene = { id: 'e', isFolded: false, groups: [], bands: [{ id: 'band' }], nodes, edges: [edge] };
  const scenery = sceneryOf({ scenes: [{ scene }] } as unknown as Parameters<typeof sceneryOf>[0]);
  expect(scenery.items.get('band')?.kind).toBe('band');
  const boxOf = () => ({ x: 0, y: 0, width: 10, height: 10 });
  expect(nextId('band', 'ArrowRight', scenery, boxOf)).toBe('line');
  expect(nextId('a', 'ArrowRight', scenery, boxOf)).toBe('line');
  expect(nextId('line', 'ArrowLeft', scenery, boxOf)).toBe('band');
});

describe('the page', () => {
  const html = pageHtml({
    nonce: 'N0NCE',
    language: 'de"><script>',
    title: '<img src=x onerror=alert(1)>',
    style: 'https://x/webview.css?a="b"',
    scripts: ['https://x/elk.js', 'https://x/webview.js'],
  });

  test('lets run only what has the nonce', () => {
    expect(html).toContain(
      `content="default-src 'none'; script-src 'nonce-N0NCE'; style-src 'nonce-N0NCE'; base-uri 'none'; form-action 'none'"`,
    );
    expect([...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag)).toEqual([
      '<script nonce="N0NCE" src="https://x/elk.js">',
      '<script nonce="N0NCE" src="https://x/webview.js">',
    ]);
    expect(html).not.toMatch(/<[^>]*\son\w+=|style="|unsafe/);
  });

  test('takes texts as texts', () => {
    expect(html).not.toContain('<img');
    expect(html).not.toContain('?a="b"');
  });

  test('forgets what it cannot have remembered', () => {
    for (const stored of [undefined, 7, { view: { camera: { x: 'a' } }, opened: {}, focused: 4 }])
      expect(readMemory(stored)).toEqual({ opened: [], closed: [] });
    const memory = { view: { camera: { x: 1, y: 2, scale: 3 }, fits: false }, opened: ['a'], closed: [], focused: 'b' };
    expect(readMemory(JSON.parse(JSON.stringify(memory)))).toEqual(memory);
  });
});
