import type { SourceFile } from './source';
import type { Span, Uri } from './span';

/**
 * Text that knows where it came from. A source file is the identity case; interpolated strings, decoded YAML scalars,
 * heredocs, ConfigMap bodies and rendered templates are others. Parsers take nothing else, so a range in the text can
 * always be followed to the place where it is *used* (site) and to the characters that *make* it (origins).
 */
export interface MappedText {
  readonly text: string;
  /** Sorted by `at`; the first starts at 0 and each reaches to the next. Empty only for empty text. */
  readonly segments: readonly Segment[];
  /** The place that stands for the whole, used when the text or a range of it is empty. */
  readonly whole: Span;
}

/** A run of mapped text with one place of use and one origin. */
export interface Segment {
  /** Offset in the mapped text where the run starts. */
  readonly at: number;
  /** Where the run is used. */
  readonly site: Place;
  /** Where its characters stand; the site itself when left out. */
  readonly origin?: Place | Implied;
  /** The steps between site and origin, nearest to the site first. */
  readonly via?: readonly Step[];
}

/** A place that a run maps to: character by character (`copy`), or as a whole (escapes, computed text). */
export interface Place extends Span {
  readonly copy: boolean;
}

/** A value that no character makes: a default of the platform, an inherited declaration. A fix there inserts. */
export interface Implied {
  readonly kind: 'implied';
  /** The place that implies it. */
  readonly at: Span;
  /** Why, as the end of a sentence: "`http` means port 80". */
  readonly because: string;
}

/** Where the characters of a value stand, or why it has none. */
export type Origin = { readonly kind: 'text'; readonly span: Span } | Implied;

/** One step between the use of a value and its origin. */
export interface Step {
  readonly kind:
    | 'variable'
    | 'default'
    | 'env-file'
    | 'build-arg'
    | 'alias'
    | 'merge'
    | 'patch'
    | 'template'
    | 'values'
    | 'reference'
    | 'generated';
  /** The name that the step goes through, e.g. the variable. */
  readonly name: string;
  /** Where the step stands, when it stands anywhere. */
  readonly at?: Span;
}

/** What a range of mapped text comes down to. */
export interface Traced {
  readonly site: Span;
  readonly origins: readonly Origin[];
  readonly via: readonly Step[];
}

/** The identity case: all of a source file. */
export function mapFile(file: SourceFile): MappedText {
  const whole = { uri: file.uri, start: 0, end: file.text.length };
  return { text: file.text, whole, segments: file.text === '' ? [] : [{ at: 0, site: { ...whole, copy: true } }] };
}

/** Text that stands as such at `[start, start + text.length)` of a file. */
export function mapCopy(text: string, uri: Uri, start: number): MappedText {
  const whole = { uri, start, end: start + text.length };
  return { text, whole, segments: text === '' ? [] : [{ at: 0, site: { ...whole, copy: true } }] };
}

/**
 * A class for its getter: objects of one class share their layout, where each literal with a getter has one of its own, which
 * costs more than the object.
 */
class LazyText implements MappedText {
  readonly text: string;
  readonly whole: Span;
  #make: (() => readonly Segment[]) | undefined;
  #segments: readonly Segment[] = [];

  constructor(text: string, whole: Span, make: () => readonly Segment[]) {
    this.text = text;
    this.whole = whole;
    this.#make = make;
  }

  get segments(): readonly Segment[] {
    if (this.#make) {
      this.#segments = this.#make();
      this.#make = undefined;
    }
    return this.#segments;
  }
}

/**
 * Mapped text whose segments are made when they are first asked for; what `make` holds is let go then. Not to be spread:
 * `{ ...text }` leaves the segments behind.
 */
export function mapLazily(text: string, whole: Span, make: () => readonly Segment[]): MappedText {
  return new LazyText(text, whole, make);
}

