import type { Certainty, Located, Port, Values } from '../facts';
import { only, showPort, single, weakest } from '../facts';
import { isManagementPort } from '../lore/portClasses';
import { listPorts, valuesMayMeet } from '../model/evidence';
import { isWhole } from '../model/link';
import { citing, closedness, mainPort, mayListen } from '../model/listening';
import type { ServiceRoute, Unit } from '../model/model';
import { servingUnits } from '../model/select';
import { say } from '../text/say';
import type { Span } from '../text/span';
import { declaredList, isInjected, isKnown, mentions, workloadNames } from './kubernetesParts';
import type { ContextRule, Report } from './rule';
import { fixOf, rewritten } from './rule';

interface Data {
  readonly target: Located<Port>;
  /** The Service port, when it has no `targetPort`: the number is then its own, which its clients use. */
  readonly add: Span | undefined;
  /** Name or number of the port that is served. */
  readonly right: string | undefined;
  /** A declared port beside which the target may be declared. */
  readonly beside: Span | undefined;
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
        'When the container really listens on a port that it does not declare: `containerPort` is not exhaustive. The rule therefore reports only where flags, variables or a well-known image say otherwise, or where one Service port meets one container with one declared port. Left alone on purpose: numbers that the command, a variable or a probe of the pod mentions; proxies and programs with many listeners; pods with injected sidecars or in the network of their node; Services beside another one that reaches the declared port.',
    },
  },
  *check(model) {
    for (const service of model.services) {
      if (!isWhole(service.fact) || service.fact.headless) continue;
      for (const route of service.routes) {
        const report = mismatch(route);
        if (report) yield report;
      }
    }
  },
  fix({ target, add, right, beside }) {
    const number = showPort(target.value);
    const send = right && add ? [{ kind: 'insert-key', map: add, key: 'targetPort', value: right } as const] : [];
    return [
      ...(right ? fixOf(say`Send to ${shown(right)}`, add ? send : rewritten(target, right)) : []),
      ...(beside
        ? fixOf(say`Declare container port ${number}`, [
            { kind: 'insert-item', seq: beside, value: `containerPort: ${number}` },
          ])
        : []),
    ];
  },
};

function mismatch(route: ServiceRoute): Report<Data> | undefined {
  const target = single(route.port.targetPort ?? route.port.port);
  const { selected, fact } = route.service;
  if (target?.value.kind !== 'number' || route.ends.length > 0 || selected.length === 0) return undefined;
  const { number } = target.value;
  const workloads = selected.map((s) => s.workload);
  if (workloads.some((w) => !isKnown(w) || isInjected(w) || w.fact.network.kind !== 'own')) return undefined;
  // A sidecar that knows the number, or a flag that nobody has a row for, may be the one that listens.
  if (workloads.some((w) => w.units.some((u) => mentions(u, number)))) return undefined;
  const units = workloads.flatMap((w) => servingUnits(w));
  if (units.some((u) => isProbed(u, target)) || units.some((u) => isReachedBeside(route, u))) return undefined;
  const verdict = excludedBy(units, only(target)) ?? declaredVerdict(route, units, target);
  if (!verdict) return undefined;
  const implied = route.port.targetPort ? '' : say` (its \`port\`, since \`targetPort\` is not set)`;
  return {
    site: target.site,
    message: say`Service \`${fact.name.value}\` sends to port ${number}${implied}, but ${workloadNames(workloads)} ${verdict.because}. Send to ${verdict.right === undefined ? say`a port that is served` : shown(verdict.right)}.`,
    certainty: weakest(target.certainty, verdict.certainty, ...selected.map((s) => s.certainty)),
    related: verdict.related,
    data: {
      target,
      add: route.port.targetPort ? undefined : route.port.site,
      right: verdict.right,
      beside: verdict.beside,
    },
  };
}

interface Verdict {
  readonly because: string;
  readonly certainty: Certainty;
  readonly related: Report['related'];
  readonly right: string | undefined;
  readonly beside: Span | undefined;
}

