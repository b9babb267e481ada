/// <reference types="mocha" />
// The port map: the tree by what it shows, the picture by what its page says.
import * as vscode from 'vscode';
import { slowdown } from '../lib/slowdown.mjs';
import {
  at,
  closeAll,
  command,
  equal,
  eventually,
  indexed,
  note,
  ok,
  open,
  rangeOf,
  replace,
  root,
  untouched,
  type Api,
} from './util';

type Shown = ReturnType<Api['portMap']>;

/** Waits until tree and picture show something. */
async function shows<T>(what: string, look: (shown: Shown) => T | undefined | false): Promise<T> {
  const api = await indexed();
  return eventually(what, () => look(api.portMap()));
}

const run = (name: string, ...args: unknown[]): Promise<unknown> => command(`portolan.${name}`, ...args);

/** The row that begins with these words, at whatever depth. */
const row = ({ rows }: Shown, start: string): string | undefined =>
  rows.find((text) => text.trimStart().startsWith(start));

suite('the tree of ports', () => {
  suiteSetup(async () => {
    await indexed();
    await command('portolan.portMap.focus');
  });
  teardown(async () => {
    await run('map.clearFilters');
    await closeAll();
  });

  test('goes from environments over services and ports to ways and clients', async () => {
    const rows = await shows('the rows of the demo', (shown) => shown.rows.length > 20 && shown.rows);
    for (const text of [
      /^cluster {2}/,
      /^local {2}/,
      /^ {2}api {2}/,
      /^ {4}3000 {2}/,
      /^ {6}3001 {2}.*host/,
      /^ {6}web {2}API_URL/,
    ])
      ok(
        rows.some((r) => text.test(r)),
        `no row is like ${String(text)}:\n${rows.join('\n')}`,
      );
  });

  test('shows what is public, what is broken, services by name, and all again', async () => {
    const all = await shows('all rows', (shown) => shown.rows.length > 20 && shown.rows.length);
    await run('map.onlyPublic');
    await shows('public ports alone', (s) => s.rows.length < all && !row(s, 'cache  ') && row(s, 'db  '));
    await run('map.onlyBroken');
    await shows('broken public ports alone', (s) => !row(s, 'catalog  1') && row(s, 'queue  '));
    await run('map.clearFilters');
    await shows('all rows again', (s) => s.rows.length === all);
  });

  test('selects what stands at the cursor, and leaves the focus in the editor', async () => {
    await shows('rows', (shown) => shown.rows.length > 20);
    const document = await open('compose.yaml');
    const editor = vscode.window.activeTextEditor;
    ok(editor, 'there is no editor');
    const place = (text: string, after: string): void => {
      const { start } = rangeOf(document, text, after);
      editor.selection = new vscode.Selection(start, start);
    };
    place('3000', '"3001:');
    await shows('port 3000 selected', ({ selected }) => selected === '3000');
    place('queue:', 'storage]');
    await shows('the service selected', ({ selected }) => selected === 'queue');
    ok(vscode.window.activeTextEditor?.document.uri.toString() === document.uri.toString(), 'the focus is elsewhere');
    await run('map.unfollow');
    place('cache:', 'DB_PUBLISHED');
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { selected } = (await indexed()).portMap();
    equal(selected, 'queue', 'the selection that is not to follow');
    await run('map.follow');
    await shows('the service at the cursor again', (shown) => shown.selected === 'cache');
  });

  test('follows an edit while it can be seen', async () => {
    const document = await open('compose.yaml');
    await replace(document, rangeOf(document, '3001', '- "'), '3055');
    await shows('the new port', (shown) => row(shown, '3055  '));
    await closeAll();
    await shows('the old port', (shown) => row(shown, '3001  '));
    await untouched();
  });

  test('its rows go to the source, and copy ports and ways', async () => {
    await shows('rows', (shown) => shown.rows.length > 20);
    const document = await open('compose.yaml');
    const editor = vscode.window.activeTextEditor;
    const { start } = rangeOf(document, '3000', '"3001:');
    if (editor) editor.selection = new vscode.Selection(start, start);
    await shows('port 3000 selected', ({ selected }) => selected === '3000');
    await run('map.copyPort');
    equal(await vscode.env.clipboard.readText(), '3000', 'the port in the clipboard');
    await run('map.copyWay');
    const way = await vscode.env.clipboard.readText();
    ok(/3001.*→ api 3000$/.test(way), `the way in the clipboard is ${way}`);
    await closeAll();
    await run('map.goToSource');
    await eventually('the source', () => {
      const shown = vscode.window.activeTextEditor;
      return (
        shown &&
        /compose\.yaml$|Dockerfile$/.test(shown.document.uri.path) &&
        shown.document.getText(shown.selection) === '3000'
      );
    });
  });

  test('tells the next port that no file binds', async () => {
    equal(await run('nextFreePort', 8080), 8083, 'the first free port from 8080 on');
    equal(await run('nextFreePort', 4000), 4000, 'a port that is free');
  });
});

