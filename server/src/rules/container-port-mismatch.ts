import type { ContainerPort, Located, Port } from '../facts';
import { atLeast, showPort, single, weakest } from '../facts';
import type { Evidence } from '../model/evidence';
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
import { spanKey } from '../text/span';
import type { ContextRule, Report } from './rule';
import { fixOf, originOf, rewritten } from './rule';

interface Data {
  readonly mapped: Located<Port>;
  readonly actual: Located<Port>;
  /** Everything in the image that names the actual port; changed together. */
  readonly named: readonly Located<Port>[];
  readonly exposeOnly: boolean;
}

/** A1: the port mapped into a container is not one that its image, built here, listens on. */
export const containerPortMismatch: ContextRule<Data | undefined> = {
  scope: 'context',
  meta: {
    id: 'container-port-mismatch',
    summary: 'The port mapped into a container is not one that the container listens on.',
    category: 'consistency',
    severity: 'warning',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'A mapping such as `8080:80` sends traffic to port 80 of the container and nothing checks that somebody listens there. If the program listens on another port, the connection is accepted on the host and then reset. The platforms take `EXPOSE` as documentation only, so neither the build nor the start fails.',
      howToFix:
        'Decide which of the two places is right. If the program really listens on the port of its Dockerfile, change the container side of the mapping (the right-hand number). If `EXPOSE` was left behind when the program moved, update `EXPOSE`.',
      whenToIgnore:
        'When the program chooses its port in a way that no file shows. Left alone on purpose: containers of which another mapped port matches, since further ports are often debuggers or metrics; images without an `EXPOSE` of their own; services whose command is replaced or whose configuration is mounted; programs that start behind a process manager.',
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
    const { mapped, actual, named, exposeOnly } = data;
    const [from, to] = [showPort(mapped.value), showPort(actual.value)];
    const retarget = fixOf(say`Map container port ${to} instead of ${from}`, rewritten(mapped, to));
    const changes = named.every((n) => originOf(n)) ? distinct(named).flatMap((n) => rewritten(n, from)) : [];
    const move = fixOf(
      exposeOnly ? say`EXPOSE ${from} instead of ${to}` : say`Make the image listen on ${from} instead of ${to}`,
      changes,
    );
    return exposeOnly ? [...move, ...retarget] : [...retarget, ...move];
  },
};

function distinct(values: readonly Located<Port>[]): readonly Located<Port>[] {
  return [...new Map(values.map((v) => [spanKey(originOf(v) ?? v.site), v])).values()];
}

function mismatch(unit: Unit): Report<Data | undefined> | undefined {
  const { belief, image, fact } = unit;
  const level = belief.level ?? 0;
  if (!image || belief.open || level < 5 || level > 9) return undefined;
  const against = contradicting(unit);
  if (!disjointNumbers(namedPorts(unit), against)) return undefined;
  if (level === 9 && !(atLeast(image.certainty, 'high') && belief.main.every((e) => isOwnExpose(unit, e))))
    return undefined;
  const ports = fact.ports.filter((p) => !isDebugger(p));
  const first = single(ports[0]?.container);
  const evidence = belief.main[0];
  if (!first || !evidence) return undefined;
  const certainty = weakest(
    belief.certainty,
    image.certainty,
    ...ports.flatMap((p) => p.container.alternatives.map((a) => a.certainty)),
  );
  const related = against.map((e) => ({ at: e.site, message: say`${citing(e)} says ${listPorts([e])}` }));
  const data = dataOf(unit, ports, first);
  return { site: first.site, message: wording(unit, ports, evidence), certainty, related, ...(data ? { data } : {}) };
}

function isOwnExpose(unit: Unit, e: Evidence): boolean {
  return unit.image?.fact.exposes.some((x) => x.origin === 'own' && x.site === e.site) ?? false;
}

function wording(unit: Unit, ports: readonly ContainerPort[], evidence: Evidence): string {
  const mapped = listPorts(ports.map((p) => ({ port: p.container, protocol: p.protocol })));
  const actual = listPorts(unit.belief.main);
  const verb = unit.workload.fact.platform === 'compose' ? say`maps` : say`declares`;
  if (unit.belief.level === 9) {
    return say`${unitName(unit)} ${verb} container port ${mapped}, but the Dockerfile of its image exposes ${actual}: one of the two is out of date. Update EXPOSE, or the port here.`;
  }
  return say`${unitName(unit)} ${verb} container port ${mapped}, but its image listens on ${actual} (${citing(evidence)}), so nothing answers there. Use ${actual} here, or make the image listen on ${mapped}.`;
}

function dataOf(unit: Unit, ports: readonly ContainerPort[], mapped: Located<Port>): Data | undefined {
  const actual = mainPort(unit);
  if (!actual || ports.length !== 1 || mapped.value.kind !== 'number') return undefined;
  const named = unit.belief.all.flatMap((e) => {
    const value = single(e.port);
    return value && showPort(value.value) === showPort(actual.value) ? [value] : [];
  });
  return { mapped, actual, named, exposeOnly: unit.belief.level === 9 };
}
