import type { Certainty, CheckFact, Located, Port } from '../facts';
import { only, single, weakest } from '../facts';
import { isLoopback } from '../lore/portSyntax';
import { publishes } from '../model/bindings';
import { closedness, listensElsewhere, mayListen, neighbours, runningUnits, unitName } from '../model/listening';
import type { Unit } from '../model/model';
import { say } from '../text/say';
import type { ContextRule, Report } from './rule';
import { fixOf, isLiteral, preferring, rewritten } from './rule';

interface Data {
  readonly port: Located<Port>;
  readonly target: number;
  readonly safe: boolean;
}

/** C2: a health command, which runs in the container, asks the port that is published on the host. */
export const healthcheckUsesPublishedPort: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'healthcheck-uses-published-port',
    summary: 'A health check runs inside the container but asks the port that is published on the host.',
    category: 'health',
    severity: 'error',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'The left-hand number of `8080:80` exists on the host only. The health check runs inside the container, where the program listens on the right-hand one, so it is refused and the container never becomes healthy.',
      howToFix: 'Ask the container port: `curl -f http://localhost:80`.',
      whenToIgnore:
        'When the program listens on both numbers. Left alone on purpose: services on the host’s network, where both are the same; services with a mounted configuration; checks of another host.',
    },
  },
  *check(model) {
    for (const unit of runningUnits(model)) {
      for (const check of unit.fact.checks) {
        const report = check.kind === 'healthcheck' ? reportOf(unit, check) : undefined;
        if (report) yield report;
      }
    }
  },
  fix: ({ port, target, safe }) => preferring(fixOf(say`Ask container port ${target}`, rewritten(port, target), safe)),
};

function reportOf(unit: Unit, check: CheckFact): Report<Data> | undefined {
  const port = single(check.port);
  if (port?.value.kind !== 'number' || !check.explicit || unit.workload.netns?.fact.network.kind !== 'own')
    return undefined;
  if (check.host && !isLoopback(check.host.value) && check.host.value !== '0.0.0.0') return undefined;
  const units = neighbours(unit.workload);
  if (mayListen(units, only(port)) || units.some(listensElsewhere)) return undefined;
  const { number } = port.value;
  const found = units.map((u) => publishes(u, number)).find((p) => p !== undefined);
  if (!found || found.target === number) return undefined;
  // A container that nothing is known about may listen on more than its mapping says.
  const known: Certainty = units.every((u) => closedness(u) !== undefined || u.belief.level === 9) ? 'certain' : 'high';
  const literal = found.port.publish?.host?.alternatives.map((a) => a.certainty) ?? [];
  const certainty = weakest(known, port.certainty, ...literal);
  const message = say`The health check runs inside ${unitName(unit)}, where nothing listens on ${number}: that is the port on the host, and the container answers on ${found.target}. Ask ${found.target}.`;
  const related = [{ at: found.port.site, message: say`host port ${number} leads to container port ${found.target}` }];
  return {
    site: port.site,
    message,
    certainty,
    related,
    data: { port, target: found.target, safe: certainty === 'certain' && isLiteral(port) },
  };
}
