import type { Range } from '../text/span';
import { HOLE, maskVariables } from './mask';
import type { Scheme } from './schemes';
import { schemeOf } from './schemes';

/** A host with or without port, as offsets of the text that was searched. IPv6 hosts are given without brackets. */
export interface HostPort {
  readonly host: Range;
  /** Absent when no port is written. */
  readonly port?: Range;
  /** A variable stands in the port, so that it is not known; `port` then covers the expression. */
  readonly open: boolean;
  /** Host and port with brackets. */
  readonly all: Range;
}

/** A URL's addresses: several for `mongodb://a:1,b:2/db`. */
export interface UrlMatch {
  readonly scheme: Scheme & { readonly name: string };
  readonly hosts: readonly HostPort[];
}

const LONGEST_SCHEME = 40;
/** Longest authority that is read; anything longer is no address. */
const LONGEST_AUTHORITY = 1000;

/**
 * All URLs in a text, by RFC 3986 with what people write besides: passwords with `/`, `#` or `?` in them, host lists,
 * variables. Hosts that are not names or addresses (`*`, `${HOST}`) are left out.
 */
export function findUrls(text: string): readonly UrlMatch[] {
  const out: UrlMatch[] = [];
  if (!text.includes('://')) return out;
  const masked = maskVariables(text);
  for (let at = masked.indexOf('://'); at >= 0; at = masked.indexOf('://', at + 3)) {
    const scheme = schemeBefore(masked, at);
    if (!scheme) continue;
    // Resolvers of gRPC name the address in the path: `dns:///api:50051`.
    const start = at + 3 + (masked[at + 3] === '/' && /^(?:dns|passthrough)$/.test(scheme.name) ? 1 : 0);
    const hosts = readAuthority(masked, start);
    if (hosts.length > 0) out.push({ scheme, hosts });
  }
  return out;
}

function schemeBefore(text: string, at: number): UrlMatch['scheme'] | undefined {
  let start = at;
  while (start > 0 && at - start < LONGEST_SCHEME && /[\w+.:-]/.test(text[start - 1] as string)) start--;
  const written = /(?:j|r2)dbc:[\w+.:-]+$|[a-z][\w+.-]*$/i.exec(text.slice(start, at))?.[0];
  return written === undefined ? undefined : schemeOf(written);
}

function readAuthority(text: string, start: number): readonly HostPort[] {
  const token = /^[^\s"'`<>]*/.exec(text.slice(start, start + LONGEST_AUTHORITY))?.[0] ?? '';
  const next = token.indexOf('://');
  const reach = next < 0 ? token : token.slice(0, next);
  let authority = /^[^/?#;(){}|\\]*/.exec(token)?.[0] ?? '';
  let from = authority.lastIndexOf('@') + 1;
  if (from === 0 && !looksComplete(authority)) {
    // No host up to the first slash: the slash may stand in a password.
    from = reach.lastIndexOf('@') + 1;
    authority = token.slice(0, from) + (/^[^/?#;(){}|\\]*/.exec(token.slice(from))?.[0] ?? '');
  }
  return readHosts(authority.slice(from), start + from);
}

function looksComplete(authority: string): boolean {
  return authority === '' || readHosts(authority, 0).length > 0;
}

const HOST_PORT = new RegExp(
  String.raw`^(?:\[([\dA-Fa-f:.]+)(?:%[^\]]*)?\]|([A-Za-z\d_](?:[\w.-]*[\w.])?))(?::(\d{1,5}|[\d${HOLE}]*${HOLE}[\d${HOLE}]*))?$`,
);

/** Reads `host[:port]` separated by commas; what is not of that form is left out. `base` is the offset of the text. */
export function readHosts(text: string, base: number): readonly HostPort[] {
  const out: HostPort[] = [];
  let at = 0;
  for (const item of text.split(',')) {
    const lead = item.length - item.trimStart().length;
    const found = readHost(item.trim(), base + at + lead);
    if (found) out.push(found);
    at += item.length + 1;
  }
  return out;
}

/** Reads one `host[:port]`, `[::1]:80`. A wildcard (`*`, `+`), a variable as host or an empty port gives `undefined`. */
export function readHost(item: string, base: number): HostPort | undefined {
  // A closing bracket may be of the list around: `[http://a:1]`.
  const text = item.startsWith('[') ? item : item.replace(/\].*$/, '');
  const m = HOST_PORT.exec(text);
  if (!m) return undefined;
  const bracketed = m[1] !== undefined;
  const host = m[1] ?? m[2] ?? '';
  if (host.length > 253) return undefined;
  const start = base + (bracketed ? 1 : 0);
  const all = { start: base, end: base + text.length };
  const range = { start, end: start + host.length };
  if (m[3] === undefined) return { host: range, open: false, all };
  return { host: range, port: { start: all.end - m[3].length, end: all.end }, open: m[3].includes(HOLE), all };
}
