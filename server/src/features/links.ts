import type { ContextModel } from '../model/model';
import type { FileReference } from '../stacks/stack';
import type { Span, Uri } from '../text/span';
import { compareSpans, spanKey } from '../text/span';
import type { Snapshot } from './snapshot';

/**
 * Links of a file to others: builds to their Dockerfiles, and whatever else its stack found by a path. Only to files that
 * are there, and only where all contexts mean the same one; in order of place.
 */
export function linksIn(snapshot: Snapshot, uri: Uri): readonly FileReference[] {
  const found = new Map<string, FileReference>();
  const ambiguous = new Set<string>();
  for (const model of snapshot.contextsAt(uri)) {
    for (const link of [...(model.context.references ?? []), ...dockerfilesIn(model, snapshot)]) {
      if (link.at.uri !== uri || link.target === uri) continue;
      const key = spanKey(link.at);
      if ((found.get(key)?.target ?? link.target) !== link.target) ambiguous.add(key);
      found.set(key, { at: firstLine(snapshot, link.at), target: link.target });
    }
  }
  for (const key of ambiguous) found.delete(key);
  return [...found.values()].sort((a, b) => compareSpans(a.at, b.at));
}

function dockerfilesIn(model: ContextModel, snapshot: Snapshot): readonly FileReference[] {
  const builds = [...model.units.flatMap((u) => u.fact.build ?? []), ...model.builds];
  return builds.flatMap(({ dockerfile, named }) =>
    dockerfile.kind === 'file' && snapshot.files.has(dockerfile.uri) ? [{ at: named, target: dockerfile.uri }] : [],
  );
}

/** What names a file may be a map of many lines; one of them is enough to click on. */
function firstLine(snapshot: Snapshot, at: Span): Span {
  const text = snapshot.files.get(at.uri)?.text ?? '';
  const end = text.indexOf('\n', at.start);
  return end < 0 || end > at.end ? at : { ...at, end: text[end - 1] === '\r' ? end - 1 : end };
}
