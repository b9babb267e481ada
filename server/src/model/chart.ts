import type { Certainty, ContainerPort, DeclaredPort, Layer, Located, Port, Protocol, Role, Values } from '../facts';
import { located, meets, samePort, showPort } from '../facts';
import type { Context } from '../stacks/stack';
import type { Span, Uri } from '../text/span';
import { overlaps } from '../text/span';
import type { ContextModel, Service, Unit } from './model';
import { connectLegs } from './chartClients';

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
  /** For outer layers: from where it can be reached, for people. */
  readonly reach?: string;
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

const charts = new WeakMap<ContextModel, Chart>();

/** The chart of a context, drawn once for each model. */
export function chartOf(model: ContextModel): Chart {
  const known = charts.get(model);
  if (known) return known;
  const draft: Draft = { model, stops: new Map(), owned: new Map(), legs: new Map(), sites: [] };
  for (const unit of model.units) drawUnit(draft, unit);
  if (model.image) drawImage(draft, model);
  for (const service of model.services) drawService(draft, service);
  connectLegs(draft);
  const made: Chart = {
    context: model.context,
    stops: draft.stops,
    legs: [...draft.legs.values()],
    sites: byUri([...draft.sites, ...draft.sites.flatMap(originSites)]),
    instead: deadEnds(draft),
  };
  charts.set(model, made);
  return made;
}

/** Container ports from which no way leads inward, in containers that are known to listen on something else. */
function deadEnds(draft: Draft): ReadonlyMap<string, readonly string[]> {
  const alive = new Set([...draft.legs.values()].map((l) => l.from));
  const out = new Map<string, readonly string[]>();
  for (const own of draft.owned.values()) {
    const inner = own.filter((s) => s.layer === 'listen' || s.layer === 'image').map((s) => s.id);
    if (inner.length === 0) continue;
    for (const s of own) if (s.layer === 'container' && !alive.has(s.id)) out.set(s.id, inner);
  }
  return out;
}

function originSites(site: Site): readonly Site[] {
  return site.value.origins.flatMap((o) => {
    if (o.kind !== 'text' || overlaps(o.span, site.span)) return [];
    return [{ ...site, span: o.span, declares: false, originOf: site.span }];
  });
}

function byUri(sites: readonly Site[]): ReadonlyMap<Uri, readonly Site[]> {
  const out = new Map<Uri, Site[]>();
  for (const s of sites) {
    const list = out.get(s.span.uri);
    if (list) list.push(s);
    else out.set(s.span.uri, [s]);
  }
  for (const list of out.values()) list.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return out;
}

