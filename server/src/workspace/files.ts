import type { Uri } from '../text/span';

/** An entry of a directory. Links are told apart: they are followed only when what they lead to is inside the root. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
}

/** What reading one file gave. */
export type ReadResult =
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  | { readonly kind: 'absent' }
  | { readonly kind: 'skipped'; readonly because: string };

/**
 * The file system as Portolan needs it: Node's, or the editor's through the client. Nothing here throws; a folder that
 * cannot be listed is empty, and whoever implements it keeps reads inside `root` after following links.
 */
export interface FileSystem {
  /** The entries of a directory in any order; empty when it is none or cannot be read. */
  list(directory: Uri): Promise<readonly DirectoryEntry[]> | readonly DirectoryEntry[];
  /** The bytes of a regular file of at most `limit` bytes that, after following links, lies inside one of the roots. */
  read(uri: Uri, roots: readonly Uri[], limit: number): Promise<ReadResult> | ReadResult;
  /**
   * What a link leads to when that is inside the roots; `other` for a link that leads out, in a circle or nowhere.
   * `real` is its final address, so that no directory is walked twice.
   */
  follow(link: Uri, roots: readonly Uri[]): Promise<{ readonly kind: DirectoryEntry['kind']; readonly real: Uri }> | { readonly kind: DirectoryEntry['kind']; readonly real: Uri };
}

/** A file that is not analysed, with the reason that `--show-files` prints. */
export interface Skipped {
  readonly uri: Uri;
  readonly because: string;
}
