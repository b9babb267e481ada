import type { Layouter } from '../../../shared/src/picture/elk';
import type { FileSystem } from '../workspace/files';
import type { WorkspaceHost } from '../workspace/workspace';
import type { Uri } from '../text/span';
import type { ToolServer } from './mcp';

/** What the command line needs of the machine; `node/` gives it. */
export interface CliHost {
  readonly fs: FileSystem;
  readonly preparse?: WorkspaceHost['preparse'];
  readonly yield?: WorkspaceHost['yield'];
  uriOf(path: string): Uri;
  /** Puts `after` in the place of `before`, both without byte order mark; the reason when that was not possible. */
  write(uri: Uri, before: string, after: string): string | undefined;
  /** The files below a root as a revision has them; the reason when there is none. Whoever takes them closes them. */
  revisionOf(root: Uri, revision: string): { readonly fs: FileSystem; close(): void } | string;
  /** Paths below a root that differ between a revision and what is on the disk; the reason when that is not known. */
  changedSince(root: Uri, revision: string): readonly string[] | string;
  /** Tells places below a root that change on the disk until the process ends; the reason when that is not possible. */
  watch(root: Uri, changed: (uris: readonly Uri[]) => void): string | undefined;
  serve(): void;
  /** What gives pictures their layout; loaded when it is asked for. Rejects with a usage error when it is not there. */
  layouter(): Promise<Layouter>;
  /** The machine's files, with what has changed since they were read. */
  tracked(): { readonly fs: FileSystem; readonly changed: () => readonly Uri[] };
  /** Serves a client at standard input and output; the promise ends when it is served, not when it goes. */
  serveTools(tools: ToolServer): Promise<void>;
}
