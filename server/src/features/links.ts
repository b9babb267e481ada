import type { Span, Uri } from '../text/span';
import { compareSpans, spanKey } from '../text/span';
import type { Snapshot } from './snapshot';

/** Characters that name another file of the workspace. */
export interface FileLink {
  readonly at: Span;
  readonly target: Uri;
}

/** Links of a file: builds to their Dockerfiles. Only to files that are there; in order of place. */
export function linksIn(snapshot: Snapshot, uri: Uri): readonly FileLink[] {
  const found = new Map<string, FileLink>();
  for (const model of snapshot.contextsAt(uri)) {
    for (const { fact } of model.units) {
      const build = fact.build;
      if (build?.dockerfile.kind !== 'file' || build.site.uri !== uri || !snapshot.files.has(build.dockerfile.uri))
        continue;
      found.set(spanKey(build.site), { at: firstLine(snapshot, build.site), target: build.dockerfile.uri });
    }
  }
  return [...found.values()].sort((a, b) => compareSpans(a.at, b.at));
}

/** A build may be a map of many lines; one of them is enough to click on. */
function firstLine(snapshot: Snapshot, at: Span): Span {
  const text = snapshot.files.get(at.uri)?.text ?? '';
  const end = text.indexOf('\n', at.start);
  return end < 0 || end > at.end ? at : { ...at, end: text[end - 1] === '\r' ? end - 1 : end };
}
