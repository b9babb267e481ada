import { samePort, showPort, weakest } from '../facts';
import type { Port, Located, Protocol } from '../facts';
import type { Unit, Workload } from '../model/model';
import { isKnown, workloadName } from './kubernetesParts';
import type { ContextRule, Report } from './rule';

interface Use {
  readonly unit: Unit;
  readonly value: Located<Port>;
  readonly protocol: Protocol;
  readonly ip: string | undefined;
}

/** F6: two containers of one network namespace use the same port. */
export const podPortCollision: ContextRule<unknown> = {
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
      whenToIgnore: 'When only one of the two ever listens. Ordinary init containers, which end before the others start, and ports with different host addresses are left alone.',
    },
  },
  *check(model) {
    for (const w of model.workloads) {
      if (w.fact.platform === 'kubernetes' && isKnown(w)) yield* checkWorkload(w);
    }
  },
};

function* checkWorkload(w: Workload): Generator<Report> {
  const uses = w.units.filter((u) => u.fact.role !== 'init').flatMap(usesOf);
  for (let i = 1; i < uses.length; i++) {
    const later = uses[i] as Use;
    const first = uses.slice(0, i).find((u) => u.unit !== later.unit && u.protocol === later.protocol && samePort(u.value.value, later.value.value) && !(u.ip && later.ip && u.ip !== later.ip));
    if (!first) continue;
    yield {
      site: later.value.site,
      message: `Containers \`${first.unit.fact.name.value}\` and \`${later.unit.fact.name.value}\` of ${workloadName(w)} both use port ${showPort(later.value.value)}/${later.protocol}, but the containers of a pod share one network: only one can bind it.`,
      certainty: weakest(first.value.certainty, later.value.certainty),
      related: [{ at: first.value.site, message: `container \`${first.unit.fact.name.value}\` uses it here` }],
    };
  }
}

function usesOf(unit: Unit): readonly Use[] {
  return unit.fact.ports.flatMap((p) => {
    const ip = p.publish?.hostIp?.alternatives[0]?.value;
    return p.container.alternatives.length === 1 && !p.container.open ? [{ unit, value: p.container.alternatives[0] as Located<Port>, protocol: p.protocol, ip }] : [];
  });
}
