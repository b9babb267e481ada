import type { Fix, Located, Port, Protocol } from '../facts';
import { samePort, showPort, single } from '../facts';
import { inRange, NODE_PORTS } from '../lore/portClasses';
import type { ContextModel, Service } from '../model/model';
import { sameDirectory } from '../model/select';
import { say } from '../text/say';
import type { ContextRule, Report } from './rule';
import { fixOf, problemRule, rewritten } from './rule';

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
export const nodeportInvalid: ContextRule<readonly Fix[]> = {
  scope: 'context',
  meta: oneObject.meta,
  *check(model) {
    for (const report of oneObject.check(model)) {
      const { data, ...rest } = report;
      yield { ...rest, data: data ? (oneObject.fix?.(data, model) ?? []) : [] };
    }
    yield* duplicates(model);
  },
  fix: (fixes) => fixes,
};

interface Use {
  readonly service: Service;
  readonly value: Located<Port>;
  readonly protocol: Protocol;
}

function usesOf(model: ContextModel): readonly Use[] {
  const services = model.services.filter(
    ({ fact }) => !fact.fragment && (fact.type === 'NodePort' || fact.type === 'LoadBalancer'),
  );
  return services.flatMap((service) =>
    service.fact.ports.flatMap((p) => {
      const value = single(p.nodePort);
      return value?.value.kind === 'number' ? [{ service, value, protocol: p.protocol }] : [];
    }),
  );
}

/** The same node port of two Services that are applied together. */
function* duplicates(model: ContextModel): Generator<Report<readonly Fix[]>> {
  const seen: Use[] = [];
  const uses = usesOf(model);
  for (const use of uses) {
    const twin = seen.find((u) => u.protocol === use.protocol && samePort(u.value.value, use.value.value));
    if (!twin) seen.push(use);
    else if (twin.service !== use.service) yield reportOf(twin, use, uses);
  }
}

function reportOf(twin: Use, { service, value }: Use, uses: readonly Use[]): Report<readonly Fix[]> {
  const [a, b] = [twin.service.fact, service.fact];
  const other = a.name.value;
  const oneFile = a.site.uri === b.site.uri;
  return {
    site: value.site,
    message: say`\`nodePort: ${showPort(value.value)}\` of Service \`${b.name.value}\` is taken by Service \`${other}\`, and a node port belongs to one Service of the cluster. Choose another, or leave \`nodePort\` out and the cluster chooses.`,
    // Files of different folders may be meant for different clusters.
    certainty: oneFile ? 'certain' : sameDirectory(a.site.uri, b.site.uri) ? 'high' : 'medium',
    ...(oneFile ? {} : { severity: 'warning' as const }),
    related: [{ at: twin.value.site, message: say`Service \`${other}\` takes it here` }],
    data: [...freeFix(value, uses), ...fixOf(say`Remove \`nodePort\``, [{ kind: 'remove', at: value.site }])],
  };
}

/** The next node port that no Service here asks for. */
function freeFix(value: Located<Port>, uses: readonly Use[]): readonly Fix[] {
  if (value.value.kind !== 'number') return [];
  const taken = new Set(uses.map((u) => showPort(u.value.value)));
  let free = value.value.number + 1;
  while (taken.has(String(free))) free++;
  return inRange(free, NODE_PORTS) ? fixOf(say`Use ${free}`, rewritten(value, free)) : [];
}
