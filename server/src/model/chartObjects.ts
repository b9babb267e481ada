import type { Layer, ListenerFact, Located, Port, Values } from '../facts';
import { located, meets } from '../facts';
import { say } from '../text/say';
import type { Draft, Stop } from './chartDraft';
import { addLeg, declare, objectLabel, refer, serviceKey, stopsOf } from './chartDraft';
import { drawService } from './chartServices';
import { containerTargets, drawUnit, ownPorts } from './chartUnits';
import { doorsOf, isMeant } from './doors';
import type { LinkedReference, NetworkObject } from './model';

/** Stops of the listeners that are drawn. */
type Doors = ReadonlyMap<Values<Port>, readonly Stop[]>;

/** Draws the Services and workloads of other contexts that this one refers to: a developer's tool describes none itself. */
export function drawBorrowed(draft: Draft): void {
  const { context, objects } = draft.model;
  const references = objects.flatMap((o) => o.references);
  const services = new Set(references.flatMap((r) => r.services).filter((s) => s.context !== context));
  const workloads = new Set(references.flatMap((r) => r.workloads).filter((w) => w.context !== context));
  for (const s of services) for (const { workload } of s.selected) workloads.add(workload);
  for (const w of workloads) for (const unit of w.units) drawUnit(draft, unit);
  for (const s of services) drawService(draft, s);
}

/** Draws the entry points of objects and the ports of others that they name; Services and containers must be drawn. */
export function drawObjects(draft: Draft): void {
  const doors = new Map<Values<Port>, readonly Stop[]>();
  for (const object of draft.model.objects) {
    for (const l of object.fact.listeners) doors.set(l.port, drawListener(draft, object, l));
  }
  for (const object of draft.model.objects) drawReferences(draft, object, doors);
}

/** Name of an object for people: "Ingress `web`". */
const REACH: Readonly<Record<ListenerFact['reach'], string | undefined>> = {
  outside: say`outside the cluster`,
  inside: say`only inside the cluster`,
  unknown: undefined,
};

