// @ts-check
// The part of docs/accuracy.md on suites that others wrote.
import fs from 'node:fs';
import path from 'node:path';
import prettier from 'prettier';
import { between, table } from '../pages/markdown.mjs';
import { repository } from '../lib/repo.mjs';

/**
 * What a run of a suite came to; `louder`: cases in which Portolan says something and the suite does not.
 * @typedef {{ repository: string, commit: string, cases: number, agreed: number, louder: number, leftOut: string[] }} Result
 */

/** The name of the part between the markers of the page. */
export const PART = 'suites';

const results = path.join(repository, 'tools/suites/results.json');

/** @returns {Record<string, Result>} */
function known() {
  return JSON.parse(fs.readFileSync(results, 'utf8'));
}

/**
 * Keeps what a run came to, and writes it to docs/accuracy.md.
 * @param {string} suite
 * @param {Result} result
 */
export async function keep(suite, result) {
  await writeFormatted(results, JSON.stringify({ ...known(), [suite]: result }));
  const page = path.join(repository, 'docs/accuracy.md');
  await writeFormatted(page, between(fs.readFileSync(page, 'utf8'), PART, suitesPart()));
}

/**
 * Writes a file as the house formats it.
 * @param {string} file
 * @param {string} text
 */
export async function writeFormatted(file, text) {
  const options = { ...(await prettier.resolveConfig(file)), filepath: file };
  fs.writeFileSync(file, await prettier.format(text, options));
}

/**
 * The reasons for disagreeing with a suite.
 * @param {string} file
 * @returns {import('./compare.mjs').Reasons}
 */
export function reasonsIn(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

/**
 * A reason whose first word, the platform, leads to its page.
 * @param {string} reason
 * @param {string | undefined} source
 */
function linked(reason, source) {
  return source === undefined ? reason : reason.replace(/^(Kubernetes|Istio)/, `[$1](${source})`);
}

/** The part of the page, from the results of the last runs and the reasons. */
export function suitesPart() {
  const suites = Object.entries(known());
  const sum = (/** @type {(of: Result) => number} */ of) => suites.reduce((all, [, result]) => all + of(result), 0);
  const cases = sum((of) => of.cases);
  const agreed = sum((of) => of.agreed);
  const louder = sum((of) => of.louder);
  const rows = suites.map(([name, of]) => [
    `[${of.repository}](https://github.com/${of.repository})`,
    `\`${of.commit.slice(0, 8)}\``,
    String(of.cases),
    String(of.agreed),
    String(of.cases - of.agreed),
    `[why](#${name})`,
  ]);
  const sections = suites.map(([name, { leftOut }]) => {
    const reasons = reasonsIn(path.join(repository, `tools/suites/${name}.json`)).map(
      ({ reason, source, cases }) =>
        `- ${cases.length}: ${linked(reason, source)}\n  ${cases.map((c) => `\`${c}\``).join(', ')}`,
    );
    return `### ${name}\n\n${reasons.join('\n')}\n\nLeft out: ${leftOut.join('; ')}.`;
  });
  return `## Suites that others wrote

Test cases of other tools on the same matters, read from their repositories by \`node tools/suites.mjs SUITE FOLDER\`; nothing of theirs is kept
here. A case is a place in a manifest (an object, a container, a port) for which the suite says whether it is a mistake; Portolan agrees if it
says something of that place exactly when the suite does, at any severity. In suites of connections a case is a pair of workloads, and Portolan
agrees if it allows or denies the same ports of all protocols; what it cannot tell counts as silence. Names, selectors and images that an object needs for the API server, and
that a test leaves out, are filled in: without them it would be taken for a patch. Many of these tools are style guides: they ask for things that are good
practice and that a platform does not need. Where Portolan disagrees on purpose, the platform's rule stands below; any other disagreement makes the
script fail.

**${cases} cases: ${agreed} agreed, ${cases - agreed} disagreed on purpose, 0 unexplained.** Of those that disagreed, Portolan is silent in ${cases - agreed - louder} and says more in ${louder}.

${table(['suite', 'commit', 'cases', 'agreed', 'disagreed', 'why'], rows)}

${sections.join('\n\n')}`;
}
