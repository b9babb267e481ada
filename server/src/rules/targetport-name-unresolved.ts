import type { Located } from '../facts';
import { weakest } from '../facts';
import { nearestName } from '../lore/portNames';
import type { ServiceRoute } from '../model/model';
import { servingUnits } from '../model/select';
import { declaredList, isKnown, portNames, rewriteFix, surest, workloadName } from './kubernetesParts';
import type { ContextRule, Report } from './rule';
import { originOf } from './rule';

interface Data {
  readonly target: Located<string>;
  readonly candidates: readonly string[];
}

/** B3: a named targetPort that no selected pod has. */
export const targetPortNameUnresolved: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'targetport-name-unresolved',
    summary: 'A named `targetPort` matches no port of the selected pods, so the Service gets no endpoints.',
    category: 'resolution',
    severity: 'error',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'A named `targetPort` is looked up in the ports of each selected pod, by name and protocol. Where nothing matches, that port simply gets no endpoint for the pod: the API server accepts the Service, and connections are refused or time out.',
      howToFix: 'Use the name that the container declares, add `name:` to the container port that is meant, or write its number.',
      whenToIgnore: 'When something that is not in the workspace adds the port to the pod, such as an injected sidecar. Services that select no workload of the workspace, patches and values that are filled in later are left alone.',
    },
  },
  *check(model) {
    for (const service of model.services) {
      if (service.fact.fragment) continue;
      for (const route of service.routes) yield* checkRoute(route);
    }
  },
  fix({ target, candidates }) {
    const near = nearestName(target.value, candidates);
    return near === undefined ? [] : rewriteFix(`Use the port name \`${near}\``, originOf(target), near, candidates.length === 1);
  },
};

function* checkRoute(route: ServiceRoute): Generator<Report<Data>> {
  const target = route.port.targetPort;
  const value = target && !target.open && target.alternatives.length === 1 ? target.alternatives[0] : undefined;
  if (!value || value.value.kind !== 'name') return;
  const known = route.missing.filter((m) => isKnown(m.workload));
  // A workload that may get the port by other hands leaves the answer open.
  if (known.length === 0 || known.length !== route.missing.length) return;
  const service = route.service.fact.name.value;
  const units = known.flatMap((m) => servingUnits(m.workload));
  const { name } = value.value;
  const all = route.ends.length === 0;
  const who = known.map((m) => workloadName(m.workload)).join(', ');
  const otherProtocol = units.some((u) => u.fact.ports.some((p) => p.name?.value === name));
  const reason = otherProtocol ? `its port \`${name}\` is not ${route.port.protocol.toUpperCase()}` : `its containers declare ${declaredList(units)}`;
  yield {
    site: value.site,
    message: `Service \`${service}\` sends to the port named \`${name}\`, which ${who} does not have (${reason}); ${all ? 'the Service gets no endpoints' : 'those pods get no traffic'}.`,
    certainty: weakest(value.certainty, surest(known, weakest)),
    ...(all ? {} : { severity: 'warning' as const }),
    related: units.flatMap((u) => u.fact.ports.slice(0, 3).map((p) => ({ at: p.site, message: `declared here${p.name ? ` as \`${p.name.value}\`` : ' without a name'}` }))),
    data: { target: { ...value, value: name }, candidates: portNames(units) },
  };
}
