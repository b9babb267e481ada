import type { AddressClass, Certainty, CommandLine, ConnectFact, EnvVar, Located, Port, Protocol } from '../facts';
import { isPortNumber, located, numberPort, weakest } from '../facts';
import type { MappedText } from '../text/mapped';
import { mapImplied, sliceMapped, traceAll, trimMapped } from '../text/mapped';
import { say } from '../text/say';
import type { ClientTarget } from './clients';
import { clientTargets, devTcpAddress } from './clients';
import { findDsn } from './dsn';
import { classOfKey, pairKeys, tokensOf } from './envKeys';
import { isLoopback } from './hostIp';
import { maskVariables } from './mask';
import type { RunCommand } from './runCommands';
import { programName, runCommands } from './runCommands';
import { schemeOf } from './schemes';
import type { HostPort } from './urls';
import { findUrls, readHost, readHosts } from './urls';

/** Where a value stands. */
export interface AddressPlace {
  /** Name of the variable, flag or key that holds the value; decides its class (envKeys.ts). */
  readonly key: string;
  readonly place: ConnectFact['place'];
}

/**
 * Addresses in a value: URLs, DSNs, `host:port` (formats.md §2.9). Loopback hosts are given too; whether a host is
 * something of the workspace is the model's question. Own-listener values are given with that class. Text of several
 * lines (a configuration file) is read line by line, under the key that the line itself names. Addresses with a variable
 * in host or port are left out: they are not known.
 */
export function scanAddresses(text: MappedText, where: AddressPlace): readonly ConnectFact[] {
  if (!text.text.includes('\n')) return scanValue(text, where);
  const out: ConnectFact[] = [];
  for (let at = 0; at < text.text.length;) {
    const feed = text.text.indexOf('\n', at);
    const end = feed < 0 ? text.text.length : feed;
    scanLine(text, at, end, where, out);
    at = end + 1;
  }
  return out;
}

