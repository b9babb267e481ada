// @ts-check
// Runs Portolan over the workspaces of a suite and compares with what the suite expects.

/**
 * A place in a workspace and whether the suite expects something to be said of it. Without a path the case is the whole
 * workspace. `rules` are ours on the same matter: others may say what they like.
 * @typedef {{ name: string, path?: string, start?: number, end?: number, expected: boolean, rules: string[] }} Case
 */
/** Files that are looked at together, and the cases in them. @typedef {{ files: import('./objects.mjs').File[], cases: Case[] }} Setting */
/**
 * A case that disagrees. `expected`: the suite says something and Portolan does not. Suites of connections tell how answers
 * differ.
 * @typedef {{ name: string, expected: boolean, heard: readonly import('./engine').Heard[], differences?: readonly string[] }} Disagreement
 */
/** Why cases disagree on purpose; `source` is a page of the platform that says so. @typedef {readonly { reason: string, source?: string, cases: readonly string[] }[]} Reasons */

/**
 * A case agrees if Portolan says something there exactly when the suite does; how often, in which words and how loudly is
 * not compared. What our rules on the matter say outside of all cases of a workspace is a disagreement too.
 * @param {readonly Setting[]} settings
 * @param {(files: readonly import('./objects.mjs').File[]) => readonly import('./engine').Heard[]} findingsIn
 * @returns {{ cases: number, disagreements: Disagreement[] }}
 */
export function compare(settings, findingsIn) {
  /** @type {Disagreement[]} */
  const disagreements = [];
  let cases = 0;
  for (const setting of settings) {
    const heard = findingsIn(setting.files);
    const matter = new Set(setting.cases.flatMap(({ rules }) => rules));
    const stray = new Set(heard.filter(({ rule }) => matter.has(rule)));
    for (const one of numbered(setting.cases)) {
      const here = heard.filter((finding) => one.rules.includes(finding.rule) && isWithin(finding, one));
      for (const finding of here) stray.delete(finding);
      cases++;
      if (here.length > 0 !== one.expected) disagreements.push({ name: one.name, expected: one.expected, heard: here });
    }
    for (const finding of stray)
      disagreements.push({
        name: `elsewhere in "${setting.cases[0]?.name ?? ''}": ${finding.rule} at ${finding.path}:${finding.start}`,
        expected: false,
        heard: [finding],
      });
  }
  return { cases, disagreements };
}

/**
 * Names that stand more than once get a number.
 * @param {readonly Case[]} cases
 * @returns {Case[]}
 */
function numbered(cases) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  return cases.map((one) => {
    const count = (seen.get(one.name) ?? 0) + 1;
    seen.set(one.name, count);
    return count === 1 ? one : { ...one, name: `${one.name} (${count})` };
  });
}

/**
 * @param {import('./engine').Heard} finding
 * @param {Case} place
 */
function isWithin(finding, { path, start = 0, end = Infinity }) {
  return path === undefined || (finding.path === path && finding.start >= start && finding.end <= end);
}

/**
 * Splits disagreements into those that a reason names and the rest; `stale` are names of reasons that no disagreement has.
 * @param {readonly Disagreement[]} disagreements
 * @param {Reasons} reasons
 */
export function explained(disagreements, reasons) {
  const named = new Set(reasons.flatMap(({ cases }) => cases));
  const names = new Set(disagreements.map(({ name }) => name));
  return {
    unexplained: disagreements.filter(({ name }) => !named.has(name)),
    stale: [...named].filter((name) => !names.has(name)),
  };
}
