import type { Located, Port, Protocol } from '../facts';
import type { MappedText } from '../text/mapped';
import type { Range, Span } from '../text/span';

/** What is wrong in a port text. The last three leave a readable port; the others do not. */
export type PortProblemKind =
  /** No container port: `8080:`, empty text, `/tcp`. */
  | 'port-missing'
  /** Not a number: `a:80`, `-1`, `80,443`. */
  | 'port-not-number'
  /** Above 65535. */
  | 'port-out-of-range'
  /** `90-80`. */
  | 'range-reversed'
  /** `3000-3001:80-85`. */
  | 'range-lengths-differ'
  /** `80/http`. */
  | 'protocol-unknown'
  /** `localhost:80:80`. */
  | 'host-ip-invalid'
  /** Container port 0, which the parser takes and nothing can listen on. */
  | 'port-zero'
  /** EXPOSE, expose: an address or host port in front, which maps nothing. */
  | 'host-part'
  /** EXPOSE `80/TCP`. */
  | 'protocol-case';

/** A problem at its place. */
export interface PortProblem {
  readonly kind: PortProblemKind;
  /** Offsets in the text that was read. */
  readonly range: Range;
  /** The range in the file: where it is used. */
  readonly site: Span;
  /** The wrong characters. */
  readonly text: string;
  /** A sentence that says what is wrong and what is allowed. */
  readonly message: string;
}

/**
 * A short `ports` entry. Ranges are not expanded: `pairing` says how host and container belong together.
 * `random`: the engine picks the host port (none written, empty, or 0) · `single` one to one ·
 * `pairs` two ranges of equal length, one to one · `any-of` one free port of the host range for the container port.
 */
export interface PortMapping {
  readonly container: Located<Port>;
  /** Absent for `random`. */
  readonly host?: Located<Port>;
  /** Without brackets, as written. Absent: every interface. */
  readonly hostIp?: Located<string>;
  readonly protocol: Protocol;
  /** Where the protocol is written, without the slash. */
  readonly protocolSite?: Span;
  readonly pairing: 'random' | 'single' | 'pairs' | 'any-of';
  /** Offsets of the parts in the text, brackets included; an empty range where a part is empty but its colon stands. */
  readonly ranges: { readonly container: Range; readonly host?: Range; readonly hostIp?: Range; readonly protocol?: Range };
}

/** The mapping when Compose takes the text, else the problem. */
export interface PortMappingResult {
  readonly mapping?: PortMapping;
  readonly problems: readonly PortProblem[];
}

/** Reads a short `ports` entry of Compose, `docker run -p`, after interpolation. */
export function parsePortMapping(text: MappedText): PortMappingResult {
  void text;
  return { problems: [] };
}

/** A port of EXPOSE or compose `expose`. */
export interface ExposedPort {
  readonly port: Located<Port>;
  readonly protocol: Protocol;
  readonly protocolSite?: Span;
  readonly ranges: { readonly port: Range; readonly protocol?: Range };
}

/** The port when it is readable, and what is wrong; `host-part` and `protocol-case` come together with a port. */
export interface ExposedPortResult {
  readonly exposed?: ExposedPort;
  readonly problems: readonly PortProblem[];
}

/** Reads an entry of compose `expose`: `port[/proto]`, `a-b[/proto]`. A host part is a problem. */
export function parseExposeEntry(text: MappedText): ExposedPortResult {
  void text;
  return { problems: [] };
}

/** Reads one word of a Dockerfile EXPOSE, after expansion. */
export function parseExposeWord(text: MappedText): ExposedPortResult {
  void text;
  return { problems: [] };
}

/** Words of expanded EXPOSE text: it is split again at blanks, since a variable may hold several ports. */
export function exposeWords(text: MappedText): readonly MappedText[] {
  return [text];
}

/** Whether a text is an IPv4 or IPv6 address (no zone, no brackets), as the engine reads it. */
export function isIp(text: string): boolean {
  return text !== '';
}

/** Whether two host addresses can collide: nothing, `0.0.0.0` and `::` take all of their family (nothing: of both). */
export function ipsOverlap(a: string | undefined, b: string | undefined): boolean {
  return a === b;
}

/** `127.0.0.0/8`, `::1`, `localhost`; brackets are ignored. */
export function isLoopback(host: string): boolean {
  return host === 'localhost';
}

/** Nothing, `0.0.0.0`, `::`, `*`: every interface; brackets are ignored. */
export function isAllInterfaces(host: string | undefined): boolean {
  return host === undefined || host === '';
}
