import type { Fix } from '../facts';
import type { Finding } from '../rules/finding';
import { changesToEdits } from '../syntax/edits';
import type { TextEdit } from '../text/edit';
import { mergeEdits } from '../text/edit';
import type { Span, Uri } from '../text/span';
import type { Snapshot } from './snapshot';

/** A fix that can be made now, as text edits. */
export interface ReadyFix {
  readonly finding: Finding;
  readonly fix: Fix;
  readonly edits: readonly TextEdit[];
}

/** The fixes of the findings that touch a range, in the order of findings, best fix first. */
export function fixesAt(snapshot: Snapshot, range: Span): readonly ReadyFix[] {
  const findings = (snapshot.byUri.get(range.uri) ?? []).filter(
    (f) => f.site.start <= range.end && range.start <= f.site.end,
  );
  return findings.flatMap((f) => fixesOf(snapshot, f));
}

/** The fixes of one finding that the text allows. */
export function fixesOf(snapshot: Snapshot, finding: Finding): readonly ReadyFix[] {
  return finding.fixes().flatMap((fix) => {
    const edits = changesToEdits(fix.changes, (uri) => snapshot.files.get(uri));
    return edits && edits.length > 0 ? [{ finding, fix, edits }] : [];
  });
}

/** All safe fixes whose finding stands in a file, leaving out those that would meet an earlier one. */
export function fixAll(snapshot: Snapshot, uri: Uri): readonly TextEdit[] {
  return combine(snapshot, snapshot.byUri.get(uri) ?? []);
}

/** The first safe fix of each finding, as far as they do not overlap: sorted, applicable at once. */
export function combine(snapshot: Snapshot, findings: readonly Finding[]): readonly TextEdit[] {
  let edits: readonly TextEdit[] = [];
  for (const f of findings) {
    const safe = fixesOf(snapshot, f).find((r) => r.fix.safe);
    if (!safe) continue;
    const merged = mergeEdits([...edits, ...safe.edits]);
    if (merged) edits = merged;
  }
  return edits;
}
