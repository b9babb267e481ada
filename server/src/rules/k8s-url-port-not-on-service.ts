import type { Certainty, ConnectFact, Fix, Located, Port, ServicePort } from '../facts';
import { contains, showPort, single, weakest } from '../facts';
import { unitName } from '../model/listening';
import type { Connection, Service } from '../model/model';
import { say } from '../text/say';
import { addServicePort, addressCertainty, askPort, isDialled, isWholeService } from './kubernetesParts';
import type { ContextRule, Report } from './rule';
import { fixOf, originOf } from './rule';

interface Data {
  readonly fact: ConnectFact;
  /** The Service port that is meant. */
  readonly right: Located<Port> | undefined;
  readonly ports: readonly ServicePort[];
  /** Whether the pods serve the port that is asked. */
  readonly inner: boolean;
}

/** B10: a URL in a pod's configuration asks a port that the Service does not have. */
export const k8sUrlPortNotOnService: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'k8s-url-port-not-on-service',
    summary: 'An address in a pod’s configuration asks a port that the Service does not have.',
    category: 'resolution',
    severity: 'error',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'The name of a Service resolves to its cluster address, and only the ports in `spec.ports[].port` are forwarded there. The container’s port is not one of them unless the Service says so, and an `http://` address without a port means port 80.',
      howToFix: 'Write the Service’s port, or add the port to the Service.',
      whenToIgnore:
        'When the address is not used from inside the cluster. Headless Services and ExternalName are left alone, as are addresses that programs announce to others or that browsers read.',
    },
  },
  *check(model) {
    for (const c of model.connections) {
      const report = reportOf(c);
      if (report) yield report;
    }
  },
  fix({ fact, right, ports, inner }) {
    const number = right && showPort(right.value);
    return [
      ...(number ? askPort(fact, number) : []),
      ...withoutPort(fact, ports),
      ...(inner
        ? addServicePort(ports, showPort(fact.port.value), /^https?$/.test(fact.scheme ?? '') ? 'http' : fact.protocol)
        : []),
    ];
  },
};

/** Leaves out a port where the Service has the one that the scheme means. */
function withoutPort(fact: ConnectFact, ports: readonly ServicePort[]): readonly Fix[] {
  const usual = fact.scheme === 'http' ? 80 : fact.scheme === 'https' ? 443 : undefined;
  const [host, port] = [originOf(fact.host), originOf(fact.port)];
  if (usual === undefined || !fact.explicit || !host || !port || !ports.some((p) => has(p, usual))) return [];
  // Only a colon stands between the two.
  if (host.uri !== port.uri || host.end + 1 !== port.start) return [];
  return fixOf(say`Leave the port out, which means ${usual}`, [
    { kind: 'replace', at: { uri: port.uri, start: host.end, end: port.end }, text: '' },
  ]);
}

function reportOf({ fact, from, target }: Connection): Report<Data> | undefined {
  const port = fact.port.value;
  if (target.kind !== 'services' || !from || !isDialled(fact) || port.kind !== 'number') return undefined;
  const { services } = target;
  const service = services[0];
  if (!service || !services.every((s) => isUsable(s) && !s.fact.ports.some((p) => has(p, port.number))))
    return undefined;
  const { name, ports } = service.fact;
  const inner = innerRoute(service, port.number);
  const own = inner && single(inner.port.port);
  const asked = fact.explicit
    ? say`port ${port.number}`
    : say`port ${port.number} (\`${fact.scheme}://\` without a port)`;
  const have = ports.flatMap((p) => p.port.alternatives.map((a) => showPort(a.value)));
  const why = own
    ? say`${port.number} is the container's port, which the Service reaches from ${showPort(own.value)}. Ask ${showPort(own.value)}`
    : ports.some((p) => p.nodePort?.alternatives.some((a) => contains(a.value, port.number)))
      ? say`${port.number} is its port on the nodes. Ask ${have.join(say` or `)} inside the cluster`
      : say`nothing answers on ${port.number}. Ask ${have.join(say` or `)}, or add the port to the Service`;
  const right = own ?? (ports.length === 1 ? single(ports[0]?.port) : undefined);
  return {
    site: fact.explicit ? fact.port.site : fact.host.site,
    asked: String(port.number),
    message: say`\`${fact.key}\` of ${unitName(from)} asks ${asked} of Service \`${name.value}\`, which has ${have.join(', ')} only: ${why}.`,
    certainty: weakest(
      fact.port.certainty,
      target.certainty,
      addressCertainty(fact),
      fact.explicit ? 'certain' : impliedCertainty(fact),
    ),
    related: ports.slice(0, 3).map((p) => ({ at: p.site, message: say`what Service \`${name.value}\` has` })),
    data: { fact, right, ports, inner: inner !== undefined },
  };
}

/** A program that is given a base address by a flag may well add a port of its own to it. */
function impliedCertainty(fact: ConnectFact): Certainty {
  return fact.key.startsWith('-') ? 'medium' : 'high';
}

function isUsable(s: Service): boolean {
  return (
    isWholeService(s) &&
    !s.fact.headless &&
    s.fact.type !== 'ExternalName' &&
    s.fact.type !== 'unknown' &&
    s.fact.ports.length > 0
  );
}

function has(p: ServicePort, number: number): boolean {
  return p.port.alternatives.some((a) => contains(a.value, number));
}

/** The route whose target is that number: the address asks the container's port instead of the Service's. */
function innerRoute(service: Service, number: number): Service['routes'][number] | undefined {
  return service.routes.find(
    (r) =>
      (r.port.targetPort ?? r.port.port).alternatives.some((a) => contains(a.value, number)) ||
      r.ends.some((e) => e.port.container.alternatives.some((a) => contains(a.value, number))),
  );
}
