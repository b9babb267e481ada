import ignore from 'ignore';
import type { Ignore } from 'ignore';

/** Folders that hold nothing that anybody wrote for this workspace. */
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
]);

/** Longest line of an ignore file that is used: patterns become regular expressions. */
const LINE_LIMIT = 200;
const LINES_LIMIT = 2000;

/** Ignore rules in force in a directory: each with the path, relative to the root, of the directory that it stands in. */
export type IgnoreChain = readonly { readonly base: string; readonly rules: Ignore }[];

/** The chain with the rules of one more ignore file; `base` is relative to the root, empty for the root itself. */
export function withIgnoreFile(chain: IgnoreChain, base: string, text: string): IgnoreChain {
  const lines = text.split(/\r?\n/).slice(0, LINES_LIMIT).filter((l) => l.length <= LINE_LIMIT && (l.match(/\*\*/g)?.length ?? 0) <= 3);
  return [...chain, { base, rules: ignore({ allowRelativePaths: true }).add(lines) }];
}

/** Whether the rules leave a path out; `path` is relative to the root, directories without their trailing slash. */
export function isIgnored(chain: IgnoreChain, path: string, directory: boolean): boolean {
  let ignored = false;
  for (const { base, rules } of chain) {
    const relative = base === '' ? path : path.slice(base.length + 1);
    const result = rules.test(directory ? `${relative}/` : relative);
    if (result.ignored) ignored = true;
    else if (result.unignored) ignored = false;
  }
  return ignored;
}
