import type { Configuration } from '../configuration/configuration';
import type { Level } from '../configuration/shape';
import type { ContextModel } from '../model/model';
import type { Note } from '../stacks/stack';
import type { SourceFile } from '../text/source';
import type { Uri } from '../text/span';
import type { Finding } from '../rules/finding';

/** One immutable state of everything. Diagnostics, hover, definition, rename, the command line read the same one. */
export interface Snapshot {
  readonly revision: number;
  readonly roots: readonly Uri[];
  /** Files whose text is known. */
  readonly files: ReadonlyMap<Uri, SourceFile>;
  readonly contexts: readonly ContextModel[];
  /** The contexts in which a file has a part: those that read it, or run an image that it builds. */
  contextsAt(uri: Uri): readonly ContextModel[];
  /** Sorted by place, rule, message. */
  readonly findings: readonly Finding[];
  readonly byUri: ReadonlyMap<Uri, readonly Finding[]>;
  /** Files that stacks asked for and whose text is not here yet; the rim reads them and applies again. */
  readonly wanted: readonly Uri[];
  /** What the configuration files of the roots say. */
  readonly configurations: readonly Configuration[];
  /** What the editor's settings or the command line say of rules; it counts before what files say. */
  readonly severities: ReadonlyMap<string, Level>;
  /** What could not be read or was left out, and internal faults. */
  readonly notes: readonly Note[];
}
