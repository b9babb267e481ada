import type { CheckFact, Located, Port } from '../facts';
import { atLeast, contains, showPort, single, weakest } from '../facts';
import { excludes } from '../model/evidence';
import type { ServiceRoute, Unit } from '../model/model';
import { isKnown, mentions, rewriteFix, unitName } from './kubernetesParts';
import type { ContextRule, Report } from './rule';
import { originOf } from './rule';

interface Data {
  readonly port: Located<Port>;
  readonly right: string | undefined;
}

/** C3: a numeric probe port that contradicts the container. */
export const probePortMismatch: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'probe-port-mismatch',
    summary: 'A numeric probe port contradicts what the container serves.',
    category: 'health',
    severity: 'warning',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'The kubelet connects to the pod’s own address on the probe’s port. A port that nothing listens on, typically the Service’s port instead of the container’s, makes the probe fail although the application is well.',
      howToFix: 'Probe the container port, best by its name.',
      whenToIgnore:
        'Health and metrics ports are often not declared, so a merely undeclared number is never reported. Reported are numbers that flags or variables exclude, and numbers that are a Service’s port with another target.',
    },
  },
  *check(model) {
    for (const unit of model.units) {
      const { fact } = unit.workload;
      if (fact.platform !== 'kubernetes' || !isKnown(unit.workload) || fact.network.kind !== 'own') continue;
      for (const check of unit.checks) yield* checkOne(unit, check);
    }
  },
  fix({ port, right }) {
    return right === undefined ? [] : rewriteFix(`Probe ${right}`, originOf(port), right, false);
  },
};

function* checkOne(unit: Unit, check: CheckFact): Generator<Report<Data>> {
  const value = single(check.port);
  if (!value || value.value.kind !== 'number' || check.host || !check.explicit) return;
  const asked = { port: check.port, protocol: 'tcp' as const };
  // Containers of a pod share one address: a sidecar may be the one that answers.
  const { number } = value.value;
  if (!unit.workload.units.every((u) => excludes(u.possible, asked) && !mentions(u, number))) return;
  const alone = unit.workload.units.every((u) => u === unit || u.fact.role === 'init');
  const { belief } = unit;
  const contradicted =
    alone &&
    !belief.open &&
    belief.level !== undefined &&
    belief.level <= 4 &&
    belief.main.some((e) => e.exclusive) &&
    atLeast(belief.certainty, 'high');
  const route = servicePort(unit, value.value.number);
  if (!contradicted && !route) return;
  const right = route ? targetOf(route) : belief.main[0] && textOf(single(belief.main[0].port));
  const because = contradicted
    ? `${unitName(unit)} listens on ${belief.main.map((e) => `${e.port.alternatives.map((a) => showPort(a.value)).join(' or ')} (\`${e.by}\`)`).join(', ')}`
    : `that is the port of Service \`${route?.service.fact.name.value}\`, which sends to ${right} of the pod`;
  const related: Report['related'] = contradicted
    ? belief.main.slice(0, 2).map((e) => ({ at: e.site, message: `\`${e.by}\` says where it listens` }))
    : route
      ? [{ at: route.port.site, message: 'the Service port' }]
      : [];
  yield {
    site: value.site,
    message: `The ${check.kind} probe asks port ${value.value.number}, but ${because}; probes are sent to the pod itself.`,
    certainty: weakest(value.certainty, contradicted ? belief.certainty : 'high'),
    related,
    data: { port: value, right },
  };
}

/** The Service port of that number whose target is another, declared, container port. */
function servicePort(unit: Unit, number: number): ServiceRoute | undefined {
  for (const { service } of unit.workload.selectedBy) {
    for (const route of service.routes) {
      const isPort = single(route.port.port)?.value;
      if (!isPort || !contains(isPort, number) || service.fact.fragment) continue;
      const elsewhere =
        route.ends.length > 0 &&
        route.ends.every((e) => e.port.container.alternatives.every((a) => !contains(a.value, number)));
      if (elsewhere && unit.fact.ports.length > 0) return route;
    }
  }
  return undefined;
}

function targetOf(route: ServiceRoute): string | undefined {
  const end = route.ends[0];
  return end?.port.name?.value ?? textOf(end && single(end.port.container));
}

function textOf(value: Located<Port> | undefined): string | undefined {
  return value && showPort(value.value);
}
