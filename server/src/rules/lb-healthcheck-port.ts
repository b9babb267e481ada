import type { Located, Port, ServicePort } from '../facts';
import { contains, only, showPort, single, weakest } from '../facts';
import { inRange, isManagementPort, NODE_PORTS } from '../lore/portClasses';
import { mayListen } from '../model/listening';
import type { LinkedReference, NetworkObject, Service } from '../model/model';
import { servingUnits } from '../model/select';
import { say } from '../text/say';
import { declarations, isKnown, isWholeService, portWithName } from './kubernetesParts';
import type { ContextRule, Report } from './rule';
import { fixOf, rewritten } from './rule';

interface Data {
  readonly asked: Located<Port>;
  /** What the health check would have to say for the pods' own port; absent where that is not one number. */
  readonly right: string | undefined;
  /** Whether the platform has a word for "the port of the traffic". */
  readonly word: boolean;
}

/** C4: the health check of a load balancer asks a port that is not there. */
export const lbHealthcheckPort: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'lb-healthcheck-port',
    summary: 'The health check of a load balancer asks a port that cannot answer.',
    category: 'health',
    severity: 'error',
    since: '0.2.0',
    fixable: true,
    docs: {
      why: 'A load balancer sends traffic to healthy targets only. On AWS the name in a health check annotation is that of a Service port, and a number is a port of the pods (or of the nodes, for targets of type `instance`), never the Service’s own; on Azure the number is one of the Service’s ports.',
      howToFix: 'Leave the annotation out, write `traffic-port` (AWS), or name the port that serves the health check.',
      whenToIgnore:
        'When the pods answer health checks on a port that nothing here declares. Left alone on purpose: `traffic-port`, node ports, ports that usually serve operators, and pods of which not everything is known.',
    },
  },
  *check(model) {
    for (const object of model.objects) {
      if (object.fact.fragment) continue;
      for (const reference of object.references) {
        const report = reference.fact.use === 'health' ? judge(object, reference) : undefined;
        if (report) yield report;
      }
    }
  },
  fix({ asked, right, word }) {
    return [
      ...(word ? fixOf(say`Use \`traffic-port\``, rewritten(asked, 'traffic-port')) : []),
      ...(right === undefined ? [] : fixOf(say`Ask port ${right}`, rewritten(asked, right))),
    ];
  },
};

function judge(object: NetworkObject, reference: LinkedReference): Report<Data> | undefined {
  const { fact, services } = reference;
  const asked = single(fact.port);
  const service = services[0];
  if (!asked || services.length !== 1 || !service || !isWholeService(service) || service.fact.ports.length === 0)
    return undefined;
  const { value } = asked;
  if (value.kind === 'name') {
    if (service.fact.ports.some((p) => p.name?.value === value.name)) return undefined;
    return report(
      object,
      reference,
      service,
      asked,
      say`has no port of that name, so the load balancer gets no health check`,
    );
  }
  if (value.kind !== 'number') return undefined;
  const own = service.fact.ports.find((p) => p.port.alternatives.some((a) => contains(a.value, value.number)));
  if (fact.layer === 'service')
    return own ? undefined : report(object, reference, service, asked, say`has no such port`, 'warning');
  return ofNumber(object, reference, service, asked, value.number, own);
}

/** A number on the side of the pods: wrong when it is the Service's own, or when nothing in the pods may listen on it. */
function ofNumber(
  object: NetworkObject,
  reference: LinkedReference,
  service: Service,
  asked: Located<Port>,
  number: number,
  own: ServicePort | undefined,
): Report<Data> | undefined {
  const { ports } = service.fact;
  const inside = ports.flatMap((p) => [p.targetPort ?? p.port, ...(p.nodePort ? [p.nodePort] : [])]);
  if (inside.some((v) => v.open || v.alternatives.some((a) => contains(a.value, number)))) return undefined;
  if (inRange(number, NODE_PORTS) || isManagementPort(number)) return undefined;
  const workloads = service.selected.map((s) => s.workload);
  const units = workloads.flatMap((w) => servingUnits(w));
  if (workloads.length === 0 || !workloads.every((w) => isKnown(w)) || mayListen(units, only(asked))) return undefined;
  if (units.every((u) => u.fact.ports.length === 0)) return undefined;
  const why = own
    ? say`has it as its own port only, which neither pods nor nodes serve`
    : say`leads to pods that declare no such port`;
  const found = report(object, reference, service, asked, why, 'warning');
  const { certainty } = found;
  return {
    ...found,
    certainty: own ? certainty : weakest(certainty, 'medium'),
    related: declarations(units.flatMap((u) => u.fact.ports)),
  };
}

function report(
  object: NetworkObject,
  { fact, certainty }: LinkedReference,
  service: Service,
  asked: Located<Port>,
  why: string,
  severity?: 'warning',
): Report<Data> {
  const { name, ports } = service.fact;
  const own = fact.target.kind === 'own';
  const whose = own ? say`Service \`${name.value}\`` : `${object.fact.objectKind} \`${object.fact.name.value}\``;
  const which = own ? say`the Service` : say`Service \`${name.value}\``;
  const targets = ports.flatMap((p) => single(fact.layer === 'endpoint' ? (p.targetPort ?? p.port) : p.port) ?? []);
  const [first] = targets;
  const right = targets.length === 1 && first?.value.kind === 'number' ? showPort(first.value) : undefined;
  const word = fact.layer === 'endpoint';
  const have = ports.flatMap((p) => p.port.alternatives.map((a) => portWithName(a.value, p.name?.value))).join(', ');
  const advice = word
    ? say`Use \`traffic-port\`, or the port that answers health checks`
    : say`Use a port of the Service`;
  return {
    site: asked.site,
    message: say`\`${fact.by}\` of ${whose} is ${asked.value.kind === 'name' ? `\`${showPort(asked.value)}\`` : showPort(asked.value)}, but ${which} (${have}) ${why}. ${advice}.`,
    certainty: weakest(certainty, asked.certainty),
    ...(severity ? { severity } : {}),
    related: ports.slice(0, 3).map((p) => ({ at: p.site, message: say`what Service \`${name.value}\` has` })),
    data: { asked, right, word },
  };
}
