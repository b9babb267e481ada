import type { FileSystem } from '../workspace/files';
import type { WorkspaceHost } from '../workspace/workspace';
import type { Uri } from '../text/span';

/** What the command line needs of the machine; `node/` gives it. */
export interface CliHost {
  readonly fs: FileSystem;
  readonly preparse?: WorkspaceHost['preparse'];
  readonly yield?: WorkspaceHost['yield'];
  uriOf(path: string): Uri;
  /** Puts `after` in the place of `before`, both without byte order mark; the reason when that was not possible. */
  write(uri: Uri, before: string, after: string): string | undefined;
  serve(): void;
}
