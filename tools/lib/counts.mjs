// @ts-check
// How many tests passed, failed and were skipped: the lines that suites print, and their sum.

/** @typedef {{ name: string, passed: number, failed: number, skipped: number }} Suite */

/**
 * The suites whose counts a program printed, each on a line of its own: `NAME: N passed, N failed, N skipped`.
 * @param {string} text
 * @returns {Suite[]}
 */
export function suitesIn(text) {
  return [...text.matchAll(/^(\S[^:\n]*): (\d+) passed, (\d+) failed, (\d+) skipped\r?$/gm)].map(
    ([, name = '', passed, failed, skipped]) => ({
      name,
      passed: Number(passed),
      failed: Number(failed),
      skipped: Number(skipped),
    }),
  );
}

/**
 * What a program reported, with what it did not admit: a suite that tested nothing has failed, and so has a program that
 * reported no suite, or that ended badly although it counted no failure.
 * @param {string} program
 * @param {readonly Suite[]} reported
 * @param {number} code the program's exit code
 * @returns {Suite[]}
 */
export function judged(program, reported, code) {
  const suites = reported.map((suite) =>
    suite.passed + suite.failed + suite.skipped === 0
      ? { ...suite, name: `${suite.name} (ran no test)`, failed: 1 }
      : suite,
  );
  if (suites.length > 0 && (code === 0 || suites.some(({ failed }) => failed > 0))) return suites;
  const complaint = suites.length === 0 ? 'reported no suite' : `ended with ${code}`;
  return [...suites, { name: `${program} (${complaint})`, passed: 0, failed: 1, skipped: 0 }];
}

/**
 * @param {readonly Suite[]} suites
 * @returns {Suite}
 */
export function sum(suites) {
  return suites.reduce(
    (total, suite) => ({
      name: total.name,
      passed: total.passed + suite.passed,
      failed: total.failed + suite.failed,
      skipped: total.skipped + suite.skipped,
    }),
    { name: 'all', passed: 0, failed: 0, skipped: 0 },
  );
}

/** @param {Suite} counts */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
