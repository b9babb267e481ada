// @ts-check
// A vitest reporter that only counts, for the closing line of `npm test`. The counts go to the file that PORTOLAN_COUNTS
// names. Whatever is wrong outside of a test (a file that does not load, an unhandled rejection) counts as a failure.
import fs from 'node:fs';

export default class Counts {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandled
   */
  onTestRunEnd(modules, unhandled) {
    const counts = { passed: 0, failed: unhandled.length, skipped: 0 };
    for (const module of modules) {
      counts.failed += module.errors().length;
      for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        // A test that is still pending at the end never ran.
        counts[state === 'pending' ? 'failed' : state] += 1;
      }
    }
    const file = process.env['PORTOLAN_COUNTS'];
    if (file !== undefined) fs.writeFileSync(file, JSON.stringify(counts));
  }
}
