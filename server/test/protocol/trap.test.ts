// The traps of the protocol suite can fail.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findChromium } from '../../../tools/e2e/lib/places.mjs';
import { startBrowser } from '../../../tools/e2e/lib/page.mjs';
import { startWebWorker } from '../../../tools/e2e/webworker.mjs';
import { trapEnv, trapFile, trapped, workerTrap } from './transports';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portolan-trap-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const attempts: Readonly<Record<string, string>> = {
  'child_process.spawn': "require('node:child_process').spawn('true')",
  'child_process.execFileSync': "require('child_process').execFileSync('true')",
  'child_process.fork': "require('node:child_process').fork('x')",
  'net.connect': "require('node:net').connect(1)",
  'net.Socket.connect': "new (require('node:net').Socket)().connect(1)",
  'net.Server.listen': "new (require('node:net').Server)().listen(0)",
  'dgram.createSocket': "require('node:dgram').createSocket('udp4')",
  'tls.connect': "require('node:tls').connect(1)",
  'http.get': "require('node:http').get('http://127.0.0.1:1')",
  'https.request': "require('node:https').request('https://127.0.0.1:1')",
  'http2.connect': "require('node:http2').connect('http://127.0.0.1:1')",
  'dns.lookup': "require('node:dns').lookup('localhost', () => {})",
  'dns.promises.resolve4': "require('node:dns/promises').resolve4('localhost')",
  'globalThis.fetch': "fetch('http://127.0.0.1:1')",
  'globalThis.eval': "eval('1')",
  'new Function': "new Function('1')",
  'new AsyncFunction': "(async () => 1).constructor('1')",
  'vm.runInThisContext': "require('node:vm').runInThisContext('1')",
  'new Worker of text': "new (require('node:worker_threads').Worker)('1', { eval: true })",
};

describe('in Node', () => {
  const run = (code: string, name: string) => {
    const log = path.join(folder, name);
    const script = path.join(folder, `${name}.cjs`);
    fs.writeFileSync(script, code);
    const { status } = spawnSync(process.execPath, ['--require', trapFile, script], { env: trapEnv(log) });
    return { status, trapped: trapped(log) };
  };
  test('every attempt is written down, also where the exception is swallowed', () => {
    const tries = Object.values(attempts).map((a) => `try { ${a} } catch {}`);
    expect(run(tries.join('\n'), 'all').trapped).toEqual(Object.keys(attempts));
  });
  test('attempts in worker threads too', () => {
    const inner = path.join(folder, 'inner.cjs');
    fs.writeFileSync(inner, "try { fetch('http://127.0.0.1:1') } catch {}");
    const code = `new (require('node:worker_threads').Worker)(${JSON.stringify(inner)})`;
    expect(run(code, 'thread')).toEqual({ status: 0, trapped: ['globalThis.fetch'] });
  });
  test('nothing is written down for what does none of that', () => {
    expect(run("require('node:fs').readFileSync(__filename); console.log(new Map())", 'good')).toEqual({
      status: 0,
      trapped: [],
    });
  });
});

describe.skipIf(findChromium() === undefined)('in a web worker', () => {
  test('every attempt is told as a failure', async () => {
    const tries = [
      'fetch("/")',
      'new XMLHttpRequest()',
      'new WebSocket("ws://127.0.0.1:1")',
      'new EventSource("/")',
      'importScripts("/server.js")',
      'new Worker("/server.js")',
      'eval("1")',
      'new Function("1")',
      '(async () => 1).constructor("1")',
      'navigator.sendBeacon("/")',
    ];
    const script = path.join(folder, 'worker.js');
    const code = `${tries.map((t) => `try { ${t} } catch {}`).join('\n')}\npostMessage({ jsonrpc: '2.0', method: 'done' });`;
    fs.writeFileSync(script, `${fs.readFileSync(workerTrap, 'utf8')}\n${code}`);
    const browser = await startBrowser();
    try {
      const worker = await startWebWorker(script, browser);
      await new Promise((resolve) => worker.reader.listen(resolve));
      // What is printed comes on another way than what is posted.
      for (let i = 0; i < 100 && worker.failures.length < tries.length; i++)
        await new Promise((r) => setTimeout(r, 50));
      const names = [
        'fetch',
        'XMLHttpRequest',
        'WebSocket',
        'EventSource',
        'importScripts',
        'Worker',
        'eval',
        'new Function',
        'new AsyncFunction',
        'sendBeacon',
      ];
      expect(worker.failures).toEqual(names.map((n) => `trapped: ${n}`));
      await worker.stop();
    } finally {
      await browser.close();
    }
  });
});
