import type { ContainerPort, Fix, Located, Protocol } from '../facts';
import { showPort, single, weakest } from '../facts';
import { isPortName, nearestName } from '../lore/portNames';
import { isWhole } from '../model/link';
import type { Selection, ServiceRoute, Workload } from '../model/model';
import { servingUnits } from '../model/select';
import { say } from '../text/say';
import {
  declarations,
  declaredList,
  isInjected,
  isKnown,
  nameFix,
  numberFix,
  portNames,
  workloadNames,
} from './kubernetesParts';
import type { ContextRule, Report } from './rule';
import { fixOf, rewritten } from './rule';

interface Data {
  readonly target: Located<string>;
  /** The pods' template has the port, under a condition that does not hold. */
  readonly optional: boolean;
  /** Ports of the right protocol of all pods that the Service selects; empty when they differ too much for one answer. */
  readonly ports: readonly ContainerPort[];
  /** Names that every selected pod declares with the right protocol. */
  readonly names: readonly string[];
  /** A port of that name with another protocol. */
  readonly other: ContainerPort | undefined;
  readonly protocol: Protocol;
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
      why: 'A named `targetPort` is looked up in the ports of each selected pod, by name and protocol. Where nothing matches, that port simply gets no endpoint for the pod: the API server accepts the Service, and connections are refused or time out. It is an information only where a chart’s template opens the port of that name under other values.',
      howToFix:
        'Use the name that the container declares, add `name:` to the container port that is meant, or write its number.',
      whenToIgnore:
        'When something that is not in the workspace adds the port to the pod. Left alone on purpose: Services that select no workload of the workspace, since an operator may make the pods; pods that ask for injected sidecars; patches; values that are filled in later; Jobs, pods without any declared port and pods with a part of the others’ ports where other pods answer.',
    },
  },
  *check(model) {
    for (const service of model.services) {
      if (!isWhole(service.fact)) continue;
      for (const route of service.routes) yield* checkRoute(route);
    }
  },
  fix({ target, optional, ports, names, other, protocol }) {
    // Where the condition stands, and whether it is the same for both, a fix cannot tell.
    if (optional) return [];
    const near = nearestName(target.value, names) ?? (names.length === 1 ? names[0] : undefined);
    const unnamed = ports.filter((p) => !p.name);
    const number = ports.length === 1 ? single(ports[0]?.container) : undefined;
    const only = unnamed.length === 1 ? unnamed[0] : undefined;
    const inner = only && single(only.container);
    return [
      ...(near === undefined ? [] : fixOf(say`Use the port name \`${near}\``, rewritten(target, near))),
      ...(only && inner && !other ? nameFix(only, inner, target.value) : []),
      ...(other ? protocolFix(other, protocol) : []),
      ...(number ? numberFix(say`Use the number ${showPort(number.value)}`, target, number) : []),
    ];
  },
};

function protocolFix(port: ContainerPort, protocol: Protocol): readonly Fix[] {
  const value = protocol.toUpperCase();
  const title = say`Declare port \`${port.name?.value ?? ''}\` for ${value}`;
  return port.protocolSite
    ? fixOf(title, [{ kind: 'replace', at: port.protocolSite, text: value }])
    : fixOf(title, [{ kind: 'insert-key', map: port.site, key: 'protocol', value }]);
}

/** A chart whose containers open the port under other values: what is missing then is asked by nobody now. */
const MILD = { severity: 'info' } as const;

/** The name that a route asks for, when it can be one: a name that the API refuses has a rule of its own. */
function askedName(route: ServiceRoute): Located<string> | undefined {
  const value = single(route.port.targetPort);
  return value?.value.kind === 'name' && isPortName(value.value.name)
    ? { ...value, value: value.value.name }
    : undefined;
}

/** The selected pods that lack the name, when it is known of each that it does. */
function lacking(route: ServiceRoute): readonly Selection[] {
  if (route.missing.length === 0) return [];
  if (route.missing.some((m) => !isKnown(m.workload) || isInjected(m.workload))) return [];
  if (route.ends.length === 0) return route.missing;
  // Beside pods that answer, those that serve nothing, or a part of what the others serve, are selected by the way.
  const served = new Set(portNames(route.ends.flatMap((e) => servingUnits(e.workload))));
  return route.missing.filter((m) => !isBystander(m.workload) && !servesPart(m.workload, served));
}

/** Whether all ports of a workload are ports of the others too: it is one role of several behind one Service. */
function servesPart(w: Workload, served: ReadonlySet<string>): boolean {
  return servingUnits(w).every((u) => u.fact.ports.every((p) => p.name && served.has(p.name.value)));
}

function isBystander(w: Workload): boolean {
  return /^(?:Cron)?Job$/.test(w.fact.objectKind) || w.units.every((u) => u.fact.ports.length === 0);
}

function* checkRoute(route: ServiceRoute): Generator<Report<Data>> {
  const target = askedName(route);
  const missing = target ? lacking(route) : [];
  if (!target || missing.length === 0) return;
  const { fact, selected } = route.service;
  const units = missing.flatMap((m) => servingUnits(m.workload));
  const who = workloadNames(missing.map((m) => m.workload));
  const all = route.ends.length === 0;
  const { protocol } = route.port;
  const other = units.flatMap((u) => u.fact.ports).find((p) => p.name?.value === target.value);
  const isOptional = (m: Selection): boolean => m.workload.fact.optionalPorts?.has(target.value) === true;
  const optional = !other && (all ? missing.some(isOptional) : missing.every(isOptional));
  const declared = say`which ${missing.length > 1 ? say`declare` : say`declares`} ${declaredList(units)}`;
  const reason = other
    ? say`whose port \`${target.value}\` is ${other.protocol.toUpperCase()} and not ${protocol.toUpperCase()}`
    : optional
      ? say`${declared} with these values`
      : declared;
  const effect = !all
    ? say`those pods get no traffic`
    : fact.headless
      ? say`its endpoints carry no such port`
      : say`this port gets no endpoints`;
  yield {
    site: target.site,
    asked: target.value,
    message: say`Service \`${fact.name.value}\` sends to the port named \`${target.value}\`, but it selects ${who}, ${reason}: ${effect}. ${advice(other, optional)}`,
    certainty: weakest(target.certainty, ...missing.map((m) => m.certainty)),
    ...(optional ? MILD : all && !fact.headless ? {} : { severity: 'warning' as const }),
    related: declarations(other ? [other] : units.flatMap((u) => u.fact.ports)),
    data: {
      target,
      optional,
      ports: selected.length === 1 ? units.flatMap((u) => u.fact.ports).filter((p) => p.protocol === protocol) : [],
      names: namesOfAll(
        selected.map((s) => s.workload),
        protocol,
      ),
      other: selected.length === 1 ? other : undefined,
      protocol,
    },
  };
}

function advice(other: ContainerPort | undefined, optional: boolean): string {
  if (other) return say`Use one protocol in both places.`;
  return optional
    ? say`Put it under the same condition.`
    : say`Use a name that is declared there, or give the port this one.`;
}

function namesOfAll(workloads: readonly Workload[], protocol: Protocol): readonly string[] {
  const has = (w: Workload, name: string): boolean =>
    servingUnits(w).some((u) => u.fact.ports.some((p) => p.name?.value === name && p.protocol === protocol));
  const first = workloads[0];
  if (!first) return [];
  return portNames(servingUnits(first)).filter((n) => isPortName(n) && workloads.every((w) => has(w, n)));
}
