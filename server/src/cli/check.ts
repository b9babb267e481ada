import fs from 'node:fs';
import path from 'node:path';
import type { Snapshot } from '../features/snapshot';
import type { Workspace } from '../index';
import { visible } from '../text/escape';
import type { Uri } from '../text/span';
import { isBelow } from '../text/uri';
import { VERSION } from '../version';
import { decodeBytes } from '../workspace/decode';
import { baselineOf, prunedBaseline, readBaseline, writeBaseline } from './baseline';
import { diffOf } from './diff';
import { showFiles } from './files';
import { fixAll } from './fix';
import type { FixedFile } from './fix';
import type { CliHost } from './host';
import { compareObserved } from './observed';
import type { CheckOptions } from './options';
import { settingsOf } from './options';
import { printReport } from './output';
import { placeOfStdin, placesOf } from './places';
import { progressLine } from './progress';
import { reporters } from './reporters/list';
import { lineOf, pathOf, placeOf } from './reporters/reporter';
import type { Report } from './reporters/reporter';
import { UsageError, analyse, hasStacks } from './run';
import type { Places } from './run';
import { changedFiles, isAtLeast, select } from './selection';
import type { Selection } from './selection';
import { statistics } from './statistics';

/** Exit codes of every command; scripts rely on them. */
export const ExitCode = { clean: 0, findings: 1, failed: 2, nothing: 3 } as const;

/** Runs `portolan check`; the exit code of the process. */
export async function check(given: readonly string[], options: CheckOptions, host: CliHost): Promise<number> {
  const stdin = options.stdinFilename;
  if (stdin !== undefined && given.length > 0)
    throw new UsageError('--stdin-filename names the only file; name no path.');
  const places = stdin === undefined ? placesOf(given, options.root, host) : placeOfStdin(stdin, options.root, host);
  const selection = selectionOf(places, options, host);
  const workspace = await load(places, options, host);
  const flaws = configurationFlaws(workspace.snapshot, places.root);
  // Whoever watches is about to mend it.
  if (flaws !== '' && !options.watch) {
    process.stderr.write(flaws);
    return ExitCode.failed;
  }
  if (options.watch) return watch(workspace, selection, options, host);
  if (options.showFiles) {
    printReport(options, showFiles(workspace, places));
    return hasStacks(workspace.snapshot, places)
      ? exitCode(workspace, selection, options)
      : nothing(workspace, given, options);
  }
  if (!hasStacks(workspace.snapshot, places)) {
    // Programs that read the report get one, if an empty one.
    if (FOR_PROGRAMS.has(options.format)) printReport(options, reportOf(workspace, selection, options, host));
    return nothing(workspace, given, options);
  }
  if (options.observed !== undefined) {
    const { text, isOpen } = compareObserved(workspace, places, options);
    printReport(options, text);
    return isOpen && options.failOn !== 'never' ? ExitCode.findings : ExitCode.clean;
  }
  if (options.writeBaseline) return drawLine(workspace, places, options);
  if (options.diff) {
    // Judged as it is, not as it would be.
    const code = exitCode(workspace, selection, options);
    const { files } = workspace.snapshot;
    const fixed = await fixAll(workspace, selection);
    printReport(
      options,
      diffOf(fixed, places.root, (uri) => files.get(uri)?.bom === true),
    );
    return code;
  }
  const written = !options.fix || (await writeAll(await fixAll(workspace, selection), workspace, places, host));
  if (options.pruneBaseline && options.baseline !== undefined && selection.baseline)
    writeBaseline(options.baseline, prunedBaseline(selection.baseline, workspace.snapshot, places.root));
  printReport(options, reportOf(workspace, selection, options, host));
  if (options.statistics) process.stderr.write(statistics(select(workspace.snapshot, selection).findings));
  return written ? exitCode(workspace, selection, options) : ExitCode.failed;
}

/** Reports now and after each change, until the process is ended from outside. */
function watch(workspace: Workspace, selection: Selection, options: CheckOptions, host: CliHost): Promise<never> {
  const odd = (
    ['fix', 'diff', 'showFiles', 'writeBaseline', 'pruneBaseline', 'stdinFilename', 'changed', 'since'] as const
  ).find((flag) => options[flag]);
  if (odd !== undefined) {
    throw new UsageError(`--watch does not go with --${odd.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}.`);
  }
  const report = (): void => {
    const flaws = configurationFlaws(workspace.snapshot, selection.places.root);
    if (flaws === '') printReport(options, reportOf(workspace, selection, options, host));
    else process.stderr.write(flaws);
  };
  let shown = workspace.snapshot;
  const because = host.watch(selection.places.root, (uris) => {
    void workspace.refresh(uris).then((snapshot) => {
      if (snapshot === shown) return;
      shown = snapshot;
      report();
    });
  });
  if (because !== undefined) throw new UsageError(`the folder cannot be watched: ${visible(because)}`);
  report();
  return new Promise<never>(() => undefined);
}

/** Formats of which an empty report is a report. */
const FOR_PROGRAMS: ReadonlySet<string> = new Set(['json', 'sarif', 'gitlab', 'junit']);