const COMMENT = /^\s*(?:#|\/\/|;|--)/;
const LINE_KEY = /^\s*(?:-\s+)?["']?([A-Za-z_][\w./-]{0,99})["']?\s*(?::(?=\s|$)|=|\s)\s*/;

/** One line of a configuration file; it can only hold an address if it has a colon before a digit, or a URL. */
function scanLine(text: MappedText, start: number, end: number, where: AddressPlace, out: ConnectFact[]): void {
  const line = text.text.slice(start, end);
  if (line.length > 4000 || !line.includes(':') || COMMENT.test(line)) return;
  const key = LINE_KEY.exec(line);
  if (!key) {
    const from = start + (/^\s*(?:-\s+)?/.exec(line)?.[0].length ?? 0);
    const mayHold = (from > start || line.includes('://')) && MAY_HOLD.test(line.slice(from - start));
    if (mayHold) out.push(...scanValue(sliceMapped(text, from, end), where));
    return;
  }
  const inner = { ...where, key: key[1] as string };
  const value = line.slice(key[0].length);
  const body = /^["']?(.*?)["']?[\s,;]*$/.exec(value)?.[1] ?? value;
  if (!MAY_HOLD.test(body)) return;
  const from = start + key[0].length + (/^["']/.test(value) ? 1 : 0);
  out.push(...scanValue(sliceMapped(text, from, from + body.length), inner));
}

/** What every address has: a colon, or a connection string's `host=`. Most values have neither. */
const MAY_HOLD = /:|(?:host|server|source|addr(?:ess)?|name)\s*=/i;

function scanValue(text: MappedText, where: AddressPlace): readonly ConnectFact[] {
  const raw = text.text;
  if (!MAY_HOLD.test(raw)) return [];
  const urls = findUrls(raw);
  if (urls.length > 0) {
    return urls.flatMap((u) =>
      u.hosts.flatMap(
        (h) => fact(text, h, where, { scheme: u.scheme.name, port: u.scheme.port, protocol: u.scheme.protocol }) ?? [],
      ),
    );
  }
  if (raw.includes('://')) return [];
  const dsn = findDsn(maskVariables(raw));
  if (dsn.length > 0)
    return dsn.flatMap(
      (d) => fact(text, d.address, where, { scheme: d.product, port: d.defaultPort, protocol: 'tcp' }) ?? [],
    );
  return bareAddresses(text, where);
}

/** Keys whose values look like `host:port` and are not: images, owners, versions, ratios. */
const NOT_ADDRESS =
  /_(?:IMAGES?|TAGS?|VERSIONS?|USER|UID|GID|OWNER|GROUP|TIME|SCHEDULE|CRON|RATIO|WEIGHTS?|MODE|LOCALE|TZ|KEYS?|PASSWORD|SECRET|TOKEN|HASH|CHECKSUM|DIGEST|MAC)_$/;

/**
 * A value that is nothing but `host:port`, or a list of such. Host names have two characters and start with a letter, so
 * that times and ratios are none; ports below 80 count only under keys that say that an address follows, since
 * `node:20` is an image.
 */
function bareAddresses(text: MappedText, where: AddressPlace): readonly ConnectFact[] {
  const value = trimMapped(text);
  if (!/:\d/.test(value.text) || value.text.length > 2000) return [];
  const tokens = tokensOf(where.key);
  if (NOT_ADDRESS.test(tokens)) return [];
  const lowest = /_(?:HOSTS?|ADDR|ADDRESS|ENDPOINTS?|SERVERS?|BROKERS?|UPSTREAM|TARGETS?)_/.test(tokens) ? 1 : 80;
  const out: ConnectFact[] = [];
  let at = 0;
  for (const item of maskVariables(value.text).split(/[,;]/)) {
    const found = readBare(item, at, lowest, out.length > 0);
    if (found === 'no') return [];
    if (found) out.push(...(fact(value, found, where, { protocol: 'tcp' }) ?? []));
    at += item.length + 1;
  }
  return out;
}

/** An item of a list: `no` when it makes the whole value something else; `undefined` when it only adds nothing. */
function readBare(item: string, base: number, lowest: number, follows: boolean): HostPort | 'no' | undefined {
  // Lists of configuration files: `["a:9092", "b:9092"]`. A bracket alone is of an IPv6 address.
  const lead = /^(?:\s*\[(?=\s*["']))?[\s"']*/.exec(item)?.[0].length ?? 0;
  const text = /["']/.test(item) ? item.slice(lead).replace(/["'\s]+\]?\s*$/, '') : item.trim();
  if (text === '') return undefined;
  // Options behind the first address, as in `redis:6379,ssl=False`.
  if (follows && /^[\w ]+=/.test(text)) return undefined;
  const user = text.includes('@') ? text.lastIndexOf('@') + 1 : 0;
  const authority = /^[^/?]*/.exec(text.slice(user))?.[0] ?? '';
  const rest = text.slice(user + authority.length);
  const found = readHost(authority, base + lead + user);
  if (!found?.port || found.open || /[:\s\\]/.test(rest) || /\s/.test(text)) return 'no';
  const host = authority.slice(0, authority.lastIndexOf(':'));
  const port = Number(text.slice(found.port.start - base - lead, found.port.end - base - lead));
  const address = /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) || host.startsWith('[');
  if (!address && !/^[A-Za-z][\w.-]*[A-Za-z\d.]$/.test(host)) return 'no';
  return port >= lowest ? found : 'no';
}

interface Kind {
  readonly scheme?: string | undefined;
  readonly port?: number | undefined;
  readonly protocol: Protocol;
}

/** The fact for an address; as an array so that it can be spread. `undefined` when the port is open, invalid or none. */
function fact(text: MappedText, a: HostPort, where: AddressPlace, kind: Kind): [ConnectFact] | undefined {
  if (a.open) return undefined;
  const all = sliceMapped(text, a.all.start, a.all.end);
  const port = a.port ? portIn(sliceMapped(text, a.port.start, a.port.end)) : impliedPort(all, kind);
  return port && [connect(sliceMapped(text, a.host.start, a.host.end), port, a.port !== undefined, where, kind, all)];
}

function connect(
  host: MappedText,
  port: Located<Port>,
  explicit: boolean,
  where: AddressPlace,
  kind: Kind,
  place: MappedText,
): ConnectFact {
  return {
    host: located(host.text, traceAll(host)),
    port,
    explicit,
    protocol: kind.protocol,
    ...(kind.scheme ? { scheme: kind.scheme } : {}),
    key: where.key,
    place: where.place,
    class: classOf(where, host.text, kind.scheme),
    site: place.whole,
  };
}

function portIn(text: MappedText): Located<Port> | undefined {
  const number = /^\d{1,5}$/.test(text.text) ? Number(text.text) : 0;
  return isPortNumber(number) ? located(numberPort(number), traceAll(text)) : undefined;
}

function impliedPort(address: MappedText, kind: Kind): Located<Port> | undefined {
  if (kind.port === undefined) return undefined;
  const part = mapImplied(
    String(kind.port),
    address.whole,
    say`\`${kind.scheme}\` means port ${kind.port} when none is written`,
  );
  // The port is as sure as the host that stands before it: through a variable it is not literal.
  return located(numberPort(kind.port), traceAll(part), located(0, traceAll(address)).certainty);
}

function classOf(where: AddressPlace, host: string, scheme: string | undefined): AddressClass {
  if (/^(?:0\.0\.0\.0|::)$/.test(host)) return 'own-listener';
  // Inside a configuration file `url:` says nothing; as a variable of its own it is the program's public address.
  const key = where.place === 'config' && /^url$/i.test(where.key) ? 'other' : classOfKey(where.key);
  if (key === 'own-listener' || key === 'backend') return key;
  return scheme !== undefined && schemeOf(scheme)?.backend ? 'backend' : key;
}

/** The host in a variable that has a port variable beside it: a name, or a URL without port. */
function hostOfPair(text: MappedText): { readonly host: HostPort; readonly kind: Kind } | undefined {
  const url = findUrls(text.text);
  const only = url.length === 1 ? url[0] : undefined;
  if (only)
    return only.hosts.length === 1
      ? { host: only.hosts[0] as HostPort, kind: { scheme: only.scheme.name, protocol: only.scheme.protocol } }
      : undefined;
  const hosts = text.text.includes('://') ? [] : readHosts(maskVariables(text.text), 0);
  const [host] = hosts;
  return host && hosts.length === 1 && host.all.end === text.text.length
    ? { host, kind: { protocol: 'tcp' } }
    : undefined;
}

/**
 * Addresses that two variables make together (`DB_HOST` + `DB_PORT`, formats.md §2.9). The fact has the key of the port's
 * variable and stands at the host; where the host says a port itself, or the port is not a number, there is none.
 */
export function pairAddresses(vars: readonly EnvVar[], place: ConnectFact['place'] = 'env'): readonly ConnectFact[] {
  return pairs(vars, place).map((p) => p.fact);
}

function pairs(
  vars: readonly EnvVar[],
  place: ConnectFact['place'],
): readonly { readonly host: string; readonly fact: ConnectFact }[] {
  const byName = new Map(vars.map((v) => [v.name, v]));
  return pairKeys([...byName.keys()]).flatMap((pair) => {
    const [h, p] = [byName.get(pair.host), byName.get(pair.port)];
    if (!h?.value || !p?.value) return [];
    const sameFile = h.nameSite.uri === p.nameSite.uri;
    const made = pairFact(trimMapped(h.value), trimMapped(p.value), pair, place, sameFile ? pair.certainty : 'medium');
    return made ? [{ host: pair.host, fact: made }] : [];
  });
}

function pairFact(
  host: MappedText,
  port: MappedText,
  keys: { host: string; port: string },
  place: ConnectFact['place'],
  sure: Certainty,
): ConnectFact | undefined {
  const found = hostOfPair(host);
  const number = /^\d{1,5}$/.test(port.text) ? Number(port.text) : 0;
  if (!found || found.host.port || !isPortNumber(number)) return undefined;
  const name = sliceMapped(host, found.host.host.start, found.host.host.end);
  const h = located(name.text, traceAll(name));
  const p = located(numberPort(number), traceAll(port));
  const { scheme, protocol } = found.kind;
  return {
    host: { ...h, certainty: weakest(h.certainty, sure) },
    port: { ...p, certainty: weakest(p.certainty, sure) },
    explicit: true,
    protocol,
    ...(scheme ? { scheme } : {}),
    key: keys.port,
    place,
    class: classOf({ key: keys.host, place }, name.text, scheme),
    site: name.whole,
  };
}

/**
 * All addresses in the variables of a unit: {@link scanAddresses} for each value, {@link pairAddresses} for all. A host
 * variable with a port beside it (`QDRANT_HOST=http://qdrant`, `QDRANT_PORT=6333`) implies no port by its scheme.
 */
export function connectsOfEnv(vars: readonly EnvVar[]): readonly ConnectFact[] {
  const paired = pairs(vars, 'env');
  const hosts = new Set(paired.map((p) => p.host));
  const out: ConnectFact[] = [];
  for (const v of vars) {
    if (!v.value) continue;
    const found = scanAddresses(v.value, { key: v.name, place: 'env' });
    out.push(...(hosts.has(v.name) ? found.filter((f) => f.explicit) : found));
  }
  return [...out, ...paired.map((p) => p.fact)];
}

/**
 * Addresses in the words of a command: `--upstream http://api:8080`, `wait-for-it db:5432`, `psql -h db -p 5432`,
 * redirections to `/dev/tcp/db/5432`. Flags that name the program's own listener have that class. Programs that only
 * print, build or move things are left out.
 */
export function connectsOfCommand(
  command: CommandLine | undefined,
  entrypoint: CommandLine | undefined,
  env: readonly EnvVar[],
): readonly ConnectFact[] {
  return runCommands(command, entrypoint, env).flatMap((c) => {
    const program = programName(c.words[0]);
    const targets = clientTargets(c.words);
    const assigned = c.assignments.flatMap((a) => scanAddresses(a.value, { key: a.name, place: 'args' }));
    const dialed = targets
      ? targets.flatMap((t) => targetFact(t) ?? [])
      : SILENT.has(program)
        ? []
        : wordAddresses(c, program);
    return [...assigned, ...dialed, ...c.redirects.flatMap((r) => devTcp(r) ?? [])];
  });
}

/** Programs whose words are prose, images, owners or paths. */
const SILENT = new Set(
  'echo printf cat chown chgrp chmod install sed awk grep docker podman buildah kubectl helm skopeo crane test [ export useradd adduser mkdir cp mv ln tar'.split(
    ' ',
  ),
);

function wordAddresses(c: RunCommand, program: string): readonly ConnectFact[] {
  const out: ConnectFact[] = [];
  const flags: EnvVar[] = [];
  // The first word is the program, unless an image's entrypoint is.
  const first = c.argumentsOnly || c.words[0]?.text.includes('://') ? 0 : 1;
  for (let i = first; i < c.words.length; i++) {
    const word = c.words[i] as MappedText;
    const written = /^(-{0,2}[A-Za-z][\w.-]*)=/.exec(word.text);
    const before = i > first ? c.words[i - 1] : undefined;
    const flag = written?.[1] ?? (/^--?[A-Za-z][\w.-]*$/.test(before?.text ?? '') ? before?.text : undefined);
    const value = written ? sliceMapped(word, written[0].length, word.text.length) : word;
    if (flag)
      flags.push({ name: flag, nameSite: (written ? word : (before ?? word)).whole, value, source: 'environment' });
    out.push(...scanAddresses(value, { key: flag ?? (first === 0 ? 'command' : program || 'command'), place: 'args' }));
  }
  // `--telemetry-host 127.0.0.1 --telemetry-port 8082` is a listener; somebody else has a name.
  return [...out, ...pairAddresses(flags, 'args').filter((f) => !isLoopback(f.host.value))];
}

function targetFact(t: ClientTarget): ConnectFact | undefined {
  if (!t.host || t.open) return undefined;
  const kind = { scheme: t.scheme ?? t.program, port: t.defaultPort, protocol: t.protocol };
  const port = t.port ? portIn(t.port) : impliedPort(t.host, kind);
  return (
    port &&
    connect(
      t.host,
      port,
      t.port !== undefined,
      { key: t.program, place: 'args' },
      { ...kind, scheme: t.scheme },
      t.place,
    )
  );
}

function devTcp(word: MappedText): readonly ConnectFact[] {
  const at = devTcpAddress(word);
  return at && !at.open ? (fact(word, at, { key: '/dev/tcp', place: 'args' }, { protocol: at.protocol }) ?? []) : [];
}
