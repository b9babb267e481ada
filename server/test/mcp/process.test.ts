// `portolan mcp` as a process: what is on its streams, and when it ends.
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { repository } from '../../../tools/lib/repo.mjs';
import { cli, portolan, workspace } from '../cli/portolan';
import { trapped } from '../protocol/transports';
import { trap, trapping } from './client';

const harbour = path.join(repository, 'test-fixtures/workspaces/harbour');
const initialize = {
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: { roots: {} }, clientInfo: { name: 't', version: '1' } },
};

interface Reply {
  readonly id?: unknown;
  readonly method?: string;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number };
}

interface Raw {
  readonly child: ChildProcessWithoutNullStreams;
  send(message: object | string): void;
  /** The reply with an id. */
  reply(id: number): Promise<Reply>;
  /** Everything on standard output so far, line by line. */
  lines(): readonly string[];
  readonly stderr: () => string;
  readonly ended: Promise<number | null>;
  readonly log: string;
}

function start(folder: string): Raw {
  const { log, env } = trap();
  const child = spawn(process.execPath, [...trapping, cli, 'mcp', folder], { env });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdin.on('error', () => undefined);
  const lines = () => out.split('\n').filter(Boolean);
  return {
    child,
    send: (message) =>
      void child.stdin.write(
        `${typeof message === 'string' ? message : JSON.stringify({ jsonrpc: '2.0', ...message })}\n`,
      ),
    async reply(id) {
      for (let i = 0; i < 2000; i++) {
        const found = lines()
          .map((l) => JSON.parse(l) as Reply)
          .find((m) => m.id === id && m.method === undefined);
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      throw new Error(`no reply to ${id}: ${out}${err}`);
    },
    lines,
    stderr: () => err,
    ended: new Promise((resolve) => child.on('close', resolve)),
    log,
  };
}

const call = (id: number, name: string, args: object = {}) => ({
  id,
  method: 'tools/call',
  params: { name, arguments: args },
});

test('the SDK is in a bundle of its own', () => {
  const metafiles = JSON.parse(fs.readFileSync(path.join(repository, 'dist/meta.json'), 'utf8')) as Record<
    string,
    { inputs: Record<string, unknown> }
  >;
  const withSdk = Object.entries(metafiles).filter(([, { inputs }]) =>
    Object.keys(inputs).some((name) => /node_modules\/(?:@modelcontextprotocol|zod)\//.test(name)),
  );
  expect(withSdk.map(([name]) => name)).toEqual(['dist/mcp.js']);
  // Neither is the engine in it twice.
  expect(Object.keys(metafiles['dist/mcp.js']?.inputs ?? {}).filter((n) => n.startsWith('server/src/rules/'))).toEqual(
    [],
  );
});

describe('the streams', () => {
  test('carry the protocol on one, and nothing on the other', async () => {
    const server = start(harbour);
    server.send(initialize);
    await server.reply(1);
    server.send({ method: 'notifications/initialized' });
    for (let id = 2; id < 12; id++) server.send(call(id, id % 2 ? 'list_services' : 'list_findings', { limit: 500 }));
    for (let id = 2; id < 12; id++) expect((await server.reply(id)).result).toHaveProperty('structuredContent');
    server.child.stdin.end();
    expect(await server.ended).toBe(0);
    const messages = server.lines().map((l) => JSON.parse(l) as Reply & { jsonrpc: string });
    expect(messages.every((m) => m.jsonrpc === '2.0')).toBe(true);
    // One reply each, and nothing is asked of the client: not even its roots.
    expect(messages.map((m) => m.id).sort((a, b) => Number(a) - Number(b))).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    ]);
    expect([server.stderr(), trapped(server.log)]).toEqual(['', []]);
  });

  test('survive what is no message', async () => {
    const server = start(harbour);
    for (const junk of [
      '',
      'x',
      '{',
      '[]',
      '{}',
      '{"jsonrpc":"2.0"}',
      '\u0000\u001b[31m',
      '{"jsonrpc":"2.0","id":null}',
    ])
      server.send(junk);
    server.send(initialize);
    expect((await server.reply(1)).result).toHaveProperty('serverInfo');
    server.send({ id: 2, method: 'no/such' });
    expect((await server.reply(2)).error?.code).toBe(-32601);
    server.send(call(3, 'nope'));
    expect((await server.reply(3)).error?.code).toBe(-32602);
    server.send({ id: 4, method: 'tools/call', params: 7 });
    server.send(call(5, 'explain_rule', { rule: 'duplicate-port' }));
    expect((await server.reply(5)).result).toHaveProperty('structuredContent');
    expect(server.stderr()).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    for (const line of server.stderr().split('\n').filter(Boolean))
      expect(line).toMatch(/^portolan: protocol: .{1,200}$/);
    server.child.stdin.end();
    expect(await server.ended).toBe(0);
  });

  test('do not carry the reply to a call that was taken back', async () => {
    const server = start(harbour);
    server.send(initialize);
    await server.reply(1);
    server.send(call(2, 'list_services'));
    server.send({ method: 'notifications/cancelled', params: { requestId: 2 } });
    server.send(call(3, 'list_services'));
    await server.reply(3);
    expect(server.lines().map((l) => (JSON.parse(l) as Reply).id)).toEqual([1, 3]);
    server.child.stdin.end();
    await server.ended;
  });
});

