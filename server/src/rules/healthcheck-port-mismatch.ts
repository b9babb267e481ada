import type { CheckFact, Located, Port } from '../facts';
import { only, showPort, single, weakest } from '../facts';
import { isManagementPort } from '../lore/portClasses';
import { isLoopback } from '../lore/portSyntax';
import { publishes } from '../model/bindings';
import type { Belief, PortSpec } from '../model/evidence';
import { listPorts, valuesMayMeet } from '../model/evidence';
import {
  citing,
  hasOwnExpose,
  listedness,
  mainPort,
  mayListen,
  neighbours,
  runningUnits,
  unitName,
} from '../model/listening';
import type { Image, Unit } from '../model/model';
import { say } from '../text/say';
import type { ContextRule, Report } from './rule';
import { fixOf, preferring, rewritten } from './rule';

interface Data {
  readonly port: Located<Port>;
  readonly instead: string;
}

/** C1: a health command asks a port on which nothing in the container listens. */
export const healthcheckPortMismatch: ContextRule<Data | undefined> = {
  scope: 'context',
  meta: {
    id: 'healthcheck-port-mismatch',
    summary: 'A health check asks a port that nothing in the container listens on.',
    category: 'health',
    severity: 'warning',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'The command of a health check runs inside the container. If it asks a port on which nothing listens there, the container stays unhealthy for ever: services that wait for `service_healthy` never start, and Swarm restarts it again and again.',
      howToFix:
        'Ask the port that the program listens on. In the shell form of the command `$PORT` keeps both in step.',
      whenToIgnore:
        'When the program opens a port for checks in a way that no file shows. Left alone on purpose: usual management ports; checks that only run a script; containers of which not every port is known; Kubernetes, which does not run `HEALTHCHECK`.',
    },
  },
  *check(model) {
    for (const unit of runningUnits(model)) {
      for (const check of unit.checks) {
        const report = check.kind === 'healthcheck' ? ofUnit(unit, check) : undefined;
        if (report) yield report;
      }
    }
    const check = model.image?.fact.check;
    const report = model.image && check ? ofImage(model.image, check) : undefined;
    if (report) yield report;
  },
  fix: (data) => preferring(data ? fixOf(say`Ask port ${data.instead}`, rewritten(data.port, data.instead)) : []),
};

function asked(check: CheckFact): Located<Port> | undefined {
  const port = single(check.port);
  if (port?.value.kind !== 'number' || isManagementPort(port.value.number)) return undefined;
  return check.host && !isLoopback(check.host.value) && check.host.value !== '0.0.0.0' ? undefined : port;
}

function ofUnit(unit: Unit, check: CheckFact): Report<Data | undefined> | undefined {
  const port = asked(check);
  const units = neighbours(unit.workload);
  if (!port || unit.workload.netns?.fact.network.kind !== 'own' || mayListen(units, only(port))) return undefined;
  // Published ports have a rule of their own; a check of the image against the image is judged once, with the image.
  if (port.value.kind === 'number' && units.some((u) => publishes(u, (port.value as { number: number }).number)))
    return undefined;
  const inherited = unit.image?.fact.check === check;
  if (inherited && (unit.belief.level ?? 11) > 4) return undefined;
  const sure = units.map((u) => listedness(u));
  if (sure.some((c) => c === undefined)) return undefined;
  const certainty = weakest('high', port.certainty, ...sure.filter((c) => c !== undefined));
  const { data, ...report } = worded(unitName(unit), port, unit.belief);
  // Changing the image's check for one deployment would break it for the image's own start.
  return data && !inherited ? { ...report, certainty, data } : { ...report, certainty };
}

function ofImage(image: Image, check: CheckFact): Report<Data | undefined> | undefined {
  const port = asked(check);
  const { belief, possible, fact } = image;
  if (!port || belief.open || belief.level === undefined || fact.template) return undefined;
  const sole = belief.level <= 8 && belief.main.every((e) => e.exclusive);
  if (!(sole || hasOwnExpose(belief)) || possible.some((p: PortSpec) => valuesMayMeet(p.port, only(port))))
    return undefined;
  return {
    ...worded(say`the image`, port, belief),
    certainty: weakest('high', sole ? belief.certainty : 'high', port.certainty),
  };
}

function worded(who: string, port: Located<Port>, belief: Belief): Omit<Report<Data | undefined>, 'certainty'> {
  const there = listPorts(belief.main);
  const evidence = belief.main[0];
  const asks = say`The health check asks port ${showPort(port.value)}`;
  const message =
    belief.level === 9
      ? say`${asks}, but ${who} exposes ${there} only: one of the two is out of date. Ask ${there}, or update EXPOSE.`
      : say`${asks}, but ${who} listens on ${there} (${evidence ? citing(evidence) : say`known`}): it can never succeed. Ask ${there}.`;
  const related = belief.main.map((e) => ({ at: e.site, message: say`${citing(e)} says ${listPorts([e])}` }));
  const main = mainPort({ belief });
  return { site: port.site, message, related, ...(main ? { data: { port, instead: showPort(main.value) } } : {}) };
}
