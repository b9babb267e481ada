// The disk as it is: nothing is opened that could hang or lies elsewhere, and what is written keeps its nature.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isWithin, nodeFileSystem, uriOfPath, writeUri } from '../../src/node/fileSystem';
import { decodeBytes, encodeText } from '../../src/workspace/decode';

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portolan-fs-'));
  fs.mkdirSync(path.join(folder, 'root'));
  fs.writeFileSync(path.join(folder, 'secret.yaml'), 'secret');
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const at = (name: string) => path.join(folder, 'root', name);
const read = (name: string, limit = 100) =>
  nodeFileSystem.read(uriOfPath(at(name)), [uriOfPath(path.join(folder, 'root'))], limit);
const follow = (name: string) => nodeFileSystem.follow(uriOfPath(at(name)), [uriOfPath(path.join(folder, 'root'))]);
const onPosix = test.skipIf(process.platform === 'win32');

describe('reading', () => {
  test('gives the bytes of regular files up to the limit', () => {
    fs.writeFileSync(at('a.yaml'), 'x'.repeat(100));
    expect(read('a.yaml')).toMatchObject({ kind: 'file' });
    expect(read('a.yaml', 99)).toEqual({
      kind: 'skipped',
      because: 'it has 100 bytes, more than the limit of 99 (portolan.maxFileSize)',
    });
    expect(read('none.yaml')).toEqual({ kind: 'absent' });
    expect(read('a.yaml/b.yaml')).toEqual({ kind: 'absent' });
    expect(read(`${'n'.repeat(300)}.yaml`)).toEqual({ kind: 'skipped', because: 'it cannot be read (ENAMETOOLONG)' });
    expect(nodeFileSystem.read('vscode-vfs://x/a.yaml', [], 9)).toMatchObject({ kind: 'skipped' });
  });
  test('skips folders', () => {
    fs.mkdirSync(at('compose.yaml'));
    expect(read('compose.yaml')).toEqual({ kind: 'skipped', because: 'it is a directory' });
  });
  onPosix('skips FIFOs and devices without opening them', () => {
    execFileSync('mkfifo', [at('pipe.yaml')]);
    fs.symlinkSync('/dev/zero', at('zero.yaml'));
    expect(read('pipe.yaml')).toEqual({ kind: 'skipped', because: 'it is not a regular file' });
    expect(read('zero.yaml')).toEqual({ kind: 'skipped', because: 'it is not a regular file' });
  });
  onPosix('follows links inside the roots only, on every part of the way', () => {
    fs.mkdirSync(at('real'));
    fs.writeFileSync(at('real/a.yaml'), 'a');
    fs.symlinkSync('real', at('inside'));
    fs.symlinkSync('..', at('outside'));
    fs.symlinkSync('../secret.yaml', at('out.yaml'));
    fs.symlinkSync('loop.yaml', at('loop.yaml'));
    fs.symlinkSync('nothing', at('dead.yaml'));
    expect(read('inside/a.yaml')).toMatchObject({ kind: 'file' });
    for (const name of ['outside/secret.yaml', 'out.yaml']) {
      expect(read(name)).toEqual({ kind: 'skipped', because: 'it lies outside the workspace' });
    }
    expect(read('loop.yaml')).toEqual({ kind: 'skipped', because: 'it is a link in a circle' });
    expect(read('dead.yaml')).toEqual({ kind: 'absent' });
    expect(follow('inside')).toEqual({ kind: 'directory', real: uriOfPath(at('real')) });
    for (const name of ['outside', 'out.yaml', 'loop.yaml', 'dead.yaml'])
      expect(follow(name)).toMatchObject({ kind: 'other' });
  });
  onPosix('reaches a root that is itself named by a link', () => {
    fs.writeFileSync(at('a.yaml'), 'a');
    fs.symlinkSync('root', path.join(folder, 'link'));
    const link = uriOfPath(path.join(folder, 'link'));
    expect(nodeFileSystem.read(`${link}/a.yaml`, [link], 9)).toMatchObject({ kind: 'file' });
  });
  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('tells what may not be read', () => {
    fs.writeFileSync(at('a.yaml'), 'a', { mode: 0 });
    fs.mkdirSync(at('d'), { mode: 0 });
    expect(read('a.yaml')).toEqual({ kind: 'skipped', because: 'it cannot be read (EACCES)' });
    expect(nodeFileSystem.list(uriOfPath(at('d')))).toEqual({
      kind: 'skipped',
      because: 'it cannot be listed (EACCES)',
    });
    fs.chmodSync(at('d'), 0o700);
  });
});

