import type { Uri } from '../text/span';

/** An entry of a directory. Links are told apart: they are followed only when what they lead to is inside the root. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
}

/** What listing one directory gave. */
export type Listing =
  | {
      readonly kind: 'directory';
      readonly entries: readonly DirectoryEntry[];
      /** What is missing from `entries`, if anything is. */
      readonly cut?: string;
    }
  /** Nothing is there, or something that is no directory. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'skipped'; readonly because: string };

/** What reading one file gave. */
export type ReadResult =
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  | { readonly kind: 'absent' }
  | { readonly kind: 'skipped'; readonly because: string };

/** Where a link leads. */
export interface Followed {
  readonly kind: DirectoryEntry['kind'];
  readonly real: Uri;
}

/**
 * The file system as Portolan needs it: Node's, or the editor's through the client. Nothing here throws or rejects, and
 * whoever implements it keeps reads inside the roots after following links.
 */
export interface FileSystem {
  /** The entries of a directory in any order. */
  list(directory: Uri): Promise<Listing> | Listing;
  /** The bytes of a regular file of at most `limit` bytes that, after following links, lies inside one of the roots. */
  read(uri: Uri, roots: readonly Uri[], limit: number): Promise<ReadResult> | ReadResult;
  /**
   * What a link leads to when that is inside the roots; `other` for a link that leads out, in a circle or nowhere.
   * `real` is its final address.
   */
  follow(link: Uri, roots: readonly Uri[]): Promise<Followed> | Followed;
}

/** A file or folder that is not analysed, with the reason that `--show-files` prints. */
export interface Skipped {
  readonly uri: Uri;
  readonly because: string;
  /** Left out by design (ignored, generated, an alias): nobody needs to be told unasked. */
  readonly expected: boolean;
}
