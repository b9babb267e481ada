import type { Fix } from '../facts';
import { chartOf } from '../model/chart';
import type { Finding } from '../rules/finding';
import { changesToEdits, editsOfEach, filesOf } from '../syntax/edits';
import type { TextEdit } from '../text/edit';
import { gatherEdits } from '../text/edit';
import type { SourceFile } from '../text/source';
import type { Span, Uri } from '../text/span';
import { overlaps } from '../text/span';
import type { Snapshot } from './snapshot';

/** A fix that can be made now, as text edits. */
export interface ReadyFix {
  readonly finding: Finding;
  readonly fix: Fix;
  readonly edits: readonly TextEdit[];
}

/** Fixes of several findings that can be made at once. */
export interface CombinedFixes {
  /** The findings that they are about. */
  readonly findings: readonly Finding[];
  /** In order of place, without overlap; none for no finding. */
  edits(): readonly TextEdit[];
}

/** The findings that touch a range of a file, in order. */
export function findingsAt(snapshot: Snapshot, range: Span): readonly Finding[] {
  return (snapshot.byUri.get(range.uri) ?? []).filter((f) => f.site.start <= range.end && range.start <= f.site.end);
}

interface Made {
  /** The files that decided, as they were. */
  readonly files: ReadonlyMap<Uri, SourceFile | undefined>;
  readonly fixes: ReadyFix[];
}

// Findings outlive snapshots where an edit has changed nothing of their context, and editors ask at every move of the cursor.
const known = new WeakMap<Finding, Made>();

/** The fixes of one finding that the text allows, best fix first. */
export function fixesOf(snapshot: Snapshot, finding: Finding): readonly ReadyFix[] {
  return fixesOfEach(snapshot, [finding])[0] ?? [];
}

/** As {@link fixesOf} for each of many findings, whose files are parsed once for all of them. */
export function fixesOfEach(snapshot: Snapshot, findings: readonly Finding[]): readonly (readonly ReadyFix[])[] {
  const isKnown = (before: Made | undefined): boolean =>
    before !== undefined && [...before.files].every(([uri, file]) => snapshot.files.get(uri) === file);
  const all = findings
    .filter((f) => !isKnown(known.get(f)))
    .flatMap((finding) => {
      const fixes = finding.fixes();
      const uris = new Set(fixes.flatMap((fix) => filesOf(fix.changes)));
      known.set(finding, { files: new Map([...uris].map((uri) => [uri, snapshot.files.get(uri)])), fixes: [] });
      return fixes.map((fix) => ({ finding, fix }));
    });
  const edits = editsOfEach(
    all.map(({ fix }) => fix.changes),
    (uri) => snapshot.files.get(uri),
  );
  for (const [i, { finding, fix }] of all.entries()) {
    const own = edits[i] ?? [];
    if (own.length > 0) known.get(finding)?.fixes.push({ finding, fix, edits: own });
  }
  return findings.map((f) => (known.get(f)?.fixes ?? []).filter((ready) => !harmsOthers(snapshot, ready)));
}

/**
 * Whether a fix writes over a port that other contexts of the same kind of stack read too and are content with: what mends one
 * overlay would break the others, so the base is not the place for it. The stand-alone build of a Dockerfile only repeats others.
 */
function harmsOthers(snapshot: Snapshot, { finding, edits }: ReadyFix): boolean {
  const { contexts } = finding;
  if (contexts.length === 0 || contexts.some((c) => c.stack === 'image-build')) return false;
  return edits.some((edit) => {
    if (edit.start === edit.end) return false;
    const others = snapshot
      .contextsAt(edit.uri)
      .filter(({ context: { id, stack, quiet, hypothetical } }) => {
        // Nothing is said of fixtures, and what switches on what is off is nobody's deployment: neither is content.
        return !quiet && !hypothetical && contexts.every((c) => c.id !== id && c.stack === stack);
      })
      .filter((model) => (chartOf(model).sites.get(edit.uri) ?? []).some((s) => overlaps(s.span, edit)));
    const broken = others.length === 0 ? undefined : brokenAlike(snapshot, finding.rule, [finding.site, edit]);
    return others.some((model) => !broken?.has(model.context.id));
  });
}

/** Ids of the contexts of which a rule reports something that has to do with one of the places. */
function brokenAlike(snapshot: Snapshot, rule: Finding['rule'], places: readonly Span[]): ReadonlySet<string> {
  const alike = snapshot.findings.filter(
    (f) => f.rule === rule && [f.site, ...f.related.map((r) => r.at)].some((s) => places.some((p) => overlaps(s, p))),
  );
  return new Set(alike.flatMap((f) => f.contexts.map((c) => c.id)));
}

/** The safe fixes of the findings in a file that edit this file and no other: what may be done on saving it. */
export function fixAll(snapshot: Snapshot, uri: Uri): CombinedFixes {
  return combine(snapshot, snapshot.byUri.get(uri) ?? [], ({ fix, edits }) => {
    return fix.safe && edits.every((e) => e.uri === uri);
  });
}

/** Up to so many fixes are tried before they are offered together; of more, those that cannot be made fall out when they are made. */
const TRIED = 40;

/** The fixes of all findings of a rule that need no look at each: safe ones, and those that are the obvious choice. */
export function fixesOfRule(snapshot: Snapshot, rule: string, uri?: Uri): CombinedFixes {
  const all = uri === undefined ? snapshot.findings : (snapshot.byUri.get(uri) ?? []);
  const findings = all.filter((f) => f.rule.id === rule && f.fixes().some(isObvious));
  const made = () => combine(snapshot, findings, ({ fix }) => isObvious(fix));
  return findings.length <= TRIED ? made() : { findings, edits: () => made().edits() };
}

/** Whether a fix may be made without looking at its finding, when all of its rule are asked for. */
export function isObvious({ safe, preferred }: Fix): boolean {
  return safe || preferred === true;
}

/** The first fix of each finding that is chosen, leaving out what would meet an earlier one. */
export function combine(
  snapshot: Snapshot,
  findings: readonly Finding[],
  isChosen: (ready: ReadyFix) => boolean = ({ fix }) => fix.safe,
): CombinedFixes {
  const together = gatherEdits();
  const chosen = fixesOfEach(snapshot, findings).flatMap((fixes) => {
    const ready = fixes.find(isChosen);
    return ready && together.add(ready.edits) ? [ready] : [];
  });
  return {
    findings: chosen.map((c) => c.finding),
    // Together they may say more: a list whose every item goes, goes itself.
    edits: () => {
      const changes = chosen.flatMap(({ fix }) => fix.changes);
      const merged = together.all();
      return chosen.length < 2 ? merged : (changesToEdits(changes, (uri) => snapshot.files.get(uri)) ?? merged);
    },
  };
}
