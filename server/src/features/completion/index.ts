import type { Span, Uri } from '../../text/span';
import { lineText, positionAt } from '../../text/source';
import { visible } from '../../text/escape';
import type { Snapshot } from '../snapshot';
import type { Cursor } from './candidates';
import { candidatesFor } from './candidates';
import type { Candidate } from './ports';
import { typedAt } from './typed';

/** Something that may be typed at a cursor. */
export interface Completion {
  readonly text: string;
  /** Where it comes from: "containerPort of Deployment web". Plain text. */
  readonly detail: string;
  readonly kind: Candidate['kind'];
  /** The characters that it replaces. */
  readonly at: Span;
}

/**
 * What really exists for the port, port name or host that is being typed: best first, each once. What is expected is read
 * from the text, what exists from the last model, so that it works in text that does not parse yet. Empty where no port is
 * expected.
 */
export function completionsAt(snapshot: Snapshot, uri: Uri, offset: number): readonly Completion[] {
  const file = snapshot.files.get(uri);
  const typed = file && typedAt(file, offset);
  if (!file || !typed) return [];
  const { line, character } = positionAt(file, offset);
  const indent = lineText(file, line).search(/[^\s-]|$/);
  const cursor: Cursor = { uri, start: offset - Math.max(0, character - indent), end: offset };
  const at = { uri, start: offset - typed.word.length, end: offset };
  const out = new Map<string, Completion>();
  for (const model of snapshot.contextsAt(uri)) {
    for (const { text, detail, kind } of candidatesFor(model, typed, cursor, snapshot))
      if (!out.has(text)) out.set(text, { text, detail: visible(detail.replace(/`/g, '')), kind, at });
  }
  return [...out.values()];
}
