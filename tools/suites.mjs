// @ts-check
// `node tools/suites.mjs SUITE FOLDER [--reasons FILE] [--write]` compares Portolan with a suite of tests that others wrote,
// read from a checkout of their repository: kube-linter, istio, kubescape, trivy or those
// of np-guard. Disagreements on purpose stand with
// their reasons in tools/suites/SUITE.json; any other, and a reason that is not needed any more, makes the exit code 1.
// --write keeps the figures and writes them to docs/accuracy.md.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { repository } from './lib/repo.mjs';
import { importTypeScript } from './lib/typescript.mjs';
import { clusterTopologyAnalyzer } from './suites/cluster-topology-analyzer.mjs';
import { compare, explained } from './suites/compare.mjs';
import { istio } from './suites/istio.mjs';
import { kubeLinter } from './suites/kube-linter.mjs';
import { kubescape } from './suites/kubescape.mjs';
import { netpolAnalyzer } from './suites/netpol-analyzer.mjs';
import { keep, reasonsIn } from './suites/page.mjs';
import { trivy } from './suites/trivy.mjs';

/** @typedef {{ cases: number, disagreements: import('./suites/compare.mjs').Disagreement[], nowhere?: Set<string>, leftOut: string[] }} Outcome */

/** @type {Readonly<Record<string, { repository: string, run: (folder: string, engine: typeof import('./suites/engine')) => Outcome }>>} */
const suites = {
  'kube-linter': { repository: 'stackrox/kube-linter', run: ofFindings(kubeLinter) },
  istio: { repository: 'istio/istio', run: ofFindings(istio) },
  kubescape: { repository: 'kubescape/regolibrary', run: ofFindings(kubescape) },
  trivy: { repository: 'aquasecurity/trivy-checks', run: ofFindings(trivy) },
  'netpol-analyzer': { repository: 'np-guard/netpol-analyzer', run: netpolAnalyzer },
  'cluster-topology-analyzer': { repository: 'np-guard/cluster-topology-analyzer', run: clusterTopologyAnalyzer },
};

/**
 * A suite that says for places whether they are mistakes.
 * @param {(folder: string) => { settings: import('./suites/compare.mjs').Setting[], leftOut: string[] }} read
 * @returns {(folder: string, engine: typeof import('./suites/engine')) => Outcome}
 */
function ofFindings(read) {
  return (folder, { findingsIn, ruleIds }) => {
    const { settings, leftOut } = read(folder);
    const rules = settings.flatMap((setting) => setting.cases.flatMap((one) => one.rules));
    return { ...compare(settings, findingsIn), nowhere: new Set(rules.filter((id) => !ruleIds.has(id))), leftOut };
  };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { reasons: { type: 'string' }, write: { type: 'boolean' } },
});
const [name = '', folder = ''] = positionals;
const suite = suites[name];
if (!suite || !fs.existsSync(folder)) {
  console.error(`Name a suite (${Object.keys(suites).join(', ')}) and the folder with its checkout.`);
  process.exit(2);
}

/** @type {typeof import('./suites/engine')} */
const engine = await importTypeScript('tools/suites/engine.ts');
const { cases, disagreements, nowhere = new Set(), leftOut } = suite.run(folder, engine);
const reasons = reasonsIn(values.reasons ?? path.join(repository, `tools/suites/${name}.json`));
const { unexplained, stale } = explained(disagreements, reasons);

for (const { name: one, expected, heard, differences } of unexplained)
  console.log(
    `unexplained: ${one}: ${differences ? differences.join('; ') : expected ? 'they report it, Portolan does not' : `they do not, Portolan says ${heard.map((h) => `${h.severity} ${h.rule}: ${h.message}`).join(' | ')}`}`,
  );
for (const { reason, cases: names } of reasons)
  console.log(`on purpose: ${names.length}: ${reason}\n  ${names.join('\n  ')}`);
for (const one of stale) console.log(`a reason without a disagreement: ${one}`);
for (const id of nowhere) console.log(`no rule has the id ${id}`);
for (const one of leftOut) console.log(`left out: ${one}`);
const agreed = cases - disagreements.length;
console.log(
  `${name}: ${cases} cases, ${agreed} agreed, ${disagreements.length} disagreed, ${unexplained.length} unexplained`,
);

if (cases === 0 || unexplained.length + stale.length + nowhere.size > 0) process.exitCode = 1;
else if (values.write) {
  const commit = spawnSync('git', ['-C', folder, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).stdout.trim();
  const louder = disagreements.filter(({ expected }) => !expected).length;
  await keep(name, { repository: suite.repository, commit, cases, agreed, louder, leftOut });
}
