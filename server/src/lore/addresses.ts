import type { CommandLine, ConnectFact, EnvVar } from '../facts';
import type { MappedText } from '../text/mapped';

/** Where a value stands. */
export interface AddressPlace {
  /** Name of the variable, flag or key that holds the value; decides its class (envKeys.ts). */
  readonly key: string;
  readonly place: ConnectFact['place'];
}

/**
 * Addresses in a value: URLs, DSNs, `host:port` (formats.md §2.9). Loopback hosts are given too; whether a host is
 * something of the workspace is the model's question. Own-listener values are given with that class.
 */
export function scanAddresses(_text: MappedText, _where: AddressPlace): readonly ConnectFact[] {
  return [];
}

/** Addresses that two variables make together (`DB_HOST` + `DB_PORT`). A host without port variable gives nothing. */
export function pairAddresses(_vars: readonly EnvVar[]): readonly ConnectFact[] {
  return [];
}

/** All addresses in the variables of a unit: {@link scanAddresses} for each value and {@link pairAddresses}. */
export function connectsOfEnv(_vars: readonly EnvVar[]): readonly ConnectFact[] {
  return [];
}

/**
 * Addresses in the words of a command: `--upstream http://api:8080`, `wait-for-it db:5432`, `psql -h db -p 5432`.
 * Flags that name the program's own listener are left out.
 */
export function connectsOfCommand(
  _command: CommandLine | undefined,
  _entrypoint: CommandLine | undefined,
  _env: readonly EnvVar[],
): readonly ConnectFact[] {
  return [];
}
