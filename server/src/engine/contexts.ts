import type { AssembledTree, BuildRequest, Fact, TextFact } from '../facts';
import type { Format, TextFormat } from '../formats/format';
import type { Context, Note, StackKind, StackRequest, StackSettings } from '../stacks/stack';
import type { Uri } from '../text/span';
import type { Answers, Store } from './store';
import { recordingReader, stillHolds } from './store';

/** A stack as it was last assembled and read. */
export interface Slot {
  readonly request: StackRequest;
  readonly answers: Answers;
  readonly wanted: ReadonlySet<Uri>;
  readonly context: Context;
  readonly facts: readonly Fact[];
  readonly notes: readonly Note[];
}

/** The formats of trees, and those of files inside values. */
interface Formats {
  readonly formats: readonly Format[];
  readonly textFormats: readonly TextFormat[];
}

const readings = new WeakMap<AssembledTree, readonly Fact[]>();

/**
 * The slot of a request, in small steps: the former one when everything that it was told still holds, else assembled
 * anew. Trees are not kept: facts hold all that is asked for later, and a tree can be had again.
 */
export function* slotOf(
  request: StackRequest,
  former: Slot | undefined,
  kind: StackKind,
  formats: Formats,
  store: Store,
  settings: StackSettings,
): Generator<void, Slot> {
  if (former && sameRequest(former.request, request) && stillHolds(store, former.answers)) return former;
  const reader = recordingReader(store);
  try {
    const { context, trees, notes } = kind.assemble(request, reader, settings);
    const facts: Fact[] = [];
    for (const tree of trees) {
      const read = readings.has(tree);
      facts.push(...factsOf(tree, formats));
      if (!read) yield;
    }
    const kept = former && sameList(former.facts, facts) ? former.facts : facts;
    return { request, answers: reader.answers, wanted: reader.wanted, context, facts: kept, notes };
  } catch (error) {
    // One stack that defeats us must not cost the others their findings.
    const message = `could not be read: ${error instanceof Error ? error.message : String(error)}`;
    const context: Context = {
      id: request.id,
      stack: request.stack,
      name: request.name,
      directory: request.directory,
      role: 'neutral',
      quiet: true,
    };
    const notes = [{ uri: request.files[0] ?? request.directory, message }];
    return { request, answers: reader.answers, wanted: reader.wanted, context, facts: [], notes };
  }
}

function sameRequest(a: StackRequest, b: StackRequest): boolean {
  if (a === b) return true;
  return (
    a.id === b.id &&
    a.build === b.build &&
    a.chart === b.chart &&
    sameList(a.files, b.files) &&
    a.environment === b.environment &&
    a.name === b.name
  );
}

/** Same length and the same elements by identity. */
export function sameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i]);
}

function factsOf(tree: AssembledTree, { formats, textFormats }: Formats): readonly Fact[] {
  const known = readings.get(tree);
  if (known) return known;
  const format = formats.find((f) => f.tree === tree.kind);
  const read = format ? format.read(tree).facts : [];
  const made = read.flatMap((f) => (f.kind === 'text' ? textFacts(f, textFormats) : [f]));
  readings.set(tree, made);
  return made;
}

/** What is said by a file inside a value, by the first format that knows it; so formats need not know one another. */
function textFacts(text: TextFact, formats: readonly TextFormat[]): readonly Fact[] {
  for (const format of formats) {
    const reading = format.readText(text);
    if (reading) return reading.facts;
  }
  return [];
}

const builds = new WeakMap<readonly Fact[], readonly BuildRequest[]>();

/** Images that facts ask to be built. */
export function buildsOf(facts: readonly Fact[]): readonly BuildRequest[] {
  const known = builds.get(facts);
  if (known) return known;
  const made: BuildRequest[] = [];
  for (const f of facts) {
    if (f.kind === 'image-build') made.push(f.build);
    else if (f.kind === 'workload') for (const u of f.units) if (u.build) made.push(u.build);
  }
  builds.set(facts, made);
  return made;
}
