import { combine } from '../features/fixes';
import type { Snapshot } from '../features/snapshot';
import type { Workspace } from '../index';
import { applyEdits } from '../text/edit';
import type { Uri } from '../text/span';
import type { Selection } from './selection';
import { select } from './selection';

/** A file before and after its fixes, without byte order mark. */
export interface FixedFile {
  readonly uri: Uri;
  readonly before: string;
  readonly after: string;
}

/** Fixes can uncover others; a bound keeps two that undo each other from going on for ever. */
const ROUNDS = 5;

/**
 * Applies the safe fixes of what is reported, again and again until none is left, in the workspace only: nothing is
 * written. The files that differ, sorted.
 */
export async function fixAll(workspace: Workspace, selection: Selection): Promise<readonly FixedFile[]> {
  const fixed = new Map<Uri, FixedFile>();
  for (let round = 0; round < ROUNDS; round++) {
    const texts = fixedTexts(workspace.snapshot, selection);
    if (texts.size === 0) break;
    for (const [uri, after] of texts) {
      const before = fixed.get(uri)?.before ?? workspace.snapshot.files.get(uri)?.text ?? '';
      fixed.set(uri, { uri, before, after });
    }
    await Promise.all([...texts].map(([uri, after]) => workspace.open(uri, after)));
  }
  return [...fixed.values()].filter((f) => f.before !== f.after).sort((a, b) => (a.uri < b.uri ? -1 : 1));
}

function fixedTexts(snapshot: Snapshot, selection: Selection): ReadonlyMap<Uri, string> {
  const edits = combine(snapshot, select(snapshot, selection).findings).edits();
  const texts = new Map<Uri, string>();
  for (const uri of new Set(edits.map((e) => e.uri))) {
    const file = snapshot.files.get(uri);
    if (file) texts.set(uri, applyEdits(file.text, uri, edits));
  }
  return texts;
}
