import fs from 'node:fs';
import path from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { combine } from '../features/fixes';
import type { Severity } from '../rules/rule';
import { applyEdits } from '../text/edit';
import type { TextEdit } from '../text/edit';
import { visible } from '../text/escape';
import { VERSION } from '../version';
import { showFiles } from './files';
import type { CliHost } from './host';
import { reporters } from './reporters/list';
import type { Report } from './reporters/reporter';
import { pathOf } from './reporters/reporter';
import { UsageError, analyse } from './run';
import type { Analysis } from './run';

/** Flags of `portolan check`. */
export interface CheckOptions {
  readonly root?: string;
  readonly format: string;
  readonly failOn: Severity | 'never';
  readonly minSeverity: Severity;
  readonly fix?: boolean;
  readonly diff?: boolean;
  readonly outputFile?: string;
  readonly showFiles?: boolean;
  readonly checkFixtures?: boolean;
  readonly rule?: readonly string[];
  readonly exclude?: readonly string[];
  readonly maxFileSize?: number;
  readonly color: boolean;
}

const RANK: Readonly<Record<Severity, number>> = { hint: 0, info: 1, warning: 2, error: 3 };

/** Runs `portolan check`; the exit code of the process. */
export async function check(given: readonly string[], options: CheckOptions, host: CliHost): Promise<number> {
  const { root, paths } = placesOf(given, options.root);
  const settings = settingsOf(options);
  const progress = progressLine();
  const again = (show?: (text: string) => void) => analyse(host, host.uriOf(root), paths.map(host.uriOf), settings, show);
  let analysis: Analysis;
  try {
    analysis = await again(progress?.show);
    if (options.fix && !options.diff) analysis = await fixUntilDone(analysis, again, host);
  } finally {
    progress?.clear();
  }
  if (options.showFiles) process.stdout.write(showFiles(analysis));
  if (analysis.snapshot.contexts.length === 0) {
    process.stderr.write(`portolan: nothing to check in ${visible(root)}: no Dockerfile, compose file or Kubernetes manifest was found.\n`);
    return 3;
  }
  if (options.diff) process.stdout.write(diffOf(analysis));
  else if (!options.showFiles) write(analysis, options);
  return exitCode(analysis, options.failOn);
}

function placesOf(given: readonly string[], chosen: string | undefined): { root: string; paths: readonly string[] } {
  for (const p of chosen === undefined ? given : [chosen, ...given]) {
    if (!fs.existsSync(p)) throw new UsageError(`there is no ${visible(p)}.`);
  }
  const only = given[0];
  const isFolder = only !== undefined && given.length === 1 && fs.statSync(only).isDirectory();
  const root = path.resolve(chosen ?? (isFolder ? only : '.'));
  if (!fs.statSync(root).isDirectory()) throw new UsageError(`${visible(root)} is not a folder.`);
  const paths = given.map((p) => path.resolve(p)).filter((p) => p !== root);
  const outside = paths.find((p) => path.relative(root, p).startsWith('..'));
  if (outside !== undefined) throw new UsageError(`${visible(outside)} is not below ${visible(root)}; name its folder with --root.`);
  return { root, paths };
}

function settingsOf(options: CheckOptions): unknown {
  const rules: Record<string, string> = {};
  for (const entry of options.rule ?? []) {
    const [id = '', severity = ''] = entry.split('=');
    rules[id] = severity;
  }
  return { rules, exclude: options.exclude ?? [], checkFixtures: options.checkFixtures ?? false, ...(options.maxFileSize === undefined ? {} : { maxFileSize: options.maxFileSize }) };
}

/** Progress in one line of a terminal, cleared at the end; nothing where standard error is no terminal. */
function progressLine(): { show: (text: string) => void; clear: () => void } | undefined {
  if (!process.stderr.isTTY) return undefined;
  const start = Date.now();
  let shown = false;
  return {
    show: (text) => {
      // Short runs show nothing: a line that flashes is noise.
      if (Date.now() - start < 700) return;
      shown = true;
      process.stderr.write(`\r\u001b[K${text} …`);
    },
    clear: () => {
      if (shown) process.stderr.write('\r\u001b[K');
    },
  };
}

function write(analysis: Analysis, options: CheckOptions): void {
  const { snapshot, root } = analysis;
  const findings = analysis.findings.filter((f) => RANK[f.severity] >= RANK[options.minSeverity]);
  const toFile = options.outputFile !== undefined;
  const colour = !toFile && options.color && process.env['NO_COLOR'] === undefined && (process.stdout.isTTY === true || process.env['FORCE_COLOR'] !== undefined);
  const report: Report = { snapshot, findings, root, colour, version: VERSION };
  const text = reporters[options.format]?.(report) ?? '';
  if (options.outputFile === undefined) process.stdout.write(text);
  else writeOutput(options.outputFile, text);
}

function writeOutput(file: string, text: string): void {
  try {
    fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
    fs.writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`the report cannot be written to ${visible(file)}: ${visible(error instanceof Error ? error.message : String(error))}`);
  }
}

function exitCode(analysis: Analysis, failOn: Severity | 'never'): number {
  if (failOn === 'never') return 0;
  return analysis.findings.some((f) => RANK[f.severity] >= RANK[failOn]) ? 1 : 0;
}

/** Fixes can uncover others; a bound keeps two that undo each other from going on for ever. */
const FIX_ROUNDS = 5;

async function fixUntilDone(first: Analysis, again: () => Promise<Analysis>, host: CliHost): Promise<Analysis> {
  let analysis = first;
  for (let round = 0; round < FIX_ROUNDS; round++) {
    const edits = combine(analysis.snapshot, analysis.findings);
    if (edits.length === 0) return analysis;
    for (const [uri, text] of changedTexts(analysis, edits)) host.write(uri, text);
    analysis = await again();
  }
  return analysis;
}

function changedTexts(analysis: Analysis, edits: readonly TextEdit[]): readonly (readonly [string, string])[] {
  const uris = [...new Set(edits.map((e) => e.uri))].sort();
  return uris.flatMap((uri) => {
    const file = analysis.snapshot.files.get(uri);
    return file ? [[uri, (file.bom ? '\ufeff' : '') + applyEdits(file.text, uri, edits)] as const] : [];
  });
}

function diffOf(analysis: Analysis): string {
  const edits = combine(analysis.snapshot, analysis.findings);
  const patches = changedTexts(analysis, edits).map(([uri, text]) => {
    const name = pathOf(analysis.root, uri);
    const before = analysis.snapshot.files.get(uri)?.text ?? '';
    return createTwoFilesPatch(`a/${name}`, `b/${name}`, before, text.replace(/^\ufeff/, ''), '', '', { context: 3 });
  });
  return patches.map((p) => p.split('\n').map((l) => visible(l.replace(/\r$/, ''))).join('\n')).join('');
}
