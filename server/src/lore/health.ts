import type { CommandLine, EnvVar, Located, Port, Protocol, Values } from '../facts';
import type { Span } from '../text/span';

/** What a health command probes. The vantage is the container that runs it. */
export interface CheckTarget {
  /** Absent: the program's own default, which is the container itself. */
  readonly host?: Located<string>;
  /** Open when a variable in it has no known value. */
  readonly port: Values<Port>;
  /** Whether the port is written; otherwise scheme or client imply it. */
  readonly explicit: boolean;
  readonly protocol: Protocol;
  readonly scheme?: string;
  /** The program that probes: `curl`, `pg_isready`. */
  readonly by: string;
  /** `host:port` or the flag's value as written; the program's word when the port is implied. */
  readonly site: Span;
}

/** The targets of a health command (formats.md §1.5), in order; empty when nothing is recognised. `env` gives values to `$PORT`. */
export function checkOfCommand(_command: CommandLine, _env: readonly EnvVar[]): readonly CheckTarget[] {
  return [];
}
