import type { Port, Protocol } from '../facts';
import { showPort } from '../facts';
import type { Chart, Leg, Site, Stop } from '../model/chart';
import { chartOf } from '../model/chart';
import { unitKey } from '../model/chartDraft';
import { environmentName } from '../model/environment';
import type { ContextModel, Workload } from '../model/model';
import type { Context } from '../stacks/stack';
import { append } from '../text/lists';
import { say } from '../text/say';
import type { Span } from '../text/span';
import type { Snapshot } from './snapshot';

/*
 * The ports of a workspace as people list them: which service has which port, who connects to it, who can reach it from
 * outside. The document of ports, the list of exposures, the difference of two revisions and the map all read it.
 */

/** A service in one context: a compose service, a Deployment. */
export interface InventoryService {
  readonly context: Context;
  /** Id of its workload in the context. */
  readonly workload: string;
  /** The environment that the context stands for; its stack's usual one where files do not say. */
  readonly environment: string;
  readonly name: string;
  /** As the platform calls it: `service`, `Deployment`. */
  readonly kind: string;
  readonly namespace?: string;
  /** Its name, and all of it. */
  readonly at: Span;
  readonly whole: Span;
  readonly ports: readonly InventoryPort[];
}

/** A port inside a container of a service. */
export interface InventoryPort {
  /** Id of its stop in the context's chart. */
  readonly stop: string;
  readonly port: Port;
  readonly protocol: Protocol;
  readonly name?: string;
  /** Places that declare it, each once; empty when it is only implied. */
  readonly declared: readonly Span[];
  readonly clients: readonly InventoryClient[];
  /** Ways in from outside of its own network, the most open first. */
  readonly ways: readonly InventoryWay[];
}

/** Someone who connects to a port. */
export interface InventoryClient {
  /** Whose container dials, for people. */
  readonly owner: string;
  /** Name of the service that dials. */
  readonly service: string;
  /** The variable, flag or key that holds the address. */
  readonly by: string;
}

/** A way from an outer port to the container's. */
export interface InventoryWay {
  /** The outermost port. */
  readonly port: Port;
  readonly protocol: Protocol;
  readonly layer: Stop['layer'];
  readonly owner: string;
  /** From where, for people. */
  readonly reach: string;
  /** Open to the outside, not to a loopback interface or the inside of a cluster. */
  readonly isPublic: boolean;
  readonly declared: readonly Span[];
  /** The stops in between, from the outside inward, for people: "Service `web` 80". */
  readonly through: readonly string[];
  /** Ids of its stops in the context's chart, from the outside inward, without the port's own. */
  readonly stops: readonly string[];
}

const inventories = new WeakMap<Snapshot['contexts'], readonly InventoryService[]>();

/** The services of all contexts that count, in order of name, environment and context. */
export function inventoryOf({ contexts }: Pick<Snapshot, 'contexts'>): readonly InventoryService[] {
  const known = inventories.get(contexts);
  if (known) return known;
  const made = contexts.flatMap(servicesIn);
  const key = (s: InventoryService): string => [s.name, s.environment, s.context.id, s.kind].join('\n');
  const sorted = made.map((s) => ({ s, k: key(s) })).sort((a, b) => (a.k < b.k ? -1 : a.k > b.k ? 1 : 0));
  const list = sorted.map((x) => x.s);
  inventories.set(contexts, list);
  return list;
}

const byModel = new WeakMap<ContextModel, readonly InventoryService[]>();

/** The services of one context in order of its files; none where the context does not count. */
export function servicesIn(model: ContextModel): readonly InventoryService[] {
  const known = byModel.get(model);
  if (known) return known;
  const made = isListed(model) ? servicesOf(model) : [];
  byModel.set(model, made);
  return made;
}

/** An image by itself runs nowhere, and neither fixtures nor what switches on what is off are somebody's deployment. */
function isListed({ context }: ContextModel): boolean {
  return context.stack !== 'image-build' && !context.quiet && !context.hypothetical;
}

function servicesOf(model: ContextModel): readonly InventoryService[] {
  const chart = chartOf(model);
  const drawn: Drawn = { chart, legs: incoming(chart), byKey: byKey(chart) };
  return model.workloads.flatMap((w) => {
    if (w.fact.fragment && w.units.every((u) => u.fact.ports.length === 0)) return [];
    const ports = portsOf(w, drawn);
    const { namespace } = w.fact;
    return [
      {
        context: model.context,
        workload: w.fact.id,
        environment: environmentName(model.context),
        name: nameOf(w),
        kind: w.fact.objectKind,
        ...(namespace ? { namespace: namespace.value } : {}),
        at: w.fact.name.site,
        whole: w.fact.site,
        ports,
      },
    ];
  });
}

/** The workload's name; where a template leaves that unknown, its first container's, else its kind. */
function nameOf({ fact, units }: Workload): string {
  return fact.name.value || units[0]?.fact.name.value || fact.objectKind;
}

