import type { Protocol } from '../facts';
import type { MappedText } from '../text/mapped';
import { sliceMapped } from '../text/mapped';
import type { Client } from './clientTable';
import { CLIENTS } from './clientTable';
import { HOLE, hasHole, maskVariables } from './mask';
import { programName } from './runCommands';
import type { HostPort } from './urls';
import { findUrls, readHost } from './urls';

/** An address that a command dials. */
export interface ClientTarget {
  /** Absent: the program's own default, which is the container itself. */
  readonly host?: MappedText;
  /** Absent when no port is written. */
  readonly port?: MappedText;
  /** A variable without known value stands in the port. */
  readonly open: boolean;
  /** What the program takes when no port is written. */
  readonly defaultPort?: number;
  readonly scheme?: string;
  readonly protocol: Protocol;
  readonly program: string;
  /** `host:port` as written, or the part of it that is; the program's word when nothing is. */
  readonly place: MappedText;
}

/** A row of the table with its lists taken apart. */
interface Reader {
  readonly client: Client;
  readonly host: readonly string[];
  readonly port: readonly string[];
  readonly address: readonly string[];
  /** All flags that take the next word. */
  readonly takes: ReadonlySet<string>;
}

function readerOf(client: Client): Reader {
  const [host, port, address, takes] = [client.host, client.port, client.address, client.takes].map(
    (t) => t?.split(' ') ?? [],
  ) as [string[], string[], string[], string[]];
  return { client, host, port, address, takes: new Set([...host, ...port, ...address, ...takes]) };
}

const READERS: ReadonlyMap<string, Reader> = new Map(
  CLIENTS.flatMap((c) => {
    const reader = readerOf(c);
    return c.names.split(' ').map((n) => [n, reader] as const);
  }),
);

/** Whether a command only connects: its flags never name a listener. */
export function isClient(words: readonly MappedText[]): boolean {
  return clientTargets(words) !== undefined;
}

/** The addresses that a command dials; `undefined` when its program is no known client. */
export function clientTargets(words: readonly MappedText[]): readonly ClientTarget[] | undefined {
  const at = programName(words[0]) === 'busybox' ? 1 : 0;
  const program = programName(words[at]);
  const reader = READERS.get(program);
  if (!reader) return undefined;
  const args = readArguments(words.slice(at + 1), reader);
  const { client } = reader;
  const { unless } = client;
  if (unless && [...args.flags.map((f) => f.flag), args.operands[0]?.text ?? ''].some((w) => unless.test(w)))
    return undefined;
  const written = [...fromOperands(args.operands, client, program), ...fromAddresses(args, reader, program)];
  return written.length > 0 ? written : fromFlags(args, reader, program, words[at] as MappedText);
}

interface Argument {
  readonly flag: string;
  readonly value: MappedText;
}

interface Arguments {
  readonly flags: readonly Argument[];
  readonly operands: readonly MappedText[];
}

function readArguments(words: readonly MappedText[], reader: Reader): Arguments {
  const { takes } = reader;
  const flags: Argument[] = [];
  const operands: MappedText[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as MappedText;
    const next = words[i + 1];
    const m = /^(--?[\w-]+)=/.exec(word.text);
    const short = word.text.slice(0, 2);
    if (!/^-./.test(word.text)) operands.push(word);
    else if (m) flags.push({ flag: m[1] as string, value: sliceMapped(word, m[0].length, word.text.length) });
    else if (takes.has(word.text) && next) {
      flags.push({ flag: word.text, value: next });
      i++;
    } else if (
      word.text.length > 2 &&
      !word.text.startsWith('--') &&
      takes.has(short) &&
      !takes.has(word.text) &&
      /^-[a-zA-Z][\w.:[\]$-]+$/.test(word.text) &&
      isShort(reader, short, word.text)
    ) {
      flags.push({ flag: short, value: sliceMapped(word, 2, word.text.length) });
    } else flags.push({ flag: word.text, value: sliceMapped(word, word.text.length, word.text.length) });
  }
  return { flags, operands };
}

/** `-p5433`, `-hdb`: a short flag with its value; `-pass` is something else. */
function isShort(reader: Reader, flag: string, word: string): boolean {
  return reader.port.includes(flag) ? /^-[a-zA-Z](?:\d+|\$.*)$/.test(word) : reader.host.includes(flag);
}

