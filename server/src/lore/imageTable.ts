import type { Protocol } from '../facts';

/** What an image is for. `language-base` images run whatever is put into them and listen on nothing by themselves. */
export type ImageKind =
  | 'database'
  | 'cache'
  | 'queue'
  | 'search'
  | 'admin'
  | 'web'
  | 'proxy'
  | 'application'
  | 'monitoring'
  | 'infrastructure'
  | 'language-base';

/** A port that an image listens on or exposes. */
export interface KnownPort {
  readonly port: number;
  readonly protocol: Protocol;
}

/** One row of the table, formats.md §1.7. */
export interface ImageRow {
  readonly repository: string;
}

/** The table. */
export const IMAGE_ROWS: readonly ImageRow[] = [];
