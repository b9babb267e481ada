import type { ContainerPort, Located, Port, Protocol } from '../facts';
import { atLeast, samePort, showPort, single, weakest } from '../facts';
import { ipsOverlap, isAllInterfaces } from '../lore/hostIp';
import type { Evidence } from '../model/evidence';
import { citing } from '../model/listening';
import type { Unit, Workload } from '../model/model';
import { servingUnits } from '../model/select';
import { say } from '../text/say';
import { isKnown, workloadName } from './kubernetesParts';
import type { ContextRule, Report } from './rule';

/** A container that declares a port, or that is told to listen on it. */
interface Use {
  readonly unit: Unit;
  readonly value: Located<Port>;
  readonly protocol: Protocol;
  readonly by: string;
  readonly declared?: ContainerPort;
  /** The address that is bound, when something says so. */
  readonly address?: string;
}

/** F6: two containers of one network namespace use the same port. */
export const podPortCollision: ContextRule = {
  scope: 'context',
  meta: {
    id: 'pod-port-collision',
    summary: 'Two containers of one pod use the same port.',
    category: 'hygiene',
    severity: 'warning',
    since: '0.1.0',
    fixable: false,
    docs: {
      why: 'All containers of a pod share one network namespace. The second process that binds the port fails with “address already in use”; the API server itself only warns.',
      howToFix: 'Give one of them another port.',
      whenToIgnore:
        'When only one of the two ever listens. Left alone on purpose: ordinary init containers, which end before the others start; ports with different host addresses, and listeners on different addresses, such as a proxy on the pod’s address in front of a program on `127.0.0.1`; host ports, of which another rule speaks.',
    },
  },
  *check(model) {
    for (const w of model.workloads) {
      if (w.fact.platform === 'kubernetes' && isKnown(w)) yield* checkWorkload(w);
    }
  },
};

function* checkWorkload(w: Workload): Generator<Report> {
  const units = servingUnits(w);
  for (const [i, unit] of units.entries()) {
    const before = units.slice(0, i).flatMap((u) => usesOf(u));
    const reported: Use[] = [];
    for (const use of usesOf(unit)) {
      const first = before.find((b) => collide(b, use));
      if (!first || reported.some((r) => samePort(r.value.value, use.value.value))) continue;
      reported.push(use);
      yield reportOf(w, first, use);
    }
  }
}

function reportOf(w: Workload, first: Use, later: Use): Report {
  const [a, b] = [first.unit.fact.name.value, later.unit.fact.name.value];
  return {
    site: later.value.site,
    message: say`Containers \`${a}\` and \`${b}\` of ${workloadName(w)} both use port ${showPort(later.value.value)}/${later.protocol}, but the containers of a pod share one network, so only one of them can bind it. Give one another port.`,
    certainty: weakest(first.value.certainty, later.value.certainty),
    related: [{ at: first.value.site, message: say`container \`${a}\` has it by ${first.by}` }],
  };
}

function usesOf(unit: Unit): readonly Use[] {
  const declared = unit.fact.ports.flatMap((p): readonly Use[] => {
    const value = single(p.container);
    if (!value) return [];
    const address = addressOf(unit, value);
    return [
      { unit, value, protocol: p.protocol, by: p.by, declared: p, ...(address === undefined ? {} : { address }) },
    ];
  });
  const listened = unit.belief.all.filter(isTold).flatMap((e): readonly Use[] => {
    const value = single(e.port);
    if (value?.value.kind !== 'number') return [];
    // A flag or variable without an address binds every interface.
    return [{ unit, value, protocol: e.protocol, by: citing(e), address: e.host?.value ?? '' }];
  });
  return [...declared, ...listened];
}

/** A flag, or a variable that only its framework reads; `PORT` may be set for containers that do not look at it. */
function isTold(e: Evidence): boolean {
  return e.level <= 2 && atLeast(e.certainty, 'high');
}

/** The address on which a container listens on a declared port, when a flag or a variable says so. */
function addressOf(unit: Unit, port: Located<Port>): string | undefined {
  return unit.belief.all.find((e) => e.host && e.port.alternatives.some((a) => samePort(a.value, port.value)))?.host
    ?.value;
}

function collide(a: Use, b: Use): boolean {
  if (a.protocol !== b.protocol || !samePort(a.value.value, b.value.value)) return false;
  if (!overlap(a.address, b.address)) return false;
  const [x, y] = [a.declared?.publish, b.declared?.publish];
  const [ip, other] = [x?.hostIp?.alternatives[0]?.value, y?.hostIp?.alternatives[0]?.value];
  if (ip !== undefined && other !== undefined && ip !== other) return false;
  // The same host port twice is refused, which duplicate-port says.
  return !(x?.host && y?.host);
}

/** Whether two listeners stand in each other's way. Of a port that is only declared nobody knows the address. */
function overlap(a: string | undefined, b: string | undefined): boolean {
  if ([a, b].some((address) => address !== undefined && isAllInterfaces(address))) return true;
  if (a === undefined || b === undefined) return a === b;
  return ipsOverlap(a, b);
}
