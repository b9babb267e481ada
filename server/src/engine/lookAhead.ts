import type { StackKind } from '../stacks/stack';
import type { SourceFile } from '../text/source';
import type { Uri } from '../text/span';

/** Files looked at in one step. */
const AT_ONCE = 8;

/**
 * Lets stack kinds look at files that are new, a few at a time: discovery of a large workspace is one step, and this is what
 * makes it short. `looked` holds the files that were seen before, and takes the new ones up at the end: what a run did not
 * get to that a newer change cut short, the next one does, and what it did is kept. What goes wrong is noted.
 */
export function* lookAhead(
  files: readonly SourceFile[],
  kinds: readonly StackKind[],
  looked: WeakSet<SourceFile>,
  note: (uri: Uri, part: string, error: unknown) => void,
): Generator<void> {
  const fresh = files.filter((file) => !looked.has(file));
  let count = 0;
  for (const file of fresh) {
    for (const kind of kinds) {
      try {
        kind.glance?.(file);
      } catch (error) {
        note(file.uri, kind.id, error);
      }
    }
    if (++count % AT_ONCE === 0) yield;
  }
  // What is new after an edit is looked at soon enough by discovery.
  if (fresh.length > AT_ONCE)
    for (const kind of kinds) {
      try {
        yield* kind.prepare?.(files) ?? [];
      } catch (error) {
        note(fresh[0]?.uri ?? '', kind.id, error);
      }
    }
  for (const file of fresh) looked.add(file);
}
