import { mapChangedMethod, watchMapMethod } from '../../../shared/src/mapWatch';
import type { WatchMapParams } from '../../../shared/src/mapWatch';
import type { Session } from './session';

/** Tells a client that asked for it whenever there is another snapshot: the map may be another one then. */
export function registerMapWatch(session: Session): void {
  const { connection } = session;
  let watched = false;
  connection.onNotification(watchMapMethod, (params: WatchMapParams | undefined) => {
    watched = params?.on === true;
  });
  session.onPublished(() => {
    if (watched) void connection.sendNotification(mapChangedMethod).catch(() => undefined);
  });
}
