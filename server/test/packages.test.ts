// What is given to people: that its checks can fail, and that what npm would install works in an empty folder, offline.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contentProblems, noticeProblems, npmProblems } from '../../tools/gates/packages.mjs';
import { repository } from '../../tools/lib/repo.mjs';
import { npm } from '../../tools/lib/setup.mjs';
import { entriesOfTar, entriesOfZip } from '../../tools/package/archives.mjs';
import { packNpm } from '../../tools/package/npm.mjs';

const entries = (files: Readonly<Record<string, string>>) =>
  new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]));

describe('the contents', () => {
  const allowed = { limit: 100, files: ['a.js', 'b.txt'] };
  const check = (files: Readonly<Record<string, string>>, size = 100) =>
    contentProblems('it', entries(files), size, allowed, '/home/me/portolan');

  test('pass as they are listed', () => {
    expect(check({ 'a.js': 'void 0;', 'b.txt': '' })).toEqual([]);
  });
  test('fail with one file more, and with one less', () => {
    expect(check({ 'a.js': '', 'b.txt': '', 'c.map': '' })).toEqual([expect.stringContaining('it holds c.map')]);
    expect(check({ 'a.js': '' })).toEqual([expect.stringContaining('it lacks b.txt')]);
  });
  test('fail over the limit', () => {
    expect(check({ 'a.js': '', 'b.txt': '' }, 101)).toEqual([expect.stringContaining('101 bytes')]);
  });
  test('fail with a path of this machine, or a map', () => {
    expect(check({ 'a.js': 'open("/home/me/portolan/x")', 'b.txt': '' })).toEqual([
      expect.stringContaining('a.js names the folder'),
    ]);
    expect(check({ 'a.js': 'x();\n//# sourceMappingURL=a.js.map\n', 'b.txt': '' })).toEqual([
      expect.stringContaining('a.js refers to a source map'),
    ]);
  });
});

describe('the notices', () => {
  const part = (bytesInOutput: number) => ({ bytesInOutput });
  const metafile = (inputs: Readonly<Record<string, { bytesInOutput: number }>>) => ({
    inputs: {},
    outputs: { 'dist/a.js': { bytes: 1, inputs, imports: [], exports: [] } },
  });
  const yaml = fs.readFileSync(path.join(repository, 'node_modules/yaml/LICENSE'), 'utf8').trim();
  const { version } = JSON.parse(fs.readFileSync(path.join(repository, 'node_modules/yaml/package.json'), 'utf8'));

  test('name every package with code in a bundle, with its licence', () => {
    const inputs = {
      'server/src/a.ts': part(1),
      'node_modules/yaml/dist/index.js': part(1),
      'node_modules/ajv/lib/a.js': part(0),
    };
    const check = (notices: string) => noticeProblems(notices, [metafile(inputs)], repository);
    expect(check(`yaml ${version} (ISC)\n\n${yaml}`)).toEqual([]);
    expect(check(yaml)).toEqual([`the notices do not name yaml ${version}`]);
    expect(check(`yaml ${version} (ISC)`)).toEqual(['the notices do not hold the licence of yaml']);
  });
  test('fail without any package', () => {
    expect(noticeProblems('', [metafile({ 'server/src/a.ts': part(1) })], repository)).toHaveLength(1);
  });
});

test('what installs from git and the image hold the same scripts as the package for npm', () => {
  const read = (name: string) => fs.readFileSync(path.join(repository, name), 'utf8');
  const { npm }: { npm: { files: string[] } } = JSON.parse(read('tools/package/contents.json'));
  const scripts = npm.files.filter((name) => name.endsWith('.js')).map((name) => path.basename(name));
  expect(scripts).toContain('cli.js');
  for (const name of [...scripts, 'THIRD-PARTY-NOTICES.txt']) {
    expect(read('.npmignore').split('\n')).toContain(`!dist/${name}`);
    expect(read('Dockerfile')).toContain(` /src/dist/${name} `);
  }
});