async function load(places: Places, options: CheckOptions, host: CliHost): Promise<Workspace> {
  const progress = progressLine(process.stderr, () => Date.now());
  try {
    const workspace = await analyse(host, places, settingsOf(options), progress?.show);
    const [file] = places.paths;
    if (options.stdinFilename !== undefined && file !== undefined) await workspace.open(file, standardInput());
    return workspace;
  } finally {
    progress?.clear();
  }
}

/** All of standard input as text; a usage error when it is none. */
function standardInput(): string {
  const decoded = decodeBytes(fs.readFileSync(process.stdin.fd));
  if (decoded.kind === 'text') return decoded.text;
  throw new UsageError(`standard input cannot be read: ${decoded.because}`);
}

function selectionOf(places: Places, options: CheckOptions, host: CliHost): Selection {
  const { baseline: file, writeBaseline: write, pruneBaseline: prune } = options;
  if (file === undefined && (write || prune)) {
    throw new UsageError(`--${write ? 'write' : 'prune'}-baseline needs --baseline FILE, the file to write.`);
  }
  const changed = changedFiles(options, places.root, host);
  const baseline = file === undefined || write ? undefined : readBaseline(file);
  return { places, ...(changed ? { changed } : {}), ...(baseline ? { baseline } : {}) };
}

/** Writes the findings of today into the baseline. */
function drawLine({ snapshot }: Workspace, { root }: Places, { baseline: file = '' }: CheckOptions): number {
  const baseline = baselineOf(snapshot, root);
  writeBaseline(file, baseline);
  const n = baseline.entries.length;
  process.stderr.write(`portolan: wrote ${n} finding${n === 1 ? '' : 's'} into ${visible(file)}.\n`);
  return ExitCode.clean;
}

/** What is wrong with configurations, one line each: nobody should be judged by half of a policy. */
function configurationFlaws(snapshot: Snapshot, root: Uri): string {
  return snapshot.findings
    .filter((f) => f.rule.id === 'invalid-configuration' && f.severity === 'error')
    .map((f) => {
      const { path: name, line, column } = placeOf({ snapshot, root }, f.site);
      return `portolan: ${visible(name)}:${line}:${column}: ${lineOf(f.message)}\n`;
    })
    .join('');
}

function nothing(workspace: Workspace, given: readonly string[], { allowNothing }: CheckOptions): number {
  if (allowNothing) return ExitCode.clean;
  const where = given.length > 0 ? given.map(visible).join(', ') : 'this folder';
  const left = workspace.skipped.filter((s) => !s.expected).length;
  const more = left > 0 ? ` ${left} could not be read: --show-files says why.` : '';
  process.stderr.write(
    `portolan: nothing to check in ${where}: no Dockerfile, compose file or Kubernetes manifest was found.${more}\n`,
  );
  return ExitCode.nothing;
}

/** Writes the fixed files; false, after saying why, when one of them could not be. */
async function writeAll(
  files: readonly FixedFile[],
  workspace: Workspace,
  places: Places,
  host: CliHost,
): Promise<boolean> {
  let failures = 0;
  for (const { uri, before, after } of files) {
    const because = host.write(uri, before, after);
    if (because === undefined) continue;
    failures++;
    process.stderr.write(`portolan: ${visible(pathOf(places.root, uri))} was not fixed: ${because}.\n`);
    await workspace.close(uri);
  }
  const done = files.length - failures;
  if (done > 0) process.stderr.write(`portolan: fixed ${done} file${done === 1 ? '' : 's'}.\n`);
  return failures === 0;
}

function reportOf(workspace: Workspace, selection: Selection, options: CheckOptions, host: CliHost): string {
  const { snapshot } = workspace;
  const { places } = selection;
  const { findings: all, known } = select(snapshot, selection);
  const findings = all.filter((f) => isAtLeast(f, options.minSeverity));
  const report: Report = {
    snapshot,
    findings,
    hidden: all.length - findings.length,
    known,
    left: workspace.skipped.filter((s) => !s.expected),
    root: places.root,
    prefix: prefixOf(places, host),
    colour: options.outputFile === undefined && isColoured(options, process.env, process.stdout.isTTY),
    version: VERSION,
  };
  return reporters[options.format]?.(report) ?? '';
}

/** Whether to use colours: asked for or on a terminal, and not declined (no-color.org: a variable that is empty is not set). */
function isColoured(options: Pick<CheckOptions, 'color'>, env: NodeJS.ProcessEnv, isTTY: boolean): boolean {
  if (!options.color || (env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'] ?? '';
  return forced === '' ? isTTY : forced !== '0' && forced !== 'false';
}

/** Where the root lies in the checkout of a pipeline: annotations are relative to that. Empty, or with a slash at its end. */
function prefixOf({ root }: Places, host: CliHost): string {
  const checkout = process.env['GITHUB_WORKSPACE'] ?? process.env['CI_PROJECT_DIR'] ?? '';
  if (!path.isAbsolute(checkout)) return '';
  const base = host.uriOf(checkout);
  return root !== base && isBelow(base, root) ? `${pathOf(base, root)}/` : '';
}

function exitCode({ snapshot }: Workspace, selection: Selection, { failOn }: CheckOptions): number {
  if (failOn === 'never') return ExitCode.clean;
  return select(snapshot, selection).findings.some((f) => isAtLeast(f, failOn)) ? ExitCode.findings : ExitCode.clean;
}
