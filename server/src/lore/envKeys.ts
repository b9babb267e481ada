import type { AddressClass } from '../facts';

/** What a variable, flag or key of this name holds (formats.md §2.9): decides whether an address in it may be reported. */
export function classOfKey(_key: string): AddressClass {
  return 'other';
}

/** Two keys that give host and port of one address. */
export interface KeyPair {
  readonly host: string;
  readonly port: string;
}

/** Pairs keys of one map by their common prefix: `DB_HOST` with `DB_PORT`, `PGHOST` with `PGPORT`. Each key at most once. */
export function pairKeys(_keys: readonly string[]): readonly KeyPair[] {
  return [];
}
