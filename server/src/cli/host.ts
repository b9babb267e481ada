import type { FileSystem } from '../workspace/files';
import type { WorkspaceHost } from '../workspace/workspace';
import type { Uri } from '../text/span';

/** What the command line needs of the machine; `node/` gives it. */
export interface CliHost {
  readonly fs: FileSystem;
  readonly preparse?: WorkspaceHost['preparse'];
  uriOf(path: string): Uri;
  write(uri: Uri, text: string): void;
  serve(): void;
}
