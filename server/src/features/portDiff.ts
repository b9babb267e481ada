import { showPort } from '../facts';
import type { InventoryPort, InventoryService } from './inventory';
import { inventoryOf } from './inventory';
import { environmentName } from '../model/environment';
import type { Snapshot } from './snapshot';

/** What changed of a service's ports from one revision to another. */
export type PortChange =
  | { readonly kind: 'added' | 'removed'; readonly service: ServiceName; readonly port: string }
  /** One port went and one came: the service moved. */
  | { readonly kind: 'moved'; readonly service: ServiceName; readonly from: string; readonly to: string }
  /** A way in from outside that was not there. */
  | { readonly kind: 'newly-public'; readonly service: ServiceName; readonly port: string; readonly reach: string }
  | { readonly kind: 'no-longer-public'; readonly service: ServiceName; readonly port: string; readonly reach: string }
  /** Someone connected to a port, still wants to, and nothing is there any more. */
  | {
      readonly kind: 'broken';
      readonly service: ServiceName;
      readonly client: string;
      readonly by: string;
      readonly port: string;
    };

/** A service in an environment, as both revisions call it. */
export interface ServiceName {
  readonly name: string;
  readonly kind: string;
  readonly environment: string;
}

interface State {
  readonly service: ServiceName;
  readonly ports: Map<string, InventoryPort>;
}

/**
 * The difference of the port models of two revisions, in order of service and environment. Services are the same when kind,
 * name and environment are; contexts of one environment count together.
 */
export function portDiff(base: Snapshot, head: Snapshot): readonly PortChange[] {
  const [before, after] = [statesOf(base), statesOf(head)];
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  const broken = brokenIn(base, head);
  return [...keys.flatMap((key) => changesOf(before.get(key), after.get(key))), ...broken];
}

function statesOf(snapshot: Snapshot): ReadonlyMap<string, State> {
  const out = new Map<string, State>();
  for (const service of inventoryOf(snapshot)) {
    const name = nameOf(service);
    const key = `${name.name}\n${name.environment}\n${name.kind}`;
    const state = out.get(key) ?? { service: name, ports: new Map<string, InventoryPort>() };
    out.set(key, state);
    for (const port of service.ports) {
      const known = state.ports.get(textOf(port));
      state.ports.set(textOf(port), known ? { ...known, ways: [...known.ways, ...port.ways] } : port);
    }
  }
  return out;
}

function nameOf({ name, kind, environment }: InventoryService): ServiceName {
  return { name, kind, environment };
}

function textOf(port: InventoryPort): string {
  return `${showPort(port.port)}/${port.protocol}`;
}

function changesOf(before: State | undefined, after: State | undefined): readonly PortChange[] {
  const service = (after ?? before)?.service;
  if (!service) return [];
  const [old, now] = [before?.ports ?? new Map<string, never>(), after?.ports ?? new Map<string, InventoryPort>()];
  const gone = [...old.keys()].filter((p) => !now.has(p));
  const come = [...now.keys()].filter((p) => !old.has(p));
  const out: PortChange[] = [];
  const [from, to] = [gone[0], come[0]];
  if (gone.length === 1 && come.length === 1 && from !== undefined && to !== undefined)
    out.push({ kind: 'moved', service, from, to });
  else {
    out.push(...gone.map((port): PortChange => ({ kind: 'removed', service, port })));
    out.push(...come.map((port): PortChange => ({ kind: 'added', service, port })));
  }
  const [wasOpen, isOpen] = [openWays(before), openWays(after)];
  for (const [key, { port, reach }] of isOpen)
    if (!wasOpen.has(key)) out.push({ kind: 'newly-public', service, port, reach });
  for (const [key, { port, reach }] of wasOpen)
    if (!isOpen.has(key)) out.push({ kind: 'no-longer-public', service, port, reach });
  return out;
}

/** Ways in from outside by the outer port: a way that leads to another container port is the same way. */
function openWays(state: State | undefined): ReadonlyMap<string, { readonly port: string; readonly reach: string }> {
  const out = new Map<string, { readonly port: string; readonly reach: string }>();
  for (const port of state?.ports.values() ?? []) {
    for (const way of port.ways) {
      const outer = `${showPort(way.port)}/${way.protocol}`;
      if (way.isPublic) out.set(`${way.layer} ${outer} ${way.reach}`, { port: outer, reach: way.reach });
    }
  }
  return out;
}

/** Connections that led somewhere in the base and lead nowhere in the head, although both ends are still there. */
function brokenIn(base: Snapshot, head: Snapshot): readonly PortChange[] {
  const [old, now] = [connectionsOf(base), connectionsOf(head)];
  const out: PortChange[] = [];
  for (const [key, c] of old) {
    const after = now.get(key);
    if (c.served && after && !after.served) {
      const { service, client, by, port } = after;
      out.push({ kind: 'broken', service, client, by, port });
    }
  }
  return out;
}

interface Link {
  readonly service: ServiceName;
  readonly client: string;
  readonly by: string;
  readonly port: string;
  readonly served: boolean;
}

/** Connections by who dials whom with what; whether the port that is asked is one that the target is known to have. */
function connectionsOf(snapshot: Snapshot): ReadonlyMap<string, Link> {
  const out = new Map<string, Link>();
  for (const model of snapshot.contexts) {
    const environment = environmentName(model.context);
    const failed = new Set(
      snapshot.findings
        .filter((f) => f.rule.category === 'resolution' && f.contexts.some((c) => c.id === model.context.id))
        .map((f) => `${f.site.uri}#${f.site.start}`),
    );
    for (const { fact, from, target } of model.connections) {
      if (!from || (target.kind !== 'workloads' && target.kind !== 'services')) continue;
      const [first] = target.kind === 'workloads' ? target.workloads : target.services;
      if (!first) continue;
      const service = {
        name: first.fact.name.value,
        kind: 'objectKind' in first.fact ? first.fact.objectKind : 'Service',
        environment,
      };
      const client = from.workload.fact.name.value;
      const site = fact.explicit ? fact.port.site : fact.host.site;
      const served = !failed.has(`${site.uri}#${site.start}`) && !failed.has(`${fact.site.uri}#${fact.site.start}`);
      const key = `${environment} ${client} ${fact.key} ${service.name}`;
      // Several contexts of one environment may say the same; what one of them serves is there.
      if (out.get(key)?.served) continue;
      out.set(key, { service, client, by: fact.key, port: showPort(fact.port.value), served });
    }
  }
  return out;
}