function drawListener(draft: Draft, object: NetworkObject, listener: ListenerFact): readonly Stop[] {
  const owner = objectLabel(object.fact);
  const served = object.references.some((r) => r.fact.use === 'endpoints');
  const stops = declare(draft, listener.port, {
    // Listeners of one gateway may share a port and differ in name and host.
    key: served || !listener.name ? object.fact.id : `${object.fact.id}#${listener.name.value}`,
    layer: served ? 'container' : 'edge',
    owner,
    role: served ? 'expose' : 'publish',
    label: served ? say`port of ${owner}` : say`listener of ${owner}`,
    protocol: listener.protocol,
    ...(listener.name ? { name: listener.name.value } : {}),
  });
  if (listener.name && !served) nameSite(draft, listener.name, stops, owner);
  const reach = REACH[listener.reach];
  const isOpen = listener.reach === 'outside' ? { open: true } : {};
  if (reach)
    for (const stop of stops) Object.assign(stop, { reach: `${reach} (${owner.replaceAll('`', '')})`, ...isOpen });
  return stops;
}

/** The name by which routes ask for a listener. */
function nameSite(draft: Draft, name: Located<string>, stops: readonly Stop[], owner: string): void {
  draft.sites.push({
    span: name.site,
    role: 'publish',
    layer: 'edge',
    value: located<Port>({ kind: 'name', name: name.value }, name),
    stops: stops.map((s) => s.id),
    label: say`name of a listener of ${owner}`,
    declares: true,
  });
}

function drawReferences(draft: Draft, object: NetworkObject, doors: Doors): void {
  const outside = doorsOf(object).flatMap((d) => doors.get(d.listener.port) ?? []);
  for (const reference of object.references) {
    const { fact } = reference;
    if (fact.use === 'endpoints') {
      drawEndpoints(draft, reference);
      continue;
    }
    if (fact.role === 'listen') {
      drawServed(draft, reference, doors);
      continue;
    }
    if (fact.layer === 'listener') {
      const through = listenersMeant(reference, doors, fact.port).map((s) => s.id);
      const have = listenersMeant(reference, doors, undefined).map((s) => s.id);
      if (fact.port) refer(draft, fact.port, through, fact.role, 'edge', labelOf(reference), have);
      continue;
    }
    const stops = fact.port
      ? [...targetsOf(draft, reference, fact.port), ...hostPorts(reference, doors)]
      : anyPorts(draft, reference);
    const layer: Layer = fact.layer === 'container' ? 'container' : fact.layer === 'node' ? 'host' : 'service';
    if (fact.port) refer(draft, fact.port, stops, fact.role, layer, labelOf(reference), portsInstead(draft, reference));
    if (fact.role !== 'route') continue;
    for (const from of outside)
      for (const to of stops) addLeg(draft, from.id, to, objectLabel(object.fact), reference.certainty);
  }
}

/** Addresses written by hand: the port of the Service leads to the one of the same name, or without names to each. */
function drawEndpoints(draft: Draft, reference: LinkedReference): void {
  const { object, fact, services } = reference;
  const name = fact.port?.alternatives[0]?.value;
  const asked = name?.kind === 'name' ? name.name : undefined;
  const fronts = services.flatMap((s) =>
    stopsOf(draft, serviceKey(s)).filter((x) => x.layer === 'service' && x.name === asked),
  );
  if (fact.port) {
    const ids = fronts.map((s) => s.id);
    refer(draft, fact.port, ids, 'route', 'service', labelOf(reference), portsInstead(draft, reference));
  }
  const served = stopsOf(draft, object.fact.id).filter((s) => s.layer === 'container' && s.name === asked);
  for (const from of fronts)
    for (const to of served) addLeg(draft, from.id, to.id, objectLabel(object.fact), reference.certainty);
}

/** A listener of proxies that run as pods: what comes in on their Service's port, or else on the pods' own, gets to it. */
function drawServed(draft: Draft, reference: LinkedReference, doors: Doors): void {
  const { object, fact, workloads } = reference;
  const listener = fact.port ? (doors.get(fact.port) ?? []) : [];
  const services = new Set(workloads.flatMap((w) => w.selectedBy.map((s) => s.service)));
  const fronts = [...services].flatMap((s) => stopsOf(draft, serviceKey(s)));
  const front = fronts.filter((s) => s.layer === 'service' && means(fact.port, s)).map((s) => s.id);
  const own = fact.port ? targetsOf(draft, reference, fact.port) : [];
  for (const from of front.length > 0 ? front : own)
    for (const to of listener) addLeg(draft, from, to.id, objectLabel(object.fact), reference.certainty);
}

/** Ports of hosts that objects make known: those of a ServiceEntry. */
function hostPorts({ fact, objects }: LinkedReference, doors: Doors): readonly string[] {
  if (fact.layer !== 'service') return [];
  const all = objects.flatMap((o) => o.fact.listeners.flatMap((l) => doors.get(l.port) ?? []));
  return all.filter((s) => means(fact.port, s)).map((s) => s.id);
}

function labelOf({ fact, object }: LinkedReference): string {
  return say`\`${fact.by}\` of ${objectLabel(object.fact)}`;
}

/** The listeners of a gateway that a route asks for: by name, by number, or all of them. */
function listenersMeant({ objects }: LinkedReference, doors: Doors, port: Values<Port> | undefined): readonly Stop[] {
  const all = objects.flatMap((o) => o.fact.listeners.filter((l) => isMeant(l, port)));
  return [...new Set(all.flatMap((l) => doors.get(l.port) ?? []))];
}

function means(port: Values<Port> | undefined, stop: Stop): boolean {
  return (port?.alternatives ?? []).some(({ value }) =>
    value.kind === 'name' ? stop.name === value.name : meets(stop.port, value),
  );
}

function targetsOf(
  draft: Draft,
  { fact, services, workloads }: LinkedReference,
  port: Values<Port>,
): readonly string[] {
  const ids = new Set<string>();
  const pods = [...workloads, ...services.flatMap((s) => s.selected.map((x) => x.workload))];
  const inside = (): void => {
    for (const w of pods) for (const unit of w.units) for (const id of containerTargets(draft, unit, port)) ids.add(id);
  };
  // On the side of the endpoints a number is the pod's own.
  const isNumber = port.alternatives.every((a) => a.value.kind !== 'name');
  if (fact.layer === 'endpoint' && isNumber) inside();
  if (fact.layer !== 'container' && ids.size === 0) {
    for (const s of services)
      for (const stop of stopsOf(draft, serviceKey(s)))
        if (stop.layer === (fact.layer === 'node' ? 'host' : 'service') && means(port, stop)) ids.add(stop.id);
  }
  if (fact.layer !== 'service' && ids.size === 0) inside();
  return [...ids];
}

/** All ports of the Services, for backends that name none and take what there is. */
function anyPorts(draft: Draft, { fact, services }: LinkedReference): readonly string[] {
  if (fact.use !== 'backend' || fact.refusedBy !== undefined) return [];
  return services.flatMap((s) => stopsOf(draft, serviceKey(s)).flatMap((x) => (x.layer === 'service' ? [x.id] : [])));
}

/** What is there, for whoever asks for something that is not. */
function portsInstead(draft: Draft, { fact, services, workloads }: LinkedReference): readonly string[] {
  if (fact.layer !== 'container')
    return services.flatMap((s) => stopsOf(draft, serviceKey(s)).flatMap((x) => (x.layer === 'service' ? [x.id] : [])));
  return workloads.flatMap((w) => w.units.flatMap((u) => ownPorts(draft, u)));
}
