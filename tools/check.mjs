// @ts-check
// `npm run check`: everything about this repository that a machine can judge without running the product. Each gate is a
// function from a tree to its problems; server/test/checks.test.ts proves that each one can fail.
//   node tools/check.mjs [GATE…]
import fs from 'node:fs';
import path from 'node:path';
import { bundles } from './bundles.mjs';
import { checkImports, checkSizes } from './gates/bundles.mjs';
import { checkLayers } from './gates/layers.mjs';
import { checkManifest } from './gates/manifest.mjs';
import { checkPackages } from './gates/packages.mjs';
import { checkFormatting, checkGenerated, checkLint, checkTypes, checkUnused } from './gates/programs.mjs';
import { checkDocumented, checkLength } from './gates/sources.mjs';
import { checkNotifications, checkTranslations, checkWords } from './gates/words.mjs';
import { repository } from './lib/repo.mjs';

const budgets = JSON.parse(fs.readFileSync(path.join(repository, 'tools/budgets.json'), 'utf8'));

/** @type {Readonly<Record<string, () => string[] | Promise<string[]>>>} */
const gates = {
  types: () => checkTypes(repository),
  lint: () => checkLint(repository),
  formatting: () => checkFormatting(repository),
  layers: () => checkLayers(repository),
  imports: () => checkImports(repository, bundles),
  length: () => checkLength(repository, budgets.lines),
  documented: () => checkDocumented(repository),
  words: () => checkWords(repository),
  translations: () => checkTranslations(repository),
  notifications: () => checkNotifications(repository, budgets.notifications),
  unused: () => checkUnused(repository),
  manifest: () => checkManifest(repository),
  generated: () => checkGenerated(repository),
  sizes: () => checkSizes(repository, bundles, budgets.bundles),
  packages: () => checkPackages(repository),
};

const named = process.argv.slice(2);
const unknown = named.filter((name) => !Object.hasOwn(gates, name));
if (unknown.length > 0) {
  console.error(`There is no gate “${unknown[0]}”; there are ${Object.keys(gates).join(', ')}.`);
  process.exit(2);
}

let failed = 0;
const chosen = Object.entries(gates).filter(([name]) => named.length === 0 || named.includes(name));
for (const [name, gate] of chosen) {
  const start = performance.now();
  const problems = await problemsOf(gate);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(problems.length === 0 ? `ok      ${name} (${seconds} s)` : `FAILED  ${name}`);
  for (const problem of problems) console.log(`  ${problem}`);
  if (problems.length > 0) failed += 1;
}
console.log(`check: ${chosen.length - failed} passed, ${failed} failed, 0 skipped`);
process.exitCode = failed === 0 ? 0 : 1;

/**
 * A gate that breaks has not passed.
 * @param {() => string[] | Promise<string[]>} gate
 */
async function problemsOf(gate) {
  try {
    return await gate();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
