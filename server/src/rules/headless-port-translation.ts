import type { Located, Port } from '../facts';
import { contains, showPort, single, weakest } from '../facts';
import { excludes } from '../model/evidence';
import type { Connection, Service } from '../model/model';
import { servingUnits } from '../model/select';
import { isKnown, isWholeService, rewriteFix, unitName } from './kubernetesParts';
import type { ContextRule, Report } from './rule';
import { originOf } from './rule';

interface Data {
  readonly value: Located<Port>;
  readonly right: string;
}

/** B12: ports of a headless Service are not translated. */
export const headlessPortTranslation: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'headless-port-translation',
    summary: 'A headless Service does not translate ports: clients reach the pods’ own.',
    category: 'resolution',
    severity: 'error',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'The name of a Service with `clusterIP: None` resolves to the addresses of its pods. Nothing stands between, so `port` is never turned into `targetPort`: a client that uses `port` reaches that very port of the pod.',
      howToFix: 'Make `port` and `targetPort` equal, and use the container’s port in addresses.',
      whenToIgnore: 'When the Service is only read through its EndpointSlices, as ingress controllers and Prometheus do: those carry the target port.',
    },
  },
  *check(model) {
    for (const s of model.services) if (s.fact.headless && isWholeService(s)) yield* checkPorts(s);
    for (const c of model.connections) yield* checkConnection(c);
  },
  fix({ value, right }) {
    return rewriteFix(`Use port ${right}`, originOf(value), right, false);
  },
};

function* checkPorts(s: Service): Generator<Report<Data>> {
  const manual = s.fact.selector.size === 0;
  for (const p of s.fact.ports) {
    const port = single(p.port);
    const target = p.targetPort && single(p.targetPort);
    if (!port || !target || target.value.kind !== 'number' || contains(target.value, Number(showPort(port.value)))) continue;
    yield {
      site: port.site,
      message: `Headless Service \`${s.fact.name.value}\` has \`port: ${showPort(port.value)}\` and \`targetPort: ${showPort(target.value)}\`, but its name resolves to the pods themselves, so clients of ${showPort(port.value)} do not reach ${showPort(target.value)}.`,
      certainty: weakest(port.certainty, target.certainty),
      severity: manual ? 'error' : 'warning',
      related: [{ at: target.site, message: 'the port that the pods serve' }],
      data: { value: port, right: showPort(target.value) },
    };
  }
}

function* checkConnection({ fact, from, target }: Connection): Generator<Report<Data>> {
  if (target.kind !== 'services' || !from || !fact.explicit || fact.class === 'own-listener' || fact.class === 'browser') return;
  const service = target.services.length === 1 ? target.services[0] : undefined;
  if (!service?.fact.headless || !isWholeService(service) || service.selected.length === 0) return;
  const port = fact.port.value;
  const route = service.routes.find((r) => port.kind === 'number' && r.port.port.alternatives.some((a) => contains(a.value, port.number)));
  const right = route?.port.targetPort && single(route.port.targetPort);
  const end = route?.ends[0] && single(route.ends[0].port.container);
  const real = right?.value.kind === 'name' ? end : right;
  if (!route || !real || showPort(real.value) === showPort(port)) return;
  const units = service.selected.flatMap((s) => servingUnits(s.workload));
  const asked = { port: { alternatives: [fact.port] }, protocol: route.port.protocol };
  if (!service.selected.every((s) => isKnown(s.workload)) || !units.every((u) => excludes(u.possible, asked))) return;
  yield {
    site: fact.port.site,
    message: `\`${fact.key}\` of ${unitName(from)} asks port ${showPort(port)} of headless Service \`${service.fact.name.value}\`, whose name resolves to the pods themselves; they serve ${showPort(real.value)}.`,
    certainty: weakest(fact.port.certainty, target.certainty, 'high'),
    severity: 'warning',
    related: [{ at: route.port.site, message: 'not translated, since the Service is headless' }],
    data: { value: fact.port, right: showPort(real.value) },
  };
}
