import type { Protocol } from '../facts';
import { isPortNumber } from '../facts';
import { isLoopback } from './hostIp';

/*
 * What tools print about ports that are open now: `ss -lntup`, `docker ps --format json`, `kubectl get svc,pods,endpoints -o json`. The
 * text was captured by somebody and is read like any file: what is not understood is left out.
 */

/** From where an open port can be reached: from its own machine only, or from one address or all. */
export type ObservedReach = 'loopback' | 'one-address' | 'everywhere';

/** A socket that listens on a machine. */
export interface ObservedSocket {
  readonly port: number;
  readonly protocol: Protocol;
  readonly reach: ObservedReach;
}

/** A port of a container, and where it is published. */
export interface ObservedContainerPort {
  readonly port: number;
  readonly protocol: Protocol;
  readonly published: readonly { readonly port: number; readonly reach: ObservedReach }[];
}

/** A container that runs. */
export interface ObservedContainer {
  readonly name: string;
  /** Of the compose file, when compose started it. */
  readonly service?: string;
  /** The folder of that project on the machine. */
  readonly directory?: string;
  readonly ports: readonly ObservedContainerPort[];
}

/** A Service of a cluster. */
export interface ObservedService {
  readonly name: string;
  readonly namespace: string;
  readonly type: string;
  readonly ports: readonly { readonly port: number; readonly protocol: Protocol }[];
  /** Whether pods stand behind it; absent when no Endpoints of its name were captured. */
  readonly isReady?: boolean;
}

/** Everything that a capture shows; absent: the capture is not about such things. */
export interface Observation {
  readonly sockets?: readonly ObservedSocket[];
  readonly containers?: readonly ObservedContainer[];
  readonly services?: readonly ObservedService[];
}

/** Reads a capture; `undefined` when it is none of those that are known. */
export function readObserved(text: string): Observation | undefined {
  const trimmed = text.replace(/^\ufeff/, '').trim();
  return /^[{[]/.test(trimmed) ? (readCluster(trimmed) ?? readContainers(trimmed)) : readSockets(trimmed);
}

type Json = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function mapAt(value: Json, key: string): Json {
  const inner = value[key];
  return isMap(inner) ? inner : {};
}

function mapsAt(value: Json, key: string): readonly Json[] {
  const inner = value[key];
  return Array.isArray(inner) ? inner.filter(isMap) : [];
}

function textAt(value: Json, key: string): string | undefined {
  const inner = value[key];
  return typeof inner === 'string' ? inner : undefined;
}

function protocolOf(text: string | undefined): Protocol | undefined {
  const lower = (text ?? 'tcp').toLowerCase();
  return lower === 'tcp' || lower === 'udp' || lower === 'sctp' ? lower : undefined;
}

/** The reach of a bind address; an interface behind `%` does not count. */
function reachOf(address: string): ObservedReach {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (bare === '' || bare === '*' || bare === '0.0.0.0' || bare === '::') return 'everywhere';
  return isLoopback(bare) ? 'loopback' : 'one-address';
}

/** Rows of `ss`, with the column of protocols or without: then they are TCP. */
function readSockets(text: string): Observation | undefined {
  const sockets = text.split(/\r?\n/).flatMap((line): ObservedSocket[] => {
    const words = line.trim().split(/\s+/);
    const at = words.findIndex((word) => word === 'LISTEN' || word === 'UNCONN');
    const [, address, digits] = /^(.*):(\d{1,5})$/.exec(words[at + 3] ?? '') ?? [];
    const protocol = protocolOf(at === 0 ? undefined : words[at - 1]);
    const port = Number(digits);
    if (at < 0 || address === undefined || !protocol || !isPortNumber(port)) return [];
    return [{ port, protocol, reach: reachOf(address) }];
  });
  return sockets.length > 0 || /^(?:Netid\s+)?State\s+Recv-Q/.test(text) ? { sockets } : undefined;
}

/** One object a line, as docker prints them, or a list, as podman does. */
function readContainers(text: string): Observation | undefined {
  const whole = parsed(text);
  const rows = Array.isArray(whole) ? (whole as readonly unknown[]) : text.split(/\r?\n/).map(parsed);
  const containers = rows.filter(isMap).flatMap((row): ObservedContainer[] => {
    const ports = textAt(row, 'Ports');
    const name = textAt(row, 'Names') ?? textAt(row, 'Name');
    if (ports === undefined || name === undefined) return [];
    const labels = labelsOf(textAt(row, 'Labels') ?? '');
    const service = textAt(row, 'Service') ?? labels.get('com.docker.compose.service');
    const directory = labels.get('com.docker.compose.project.working_dir');
    return [
      {
        name,
        ...(service === undefined ? {} : { service }),
        ...(directory === undefined ? {} : { directory }),
        ports: containerPorts(ports),
      },
    ];
  });
  return containers.length > 0 ? { containers } : undefined;
}

function labelsOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(',').flatMap((label): [string, string][] => {
      const at = label.indexOf('=');
      return at < 0 ? [] : [[label.slice(0, at), label.slice(at + 1)]];
    }),
  );
}

