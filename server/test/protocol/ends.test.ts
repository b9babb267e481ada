// How a server ends: with which code, and how soon, whatever it is doing.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { repository } from '../../../tools/e2e/lib/places.mjs';
import { framed, notification, overWires, request } from './raw';
import type { Raw } from './raw';

const hasProcess = ({ ownFiles }: { readonly ownFiles: boolean }) => ownFiles;

/** Closes the client's end, as an editor does that crashes. */
function hangUp(raw: Raw): void {
  if (raw.running.streams) raw.running.streams.stdin?.destroy();
  else raw.running.disconnect?.();
}

/** A second, on a machine that has nothing else to do; as much more as others take of it. */
const second = () => 1000 * Math.max(1, (os.loadavg()[0] ?? 0) / os.availableParallelism());

/** The exit code, and how long it took, in ms. */
async function ended(raw: Raw): Promise<{ readonly code: number | undefined; readonly took: number }> {
  const start = performance.now();
  return { code: await raw.running.ended, took: performance.now() - start };
}

/** Some megabytes of manifests, which parse workers share. */
function bigWorkspace(): Record<string, string> {
  const service = (i: number, k: number) =>
    `apiVersion: v1\nkind: Service\nmetadata: { name: s${i}-${k} }\nspec:\n  ports:\n    - { port: ${1000 + k}, targetPort: http }\n`;
  return Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => [
      `k/f${i}.yaml`,
      Array.from({ length: 700 }, (_, k) => service(i, k)).join('---\n'),
    ]),
  );
}

overWires((start, transport) => {
  describe('`exit`', () => {
    test('after `shutdown` ends with 0, and what was answered has arrived', async () => {
      const raw = await start({ 'compose.yaml': 'services: {}\n' });
      await raw.begin();
      // In one breath: the answer must not be lost on the way.
      raw.send(request('last', 'shutdown'));
      raw.send(notification('exit'));
      expect((await ended(raw)).code).toBe(0);
      expect(raw.answers('last')).toMatchObject([{ result: null }]);
    });
    test('without `shutdown` ends with 1', async () => {
      const raw = await start();
      await raw.begin();
      raw.send(notification('exit'));
      expect((await ended(raw)).code).toBe(1);
    });
    test('before `initialize` ends with 1', async () => {
      const raw = await start();
      raw.send(notification('exit'));
      expect((await ended(raw)).code).toBe(1);
    });
  });

  describe('a client that is gone ends it within a second', () => {
    test('before `initialize`', async () => {
      const raw = await start();
      await raw.ask('nothing');
      hangUp(raw);
      const { code, took } = await ended(raw);
      expect(code).toBe(1);
      expect(took).toBeLessThan(second());
    });
    test('with 0 after `shutdown`', async () => {
      const raw = await start();
      await raw.begin();
      await raw.ask('shutdown');
      hangUp(raw);
      expect((await ended(raw)).code).toBe(0);
    });
    test.each([0, 100, 300, 900])('%i ms into the first index of a big workspace', async (ms) => {
      const raw = await start(bigWorkspace());
      await raw.begin();
      await raw.ask('nothing');
      await new Promise((resolve) => setTimeout(resolve, ms));
      hangUp(raw);
      const { code, took } = await ended(raw);
      expect(code).toBe(1);
      expect(took).toBeLessThan(second());
    });
    test.skipIf(transport.name.includes('IPC'))('also when nobody reads what it says', async () => {
      const raw = await start({ 'compose.yaml': 'services: {}\n' });
      await raw.begin();
      raw.running.streams?.stdout?.destroy();
      raw.send(request(1, 'workspace/symbol', { query: '' }));
      expect((await ended(raw)).code).toBe(1);
    });
  });

  test('the end of the process that is named in `initialize` ends it', async () => {
    const parent = spawn(process.execPath, ['-e', 'setTimeout(() => 0, 100_000)']);
    const raw = await start();
    await raw.begin({ processId: parent.pid });
    expect((await raw.ask('portolan/check')).result).toBeDefined();
    parent.kill('SIGKILL');
    expect((await ended(raw)).code).toBe(1);
  });
}, hasProcess);

test('a server whose editor is killed does not stay behind', async () => {
  // An editor between this test and the server, which has no chance to say good-bye.
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'portolan-ends-')));
  const cli = path.join(repository, 'dist/cli.js');
  const code = `const { spawn } = require('node:child_process');
    const server = spawn(process.execPath, [${JSON.stringify(cli)}, 'lsp', '--stdio'], { stdio: ['pipe', 'ignore', 'ignore'] });
    server.stdin.write(${JSON.stringify(framed(request(0, 'initialize', { processId: null, capabilities: {} })))});
    console.log(server.pid);
    setInterval(() => 0, 1000);`;
  const editor = spawn(process.execPath, ['-e', code], { cwd: root });
  const pid = await new Promise<number>((resolve) =>
    editor.stdout.on('data', (text: Buffer) => resolve(Number(text.toString()))),
  );
  const isThere = () => {
    try {
      process.kill(pid, 0);
      return !/^State:\s+Z/m.test(
        fs.existsSync(`/proc/${pid}/status`) ? fs.readFileSync(`/proc/${pid}/status`, 'utf8') : '',
      );
    } catch {
      return false;
    }
  };
  expect(isThere()).toBe(true);
  editor.kill('SIGKILL');
  for (const end = Date.now() + 30_000; isThere() && Date.now() < end;) await new Promise((r) => setTimeout(r, 20));
  fs.rmSync(root, { recursive: true });
  expect(isThere()).toBe(false);
});
