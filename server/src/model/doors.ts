import type { Certainty, ListenerFact, Port, ServicePort, Values } from '../facts';
import { contains, meets, weakest } from '../facts';
import { isOpenToOutside } from './bindings';
import type { ContextModel, LinkedReference, NetworkObject, Service } from './model';

/*
 * How traffic from outside gets to the ports of Services: by their own type, or through an Ingress, a route of a gateway, or
 * another object that opens a listener. Rules and the chart read it here.
 */

/** A listener through which an object gets its traffic: its own, or one of what it is attached to. */
interface Door {
  /** The object that opens the listener. */
  readonly object: NetworkObject;
  readonly listener: ListenerFact;
  readonly certainty: Certainty;
}

/** The listeners of an object, and those of the gateways that it is attached to. */
export function doorsOf(object: NetworkObject): readonly Door[] {
  return openings(object, 0);
}

/** A route is attached to a set of listeners, and that to a gateway: more steps there are none. */
const STEPS = 2;

function openings(object: NetworkObject, steps: number): readonly Door[] {
  const own = object.fact.listeners.map((listener): Door => ({ object, listener, certainty: 'certain' }));
  if (steps >= STEPS) return own;
  const inherited = object.references.flatMap((reference) => {
    if (reference.fact.layer !== 'listener') return [];
    const found = reference.objects.flatMap((o) => openings(o, steps + 1));
    return found.flatMap((door): readonly Door[] =>
      isMeant(door.listener, reference.fact.port)
        ? [{ ...door, certainty: weakest(door.certainty, reference.certainty) }]
        : [],
    );
  });
  // A set of listeners is reached as its gateway is.
  const reach = own.length > 0 ? inherited[0]?.listener.reach : undefined;
  const reached = reach
    ? own.map((d) => (d.listener.reach === 'unknown' ? { ...d, listener: { ...d.listener, reach } } : d))
    : own;
  return own.length > 0 ? reached : inherited;
}

/** Whether a listener is meant by a name or number; without one all are. */
export function isMeant(listener: ListenerFact, port: Values<Port> | undefined): boolean {
  if (!port) return true;
  return port.alternatives.some(({ value }) =>
    value.kind === 'name'
      ? listener.name?.value === value.name
      : listener.port.alternatives.some((a) => meets(a.value, value)),
  );
}

/** A way from outside of the cluster to a port of a Service. */
export interface WayIn {
  readonly service: Service;
  readonly port: ServicePort;
  /** The object whose reference leads to the Service, with the listeners in front; absent: the Service's own type. */
  readonly through?: { readonly reference: LinkedReference; readonly doors: readonly Door[] };
  readonly certainty: Certainty;
}

interface Ways {
  readonly all: readonly WayIn[];
  /** Ports that some object leads to. */
  readonly through: ReadonlySet<ServicePort>;
}

const known = new WeakMap<ContextModel, Ways>();

/** The ways from outside to the Services of a context, in order. */
export function waysIn(model: ContextModel): readonly WayIn[] {
  return waysOf(model).all;
}

/** Whether an object lets the outside in to a port of a Service, whatever the type of the Service. */
export function isBehindDoor(model: ContextModel, port: ServicePort): boolean {
  return waysOf(model).through.has(port);
}

function waysOf(model: ContextModel): Ways {
  const before = known.get(model);
  if (before) return before;
  const made: WayIn[] = [];
  for (const service of model.services) {
    if (isOpenToOutside(service))
      for (const port of service.fact.ports) made.push({ service, port, certainty: 'certain' });
  }
  for (const object of model.objects) made.push(...throughObject(object));
  const ways = { all: made, through: new Set(made.flatMap((w) => (w.through ? [w.port] : []))) };
  known.set(model, ways);
  return ways;
}

function throughObject(object: NetworkObject): readonly WayIn[] {
  const backends = object.references.filter((r) => r.fact.role === 'route' && r.services.length > 0);
  const doors = backends.length === 0 ? [] : doorsOf(object).filter((d) => d.listener.reach === 'outside');
  if (doors.length === 0) return [];
  return backends.flatMap((reference) =>
    reference.services.flatMap((service) =>
      portsMeant(service, reference).map((port): WayIn => {
        const certainty = weakest(reference.certainty, ...doors.map((d) => d.certainty));
        return { service, port, through: { reference, doors }, certainty };
      }),
    ),
  );
}

/**
 * Whether anything but web requests comes through: web proxies carry HTTP only, others whatever the client speaks.
 */
export function carriesAnything({ reference }: NonNullable<WayIn['through']>): boolean {
  const { objectKind } = reference.object.fact;
  return /^(?:IngressRouteTCP|IngressRouteUDP|TCPRoute|UDPRoute|TLSRoute|ConfigMap)$/.test(objectKind);
}

/**
 * The ports of a Service that a reference leads to: the one it names, on the side that the platform looks at. Without a port
 * all of them, as routers take what there is.
 */
function portsMeant({ fact }: Service, reference: LinkedReference): readonly ServicePort[] {
  const { port, layer } = reference.fact;
  if (!port) return fact.ports;
  return fact.ports.filter((p) =>
    port.alternatives.some(({ value }) => {
      if (value.kind === 'name') return p.name?.value === value.name;
      const side = layer === 'endpoint' ? (p.targetPort ?? p.port) : p.port;
      return value.kind === 'number' && side.alternatives.some((a) => contains(a.value, value.number));
    }),
  );
}
