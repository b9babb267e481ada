import type { Layer, Port, Values } from '../facts';
import { located, meets } from '../facts';
import { say } from '../text/say';
import { isOpenToOutside } from './bindings';
import { isBehindDoor } from './doors';
import type { Draft } from './chartDraft';
import { addLeg, declare, objectLabel, refer, serviceKey, stopOf, stopsOf, unitKey, unitLabel } from './chartDraft';
import { containerTargets, joinLayers, ownPorts } from './chartUnits';
import type { ContextModel, Service } from './model';

const SERVICE_REACH: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    ClusterIP: say`only inside the cluster (ClusterIP)`,
    NodePort: say`every node of the cluster (NodePort)`,
    LoadBalancer: say`outside the cluster (LoadBalancer)`,
  }),
);

/** Draws the ports of an image that stands alone. */
export function drawImage(draft: Draft, model: ContextModel): void {
  const fact = model.image?.fact;
  if (!fact) return;
  const owner = say`the image of ${fact.dockerfile.slice(fact.dockerfile.lastIndexOf('/') + 1)}`;
  for (const e of model.image.belief.all) {
    const layer: Layer = e.level >= 9 ? 'image' : 'listen';
    declare(draft, e.port, {
      key: fact.id,
      layer,
      owner,
      role: layer === 'image' ? 'expose' : 'listen',
      label: say`\`${e.by}\` of ${owner}`,
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
    say`HEALTHCHECK of ${owner}`,
  );
}

/** Draws the ports of a Service and where they lead. */
export function drawService(draft: Draft, service: Service): void {
  const key = serviceKey(service);
  const owner = objectLabel({ objectKind: 'Service', name: service.fact.name });
  for (const route of service.routes) {
    const { port } = route;
    const name = port.name?.value;
    const virtual = declare(draft, port.port, {
      key,
      layer: 'service',
      owner,
      role: 'route',
      label: say`\`port\` of ${owner}`,
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
        label: say`name of ${owner}'s port`,
        declares: true,
      });
    }
    // What an Ingress or a gateway leads to is not only for the cluster: their listeners say how far it can be reached.
    const inner = service.fact.type !== 'ClusterIP' || !isBehindDoor(draft.model, port);
    const reach = inner ? SERVICE_REACH.get(service.fact.type) : undefined;
    const isOpen = service.fact.type === 'LoadBalancer' && isOpenToOutside(service);
    if (reach) for (const stop of virtual) Object.assign(stop, { reach, ...(isOpen ? { open: true } : {}) });
    const ends = endStops(draft, route.ends, service, port.targetPort ?? port.port);
    const have = service.selected.flatMap((s) => s.workload.units.flatMap((u) => ownPorts(draft, u)));
    if (port.targetPort)
      refer(draft, port.targetPort, ends, 'route', 'container', say`\`targetPort\` of ${owner}`, have);
    // Who asks a headless Service talks to the pods themselves, so that its port and theirs are one.
    const by = port.targetPort && !service.fact.headless ? 'targetPort' : 'port';
    for (const from of virtual)
      for (const to of ends) addLeg(draft, from.id, to, by, route.ends[0]?.certainty ?? 'high');
    if (!port.nodePort) continue;
    const node = declare(draft, port.nodePort, {
      key,
      layer: 'host',
      owner: say`every node, for ${owner}`,
      role: 'publish',
      label: say`\`nodePort\` of ${owner}`,
      protocol: port.protocol,
    });
    for (const from of node) {
      if (isOpenToOutside(service)) Object.assign(from, { open: true });
      for (const to of virtual) addLeg(draft, from.id, to.id, 'nodePort', 'certain');
    }
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
