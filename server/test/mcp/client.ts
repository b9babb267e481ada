// A client of the official SDK at `portolan mcp`, which runs with spawning, sockets and code made of text trapped.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { cli } from '../cli/portolan';
import { trapEnv, trapFile, trapped } from '../protocol/transports';

/** How Node is to run the server. */
export const trapping = ['--require', trapFile, '--disallow-code-generation-from-strings'];

/** A fresh file for what is trapped, and the environment that names it. */
export function trap(): { readonly log: string; readonly env: Record<string, string> } {
  const log = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'portolan-mcp-')), 'log');
  const env = Object.entries(trapEnv(log)).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]]));
  return { log, env: Object.fromEntries(env) as Record<string, string> };
}

/** What a tool answered. */
export interface Told {
  readonly text: string;
  readonly data: Record<string, unknown>;
  readonly isError: boolean;
}

/** A client that is connected. */
export interface Connected {
  readonly client: Client;
  call(name: string, args?: Record<string, unknown>): Promise<Told>;
  /** Ends the server; what was trapped, and what it said on standard error. */
  end(): Promise<readonly string[]>;
}

/** `modern` is protocol 2026-07-28, `legacy` what came before. */
export type Era = 'legacy' | 'modern';

/** Starts a server and connects to it. */
export async function connect(cwd: string, folders: readonly string[] = [], era: Era = 'legacy'): Promise<Connected> {
  const { log, env } = trap();
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [...trapping, cli, 'mcp', ...folders],
    cwd,
    env,
    stderr: 'pipe',
  });
  let said = '';
  transport.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const mode = era === 'legacy' ? 'legacy' : { pin: '2026-07-28' };
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  await client.connect(transport);
  return {
    client,
    async call(name, args = {}) {
      const { content, structuredContent, isError } = await client.callTool({ name, arguments: args });
      const [first, ...others] = content;
      if (first?.type !== 'text' || others.length > 0) throw new Error(`not one text: ${JSON.stringify(content)}`);
      return {
        text: first.text,
        data: (structuredContent ?? {}) as Record<string, unknown>,
        isError: isError === true,
      };
    },
    async end() {
      await client.close();
      return [...trapped(log), ...(said === '' ? [] : [said])];
    },
  };
}
