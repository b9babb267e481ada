import type { Located, Port, Values } from '../facts';
import { atLeast, showPort, single, weakest } from '../facts';
import { excludes } from '../model/evidence';
import type { ServiceRoute, Unit } from '../model/model';
import { servingUnits } from '../model/select';
import { declaredList, isKnown, mentions, rewriteFix, surest, workloadName } from './kubernetesParts';
import type { ContextRule, Report } from './rule';
import { originOf } from './rule';

interface Data {
  readonly target: Located<Port>;
  readonly right: string | undefined;
}

/** B4: a numeric targetPort that contradicts what the pod serves. */
export const targetPortNumberMismatch: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'targetport-number-mismatch',
    summary: 'A numeric `targetPort` contradicts what the selected pods serve.',
    category: 'resolution',
    severity: 'warning',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'A numeric `targetPort` is forwarded as it is and checked by nothing. When the container listens elsewhere, the Service has endpoints and every connection is refused.',
      howToFix: 'Send to the port that the container serves, best by its name, or declare the port that is meant.',
      whenToIgnore:
        'When the container really listens on a port that it does not declare: `containerPort` is not exhaustive. The rule therefore reports only where flags, variables or a well-known image say otherwise, or where one Service port meets one container with one declared port.',
    },
  },
  *check(model) {
    for (const service of model.services) {
      if (service.fact.fragment || service.fact.headless) continue;
      for (const route of service.routes) yield* checkRoute(route);
    }
  },
  fix({ target, right }) {
    return right === undefined ? [] : rewriteFix(`Send to ${right}`, originOf(target), right, false);
  },
};

function* checkRoute(route: ServiceRoute): Generator<Report<Data>> {
  const target = single(route.port.targetPort ?? route.port.port);
  if (!target || target.value.kind !== 'number' || route.ends.length > 0) return;
  const { selected } = route.service;
  if (selected.length === 0 || !selected.every((s) => isKnown(s.workload) && s.workload.fact.network.kind === 'own'))
    return;
  const units = selected.flatMap((s) => servingUnits(s.workload));
  // A sidecar that knows the number, or a flag that nobody has a row for, may be the one that listens.
  const { number } = target.value;
  if (selected.some((s) => s.workload.units.some((u) => mentions(u, number)))) return;
  const verdict = judge(route, units, target);
  if (!verdict) return;
  const service = route.service.fact.name.value;
  const implied = route.port.targetPort ? '' : ' (its `port`, since `targetPort` is not set)';
  yield {
    site: target.site,
    message: `Service \`${service}\` sends to port ${target.value.number}${implied}, but ${verdict.because}.`,
    certainty: weakest(target.certainty, verdict.certainty, surest(selected, weakest)),
    related: verdict.related,
    data: { target, right: verdict.right },
  };
}

interface Verdict {
  readonly because: string;
  readonly certainty: Located<Port>['certainty'];
  readonly related: Report['related'];
  readonly right: string | undefined;
}

/** Evidence that the port is wrong; `undefined` where the pods may well listen on it. */
function judge(route: ServiceRoute, units: readonly Unit[], target: Located<Port>): Verdict | undefined {
  const asked = { port: { alternatives: [target] } satisfies Values<Port>, protocol: route.port.protocol };
  const first = units[0];
  if (!first) return undefined;
  // Every container must be known to listen elsewhere: one that says nothing may be the one that is meant.
  const excluded = units.every(
    (u) =>
      !u.belief.open &&
      u.belief.level !== undefined &&
      u.belief.level <= 8 &&
      excludes(u.possible, asked) &&
      atLeast(u.belief.certainty, 'high'),
  );
  if (excluded) {
    const evidence = units.flatMap((u) => u.belief.main);
    const right = units.length === 1 ? portText(first) : undefined;
    return {
      because: `${workloadName(first.workload)} listens on ${evidence.map((e) => `${e.port.alternatives.map((a) => showPort(a.value)).join(' or ')} (\`${e.by}\`)`).join(', ')}`,
      certainty: weakest(...units.map((u) => u.belief.certainty)),
      related: evidence.slice(0, 3).map((e) => ({ at: e.site, message: `\`${e.by}\` says where it listens` })),
      right,
    };
  }
  return declaredVerdict(route, units);
}

function portText(unit: Unit): string | undefined {
  const only = unit.fact.ports.length === 1 ? unit.fact.ports[0] : undefined;
  const value = only && single(only.container);
  if (only?.name) return only.name.value;
  const listened = unit.belief.main[0] && single(unit.belief.main[0].port);
  return value ? showPort(value.value) : listened && showPort(listened.value);
}

/** One Service port, one container, one declared TCP port, and they differ. */
function declaredVerdict(route: ServiceRoute, units: readonly Unit[]): Verdict | undefined {
  const unit = units.length === 1 ? units[0] : undefined;
  const port = unit?.fact.ports.length === 1 ? unit.fact.ports[0] : undefined;
  if (!unit || !port || route.service.fact.ports.length !== 1 || port.protocol !== route.port.protocol)
    return undefined;
  // Other evidence that the number may be right: a flag, a variable, a probe that asks it.
  const target = route.port.targetPort ?? route.port.port;
  const asked = { port: target, protocol: route.port.protocol };
  if (!excludes(unit.possible, asked) || unit.known?.multiListener) return undefined;
  const probed = unit.checks.some(
    (c) =>
      c.port.open ||
      c.port.alternatives.some((a) => target.alternatives.some((t) => showPort(a.value) === showPort(t.value))),
  );
  if (probed) return undefined;
  return {
    because: `the only port that ${workloadName(unit.workload)} declares is ${declaredList([unit])}`,
    certainty: 'high',
    related: [{ at: port.site, message: 'the only declared port' }],
    right: portText(unit),
  };
}
