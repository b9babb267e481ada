import type { FreePortParams, MapPlace, PortMap } from '../../../shared/src/portMap';
import { freePortMethod, mapPlaces, portMapMethod } from '../../../shared/src/portMap';
import { freePortFrom } from '../features/freePort';
import { portMapOf } from '../features/portMap';
import { locationOf } from './convert';
import type { Session } from './session';

/** Registers what the tree of ports and the picture ask for. */
export function registerPortMap(session: Session): void {
  const { connection } = session;
  connection.onRequest(portMapMethod, async (): Promise<PortMap<MapPlace>> => {
    const snapshot = await session.current();
    return mapPlaces(portMapOf(snapshot, session.tell), (span) => locationOf(snapshot, span));
  });
  connection.onRequest(freePortMethod, async ({ from }: FreePortParams): Promise<number | null> => {
    return freePortFrom(await session.current(), from) ?? null;
  });
}
