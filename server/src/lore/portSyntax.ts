import type { Located, Port, Protocol } from '../facts';
import { located } from '../facts';
import { spanIn } from '../syntax/tree';
import type { MappedText } from '../text/mapped';
import { sliceMapped, traceAll } from '../text/mapped';
import { say } from '../text/say';
import type { Range, Span } from '../text/span';
import { isIp } from './hostIp';

export { ipsOverlap, isAllInterfaces, isIp, isLoopback } from './hostIp';

/** What is wrong in a port text. The last two leave a readable port, the others do not. */
export type PortProblemKind =
  /** No container port: `8080:`, empty text, `/tcp`. */
  | 'port-missing'
  /** Not a number: `a:80`, `-1`, `80,443`. */
  | 'port-not-number'
  /** Above 65535. */
  | 'port-out-of-range'
  /** Container port 0, which the engine's parser takes and nothing can listen on. */
  | 'port-zero'
  /** `90-80`. */
  | 'range-reversed'
  /** `3000-3001:80-85`. */
  | 'range-lengths-differ'
  /** `80/http`. */
  | 'protocol-unknown'
  /** `localhost:80:80`. */
  | 'host-ip-invalid'
  /** EXPOSE, expose: an address or host port in front, which maps nothing. */
  | 'host-part'
  /** EXPOSE `80/TCP`. */
  | 'protocol-case';

/** A problem at its place. */
export interface PortProblem {
  readonly kind: PortProblemKind;
  /** Offsets in the text that was read; may be empty where something is missing. */
  readonly range: Range;
  /** Where it is used in the file; the whole text when the range is empty. */
  readonly site: Span;
  /** The wrong characters. */
  readonly text: string;
  /** A sentence or two: what is wrong and what is allowed. */
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
  readonly ranges: PortRanges;
}

/** Where the parts of a port text stand in it. */
export interface PortRanges {
  readonly container: Range;
  readonly host?: Range;
  readonly hostIp?: Range;
  /** Behind the slash. */
  readonly protocol?: Range;
}

/** The mapping when the engine takes the text, else what is wrong with it. */
export interface PortMappingResult {
  readonly mapping?: PortMapping;
  readonly problems: readonly PortProblem[];
}

/** A port of EXPOSE or compose `expose`. */
export interface ExposedPort {
  readonly port: Located<Port>;
  readonly protocol: Protocol;
  readonly protocolSite?: Span;
  readonly ranges: PortRanges;
}

/** The port when it is readable, and what is wrong; `host-part` and `protocol-case` come together with a port. */
export interface ExposedPortResult {
  readonly exposed?: ExposedPort;
  readonly problems: readonly PortProblem[];
}

/** Reads a short `ports` entry of Compose or `docker run -p`, after interpolation, as docker/go-connections does. */
export function parsePortMapping(text: MappedText): PortMappingResult {
  const ranges = partsOf(text.text);
  const problems: PortProblem[] = [];
  const container = readPort(text, ranges.container, 'container', problems);
  const protocol = readProtocol(text, ranges.protocol, problems);
  const hostIp = readIp(text, ranges.hostIp, problems);
  const written = ranges.host && ranges.host.end > ranges.host.start ? ranges.host : undefined;
  const host = written && readPort(text, written, 'host', problems);
  if (container && host) checkLengths(text, ranges, container, host, problems);
  if (!container || !protocol || problems.length > 0) return { problems };
  const drawn = host && !(host.kind === 'number' && host.number === 0) ? host : undefined;
  const mapping: PortMapping = {
    container: at(text, ranges.container, container),
    ...(drawn && written ? { host: at(text, written, drawn) } : {}),
    ...(hostIp ? { hostIp } : {}),
    protocol,
    ...protocolSite(text, ranges),
    pairing:
      drawn === undefined
        ? 'random'
        : drawn.kind === 'number'
          ? 'single'
          : container.kind === 'range'
            ? 'pairs'
            : 'any-of',
    ranges,
  };
  return { mapping, problems };
}

/** Reads an entry of compose `expose`: `port[/proto]`, `a-b[/proto]`. A host part is a problem. */
export function parseExposeEntry(text: MappedText): ExposedPortResult {
  return parseExposed(text, say`\`expose\` has container ports only and publishes nothing; to publish use \`ports\``);
}

/** Reads one word of a Dockerfile EXPOSE, after expansion (buildkit's grammar; host parts and upper case are its lints). */
export function parseExposeWord(text: MappedText): ExposedPortResult {
  const result = parseExposed(
    text,
    say`EXPOSE has container ports only and publishes nothing; BuildKit is going to refuse this`,
  );
  const range = result.exposed?.ranges.protocol;
  const written = range ? text.text.slice(range.start, range.end) : '';
  if (!range || written === written.toLowerCase()) return result;
  const message = say`The protocol "${written}" should be written in lower case: "${written.toLowerCase()}".`;
  return { ...result, problems: [...result.problems, problem(text, 'protocol-case', range, message)] };
}

/** Words of expanded EXPOSE text: it is split again at blanks, since a variable may hold several ports. May be empty. */
export function exposeWords(text: MappedText): readonly MappedText[] {
  return [...text.text.matchAll(/\S+/g)].map((m) => sliceMapped(text, m.index, m.index + m[0].length));
}

function parseExposed(text: MappedText, hint: string): ExposedPortResult {
  const { mapping, problems } = parsePortMapping(text);
  if (!mapping) return { problems };
  const { container, protocol, ranges } = mapping;
  const exposed: ExposedPort = {
    port: container,
    protocol,
    ...(mapping.protocolSite ? { protocolSite: mapping.protocolSite } : {}),
    ranges,
  };
  if (!ranges.host) return { exposed, problems };
  const range = { start: 0, end: ranges.container.start };
  const message = say`"${text.text}" has a host part, but ${hint}. Write "${text.text.slice(range.end)}".`;
  return { exposed, problems: [problem(text, 'host-part', range, message)] };
}