type Incoming = ReadonlyMap<string, readonly Leg[]>;

/** A chart, ready to be asked for each of its services. */
interface Drawn {
  readonly chart: Chart;
  readonly legs: Incoming;
  /** Stops by the container that they belong to. */
  readonly byKey: ReadonlyMap<string, readonly Stop[]>;
}

function byKey(chart: Chart): ReadonlyMap<string, readonly Stop[]> {
  const out = new Map<string, Stop[]>();
  for (const stop of chart.stops.values()) append(out, stop.key, stop);
  return out;
}

function incoming(chart: Chart): Incoming {
  const out = new Map<string, Leg[]>();
  for (const leg of chart.legs) append(out, leg.to, leg);
  return out;
}

/** The ports of a workload: those that its deployment declares, and where it declares none what its containers listen on. */
function portsOf(workload: Workload, { chart, legs, byKey: all }: Drawn): readonly InventoryPort[] {
  const out: InventoryPort[] = [];
  for (const unit of workload.units) {
    if (unit.fact.role === 'init') continue;
    for (const stop of ownStops(all.get(unitKey(unit)) ?? [])) out.push(portOf(stop, workload, chart, legs));
  }
  return out;
}

/** Of the stops of a container those on its outermost layer. */
function ownStops(own: readonly Stop[]): readonly Stop[] {
  for (const layer of ['container', 'listen', 'image'] as const) {
    const on = own.filter((s) => s.layer === layer && s.port.kind !== 'name');
    if (on.length > 0) return on;
  }
  return [];
}

function portOf(stop: Stop, workload: Workload, chart: Chart, legs: Incoming): InventoryPort {
  const clients = new Map<string, InventoryClient>();
  const ways: InventoryWay[] = [];
  for (const { from, by, path } of outward(stop, chart, legs)) {
    if (isDialling(from)) clients.set(`${from.owner} ${by}`, { owner: from.owner, service: serviceOf(from), by });
    else if (isOuter(from, legs)) ways.push(wayFrom(from, path));
  }
  ways.sort((a, b) => Number(b.isPublic) - Number(a.isPublic));
  return {
    stop: stop.id,
    port: stop.port,
    protocol: stop.protocol,
    ...(stop.name === undefined ? {} : { name: stop.name }),
    declared: stop.declared.map((s: Site) => s.span),
    clients: [...clients.values()].filter((c) => c.service !== workload.fact.name.value || c.by !== ''),
    ways,
  };
}

interface Step {
  readonly from: Stop;
  /** What makes the last step inward: the key of the address for a client. */
  readonly by: string;
  /** Stops between it and the port, from the outside inward. */
  readonly path: readonly Stop[];
}

/** Every stop from which traffic gets to a stop, each once, with the way that it takes. */
function outward(start: Stop, chart: Chart, legs: Incoming): readonly Step[] {
  const seen = new Set([start.id]);
  const out: Step[] = [];
  const queue: { readonly at: Stop; readonly path: readonly Stop[] }[] = [{ at: start, path: [] }];
  for (let next = queue.shift(); next; next = queue.shift()) {
    for (const leg of legs.get(next.at.id) ?? []) {
      const from = chart.stops.get(leg.from);
      if (!from || seen.has(from.id)) continue;
      seen.add(from.id);
      const path = next.at === start ? [] : [next.at, ...next.path];
      out.push({ from, by: leg.by, path });
      queue.push({ at: from, path });
    }
  }
  return out;
}

function isDialling(stop: Stop): boolean {
  return stop.key.endsWith(' dials');
}

/** The stop's own service, as its key names it: `kubernetes/Deployment/shop/web/app dials`. */
function serviceOf(stop: Stop): string {
  const parts = stop.key.replace(/ dials$/, '').split('/');
  return parts.at(-2) ?? stop.owner;
}

/** A port at which a way starts: one with a reach of its own, and nothing of that kind in front of it. */
function isOuter(stop: Stop, legs: Incoming): boolean {
  if (stop.reach === undefined && stop.layer !== 'edge' && stop.layer !== 'host') return false;
  return (
    stop.open === true ||
    stop.layer !== 'service' ||
    !(legs.get(stop.id) ?? []).some((l) => !l.from.includes(' dials|'))
  );
}

function wayFrom(stop: Stop, path: readonly Stop[]): InventoryWay {
  return {
    port: stop.port,
    protocol: stop.protocol,
    layer: stop.layer,
    owner: stop.owner,
    reach: stop.reach ?? say`where it can be reached from is not known`,
    isPublic: stop.open === true,
    declared: stop.declared.map((s) => s.span),
    through: path.map((s) => `${s.owner} ${showPort(s.port)}`),
    stops: [stop.id, ...path.map((s) => s.id)],
  };
}
