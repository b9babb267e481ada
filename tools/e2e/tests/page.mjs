// @ts-check
// The page of the picture in a browser: what it shows, what mouse and keys do, and what it holds up under.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { themeNames } from '../lib/mapPage.mjs';
import { outFolder, repository } from '../lib/places.mjs';
import { slowdown } from '../lib/slowdown.mjs';
import { CALL, hostileNames } from './hostile.mjs';

/** @typedef {import('../lib/mapPage.mjs').Map} Map */
/** @typedef {Awaited<ReturnType<typeof import('../lib/mapPage.mjs').openMapPage>>} MapPage */
/** @typedef {{ map: Map, open: (options?: { map?: Map, theme?: import('../lib/mapPage.mjs').Theme, state?: unknown }) => Promise<MapPage> }} Context */

const axe = fs.readFileSync(path.join(repository, 'node_modules/axe-core/axe.min.js'), 'utf8');

/** @type {Readonly<Record<string, (context: Context) => Promise<void>>>} */
export const pageTests = {
  async 'the picture is drawn in every theme, and the browser has nothing to complain of'({ open }) {
    for (const theme of themeNames) {
      const { page, first, complaints, close } = await open({ theme });
      assert(first.nodes >= 12 && first.ports >= 15 && first.edges >= 10, JSON.stringify(first));
      assert.equal(await page.locator('svg.portolan .node.service').count(), first.nodes);
      await picture(page, `page-${theme}`);
      assert.deepEqual(complaints, []);
      await close();
    }
  },
  async 'axe finds nothing, in any theme, with a card, a menu or folded groups, and in forced colours'({ open }) {
    for (const theme of themeNames) {
      const { page, close } = await open({ theme });
      await accessible(page, theme);
      await page.locator('.port.error').first().hover();
      await page.locator('.card:visible').waitFor();
      await accessible(page, `${theme}, with a card`);
      await page.getByRole('button', { name: 'Save as…' }).click();
      await page.getByRole('menuitem').first().waitFor();
      await accessible(page, `${theme}, with the menu`);
      await page.keyboard.press('Escape');
      await page.locator('.fold-button').first().click();
      await page.locator('.node.fold').waitFor();
      await accessible(page, `${theme}, folded`);
      await close();
    }
    const { page, close } = await open({ theme: 'high-contrast' });
    await page.emulateMedia({ forcedColors: 'active' });
    await picture(page, 'page-forced-colors');
    await accessible(page, 'forced colours');
    await close();
  },
  async 'of 300 hostile names none runs, loads or leaves its place'({ open }) {
    const names = hostileNames();
    const map = hostileMap(names);
    const { page, first, complaints, show, tell, told, close } = await open({ map, state: hostileState(names) });
    await page.exposeFunction('hostileNameRan', () => complaints.push('a name ran'));
    await show(map, { service: names[0], environments: [names[3]] });
    await show(map);
    await page.evaluate(async () => {
      const { document, PointerEvent } = /** @type {any} */ (globalThis);
      for (const element of document.querySelectorAll('svg.portolan [data-id]')) {
        element.dispatchEvent(new PointerEvent('pointermove', { bubbles: true }));
        element.focus();
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
    });
    await page.keyboard.press('ArrowDown');
    await tell({ kind: 'export', paths: {} });
    await eventually(() => told.find((message) => message.kind === 'exported'));
    assert(first.nodes > 0 && first.nodes <= 150, `${first.nodes} nodes`);
    assert.equal(
      await page
        .locator(
          'script:not([nonce]), iframe, object, embed, link:not([nonce]), base, img, foreignObject, use, animate, set, a',
        )
        .count(),
      0,
    );
    const attributes = await page.evaluate(() => {
      const { document } = /** @type {any} */ (globalThis);
      const all = [...document.querySelectorAll('*')].flatMap((element) => [...element.attributes]);
      return all.map((attribute) => attribute.name).filter((name) => /^on/i.test(name));
    });
    assert.deepEqual(attributes, []);
    const exported = told.find((message) => message.kind === 'exported');
    assert(exported?.kind === 'exported' && exported.svg.startsWith('<svg '), 'the picture was not exported');
    assert(
      !/<script|<foreignObject|<image|<use|\son\w+=/i.test(exported.svg),
      'the exported picture holds markup of a name',
    );
    // The characters themselves are shown: nothing was swallowed.
    assert((await page.locator('svg.portolan').textContent())?.includes(CALL.slice(0, 10)), 'no name can be read');
    assert.deepEqual(complaints, []);
    await close();
  },
  async 'the mouse opens cards, and a click goes to the source'({ open, map }) {
    const { page, told, close } = await open();
    const port = page.locator('.port.error').first();
    await port.hover();
    const card = page.locator('.card:visible');
    await card.waitFor();
    assert.match((await card.textContent()) ?? '', /Port \d+/);
    assert((await page.locator('svg.some .dim').count()) > 5, 'the rest does not step back');
    await port.click();
    const opened = await eventually(() => told.find((message) => message.kind === 'open'));
    const id = await port.getAttribute('data-id');
    const ports = map.environments.flatMap((e) => e.services.flatMap((s) => s.ports));
    assert(opened.kind === 'open');
    assert.deepEqual(opened.place, ports.find((p) => p.id === id)?.declared[0]);
    await page.mouse.move(5, 500);
    await card.waitFor({ state: 'hidden' });
    await close();
  },
  async 'keys walk from box to box and along the lines, and Enter goes to the source'({ open }) {
    const { page, told, close } = await open();
    const focused = () =>
      page.evaluate(() => /** @type {any} */ (globalThis).document.activeElement?.getAttribute('class') ?? '');
    await page.locator('.search').focus();
    for (let left = 30; left > 0 && !(await focused()).startsWith('node'); left--) await page.keyboard.press('Tab');
    assert.match(await focused(), /^node/, 'Tab does not reach the boxes');
    await page.locator('.card:visible').waitFor();
    const seen = new Set();
    for (const key of [
      'ArrowDown',
      'ArrowRight',
      'ArrowRight',
      'ArrowRight',
      'ArrowDown',
      'ArrowLeft',
      'ArrowLeft',
      'ArrowUp',
    ]) {
      await page.keyboard.press(key);
      seen.add((await focused()).split(' ')[0]);
    }
    assert(seen.has('port') && seen.has('edge'), `arrows reached ${[...seen].join(', ')}`);
    await picture(page, 'page-keys');
    await page.keyboard.press('Enter');
    await eventually(() => told.find((message) => message.kind === 'open'));
    await page.keyboard.press('Escape');
    await page.locator('.card').waitFor({ state: 'hidden' });
    await page.keyboard.press('Escape');
    assert.equal(await focused(), 'search');
    await close();
  },
  async 'groups fold and unfold, and the page remembers it'({ open }) {
    const { page, state, told, close } = await open();
    const nodes = () => told.findLast((message) => message.kind === 'drawn')?.nodes ?? 0;
    const before = nodes();
    await page.locator('.fold-button').first().focus();
    await page.keyboard.press('Enter');
    await eventually(() => nodes() < before);
    await page.locator('.node.fold').waitFor();
    const remembered = await state();
    assert.equal(remembered.closed.length, 1);
    await close();
    const again = await open({ state: remembered });
    assert(again.first.nodes < before, 'it is unfolded again');
    await again.page.locator('.node.fold').click();
    await again.page.locator('.node.fold').waitFor({ state: 'detached' });
    assert.deepEqual((await again.state()).closed, []);
    await again.close();
  },
  async 'mouse, touchpad and keys move and zoom, and 0 shows all again'({ open }) {
    const { page, state, close } = await open();
    const view = () => page.locator('svg.portolan').getAttribute('viewBox');
    const all = await view();
    await page.mouse.move(700, 400);
    await page.mouse.wheel(0, 200);
    const moved = await view();
    assert.notEqual(moved, all);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -100);
    await page.keyboard.up('Control');
    const zoomed = await view();
    assert(width(zoomed) < width(moved), 'Ctrl and the wheel do not zoom');
    await page.mouse.move(20, 700);
    await page.mouse.down();
    await page.mouse.move(220, 600, { steps: 4 });
    await page.mouse.up();
    assert.equal(width(await view()), width(zoomed));
    assert.notEqual(await view(), zoomed);
    await page.keyboard.press('+');
    await eventually(async () => width(await view()) < width(zoomed));
    await page.keyboard.press('0');
    await eventually(async () => (await view()) === all);
    assert.equal((await state()).view.fits, true);
    await close();
  },
  async 'what moves stands still for those who want no motion'({ open }) {
    const { page, close } = await open();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const before = await page.locator('svg.portolan').getAttribute('viewBox');
    await page.keyboard.press('+');
    const after = await page.locator('svg.portolan').getAttribute('viewBox');
    assert(width(after) < width(before) / 1.2, 'the picture is on its way');
    const duration = await page
      .locator('.node')
      .first()
      .evaluate((element) => /** @type {any} */ (globalThis).getComputedStyle(element).transitionDuration);
    assert.equal(duration, '0s');
    await close();
  },
  async 'a number that changes is drawn at once: nothing is laid out again, and the focus stays'({ open, map }) {
    const { page, show, close } = await open();
    await page.locator('.node.service').nth(2).focus();
    const id = await page.locator(':focus').getAttribute('data-id');
    const times = [];
    const limit = 60 * slowdown();
    for (let number = 4001; number < 4011; number++) {
      const { took, layouts } = await show(withFirstPort(map, String(number)));
      times.push(took);
      assert.equal(layouts, 0);
      assert.equal(await page.locator('.port text', { hasText: String(number) }).count(), 1);
    }
    assert.equal(await page.locator(':focus').getAttribute('data-id'), id);
    times.sort((a, b) => a - b);
    const middle = times[times.length >> 1] ?? Infinity;
    assert(middle <= limit, `it takes ${times.map((t) => t.toFixed(0)).join(', ')} ms, not ${limit.toFixed(0)}`);
    await close();
  },
  async 'filters are told, and what is empty says why'({ open, map }) {
    const { page, told, show, close } = await open();
    await page.getByRole('button', { name: 'Public' }).click();
    await eventually(() => told.some((message) => message.kind === 'filter' && message.change.publicOnly === true));
    await show(map, { publicOnly: true });
    assert.equal(await page.getByRole('button', { name: 'Public' }).getAttribute('aria-pressed'), 'true');
    await page.locator('.search').fill('api');
    await eventually(() => told.some((message) => message.kind === 'filter' && message.change.service === 'api'));
    await show({ environments: [] }, { service: 'api' });
    await page.getByText('Nothing passes the filters.').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await eventually(() => told.some((message) => message.kind === 'filter' && message.change.publicOnly === false));
    await show({ environments: [] });
    await page.getByText('No port was found in this workspace.').waitFor();
    await show(map);
    assert.equal(await page.getByText('No port was found').count(), 0);
    await close();
  },
  async 'of more than 150 services some are drawn as one, with a note'({ open, map }) {
    const environment = map.environments.find(({ services }) => services.length > 8);
    assert(environment);
    const many = Array.from({ length: 20 }, (_, n) => renamed(environment, `${n}`));
    const { page, first, close } = await open({ map: { environments: many } });
    assert(first.nodes <= 150, `${first.nodes} nodes`);
    await page.getByText('are too many for one picture').waitFor();
    await picture(page, 'page-many');
    await close();
  },
};

