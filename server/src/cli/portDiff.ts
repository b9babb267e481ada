import type { PortChange } from '../features/portDiff';
import { portDiff } from '../features/portDiff';
import type { Snapshot } from '../features/snapshot';
import { code, escapeMarkdown } from '../features/markdown';
import { visible } from '../text/escape';
import type { Uri } from '../text/span';
import { ExitCode } from './check';
import type { CliHost } from './host';
import { placesOf } from './places';
import { jsonText } from './reporters/reporter';
import { UsageError, analyse } from './run';

/** Flags of `portolan diff`. */
export interface DiffOptions {
  readonly format: string;
  /** Kinds of change for which it exits 1. */
  readonly failOn?: readonly string[];
  readonly root?: string;
}

/** Runs `portolan diff BASE [HEAD]`; without HEAD the files on the disk are compared. */
export async function diff(
  base: string,
  head: string | undefined,
  options: DiffOptions,
  host: CliHost,
): Promise<number> {
  const { root } = placesOf([], options.root, host);
  const before = await snapshotAt(root, base, host);
  const after =
    head === undefined ? (await analyse(host, { root, paths: [] }, {})).snapshot : await snapshotAt(root, head, host);
  const changes = portDiff(before, after);
  process.stdout.write(FORMATS[options.format]?.(changes) ?? '');
  return changes.some((c) => options.failOn?.includes(c.kind)) ? ExitCode.findings : ExitCode.clean;
}

async function snapshotAt(root: Uri, revision: string, host: CliHost): Promise<Snapshot> {
  const files = host.revisionOf(root, revision);
  if (typeof files === 'string') throw new UsageError(`${visible(revision)} cannot be read: ${visible(files)}.`);
  try {
    return (await analyse({ ...host, fs: files.fs }, { root, paths: [] }, {})).snapshot;
  } finally {
    files.close();
  }
}

/** Formats of the difference by name. */
export const FORMATS: Readonly<Record<string, (changes: readonly PortChange[]) => string>> = {
  pretty,
  json: (changes) => jsonText({ version: 1, changes }),
  markdown,
};

const MARKS: Readonly<Record<PortChange['kind'], string>> = {
  added: '+',
  removed: '-',
  moved: '~',
  'newly-public': '!',
  'no-longer-public': '.',
  broken: 'x',
};

function pretty(changes: readonly PortChange[]): string {
  if (changes.length === 0) return 'No port changed.\n';
  return `${changes.map((c) => visible(`${MARKS[c.kind]} ${sentence(c, PLAIN)}`)).join('\n')}\n`;
}

/** A comment for a pull request. */
function markdown(changes: readonly PortChange[]): string {
  if (changes.length === 0) return 'No port changed.\n';
  const lines = changes.map((c) => `| ${escapeMarkdown(c.kind)} | ${sentence(c, MARKDOWN)} |`);
  return ['### Ports that changed', '', '| Change | |', '| --- | --- |', ...lines, ''].join('\n');
}

/** How names and other texts from files stand in a sentence. */
interface Style {
  readonly quote: (text: string) => string;
  readonly text: (text: string) => string;
}

const PLAIN: Style = { quote: (t) => t, text: (t) => t };
// A bar ends a cell of a table in code too.
const MARKDOWN: Style = { quote: (t) => code(t).replaceAll('|', '\\|'), text: escapeMarkdown };

function sentence(change: PortChange, { quote, text }: Style): string {
  const { name, environment } = change.service;
  const who = `${quote(name)} (${text(environment)})`;
  switch (change.kind) {
    case 'added':
      return `${who} has port ${quote(change.port)} now`;
    case 'removed':
      return `${who} has no port ${quote(change.port)} any more`;
    case 'moved':
      return `${who} moved from port ${quote(change.from)} to ${quote(change.to)}`;
    case 'newly-public':
      return `${who} is newly public: ${quote(change.port)}, ${text(change.reach.replace(/`/g, ''))}`;
    case 'no-longer-public':
      return `${who} is no longer public on ${quote(change.port)}`;
    case 'broken':
      return `${quote(change.client)} can no longer connect to ${who}: ${quote(change.by)} asks port ${quote(change.port)}`;
  }
}
