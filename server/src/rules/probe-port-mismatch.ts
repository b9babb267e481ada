import type { CheckFact, ContainerPort, Located, Port } from '../facts';
import { only, samePort, showPort, single, weakest } from '../facts';
import { isManagementPort } from '../lore/portClasses';
import { isLoopback } from '../lore/portSyntax';
import { listPorts } from '../model/evidence';
import { citing, closedness, mainPort, mayListen, unitName } from '../model/listening';
import type { ServiceRoute, Unit } from '../model/model';
import { servingUnits } from '../model/select';
import { say } from '../text/say';
import { CHECK_NAMES } from './checkNames';
import { isKnown, mentions, portWithName } from './kubernetesParts';
import type { ContextRule, Report } from './rule';
import { fixOf, preferring, rewritten } from './rule';

interface Data {
  readonly port: Located<Port>;
  /** What to ask instead; a name where the probe takes one. */
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
        'Health and metrics ports are often not declared, so a merely undeclared number is never reported. Reported are numbers that are a Service’s port with another target, and, as information, numbers that flags or variables exclude. Left alone on purpose: usual management ports, numbers that the command or a variable mentions, probes of another host, pods in the network of their node.',
    },
  },
  *check(model) {
    for (const unit of model.units) {
      const { fact } = unit.workload;
      if (fact.platform !== 'kubernetes' || !isKnown(unit.workload) || fact.network.kind !== 'own') continue;
      for (const check of unit.checks) {
        const report = ofCheck(unit, check);
        if (report) yield report;
      }
    }
  },
  fix: ({ port, right }) =>
    right === undefined
      ? []
      : preferring(fixOf(say`Ask port ${/^\d+$/.test(right) ? right : `\`${right}\``}`, rewritten(port, right))),
};

function ofCheck(unit: Unit, check: CheckFact): Report<Data> | undefined {
  const port = single(check.port);
  if (port?.value.kind !== 'number' || !isOwn(check)) return undefined;
  const { number } = port.value;
  // Containers of a pod share one address: a sidecar may be the one that answers.
  const units = servingUnits(unit.workload);
  if (mayListen(units, only(port)) || units.some((u) => mentions(u, number))) return undefined;
  return serviceReport(unit, check, port) ?? beliefReport(unit, check, port);
}

/** Whether the container itself is asked, and by a number that stands there. */
function isOwn(check: CheckFact): boolean {
  if (!check.explicit) return false;
  return check.method === 'exec' ? check.host !== undefined && isLoopback(check.host.value) : !check.host;
}

/** The number is a port of a Service, which sends it to another port of this container. */
function serviceReport(unit: Unit, check: CheckFact, port: Located<Port>): Report<Data> | undefined {
  for (const selection of unit.workload.selectedBy) {
    const route = selection.service.routes.find((r) => isPortOf(r, port) && endIn(r, unit));
    const end = route && endIn(route, unit);
    const inner = end && single(end.container);
    if (!route || !end || !inner || selection.service.fact.fragment) continue;
    const named = check.method === 'http' || check.method === 'tcp' ? end.name?.value : undefined;
    return {
      site: port.site,
      message: say`The ${CHECK_NAMES[check.kind]} asks port ${showPort(port.value)}, the port of Service \`${selection.service.fact.name.value}\`, but it goes to the pod itself, where ${unitName(unit)} serves ${portWithName(inner.value, end.name?.value)}. Ask ${showPort(inner.value)}.`,
      certainty: weakest('high', port.certainty, selection.certainty),
      related: [
        { at: route.port.site, message: say`the port of the Service, which leads to ${showPort(inner.value)}` },
      ],
      data: { port, right: named ?? showPort(inner.value) },
    };
  }
  return undefined;
}

function isPortOf(route: ServiceRoute, port: Located<Port>): boolean {
  const own = single(route.port.port);
  return own !== undefined && samePort(own.value, port.value);
}

/** The port of the container that a route leads to. */
function endIn(route: ServiceRoute, unit: Unit): ContainerPort | undefined {
  return route.ends.find((e) => e.unit === unit)?.port;
}

/** A flag or variable excludes the number. A program may still answer checks elsewhere, so this is information only. */
function beliefReport(unit: Unit, check: CheckFact, port: Located<Port>): Report<Data> | undefined {
  const sure = servingUnits(unit.workload).map((u) => closedness(u));
  const known = sure.filter((c) => c !== undefined);
  const { belief } = unit;
  if (known.length !== sure.length || (belief.level ?? 11) > 8) return undefined;
  if (port.value.kind === 'number' && isManagementPort(port.value.number)) return undefined;
  if (isTargeted(unit, port)) return undefined;
  const evidence = belief.main[0];
  const main = mainPort(unit);
  return {
    site: port.site,
    message: say`The ${CHECK_NAMES[check.kind]} asks port ${showPort(port.value)}, but ${unitName(unit)} listens on ${listPorts(belief.main)}${evidence ? ` (${citing(evidence)})` : ''}. Ask ${listPorts(belief.main)}, unless the program answers checks on a port of its own.`,
    certainty: weakest('medium', port.certainty, ...known),
    related: belief.main.slice(0, 2).map((e) => ({ at: e.site, message: say`${citing(e)} says ${listPorts([e])}` })),
    data: { port, right: main && showPort(main.value) },
  };
}

/** Whether a Service sends to the number as well: two places that agree on a socket beside the main one. */
function isTargeted(unit: Unit, port: Located<Port>): boolean {
  const routes = unit.workload.selectedBy.flatMap((s) => s.service.routes);
  return routes.some((r) => {
    const target = single(r.port.targetPort ?? r.port.port);
    return target !== undefined && samePort(target.value, port.value);
  });
}
