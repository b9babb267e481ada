import type { Certainty, Fix, Located, Port, Protocol, ReferenceTarget } from '../facts';
import { contains, numberPort, only, showPort, single, weakest } from '../facts';
import { valuesMayMeet } from '../model/evidence';
import { mayListen } from '../model/listening';
import type { LinkedReference, NetworkObject, Selection, ServiceRoute, Workload } from '../model/model';
import { say } from '../text/say';
import { isWholeService, isKnown, mentions } from './kubernetesParts';
import type { Related } from './rule';
import { fixOf, rewritten } from './rule';

/*
 * What the rules about ports of policies share: references to ports of pods, and a Service's port where one of those is meant.
 */

/** The use of a Service's port where packets carry the port of the pods behind it. */
export interface ServicePortUse {
  readonly asked: Located<Port>;
  /** The field that names it. */
  readonly by: string;
  /** The route that translates the port. */
  readonly route: ServiceRoute;
  readonly workload: Workload;
  /** The port of the pods. */
  readonly right: number;
  /** Its name, where the pod declares one. */
  readonly name: string | undefined;
  readonly certainty: Certainty;
}

/** Name of an object for people: "NetworkPolicy `db`". */
export function objectName({ fact }: NetworkObject): string {
  return `${fact.objectKind} \`${fact.name.value}\``;
}

/** Whether a reference to ports of pods means these pods and no others, and all about them is written here. */
export function podsKnown({ object, fact, workloads, open }: LinkedReference): boolean {
  if (fact.layer !== 'container' || open || object.fact.fragment || workloads.length === 0) return false;
  if (!isNarrow(fact.target)) return false;
  return workloads.every((w) => isKnown(w) && w.fact.network.kind === 'own');
}

/** Whether pods are chosen by what they are: all pods of a namespace take in many that are not in the workspace. */
function isNarrow(target: ReferenceTarget): boolean {
  if (target.kind === 'several') return target.targets.every((t) => isNarrow(t));
  if (target.kind !== 'pods') return true;
  return target.selector.labels.size > 0 || target.selector.requirements.some((r) => r.operator === 'In');
}

/**
 * The Service port that a reference to ports of pods names by mistake; `undefined` unless all pods that are meant are known,
 * and the number is none of their ports. A port that nothing declares is no mistake by itself.
 */
export function servicePortUse(reference: LinkedReference): ServicePortUse | undefined {
  const { fact, workloads } = reference;
  const asked = single(fact.port);
  if (asked?.value.kind !== 'number' || !podsKnown(reference)) return undefined;
  const { number } = asked.value;
  if (workloads.some((w) => mayServe(w, number))) return undefined;
  const routes = workloads.flatMap((w) => w.selectedBy.flatMap((s) => s.service.routes.map((route) => ({ s, route }))));
  for (const { s, route } of routes) {
    const right = translation(s, route, number, fact.protocol);
    if (right && !isListed(reference, right.number))
      return {
        asked,
        by: fact.by,
        route,
        workload: s.workload,
        right: right.number,
        name: right.name,
        certainty: weakest(asked.certainty, reference.certainty, s.certainty, right.certainty),
      };
  }
  return undefined;
}

/** Whether any evidence says that a pod has the port: declared, listened on, mentioned, or what a Service sends to. */
function mayServe(w: Workload, number: number): boolean {
  const port = only<Port>({ ...NOWHERE, value: numberPort(number) });
  if (mayListen(w.units, port)) return true;
  if (w.units.some((u) => mentions(u, number) || u.possible.some((p) => valuesMayMeet(p.port, port)))) return true;
  return w.selectedBy.some(({ service }) =>
    service.routes.some(({ port }) => {
      const target = port.targetPort ?? port.port;
      return target.open !== undefined || target.alternatives.some((a) => contains(a.value, number));
    }),
  );
}

const NOWHERE = { site: { uri: '', start: 0, end: 0 }, origins: [], via: [], certainty: 'certain' } as const;

interface Translation {
  readonly number: number;
  readonly name: string | undefined;
  readonly certainty: Certainty;
}

/** Where a Service sends what comes in on a port, when it is another one. Headless Services send nothing anywhere. */
function translation(
  { service, workload }: Selection,
  route: ServiceRoute,
  number: number,
  protocol: Protocol | undefined,
): Translation | undefined {
  const own = single(route.port.port);
  if (!own || !contains(own.value, number) || service.fact.headless || !isWholeService(service)) return undefined;
  if (protocol !== undefined && protocol !== route.port.protocol) return undefined;
  const end = route.ends.find((e) => e.workload === workload);
  const target = end ? single(end.port.container) : single(route.port.targetPort);
  if (target?.value.kind !== 'number' || target.value.number === number) return undefined;
  return {
    number: target.value.number,
    name: end?.port.name?.value,
    certainty: weakest(own.certainty, target.certainty),
  };
}

/** Whether the object lists the right port in the same kind of field: then the other one is more than is needed, no mistake. */
function isListed({ object, fact, workloads }: LinkedReference, right: number): boolean {
  const declared = workloads.flatMap((w) => w.units.flatMap((u) => u.fact.ports));
  const isRight = (port: Port): boolean => {
    if (port.kind !== 'name') return contains(port, right);
    const called = declared.filter((p) => p.name?.value === port.name);
    // A name that these pods do not have may be one of others that are not looked at.
    return called.length === 0 || called.some((p) => p.container.alternatives.some((a) => contains(a.value, right)));
  };
  return object.fact.references.some((r) => {
    if (r.by !== fact.by || (r.protocol !== undefined && r.protocol !== (fact.protocol ?? 'tcp'))) return false;
    return !r.port || r.port.open !== undefined || r.port.alternatives.some((a) => isRight(a.value));
  });
}

/** The places that contradict: the Service's port and the container's. */
export function translationPlaces({ route, workload }: ServicePortUse): readonly Related[] {
  const end = route.ends.find((e) => e.workload === workload);
  const service = say`Service \`${route.service.fact.name.value}\` translates the port here`;
  return [
    { at: route.port.site, message: service },
    ...(end ? [{ at: end.port.site, message: say`the port of the container` }] : []),
  ];
}

/** The port of the pods instead of the Service's: by number, and by name where names may stand and one is declared. */
export function podPortFixes({ asked, right, name }: ServicePortUse, names: boolean): readonly Fix[] {
  return [
    ...fixOf(say`Use port ${right}`, rewritten(asked, right)),
    ...(names && name !== undefined ? fixOf(say`Use the port name \`${name}\``, rewritten(asked, name)) : []),
  ];
}

/** "80" for a message. */
export function askedPort({ asked }: ServicePortUse): string {
  return showPort(asked.value);
}
