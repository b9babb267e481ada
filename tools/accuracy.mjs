// @ts-check
// `node tools/accuracy.mjs FOLDER` writes docs/accuracy.md from a run over public repositories. FOLDER holds one checkout for
// each repository of tools/accuracy/verdicts.json, named owner__name. Nothing of the repositories is kept here: only counts, and
// what a person said of each error and warning. A finding that nobody has judged fails the run.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { repository } from './lib/repo.mjs';
import { PART, suitesPart } from './suites/page.mjs';

const folder = process.argv[2];
if (!folder) {
  console.error('Name the folder with the checkouts: node tools/accuracy.mjs FOLDER');
  process.exit(2);
}
/** @type {{ repositories: Record<string, string>, verdicts: { repository: string, rule: string, path?: string, verdict: 'right' | 'arguable' | 'wrong', reason: string }[], known: { id: string, kind: string, what: string, result: string }[] }} */
const judged = JSON.parse(fs.readFileSync(path.join(repository, 'tools/accuracy/verdicts.json'), 'utf8'));

/** @typedef {{ rule: string, severity: string, path: string, line: number, message: string }} Finding */
/** @type {{ name: string, commit: string, files: number, stacks: number, lines: string[] }[]} */
const rows = [];
/** @type {string[]} */
const unjudged = [];
const totals = { right: 0, arguable: 0, wrong: 0, milder: 0 };
for (const [name, commit] of Object.entries(judged.repositories)) {
  const at = path.join(folder, name.replace('/', '__'));
  const run = spawnSync(
    process.execPath,
    [path.join(repository, 'dist/cli.js'), 'check', at, '--format', 'json', '--fail-on', 'never'],
    { encoding: 'utf8', maxBuffer: 1e9 },
  );
  if (run.status === 3) {
    rows.push({ name, commit, files: 0, stacks: 0, lines: ['nothing of the formats so far'] });
    continue;
  }
  if (run.status !== 0) throw new Error(`${name}: ${run.stderr}`);
  /** @type {{ files: number, stacks: number, findings: Finding[] }} */
  const { files, stacks, findings } = JSON.parse(run.stdout);
  /** @type {Map<string, { count: number, severity: string, rule: string, verdict: string, reason: string }>} */
  const groups = new Map();
  for (const f of findings) {
    if (f.severity !== 'error' && f.severity !== 'warning') {
      totals.milder++;
      group(groups, f, 'not judged', '');
      continue;
    }
    const v = judged.verdicts.find(
      (x) => x.repository === name && x.rule === f.rule && (x.path === undefined || x.path === f.path),
    );
    if (!v) unjudged.push(`${name} ${f.path}:${f.line} ${f.severity}[${f.rule}] ${f.message}`);
    else {
      totals[v.verdict]++;
      group(groups, f, v.verdict, v.reason);
    }
  }
  rows.push({
    name,
    commit,
    files,
    stacks,
    lines: [...groups.values()].map(
      (g) => `${g.count} ${g.severity} \`${g.rule}\`${g.verdict === 'not judged' ? '' : `: ${g.verdict}. ${g.reason}`}`,
    ),
  });
}
if (unjudged.length > 0) {
  console.error(`Nobody has judged these:\n${unjudged.join('\n')}`);
  process.exit(1);
}
fs.writeFileSync(path.join(repository, 'docs/accuracy.md'), page());
console.log(`${totals.right} right, ${totals.arguable} arguable, ${totals.wrong} wrong`);

/**
 * @param {Map<string, { count: number, severity: string, rule: string, verdict: string, reason: string }>} groups
 * @param {Finding} f
 * @param {string} verdict
 * @param {string} reason
 */
function group(groups, f, verdict, reason) {
  const key = `${f.severity} ${f.rule} ${verdict} ${reason}`;
  const known = groups.get(key);
  if (known) known.count++;
  else groups.set(key, { count: 1, severity: f.severity, rule: f.rule, verdict, reason });
}

function page() {
  const loud = totals.right + totals.arguable + totals.wrong;
  const share = loud === 0 ? 100 : (100 * totals.right) / loud;
  const body = rows.map(
    (r) =>
      `| ${r.name} | \`${r.commit.slice(0, 8)}\` | ${r.files} | ${r.stacks} | ${r.lines.length === 0 ? 'no findings' : r.lines.join('<br>')} |`,
  );
  const known = judged.known.map((k) => `| ${k.id} | ${k.kind} | ${k.what} | ${k.result} |`);
  return `# Accuracy

What Portolan says of ${rows.length} public repositories, with its default settings. Every error and warning was read beside the files that it names; a
finding counts as right only with the platform's own reason. Infos and hints are counted, not judged. This page is written by
\`node tools/accuracy.mjs FOLDER\` from a folder of checkouts and the verdicts in \`tools/accuracy/verdicts.json\`; a finding without a verdict
stops it.

**${loud} errors and warnings: ${totals.right} right, ${totals.arguable} arguable, ${totals.wrong} wrong (${share.toFixed(1)} % right).** ${totals.milder} infos.

| repository | commit | files read | stacks | findings |
| --- | --- | ---: | ---: | --- |
${body.join('\n')}

## Bugs and traps that were known beforehand

Found by hand in the same repositories before Portolan was written: bugs that should be reported, and traps that must stay silent.

| id | kind | what | result |
| --- | --- | --- | --- |
${known.join('\n')}

<!-- generated:${PART} -->

${suitesPart()}

<!-- /generated -->
`;
}
