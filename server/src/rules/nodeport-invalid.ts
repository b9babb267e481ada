import { contains, samePort, showPort, single } from '../facts';
import type { Located, Port, ProblemFact, Protocol } from '../facts';
import type { Service } from '../model/model';
import type { ContextRule, Report } from './rule';
import { problemRule } from './rule';

type Data = ProblemFact['fixes'];

const oneObject = problemRule({
  id: 'nodeport-invalid',
  summary: 'A `nodePort` is not allowed here, stands twice, or lies outside the range of node ports.',
  category: 'hygiene',
  severity: 'error',
  since: '0.1.0',
  fixable: true,
  apiHard: true,
  docs: {
    why: 'Only Services of type `NodePort` and `LoadBalancer` have node ports; the API server rejects the field on others. A node port belongs to one Service of the cluster, and by default it must lie in 30000–32767.',
    howToFix: 'Take the field away or change the type; choose a free port in the range.',
    whenToIgnore: 'A port outside the default range is right on a cluster whose `--service-node-port-range` says so.',
  },
});

/** F7: node ports that the API server rejects. */
export const nodeportInvalid: ContextRule<Data> = {
  ...oneObject,
  *check(model) {
    yield* oneObject.check(model);
    yield* duplicates(model.services);
  },
  fix: (fixes, model) => (fixes ? (oneObject.fix?.(fixes, model) ?? []) : []),
};

interface Use {
  readonly service: Service;
  readonly value: Located<Port>;
  readonly protocol: Protocol;
}

/** The same node port of two Services that are applied together. */
function* duplicates(services: readonly Service[]): Generator<Report<Data>> {
  const seen: Use[] = [];
  for (const service of services) {
    if (service.fact.fragment || (service.fact.type !== 'NodePort' && service.fact.type !== 'LoadBalancer')) continue;
    for (const p of service.fact.ports) {
      const value = p.nodePort && single(p.nodePort);
      if (!value || value.value.kind !== 'number' || contains({ kind: 'number', number: 0 }, value.value.number)) continue;
      const twin = seen.find((u) => u.protocol === p.protocol && samePort(u.value.value, value.value));
      if (!twin) {
        seen.push({ service, value, protocol: p.protocol });
        continue;
      }
      if (twin.service === service) continue;
      yield {
        site: value.site,
        message: `\`nodePort: ${showPort(value.value)}\` of Service \`${service.fact.name.value}\` is taken by Service \`${twin.service.fact.name.value}\`; a node port belongs to one Service of the cluster.`,
        certainty: twin.service.fact.site.uri === service.fact.site.uri ? 'certain' : 'high',
        related: [{ at: twin.value.site, message: `Service \`${twin.service.fact.name.value}\` takes it here` }],
      };
    }
  }
}