test('a name with two dots in front is no way out', () => {
  expect(isWithin('/w', '/w/..data/a')).toBe(true);
  expect(isWithin('/w', '/w')).toBe(true);
  expect(isWithin('/w', '/ww')).toBe(false);
  expect(isWithin('/w/a', '/w')).toBe(false);
});

describe('writing', () => {
  test('keeps mode, byte order mark and encoding', () => {
    for (const encoding of ['utf-8', 'utf-16le', 'utf-16be'] as const) {
      fs.writeFileSync(at('a.yaml'), encodeText('\ufeffübel\r\n', encoding));
      fs.chmodSync(at('a.yaml'), 0o676);
      expect(writeUri(uriOfPath(at('a.yaml')), 'übel\r\n', '😀\r\n')).toBeUndefined();
      expect(fs.readFileSync(at('a.yaml'))).toEqual(Buffer.from(encodeText('\ufeff😀\r\n', encoding)));
      expect(fs.statSync(at('a.yaml')).mode & 0o777).toBe(0o676);
    }
    expect(fs.readdirSync(at('.'))).toEqual(['a.yaml']);
  });
  onPosix('goes through a link to the file', () => {
    fs.writeFileSync(at('a.yaml'), 'a');
    fs.symlinkSync('a.yaml', at('b.yaml'));
    expect(writeUri(uriOfPath(at('b.yaml')), 'a', 'c')).toBeUndefined();
    expect(fs.readFileSync(at('a.yaml'), 'utf8')).toBe('c');
    expect(fs.lstatSync(at('b.yaml')).isSymbolicLink()).toBe(true);
  });
  test('does nothing to a file that has changed, or is not there', () => {
    fs.writeFileSync(at('a.yaml'), 'new');
    expect(writeUri(uriOfPath(at('a.yaml')), 'old', 'x')).toBe('it has changed meanwhile');
    expect(fs.readFileSync(at('a.yaml'), 'utf8')).toBe('new');
    expect(writeUri(uriOfPath(at('none.yaml')), 'old', 'x')).toBe('it cannot be written (ENOENT)');
    expect(fs.readdirSync(at('.'))).toEqual(['a.yaml']);
  });
});

describe('decoding', () => {
  const bytes = (...list: number[]) => Uint8Array.from(list);
  test('takes UTF-8 and UTF-16 with a byte order mark', () => {
    expect(decodeBytes(bytes())).toMatchObject({ kind: 'text', text: '' });
    expect(decodeBytes(bytes(0xef, 0xbb, 0xbf, 0x61))).toMatchObject({ text: '\ufeffa', encoding: 'utf-8' });
    expect(decodeBytes(bytes(0xff, 0xfe, 0x61, 0))).toMatchObject({ text: '\ufeffa', encoding: 'utf-16le' });
    expect(decodeBytes(bytes(0xfe, 0xff, 0, 0x61))).toMatchObject({ text: '\ufeffa', encoding: 'utf-16be' });
  });
  test('skips everything else with its reason', () => {
    expect(decodeBytes(bytes(0x61, 0xff))).toEqual({ kind: 'skipped', because: 'it is not valid UTF-8' });
    expect(decodeBytes(bytes(0xff, 0xfe, 0x61))).toEqual({ kind: 'skipped', because: 'it is not valid UTF-16' });
    expect(decodeBytes(bytes(0x61, 0))).toMatchObject({ because: 'it is a binary file (it holds a NUL character)' });
  });
});
