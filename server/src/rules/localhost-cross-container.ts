import type { ConnectFact, Located, Port } from '../facts';
import { only, single, weakest } from '../facts';
import { publishes } from '../model/bindings';
import type { PortSpec } from '../model/evidence';
import { coActive, mayListen, neighbours } from '../model/listening';
import type { Connection, ContextModel, Unit, Workload } from '../model/model';
import { say } from '../text/say';
import type { Span } from '../text/span';
import type { ContextRule, Report } from './rule';
import { fixOf, preferring, rewritten } from './rule';

interface Data {
  readonly host: Located<string>;
  readonly port: Located<Port>;
  readonly name: string;
  /** The container port, when the address has another number. */
  readonly target?: number;
}

/** B17: `localhost` in a container, where another container of the project is meant. */
export const localhostCrossContainer: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'localhost-cross-container',
    summary: '`localhost` inside a container almost certainly means another container.',
    category: 'resolution',
    severity: 'warning',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'Every container has a loopback interface of its own, so `localhost` is the container itself. An address that works for a program started on the developer’s machine, where the database is published on localhost, is refused once the program runs in a container beside it.',
      howToFix: 'Use the name of the other service and its container port, for example `redis:6379`.',
      whenToIgnore:
        'When something in the same container does listen there. Left alone on purpose: addresses that browsers use or that a program announces as its own; web addresses whose name does not say that they are internal; containers that share a network namespace; ports that no other service of the project has, or more than one.',
    },
  },
  *check(model) {
    for (const connection of model.connections) {
      const report = reportOf(model, connection);
      if (report) yield report;
    }
  },
  fix({ host, port, name, target }) {
    const changes = [rewritten(host, name), target === undefined ? [] : rewritten(port, target)];
    if (changes[0]?.length === 0 || (target !== undefined && changes[1]?.length === 0)) return [];
    return preferring(
      fixOf(say`Dial \`${name}\`${target === undefined ? '' : say` on port ${target}`}`, changes.flat()),
    );
  },
};

function reportOf(model: ContextModel, { fact, from, target }: Connection): Report<Data> | undefined {
  if (!from || target.kind !== 'loopback' || !isBackend(fact) || fact.port.value.kind !== 'number') return undefined;
  const owner = from.workload.netns;
  if (from.workload.fact.platform !== 'compose' || owner?.fact.network.kind !== 'own' || isDevContainer(model, from))
    return undefined;
  if (mayListen(target.members.flatMap(neighbours), only(fact.port))) return undefined;
  const { number } = fact.port.value;
  const others = model.workloads
    .filter((w) => !target.members.includes(w) && coActive(from.workload, w))
    .flatMap((w) => serving(w, number));
  const other = others[0];
  if (!other || others.length > 1) return undefined;
  const name = other.workload.fact.name.value;
  const [host, there] = [fact.host.value, `${name}:${other.container}`];
  const message = say`\`${fact.key}\` dials \`${host}:${number}\`, which is the container of \`${from.workload.fact.name.value}\` itself, and nothing there listens on ${number}. Dial \`${there}\`.`;
  const certainty = weakest('high', fact.host.certainty, fact.port.certainty);
  const data = {
    host: fact.host,
    port: fact.port,
    name,
    ...(other.container === number ? {} : { target: other.container }),
  };
  return {
    site: fact.host.site,
    message,
    certainty,
    related: [{ at: other.at, message: say`\`${name}\` serves port ${other.container}` }],
    data,
  };
}

/** Clients of a backend; web addresses only where the name says that a program dials them. */
function isBackend(fact: ConnectFact): boolean {
  if (fact.class !== 'backend' || fact.place === 'label' || /^0\.0\.0\.0$|^\[?::\]?$/.test(fact.host.value))
    return false;
  return !/^(?:https?|wss?)$/.test(fact.scheme ?? '') || /INTERNAL|BACKEND|UPSTREAM|SERVICE/i.test(fact.key);
}

/** Dev containers run everything by hand, and editors forward ports into them. */
function isDevContainer(model: ContextModel, from: Unit): boolean {
  return /\.devcontainer(?:\/|$)/.test(`${model.context.directory}/`) || /\/\.devcontainer\//.test(from.fact.site.uri);
}

interface Serving {
  readonly workload: Workload;
  readonly container: number;
  readonly at: Span;
}

/** A workload that has the number as container port or as published port. */
function serving(workload: Workload, number: number): readonly Serving[] {
  if (workload.fact.network.kind !== 'own') return [];
  for (const unit of workload.units) {
    const numbered = (specs: readonly PortSpec[]): Located<Port> | undefined =>
      specs.map((p) => single(p.port)).find((v) => v?.value.kind === 'number' && v.value.number === number);
    // What the program itself listens on comes first: the mapping may be what is wrong.
    const listens = numbered(unit.belief.main);
    const published = publishes(unit, number);
    if (published && !listens) return [{ workload, container: published.target, at: published.port.site }];
    const at = (listens ?? numbered(unit.possible))?.site;
    if (at) return [{ workload, container: number, at }];
  }
  return [];
}
