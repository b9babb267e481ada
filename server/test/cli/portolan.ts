// The built command line in a workspace of its own, as a shell runs it.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { repository } from '../../../tools/lib/repo.mjs';

/** The built program. */
export const cli = path.join(repository, 'dist/cli.js');

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** What a run left. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});

/** A folder with these files, always of the same name; it is removed after the tests of the file. */
export function workspace(files: Files): string {
  const parent = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'portolan-cli-')));
  folders.push(parent);
  const folder = path.join(parent, 'harbour');
  fs.mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

/** Runs `portolan ARGS`. Nothing of this process's environment but the PATH reaches it. */
export function portolan(args: readonly string[], { cwd, env = {}, uid }: RunOptions): Promise<Ran> {
  return run(process.execPath, [cli, ...args], { cwd, env, ...(uid === undefined ? {} : { uid }) });
}

/** Runs a program to its end. */
export function run(program: string, args: readonly string[], { cwd, env = {}, uid }: RunOptions): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}

/** Two services on one port of the host: an error. */
export function collision(port = 8080): string {
  return `services:\n  a:\n    image: example/a\n    ports: ["${port}:80"]\n  b:\n    image: example/b\n    ports: ["${port}:80"]\n`;
}

/** A probe on a port in quotes: an error with a safe fix. */
export const quoted = `apiVersion: v1
kind: Pod
metadata: { name: p }
spec:
  containers:
    - name: c
      image: example/c
      ports: [{ containerPort: 3000 }] # kept
      readinessProbe:
        tcpSocket: { port: "3000" }
`;

/** A number in a compose file that Docker appends to another: an info. */
export const appended: Files = {
  'compose.yaml': 'services:\n  a:\n    image: example/a\n    ports: ["80:80"]\n',
  'compose.override.yaml': 'services:\n  a:\n    ports: ["81:80"]\n',
};

/** The findings of a JSON report as `path:line:column severity rule`. */
export function findingsOf(json: string): string[] {
  interface Found {
    path: string;
    line: number;
    column: number;
    severity: string;
    rule: string;
  }
  const { findings } = JSON.parse(json) as { findings: Found[] };
  return findings.map((f) => `${f.path}:${f.line}:${f.column} ${f.severity} ${f.rule}`);
}
