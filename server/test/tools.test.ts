// The parts of tools/ on which the truth of `npm start`, `npm test` and the generated pages rests.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { closingLine, judged, suitesIn, sum } from '../../tools/lib/counts.mjs';
import { repository } from '../../tools/lib/repo.mjs';
import { between } from '../../tools/pages/markdown.mjs';
import { outOfDate } from '../../tools/pages/stale.mjs';

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portolan-tools-'));
  fs.mkdirSync(path.join(folder, 'docs/rules'), { recursive: true });
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

describe('npm start', () => {
  const start = (...args: string[]) =>
    spawnSync(process.execPath, [path.join(repository, 'tools/run.mjs'), 'start', ...args], {
      encoding: 'utf8',
      env: { ...process.env, INIT_CWD: folder },
    });

  test('finds a path where the person stands, and has succeeded when it reported', () => {
    fs.mkdirSync(path.join(folder, 'shop'));
    fs.writeFileSync(
      path.join(folder, 'shop/compose.yaml'),
      'services:\n  a:\n    image: a\n    ports: ["80:80"]\n  b:\n    image: b\n    ports: ["80:80"]\n',
    );
    const { status, stdout } = start('shop');
    expect(stdout).toContain('compose.yaml');
    expect(status).toBe(0);
  });
  test('has succeeded when there was nothing to check, and says so', () => {
    const { status, stdout, stderr } = start('docs');
    expect(status).toBe(0);
    expect(stdout + stderr).not.toBe('');
  });
  test('fails with 2 when there is no such folder', () => {
    expect(start('nowhere').status).toBe(2);
  });
  test('is one of the commands; others are refused', () => {
    const { status, stderr } = spawnSync(process.execPath, [path.join(repository, 'tools/run.mjs'), 'sart'], {
      encoding: 'utf8',
    });
    expect(stderr).toContain('start');
    expect(status).toBe(2);
  });
});

describe('generated pages', () => {
  test('are stale when they differ, are not there or belong to nothing', () => {
    for (const name of ['a', 'b', 'c']) fs.writeFileSync(path.join(folder, `docs/rules/${name}.md`), name);
    fs.writeFileSync(path.join(folder, 'README.md'), 'r');
    const pages = new Map([
      ['README.md', 'r'],
      ['docs/rules/a.md', 'a'],
      ['docs/rules/b.md', 'now b'],
      ['docs/rules/d.md', 'd'],
    ]);
    expect(outOfDate(folder, pages, 'docs/rules')).toEqual({
      stale: ['docs/rules/b.md', 'docs/rules/d.md'],
      left: ['docs/rules/c.md'],
    });
  });
  test('stand between markers that must be there', () => {
    const page = 'a\n<!-- generated:x -->old<!-- /generated -->\nb';
    expect(between(page, 'x', 'new')).toBe('a\n<!-- generated:x -->\n\nnew\n\n<!-- /generated -->\nb');
    expect(() => between(page, 'y', 'new')).toThrow('<!-- generated:y -->');
  });
});

describe('the counts of npm test', () => {
  const suite = (name: string, passed: number, failed: number, skipped: number) => ({ name, passed, failed, skipped });

  test('are read from the lines of the suites', () => {
    const text =
      'check: 1 passed, 0 failed, 0 skipped\n 3 passed, 0 failed\nui of newest: 6 passed, 1 failed, 2 skipped\n  x: 1 passed, 0 failed, 0 skipped\n';
    expect(suitesIn(text)).toEqual([suite('check', 1, 0, 0), suite('ui of newest', 6, 1, 2)]);
    expect(closingLine(sum(suitesIn(text)))).toBe('7 passed, 1 failed, 2 skipped');
  });
  test('count a suite that ran no test, a silent program and a bad end as failures', () => {
    expect(judged('e2e', [suite('a', 1, 0, 0)], 0)).toEqual([suite('a', 1, 0, 0)]);
    expect(judged('e2e', [suite('a', 0, 0, 1)], 0)).toEqual([suite('a', 0, 0, 1)]);
    expect(sum(judged('e2e', [suite('a', 0, 0, 0)], 0))).toMatchObject({ failed: 1 });
    expect(sum(judged('e2e', [], 0))).toMatchObject({ failed: 1 });
    expect(sum(judged('e2e', [suite('a', 1, 0, 0)], 1))).toMatchObject({ passed: 1, failed: 1 });
    expect(sum(judged('e2e', [suite('a', 1, 2, 0)], 1))).toMatchObject({ passed: 1, failed: 2 });
  });
});