/** Name of a container for people. */
export function unitLabel(unit: Unit): string {
  const { fact } = unit.workload;
  if (fact.platform === 'compose') return `service \`${fact.name.value}\``;
  return `container \`${unit.fact.name.value}\` of ${fact.objectKind} \`${fact.name.value}\``;
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

interface Declaration {
  readonly key: string;
  readonly layer: Layer;
  readonly owner: string;
  readonly role: Role;
  readonly label: string;
  readonly protocol: Protocol;
  readonly name?: string;
}

/** Declares all alternatives of a port; the stops that came of it. */
function declare(draft: Draft, values: Values<Port>, d: Declaration): readonly Stop[] {
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

function drawUnit(draft: Draft, unit: Unit): void {
  const key = unitKey(unit);
  const owner = unitLabel(unit);
  for (const e of unit.belief.all) {
    const layer: Layer = e.level >= 9 ? 'image' : 'listen';
    declare(draft, e.port, {
      key,
      layer,
      owner,
      role: layer === 'image' ? 'expose' : 'listen',
      label: `\`${e.by}\` of ${owner}`,
      protocol: e.protocol,
    });
  }
  for (const p of unit.fact.ports) drawContainerPort(draft, unit, p);
  for (const e of unit.fact.exposes)
    declare(draft, e.port, {
      key,
      layer: 'container',
      owner,
      role: 'expose',
      label: `\`expose\` of ${owner}`,
      protocol: e.protocol,
    });
  joinLayers(draft, key);
  for (const check of unit.checks) {
    if (check.host && !/^(?:localhost|127\.|0\.0\.0\.0|\[?::1?\]?$)/i.test(check.host.value)) continue;
    refer(
      draft,
      check.port,
      containerTargets(draft, unit, check.port),
      'probe',
      'container',
      `${check.kind} check of ${owner}`,
      ownPorts(draft, unit),
    );
  }
}

function drawContainerPort(draft: Draft, unit: Unit, p: ContainerPort): void {
  const key = unitKey(unit);
  const owner = unitLabel(unit);
  const name = p.name?.value;
  const inner = declare(draft, p.container, {
    key,
    layer: 'container',
    owner,
    role: p.publish ? 'publish' : 'expose',
    label: `${p.by} of ${owner}`,
    protocol: p.protocol,
    ...(name ? { name } : {}),
  });
  if (p.name) {
    const value = located<Port>({ kind: 'name', name: p.name.value }, p.name);
    const site: Site = {
      span: p.name.site,
      role: 'expose',
      layer: 'container',
      value,
      stops: inner.map((s) => s.id),
      label: `name of ${owner}'s port`,
      declares: true,
    };
    draft.sites.push(site);
  }
  if (!p.publish?.host) return;
  const outer = declare(draft, p.publish.host, {
    key,
    layer: 'host',
    owner: `the host, for ${owner}`,
    role: 'publish',
    label: `published port of ${owner}`,
    protocol: p.protocol,
  });
  for (const from of outer) {
    Object.assign(from, { reach: hostReach(p) });
    for (const to of inner) addLeg(draft, from.id, to.id, p.by, 'certain');
  }
}

function hostReach(p: ContainerPort): string {
  const addresses = p.publish?.hostIp?.alternatives.map((a) => a.value);
  if (!addresses || addresses.length === 0)
    return p.form === 'object' ? 'every node that runs it (hostPort)' : 'every interface of the host';
  if (addresses.every((a) => /^(?:127\.|\[?::1\]?$|localhost$)/.test(a))) return 'this host only (loopback)';
  return addresses.some((a) => a === '0.0.0.0' || a === '::' || a === '')
    ? 'every interface of the host'
    : `the host's address ${addresses.join(', ')}`;
}

const SERVICE_REACH: Readonly<Record<string, string>> = {
  ClusterIP: 'only inside the cluster (ClusterIP)',
  NodePort: 'every node of the cluster (NodePort)',
  LoadBalancer: 'outside the cluster (LoadBalancer)',
};

const INNER: readonly Layer[] = ['container', 'image', 'listen'];

/** Equal numbers of one container on the inner layers are one way: container → image → listen. */
function joinLayers(draft: Draft, key: string): void {
  const own = stopsOf(draft, key);
  for (const from of own) {
    const at = INNER.indexOf(from.layer);
    if (at < 0) continue;
    for (const layer of INNER.slice(at + 1)) {
      const next = own.filter((s) => s.layer === layer && s.protocol === from.protocol && meets(s.port, from.port));
      for (const to of next) addLeg(draft, from.id, to.id, 'same port', 'certain');
      if (next.length > 0) break;
    }
  }
}

/** The stops of a container that a port in its own scope means, nearest layer first. */
export function containerTargets(draft: Draft, unit: Unit, port: Values<Port>): readonly string[] {
  const key = unitKey(unit);
  const own = stopsOf(draft, key).filter((s) => INNER.includes(s.layer));
  const hits = own.filter((s) =>
    port.alternatives.some((a) => (a.value.kind === 'name' ? s.name === a.value.name : meets(s.port, a.value))),
  );
  for (const layer of INNER) {
    const on = hits.filter((s) => s.layer === layer);
    if (on.length > 0) return on.map((s) => s.id);
  }
  return [];
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

/** The outermost of a container's own ports: what it has, for whoever asks for something that it has not. */
export function ownPorts(draft: Draft, unit: Unit): readonly string[] {
  const own = stopsOf(draft, unitKey(unit));
  const layer = INNER.find((l) => own.some((s) => s.layer === l));
  return own.filter((s) => s.layer === layer).map((s) => s.id);
}

function drawImage(draft: Draft, model: ContextModel): void {
  const fact = model.image?.fact;
  if (!fact) return;
  const owner = `the image of ${fact.dockerfile.slice(fact.dockerfile.lastIndexOf('/') + 1)}`;
  for (const e of model.image.belief.all) {
    const layer: Layer = e.level >= 9 ? 'image' : 'listen';
    declare(draft, e.port, {
      key: fact.id,
      layer,
      owner,
      role: layer === 'image' ? 'expose' : 'listen',
      label: `\`${e.by}\` of ${owner}`,
      protocol: e.protocol,
    });
  }
  joinLayers(draft, fact.id);
  if (!fact.check) return;
  const own = stopsOf(draft, fact.id);
  const { port } = fact.check;
  const hits = own.filter((s) => port.alternatives.some((a) => meets(s.port, a.value)));
  refer(
    draft,
    port,
    hits.map((s) => s.id),
    'probe',
    'listen',
    `HEALTHCHECK of ${owner}`,
  );
}

function drawService(draft: Draft, service: Service): void {
  const key = serviceKey(service);
  const owner = `Service \`${service.fact.name.value}\``;
  for (const route of service.routes) {
    const { port } = route;
    const name = port.name?.value;
    const virtual = declare(draft, port.port, {
      key,
      layer: 'service',
      owner,
      role: 'route',
      label: `\`port\` of ${owner}`,
      protocol: port.protocol,
      ...(name ? { name } : {}),
    });
    if (port.name) {
      const value = located<Port>({ kind: 'name', name: port.name.value }, port.name);
      draft.sites.push({
        span: port.name.site,
        role: 'route',
        layer: 'service',
        value,
        stops: virtual.map((s) => s.id),
        label: `name of ${owner}'s port`,
        declares: true,
      });
    }
    const reach = SERVICE_REACH[service.fact.type];
    if (reach) for (const stop of virtual) Object.assign(stop, { reach });
    const ends = endStops(draft, route.ends, service, port.targetPort ?? port.port);
    const have = service.selected.flatMap((s) => s.workload.units.flatMap((u) => ownPorts(draft, u)));
    if (port.targetPort) refer(draft, port.targetPort, ends, 'route', 'container', `\`targetPort\` of ${owner}`, have);
    for (const from of virtual)
      for (const to of ends)
        addLeg(draft, from.id, to, port.targetPort ? 'targetPort' : 'port', route.ends[0]?.certainty ?? 'high');
    if (!port.nodePort) continue;
    const node = declare(draft, port.nodePort, {
      key,
      layer: 'host',
      owner: `every node, for ${owner}`,
      role: 'publish',
      label: `\`nodePort\` of ${owner}`,
      protocol: port.protocol,
    });
    for (const from of node) for (const to of virtual) addLeg(draft, from.id, to.id, 'nodePort', 'certain');
  }
}

/** Container stops behind a service port: the declared ports, or where none is declared what the containers listen on. */
function endStops(
  draft: Draft,
  ends: Service['routes'][number]['ends'],
  service: Service,
  target: Values<Port>,
): readonly string[] {
  const ids = new Set<string>();
  for (const end of ends) {
    for (const a of end.port.container.alternatives)
      ids.add(stopOf(draft, unitKey(end.unit), 'container', unitLabel(end.unit), a.value, end.port.protocol).id);
  }
  if (ids.size > 0) return [...ids];
  for (const { workload } of service.selected)
    for (const unit of workload.units) for (const id of containerTargets(draft, unit, target)) ids.add(id);
  return [...ids];
}

/** Whether a declared port of an image is the port. */
export function declaresPort(d: DeclaredPort, port: Port): boolean {
  return d.port.alternatives.some((a) => samePort(a.value, port));
}
