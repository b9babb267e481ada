import type { Certainty, ConnectFact, Located, Port } from '../facts';
import { only, weakest } from '../facts';
import { publishes } from '../model/bindings';
import { closedness, listensElsewhere, mayListen, neighbours } from '../model/listening';
import type { Connection, Workload } from '../model/model';
import { say } from '../text/say';
import type { ContextRule, Related, Report } from './rule';
import { fixOf, isLiteral, preferring, rewritten } from './rule';

interface Data {
  readonly port: Located<Port>;
  readonly target: number;
  readonly safe: boolean;
}

/** B13: a reference between containers uses the port that is published on the host. */
export const composeUrlPublishedPort: ContextRule<Data | undefined> = {
  scope: 'context',
  meta: {
    id: 'compose-url-published-port',
    summary: 'A reference from one container to another uses the published host port instead of the container port.',
    category: 'resolution',
    severity: 'error',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'Containers on one Compose network talk to each other directly, so the container port counts. The left-hand number of `8001:5432` exists on the host only; dialled from another container it is refused.',
      howToFix: 'Use the container port, the right-hand number of the mapping, together with the service name.',
      whenToIgnore:
        'When the program listens on the published number as well in a way that no file shows. Left alone on purpose: addresses that a browser or somebody outside uses, addresses that a program gives to others as its own, services on the host’s network, services with a mounted configuration or freely chosen listeners.',
    },
  },
  *check(model) {
    for (const connection of model.connections) {
      const report = reportOf(connection);
      if (report) yield report;
    }
  },
  fix: (data) =>
    preferring(
      data ? fixOf(say`Dial container port ${data.target}`, rewritten(data.port, data.target), data.safe) : [],
    ),
};

function reportOf({ fact, from, target }: Connection): Report<Data | undefined> | undefined {
  const port = fact.port.value;
  if (!from || target.kind !== 'workloads' || !fact.explicit || !isInside(fact) || port.kind !== 'number')
    return undefined;
  const found = target.workloads.map((w) => wrongPort(w, fact.port, port.number));
  const first = found[0];
  if (!first || found.some((f) => f === undefined)) return undefined;
  const certainty = weakest(
    target.certainty,
    fact.host.certainty,
    fact.port.certainty,
    ...found.map((f) => f?.certainty ?? 'low'),
  );
  const same = found.every((f) => f?.number === first.number);
  const host = fact.host.value;
  const message = say`\`${fact.key}\` dials \`${host}:${port.number}\`, but ${port.number} is published on the host only: inside the network \`${host}\` answers on ${first.number}. Use \`${host}:${first.number}\`.`;
  const data = same
    ? { data: { port: fact.port, target: first.number, safe: certainty === 'certain' && isLiteral(fact.port) } }
    : {};
  return { site: fact.port.site, message, certainty, related: [first.related], ...data };
}

/** Addresses that containers dial, not browsers, and not the program's own. */
function isInside(fact: ConnectFact): boolean {
  return fact.place !== 'label' && (fact.class === 'backend' || fact.class === 'other');
}

interface Wrong {
  readonly number: number;
  readonly certainty: Certainty;
  readonly related: Related;
}

function wrongPort(workload: Workload, port: Located<Port>, number: number): Wrong | undefined {
  const units = neighbours(workload);
  if (workload.fact.network.kind !== 'own' || mayListen(units, only(port)) || units.some(listensElsewhere))
    return undefined;
  for (const unit of workload.units) {
    const found = publishes(unit, number);
    if (!found || found.target === number) continue;
    const literal = [...(found.port.publish?.host?.alternatives ?? []), ...found.port.container.alternatives].map(
      (a) => a.certainty,
    );
    // A container that nothing is known about may listen on more than its mapping says.
    const closed: Certainty = units.every((u) => closedness(u) !== undefined) ? 'certain' : 'high';
    const related = { at: found.port.site, message: say`host port ${number} leads to container port ${found.target}` };
    return { number: found.target, certainty: weakest(closed, ...literal), related };
  }
  return undefined;
}
