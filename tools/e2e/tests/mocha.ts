/// <reference types="mocha" />
import type { Result } from '../lib/results.mjs';
import { notes } from './util';

/** Reports nothing: the results are counted from the runner's events, alike in every host. */
export class Silent {}

/** Counts into the result that it returns at once, and prints each test, for whoever reads the window's log. */
export function count(runner: Mocha.Runner): Required<Result> {
  const result: Required<Result> = { passed: 0, failed: 0, skipped: 0, failures: [], notes };
  runner.on('pass', (test) => {
    result.passed += 1;
    console.log(`  ok ${test.fullTitle()} (${test.duration ?? 0} ms)`);
  });
  runner.on('fail', (test, error: Error) => {
    result.failed += 1;
    result.failures.push(`${test.fullTitle()}\n${error.stack ?? String(error)}`);
    console.log(`  FAIL ${test.fullTitle()}\n${error.stack ?? String(error)}`);
  });
  runner.on('pending', (test) => {
    result.skipped += 1;
    console.log(`  skipped ${test.fullTitle()}`);
  });
  return result;
}
