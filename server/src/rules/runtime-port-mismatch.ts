import type { ContainerPort, Located, Port } from '../facts';
import { contains, showPort, single, weakest } from '../facts';
import { listPorts } from '../model/evidence';
import {
  citing,
  contradicting,
  disjointNumbers,
  isDebugger,
  mainPort,
  namedPorts,
  runningUnits,
  unitName,
} from '../model/listening';
import type { Unit } from '../model/model';
import { say } from '../text/say';
import type { ContextRule, Report } from './rule';
import { fixOf, rewritten } from './rule';

interface Data {
  readonly mapped: Located<Port>;
  readonly actual: Located<Port>;
  readonly by: string;
}

/** A2: a variable or flag of the deployment makes the program listen on a port that the deployment does not map. */
export const runtimePortMismatch: ContextRule<Data | undefined> = {
  scope: 'context',
  meta: {
    id: 'runtime-port-mismatch',
    summary: 'A port variable or flag of a container disagrees with the port that the same container maps or declares.',
    category: 'consistency',
    severity: 'warning',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'The variable or flag tells the program where to listen; the mapping tells the platform where to send traffic. When both are set in one place and differ, the program starts happily on its port and every connection through the mapping is refused.',
      howToFix: 'Set the variable or flag to the mapped container port, or change the container side of the mapping.',
      whenToIgnore:
        'When the program does not read the variable. Left alone on purpose: containers that map no port; containers of which any mapped port matches any port they are told to listen on; variables that name the port of something else, such as `DB_PORT`; ports that belong to metrics, administration or a debugger.',
    },
  },
  *check(model) {
    for (const unit of runningUnits(model)) {
      const report = mismatch(unit);
      if (report) yield report;
    }
  },
  fix(data) {
    if (!data) return [];
    const [from, to] = [showPort(data.actual.value), showPort(data.mapped.value)];
    return [
      ...fixOf(say`Set ${data.by} to ${to}`, rewritten(data.actual, to)),
      ...fixOf(say`Map container port ${from} instead of ${to}`, rewritten(data.mapped, from)),
    ];
  },
};

function mismatch(unit: Unit): Report<Data | undefined> | undefined {
  const { belief, fact } = unit;
  if (belief.level === undefined || belief.level > 4 || belief.open) return undefined;
  const ports = fact.ports.filter((p) => !isBeside(p));
  const evidence = belief.main[0];
  const value = evidence?.port.alternatives[0];
  if (!evidence || !value || ports.length === 0 || !disjointNumbers(namedPorts(unit), contradicting(unit)))
    return undefined;
  // A program that has several sockets mapped may leave the one that it is told of unmapped.
  if (!evidence.exclusive && (ports.length > 1 || ports.some((p) => isOtherSocket(unit, p)))) return undefined;
  const certainty = weakest(
    belief.certainty,
    ...ports.flatMap((p) => p.container.alternatives.map((a) => a.certainty)),
  );
  const related = ports.map((p) => ({
    at: p.site,
    message: say`${p.by} has container port ${listPorts([{ port: p.container, protocol: p.protocol }])}`,
  }));
  const data = dataOf(unit, ports, citing(evidence));
  return {
    site: value.site,
    message: wording(unit, ports, citing(evidence)),
    certainty,
    related,
    ...(data ? { data } : {}),
  };
}

/** Whether a known image serves something else on the port: a console or a plugin that stays where it is. */
function isOtherSocket({ known }: Unit, p: ContainerPort): boolean {
  const others = [...(known?.ports.slice(1) ?? []), ...(known?.optional ?? [])];
  return others.some(
    (o) => o.protocol === p.protocol && p.container.alternatives.some((a) => contains(a.value, o.port)),
  );
}

/** Ports that serve metrics, operators or debuggers: they say nothing about where the application listens. */
function isBeside(p: ContainerPort): boolean {
  if (isDebugger(p)) return true;
  return /metric|prom|admin|debug|health|probe|manage|monitor|jmx|pprof|trac|gossip|peer|raft|cluster/.test(
    p.name?.value ?? '',
  );
}

function wording(unit: Unit, ports: readonly ContainerPort[], by: string): string {
  const mapped = listPorts(ports.map((p) => ({ port: p.container, protocol: p.protocol })));
  const actual = listPorts(unit.belief.main);
  const verb = unit.workload.fact.platform === 'compose' ? say`maps` : say`declares`;
  return say`${by} makes ${unitName(unit)} listen on ${actual}, but it ${verb} container port ${mapped}. Use one number in both places.`;
}

function dataOf(unit: Unit, ports: readonly ContainerPort[], by: string): Data | undefined {
  const actual = mainPort(unit);
  const mapped = single(ports[0]?.container);
  return actual && mapped?.value.kind === 'number' && ports.length === 1 ? { actual, mapped, by } : undefined;
}
