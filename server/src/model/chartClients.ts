import type { Located, Port } from '../facts';
import { contains, only } from '../facts';
import { say } from '../text/say';
import type { Draft, Stop } from './chartDraft';
import { addLeg, refer, serviceKey, stopOf, stopsOf, unitKey, unitLabel } from './chartDraft';
import { containerTargets, ownPorts } from './chartUnits';
import type { Connection, Unit } from './model';

/** Draws every reference by host and port: from the unit that dials to the stop that the platform resolves it to. */
export function connectLegs(draft: Draft): void {
  for (const connection of draft.model.connections) {
    if (connection.fact.class === 'own-listener' && connection.target.kind !== 'loopback') continue;
    const targets = targetStops(draft, connection);
    const by = `\`${connection.fact.key}\``;
    const label = connection.from ? say`${by} of ${unitLabel(connection.from)}` : by;
    const layer = connection.target.kind === 'services' ? 'service' : 'container';
    if (connection.fact.explicit)
      refer(draft, only(connection.fact.port), targets, 'connect', layer, label, havePorts(draft, connection));
    else referByHost(draft, connection, targets, label);
    if (!connection.from || targets.length === 0) continue;
    const client = clientStop(draft, connection.from, connection.fact.port);
    for (const to of targets) addLeg(draft, client.id, to, connection.fact.key, connection.fact.port.certainty);
  }
}

/** A port that is not written is referred to by its host: the characters that a reader can put a cursor on. */
function referByHost(draft: Draft, connection: Connection, stops: readonly string[], label: string): void {
  const { host, port } = connection.fact;
  if (stops.length === 0 || !host.origins.every((o) => o.kind === 'text')) return;
  const value: Located<Port> = { ...port, site: host.site };
  draft.sites.push({ span: host.site, role: 'connect', layer: 'container', value, stops, label, declares: false });
}

/** The dialling end: a stop of its own, so that "who connects to this port" is a walk over legs. */
function clientStop(draft: Draft, unit: Unit, port: Located<Port>): Stop {
  return stopOf(draft, `${unitKey(unit)} dials`, 'listen', unitLabel(unit), port.value, 'tcp');
}

function targetStops(draft: Draft, { fact, target }: Connection): readonly string[] {
  if (target.kind === 'services')
    return target.services.flatMap((s) => serviceStops(draft, serviceKey(s), fact.port.value));
  if (target.kind === 'workloads' || target.kind === 'unreachable') {
    return target.workloads.flatMap((w) => w.units.flatMap((u) => containerTargets(draft, u, only(fact.port))));
  }
  if (target.kind === 'loopback')
    return target.members.flatMap((w) => w.units.flatMap((u) => containerTargets(draft, u, only(fact.port))));
  return [];
}

/** What the target of a reference has, whatever was asked for. */
function havePorts(draft: Draft, { target }: Connection): readonly string[] {
  if (target.kind === 'services')
    return target.services.flatMap((s) =>
      stopsOf(draft, serviceKey(s)).flatMap((x) => (x.layer === 'service' ? [x.id] : [])),
    );
  if (target.kind === 'workloads' || target.kind === 'unreachable')
    return target.workloads.flatMap((w) => w.units.flatMap((u) => ownPorts(draft, u)));
  return [];
}

function serviceStops(draft: Draft, key: string, port: Port): readonly string[] {
  const own = stopsOf(draft, key).filter((s) => s.layer === 'service');
  return own
    .filter((s) =>
      port.kind === 'name' ? s.name === port.name : port.kind === 'number' && contains(s.port, port.number),
    )
    .map((s) => s.id);
}