function fromOperands(operands: readonly MappedText[], client: Client, program: string): readonly ClientTarget[] {
  const urls = operands.filter((o) => o.text.includes('://'));
  if (urls.length > 0) return urls.flatMap((o) => urlTargets(o, client, program));
  if (client.operands === 'urls')
    return operands
      .filter((o) => /^localhost\b|^[\w.-]*[.:].|^\[/.test(o.text))
      .flatMap((o) => urlTargets(o, client, program));
  if (client.operands === 'address')
    return operands
      .filter((o) => /:\d/.test(o.text) || (o.text.includes(':') && hasHole(o.text)))
      .flatMap((o) => urlTargets(o, client, program));
  if (client.operands !== 'host port') return [];
  const [host, port] = operands;
  if (!host || (!port && client.default === undefined)) return [];
  return target(host, port && portOf(port), client, program, host);
}

function fromAddresses(args: Arguments, reader: Reader, program: string): readonly ClientTarget[] {
  return args.flags
    .filter((f) => reader.address.includes(f.flag))
    .flatMap((f) => urlTargets(f.value, reader.client, program));
}

/** `-h host -p port`, either may be left out. Nothing at all still is an address when the client has a default. */
function fromFlags(args: Arguments, reader: Reader, program: string, word: MappedText): readonly ClientTarget[] {
  const { client } = reader;
  if (client.host === undefined) return [];
  const value = (names: readonly string[]): MappedText | undefined =>
    args.flags.findLast((f) => names.includes(f.flag) && f.value.text !== '')?.value;
  const host = value(reader.host);
  const port = value(reader.port);
  if (!host && !port && client.default === undefined) return [];
  // A path is the socket's folder; a URL or `host:port` is read as such.
  if (host?.text.includes('/') && !host.text.includes('://')) return [];
  if (host && /:./.test(host.text)) return urlTargets(host, client, program);
  return target(host, port && portOf(port), client, program, port ?? host ?? word);
}

interface PortText {
  readonly text: MappedText;
  readonly open: boolean;
}

function portOf(word: MappedText): PortText | undefined {
  if (/^\d{1,5}$/.test(word.text)) return { text: word, open: false };
  return hasHole(word.text) ? { text: word, open: true } : undefined;
}

function target(
  host: MappedText | undefined,
  port: PortText | undefined,
  client: Client,
  program: string,
  place: MappedText,
): readonly ClientTarget[] {
  // Names only: what is left of a variable is no host.
  if (host && !readHost(host.text.includes(':') ? `[${host.text}]` : host.text, 0)) return [];
  return [
    {
      ...(host ? { host } : {}),
      ...(port ? { port: port.text } : {}),
      open: port?.open ?? false,
      ...(client.default === undefined ? {} : { defaultPort: client.default }),
      ...(client.scheme ? { scheme: client.scheme } : {}),
      protocol: 'tcp',
      program,
      place,
    },
  ];
}

/** URLs in a word; where there is none, the word itself as `host[:port][/path]`, which curl takes for http. */
function urlTargets(word: MappedText, client: Client, program: string): readonly ClientTarget[] {
  const urls = findUrls(word.text);
  if (word.text.includes('://')) {
    return urls.flatMap(({ scheme, hosts }) =>
      hosts.map((h) => ({
        host: sliceMapped(word, h.host.start, h.host.end),
        ...(h.port ? { port: sliceMapped(word, h.port.start, h.port.end) } : {}),
        open: h.open,
        ...(scheme.port === undefined ? {} : { defaultPort: scheme.port }),
        scheme: scheme.name,
        protocol: scheme.protocol,
        program,
        place: sliceMapped(word, h.all.start, h.all.end),
      })),
    );
  }
  const implied =
    client.operands === 'urls'
      ? { defaultPort: 80, scheme: 'http' }
      : {
          ...(client.default ? { defaultPort: client.default } : {}),
          ...(client.scheme ? { scheme: client.scheme } : {}),
        };
  return bareTargets(word, implied, program);
}

function bareTargets(
  word: MappedText,
  implied: { readonly defaultPort?: number; readonly scheme?: string },
  program: string,
): readonly ClientTarget[] {
  const masked = maskVariables(word.text);
  const out: ClientTarget[] = [];
  let at = 0;
  for (const item of masked.split(',')) {
    const authority = /^[^/?#]*/.exec(item)?.[0] ?? '';
    const found = readHost(authority, at);
    const local = found ? undefined : /^:(\d{1,5})$/.exec(authority);
    if (found) {
      out.push({
        host: sliceMapped(word, found.host.start, found.host.end),
        ...(found.port ? { port: sliceMapped(word, found.port.start, found.port.end) } : {}),
        open: found.open,
        ...implied,
        protocol: 'tcp',
        program,
        place: sliceMapped(word, found.all.start, found.all.end),
      });
    } else if (local || /^:\u0001+$/.test(authority)) {
      // `:50051` is the container itself.
      const port = sliceMapped(word, at + 1, at + authority.length);
      out.push({ port, open: !local, ...implied, protocol: 'tcp', program, place: port });
    }
    at += item.length + 1;
  }
  return out;
}

/** bash's `/dev/tcp/host/port` and `/dev/udp/…`, as a path or inside of one; `undefined` when the word is none. */
export function devTcpAddress(word: MappedText): (HostPort & { readonly protocol: Protocol }) | undefined {
  const m = /\/dev\/(tcp|udp)\/([^/\s]+)\/([^/\s"';)]+)/.exec(maskVariables(word.text));
  if (!m) return undefined;
  const [host, port] = [m[2] as string, m[3] as string];
  const start = m.index + `/dev/${m[1]}/`.length;
  const portAt = { start: start + host.length + 1, end: start + host.length + 1 + port.length };
  const known = /^\d{1,5}$/.test(port);
  if (!readHost(host, 0) || (!known && !port.includes(HOLE))) return undefined;
  return {
    host: { start, end: start + host.length },
    port: portAt,
    open: !known,
    all: { start, end: portAt.end },
    protocol: m[1] === 'udp' ? 'udp' : 'tcp',
  };
}
