import { boundsOf, declaredPlaces } from '../model/declared';
import type { Span } from '../text/span';
import { servicesIn } from './inventory';
import type { Snapshot } from './snapshot';

/** Ports that a file of the workspace binds on a machine, both ends included. */
export interface TakenPort {
  readonly first: number;
  readonly last: number;
  /** Who has them, for people: "service `api`". */
  readonly owner: string;
  /** The place that says so, where one does. */
  readonly at?: Span;
}

/** What is published, a hostPort, a nodePort, or listened on in the host's network, in order of number. */
export function takenPorts({ contexts }: Pick<Snapshot, 'contexts'>): readonly TakenPort[] {
  const taken = contexts.flatMap((model) => [
    ...declaredPlaces(model).flatMap((d): TakenPort[] => {
      if (d.layer !== 'host' && d.layer !== 'node') return [];
      const [first, last] = boundsOf(d.value.value);
      return [{ first, last, owner: d.label, at: d.value.site }];
    }),
    ...model.workloads
      .filter((w) => w.fact.network.kind === 'host')
      .flatMap((w) => servicesIn(model).filter((s) => s.workload === w.fact.id))
      .flatMap((s) => s.ports.map((p) => ({ s, p })))
      .map(({ s, p }): TakenPort => {
        const [first, last] = boundsOf(p.port);
        return { first, last, owner: `${s.kind} \`${s.name}\``, ...(p.declared[0] ? { at: p.declared[0] } : {}) };
      }),
  ]);
  return taken.sort((a, b) => a.first - b.first);
}

/**
 * The lowest port from `from` on that no file of the workspace binds on a machine: none of {@link takenPorts}. `undefined`
 * when there is none up to 65535, or `from` is no port.
 */
export function freePortFrom(snapshot: Pick<Snapshot, 'contexts'>, from: number): number | undefined {
  return Number.isInteger(from) && from >= 1 ? freeAmong(takenPorts(snapshot), from) : undefined;
}

/** The lowest port from `from`, at least 1, on that is none of those; `undefined` when there is none up to 65535. */
export function freeAmong(taken: readonly TakenPort[], from: number): number | undefined {
  let free = from;
  for (const { first, last } of taken) if (first <= free && free <= last) free = last + 1;
  return free <= 65535 ? free : undefined;
}