/** Text that no character makes, used at `site`. */
export function mapImplied(text: string, site: Span, because: string): MappedText {
  const segments: Segment[] =
    text === '' ? [] : [{ at: 0, site: { ...site, copy: false }, origin: { kind: 'implied', at: site, because } }];
  return { text, whole: site, segments };
}

function segmentIndex(mapped: MappedText, offset: number): number {
  let low = 0;
  let high = mapped.segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((mapped.segments[middle] as Segment).at <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function cut(place: Place, from: number, to: number): Place {
  if (!place.copy) return place;
  return { uri: place.uri, start: place.start + from, end: place.start + to, copy: true };
}

/** The part `[start, end)` of mapped text as mapped text of its own. Bounds are clamped. */
export function sliceMapped(mapped: MappedText, start: number, end: number): MappedText {
  const from = Math.max(0, Math.min(start, mapped.text.length));
  const to = Math.max(from, Math.min(end, mapped.text.length));
  if (from === 0 && to === mapped.text.length) return mapped;
  if (from === to) return { text: '', segments: [], whole: pointAt(mapped, from) };
  const only = mapped.segments.length === 1 ? mapped.segments[0] : undefined;
  if (only) {
    const cutting = cutSegment(only, from, to, 0);
    const { uri, start: first, end: last } = cutting.site;
    return { text: mapped.text.slice(from, to), segments: [cutting], whole: { uri, start: first, end: last } };
  }
  const segments: Segment[] = [];
  for (let i = segmentIndex(mapped, from); i < mapped.segments.length; i++) {
    const s = mapped.segments[i] as Segment;
    if (s.at >= to) break;
    const next = mapped.segments[i + 1]?.at ?? mapped.text.length;
    const a = Math.max(s.at, from) - s.at;
    const b = Math.min(next, to) - s.at;
    segments.push(cutSegment(s, a, b, Math.max(s.at, from) - from));
  }
  return { text: mapped.text.slice(from, to), segments, whole: joinSites(segments, mapped.whole) };
}

function cutSegment(s: Segment, a: number, b: number, at: number): Segment {
  const site = cut(s.site, a, b);
  if (!s.origin) return s.via ? { at, site, via: s.via } : { at, site };
  const origin = 'kind' in s.origin ? s.origin : cut(s.origin, a, b);
  return s.via ? { at, site, origin, via: s.via } : { at, site, origin };
}

function pointAt(mapped: MappedText, offset: number): Span {
  if (mapped.segments.length === 0) return mapped.whole;
  const i = segmentIndex(mapped, offset);
  const s = mapped.segments[i] as Segment;
  const within = offset - s.at;
  const place = s.site;
  if (!place.copy) return { uri: place.uri, start: place.start, end: place.end };
  return { uri: place.uri, start: place.start + within, end: place.start + within };
}

function joinSites(segments: readonly Segment[], whole: Span): Span {
  const first = segments[0];
  if (!first) return whole;
  let { uri, start, end } = first.site;
  for (const s of segments) {
    // A text used in two files has its first file as site: a squiggle stands in one document.
    if (s.site.uri !== uri) continue;
    start = Math.min(start, s.site.start);
    end = Math.max(end, s.site.end);
  }
  return { uri, start, end };
}

/** Pieces put one behind the other. `whole` is the place that stands for the result. */
export function concatMapped(pieces: readonly MappedText[], whole: Span): MappedText {
  const segments: Segment[] = [];
  let text = '';
  for (const p of pieces) {
    for (const s of p.segments) segments.push({ ...s, at: s.at + text.length });
    text += p.text;
  }
  return { text, segments, whole };
}

/**
 * The same text used somewhere else: its site becomes `site`, its former origins stay origins, and `step` is added in
 * front of the way. This is what interpolation, patches and includes do to a value.
 */
export function useAt(mapped: MappedText, site: Span, step: Step | undefined): MappedText {
  const place: Place = { ...site, copy: false };
  const segments = mapped.segments.map((s): Segment => {
    const via = step ? [step, ...(s.via ?? [])] : s.via;
    const origin = s.origin ?? s.site;
    return via && via.length > 0 ? { at: s.at, site: place, origin, via } : { at: s.at, site: place, origin };
  });
  return { text: mapped.text, segments, whole: site };
}

const NO_STEPS: readonly Step[] = [];

/** Site, origins and way of the range `[start, end)`; touching origins of one file become one. */
export function trace(mapped: MappedText, start: number, end: number): Traced {
  const only = mapped.segments.length === 1 ? mapped.segments[0] : undefined;
  if (only?.site.copy && !only.origin && !only.via) {
    // Text that stands where it is used, as nearly all does: one span is all there is to say.
    const from = Math.max(0, Math.min(start, mapped.text.length));
    const to = Math.max(from, Math.min(end, mapped.text.length));
    const site: Span = { uri: only.site.uri, start: only.site.start + from, end: only.site.start + to };
    return { site, origins: [{ kind: 'text', span: site }], via: NO_STEPS };
  }
  const part = sliceMapped(mapped, start, end);
  if (part.segments.length === 0) return { site: part.whole, origins: [{ kind: 'text', span: part.whole }], via: [] };
  const origins: Origin[] = [];
  const via: Step[] = [];
  for (const s of part.segments) {
    addOrigin(origins, s.origin ?? s.site);
    for (const step of s.via ?? []) if (!via.includes(step)) via.push(step);
  }
  return { site: joinSites(part.segments, part.whole), origins, via };
}

function addOrigin(origins: Origin[], place: Place | Implied): void {
  if ('kind' in place) {
    origins.push(place);
    return;
  }
  const last = origins.at(-1);
  if (last?.kind === 'text' && last.span.uri === place.uri && last.span.end === place.start) {
    origins[origins.length - 1] = { kind: 'text', span: { uri: place.uri, start: last.span.start, end: place.end } };
    return;
  }
  const same =
    last?.kind === 'text' &&
    last.span.uri === place.uri &&
    last.span.start === place.start &&
    last.span.end === place.end;
  if (!same) origins.push({ kind: 'text', span: { uri: place.uri, start: place.start, end: place.end } });
}

/** All of the text, traced. */
export function traceAll(mapped: MappedText): Traced {
  return trace(mapped, 0, mapped.text.length);
}

/** The text without white space at its ends, still mapped. */
export function trimMapped(mapped: MappedText): MappedText {
  const start = mapped.text.length - mapped.text.trimStart().length;
  return sliceMapped(mapped, start, Math.max(start, mapped.text.trimEnd().length));
}

/** Cut at every occurrence of `separator` (not empty), each piece mapped; never fewer than one piece. */
export function splitMapped(mapped: MappedText, separator: string): MappedText[] {
  const pieces: MappedText[] = [];
  let from = 0;
  for (let at = mapped.text.indexOf(separator); at >= 0; at = mapped.text.indexOf(separator, from)) {
    pieces.push(sliceMapped(mapped, from, at));
    from = at + separator.length;
  }
  pieces.push(sliceMapped(mapped, from, mapped.text.length));
  return pieces;
}

/** The range `[start, end)` read as other text (an escape and what it means): it maps as a whole, origin and way are kept. */
export function rewriteMapped(mapped: MappedText, start: number, end: number, text: string): MappedText {
  const part = sliceMapped(mapped, start, end);
  const whole = part.whole;
  if (text === '') return { text, segments: [], whole };
  const site: Place = { ...whole, copy: false };
  if (part.segments.every((s) => !s.origin && !s.via)) return { text, segments: [{ at: 0, site }], whole };
  const traced = trace(part, 0, part.text.length);
  const first = traced.origins[0];
  const origin: Place | Implied = first?.kind === 'implied' ? first : { ...(first?.span ?? whole), copy: false };
  return { text, segments: [{ at: 0, site, origin, via: traced.via }], whole };
}
