// @ts-check
// What a suite tells of itself.

/**
 * @typedef {object} Result
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string[]} [failures] one text for each failed test, and where to look
 * @property {string[]} [notes] figures that were measured on the way
 */

/** The line by which the tests in a web worker, which have no files, hand their results out. */
export const RESULT_MARK = 'PORTOLAN_E2E_RESULT ';

/**
 * The verdict on a window that ran tests. It passed only if the window said so *and* at least one test ran: a window
 * that ran nothing, or whose tests died at load, is a failure.
 * @param {number | string} ended
 * @param {Result | undefined} counted what the tests themselves counted
 * @param {string} where says where to look after a failure
 * @returns {Result}
 */
export function verdict(ended, counted, where) {
  const { passed = 0, failed = 0, skipped = 0, failures = [], notes = [] } = counted ?? {};
  if (ended === 0 && failed === 0 && passed > 0) return { passed, failed, skipped, notes };
  return {
    passed,
    failed: Math.max(failed, 1),
    skipped,
    notes,
    failures: [...failures, `The window ended with ${ended}. ${where}`],
  };
}

/**
 * @param {string} name
 * @param {Result} result
 */
export function line(name, { passed, failed, skipped }) {
  return `${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`;
}
