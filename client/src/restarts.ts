/** When to start a server again that stopped by itself: pure, so that it can be tested without an editor. */

/** The server is started again at most this often within {@link CRASH_WINDOW}. */
export const MAX_RESTARTS = 4;

/** Milliseconds after which a crash no longer counts. */
export const CRASH_WINDOW = 3 * 60_000;

/** What to do after a crash. */
export type AfterCrash =
  /** Start again after `pause` milliseconds; `crashes` are the times that still count, this one included. */
  | { readonly kind: 'restart'; readonly pause: number; readonly crashes: readonly number[] }
  /** Leave it stopped: it stopped `crashes.length` times within the window. */
  | { readonly kind: 'giveUp'; readonly crashes: readonly number[] };

/**
 * Decides what follows a crash at `now` (milliseconds of any clock that does not run backwards), given the times of
 * the earlier ones. The pause doubles from a quarter of a second, so that a server which dies at once is not started
 * four times within one.
 */
export function afterCrash(earlier: readonly number[], now: number): AfterCrash {
  const crashes = [...earlier.filter((time) => now - time < CRASH_WINDOW), now];
  if (crashes.length > MAX_RESTARTS) return { kind: 'giveUp', crashes };
  return { kind: 'restart', pause: 250 * 2 ** (crashes.length - 1), crashes };
}