/**
 * @param {import('playwright-core').Page} page
 * @param {string} name
 */
function picture(page, name) {
  return page.screenshot({ path: path.join(outFolder, 'shots', `${name}.png`) });
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} when
 */
async function accessible(page, when) {
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const { axe: checker } = /** @type {any} */ (globalThis);
    const result = await checker.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return result.violations.map((/** @type {any} */ violation) => ({
      rule: violation.id,
      help: violation.help,
      nodes: violation.nodes
        .slice(0, 3)
        .map((/** @type {any} */ node) => `${node.html.slice(0, 160)} ${node.failureSummary}`),
    }));
  });
  assert.deepEqual(violations, [], `${when}: ${JSON.stringify(violations, undefined, 1)}`);
}

/**
 * @template T
 * @param {() => T | Promise<T>} ask
 * @returns {Promise<NonNullable<T>>}
 */
async function eventually(ask) {
  for (let left = 200; left > 0; left--) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited in vain for ${ask}`);
}

const width = (/** @type {string | null} */ viewBox) => Number(viewBox?.split(' ')[2]);

/**
 * The map with another number for its first port.
 * @param {Map} map
 * @param {string} label
 * @returns {Map}
 */
function withFirstPort(map, label) {
  const copy = structuredClone(map);
  const port = copy.environments.flatMap((e) => e.services.flatMap((s) => s.ports))[0];
  assert(port);
  Object.assign(port, { label });
  return copy;
}

/**
 * An environment under another name, with ids of its own.
 * @param {Map['environments'][number]} environment
 * @param {string} name
 * @returns {Map['environments'][number]}
 */
function renamed(environment, name) {
  const text = JSON.stringify(environment);
  return { ...JSON.parse(text.replaceAll(`"${environment.id}`, `"${name}:${environment.id}`)), name };
}

/**
 * A map in which every text is hostile.
 * @param {readonly string[]} names
 * @returns {Map}
 */
function hostileMap(names) {
  const at = {
    uri: `file:///${names[2]}`,
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
  };
  const name = (/** @type {number} */ i) => names[i % names.length] ?? '';
  /** @type {(i: number) => any} */
  const finding = (i) => ({ rule: name(i), severity: 'error', message: name(i + 1), at });
  const services = names.map((own, i) => ({
    id: `e${Math.floor(i / 60)}#${own}#${i}`,
    name: own,
    kind: name(i + 1),
    networks: [`n${i % 7}${name(i % 7)}`],
    at,
    findings: i % 9 === 0 ? [finding(i)] : [],
    ports: [
      {
        id: `p${i}${own}`,
        label: name(i + 2),
        protocol: name(i + 3),
        name: name(i + 4),
        declared: [at],
        findings: i % 5 === 0 ? [finding(i + 5)] : [],
        ways: [
          {
            id: `w${i}${own}`,
            label: name(i + 5),
            protocol: name(i + 6),
            owner: name(i + 7),
            reach: name(i + 8),
            isPublic: i % 2 === 0,
            isHost: i % 3 === 0,
            declared: [at],
            through: [name(i + 9), name(i + 10)],
          },
        ],
      },
    ],
  }));
  const environments = Array.from({ length: Math.ceil(services.length / 60) }, (_, e) => {
    const own = services.slice(e * 60, e * 60 + 60);
    return {
      id: `e${e}${name(e)}`,
      name: name(e * 11),
      source: name(e * 13 + 1),
      networks: Array.from({ length: 7 }, (__, n) => ({
        id: `n${n}${name(n)}`,
        name: name(n + e),
        kind: /** @type {const} */ ('network'),
      })),
      services: own,
      connections: own.slice(1).map((service, i) => ({
        id: `c${e}.${i}${service.name}`,
        from: service.id,
        to: own[0]?.id ?? '',
        ...(i % 2 === 0 ? { port: own[0]?.ports[0]?.id ?? '' } : {}),
        by: service.name,
        label: name(i),
        at: [at],
        findings: i % 8 === 0 ? [finding(i)] : [],
      })),
      findings: [finding(e)],
    };
  });
  return { environments };
}

/** @param {readonly string[]} names */
const hostileState = (names) => ({
  opened: names.slice(0, 50),
  closed: names.slice(50, 60),
  focused: names[1],
  view: names[0],
});
