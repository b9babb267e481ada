// A client without a library: it says whatever a test wants, right or wrong, and keeps every message that comes back.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ChildProcess } from 'node:child_process';
import type { Message } from 'vscode-languageserver/node';
import { afterAll, afterEach, describe, expect } from 'vitest';
import { list, readFile } from '../../../tools/e2e/lib/diskfiles.mjs';
import type { ListParams, ReadFileParams } from '../../../shared/src/protocol';
import { listMethod, readFileMethod } from '../../../shared/src/protocol';
import { closeBrowser, transports } from './transports';
import type { Running, Transport } from './transports';

/** A message of the server, with any members. */
export interface Said {
  readonly id?: string | number | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** A connection on which nothing is said that a test does not say. */
export interface Raw {
  readonly running: Running;
  readonly root: string;
  uri(name?: string): string;
  /** Everything that came, in its order. */
  readonly said: readonly Said[];
  send(value: unknown): void;
  /** Sends bytes as they are; only where there is a stream. */
  bytes(data: string | Buffer): void;
  /** Waits for a message. */
  heard(what: string, is: (message: Said) => boolean): Promise<Said>;
  /** Sends a request and waits for its answer. */
  ask(method: string, params?: unknown, id?: string | number): Promise<Said>;
  /** Answers to a request, once everything sent until now was answered. */
  answers(id: string | number | null): Said[];
  initialize(more?: object): Promise<Said>;
  /** As a well-behaved client begins. */
  begin(more?: object): Promise<void>;
}

/** A message in the frame of LSP's base protocol. */
export function framed(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}

/** A request as it is sent. */
export const request = (id: unknown, method: string, params?: unknown) => ({ jsonrpc: '2.0', id, method, params });
/** A notification as it is sent. */
export const notification = (method: string, params?: unknown) => ({ jsonrpc: '2.0', method, params });

/** Declares the same tests for raw connections over every transport that `among` lets through. */
export function overWires(
  declare: (start: (files?: Readonly<Record<string, string>>) => Promise<Raw>, transport: Transport) => void,
  among: (transport: Transport) => boolean = () => true,
): void {
  for (const transport of transports.filter(among)) {
    describe(transport.name, () => {
      const running: Raw[] = [];
      const start = async (files: Readonly<Record<string, string>> = {}) => {
        const raw = await connect(transport, files);
        running.push(raw);
        return raw;
      };
      afterEach(async () => {
        const all = running.splice(0);
        for (const { running: server, root } of all) {
          await server.stop();
          fs.rmSync(root, { recursive: true, force: true });
        }
        expect(all.flatMap((raw) => raw.running.failures())).toEqual([]);
      });
      afterAll(closeBrowser);
      declare(start, transport);
    });
  }
}

async function connect(transport: Transport, files: Readonly<Record<string, string>>): Promise<Raw> {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'portolan-raw-')));
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  }
  const running = await transport.start();
  const said: Said[] = [];
  const listeners = new Set<() => void>();
  const hear = (message: Said): void => {
    said.push(message);
    // Only what asks for files is answered unasked: a server in a web worker has no other way to them.
    if (message.method === readFileMethod || message.method === listMethod) {
      const result =
        message.method === listMethod ? list(message.params as ListParams) : readFile(message.params as ReadFileParams);
      send({ jsonrpc: '2.0', id: message.id, result });
    }
    for (const listener of listeners) listener();
  };
  const stream = running.streams;
  const send = (value: unknown): void => {
    if (stream) stream.stdin?.write(framed(JSON.stringify(value)));
    // A worker that was stopped meanwhile hears nothing.
    else running.writer.write(value as Message).catch(() => undefined);
  };
  if (stream) readFrames(stream, hear);
  else running.reader.listen((message) => hear(message as Said));

  const heard: Raw['heard'] = (what, is) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = said.find(is);
        if (!found) return;
        clearTimeout(timer);
        listeners.delete(look);
        resolve(found);
      };
      const timer = setTimeout(() => reject(new Error(`${what} never came; heard: ${JSON.stringify(said)}`)), 20_000);
      listeners.add(look);
      look();
    });
  let next = 1000;
  const uri = (name = '') => pathToFileURL(path.join(root, name)).href.replace(/\/$/, '');
  const raw: Raw = {
    running,
    root,
    uri,
    said,
    send,
    bytes: (data) => void stream?.stdin?.write(data),
    heard,
    ask(method, params, id = next++) {
      send(request(id, method, params));
      return heard(`the answer to ${method}`, (m) => m.method === undefined && m.id === id);
    },
    answers: (id) => said.filter((m) => m.method === undefined && m.id === id),
    initialize: (more = {}) =>
      raw.ask('initialize', {
        processId: process.pid,
        rootUri: uri(),
        workspaceFolders: [{ name: 'w', uri: uri() }],
        capabilities: {},
        initializationOptions: { fileSystem: true, settings: {} },
        ...more,
      }),
    async begin(more) {
      await raw.initialize(more);
      send(notification('initialized', {}));
    },
  };
  return raw;
}

/** Takes messages out of a server's output, and allows nothing else in it. */
function readFrames(child: ChildProcess, hear: (message: Said) => void): void {
  let held = Buffer.alloc(0);
  child.stdout?.on('data', (chunk: Buffer) => {
    held = Buffer.concat([held, chunk]);
    for (;;) {
      const end = held.indexOf('\r\n\r\n');
      if (end < 0) return;
      const header = /^Content-Length: (\d+)$/.exec(held.toString('latin1', 0, end));
      if (!header) throw new Error(`not a message: ${held.toString()}`);
      const last = end + 4 + Number(header[1]);
      if (held.length < last) return;
      hear(JSON.parse(held.toString('utf8', end + 4, last)) as Said);
      held = held.subarray(last);
    }
  });
}
