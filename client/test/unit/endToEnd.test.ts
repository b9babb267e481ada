// The end-to-end tests can fail: whoever reads their counts relies on it.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { verdict } from '../../../tools/e2e/lib/results.mjs';

const run = path.resolve(import.meta.dirname, '../../../tools/e2e/run.mjs');

/** The Neovim suite where there is no Neovim. */
function withoutNeovim(env: NodeJS.ProcessEnv): { status: number | null; stdout: string } {
  return spawnSync(process.execPath, [run, 'neovim'], { env: { PATH: '', ...env }, encoding: 'utf8' });
}

describe('an editor that cannot be had', () => {
  test('is a skip that cannot be overlooked', () => {
    const { status, stdout } = withoutNeovim({ CI: 'true' });
    expect(stdout).toContain('*** SKIPPED: e2e neovim');
    expect(stdout).toContain('e2e neovim: 0 passed, 0 failed, 1 skipped');
    expect(status).toBe(0);
  });

  test('is a failure where PORTOLAN_E2E=required', () => {
    const { status, stdout } = withoutNeovim({ PORTOLAN_E2E: 'required' });
    expect(stdout).toContain('e2e neovim: 0 passed, 1 failed, 0 skipped');
    expect(status).toBe(1);
  });
});

describe('a window that ran tests', () => {
  const all = { passed: 3, failed: 0, skipped: 1 };

  test('passes if it says so and at least one test passed', () => {
    expect(verdict(0, all, '')).toEqual({ ...all, notes: [] });
  });

  test.each([
    ['ended with an error', 1, all],
    ['did not end', 'no result after 240 s', all],
    ['had a failing test', 0, { ...all, failed: 1 }],
    ['ran nothing', 0, { passed: 0, failed: 0, skipped: 4 }],
    ['told nothing', 0, undefined],
  ])('fails if it %s', (_what, ended, counted) => {
    expect(verdict(ended, counted, '').failed).toBeGreaterThan(0);
  });
});
