/*
 * How a client that shows the port map learns of changes: `portolan/status` comes some times a second, which is too
 * seldom for a picture that follows the typing.
 */

/**
 * Notification, client → server: whether the client wants {@link mapChangedMethod}. Parameters {@link WatchMapParams}. Nobody is
 * told before it was asked for.
 */
export const watchMapMethod = 'portolan/map/watch';

/** Parameters of {@link watchMapMethod}. */
export interface WatchMapParams {
  readonly on: boolean;
}

/** Notification, server → client: the snapshot is another one, and the map with it. No parameters. */
export const mapChangedMethod = 'portolan/map/changed';
