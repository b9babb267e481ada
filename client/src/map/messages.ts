import type { MapFilter } from '../../../shared/src/mapFilter';
import type { MapPlace, PortMap } from '../../../shared/src/portMap';
import type { PageTexts } from './pageTexts';

/*
 * What the extension and the page of the picture say to each other: plain data, types only.
 */

/** A file that the picture can be saved as. */
export type PictureFormat = 'svg' | 'mermaid' | 'json';

/** What is to be drawn: the map, as far as it passes the filter. */
export interface MapMessage {
  readonly kind: 'map';
  /** Rises with every map; comes back in `drawn`. */
  readonly sequence: number;
  readonly map: PortMap<MapPlace>;
  readonly filter: MapFilter;
  /** All environments, whatever the filter. */
  readonly environments: readonly { readonly id: string; readonly name: string; readonly source: string }[];
}

/** Send the picture as it would be saved; files are called by these paths. */
export interface ExportMessage {
  readonly kind: 'export';
  readonly paths: Readonly<Record<string, string>>;
}

/** Extension → page. */
export type ToPage =
  /** The answer to `ready`: what does not change while the page lives. */
  | { readonly kind: 'start'; readonly texts: PageTexts }
  | MapMessage
  /** Show the first of these ids that is in the picture, and give it the focus. */
  | { readonly kind: 'show'; readonly ids: readonly string[] }
  | ExportMessage;

/** Page → extension. */
export type FromPage =
  /** The page listens. */
  | { readonly kind: 'ready' }
  /** The picture of a map stands in the page. */
  | ({ readonly kind: 'drawn' } & PictureState)
  /** Go to a place in a file. */
  | { readonly kind: 'open'; readonly place: MapPlace }
  /** The user changed the filter. */
  | { readonly kind: 'filter'; readonly change: Partial<MapFilter> }
  /** The user wants a file; without a format they are asked. */
  | { readonly kind: 'save'; readonly format?: PictureFormat }
  /** The answer to `export`. */
  | { readonly kind: 'exported'; readonly svg: string };

/** What stands in the page. */
export interface PictureState {
  /** Of the map that is drawn. */
  readonly sequence: number;
  /** Services and folded groups, ports, edges that can be seen. */
  readonly nodes: number;
  readonly ports: number;
  readonly edges: number;
  /** Environments that had to be laid out anew for it. */
  readonly layouts: number;
  /** Milliseconds from the message to the picture. */
  readonly took: number;
}
