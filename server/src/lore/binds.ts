import type { Range } from '../text/span';
import { HOLE, maskVariables } from './mask';

/** An address that a program is told to listen on, as offsets of the text. */
export interface Bind {
  /** Without brackets; absent when no address is written (`:8080`, `8080`). `*` and `+` are given as written. */
  readonly host?: Range;
  /** Absent when only an address is written (`0.0.0.0`) and no scheme implies a port. */
  readonly port?: Range;
  /** The port is 0 (any free one) or has a variable in it, so that it is not known. */
  readonly open: boolean;
  /** The port that `http://+` and `https://+` mean. */
  readonly implied?: number;
  readonly all: Range;
}

const AUTHORITY = new RegExp(
  String.raw`^(?:(?:\[([\dA-Fa-f:.]*)\]|([\w.*+${HOLE}-]*)):([\d${HOLE}]{1,400})|(\d{1,5})|([\d${HOLE}]{0,400}${HOLE}[\d${HOLE}]{0,400})|\[([\dA-Fa-f:.]*)\]|([\w.*+-]+))$`,
);

/**
 * Reads what flags and variables take as listening address: `8080`, `:8080`, `0.0.0.0:8080`, `[::]:80`, `tcp://*:80`,
 * `http://+:80;https://+:443`, `NAME://host:9092,…`. Sockets in files and what is no address at all are left out.
 */
export function readBinds(text: string): readonly Bind[] {
  const out: Bind[] = [];
  let at = 0;
  for (const item of maskVariables(text).split(/[,;\s]/)) {
    const found = readBind(item, at);
    if (found) out.push(found);
    at += item.length + 1;
  }
  return out;
}

function readBind(item: string, base: number): Bind | undefined {
  const scheme = /^([A-Za-z][\w+.-]*):\/\//.exec(item);
  const name = scheme?.[1]?.toLowerCase();
  if (name && /^(?:unix|unixs|npipe|fd|file|launchd)$/.test(name)) return undefined;
  const start = scheme?.[0].length ?? 0;
  const authority = /^[^/?#]*/.exec(item.slice(start))?.[0] ?? '';
  // A path without scheme is a socket's file.
  if (!scheme && authority.length < item.length) return undefined;
  const m = AUTHORITY.exec(authority);
  if (!m) return undefined;
  const from = base + start;
  const all = { start: from, end: from + authority.length };
  const host = m[1] ?? m[2] ?? m[6] ?? m[7];
  const port = m[3] ?? m[4] ?? m[5];
  const hostStart = authority.startsWith('[') ? from + 1 : from;
  const written = host ? { host: { start: hostStart, end: hostStart + host.length } } : {};
  if (port === undefined) {
    const implied = name === 'http' ? 80 : name === 'https' ? 443 : undefined;
    return { ...written, open: false, all, ...(implied ? { implied } : {}) };
  }
  if (!port.includes(HOLE) && (port.length > 5 || Number(port) > 65535)) return undefined;
  return {
    ...written,
    port: { start: all.end - port.length, end: all.end },
    open: port.includes(HOLE) || Number(port) === 0,
    all,
  };
}
