import type { ConnectFact, EnvVar, ListenFact, UnitFact } from '../facts';
import { single } from '../facts';
import { connectsOfCommand, connectsOfEnv } from './addresses';
import { knownImage } from './images';
import { listensOfCommand, listensOfEnv } from './listen';

/** What a container's own variables and command say about ports, strongest evidence first. */
export interface UnitEvidence {
  readonly listens: readonly ListenFact[];
  readonly connects: readonly ConnectFact[];
}

/**
 * Listeners and references from the variables and the command of a unit (formats.md §12.6, levels 1–3). `partial` are its
 * variables with values that are known in part: addresses around what is not known count. Whoever learns more variables
 * of the unit later (from ConfigMaps) asks again with all of them.
 */
export function unitEvidence(
  unit: Pick<UnitFact, 'image' | 'env' | 'command' | 'entrypoint'>,
  partial: readonly EnvVar[] = unit.env,
): UnitEvidence {
  const { env, command, entrypoint } = unit;
  const image = knownImage(single(unit.image)?.value ?? '');
  const readsPort = image?.readsPort;
  const options = {
    from: 'deployment',
    ...(image ? { image } : {}),
    ...(readsPort === undefined ? {} : { readsPort }),
  } as const;
  const listens = [...listensOfCommand(command, entrypoint, env, options), ...listensOfEnv(env, options)];
  return {
    listens: listens.sort((a, b) => a.level - b.level),
    connects: [...connectsOfEnv(partial), ...connectsOfCommand(command, entrypoint, env)],
  };
}
