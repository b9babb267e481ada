// --fix and --diff: the same changes, one written and one shown.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { collision, findingsOf, portolan, quoted, run, workspace } from './portolan';
import type { Files } from './portolan';

const mended = quoted.replace('"3000"', '3000');
const read = (cwd: string, name: string) => fs.readFileSync(path.join(cwd, name));
const check = (cwd: string, ...args: string[]) => portolan(['check', ...args], { cwd });
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');

describe('--fix', () => {
  test('applies the safe fixes, reports what is left, and has nothing to do the second time', async () => {
    const cwd = workspace({ 'pod.yaml': quoted, 'compose.yaml': collision() });
    const first = await check(cwd, '--fix', '--format', 'json');
    expect(first.status).toBe(1);
    expect(first.stderr).toBe('portolan: fixed 1 file.\n');
    expect(findingsOf(first.stdout)).toEqual(['compose.yaml:7:14 error host-port-collision']);
    expect(read(cwd, 'pod.yaml').toString()).toBe(mended);
    expect(read(cwd, 'compose.yaml').toString()).toBe(collision());
    const time = fs.statSync(path.join(cwd, 'pod.yaml')).mtimeMs;
    const second = await check(cwd, '--fix', '--format', 'json');
    expect([second.stdout, second.stderr]).toEqual([first.stdout, '']);
    expect(fs.statSync(path.join(cwd, 'pod.yaml')).mtimeMs).toBe(time);
  });
  test('keeps byte order mark, line breaks, encoding and mode', async () => {
    const crlf = quoted.replaceAll('\n', '\r\n');
    const files: Files = {
      'bom.yaml': `\ufeff${quoted}`,
      'crlf.yaml': crlf,
      'mixed.yaml': quoted.replace('\n', '\r\n'),
      'open-end.yaml': quoted.trimEnd(),
      'utf16.yaml': utf16(crlf),
    };
    // Each in a folder of its own, since two pods of one name would be one mistake more.
    const cwd = workspace(Object.fromEntries(Object.entries(files).map(([name, text]) => [`${name}.d/${name}`, text])));
    for (const name of Object.keys(files)) fs.chmodSync(path.join(cwd, `${name}.d/${name}`), 0o664);
    expect((await check(cwd, '--fix')).status).toBe(0);
    for (const [name, text] of Object.entries(files)) {
      const mend = (t: string) => t.replace('"3000"', '3000');
      const expected = typeof text === 'string' ? Buffer.from(mend(text)) : utf16(mend(crlf));
      expect([name, read(cwd, `${name}.d/${name}`)]).toEqual([name, expected]);
      expect(fs.statSync(path.join(cwd, `${name}.d/${name}`)).mode & 0o777).toBe(0o664);
      expect(fs.readdirSync(path.join(cwd, `${name}.d`))).toEqual([name]);
    }
  });
  test('changes only what is reported', async () => {
    const cwd = workspace({ 'a/pod.yaml': quoted, 'b/pod.yaml': quoted });
    expect((await check(cwd, '--fix', '--root', '.', 'a')).status).toBe(0);
    expect([read(cwd, 'a/pod.yaml').toString(), read(cwd, 'b/pod.yaml').toString()]).toEqual([mended, quoted]);
  });
  test('leaves alone what is suppressed or switched off', async () => {
    const kept = quoted.replace(
      '        tcpSocket',
      '        # portolan: ignore-next-line[quoted-port-number] on purpose\n        tcpSocket',
    );
    const cwd = workspace({ 'pod.yaml': kept });
    expect((await check(cwd, '--fix')).status).toBe(0);
    expect(read(cwd, 'pod.yaml').toString()).toBe(kept);
    const other = workspace({ 'pod.yaml': quoted });
    expect((await check(other, '--fix', '--rule', 'quoted-port-number=off')).status).toBe(0);
    expect(read(other, 'pod.yaml').toString()).toBe(quoted);
  });
  test.skipIf(process.platform === 'win32')('that cannot write says so, and the finding stays', async () => {
    const cwd = workspace({ 'a/pod.yaml': quoted, 'b/pod.yaml': quoted });
    const user = process.getuid?.() === 0 ? 65_534 : undefined;
    for (const at of [cwd, path.dirname(cwd)]) fs.chmodSync(at, 0o755);
    if (user !== undefined) fs.chownSync(path.join(cwd, 'b'), user, user);
    fs.chmodSync(path.join(cwd, 'a'), 0o555);
    const ran = await portolan(['check', '--fix', '--format', 'json'], {
      cwd,
      ...(user === undefined ? {} : { uid: user }),
    });
    fs.chmodSync(path.join(cwd, 'a'), 0o755);
    expect(ran.status).toBe(2);
    expect(ran.stderr).toBe(
      'portolan: a/pod.yaml was not fixed: it cannot be written (EACCES).\nportolan: fixed 1 file.\n',
    );
    expect(findingsOf(ran.stdout)).toEqual(['a/pod.yaml:10:28 error quoted-port-number']);
    expect(read(cwd, 'a/pod.yaml').toString()).toBe(quoted);
  });
});

describe('--diff', () => {
  const files: Files = {
    'k8s/pod.yaml': quoted,
    'über uns/pod.yaml': `\ufeff${quoted.replaceAll('\n', '\r\n')}`,
    'tab/pod.yaml': quoted.replace('# kept', '#\tkept').trimEnd(),
  };
  test('shows what --fix would change, and changes nothing', async () => {
    const cwd = workspace(files);
    const { status, stdout, stderr } = await check(cwd, '--diff');
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toContain('--- a/k8s/pod.yaml\n+++ b/k8s/pod.yaml\n@@ ');
    expect(stdout).toContain('\n-        tcpSocket: { port: "3000" }\n+        tcpSocket: { port: 3000 }\n');
    for (const [name, text] of Object.entries(files)) expect(read(cwd, name).toString()).toBe(text);
    expect((await check(cwd, '--diff', '--fix')).stdout).toBe(stdout);
    expect(read(cwd, 'k8s/pod.yaml').toString()).toBe(quoted);
  });
  test('can be applied by git, and is then what --fix does', async () => {
    const [fixed, patched] = [workspace(files), workspace(files)];
    await check(fixed, '--fix');
    expect((await check(patched, '--diff', '--output-file', '../fix.patch')).status).toBe(1);
    const git = await run('git', ['apply', '--whitespace=nowarn', '../fix.patch'], { cwd: patched });
    expect([git.status, git.stderr]).toEqual([0, '']);
    for (const name of Object.keys(files)) expect([name, read(patched, name)]).toEqual([name, read(fixed, name)]);
  });
  test('is empty when there is nothing to fix', async () => {
    const cwd = workspace({ 'compose.yaml': collision() });
    expect(await check(cwd, '--diff')).toEqual({ status: 1, stdout: '', stderr: '' });
  });
});
