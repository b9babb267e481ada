// What a person sees: colours, progress, code frames, and the end of a pipe.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { progressLine } from '../../src/cli/progress';
import { frameOf } from '../../src/cli/reporters/frame';
import { cli, collision, portolan, run, workspace } from './portolan';

const cwd = workspace({ 'compose.yaml': collision() });
const ESC = '\u001b';

describe('colours', () => {
  const coloured = async (env: Record<string, string>, ...args: string[]) =>
    (await portolan(['check', ...args], { cwd, env })).stdout.includes(ESC);
  test('are for terminals, unless they are asked for or declined', async () => {
    expect(await coloured({})).toBe(false);
    expect(await coloured({ FORCE_COLOR: '1' })).toBe(true);
    expect(await coloured({ FORCE_COLOR: '0' })).toBe(false);
    expect(await coloured({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
    expect(await coloured({ FORCE_COLOR: '1', NO_COLOR: '' })).toBe(true);
    expect(await coloured({ FORCE_COLOR: '1' }, '--no-color')).toBe(false);
  });
  const script = '/usr/bin/script';
  test.skipIf(!fs.existsSync(script))('in a real terminal', async () => {
    const inTerminal = (env: Record<string, string>) =>
      run(script, ['-qec', `"${process.execPath}" "${cli}" check`, '/dev/null'], {
        cwd,
        env: { TERM: 'xterm', ...env },
      });
    expect((await inTerminal({})).stdout).toContain(`${ESC}[31m`);
    expect((await inTerminal({ NO_COLOR: '1' })).stdout).not.toContain(ESC);
  });
});

describe('progress', () => {
  function terminal(isTTY: boolean) {
    const written: string[] = [];
    let time = 0;
    const line = progressLine({ isTTY, columns: 20, write: (text) => written.push(text) }, () => time);
    return { line, written, wait: (ms: number) => (time += ms) };
  }
  test('is shown on a terminal, after a while, some times a second, and cleared', () => {
    const { line, written, wait } = terminal(true);
    line?.show('listing');
    wait(800);
    for (let i = 0; i < 100; i++) {
      line?.show(`reading ${i}/100`);
      wait(5);
    }
    expect(written.length).toBeGreaterThan(2);
    expect(written.length).toBeLessThan(10);
    line?.clear();
    line?.clear();
    expect(written.at(-1)).toBe(`\r${ESC}[K`);
    expect(written.filter((w) => w === `\r${ESC}[K`)).toHaveLength(1);
  });
  test('fits one line', () => {
    const { line, written, wait } = terminal(true);
    wait(800);
    line?.show('a text that is longer than the line');
    expect(written).toEqual([`\r${ESC}[Ka text that is long`]);
  });
  test('of a short run is nothing, also to clear', () => {
    const { line, written } = terminal(true);
    line?.show('listing');
    line?.clear();
    expect(written).toEqual([]);
  });
  test('is nothing where there is no terminal', () => {
    expect(terminal(false).line).toBeUndefined();
  });
});

describe('a code frame', () => {
  const shown = (text: string, marked: string) => {
    const start = text.indexOf(marked);
    const frame = frameOf(text, start, start + marked.length);
    return [frame.line, ' '.repeat(frame.at) + '^'.repeat(frame.width)];
  };
  test('marks the place', () => {
    expect(shown('ports: ["80:80"]', '80:80')).toEqual(['ports: ["80:80"]', '         ^^^^^']);
    expect(frameOf('', 0, 1)).toEqual({ line: '', at: 0, width: 1 });
    expect(frameOf('abc', 3, 4)).toEqual({ line: 'abc', at: 3, width: 1 });
  });
  test('shows tabs as spaces up to the next stop', () => {
    expect(shown('\t\ta:\t80', '80')).toEqual(['        a:  80', '            ^^']);
  });
  test('shows control characters', () => {
    expect(shown('\u001b[1m80', '80')).toEqual(['\\u001b[1m80', '         ^^']);
  });
  test('counts cells: wide, combining and joined characters', () => {
    expect(shown('端口: 80', '80')).toEqual(['端口: 80', '      ^^']);
    expect(shown('e\u0301: 80', '80')).toEqual(['e\u0301: 80', '   ^^']);
    expect(shown('👩‍💻😀: 80', '80')).toEqual(['👩‍💻😀: 80', '      ^^']);
    expect(shown('x: 端口', '端口')).toEqual(['x: 端口', '   ^^^^']);
  });
  test('cuts long lines around the place, and long places', () => {
    const [line = '', mark = ''] = shown(`${'a'.repeat(5000)}80${'b'.repeat(5000)}`, '80');
    expect(line.length).toBeLessThan(160);
    expect(line.slice(mark.indexOf('^'), mark.length)).toBe('80');
    expect([line[0], line.at(-1)]).toEqual(['…', '…']);
    const long = frameOf('x'.repeat(1_000_000), 10, 900_000);
    expect(long.line.length).toBeLessThan(160);
    expect(long.width).toBe(80);
  });
  test('cuts no character in two', () => {
    const [line = ''] = shown(`${'😀'.repeat(2000)}80${'😀'.repeat(2000)}`, '80');
    expect(line).not.toMatch(/\p{Cs}/u);
    expect(frameOf(`a${'😀'.repeat(2000)}`, 0, 3000).line).not.toMatch(/\p{Cs}/u);
  });
});

test.skipIf(process.platform === 'win32')(
  'a reader that has seen enough ends the output, not the exit code',
  async () => {
    const many = workspace(
      Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`p${i}/compose.yaml`, collision(1000 + i)])),
    );
    const child = spawn(process.execPath, [cli, 'check'], { cwd: many, stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdout.once('data', () => child.stdout.destroy());
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect([status, stderr]).toEqual([1, '']);
  },
);

test('thousands of findings are printed', { timeout: 120_000 }, async () => {
  const services = Array.from({ length: 3000 }, (_, i) => `  s${i}: { image: a, ports: ["80:80"] }`);
  const many = workspace({ 'compose.yaml': `services:\n${services.join('\n')}\n` });
  const { status, stdout } = await portolan(['check', '--format', 'concise'], { cwd: many });
  expect(status).toBe(1);
  expect(stdout.split('\n').length).toBeGreaterThan(2000);
});