/** Cuts at colons from the right, so that an IPv6 address without brackets stays whole; then at the first slash. */
function partsOf(text: string): PortRanges {
  const second = text.lastIndexOf(':');
  const first = second < 0 ? -1 : text.slice(0, second).lastIndexOf(':');
  const slash = text.indexOf('/', second + 1);
  return {
    container: { start: second + 1, end: slash < 0 ? text.length : slash },
    ...(second < 0 ? {} : { host: { start: first + 1, end: second } }),
    ...(first < 0 ? {} : { hostIp: { start: 0, end: first } }),
    ...(slash < 0 ? {} : { protocol: { start: slash + 1, end: text.length } }),
  };
}

function readPort(
  text: MappedText,
  range: Range,
  side: 'container' | 'host',
  problems: PortProblem[],
): Exclude<Port, { kind: 'name' }> | undefined {
  const written = text.text.slice(range.start, range.end);
  if (written === '') {
    const message =
      text.text === ''
        ? say`A container port is missing: the text is empty.`
        : say`The container port is missing in "${text.text}".`;
    problems.push(problem(text, 'port-missing', range, message));
    return undefined;
  }
  const dash = written.indexOf('-');
  const cut = dash < 0 ? written.length : dash;
  const from = readNumber(text, { start: range.start, end: range.start + cut }, range, problems);
  if (from === undefined) return undefined;
  const to = dash < 0 ? from : readNumber(text, { start: range.start + cut + 1, end: range.end }, range, problems);
  if (to === undefined) return undefined;
  if (to < from) {
    problems.push(
      problem(text, 'range-reversed', range, say`The port range ${written} runs backwards: write ${to}-${from}.`),
    );
    return undefined;
  }
  if (side === 'container' && from === 0) {
    problems.push(problem(text, 'port-zero', range, say`Nothing can listen on container port 0: ports are 1–65535.`));
    return undefined;
  }
  return from === to ? { kind: 'number', number: from } : { kind: 'range', from, to };
}

/** A decimal number 0–65535; a sign and leading zeros are taken, as Go's ParseInt does. `part` is what the message is about. */
function readNumber(text: MappedText, range: Range, part: Range, problems: PortProblem[]): number | undefined {
  const written = text.text.slice(range.start, range.end);
  if (!/^[+]?\d+$/.test(written)) {
    const all = text.text.slice(part.start, part.end);
    problems.push(
      problem(
        text,
        'port-not-number',
        part,
        say`"${all}" is no port: write a number 1–65535 or a range such as 8000-8010.`,
      ),
    );
    return undefined;
  }
  const number = Number(written);
  if (number <= 65535) return number;
  problems.push(problem(text, 'port-out-of-range', range, say`Port ${written} is out of range: ports are 1–65535.`));
  return undefined;
}

function readProtocol(text: MappedText, range: Range | undefined, problems: PortProblem[]): Protocol | undefined {
  const written = range ? text.text.slice(range.start, range.end) : '';
  const name = written.toLowerCase();
  if (name === '') return 'tcp';
  if (name === 'tcp' || name === 'udp' || name === 'sctp') return name;
  problems.push(
    problem(
      text,
      'protocol-unknown',
      range as Range,
      say`"${written}" is no transport protocol: write tcp, udp or sctp.`,
    ),
  );
  return undefined;
}

function readIp(text: MappedText, range: Range | undefined, problems: PortProblem[]): Located<string> | undefined {
  if (!range || range.start === range.end) return undefined;
  const written = text.text.slice(range.start, range.end);
  const inside = /^\[(.*)\]$/.exec(written);
  const bare = inside ? { start: range.start + 1, end: range.end - 1 } : range;
  const ip = text.text.slice(bare.start, bare.end);
  if (ip === '') return undefined;
  if (isIp(ip)) return at(text, bare, ip);
  const message = say`"${written}" is no IP address: the part in front of the host port must be one, such as 127.0.0.1, or be left out.`;
  problems.push(problem(text, 'host-ip-invalid', range, message));
  return undefined;
}

function checkLengths(
  text: MappedText,
  ranges: PortRanges,
  container: Port,
  host: Port,
  problems: PortProblem[],
): void {
  if (container.kind !== 'range') return;
  const [inside, outside] = [sizeOf(container), sizeOf(host)];
  if (inside === outside) return;
  const range = { start: ranges.host?.start ?? 0, end: ranges.container.end };
  const message =
    outside === 1
      ? say`The ranges differ in length: 1 host port for ${inside} container ports. Ranges map one to one.`
      : say`The ranges differ in length: ${outside} host ports for ${inside} container ports. Ranges map one to one.`;
  problems.push(problem(text, 'range-lengths-differ', range, message));
}

function sizeOf(port: Port): number {
  return port.kind === 'range' ? port.to - port.from + 1 : 1;
}

function protocolSite(text: MappedText, { protocol }: PortRanges): { readonly protocolSite?: Span } {
  return protocol && protocol.end > protocol.start ? { protocolSite: spanIn(text, protocol.start, protocol.end) } : {};
}

function at<T>(text: MappedText, range: Range, value: T): Located<T> {
  return located(value, traceAll(sliceMapped(text, range.start, range.end)));
}

function problem(text: MappedText, kind: PortProblemKind, range: Range, message: string): PortProblem {
  const written = text.text.slice(range.start, range.end);
  const site = written === '' ? text.whole : spanIn(text, range.start, range.end);
  return { kind, range, site, text: written, message };
}
