import type { Implied, MappedText, Place, Segment, Step } from '../text/mapped';
import { mapLazily } from '../text/mapped';
import type { Span } from '../text/span';
import { VALUE_MARK } from './markCharacters';

/**
 * A string under evaluation: text in runs that remember where their characters stand and, once written by a template,
 * where in the template they are used. Immutable. Runs may be made when first asked for, since most strings are only
 * compared or thrown away.
 */
export interface Rope {
  readonly text: string;
  /** Sorted by `at`, the first at 0, each reaching to the next; empty for empty text only. */
  readonly runs: readonly Run[];
  /** How many ropes whose runs are not made yet stand behind one another here. */
  readonly depth?: number;
}

/** Ropes longer than this, in characters, are cut; a mark stands for the rest. */
const LENGTH_LIMIT = 4_000_000;
/** Pieces of one text; what has more is as good as endless. */
const PIECE_LIMIT = 300_000;
/** Runs are made at the latest when this many ropes wait for one another: making them recurses. */
const LAZY_LIMIT = 200;

/** A rope whose runs are made when they are asked for. `of` are the ropes that they will be made of. */
export function lazyRope(text: string, of: readonly Rope[], make: () => readonly Run[]): Rope {
  let depth = 0;
  for (const rope of of) depth = Math.max(depth, rope.depth ?? 0);
  return depth >= LAZY_LIMIT ? { text, runs: make(), depth: 0 } : new LazyRope(text, depth + 1, make);
}

/** A class for its getter, as `LazyText` in `text/mapped.ts`. */
class LazyRope implements Rope {
  readonly text: string;
  readonly depth: number;
  // What the runs were made of is let go once they are there.
  #make: (() => readonly Run[]) | undefined;
  #runs: readonly Run[] = [];

  constructor(text: string, depth: number, make: () => readonly Run[]) {
    this.text = text;
    this.depth = depth;
    this.#make = make;
  }

  get runs(): readonly Run[] {
    if (this.#make) {
      this.#runs = this.#make();
      this.#make = undefined;
    }
    return this.#runs;
  }
}

/** A run of a rope. */
export interface Run {
  /** Offset in the rope's text where the run starts. */
  readonly at: number;
  /** Where the run is used; left out as long as no action has written it. */
  readonly site?: Place;
  /** Where its characters stand. */
  readonly origin: Place | Implied;
  /** The steps from use to origin. */
  readonly via?: Way;
}

/** Steps between use and origin as a list that shares its tail; the step nearest to the use comes first. */
export interface Way {
  readonly step: Step;
  readonly next?: Way;
}

/** No characters. */
export const EMPTY: Rope = { text: '', runs: [] };

/** A way with one more step in front. */
export function stepBefore(step: Step, next: Way | undefined): Way {
  return next ? { step, next } : { step };
}

/** A rope of one run. */
export function ropeOf(text: string, origin: Place | Implied, via?: Way): Rope {
  if (text === '') return EMPTY;
  return { text, runs: [via ? { at: 0, origin, via } : { at: 0, origin }] };
}

