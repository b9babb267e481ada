import type { CheckFact, ContainerPort, Located, Protocol } from '../facts';
import { samePort, showPort, single, weakest } from '../facts';
import type { Evidence } from '../model/evidence';
import { listPorts, valuesMayMeet } from '../model/evidence';
import { citing, runningUnits, unitName } from '../model/listening';
import type { Service, ServiceRoute, Unit } from '../model/model';
import type { Change } from '../text/change';
import { say } from '../text/say';
import { spanKey } from '../text/span';
import { CHECK_NAMES } from './checkNames';
import type { ContextRule, Report } from './rule';
import { fixOf, originOf } from './rule';

interface Data {
  readonly changes: readonly Change[];
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
      why: 'TCP and UDP ports of the same number have nothing to do with each other. A mapping without a protocol means TCP, so `51820:51820` in front of a program that speaks UDP forwards the wrong kind of packets, and nothing arrives. A probe that speaks TLS to a plain port, or plain HTTP to a TLS port, fails in the same way: the kubelet asks with HTTP unless `scheme` says otherwise.',
      howToFix:
        'Write the protocol behind the container port (`51820:51820/udp`), or the one that the program speaks; for a probe write its `scheme`.',
      whenToIgnore:
        'When the program serves the other protocol as well. Left alone on purpose: ports that are mapped or exposed for both protocols, and `EXPOSE` without a protocol, which people also write for UDP. In Kubernetes a numeric `targetPort` works whatever protocol the container declares, so a difference there is a hint only. For probes the name of the port is all the evidence there is, so the finding is an info.',
    },
  },
  *check(model) {
    for (const unit of runningUnits(model))
      yield* unit.workload.fact.platform === 'kubernetes' ? probes(unit) : mappings(unit);
    for (const service of model.services) yield* routes(service);
  },
  fix: (data) => (data ? fixOf(data.title, data.changes) : []),
};

function* mappings(unit: Unit): Generator<Report<Data | undefined>> {
  for (const port of unit.fact.ports) {
    const evidence = otherProtocol(unit, port);
    const value = single(port.container);
    if (!evidence || !value || !port.publish) continue;
    const number = listPorts([{ port: port.container, protocol: 'tcp' }]);
    const message = say`${unitName(unit)} maps ${number} for ${name(port.protocol)}, but ${citing(evidence)} says that ${number} is ${name(evidence.protocol)}: the packets do not arrive. Map \`${number}/${evidence.protocol}\`.`;
    const related = [{ at: evidence.site, message: say`${citing(evidence)} says ${listPorts([evidence])}` }];
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
  const title = say`Map it for ${name(protocol)}`;
  if (port.protocolSite) return { changes: [{ kind: 'replace', at: port.protocolSite, text: protocol }], title };
  const origin = originOf(value);
  if (port.form !== 'short' || !origin) return undefined;
  // The container port stands last, so the protocol goes right behind it.
  const at = { uri: origin.uri, start: origin.end, end: origin.end };
  return { changes: [{ kind: 'replace', at, text: `/${protocol}` }], title };
}

/** Probes that speak TLS to a port that is named for plain HTTP, or the other way round. */
function* probes(unit: Unit): Generator<Report<Data | undefined>> {
  const seen = new Set<string>();
  for (const check of unit.fact.checks) {
    const port = check.method === 'http' && !check.host ? declaredPort(unit, check) : undefined;
    const number = single(port?.container);
    const speaks = port && spokenOn(port);
    // A chain of probes to one port is one mistake, which stands in each of them.
    if (!port || !number || !speaks || speaks === check.scheme || seen.has(spanKey(check.site))) continue;
    seen.add(spanKey(check.site));
    const [asks, other] = speaks === 'https' ? ['HTTP', 'HTTPS'] : ['HTTPS', 'HTTP'];
    const shown = port.name ? say`the port named \`${port.name.value}\`` : say`port ${showPort(number.value)}`;
    const unwritten = check.schemeSite ? '' : say`, which is meant where no \`scheme\` is written`;
    yield {
      site: check.schemeSite ?? single(check.port)?.site ?? check.site,
      message: say`The ${CHECK_NAMES[check.kind]} of ${unitName(unit)} asks ${shown} with ${asks}${unwritten}. If ${other} is spoken there, every probe fails: write \`scheme: ${other}\`.`,
      certainty: 'medium',
      severity: 'info',
      related: [{ at: port.site, message: port.name ? say`named \`${port.name.value}\`` : say`declared here` }],
      data: { changes: [schemeChange(check, other)], title: say`Ask with ${other}` },
    };
  }
}

function schemeChange({ schemeSite, site }: CheckFact, scheme: string): Change {
  return schemeSite
    ? { kind: 'replace', at: schemeSite, text: scheme }
    : { kind: 'insert-key', map: site, key: 'scheme', value: scheme };
}

function declaredPort(unit: Unit, check: CheckFact): ContainerPort | undefined {
  const asked = single(check.port)?.value;
  if (!asked) return undefined;
  return unit.fact.ports.find((p) =>
    asked.kind === 'name'
      ? p.name?.value === asked.name
      : p.container.alternatives.some((a) => samePort(a.value, asked)),
  );
}

/** What the name of a port says that is spoken on it; without a name the two numbers that mean TLS everywhere. */
function spokenOn({ name: named, container }: ContainerPort): 'http' | 'https' | undefined {
  const number = single(container)?.value;
  if (!named)
    return number?.kind === 'number' && (number.number === 443 || number.number === 8443) ? 'https' : undefined;
  if (/^https(?:-|$)/.test(named.value)) return 'https';
  // `http-webhook` is often served with TLS: the word before the hyphen only tells a mesh what to look for.
  return /^(?:http|http2|h2c)$/.test(named.value) ? 'http' : undefined;
}

function* routes(service: Service): Generator<Report<Data | undefined>> {
  if (service.fact.fragment) return;
  for (const route of service.routes) {
    const declared = wrongProtocol(route);
    if (!declared) continue;
    const number = listPorts([{ port: declared.container, protocol: 'tcp' }]);
    const message = say`Service \`${service.fact.name.value}\` sends ${name(route.port.protocol)} to port ${number}, but the container declares it for ${name(declared.protocol)}. It works if the program serves ${name(route.port.protocol)} there; then declare that.`;
    const related = [{ at: declared.site, message: say`declared for ${name(declared.protocol)}` }];
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