describe('the process', () => {
  test.each(['at once', 'after the first reply', 'in the midst of reading'])(
    'ends when its input is closed %s',
    async (when) => {
      const many = Array.from(
        { length: 300 },
        (_, i) => [`p${i}/compose.yaml`, `services:\n  a${i}:\n    image: a\n    ports: ["${i + 1}:80"]\n`] as const,
      );
      const server = start(when === 'at once' ? harbour : workspace(Object.fromEntries(many)));
      if (when !== 'at once') {
        server.send(initialize);
        await server.reply(1);
        if (when.startsWith('in')) for (let id = 2; id < 20; id++) server.send(call(id, 'list_services'));
        else await new Promise((resolve) => setTimeout(resolve, 300));
      }
      const closed = performance.now();
      server.child.stdin.end();
      expect(await server.ended).toBe(0);
      if (when !== 'at once') expect(performance.now() - closed).toBeLessThan(1000);
      expect(server.stderr()).toBe('');
    },
  );

  test('ends when nobody reads what it writes', async () => {
    const server = start(harbour);
    server.send(initialize);
    await server.reply(1);
    server.child.stdout.destroy();
    for (let id = 2; id < 200; id++) server.send(call(id, 'list_findings', { limit: 500 }));
    expect(await server.ended).toBe(0);
  });

  test('does not start for what is no folder', async () => {
    const cwd = workspace({ file: '' });
    const missing = await portolan(['mcp', 'no\u001b[31msuch'], { cwd });
    expect(missing).toEqual({ status: 2, stdout: '', stderr: 'portolan: there is no no\\u001b[31msuch.\n' });
    expect(await portolan(['mcp', 'file'], { cwd })).toMatchObject({
      status: 2,
      stdout: '',
      stderr: 'portolan: file is not a folder.\n',
    });
  });

  test('says what is missing where only half of it was installed', async () => {
    const cwd = workspace({ 'cli.js': fs.readFileSync(cli) });
    const { status, stderr } = await portolanAt(path.join(cwd, 'cli.js'), cwd);
    expect([status, stderr]).toEqual([2, 'portolan: mcp.js is missing beside cli.js: install Portolan again.\n']);
  });
});

async function portolanAt(program: string, cwd: string): Promise<{ status: number | null; stderr: string }> {
  const child = spawn(process.execPath, [program, 'mcp'], { cwd, stdio: ['pipe', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, stderr };
}
