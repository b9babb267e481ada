import type { Port, Protocol } from '../facts';
import { contains, showPort } from '../facts';
import type { Observation, ObservedContainer, ObservedReach, ObservedService, ObservedSocket } from '../lore/observed';
import type { ContextModel, Service } from '../model/model';
import type { Span } from '../text/span';
import { baseName } from '../text/uri';
import type { InventoryPort, InventoryService, InventoryWay } from './inventory';
import { inventoryOf } from './inventory';
import type { Snapshot } from './snapshot';

/** How what runs differs from what is charted. */
export interface ObservedDifference {
  /**
   * `uncharted`: it listens and stands nowhere. `closed`: it is charted for something that runs, and does not listen. `wider`:
   * more can reach it than is declared.
   */
  readonly kind: 'uncharted' | 'closed' | 'wider';
  readonly port: number;
  readonly protocol: Protocol;
  /** What it is a port of, for people. */
  readonly owner: string;
  readonly because: string;
  /** Where it is charted. */
  readonly at?: Span;
}

/**
 * Compares a capture with the chart. Only what certainly differs: loopback sockets are nobody's business, a port that is not
 * open says something only of a project of which something runs, and Services are compared with those of their name.
 */
export function observedDifferences(snapshot: Snapshot, seen: Observation): readonly ObservedDifference[] {
  const services = inventoryOf(snapshot);
  const out = [
    ...(seen.sockets ? ofSockets(services, seen.sockets) : []),
    ...(seen.containers ?? []).flatMap((c) => ofContainer(services, c)),
    ...(seen.containers ? ofMissing(services, seen.containers) : []),
    ...(seen.services ?? []).flatMap((s) => ofService(snapshot.contexts, s)),
  ];
  const keyed = new Map(out.map((d) => [`${d.kind} ${d.owner} ${d.port}/${d.protocol} ${d.because}`, d]));
  return [...keyed.values()].sort(
    (a, b) => ORDER[a.kind] - ORDER[b.kind] || a.port - b.port || (a.owner < b.owner ? -1 : a.owner > b.owner ? 1 : 0),
  );
}

const ORDER: Readonly<Record<ObservedDifference['kind'], number>> = { wider: 0, uncharted: 1, closed: 2 };

function isAt(port: Port, protocol: Protocol, asked: { readonly port: number; readonly protocol: Protocol }): boolean {
  return protocol === asked.protocol && contains(port, asked.port);
}

/** Ways to a port of a host; of compose alone, since what a cluster forwards is no socket. */
function hostWays(services: readonly InventoryService[]): readonly { service: InventoryService; way: InventoryWay }[] {
  return services
    .filter((s) => s.context.stack === 'compose')
    .flatMap((service) => service.ports.flatMap((p) => p.ways.map((way) => ({ service, way }))))
    .filter(({ way }) => way.layer === 'host');
}

function ofSockets(
  services: readonly InventoryService[],
  sockets: NonNullable<Observation['sockets']>,
): readonly ObservedDifference[] {
  const ways = hostWays(services);
  const charted = (asked: { readonly port: number; readonly protocol: Protocol }): boolean =>
    services.some((s) =>
      s.ports.some((p) => isAt(p.port, p.protocol, asked) || p.ways.some((w) => isAt(w.port, w.protocol, asked))),
    );
  const out: ObservedDifference[] = [];
  for (const socket of sockets) {
    const { port, protocol, reach } = socket;
    if (reach === 'loopback') continue;
    const own = ways.filter(({ way }) => isAt(way.port, way.protocol, socket));
    const wide = widened(own, reach);
    if (wide) out.push({ kind: 'wider', port, protocol, ...wide });
    else if (!charted(socket) && !isClients(socket))
      out.push({ kind: 'uncharted', port, protocol, owner: 'the host', because: `it listens ${REACH[reach]}` });
  }
  const open = (way: InventoryWay): boolean => sockets.some((s) => isAt(way.port, way.protocol, s));
  const running = new Set(ways.filter(({ way }) => open(way)).map(({ service }) => service.context));
  for (const { service, way } of ways)
    if (running.has(service.context) && way.port.kind === 'number' && !open(way))
      out.push({ ...closedWay(service, way, way.port.number), because: 'no socket of the host listens on it' });
  return out;
}

/** A socket of UDP from the range that systems choose from: of somebody who asks, not of somebody who listens. */
function isClients({ port, protocol }: ObservedSocket): boolean {
  return protocol === 'udp' && port >= 32768;
}

const REACH: Readonly<Record<ObservedReach, string>> = {
  loopback: 'on a loopback address',
  'one-address': 'on one address of the host',
  everywhere: 'on all addresses of the host',
};

/** Declared for less than everybody, open to everybody. */
function widened(
  own: readonly { readonly service: InventoryService; readonly way: InventoryWay }[],
  reach: ObservedReach,
): Pick<ObservedDifference, 'owner' | 'because' | 'at'> | undefined {
  const [first] = own;
  if (!first || reach !== 'everywhere' || own.some(({ way }) => way.isPublic)) return undefined;
  const because = `it listens ${REACH[reach]}, and is declared as: ${first.way.reach}`;
  return { owner: ownerOf(first.service), because, ...placeOf(first.way.declared) };
}

function ownerOf({ kind, name, environment }: InventoryService): string {
  return `${kind} ${name} (${environment})`;
}

function placeOf([at]: readonly Span[]): { readonly at?: Span } {
  return at ? { at } : {};
}

