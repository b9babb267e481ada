import type { ConnectFact, ListenFact, UnitFact } from '../../facts';
import { single } from '../../facts';
import { connectsOfEnv } from '../../lore/addresses';
import { knownImage } from '../../lore/images';
import { listensOfCommand, listensOfEnv } from '../../lore/listen';

/** What a container's own variables and command say about ports, strongest evidence first. */
export interface UnitEvidence {
  readonly listens: readonly ListenFact[];
  readonly connects: readonly ConnectFact[];
}

/**
 * Listeners and references from the variables and the command of a unit (formats.md §12.6, levels 1–3). Whoever learns
 * more variables of it later (ConfigMaps) asks again with all of them.
 */
export function evidenceOf(unit: Pick<UnitFact, 'image' | 'env' | 'command' | 'entrypoint'>): UnitEvidence {
  const { env, command, entrypoint } = unit;
  const image = knownImage(single(unit.image)?.value ?? '');
  const readsPort = image?.readsPort;
  const options = { from: 'deployment', ...(image ? { image } : {}), ...(readsPort === undefined ? {} : { readsPort }) } as const;
  const listens = [...listensOfCommand(command, entrypoint, env, options), ...listensOfEnv(env, options)];
  return {
    listens: listens.sort((a, b) => a.level - b.level),
    connects: connectsOfEnv(env),
  };
}