test('the manifest for npm is judged', () => {
  const sound = {
    name: 'portolan',
    version: '1.0.0',
    ...Object.fromEntries(['description', 'license', 'repository', 'homepage', 'bugs'].map((key) => [key, 'x'])),
    engines: { node: '>=20' },
    type: 'commonjs',
    bin: { portolan: 'cli.js' },
    files: ['cli.js'],
  };
  const check = (manifest: object, cli = '#!/usr/bin/env node\n') =>
    npmProblems(
      entries({
        'package/package.json': JSON.stringify(manifest),
        'package/cli.js': cli,
        'package/CHANGELOG.md': '# Changes\n\n## 1.0.0\n',
        'package/README.md': '[a](https://example.org)',
      }),
    );
  expect(check(sound)).toEqual([]);
  expect(check({ ...sound, scripts: { postinstall: 'x' } })).toEqual([expect.stringContaining('“scripts”')]);
  expect(check({ ...sound, dependencies: {} })).toEqual([expect.stringContaining('“dependencies”')]);
  expect(check(sound, 'void 0;')).toEqual([expect.stringContaining('cli.js')]);
  expect(check({ ...sound, files: ['cli.js', 'elk.js'] })).toEqual([expect.stringContaining('elk.js')]);
  expect(check({ ...sound, version: '2.0.0' })).toEqual([expect.stringContaining('2.0.0')]);
});

describe('archives', () => {
  test('of zip are read, stored and deflated', () => {
    expect([...entriesOfZip(zipOf({ 'a/b.txt': 'one', 'c.txt': 'two'.repeat(50) }))].map(String)).toEqual([
      'a/b.txt,one',
      `c.txt,${'two'.repeat(50)}`,
    ]);
    expect(() => entriesOfZip(Buffer.from('no zip'))).toThrow('no zip archive');
  });
});

/** A zip archive; what gets smaller is deflated. */
function zipOf(files: Readonly<Record<string, string>>): Buffer {
  const [locals, central]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const deflated = zlib.deflateRawSync(text);
    const [method, bytes] = deflated.length < text.length ? [8, deflated] : [0, Buffer.from(text)];
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(bytes.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    locals.push(local, Buffer.from(name), bytes);
    central.push(entry, Buffer.from(name));
    offset += 30 + name.length + bytes.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...central, end]);
}

describe('what npm installs', () => {
  let folder = '';
  let tarball = '';
  const run = (program: string, args: readonly string[]) =>
    spawnSync(program, args, { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' });
  const bin = () => path.join(folder, 'node_modules/.bin/portolan');

  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portolan-install-'));
    tarball = packNpm(repository, path.join(folder, 'made'), folder);
    fs.writeFileSync(path.join(folder, 'package.json'), '{ "name": "empty", "private": true }');
    const args = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', tarball];
    const { status, stderr } = npm(args, folder);
    expect(status, stderr).toBe(0);
    fs.mkdirSync(path.join(folder, 'shop'));
    fs.writeFileSync(
      path.join(folder, 'shop/compose.yaml'),
      'services:\n  web:\n    image: nginx:1.27\n    ports: ["70000:80"]\n',
    );
  }, 120_000);
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  test('holds what its list says', () => {
    const listed: { npm: { files: string[] } } = JSON.parse(
      fs.readFileSync(path.join(repository, 'tools/package/contents.json'), 'utf8'),
    );
    expect([...entriesOfTar(fs.readFileSync(tarball)).keys()].sort()).toEqual(listed.npm.files.toSorted());
  });
  test('tells its version', () => {
    const { version } = JSON.parse(fs.readFileSync(path.join(repository, 'package.json'), 'utf8'));
    expect(run(bin(), ['--version']).stdout.trim()).toBe(version);
  });
  test('checks a folder by npx', () => {
    const { status, stdout } = run('npx', ['--offline', 'portolan', 'check', 'shop', '--format', 'concise']);
    expect(stdout).toContain('invalid-port');
    expect(status).toBe(1);
  });
  test('serves an editor, and ends with it', async () => {
    const server = spawn(bin(), ['lsp', '--stdio'], { cwd: folder, shell: process.platform === 'win32' });
    let said = '';
    const ended = new Promise<number | null>((resolve) => server.on('close', resolve));
    const answered = new Promise<void>((resolve) => {
      server.stdout.on('data', (bytes: Buffer) => {
        said += bytes.toString();
        if (said.includes('"id":1')) resolve();
      });
    });
    const send = (message: object) => {
      const text = JSON.stringify({ jsonrpc: '2.0', ...message });
      server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    };
    send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
    await answered;
    expect(said).toContain('"hoverProvider":true');
    send({ id: 2, method: 'shutdown' });
    send({ method: 'exit' });
    expect(await ended).toBe(0);
  });
});
