import type { CommandLine, EnvVar, ListenFact } from '../facts';
import type { KnownImage } from './images';

/** Where a command or a variable stands, and what is known about the unit that it belongs to. */
export interface ListenOptions {
  /** `deployment`: levels 1–3 of formats.md §12.6; `image` (a Dockerfile's CMD, ENV): levels 5 and 6. */
  readonly from: 'deployment' | 'image';
  /** The known image that runs, when it is one: decides what `-p` or `PGPORT` mean and whether `PORT` is read. */
  readonly image?: KnownImage;
  /** Whether the program is known to read `PORT`; undefined: not known, the fact is then `medium`. */
  readonly readsPort?: boolean;
}

/**
 * Ports that flags of a command make its program listen on (formats.md §9.3). `entrypoint` and `command` are what the
 * platform runs, either may be absent; `env` gives values to `$PORT` in them. A flag whose value is not known gives a
 * fact with open values. No facts for programs that only connect (`psql -p`, `ssh -p`).
 */
export function listensOfCommand(
  _command: CommandLine | undefined,
  _entrypoint: CommandLine | undefined,
  _env: readonly EnvVar[],
  _options: ListenOptions,
): readonly ListenFact[] {
  return [];
}

/** Ports that variables make the unit's program listen on: framework variables, `PORT` (formats.md §9.4). */
export function listensOfEnv(_vars: readonly EnvVar[], _options: ListenOptions): readonly ListenFact[] {
  return [];
}
