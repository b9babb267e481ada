import type { ViewMemory } from './camera';

/** What the page remembers while it is hidden or the window is closed. */
export interface Memory {
  readonly view?: ViewMemory;
  /** Ids that were folded and unfolded by hand. */
  readonly opened: readonly string[];
  readonly closed: readonly string[];
  /** The id of what had the focus. */
  readonly focused?: string;
}

/** The memory out of what was stored, which may be an older version's: what does not fit is forgotten. */
export function readMemory(stored: unknown): Memory {
  const { view, opened, closed, focused } = (stored ?? {}) as Partial<Record<keyof Memory, unknown>>;
  const seen = viewOf(view);
  return {
    ...(seen ? { view: seen } : {}),
    opened: idsOf(opened),
    closed: idsOf(closed),
    ...(typeof focused === 'string' ? { focused } : {}),
  };
}

function viewOf(stored: unknown): ViewMemory | undefined {
  const { camera, fits } = (stored ?? {}) as { readonly camera?: ViewMemory['camera']; readonly fits?: unknown };
  const numbers = [camera?.x, camera?.y, camera?.scale];
  return camera && numbers.every((n) => typeof n === 'number' && Number.isFinite(n))
    ? { camera, fits: fits === true }
    : undefined;
}

const idsOf = (stored: unknown): readonly string[] =>
  Array.isArray(stored) ? stored.filter((id): id is string => typeof id === 'string') : [];
