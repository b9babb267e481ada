import type { Span, Uri } from '../../text/span';
import { lineText, positionAt } from '../../text/source';
import { visible } from '../../text/escape';
import type { ContextModel } from '../../model/model';
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
  const out = new Map<string, { readonly made: Completion; readonly models: Set<ContextModel> }>();
  for (const model of snapshot.contextsAt(uri))
    for (const { text, detail, kind } of candidatesFor(model, typed, cursor, snapshot)) {
      const made = { text, detail: visible(detail.replace(/`/g, '')), kind, at };
      const known = out.get(text) ?? { made, models: new Set() };
      known.models.add(model);
      out.set(text, known);
    }
  // What only some of the overlays have is wrong in the others.
  return [...out.values()].sort((a, b) => b.models.size - a.models.size).map(({ made }) => made);
}
