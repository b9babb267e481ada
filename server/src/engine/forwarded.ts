import { hasForwards, withForwards } from '../model/forwards';
import type { ContextModel } from '../model/model';
import type { Finding } from '../rules/finding';

/** What the engine keeps of a linked context, as far as it matters here. */
interface Kept {
  readonly model: ContextModel;
  /** The model before its forwards were linked to other contexts, where it has any. */
  readonly alone?: ContextModel;
  findings?: readonly Finding[];
}

/**
 * The same, with references into other contexts linked, which is possible only when all of these are there. What changes
 * thereby is judged anew.
 */
export function forwarded<K extends Kept>(all: ReadonlyMap<string, K>): Map<string, K> {
  const models = [...all.values()].map((l) => l.model);
  return new Map(
    [...all].map(([id, kept]): [string, K] => {
      const alone = kept.alone ?? kept.model;
      if (!hasForwards(alone)) return [id, kept];
      const model = withForwards(alone, models);
      if (model === kept.model) return [id, kept];
      const next = { ...kept, alone, model };
      delete next.findings;
      return [id, next];
    }),
  );
}
