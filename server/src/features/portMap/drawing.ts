import type { MapEnvironment, MapNetwork, MapPort, MapService, MapWay } from '../../../../shared/src/portMap';
import { showPort } from '../../facts';
import type { Stop } from '../../model/chart';
import { environmentName } from '../../model/environment';
import type { ContextModel, Workload } from '../../model/model';
import { append } from '../../text/lists';
import { say } from '../../text/say';
import type { Span, Uri } from '../../text/span';
import type { Tongue } from '../../text/tongue';
import type { InventoryPort, InventoryService, InventoryWay } from '../inventory';
import { servicesIn } from '../inventory';
import { connectionsIn } from './connections';

/** One context as the map shows it, before findings are put in. */
export interface Drawing {
  readonly model: ContextModel;
  readonly environment: MapEnvironment<Span>;
  /** Stops of the context's chart by the port of the map that they are. */
  readonly stops: ReadonlyMap<string, string>;
  readonly workloads: ReadonlyMap<string, Workload>;
}

const drawings = new WeakMap<ContextModel, { readonly tell: Tongue; readonly drawing: Drawing }>();

/** Draws a context, once for each model; `undefined` when it has no service. Ids are told below the roots. */
export function drawingOf(model: ContextModel, roots: readonly Uri[], tell: Tongue): Drawing | undefined {
  const known = drawings.get(model);
  if (known?.tell === tell) return known.drawing;
  const listed = servicesIn(model);
  if (listed.length === 0) return undefined;
  const made = draw(model, listed, roots, tell);
  drawings.set(model, { tell, drawing: made });
  return made;
}

function draw(model: ContextModel, listed: readonly InventoryService[], roots: readonly Uri[], tell: Tongue): Drawing {
  const { context } = model;
  const id = below(context.id, roots);
  const stops = new Map<string, string>();
  const workloads = new Map<string, Workload>();
  const facts = new Map(model.workloads.map((w) => [w.fact.id, w]));
  const services: MapService<Span>[] = [];
  const networks = new Map<string, MapNetwork>();
  for (const service of listed) {
    const workload = facts.get(service.workload);
    const own = `${id}#${service.workload}`;
    // A second object of one name is a mistake that others report.
    if (!workload || workloads.has(own)) continue;
    workloads.set(own, workload);
    const within = networksOf(model, workload).map((n): MapNetwork => ({ ...n, id: `${id}#${n.kind}/${n.name}` }));
    for (const n of within) networks.set(n.id, n);
    services.push({
      id: own,
      name: service.name,
      kind: service.kind,
      networks: within.map((n) => n.id),
      at: service.at,
      ports: portsOf(service, own, stops, tell),
      findings: [],
    });
  }
  const implied = new Map<string, MapPort<Span>[]>();
  const taken = new Set(stops.values());
  const connections = connectionsIn(model, id, workloads, stops, (service, stop) => {
    const port = impliedPort(service, stop, taken);
    stops.set(stop.id, port.id);
    taken.add(port.id);
    append(implied, service, port);
    return port.id;
  });
  const environment = {
    id,
    name: environmentName(context),
    source: tell(sourceOf(model, roots)),
    networks: [...networks.values()].sort((a, b) => compare(a.name, b.name)),
    services: services
      .map((s) => ({ ...s, ports: [...s.ports, ...(implied.get(s.id) ?? [])] }))
      .sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id)),
    connections,
    findings: [],
  };
  return { model, environment, stops, workloads };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Ids of contexts name files; the way to the root is nobody's business, and differs from machine to machine. */
function below(text: string, roots: readonly Uri[]): string {
  const within = roots.filter((r) => text.includes(`:${r}/`) || text.endsWith(`:${r}`) || text.includes(`:${r}#`));
  const root = within.sort((a, b) => b.length - a.length)[0];
  if (root === undefined) return text;
  const index = roots.indexOf(root);
  const rest = text.replaceAll(`${root}/`, '').replaceAll(root, '.');
  return index === 0 ? rest : `${index}:${rest}`;
}

function sourceOf({ context }: ContextModel, roots: readonly Uri[]): string {
  if (context.stack === 'compose')
    return below(context.id, roots)
      .replace(/^(?:\d+:)?compose:/, '')
      .replaceAll('+', ' + ');
  switch (context.stack) {
    case 'helm':
      return say`chart ${context.name}`;
    case 'kustomize':
      return say`kustomization ${context.name}`;
    default:
      return `${context.stack} ${context.name}`;
  }
}

/** The networks or the namespace of a workload; none where nothing but the implied network of its project is meant. */
function networksOf(model: ContextModel, { fact }: Workload): readonly Omit<MapNetwork, 'id'>[] {
  if (fact.platform !== 'compose')
    return fact.namespace ? [{ name: fact.namespace.value, kind: 'namespace' as const }] : [];
  const own = fact.networks ?? [];
  if (model.networks.size <= 1 && own.every((n) => n.key === 'default')) return [];
  return own.map((n) => ({ name: n.key, kind: 'network' as const }));
}

function portsOf(
  service: InventoryService,
  id: string,
  stops: Map<string, string>,
  tell: Tongue,
): readonly MapPort<Span>[] {
  const seen = new Map<string, number>();
  return service.ports.map((port): MapPort<Span> => {
    // A name outlives a change of the number.
    const key = `${port.name ?? showPort(port.port)}/${port.protocol}`;
    const times = seen.get(key) ?? 0;
    seen.set(key, times + 1);
    const own = `${id}:${key}${times === 0 ? '' : `#${times + 1}`}`;
    stops.set(port.stop, own);
    return {
      id: own,
      label: showPort(port.port),
      protocol: port.protocol,
      ...(port.name === undefined ? {} : { name: port.name }),
      declared: port.declared,
      ways: waysOf(port, own, tell),
      findings: [],
    };
  });
}

/** A port that a service has without its deployment saying so: its image or its configuration does. */
function impliedPort(service: string, stop: Stop, taken: ReadonlySet<string>): MapPort<Span> {
  const label = showPort(stop.port);
  const id = `${service}:${label}/${stop.protocol}`;
  return {
    id: taken.has(id) ? `${id}@${stop.key}` : id,
    label,
    protocol: stop.protocol,
    declared: stop.declared.map((site) => site.span),
    ways: [],
    findings: [],
  };
}

/** Whose outermost ports may be for several services. */
const OWNERS = [say`the host`, say`every node`];

function waysOf(port: InventoryPort, id: string, tell: Tongue): readonly MapWay<Span>[] {
  return port.ways.map((way: InventoryWay): MapWay<Span> => ({
    id: `${id}<${way.stops[0] ?? ''}`,
    label: showPort(way.port),
    protocol: way.protocol,
    owner: plain(tell(OWNERS.find((o) => way.owner.startsWith(`${o}, `)) ?? way.owner)),
    reach: plain(tell(way.reach)),
    isPublic: way.isPublic,
    isHost: way.layer === 'host',
    declared: way.declared,
    through: way.through.map((stop) => plain(tell(stop))),
  }));
}

/** A text for people without the marks of code: what shows it has its own. */
function plain(text: string): string {
  return text.replaceAll('`', '');
}
