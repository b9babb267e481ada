import type { MapConnection, MapEnvironment, MapPort, MapService, PortMap } from './portMap';

/*
 * Which part of the map is shown: pure, so that it can be tested without an editor. The tree, the picture and the command line share one filter.
 */

/** What to show of the map. Conditions hold together. */
export interface MapFilter {
  /** Only ports that are open to the outside. */
  readonly publicOnly: boolean;
  /** Only what has a finding. */
  readonly brokenOnly: boolean;
  /** A part of the names of services, in any case; empty for all. */
  readonly service: string;
  /** Ids of environments; empty for all. */
  readonly environments: readonly string[];
}

/** Shows everything. */
export const EVERYTHING: MapFilter = { publicOnly: false, brokenOnly: false, service: '', environments: [] };

/** Whether the filter may leave something out. */
export function isFiltering(filter: MapFilter): boolean {
  return filter.publicOnly || filter.brokenOnly || filter.service !== '' || filter.environments.length > 0;
}

/** A filter out of what was stored, which may be of any shape: what does not fit shows everything. */
export function readFilter(stored: unknown): MapFilter {
  const { publicOnly, brokenOnly, service, environments } = (stored ?? {}) as Partial<Record<keyof MapFilter, unknown>>;
  return {
    publicOnly: publicOnly === true,
    brokenOnly: brokenOnly === true,
    service: typeof service === 'string' ? service : '',
    environments: Array.isArray(environments) ? environments.filter((e) => typeof e === 'string') : [],
  };
}

/**
 * The services and ports that pass, with the connections that begin or end at them: the other end may be a service that
 * did not pass. Environments in which nothing passes are left out. The map itself when the filter shows everything.
 */
export function filtered<Place>(map: PortMap<Place>, filter: MapFilter): PortMap<Place> {
  if (!isFiltering(filter)) return map;
  const chosen = new Set(filter.environments);
  const environments = map.environments
    .filter(({ id }) => chosen.size === 0 || chosen.has(id))
    .map((environment) => passing(environment, filter))
    .filter(({ services }) => services.length > 0);
  return { environments };
}

function passing<Place>(environment: MapEnvironment<Place>, filter: MapFilter): MapEnvironment<Place> {
  const broken = environment.connections.filter(({ findings }) => findings.length > 0);
  const brokenPorts = new Set(broken.map(({ port }) => port));
  const brokenEnds = new Set(broken.flatMap(({ from, to }) => [from, to]));
  const name = filter.service.toLowerCase();
  const portPasses = (port: MapPort<Place>): boolean =>
    (!filter.publicOnly || port.ways.some(({ isPublic }) => isPublic)) &&
    (!filter.brokenOnly || port.findings.length > 0 || brokenPorts.has(port.id));
  const serviceOf = (service: MapService<Place>): readonly MapService<Place>[] => {
    if (!service.name.toLowerCase().includes(name)) return [];
    if (!filter.publicOnly && !filter.brokenOnly) return [service];
    const ports = service.ports.filter(portPasses);
    const isBroken = filter.brokenOnly && (service.findings.length > 0 || brokenEnds.has(service.id));
    return ports.length > 0 || (isBroken && !filter.publicOnly) ? [{ ...service, ports }] : [];
  };
  const services = environment.services.flatMap(serviceOf);
  const kept = new Map(services.map(({ id, ports }) => [id, new Set(ports.map((p) => p.id))]));
  const touches = ({ from, to, port, findings }: MapConnection<Place>): boolean => {
    const hit = port === undefined ? kept.has(to) : (kept.get(to)?.has(port) ?? false);
    const all = (!filter.publicOnly && !filter.brokenOnly) || (filter.brokenOnly && findings.length > 0);
    return hit || (all && kept.has(from));
  };
  return { ...environment, services, connections: environment.connections.filter(touches) };
}

/**
 * What is drawn of a filtered map: services that were looked for by name, or have a broken connection, are shown with those
 * at its other end, which have only the ports that it asks. Connections that still lack an end are left out.
 */
export function withNeighbours<Place>(whole: PortMap<Place>, part: PortMap<Place>, filter: MapFilter): PortMap<Place> {
  if (whole === part) return part;
  const all = new Map(whole.environments.map((e) => [e.id, e]));
  return { environments: part.environments.map((e) => neighboured(all.get(e.id) ?? e, e, filter)) };
}

function neighboured<Place>(
  whole: MapEnvironment<Place>,
  part: MapEnvironment<Place>,
  filter: MapFilter,
): MapEnvironment<Place> {
  const kept = new Map(part.services.map((service) => [service.id, service]));
  const bringing = part.connections.filter(({ findings }) =>
    filter.brokenOnly ? findings.length > 0 : !filter.publicOnly && filter.service !== '',
  );
  const asked = new Map<string, Set<string | undefined>>();
  for (const { from, to, port } of bringing) {
    asked.set(from, asked.get(from) ?? new Set());
    asked.set(to, (asked.get(to) ?? new Set()).add(port));
  }
  const services = whole.services.flatMap((service) => {
    const own = kept.get(service.id);
    const ports = asked.get(service.id);
    if (own) return [own];
    return ports ? [{ ...service, ports: service.ports.filter(({ id }) => ports.has(id)) }] : [];
  });
  const drawn = new Set(services.map(({ id }) => id));
  const connections = part.connections.filter(({ from, to }) => drawn.has(from) && drawn.has(to));
  return { ...part, services, connections };
}
