import type { InventoryPort, InventoryService, InventoryWay } from './inventory';
import { inventoryOf } from './inventory';
import type { Snapshot } from './snapshot';

/** A port that can be reached from outside of its own network, with the way in. */
export interface ExposedPort {
  readonly service: InventoryService;
  readonly port: InventoryPort;
  readonly way: InventoryWay;
}

/**
 * Everything that can be reached from outside, by environment, service and port; with `all`, also what only the host or the
 * inside of a cluster can reach.
 */
export function exposuresOf(snapshot: Snapshot, all = false): readonly ExposedPort[] {
  const out: ExposedPort[] = [];
  for (const service of inventoryOf(snapshot))
    for (const port of service.ports)
      for (const way of port.ways) if (all || way.isPublic) out.push({ service, port, way });
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return out.sort((a, b) => compare(a.service.environment, b.service.environment));
}
