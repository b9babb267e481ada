import type { MappedText } from '../text/mapped';
import type { Span } from '../text/span';
import type { ConnectFact, ListenFact, Platform } from './facts';
import type { Located } from './port';

/** A Kubernetes ConfigMap or Secret: named texts that variables and mounts of workloads take in. */
export interface ConfigFact {
  readonly kind: 'config';
  readonly platform: Platform;
  /** Unique in the context: `kubernetes/ConfigMap/shop/settings`. */
  readonly id: string;
  readonly objectKind: 'ConfigMap' | 'Secret';
  readonly name: Located<string>;
  readonly namespace?: Located<string>;
  readonly site: Span;
  readonly entries: ReadonlyMap<string, ConfigEntry>;
  /** A patch or an unreadable object: it may hold more entries. */
  readonly fragment: boolean;
}

/** One entry of a ConfigMap or Secret. */
export interface ConfigEntry {
  readonly keySite: Span;
  /** Absent when it is not read: encoded, template text, or too large to be a setting. */
  readonly value?: MappedText;
}

/** A reference to one entry of a ConfigMap or Secret. */
export interface ConfigKey {
  readonly objectKind: 'ConfigMap' | 'Secret';
  readonly name: Located<string>;
  readonly key: Located<string>;
}

/** A reference to all entries of a ConfigMap or Secret. */
export interface ConfigSource {
  readonly objectKind: 'ConfigMap' | 'Secret';
  readonly name: Located<string>;
  /** Put in front of every entry's key. */
  readonly prefix: string;
  readonly site: Span;
}

/** Programs whose own configuration files are read; where each looks for them is told in lore/configPlaces.ts. */
export type ConfigProgram = 'nginx' | 'spring' | 'prometheus';

/** What a configuration file says about ports, wherever it stands: in a ConfigMap, in an image, on its own. */
export interface ConfigFileFact {
  readonly kind: 'config-file';
  /** The object that holds it: the id of a {@link ConfigFact}. */
  readonly owner: string;
  /** Its name there: the key of the entry. */
  readonly name: string;
  /** The program that it is written for; absent where the grammar does not tell. */
  readonly program?: ConfigProgram;
  /** What the program listens on if it reads the file. */
  readonly listens: readonly ListenFact[];
  /** What whoever mounts the file dials. */
  readonly connects: readonly ConnectFact[];
  /** Names that the program resolves itself before it asks the network: upstreams of nginx. */
  readonly names: readonly string[];
  /** Paths and patterns of the files that it takes in, so that it is not the whole configuration. */
  readonly includes: readonly string[];
}
