import type { Layer, ListenerFact, Port, Values } from '../facts';
import { meets } from '../facts';
import type { Draft, Stop } from './chartDraft';
import { addLeg, declare, refer, serviceKey, stopsOf } from './chartDraft';
import { containerTargets, ownPorts } from './chartUnits';
import type { LinkedReference, NetworkObject } from './model';

/** Draws the entry points of objects and the ports of others that they name; Services and containers must be drawn. */
export function drawObjects(draft: Draft): void {
  const doors = new Map<NetworkObject, readonly Stop[]>();
  for (const object of draft.model.objects) {
    doors.set(
      object,
      object.fact.listeners.flatMap((l) => drawListener(draft, object, l)),
    );
  }
  for (const object of draft.model.objects) drawReferences(draft, object, doors);
}

/** Name of an object for people: "Ingress `web`". */
function objectLabel({ fact }: NetworkObject): string {
  return `${fact.objectKind} \`${fact.name.value}\``;
}

const REACH: Readonly<Record<ListenerFact['reach'], string | undefined>> = {
  outside: 'outside the cluster',
  inside: 'only inside the cluster',
  unknown: undefined,
};

function drawListener(draft: Draft, object: NetworkObject, listener: ListenerFact): readonly Stop[] {
  const owner = objectLabel(object);
  const stops = declare(draft, listener.port, {
    key: object.fact.id,
    layer: 'edge',
    owner,
    role: 'publish',
    label: `listener of ${owner}`,
    protocol: listener.protocol,
    ...(listener.name ? { name: listener.name.value } : {}),
  });
  const reach = REACH[listener.reach];
  const isOpen = listener.reach === 'outside' ? { open: true } : {};
  if (reach) for (const stop of stops) Object.assign(stop, { reach: `${reach} (${owner})`, ...isOpen });
  return stops;
}

function drawReferences(draft: Draft, object: NetworkObject, doors: ReadonlyMap<NetworkObject, readonly Stop[]>): void {
  const ends: Stop['id'][] = [];
  let outside: readonly Stop[] = doors.get(object) ?? [];
  for (const reference of object.references) {
    const { fact } = reference;
    if (fact.layer === 'listener') {
      const through = listenersMeant(reference, doors);
      outside = [...outside, ...through];
      if (fact.port)
        refer(
          draft,
          fact.port,
          through.map((s) => s.id),
          fact.role,
          'edge',
          labelOf(reference),
        );
      continue;
    }
    const stops = fact.port ? targetsOf(draft, reference, fact.port) : [];
    const layer: Layer = fact.layer === 'container' ? 'container' : 'service';
    if (fact.port) refer(draft, fact.port, stops, fact.role, layer, labelOf(reference), portsInstead(draft, reference));
    if (fact.role === 'route') ends.push(...stops);
  }
  for (const from of outside) for (const to of ends) addLeg(draft, from.id, to, objectLabel(object), 'certain');
}

function labelOf({ fact, object }: LinkedReference): string {
  return `\`${fact.by}\` of ${objectLabel(object)}`;
}

/** The listeners of a gateway that a route asks for: by name, by number, or all of them. */
function listenersMeant(
  { fact, objects }: LinkedReference,
  doors: ReadonlyMap<NetworkObject, readonly Stop[]>,
): readonly Stop[] {
  const all = objects.flatMap((o) => doors.get(o) ?? []);
  return fact.port ? all.filter((s) => means(fact.port, s)) : all;
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
  if (fact.layer !== 'container') {
    for (const s of services)
      for (const stop of stopsOf(draft, serviceKey(s)))
        if (stop.layer === 'service' && means(port, stop)) ids.add(stop.id);
    if (fact.layer === 'service' || ids.size > 0) return [...ids];
  }
  const pods = [...workloads, ...services.flatMap((s) => s.selected.map((x) => x.workload))];
  for (const w of pods) for (const unit of w.units) for (const id of containerTargets(draft, unit, port)) ids.add(id);
  return [...ids];
}

/** What is there, for whoever asks for something that is not. */
function portsInstead(draft: Draft, { fact, services, workloads }: LinkedReference): readonly string[] {
  if (fact.layer !== 'container')
    return services.flatMap((s) => stopsOf(draft, serviceKey(s)).flatMap((x) => (x.layer === 'service' ? [x.id] : [])));
  return workloads.flatMap((w) => w.units.flatMap((u) => ownPorts(draft, u)));
}
