import fs from 'node:fs';
import path from 'node:path';
import type { Workspace } from '../index';
import type { Finding } from '../rules/finding';
import type { Severity } from '../rules/rule';
import { visible } from '../text/escape';
import { isBelow } from '../text/uri';
import { VERSION } from '../version';
import { diffOf } from './diff';
import { showFiles } from './files';
import { fixAll } from './fix';
import type { FixedFile } from './fix';
import type { CliHost } from './host';
import type { CheckOptions } from './options';
import { SEVERITIES, settingsOf } from './options';
import { placesOf } from './places';
import { progressLine } from './progress';
import { reporters } from './reporters/list';
import { pathOf } from './reporters/reporter';
import type { Report } from './reporters/reporter';
import { UsageError, analyse, findingsIn, hasStacks } from './run';
import type { Places } from './run';

/** Exit codes of every command; scripts rely on them. */
export const ExitCode = { clean: 0, findings: 1, failed: 2, nothing: 3 } as const;

/** Runs `portolan check`; the exit code of the process. */
export async function check(given: readonly string[], options: CheckOptions, host: CliHost): Promise<number> {
  const places = placesOf(given, options.root, host);
  const progress = progressLine(process.stderr, () => Date.now());
  let workspace: Workspace;
  try {
    workspace = await analyse(host, places, settingsOf(options), progress?.show);
  } finally {
    progress?.clear();
  }
  if (options.showFiles) {
    print(options, showFiles(workspace, places));
    return hasStacks(workspace.snapshot, places) ? exitCode(workspace, places, options) : nothing(workspace, given);
  }
  if (!hasStacks(workspace.snapshot, places)) {
    // Programs that read the report get one, if an empty one.
    if (['json', 'sarif'].includes(options.format)) print(options, reportOf(workspace, places, options, host));
    return nothing(workspace, given);
  }
  if (options.diff) {
    // Judged as it is, not as it would be.
    const code = exitCode(workspace, places, options);
    const { files } = workspace.snapshot;
    const fixed = await fixAll(workspace, places);
    print(
      options,
      diffOf(fixed, places.root, (uri) => files.get(uri)?.bom === true),
    );
    return code;
  }
  const written = !options.fix || (await writeAll(await fixAll(workspace, places), workspace, places, host));
  print(options, reportOf(workspace, places, options, host));
  return written ? exitCode(workspace, places, options) : ExitCode.failed;
}

function nothing(workspace: Workspace, given: readonly string[]): number {
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

function reportOf(workspace: Workspace, places: Places, options: CheckOptions, host: CliHost): string {
  const { snapshot } = workspace;
  const all = findingsIn(snapshot, places);
  const findings = all.filter((f) => isAtLeast(f, options.minSeverity));
  const report: Report = {
    snapshot,
    findings,
    hidden: all.length - findings.length,
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

/** Where the root lies in the checkout of a workflow: annotations are relative to that. Empty, or with a slash at its end. */
function prefixOf({ root }: Places, host: CliHost): string {
  const checkout = process.env['GITHUB_WORKSPACE'] ?? '';
  if (!path.isAbsolute(checkout)) return '';
  const base = host.uriOf(checkout);
  return root !== base && isBelow(base, root) ? `${pathOf(base, root)}/` : '';
}

/** Prints to standard output or the file that is asked for. */
function print(options: Pick<CheckOptions, 'outputFile'>, text: string): void {
  const { outputFile } = options;
  if (outputFile === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    fs.mkdirSync(path.dirname(path.resolve(outputFile)), { recursive: true });
    fs.writeFileSync(outputFile, text);
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    throw new UsageError(`the report cannot be written to ${visible(outputFile)}: ${visible(because)}`);
  }
}

function exitCode({ snapshot }: Workspace, places: Places, { failOn }: CheckOptions): number {
  if (failOn === 'never') return ExitCode.clean;
  return findingsIn(snapshot, places).some((f) => isAtLeast(f, failOn)) ? ExitCode.findings : ExitCode.clean;
}

function isAtLeast(finding: Finding, severity: Severity): boolean {
  return SEVERITIES.indexOf(finding.severity) <= SEVERITIES.indexOf(severity);
}
