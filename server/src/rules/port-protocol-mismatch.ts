import type { ContainerPort, Located, Protocol } from '../facts';
import { samePort, single, weakest } from '../facts';
import type { Evidence } from '../model/evidence';
import { listPorts, valuesMayMeet } from '../model/evidence';
import { citing, runningUnits, unitName } from '../model/listening';
import type { Service, ServiceRoute, Unit } from '../model/model';
import type { Span } from '../text/span';
import type { ContextRule, Report } from './rule';
import { fixOf, originOf } from './rule';

interface Data {
  readonly at: Span;
  readonly text: string;
  readonly title: string;
}

/** A16: two linked places name the same port with different protocols. */
export const portProtocolMismatch: ContextRule<Data | undefined> = {
  scope: 'context',
  meta: {
    id: 'port-protocol-mismatch',
    summary: 'Two places name the same port with different protocols.',
    category: 'consistency',
    severity: 'warning',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'TCP and UDP ports of the same number have nothing to do with each other. A mapping without a protocol means TCP, so `51820:51820` in front of a program that speaks UDP forwards the wrong kind of packets, and nothing arrives.',
      howToFix: 'Write the protocol behind the container port (`51820:51820/udp`), or the one that the program speaks.',
      whenToIgnore:
        'When the program serves the other protocol as well. Left alone on purpose: ports that are mapped or exposed for both protocols, and `EXPOSE` without a protocol, which people also write for UDP. In Kubernetes a numeric `targetPort` works whatever protocol the container declares, so a difference there is a hint only.',
    },
  },
  *check(model) {
    for (const unit of runningUnits(model)) if (unit.workload.fact.platform !== 'kubernetes') yield* mappings(unit);
    for (const service of model.services) yield* routes(service);
  },
  fix: (data) => (data ? fixOf(data.title, [{ kind: 'replace', at: data.at, text: data.text }]) : []),
};

function* mappings(unit: Unit): Generator<Report<Data | undefined>> {
  for (const port of unit.fact.ports) {
    const evidence = otherProtocol(unit, port);
    const value = single(port.container);
    if (!evidence || !value || !port.publish) continue;
    const number = listPorts([{ port: port.container, protocol: 'tcp' }]);
    const message = `${unitName(unit)} maps ${number} for ${name(port.protocol)}, but ${citing(evidence)} says that ${number} is ${name(evidence.protocol)}: the packets do not arrive. Map \`${number}/${evidence.protocol}\`.`;
    const related = [{ at: evidence.site, message: `${citing(evidence)} says ${listPorts([evidence])}` }];
    const data = editFor(port, value, evidence.protocol);
    yield {
      site: port.site,
      message,
      certainty: weakest(evidence.certainty, value.certainty),
      related,
      ...(data ? { data } : {}),
    };
  }
}

/** Evidence of the same number for another protocol, when there is none for the mapped one and no mapping for the other. */
function otherProtocol(unit: Unit, port: ContainerPort): Evidence | undefined {
  const { belief, fact } = unit;
  const same = belief.all.filter(
    (e) => e.port.alternatives.length === 1 && !e.port.open && valuesMayMeet(e.port, port.container),
  );
  const [first] = same;
  if (!first || belief.open || same.some((e) => e.protocol === port.protocol || !isSure(unit, e))) return undefined;
  const covered = fact.ports.some((p) => p.protocol === first.protocol && valuesMayMeet(p.container, port.container));
  return covered ? undefined : first;
}

/** EXPOSE without a protocol means TCP to Docker, but its writer may not have thought of it. */
function isSure(unit: Unit, e: Evidence): boolean {
  if (e.level <= 8) return true;
  if (e.level === 9) return e.protocol !== 'tcp' && single(e.port)?.certainty !== 'low';
  return unit.known?.complete === true && unit.known.verified && !unit.image;
}

function name(protocol: Protocol): string {
  return protocol.toUpperCase();
}

function editFor(port: ContainerPort, value: Located<unknown>, protocol: Protocol): Data | undefined {
  const title = `Map it for ${name(protocol)}`;
  if (port.protocolSite) return { at: port.protocolSite, text: protocol, title };
  const origin = originOf(value);
  if (port.form !== 'short' || !origin) return undefined;
  // The container port stands last, so the protocol goes right behind it.
  return { at: { uri: origin.uri, start: origin.end, end: origin.end }, text: `/${protocol}`, title };
}

function* routes(service: Service): Generator<Report<Data | undefined>> {
  if (service.fact.fragment) return;
  for (const route of service.routes) {
    const declared = wrongProtocol(route);
    if (!declared) continue;
    const number = listPorts([{ port: declared.container, protocol: 'tcp' }]);
    const message = `Service \`${service.fact.name.value}\` sends ${name(route.port.protocol)} to port ${number}, but the container declares it for ${name(declared.protocol)}. It works if the program serves ${name(route.port.protocol)} there; then declare that.`;
    const related = [{ at: declared.site, message: `declared for ${name(declared.protocol)}` }];
    yield { site: route.port.protocolSite ?? route.port.site, message, certainty: 'high', severity: 'hint', related };
  }
}

/** The declared port that a numeric targetPort reaches, when every one it reaches has another protocol. */
function wrongProtocol(route: ServiceRoute): ContainerPort | undefined {
  const target = single(route.port.targetPort ?? route.port.port)?.value;
  if (target?.kind !== 'number' || route.ends.length === 0 || route.missing.length > 0) return undefined;
  const fits = route.ends.some(
    (e) =>
      e.port.protocol === route.port.protocol || !e.port.container.alternatives.some((a) => samePort(a.value, target)),
  );
  return fits ? undefined : route.ends[0]?.port;
}