/** Index of the run that holds `offset`. */
function runIndex(runs: readonly Run[], offset: number): number {
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((runs[middle] as Run).at <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function cutPlace(place: Place, from: number, to: number): Place {
  return place.copy ? { uri: place.uri, start: place.start + from, end: place.start + to, copy: true } : place;
}

function cutRun(run: Run, from: number, to: number, at: number): Run {
  const origin = 'kind' in run.origin ? run.origin : cutPlace(run.origin, from, to);
  const site =
    run.site === undefined ? undefined : run.site === run.origin ? (origin as Place) : cutPlace(run.site, from, to);
  return make(at, site, origin, run.via);
}

function make(at: number, site: Place | undefined, origin: Place | Implied, via: Way | undefined): Run {
  if (site) return via ? { at, site, origin, via } : { at, site, origin };
  return via ? { at, origin, via } : { at, origin };
}

/** Adds the runs of `[start, end)` of a rope to `out`, moved so that `start` comes to stand at `at`. */
function pushRuns(out: Run[], rope: Rope, start: number, end: number, at: number): void {
  const { runs } = rope;
  if (start === 0 && end === rope.text.length && at === 0) {
    for (const run of runs) out.push(run);
    return;
  }
  for (let i = runIndex(runs, start); i < runs.length; i++) {
    const run = runs[i] as Run;
    if (run.at >= end) break;
    const next = runs[i + 1]?.at ?? rope.text.length;
    const from = Math.max(run.at, start);
    const to = Math.min(next, end);
    const moved = from - start + at;
    if (from === run.at && to === next) out.push(make(moved, run.site, run.origin, run.via));
    else out.push(cutRun(run, from - run.at, to - run.at, moved));
  }
}

/** The part `[start, end)` of a rope; bounds are clamped. */
export function sliceRope(rope: Rope, start: number, end: number = rope.text.length): Rope {
  const from = Math.max(0, Math.min(start, rope.text.length));
  const to = Math.max(from, Math.min(end, rope.text.length));
  if (from === 0 && to === rope.text.length) return rope;
  if (from === to) return EMPTY;
  return lazyRope(rope.text.slice(from, to), [rope], () => {
    const runs: Run[] = [];
    pushRuns(runs, rope, from, to, 0);
    return runs;
  });
}

/** A rope under construction. */
export interface RopeBuilder {
  readonly pieces: BuilderPiece[];
  /** Characters so far. */
  length: number;
}

interface BuilderPiece {
  readonly rope: Rope;
  readonly start: number;
  readonly end: number;
}

/** Nothing yet. */
export function ropeBuilder(): RopeBuilder {
  return { pieces: [], length: 0 };
}

/** Adds a rope, or its part `[start, end)`; past the limit of a text's length only a mark is added, once. */
export function append(builder: RopeBuilder, rope: Rope, start = 0, end: number = rope.text.length): void {
  if (start >= end || builder.length > LENGTH_LIMIT) return;
  if (builder.length + end - start > LENGTH_LIMIT || builder.pieces.length > PIECE_LIMIT) {
    const at = { uri: '', start: 0, end: 0 };
    const rest = ropeOf(VALUE_MARK, { kind: 'implied', at, because: 'the text grows too long' });
    builder.pieces.push({ rope: rest, start: 0, end: rest.text.length });
    builder.length = LENGTH_LIMIT + 1;
    return;
  }
  builder.pieces.push({ rope, start, end });
  builder.length += end - start;
}

/** Whether nothing more can be added. */
export function isFull(builder: RopeBuilder): boolean {
  return builder.length > LENGTH_LIMIT;
}

/** Adds text of one run. */
export function appendText(builder: RopeBuilder, text: string, origin: Place | Implied, via?: Way): void {
  append(builder, ropeOf(text, origin, via));
}

/** What was built. */
export function built(builder: RopeBuilder): Rope {
  const { pieces } = builder;
  if (builder.length === 0) return EMPTY;
  const parts = pieces.map(({ rope, start, end }) =>
    start === 0 && end === rope.text.length ? rope.text : rope.text.slice(start, end),
  );
  const ropes = pieces.map((piece) => piece.rope);
  return lazyRope(parts.join(''), ropes, () => {
    const runs: Run[] = [];
    let at = 0;
    for (const { rope, start, end } of pieces) {
      pushRuns(runs, rope, start, end, at);
      at += end - start;
    }
    return runs;
  });
}

/** Ropes put one behind the other. */
export function concatRopes(ropes: readonly Rope[]): Rope {
  const only = ropes.length === 1 ? ropes[0] : undefined;
  if (only) return only;
  const builder = ropeBuilder();
  for (const rope of ropes) append(builder, rope);
  return built(builder);
}

/** The same characters with every run changed; `change` is not told the offset. */
export function mapRuns(rope: Rope, change: (run: Run) => Run): Rope {
  if (rope.text === '') return rope;
  return lazyRope(rope.text, [rope], () => rope.runs.map(change));
}

/** The rope with a step in front of the way of each run. Runs that shared a way share the longer one. */
export function withStep(rope: Rope, step: Step): Rope {
  let seen: Way | undefined;
  let longer: Way | undefined;
  return mapRuns(rope, (run) => {
    if (!longer || run.via !== seen) {
      seen = run.via;
      longer = stepBefore(step, run.via);
    }
    return make(run.at, run.site, run.origin, longer);
  });
}

/** The rope with runs that have no site yet used at `site`. */
export function placeAt(rope: Rope, site: Place): Rope {
  return mapRuns(rope, (run) => (run.site ? run : make(run.at, site, run.origin, run.via)));
}

/** The rope with the sites given up that `gives` names: where it was used becomes a part of where it stands. */
export function unplaced(rope: Rope, gives: (site: Place) => boolean): Rope {
  return mapRuns(rope, (run) => (run.site && gives(run.site) ? make(run.at, undefined, run.origin, run.via) : run));
}

/** Where the rope's first characters stand, as a whole: what computed text is said to come from. */
export function originOf(rope: Rope): Place | Implied | undefined {
  const first = rope.runs[0];
  if (!first) return undefined;
  if ('kind' in first.origin) return first.origin;
  let { start, end } = first.origin;
  for (const { origin } of rope.runs) {
    if ('kind' in origin || origin.uri !== first.origin.uri) continue;
    start = Math.min(start, origin.start);
    end = Math.max(end, origin.end);
  }
  return { uri: first.origin.uri, start, end, copy: false };
}

/** The steps of a way as a list. */
export function stepsOf(way: Way | undefined): readonly Step[] {
  const steps: Step[] = [];
  for (let at = way; at; at = at.next) steps.push(at.step);
  return steps;
}

/** A rope from mapped text: what it comes from stays, where it was used before is its origin if it has no other. */
export function fromMapped(mapped: MappedText): Rope {
  return lazyRope(mapped.text, [], () =>
    mapped.segments.map((s) => make(s.at, undefined, s.origin ?? s.site, wayOf(s.via))),
  );
}

/** A list of steps as a way. */
export function wayOf(steps: readonly Step[] | undefined): Way | undefined {
  let way: Way | undefined;
  for (let i = (steps?.length ?? 0) - 1; i >= 0; i--) way = stepBefore(steps?.[i] as Step, way);
  return way;
}

/**
 * A rope as mapped text. A run that no action wrote is used where it stands. `whole` stands for the text when it is empty.
 * Runs that go on where the one before ended become one segment.
 */
export function toMapped(rope: Rope, whole: Span): MappedText {
  // Of most of what is rendered nobody asks where it stands.
  return mapLazily(rope.text, whole, () => segmentsOf(rope, whole));
}

function segmentsOf(rope: Rope, whole: Span): readonly Segment[] {
  const segments: Segment[] = [];
  const known = new Map<Way, readonly Step[]>();
  let before: Run | undefined;
  for (const run of rope.runs) {
    if (before && goesOn(before, run)) {
      growLast(segments, run);
      before = { ...run, at: before.at };
      continue;
    }
    before = run;
    segments.push(segmentOf(run, whole, known));
  }
  return segments;
}

function segmentOf(run: Run, whole: Span, known: Map<Way, readonly Step[]>): Segment {
  const { origin } = run;
  const site: Place = run.site ?? ('kind' in origin ? { ...whole, copy: false } : origin);
  const same = !('kind' in origin) && samePlace(site, origin);
  if (!run.via) return same ? { at: run.at, site } : { at: run.at, site, origin: run.origin };
  let via = known.get(run.via);
  if (!via) {
    via = stepsOf(run.via);
    known.set(run.via, via);
  }
  return same ? { at: run.at, site, via } : { at: run.at, site, origin: run.origin, via };
}

function samePlace(a: Place, b: Place): boolean {
  return a === b || (a.start === b.start && a.end === b.end && a.copy === b.copy && a.uri === b.uri);
}

/** Whether `b`, which follows `a` in the text, continues it at its place of use and at its origin. */
function goesOn(a: Run, b: Run): boolean {
  if (a.via !== b.via || 'kind' in a.origin || 'kind' in b.origin) return false;
  if (!a.origin.copy || !b.origin.copy || a.origin.uri !== b.origin.uri || a.origin.end !== b.origin.start)
    return false;
  if (a.site === b.site) return true;
  if (!a.site || !b.site || a.site.uri !== b.site.uri) return false;
  if (!a.site.copy) return samePlace(a.site, b.site);
  return b.site.copy && a.site.end === b.site.start;
}

function growLast(segments: Segment[], run: Run): void {
  const last = segments.at(-1) as Segment;
  const grow = (place: Place, by: Place): Place => (place.copy ? { ...place, end: by.end } : place);
  const site = grow(last.site, run.site ?? (run.origin as Place));
  if (!last.origin || 'kind' in last.origin) segments[segments.length - 1] = { ...last, site };
  else segments[segments.length - 1] = { ...last, site, origin: grow(last.origin, run.origin as Place) };
}
