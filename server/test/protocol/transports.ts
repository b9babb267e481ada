// The three ways to a server: the command line over standard input and output, the module that VS Code forks, and the
// bundle in a real web worker. Each runs with spawning, sockets and code made of text trapped.
import { fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import type { MessageReader, MessageWriter } from 'vscode-languageserver/node';
import {
  IPCMessageReader,
  IPCMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { startBrowser } from '../../../tools/e2e/lib/page.mjs';
import { findChromium, repository } from '../../../tools/e2e/lib/places.mjs';
import { startWebWorker } from '../../../tools/e2e/webworker.mjs';

/** A server that runs. */
export interface Running {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  /** The process, where its messages come over streams. */
  readonly streams?: ChildProcess;
  /** Closes the channel to the process, where there is one. */
  readonly disconnect?: () => void;
  /** How often the server noticed by itself that files changed, where that can be told. */
  readonly noticed?: () => number;
  /** What was trapped, and what the server said outside of the protocol. Empty in a good run. */
  failures(): readonly string[];
  /** The exit code after the protocol's `exit`; `undefined` where there is no process. */
  readonly ended: Promise<number | undefined>;
  stop(): Promise<void>;
}

/** A way to start a server. */
export interface Transport {
  readonly name: string;
  /** Whether the server reads files by itself. */
  readonly ownFiles: boolean;
  start(): Promise<Running>;
}

const here = path.join(repository, 'server/test/protocol');
/** The preload that traps. */
export const trapFile = path.join(here, 'trap.cjs');
/** What is put in front of the bundle in a web worker. */
export const workerTrap = path.join(here, 'trap-worker.js');
const trapping = ['--require', trapFile, '--disallow-code-generation-from-strings'];

const dist = (name: string) => path.join(repository, 'dist', name);

/** The command line; its server is that of {@link ipc}, behind another door. */
export const stdio: Transport = {
  name: 'cli.js lsp --stdio',
  ownFiles: true,
  async start() {
    const log = freshLog();
    const child = spawn(process.execPath, [...trapping, dist('cli.js'), 'lsp', '--stdio'], { env: trapEnv(log) });
    const reader = new StreamMessageReader(child.stdout);
    return { reader, writer: new StreamMessageWriter(child.stdin), streams: child, ...processOf(child, log) };
  },
};

const ipc: Transport = {
  name: 'server.js over IPC',
  ownFiles: true,
  async start() {
    const log = freshLog();
    const child = fork(dist('server.js'), ['--node-ipc'], { execArgv: trapping, env: trapEnv(log), silent: true });
    const disconnect = () => child.disconnect();
    return {
      reader: new IPCMessageReader(child),
      writer: new IPCMessageWriter(child),
      disconnect,
      ...processOf(child, log),
    };
  },
};

let browser: Promise<Browser> | undefined;

const worker: Transport = {
  name: 'web/server.js in a web worker',
  ownFiles: false,
  async start() {
    browser ??= startBrowser();
    const { reader, writer, failures, stop } = await startWebWorker(trappedBundle(), await browser);
    return { reader, writer, failures: () => failures, ended: Promise.resolve(undefined), stop };
  },
};

/** Ends the browser, if one runs. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

let bundle: string | undefined;

function trappedBundle(): string {
  if (bundle === undefined) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portolan-worker-'));
    process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
    bundle = path.join(folder, 'server.js');
    const parts = [workerTrap, dist('web/server.js')];
    fs.writeFileSync(bundle, parts.map((p) => fs.readFileSync(p, 'utf8')).join('\n'));
  }
  return bundle;
}

function freshLog(): string {
  return path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'portolan-trap-')), 'log');
}

/** The environment that the trap needs, and of ours only what Node needs to run. */
export function trapEnv(log: string): NodeJS.ProcessEnv {
  const { PATH, HOME, SystemRoot } = process.env;
  return { PATH, HOME, SystemRoot, PORTOLAN_TRAP_LOG: log };
}

/** The lines of a trap's log, which is made when the trap is set. */
export function trapped(log: string): readonly string[] {
  return fs.existsSync(log) ? fs.readFileSync(log, 'utf8').split('\n').filter(Boolean) : ['no trap was set'];
}

function processOf(child: ChildProcess, log: string): Pick<Running, 'failures' | 'ended' | 'stop'> {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = new Promise<number>((resolve) => {
    child.on('close', (code) => resolve(code ?? -1));
    // Of a process whose channel was closed first, Node tells no close.
    child.on('disconnect', () => child.on('exit', (code) => resolve(code ?? -1)));
  });
  let caught: readonly string[] | undefined;
  return {
    failures: () => [...(caught ?? trapped(log)), ...(said === '' ? [] : [said])],
    ended,
    async stop() {
      child.kill();
      await ended;
      caught = trapped(log);
      fs.rmSync(path.dirname(log), { recursive: true, force: true });
    },
  };
}

/** The transports that this machine offers. */
export const transports: readonly Transport[] = findChromium() === undefined ? [stdio, ipc] : [stdio, ipc, worker];

/** Why the web worker is missing from {@link transports}. */
export const missing =
  findChromium() === undefined ? 'There is no Chromium: the server in a web worker is not tested.' : undefined;
