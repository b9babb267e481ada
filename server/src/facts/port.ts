import type { Traced } from '../text/mapped';
import type { Span } from '../text/span';

/**
 * The layer on which a port number lives. Most mistakes are a right number on the wrong layer.
 * `listen` a process binds it · `image` image metadata (EXPOSE) · `container` container port in an orchestrator ·
 * `service` virtual port of a service object · `host` bound on a node or developer machine · `edge` outside entry point.
 */
export type Layer = 'listen' | 'image' | 'container' | 'service' | 'host' | 'edge';

/** What a place does with a port. */
export type Role = 'listen' | 'expose' | 'publish' | 'route' | 'probe' | 'connect' | 'allow';

/** Transport protocol. */
export type Protocol = 'tcp' | 'udp' | 'sctp';

/** A port as written: a number 1–65535 (0 only where the platform gives it a meaning), an inclusive range, or a name. */
export type Port =
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'name'; readonly name: string };

/**
 * How sure a value or link is. `certain` the platform's own semantics over literals · `high` through a default, .env or
 * build argument, or across directories · `medium` a convention · `low` a guess, shown in hovers and never reported.
 */
export type Certainty = 'certain' | 'high' | 'medium' | 'low';

const ORDER: readonly Certainty[] = ['certain', 'high', 'medium', 'low'];

/** The weakest of several certainties: a chain is as sure as its weakest link. `certain` for none. */
export function weakest(...all: readonly Certainty[]): Certainty {
  return all.reduce<Certainty>((a, b) => (ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a), 'certain');
}

/** Whether `a` is at least as sure as `b`. */
export function atLeast(a: Certainty, b: Certainty): boolean {
  return ORDER.indexOf(a) <= ORDER.indexOf(b);
}

/** A value with its place of use, its origins and the way between. */
export interface Located<T> extends Traced {
  readonly value: T;
  readonly certainty: Certainty;
}

/** Why something is not known, as the end of a sentence: "the variable has no value here". */
export interface Unknown {
  readonly because: string;
  readonly at?: Span;
}

/**
 * All values that something may have. With `open` there may be more than those listed; a rule reports only when the set
 * is closed and every alternative violates. No alternatives and not open: the value is nothing.
 */
export interface Values<T> {
  readonly alternatives: readonly Located<T>[];
  readonly open?: Unknown;
}

/** A located value; certainty follows from the way when not given: through variables and defaults it is `high`. */
export function located<T>(value: T, traced: Traced, certainty?: Certainty): Located<T> {
  return {
    value,
    site: traced.site,
    origins: traced.origins,
    via: traced.via,
    certainty: certainty ?? certaintyOf(traced),
  };
}

function certaintyOf(traced: Traced): Certainty {
  return traced.via.some(
    (s) => s.kind === 'variable' || s.kind === 'default' || s.kind === 'env-file' || s.kind === 'build-arg',
  )
    ? 'high'
    : 'certain';
}

/** The closed set of one value. */
export function only<T>(value: Located<T>): Values<T> {
  return { alternatives: [value] };
}

/** A set of which nothing is known. */
export function open<T>(because: string, at?: Span): Values<T> {
  return { alternatives: [], open: at ? { because, at } : { because } };
}

/** The single value of a closed set of one; `undefined` for anything else. */
export function single<T>(values: Values<T> | undefined): Located<T> | undefined {
  return values && !values.open && values.alternatives.length === 1 ? values.alternatives[0] : undefined;
}

/** A number port. No check of bounds: see {@link isPortNumber}. */
export function numberPort(number: number): Port {
  return { kind: 'number', number };
}

/** Whether `n` is a port that something can listen on: an integer 1–65535. */
export function isPortNumber(n: number): boolean {
  return Number.isInteger(n) && n >= 1 && n <= 65535;
}

/** A port as text: `8080`, `8000-8010`, `http`. */
export function showPort(port: Port): string {
  if (port.kind === 'number') return String(port.number);
  return port.kind === 'name' ? port.name : `${port.from}-${port.to}`;
}

/** Whether a number is the port or lies in its range. Names contain nothing. */
export function contains(port: Port, number: number): boolean {
  if (port.kind === 'number') return port.number === number;
  return port.kind === 'range' && port.from <= number && number <= port.to;
}

/** Whether two ports share a number, or are the same name. */
export function meets(a: Port, b: Port): boolean {
  if (a.kind === 'name' || b.kind === 'name') return a.kind === 'name' && b.kind === 'name' && a.name === b.name;
  const [x, y] = [bounds(a), bounds(b)];
  return x[0] <= y[1] && y[0] <= x[1];
}

function bounds(p: Exclude<Port, { kind: 'name' }>): readonly [number, number] {
  return p.kind === 'number' ? [p.number, p.number] : [p.from, p.to];
}

/** Same kind and same value. */
export function samePort(a: Port, b: Port): boolean {
  return a.kind === b.kind && showPort(a) === showPort(b);
}
