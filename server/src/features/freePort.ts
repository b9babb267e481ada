import { boundsOf, declaredPlaces } from '../model/declared';
import { servicesIn } from './inventory';
import type { Snapshot } from './snapshot';

/**
 * The lowest port from `from` on that no file of the workspace binds on a machine: none that is published, a hostPort, a
 * nodePort, or listened on in the host's network. `undefined` when there is none up to 65535, or `from` is no port.
 */
export function freePortFrom({ contexts }: Pick<Snapshot, 'contexts'>, from: number): number | undefined {
  if (!Number.isInteger(from) || from < 1) return undefined;
  const taken = contexts.flatMap((model) => [
    ...declaredPlaces(model).flatMap((d) =>
      d.layer === 'host' || d.layer === 'node' ? [boundsOf(d.value.value)] : [],
    ),
    ...model.workloads
      .filter((w) => w.fact.network.kind === 'host')
      .flatMap((w) => servicesIn(model).filter((s) => s.workload === w.fact.id))
      .flatMap((s) => s.ports.map((p) => boundsOf(p.port))),
  ]);
  taken.sort((a, b) => a[0] - b[0]);
  let free = from;
  for (const [first, last] of taken) if (first <= free && free <= last) free = last + 1;
  return free <= 65535 ? free : undefined;
}
