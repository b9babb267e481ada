import type { MapEnvironment, MapService, PortMap } from '../portMap';

/** Nodes that are drawn at most, before services are drawn together as one. */
export const NODES = 150;

/** What the reader chose to open or close, by id of an environment, a network or a rest; everything else is decided here. */
export interface FoldChoice {
  readonly opened: ReadonlySet<string>;
  readonly closed: ReadonlySet<string>;
  /** Nodes at most, at least 1; {@link NODES} when not given. */
  readonly limit?: number;
}

/** What is drawn as one node. */
export interface Fold {
  /** Ids of environments and networks. */
  readonly groups: ReadonlySet<string>;
  /** Ids of services that are drawn as the rest of their environment. */
  readonly rest: ReadonlySet<string>;
}

/** The id of what is left of an environment. */
export function restId(environment: { readonly id: string }): string {
  return `${environment.id}#rest`;
}

/** The network or namespace in which a service is drawn; none where the environment has only one for all. */
export function groupOf(environment: MapEnvironment<unknown>, service: MapService<unknown>): string | undefined {
  return isOneGroup(environment) ? undefined : service.networks[0];
}

const oneGroup = new WeakMap<MapEnvironment<unknown>, boolean>();

/** Asked once for each service, which can be thousands. */
function isOneGroup(environment: MapEnvironment<unknown>): boolean {
  const known = oneGroup.get(environment);
  if (known !== undefined) return known;
  const { networks, services } = environment;
  const is = networks.length === 1 && services.every((s) => s.networks[0] === networks[0]?.id);
  oneGroup.set(environment, is);
  return is;
}

/**
 * What has to be drawn as one node so that not more than the limit are drawn: environments, unless there is only one; then
 * networks; then, in each environment, the services with the fewest connections. What the reader opened stays open.
 */
export function foldOf(map: PortMap<unknown>, { opened, closed, limit = NODES }: FoldChoice): Fold {
  const groups = new Set(closed);
  const rest = new Set<string>();
  const { environments } = map;
  for (const e of environments) if (closed.has(restId(e))) for (const s of mildest(e)) rest.add(s.id);
  const counts = new Map(environments.map((e) => [e, nodesIn(e, groups, rest)]));
  let excess = [...counts.values()].reduce((sum, nodes) => sum + nodes, 0) - limit;
  /** By how much the nodes of an environment have grown. */
  const recount = (e: MapEnvironment<unknown>): number => {
    const [before, nodes] = [counts.get(e) ?? 0, nodesIn(e, groups, rest)];
    counts.set(e, nodes);
    return nodes - before;
  };
  const fold = (sizes: readonly Size[]): void => {
    const left = sizes.filter((s) => s.nodes > 1 && !opened.has(s.id) && !groups.has(s.id));
    left.sort((a, b) => a.nodes - b.nodes || (a.id < b.id ? -1 : 1));
    while (excess > 0 && left.length > 0) {
      // The smallest that suffices, else the largest.
      const at = left.findIndex((s) => s.nodes - 1 >= excess);
      const [chosen] = left.splice(at < 0 ? left.length - 1 : at, 1);
      if (!chosen) return;
      groups.add(chosen.id);
      excess += recount(chosen.of);
    }
  };
  if (excess > 0 && environments.length > 1)
    fold(environments.map((e) => ({ id: e.id, of: e, nodes: counts.get(e) ?? 0 })));
  if (excess > 0) fold(environments.filter((e) => !groups.has(e.id)).flatMap(networkSizes));
  for (const e of environments) {
    if (excess <= 0 || groups.has(e.id) || opened.has(restId(e))) continue;
    const single = mildest(e).filter((s) => !groups.has(groupOf(e, s) ?? '') && !rest.has(s.id));
    const taken = single.slice(0, excess + 1);
    if (taken.length > 1) for (const s of taken) rest.add(s.id);
    excess += recount(e);
  }
  return { groups, rest };
}

interface Size {
  readonly id: string;
  /** The environment, or that of the network. */
  readonly of: MapEnvironment<unknown>;
  readonly nodes: number;
}

function networkSizes(environment: MapEnvironment<unknown>): readonly Size[] {
  const sizes = new Map<string, number>();
  for (const s of environment.services) {
    const group = groupOf(environment, s);
    if (group !== undefined) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  }
  return [...sizes].map(([id, nodes]) => ({ id, of: environment, nodes }));
}

/** How many nodes an environment is drawn with, those from which ways begin left out. */
function nodesIn(environment: MapEnvironment<unknown>, groups: ReadonlySet<string>, rest: ReadonlySet<string>): number {
  if (groups.has(environment.id)) return 1;
  const nodes = new Set<string>();
  for (const s of environment.services) {
    const group = groupOf(environment, s);
    nodes.add(rest.has(s.id) ? restId(environment) : group !== undefined && groups.has(group) ? group : s.id);
  }
  return nodes.size;
}

/** Services by how little there is to see of them: without findings and ways from outside first, then by connections. */
function mildest(environment: MapEnvironment<unknown>): readonly MapService<unknown>[] {
  const degree = new Map<string, number>();
  const add = (id: string, n: number): void => void degree.set(id, (degree.get(id) ?? 0) + n);
  for (const c of environment.connections) {
    add(c.from, 1 + c.findings.length * 100);
    add(c.to, 1 + c.findings.length * 100);
  }
  for (const s of environment.services) {
    const ways = s.ports.some((p) => p.ways.some((w) => w.isPublic));
    const findings = s.findings.length + s.ports.reduce((sum, p) => sum + p.findings.length, 0);
    add(s.id, (ways ? 50 : 0) + findings * 100);
  }
  const sorted = environment.services.map((s) => ({ s, n: degree.get(s.id) ?? 0 }));
  return sorted.sort((a, b) => a.n - b.n || (a.s.id < b.s.id ? -1 : 1)).map((x) => x.s);
}