function closedWay(service: InventoryService, way: InventoryWay, port: number): Omit<ObservedDifference, 'because'> {
  return { kind: 'closed', port, protocol: way.protocol, owner: ownerOf(service), ...placeOf(way.declared) };
}

/** The compose services that a container may be of: those of its folder's name where that tells them apart. */
function servicesOf(services: readonly InventoryService[], container: ObservedContainer): readonly InventoryService[] {
  const named = services.filter((s) => s.context.stack === 'compose' && s.name === container.service);
  const folder = container.directory?.split(/[\\/]/).findLast((part) => part !== '');
  const near = named.filter((s) => folder !== undefined && decoded(baseName(s.context.directory)) === folder);
  return near.length > 0 ? near : named;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function ofContainer(
  services: readonly InventoryService[],
  container: ObservedContainer,
): readonly ObservedDifference[] {
  const own = servicesOf(services, container);
  const out: ObservedDifference[] = [];
  for (const seen of container.ports) {
    const { port, protocol } = seen;
    const charted: readonly { service: InventoryService; port: InventoryPort }[] = own.flatMap((service) =>
      service.ports.filter((p) => isAt(p.port, p.protocol, seen)).map((p) => ({ service, port: p })),
    );
    for (const published of seen.published) {
      if (published.reach === 'loopback') continue;
      const asked = { port: published.port, protocol };
      const ways = charted.flatMap((c) => c.port.ways.map((way) => ({ service: c.service, way })));
      const same = ways.filter(({ way }) => isAt(way.port, way.protocol, asked));
      const wide = widened(same, published.reach);
      const because = `container ${container.name} publishes its port ${port} ${REACH[published.reach]}`;
      const [first] = charted;
      if (wide) out.push({ kind: 'wider', ...asked, ...wide });
      else if (!first) out.push({ kind: 'uncharted', ...asked, owner: `container ${container.name}`, because });
      else if (same.length === 0 && !ways.some(({ way }) => isRandom(way)))
        out.push({
          kind: ways.length === 0 ? 'wider' : 'uncharted',
          ...asked,
          owner: ownerOf(first.service),
          because: `${because}, and no file does`,
          ...placeOf(first.port.declared),
        });
    }
  }
  return out;
}

/** Docker chooses the port. */
function isRandom({ port }: InventoryWay): boolean {
  return port.kind !== 'number';
}

/** Published ports of compose projects of which some service runs. */
function ofMissing(
  services: readonly InventoryService[],
  containers: readonly ObservedContainer[],
): readonly ObservedDifference[] {
  const running = new Set(containers.flatMap((c) => servicesOf(services, c)));
  const projects = new Set([...running].map((s) => s.context));
  const open = containers.flatMap((c) =>
    c.ports.flatMap((p) => p.published.map((o) => ({ port: o.port, protocol: p.protocol }))),
  );
  return hostWays(services).flatMap(({ service, way }) => {
    if (!projects.has(service.context) || way.port.kind !== 'number') return [];
    if (open.some((o) => isAt(way.port, way.protocol, o))) return [];
    const because = running.has(service) ? 'its container does not publish it' : 'no container of the service runs';
    return [{ ...closedWay(service, way, way.port.number), because }];
  });
}

function ofService(contexts: readonly ContextModel[], seen: ObservedService): readonly ObservedDifference[] {
  const own = contexts
    .filter((c) => !c.context.quiet)
    .flatMap((c) => c.services)
    .filter(({ fact }) => fact.platform === 'kubernetes' && fact.name.value === seen.name && !fact.fragment)
    .filter(({ fact }) => fact.namespace === undefined || fact.namespace.value === seen.namespace);
  const [first] = own;
  if (!first) return [];
  const owner = `Service ${seen.namespace}/${seen.name}`;
  const at = first.fact.name.site;
  const out: ObservedDifference[] = [];
  const isOpen = own.some(({ fact }) => fact.open !== undefined);
  for (const port of seen.ports) {
    if (!isOpen && !own.some((s) => hasPort(s, port)))
      out.push({ kind: 'uncharted', ...port, owner, because: 'the cluster has this port, and no file does', at });
    if (RANK[seen.type] !== undefined && own.every(({ fact }) => rankOf(fact.type) < (RANK[seen.type] ?? 0)))
      out.push({
        kind: 'wider',
        ...port,
        owner,
        because: `it is a ${seen.type} in the cluster, and declared as ${first.fact.type}`,
        at,
      });
    if (seen.isReady === false && own.some((s) => hasPort(s, port)))
      out.push({ kind: 'closed', ...port, owner, because: 'no ready pod stands behind it', at });
  }
  for (const { fact } of own.length === 1 ? own : [])
    for (const { port, protocol } of fact.ports)
      for (const { value } of port.alternatives)
        if (!port.open && value.kind === 'number' && !seen.ports.some((p) => isAt(value, protocol, p)))
          out.push({
            kind: 'closed',
            port: value.number,
            protocol,
            owner,
            because: `the cluster has port ${seen.ports.map((p) => p.port).join(', ') || 'none'} there, not ${showPort(value)}`,
            at,
          });
  return out;
}

const RANK: Readonly<Record<string, number>> = { ClusterIP: 0, NodePort: 1, LoadBalancer: 2 };

/** What is not known counts as the widest. */
function rankOf(type: Service['fact']['type']): number {
  return RANK[type] ?? 2;
}

function hasPort({ fact }: Service, asked: { readonly port: number; readonly protocol: Protocol }): boolean {
  return fact.ports.some(
    (p) => p.port.open !== undefined || p.port.alternatives.some((a) => isAt(a.value, p.protocol, asked)),
  );
}
