import type { Certainty, Layer, Located, Port, Protocol, Role, Values } from '../facts';
import { showPort } from '../facts';
import type { Context } from '../stacks/stack';
import { say } from '../text/say';
import type { Span, Uri } from '../text/span';
import type { ContextModel, Service, Unit } from './model';

/**
 * The chart of one context: every port on every layer as a stop, the mappings between them as legs, and every place in
 * a file that means one of them as a site. Hover, definition, references, highlight and rename all read it.
 */
export interface Chart {
  readonly context: Context;
  readonly stops: ReadonlyMap<string, Stop>;
  readonly legs: readonly Leg[];
  readonly sites: ReadonlyMap<Uri, readonly Site[]>;
  /** Container ports at which the way ends although their container listens elsewhere → the stops where it does. */
  readonly instead: ReadonlyMap<string, readonly string[]>;
}

/** One port of one owner on one layer. */
export interface Stop {
  readonly id: string;
  /** Id of the owner: stops of one container or Service share it. */
  readonly key: string;
  readonly layer: Layer;
  /** Whose port it is, for people: "service `api`", "container `app` of Deployment `web`". */
  readonly owner: string;
  readonly port: Port;
  readonly protocol: Protocol;
  /** Name of the port when it has one. */
  readonly name?: string;
  /** Places that declare it, in order; empty for a port that is only implied. */
  readonly declared: readonly Site[];
  /** Why it is there although nothing declares it. */
  readonly because?: string;
  /** For container ports behind network policies: whom these let in, for people. */
  readonly guard?: string;
  /** For outer layers: from where it can be reached, for people. */
  readonly reach?: string;
  /** Reachable from outside: on every interface of a host, on nodes, through a load balancer or an entry point of a cluster. */
  readonly open?: true;
}

/** A step that traffic takes: from the outside towards the listener. */
export interface Leg {
  readonly from: string;
  readonly to: string;
  /** What makes the step: `ports`, `targetPort`, `DATABASE_URL`. */
  readonly by: string;
  readonly certainty: Certainty;
}

/** A place in a file that means a port. */
export interface Site {
  readonly span: Span;
  readonly role: Role;
  readonly layer: Layer;
  /** The value as used here, with its origins and way. */
  readonly value: Located<Port>;
  /** Stops that it declares or, for references, resolves to; several when alternatives or candidates are. */
  readonly stops: readonly string[];
  /** How a reader would call the place: "`targetPort` of Service `web`". */
  readonly label: string;
  /** Whether it declares the stop, or refers to it. */
  readonly declares: boolean;
  /** For a reference that means no stop: the ports that what it refers to has instead. */
  readonly instead?: readonly string[];
  /** Set for the place where the value's characters stand when that is not where it is used: the line of a .env file. */
  readonly originOf?: Span;
}

/** A chart under construction. */
export interface Draft {
  readonly model: ContextModel;
  readonly stops: Map<string, Stop & { declared: Site[] }>;
  /** Stops by the key of their owner. */
  readonly owned: Map<string, Stop[]>;
  readonly legs: Map<string, Leg>;
  readonly sites: Site[];
}

/** Name of a container for people. */
export function unitLabel(unit: Unit): string {
  const { fact } = unit.workload;
  if (fact.platform === 'compose') return say`service \`${fact.name.value}\``;
  return say`container \`${unit.fact.name.value}\` of ${objectLabel(fact)}`;
}

/** An object of Kubernetes for people; one whose name is not known, as a template may leave it, by its kind alone. */
export function objectLabel({
  objectKind,
  name,
}: {
  readonly objectKind: string;
  readonly name: { readonly value: string };
}): string {
  if (name.value !== '') return `${objectKind} \`${name.value}\``;
  return `${/^[AEIOU]/.test(objectKind) ? 'an' : 'a'} ${objectKind}`;
}

/** Id of a container's stops. */
export function unitKey(unit: Unit): string {
  return `${unit.workload.fact.id}/${unit.fact.name.value}`;
}

/** Id of a service's stops. */
export function serviceKey(service: Service): string {
  return service.fact.id;
}

/** The stop of a port, made when it is not there yet. */
export function stopOf(
  draft: Draft,
  key: string,
  layer: Layer,
  owner: string,
  port: Port,
  protocol: Protocol,
  because?: string,
): Stop & { declared: Site[] } {
  const id = `${key}|${layer}|${showPort(port)}/${protocol}`;
  const known = draft.stops.get(id);
  if (known) return known;
  const made = { id, key, layer, owner, port, protocol, declared: [], ...(because ? { because } : {}) };
  draft.stops.set(id, made);
  draft.owned.set(key, [...(draft.owned.get(key) ?? []), made]);
  return made;
}

/** Adds a leg once. */
export function addLeg(draft: Draft, from: string, to: string, by: string, certainty: Certainty): void {
  const key = `${from} ${to}`;
  if (from !== to && !draft.legs.has(key)) draft.legs.set(key, { from, to, by, certainty });
}

/** The stops of one owner. */
export function stopsOf(draft: Draft, key: string): readonly Stop[] {
  return draft.owned.get(key) ?? [];
}

/** What `declare` needs to know of a declaration. */
export interface Declaration {
  readonly key: string;
  readonly layer: Layer;
  readonly owner: string;
  readonly role: Role;
  readonly label: string;
  readonly protocol: Protocol;
  readonly name?: string;
}

/** Declares all alternatives of a port; the stops that came of it. */
export function declare(draft: Draft, values: Values<Port>, d: Declaration): readonly Stop[] {
  return values.alternatives.map((value) => {
    const stop = stopOf(draft, d.key, d.layer, d.owner, value.value, d.protocol, impliedReason(value));
    if (d.name !== undefined) Object.assign(stop, { name: d.name });
    const site: Site = {
      span: value.site,
      role: d.role,
      layer: d.layer,
      value,
      stops: [stop.id],
      label: d.label,
      declares: true,
    };
    if (value.origins.every((o) => o.kind === 'text')) {
      draft.sites.push(site);
      stop.declared.push(site);
    }
    return stop;
  });
}

function impliedReason(value: Located<Port>): string | undefined {
  const origin = value.origins[0];
  return origin?.kind === 'implied' ? origin.because : undefined;
}

/** A reference: a site that means stops without declaring them. */
export function refer(
  draft: Draft,
  values: Values<Port>,
  stops: readonly string[],
  role: Role,
  layer: Layer,
  label: string,
  instead: readonly string[] = [],
): void {
  const near = stops.length === 0 && instead.length > 0 ? { instead } : {};
  for (const value of values.alternatives) {
    if (!value.origins.every((o) => o.kind === 'text')) continue;
    draft.sites.push({ span: value.site, role, layer, value, stops, label, declares: false, ...near });
  }
}