suite('the picture of ports', () => {
  suiteSetup(indexed);
  teardown(async () => {
    await command('workbench.action.closeAllEditors');
    await run('map.clearFilters');
    await closeAll();
  });

  test('opens, and has every service and port', async () => {
    await run('showMap');
    const picture = await shows('the picture', (shown) => shown.picture);
    ok(picture.nodes === 12 && picture.ports >= 17 && picture.edges >= 15, JSON.stringify(picture));
  });

  test('shows what the tree shows', async () => {
    await run('showMap');
    await shows('the picture', ({ picture }) => picture?.nodes === 12);
    await run('map.onlyPublic');
    await shows('public services', ({ picture }) => picture && picture.nodes > 3 && picture.nodes < 12);
    await run('map.clearFilters');
    await shows('every service', ({ picture }) => picture?.nodes === 12);
  });

  test('changes while one types, within 200 ms, and moves nothing for a number', async () => {
    const document = await open('compose.yaml');
    await run('showMap');
    const first = await shows('the picture', ({ picture }) => picture?.nodes === 12 && picture);
    const times: number[] = [];
    const limit = 200 * slowdown();
    let { sequence } = first;
    for (let number = 4001; number <= 4009; number++) {
      const old = number === 4001 ? '3001' : String(number - 1);
      const range = rangeOf(document, old, '- "');
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, range, String(number));
      const before = sequence;
      const api = await indexed();
      const start = Date.now();
      await vscode.workspace.applyEdit(edit);
      const drawn = await eventually('the next picture', () => {
        const { picture } = api.portMap();
        return picture && picture.sequence > before && picture;
      });
      times.push(Date.now() - start);
      ({ sequence } = drawn);
      equal(drawn.layouts, 0, 'environments that were laid out again');
    }
    times.sort((a, b) => a - b);
    const told = `from an edit to the picture: ${times.join(', ')} ms, where ${limit.toFixed(0)} ms are allowed`;
    note(told);
    ok((times[times.length >> 1] ?? Infinity) <= limit, told);
    await closeAll();
    await untouched();
  });

  test('is saved as SVG, Mermaid and JSON', async () => {
    await run('showMap');
    await shows('the picture', ({ picture }) => picture?.nodes === 12);
    const read = async (name: string): Promise<string> => {
      const bytes = await vscode.workspace.fs.readFile(at(name));
      await vscode.workspace.fs.delete(at(name));
      return new TextDecoder().decode(bytes);
    };
    await run('map.save', 'svg', at('map.svg'));
    const svg = await read('map.svg');
    ok(svg.startsWith('<svg ') && svg.includes('compose.yaml:') && !svg.includes(root().path), svg.slice(0, 300));
    await run('map.save', 'mermaid', at('map.mmd'));
    ok((await read('map.mmd')).startsWith('flowchart LR'), 'it is no flow chart');
    await run('map.save', 'json', at('map.json'));
    const { version, environments } = JSON.parse(await read('map.json')) as {
      version: number;
      environments: unknown[];
    };
    ok(version === 1 && environments.length === 2, 'it is no map');
    await untouched();
  });
});
