import ignore from 'ignore';
import type { Ignore } from 'ignore';

/**
 * Folders that hold nothing that anybody wrote for this workspace: packages, tools' own stores, what builds make. `build`
 * and `bin` are not among them, since many keep their Dockerfiles there; where they are generated, .gitignore says so.
 */
export const SKIPPED_FOLDERS: ReadonlySet<string> = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  'vendor',
  '.terraform',
  '.terragrunt-cache',
  'bower_components',
  '.venv',
  'venv',
  '__pycache__',
  '.tox',
  '.gradle',
  '.idea',
  '.cache',
  '.next',
  '.nuxt',
  '.yarn',
  '.pnpm-store',
  '.vscode-test',
  'coverage',
  'dist',
  'obj',
  'out',
  'target',
]);

/** Longest line of an ignore file that is used: patterns become regular expressions. */
const LINE_LIMIT = 200;
const LINES_LIMIT = 2000;
/** Groups of stars in one line: each one more multiplies the steps that a path made for it can cost. */
const STARS_LIMIT = 6;
const DOUBLE_STARS_LIMIT = 3;
/** Lines with so many stars that they are costly; a file written by hand has few. */
const COSTLY_LIMIT = 50;

/**
 * Ignore rules in force in a directory: each with the path, relative to the root, of the directory that it stands in, and
 * with what people know it by (`.gitignore`, `portolan.exclude`).
 */
export type IgnoreChain = readonly { readonly base: string; readonly rules: Ignore; readonly source: string }[];

/** Which line of what leaves a path out. */
export interface Ignored {
  readonly pattern: string;
  /** A path below the root, or the name of a setting. */
  readonly source: string;
}

/** The chain with the rules of one more ignore file; `base` is relative to the root, empty for the root itself. */
export function withIgnoreFile(chain: IgnoreChain, base: string, text: string, source: string): IgnoreChain {
  return [...chain, { base, rules: ignore({ allowRelativePaths: true }).add(usable(text)), source }];
}

/** The lines that are patterns, without those that could be made to cost seconds. */
function usable(text: string): string[] {
  const lines: string[] = [];
  let costly = 0;
  for (const line of text.split(/\r?\n/).slice(0, LINES_LIMIT)) {
    if (line.length > LINE_LIMIT) continue;
    const stars = line.match(/\*+/g) ?? [];
    const double = stars.filter((s) => s.length > 1).length;
    if (stars.length > STARS_LIMIT || double > DOUBLE_STARS_LIMIT) continue;
    if ((stars.length > 2 || double > 1) && ++costly > COSTLY_LIMIT) continue;
    lines.push(line);
  }
  return lines;
}

/**
 * What leaves a path out; `undefined` when nothing does. `path` is relative to the root, directories without their trailing
 * slash.
 */
export function ignoredBy(chain: IgnoreChain, path: string, directory: boolean): Ignored | undefined {
  let ignored: Ignored | undefined;
  for (const { base, rules, source } of chain) {
    const relative = base === '' ? path : path.slice(base.length + 1);
    const result = rules.test(directory ? `${relative}/` : relative);
    if (result.ignored) ignored = { pattern: result.rule?.pattern ?? '', source };
    else if (result.unignored) ignored = undefined;
  }
  return ignored;
}
