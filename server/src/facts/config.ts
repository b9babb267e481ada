import type { MappedText } from '../text/mapped';
import type { Span } from '../text/span';
import type { ConnectFact, Platform } from './facts';
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
  /** Addresses in entries that are files; they are dialled by the workloads that mount the object. */
  readonly connects: readonly ConnectFact[];
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
