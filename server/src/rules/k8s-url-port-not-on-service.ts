import type { Located, Port } from '../facts';
import { contains, showPort, single, weakest } from '../facts';
import type { Connection, Service } from '../model/model';
import { isWholeService, rewriteFix, unitName } from './kubernetesParts';
import type { ContextRule, Report } from './rule';
import { originOf } from './rule';

interface Data {
  readonly port: Located<Port>;
  readonly right: string | undefined;
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
      whenToIgnore: 'When the address is not used from inside the cluster. Headless Services and ExternalName are left alone, as are addresses that programs announce to others or that browsers read.',
    },
  },
  *check(model) {
    for (const c of model.connections) yield* checkOne(c);
  },
  fix({ port, right }) {
    return right === undefined ? [] : rewriteFix(`Ask port ${right}`, originOf(port), right, false);
  },
};

function* checkOne({ fact, from, target }: Connection): Generator<Report<Data>> {
  if (target.kind !== 'services' || !from || fact.class === 'own-listener' || fact.class === 'browser') return;
  const port = fact.port.value;
  if (port.kind !== 'number' || !target.services.every((s) => isUsable(s) && lacks(s, port.number))) return;
  const service = target.services[0];
  if (!service) return;
  const { name, ports } = service.fact;
  // An address without a port is weak evidence unless its scheme gives one by rule.
  if (!fact.explicit && !/^https?$/.test(fact.scheme ?? '')) return;
  const have = ports.flatMap((p) => p.port.alternatives.map((a) => showPort(a.value)));
  const inner = service.routes.find((r) => isTarget(r.port.targetPort ?? r.port.port, port.number) || r.ends.some((e) => e.port.container.alternatives.some((a) => contains(a.value, port.number))));
  const asked = fact.explicit ? `port ${port.number}` : `port ${port.number} (\`${fact.scheme}://\` without a port)`;
  const why = inner ? `; ${port.number} is the container’s port, which the Service reaches from ${showPort(inner.port.port.alternatives[0]?.value ?? port)}` : '';
  const right = inner ? single(inner.port.port) : ports.length === 1 && ports[0] ? single(ports[0].port) : undefined;
  const certainty = weakest(fact.port.certainty, target.certainty, fact.class === 'backend' || fact.scheme ? 'certain' : 'high');
  yield {
    site: fact.explicit ? fact.port.site : fact.host.site,
    message: `\`${fact.key}\` of ${unitName(from)} asks ${asked} of Service \`${name.value}\`, which has only ${have.join(', ')}${why}.`,
    certainty: fact.explicit ? certainty : weakest(certainty, 'high'),
    related: ports.slice(0, 3).map((p) => ({ at: p.site, message: `port ${p.port.alternatives.map((a) => showPort(a.value)).join(', ')} of Service \`${name.value}\`` })),
    data: { port: fact.port, right: right && fact.explicit ? showPort(right.value) : undefined },
  };
}

function isUsable(s: Service): boolean {
  return isWholeService(s) && !s.fact.headless && s.fact.type !== 'ExternalName' && s.fact.type !== 'unknown' && s.fact.ports.length > 0;
}

function lacks(s: Service, number: number): boolean {
  return s.fact.ports.every((p) => p.port.alternatives.every((a) => !contains(a.value, number)));
}

function isTarget(values: { readonly alternatives: readonly Located<Port>[] }, number: number): boolean {
  return values.alternatives.some((a) => contains(a.value, number));
}
