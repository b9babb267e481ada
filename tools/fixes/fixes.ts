// Applies every fix of every finding of a folder, in memory, and says of each whether it did what a fix does.
import { changesToEdits } from '../../server/src/syntax/edits';
import { combine, fixesOfRule } from '../../server/src/features/fixes';
import type { CombinedFixes } from '../../server/src/features/fixes';
import type { Snapshot } from '../../server/src/features/snapshot';
import { parts, Workspace } from '../../server/src/index';
import { nodeFileSystem, uriOfPath } from '../../server/src/node/fileSystem';
import { readSettings } from '../../server/src/workspace/settings';
import type { Finding } from '../../server/src/rules/finding';
import type { TextEdit } from '../../server/src/text/edit';
import { positionAt } from '../../server/src/text/source';
import type { SourceFile } from '../../server/src/text/source';
import type { Span, Uri } from '../../server/src/text/span';
import { editFlaws, filesAfter, findingFlaws } from '../../server/test/fixture/fixProperty';

/** What became of one fix, or of several at once. */
interface Outcome {
  /** `not offered`: the text does not allow it, so that nobody is shown it. */
  readonly kind: 'one' | 'several' | 'not offered';
  /** Title, rule, place. */
  readonly what: string;
  readonly flaws: readonly string[];
}

/** As often as the command line does it. */
const ROUNDS = 5;

/** Applies the fixes of a folder: each by itself, all that are offered for a rule at once, and all safe ones, until none is left. */
export async function* fixesIn(folder: string): AsyncGenerator<Outcome> {
  const desk = await openDesk(folder);
  yield* singleFixes(desk);
  const rules = [...new Set(desk.before.findings.map((f) => f.rule.id))];
  for (const rule of rules) {
    const all = fixesOfRule(desk.before, rule);
    if (all.findings.length > 1) yield await together(desk, `all of ${rule}`, all);
  }
  yield* allSafe(desk);
}

async function* singleFixes(desk: Desk): AsyncGenerator<Outcome> {
  for (const finding of desk.before.findings) {
    for (const fix of finding.fixes()) {
      const edits = changesToEdits(fix.changes, (uri) => desk.before.files.get(uri));
      const what = `"${fix.title}" of ${finding.rule.id} at ${desk.placeOf(finding)}`;
      if (!edits) yield { kind: 'not offered', what, flaws: [] };
      else yield { kind: 'one', what, flaws: await flawsOf(desk, [finding], edits) };
    }
  }
}

async function together(desk: Desk, what: string, all: CombinedFixes): Promise<Outcome> {
  return {
    kind: 'several',
    what: `${what} (${all.findings.length})`,
    flaws: await flawsOf(desk, all.findings, all.edits()),
  };
}

/** As the command line does it: round after round, each on what the one before has left. */
async function* allSafe(desk: Desk): AsyncGenerator<Outcome> {
  const first = combine(desk.before, desk.before.findings);
  if (first.findings.length === 0) return;
  yield await together(desk, 'all that are safe', first);
  let files = filesAfter(desk.before.files, first.edits());
  for (let round = 0; round < ROUNDS; round++) {
    const now = await desk.with(files);
    const next = combine(now, now.findings);
    if (next.findings.length === 0) return;
    files = new Map([...files, ...filesAfter(now.files, next.edits())]);
  }
  yield { kind: 'several', what: 'all that are safe', flaws: ['come to no end'] };
}

/** A folder on which changes can be tried. */
export interface Desk {
  readonly before: Snapshot;
  placeOf(at: { readonly site: Span }): string;
  /** The snapshot with these files, all others being as they were. */
  with(changed: ReadonlyMap<Uri, SourceFile>): Promise<Snapshot>;
}

/** Loads a folder; nothing on disk is changed. */
export async function openDesk(folder: string): Promise<Desk> {
  const root = uriOfPath(folder);
  const off = parts.rules.filter((r) => r.meta.severity === 'off').map((r) => [r.meta.id, 'hint'] as const);
  const ids = new Set(parts.rules.map((r) => r.meta.id));
  const given = { rules: Object.fromEntries(off), checkFixtures: true };
  const workspace = new Workspace(parts, readSettings(given, [root], ids).settings, {
    fs: nodeFileSystem,
    now: () => performance.now(),
  });
  const before = await workspace.load();
  let open: readonly Uri[] = [];
  return {
    before,
    placeOf({ site }) {
      const file = before.files.get(site.uri);
      return `${decodeURIComponent(site.uri.slice(root.length + 1))}:${file ? positionAt(file, site.start).line + 1 : 1}`;
    },
    async with(changed) {
      const work = [
        ...open
          .filter((uri) => !changed.has(uri))
          .map((uri) => {
            const file = before.files.get(uri);
            return file ? workspace.open(uri, file.text) : workspace.close(uri);
          }),
        ...[...changed.values()].map(({ uri, text }) => workspace.open(uri, text)),
      ];
      open = [...changed.keys()];
      const all = await Promise.all(work);
      return all.at(-1) ?? before;
    },
  };
}

async function flawsOf(desk: Desk, fixed: readonly Finding[], edits: readonly TextEdit[]): Promise<readonly string[]> {
  const flaws = editFlaws(desk.before.files, edits);
  const after = await desk.with(filesAfter(desk.before.files, edits));
  return [...flaws, ...findingFlaws(desk.before, fixed, edits, after)];
}
