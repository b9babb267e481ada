import type { Span, Uri } from '../text/span';
import { directoryOf } from '../text/uri';
import type { FileReference, Reader } from './stack';

/** The reference to a file, alone in a list; none when no such file is there. */
export function referenceTo(reader: Reader, at: Span, file: Uri): readonly FileReference[] {
  return isThere(reader, file) ? [{ at, target: file }] : [];
}

/** The reference to the first of some files that a folder has, by their names; none when it has none of them. */
export function referenceInto(
  reader: Reader,
  at: Span,
  folder: Uri,
  names: readonly string[],
): readonly FileReference[] {
  const there = reader.list(folder);
  const found = names.find((name) => there.includes(name));
  return found === undefined ? [] : [{ at, target: `${folder}/${found}` }];
}

/** Told by listings: what a stack only names is not read for it. */
function isThere(reader: Reader, file: Uri): boolean {
  return reader.list(directoryOf(file)).includes(file.slice(file.lastIndexOf('/') + 1));
}
