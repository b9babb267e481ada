// @ts-check
// `node tools/accuracy.mjs FOLDER` writes the part of docs/accuracy.md on public repositories. FOLDER holds one checkout for each
// repository of tools/accuracy/verdicts.json, named owner__name. Nothing of the repositories is kept here: only counts, and what a
// person said of each error and warning. A finding that nobody has judged fails the run, as does a verdict without a finding.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { refresh } from './accuracy/page.mjs';
import { repository } from './lib/repo.mjs';
import { table } from './pages/markdown.mjs';

const folder = process.argv[2];
if (!folder) {
  console.error('Name the folder with the checkouts: node tools/accuracy.mjs FOLDER');
  process.exit(2);
}
/** @type {{ repositories: Record<string, string>, verdicts: { repository: string, rule: string, path?: string, verdict: 'right' | 'arguable' | 'wrong', reason: string }[], known: { id: string, kind: string, what: string, result: string }[] }} */
const judged = JSON.parse(fs.readFileSync(path.join(repository, 'tools/accuracy/verdicts.json'), 'utf8'));

/** @typedef {{ rule: string, severity: string, path: string, line: number, message: string }} Finding */
/** @typedef {{ name: string, commit: string, files: number, stacks: number, loud: number, right: number, milder: number, lines: string[] }} Row */

/** @type {Row[]} */
const rows = [];
/** @type {string[]} */
const unjudged = [];
const needed = new Set();
const totals = { right: 0, arguable: 0, wrong: 0, milder: 0 };
for (const [name, commit] of Object.entries(judged.repositories)) {
  const run = spawnSync(
    process.execPath,
    [
      path.join(repository, 'dist/cli.js'),
      'check',
      path.join(folder, name.replace('/', '__')),
      '--format',
      'json',
      '--fail-on',
      'never',
    ],
    { encoding: 'utf8', maxBuffer: 1e9 },
  );
  if (run.status === 3) {
    rows.push({ name, commit, files: 0, stacks: 0, loud: 0, right: 0, milder: 0, lines: [] });
    continue;
  }
  if (run.status !== 0) throw new Error(`${name}: ${run.stderr}`);
  rows.push(rowOf(name, commit, JSON.parse(run.stdout)));
}
for (const v of judged.verdicts)
  if (!needed.has(v)) unjudged.push(`no finding any more: ${v.repository} ${v.rule} ${v.path ?? ''}`);
if (unjudged.length > 0) {
  console.error(`Nobody has judged these:\n${unjudged.join('\n')}`);
  process.exit(1);
}
await refresh('repositories', part());
console.log(`${totals.right} right, ${totals.arguable} arguable, ${totals.wrong} wrong`);

/**
 * @param {string} name
 * @param {string} commit
 * @param {{ files: number, stacks: number, findings: Finding[] }} result
 * @returns {Row}
 */
function rowOf(name, commit, { files, stacks, findings }) {
  /** @type {Map<string, number>} */
  const groups = new Map();
  const row = { name, commit, files, stacks, loud: 0, right: 0, milder: 0 };
  for (const f of findings) {
    const isLoud = f.severity === 'error' || f.severity === 'warning';
    const v = isLoud ? verdictOf(name, f) : undefined;
    if (v) {
      totals[v.verdict]++;
      row.loud++;
      if (v.verdict === 'right') row.right++;
    } else if (isLoud) unjudged.push(`${name} ${f.path}:${f.line} ${f.severity}[${f.rule}] ${f.message}`);
    else {
      totals.milder++;
      row.milder++;
    }
    const group = `${f.severity} \`${f.rule}\`${v ? `: ${v.verdict}. ${v.reason}` : ''}`;
    groups.set(group, (groups.get(group) ?? 0) + 1);
  }
  return { ...row, lines: [...groups].map(([group, n]) => `${n} ${group}`) };
}

/**
 * @param {string} name
 * @param {Finding} f
 */
function verdictOf(name, f) {
  const fits = judged.verdicts.filter((v) => v.repository === name && v.rule === f.rule);
  const verdict = fits.find((v) => v.path === f.path) ?? fits.find((v) => v.path === undefined);
  if (verdict) needed.add(verdict);
  return verdict;
}

function part() {
  const loud = totals.right + totals.arguable + totals.wrong;
  const share = loud === 0 ? 100 : (100 * totals.right) / loud;
  const body = rows.map((r) => [
    r.name,
    `\`${r.commit.slice(0, 8)}\``,
    ...[r.files, r.stacks, r.loud, r.right, r.milder].map(String),
  ]);
  const found = rows
    .filter((r) => r.lines.length > 0)
    .map((r) => `### ${r.name}\n\n${r.lines.map((line) => `- ${line}`).join('\n')}`);
  const empty = rows.filter((r) => r.files === 0).map((r) => r.name);
  return `## Public repositories

What Portolan says of ${rows.length} public repositories, with its default settings. Every error and warning was read beside the files that it
names; a finding counts as right only with the platform's own reason. Infos and hints are counted, not judged. This part is written by
\`node tools/accuracy.mjs FOLDER\` from a folder of checkouts and the verdicts in \`tools/accuracy/verdicts.json\`; a finding without a verdict
stops it.

**${loud} errors and warnings: ${totals.right} right, ${totals.arguable} arguable, ${totals.wrong} wrong (${share.toFixed(1)} % right).** ${totals.milder} infos and hints.

${table(['repository', 'commit', 'files read', 'stacks', 'errors and warnings', 'right', 'infos and hints'], body)}

Nothing of the formats that are read so far is in ${empty.join(', ')}.

${found.join('\n\n')}

### Bugs and traps that were known beforehand

Found by hand in the same repositories before Portolan was written: bugs that should be reported, and traps that must stay silent.

${table(
  ['id', 'kind', 'what', 'result'],
  judged.known.map((k) => [k.id, k.kind, k.what, k.result]),
)}`;
}