/** Every container is known to listen elsewhere: one that says nothing may be the one that is meant. */
function excludedBy(units: readonly Unit[], target: Values<Port>): Verdict | undefined {
  const sure = units.map((u) => closedness(u));
  const known = sure.filter((c) => c !== undefined);
  if (units.length === 0 || known.length !== units.length || mayListen(units, target)) return undefined;
  const evidence = units.flatMap((u) => u.belief.main);
  const [unit] = units;
  return {
    because: say`${units.length > 1 ? say`listen` : say`listens`} on ${listPorts(evidence)} (${[...new Set(evidence.map((e) => citing(e)))].slice(0, 3).join(', ')})`,
    certainty: weakest('high', ...known),
    related: evidence.slice(0, 3).map((e) => ({ at: e.site, message: say`${citing(e)} says ${listPorts([e])}` })),
    right: units.length === 1 && unit ? served(unit) : undefined,
    beside: undefined,
  };
}

/** The port to send to: the declared one by its name, else the number that is listened on. */
function served(unit: Unit): string | undefined {
  const port = unit.fact.ports.length === 1 ? unit.fact.ports[0] : undefined;
  const main = mainPort(unit);
  const declared = port && single(port.container);
  if (main && declared && showPort(main.value) !== showPort(declared.value)) return undefined;
  const number = declared ?? main;
  return port?.name?.value ?? (number && showPort(number.value));
}

/** One Service port, one container, one declared port, and they differ. */
function declaredVerdict(route: ServiceRoute, units: readonly Unit[], target: Located<Port>): Verdict | undefined {
  const unit = units.length === 1 ? units[0] : undefined;
  const port = unit?.fact.ports.length === 1 ? unit.fact.ports[0] : undefined;
  if (!unit || !port || port.protocol !== route.port.protocol || route.service.fact.ports.length !== 1)
    return undefined;
  if (mayListen([unit], only(target)) || isBesideMain(route, unit, target) || hasManyListeners(unit)) return undefined;
  if (unit.checks.some((c) => c.port.open)) return undefined;
  return {
    because: say`declares ${declaredList([unit])} only`,
    certainty: 'high',
    related: [{ at: port.site, message: say`the only declared port` }],
    right: served(unit),
    beside: port.site,
  };
}

/** Whether a probe asks the number: then something answers there. */
function isProbed(unit: Unit, target: Located<Port>): boolean {
  const text = showPort(target.value);
  return unit.checks.some((c) => c.port.alternatives.some((a) => showPort(a.value) === text));
}

/** Whether another port of a Service leads to the main listener, so that this one is meant for something beside it. */
function isReachedBeside(route: ServiceRoute, unit: Unit): boolean {
  const routes = unit.workload.selectedBy.flatMap((s) => s.service.routes).filter((r) => r !== route);
  return routes.some((r) => {
    const target = r.port.targetPort ?? r.port.port;
    const ports = r.ends.length > 0 ? r.ends.filter((e) => e.unit === unit).map((e) => e.port.container) : [target];
    return ports.some((p) => unit.belief.main.some((e) => e.level <= 8 && valuesMayMeet(p, e.port)));
  });
}

/** Whether the Service may be meant for a port beside the application's: metrics, administration. */
function isBesideMain(route: ServiceRoute, unit: Unit, target: Located<Port>): boolean {
  const { fact } = route.service;
  const others = unit.workload.selectedBy.map((s) => s.service).filter((s) => s !== route.service);
  return (
    (target.value.kind === 'number' && isManagementPort(target.value.number)) ||
    /metric|prom|admin|debug|health|monitor|manage/.test(`${fact.name.value} ${route.port.name?.value ?? ''}`) ||
    others.some((s) => s.routes.some((r) => r.ends.some((e) => e.unit === unit)))
  );
}

/** Proxies and cluster members listen where their configuration says. */
function hasManyListeners({ known }: Unit): boolean {
  return known !== undefined && (known.multiListener || known.kind === 'proxy' || known.kind === 'infrastructure');
}

function shown(port: string): string {
  return /^\d+$/.test(port) ? say`port ${port}` : say`port \`${port}\``;
}
