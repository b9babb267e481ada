import type { Certainty, ConnectFact, Located, Port } from '../facts';
import { only, showPort, weakest } from '../facts';
import type { Change } from '../text/change';
import { publishes } from '../model/bindings';
import { listPorts } from '../model/evidence';
import { citing, closedness, mainPort, mayListen, neighbours } from '../model/listening';
import type { Connection, Unit, Workload } from '../model/model';
import { say } from '../text/say';
import type { ContextRule, Related, Report } from './rule';
import { fixOf, originOf, preferring, rewritten } from './rule';

interface Data {
  readonly host: Located<string>;
  readonly port: Located<Port>;
  readonly explicit: boolean;
  readonly target: string;
}

/** B14: a reference uses a port on which the other service certainly does not listen. */
export const composeUrlPortMismatch: ContextRule<Data | undefined> = {
  scope: 'context',
  meta: {
    id: 'compose-url-port-mismatch',
    summary: 'A reference uses a port that the other service does not listen on.',
    category: 'resolution',
    severity: 'warning',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'The name resolves and the container is there, but nothing listens on the port: the connection is refused at run time, often only when the feature behind it is first used.',
      howToFix: 'Use the port that the service listens on, or make the service listen on the one that is dialled.',
      whenToIgnore:
        'When the service opens a further port in a way that no file shows. Left alone on purpose: services whose ports are only known from `ports` or `expose`, which need not list every port; brokers and stores that choose their own listeners, such as Kafka and etcd; images whose ports a variable, a flag or a mounted configuration may move.',
    },
  },
  *check(model) {
    for (const connection of model.connections) {
      const report = reportOf(connection);
      if (report) yield report;
    }
  },
  fix: (data) => preferring(data ? fixOf(say`Dial port ${data.target}`, changesOf(data)) : []),
};

function changesOf({ host, port, explicit, target }: Data): readonly Change[] {
  if (explicit) return rewritten(port, target);
  const at = originOf(host);
  return at ? [{ kind: 'replace', at: { uri: at.uri, start: at.end, end: at.end }, text: `:${target}` }] : [];
}

function reportOf({ fact, from, target }: Connection): Report<Data | undefined> | undefined {
  if (!from || target.kind !== 'workloads' || !isBackend(fact) || fact.port.value.kind !== 'number') return undefined;
  const found = target.workloads.map((w) => closedWithout(w, fact.port));
  const first = found[0];
  if (!first || found.some((f) => f === undefined)) return undefined;
  const certainty = weakest(
    'high',
    target.certainty,
    fact.host.certainty,
    fact.port.certainty,
    ...found.map((f) => f?.certainty ?? 'low'),
  );
  const [host, port] = [fact.host.value, showPort(fact.port.value)];
  const dialled = fact.explicit
    ? `\`${host}:${port}\``
    : say`\`${host}\` on port ${port} (implied by ${fact.scheme ? `\`${fact.scheme}\`` : say`the kind of client`})`;
  const message = say`\`${fact.key}\` dials ${dialled}, but \`${host}\` listens on ${first.ports} only. Dial one of its ports, or make it listen on ${port}.`;
  const data = first.main
    ? { data: { host: fact.host, port: fact.port, explicit: fact.explicit, target: first.main } }
    : {};
  return {
    site: fact.explicit ? fact.port.site : fact.host.site,
    message,
    certainty,
    related: [first.related],
    ...data,
  };
}

function isBackend(fact: ConnectFact): boolean {
  return fact.place !== 'label' && (fact.class === 'backend' || (fact.class === 'other' && fact.explicit));
}

interface Closed {
  readonly ports: string;
  readonly main: string | undefined;
  readonly certainty: Certainty;
  readonly related: Related;
}

/** What a workload listens on, when that is all that it can be and the port is not among it. */
function closedWithout(workload: Workload, port: Located<Port>): Closed | undefined {
  const units = neighbours(workload);
  const [unit] = units;
  if (workload.fact.network.kind !== 'own' || !unit || mayListen(units, only(port))) return undefined;
  // The published port has a rule of its own.
  if (port.value.kind === 'number' && units.some((u) => publishes(u, (port.value as { number: number }).number)))
    return undefined;
  const certainties = units.map((u) => closedness(u));
  const known = certainties.filter((c) => c !== undefined);
  if (known.length !== units.length) return undefined;
  const evidence = unit.belief.main[0];
  const ports = listPorts(units.flatMap((u) => u.belief.main));
  const related = {
    at: evidence?.site ?? unit.fact.site,
    message: say`${evidence ? citing(evidence) : say`it`} makes \`${workload.fact.name.value}\` listen on ${ports}`,
  };
  return { ports, main: primary(unit), certainty: weakest(...known), related };
}

function primary(unit: Unit): string | undefined {
  const main = mainPort(unit);
  if (main) return showPort(main.value);
  const known = unit.belief.level === 10 ? unit.known?.ports[0] : undefined;
  return known && String(known.port);
}