const PORTS = /^(?:(.*):(\d{1,5})(?:-(\d{1,5}))?->)?(\d{1,5})(?:-(\d{1,5}))?\/(\w+)$/;

/** `0.0.0.0:8080->80/tcp, [::]:8080->80/tcp, 6379/tcp, 127.0.0.1:9000-9001->9000-9001/tcp`. */
function containerPorts(text: string): readonly ObservedContainerPort[] {
  const out = new Map<
    string,
    { port: number; protocol: Protocol; published: { port: number; reach: ObservedReach }[] }
  >();
  for (const item of text.split(',')) {
    const [, address, outer, , first, last, word] = PORTS.exec(item.trim()) ?? [];
    const protocol = protocolOf(word);
    const [from, to] = [Number(first), Number(last ?? first)];
    if (!protocol || !isPortNumber(from) || !isPortNumber(to)) continue;
    for (let port = from; port <= to; port++) {
      const key = `${port}/${protocol}`;
      const known = out.get(key) ?? { port, protocol, published: [] };
      out.set(key, known);
      if (address !== undefined && outer !== undefined)
        known.published.push({ port: Number(outer) + port - from, reach: reachOf(address) });
    }
  }
  return [...out.values()];
}

/** A list of objects as `kubectl` prints it. */
function readCluster(text: string): Observation | undefined {
  const whole = parsed(text);
  if (!isMap(whole) || !Array.isArray(whole['items'])) return undefined;
  const items = mapsAt(whole, 'items');
  const ready = new Map<string, boolean>();
  for (const item of items)
    if (item['kind'] === 'Endpoints')
      ready.set(
        identityOf(item).key,
        mapsAt(item, 'subsets').some((subset) => mapsAt(subset, 'addresses').length > 0),
      );
  const services = items.flatMap((item): ObservedService[] => {
    if (item['kind'] !== 'Service') return [];
    const { name, namespace, key } = identityOf(item);
    const spec = mapAt(item, 'spec');
    const isReady = ready.get(key);
    const ports = mapsAt(spec, 'ports').flatMap((p) => {
      const port = Number(p['port']);
      const protocol = protocolOf(textAt(p, 'protocol'));
      return protocol && isPortNumber(port) ? [{ port, protocol }] : [];
    });
    const type = textAt(spec, 'type') ?? 'ClusterIP';
    return [{ name, namespace, type, ports, ...(isReady === undefined ? {} : { isReady }) }];
  });
  return { services };
}

function identityOf(item: Json): { readonly name: string; readonly namespace: string; readonly key: string } {
  const metadata = mapAt(item, 'metadata');
  const name = textAt(metadata, 'name') ?? '';
  const namespace = textAt(metadata, 'namespace') ?? 'default';
  return { name, namespace, key: `${namespace}/${name}` };
}
