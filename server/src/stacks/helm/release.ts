import { decoded } from '../../syntax/decode';
import type { MapNode, Node } from '../../syntax/tree';
import { scalar, textOf } from '../../syntax/tree';
import type { MappedText } from '../../text/mapped';
import type { Span } from '../../text/span';

/** An installation of a chart that a file of the workspace describes: a Helmfile release, an Argo CD Application, a HelmRelease. */
export interface Release {
  /** What the tool calls it. */
  readonly name: string;
  readonly namespace?: string;
  /** The chart's folder as written: from the file's folder (`beside`), or from the top of the repository (`root`). */
  readonly chart: { readonly from: 'beside' | 'root'; readonly path: string; readonly at: Span };
  /** Values over those of the chart, earlier ones below later ones. */
  readonly layers: readonly Layer[];
}

/** Values that a release lays over a chart's. */
export type Layer =
  /** A file; Argo CD's are named from the chart's folder, Helmfile's from its own. */
  | { readonly kind: 'file'; readonly from: 'chart' | 'beside' | 'root'; readonly path: string; readonly at: Span }
  | { readonly kind: 'tree'; readonly root: MapNode }
  /** A block of text that is YAML itself. */
  | { readonly kind: 'text'; readonly text: MappedText }
  /** One value at a path as `--set` writes it. */
  | { readonly kind: 'set'; readonly path: string; readonly value: Node };

/** Text that is known as it stands: no template text, no variable. */
export function plainText(node: Node | undefined): string | undefined {
  const text = textOf(node);
  return text === undefined || text === '' || /\{\{|\$\{/.test(text) ? undefined : text;
}

/** Such a text that is a path, with the place where it stands. */
export function plainPath(node: Node | undefined): { readonly path: string; readonly at: Span } | undefined {
  const path = plainText(node);
  const text = scalar(node);
  return path === undefined || !text ? undefined : { path, at: decoded(text).whole };
}
