/*
 * As much of the graphs of the Eclipse Layout Kernel (elkjs 0.12) as the picture uses: its JSON format.
 */

/** Options by name: `elk.direction` → `RIGHT`. */
export type ElkOptions = Readonly<Record<string, string>>;

/** A box, or the whole graph. */
export interface ElkNode {
  readonly id: string;
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly layoutOptions?: ElkOptions;
  readonly children?: readonly ElkNode[];
  readonly ports?: readonly ElkPort[];
  readonly edges?: readonly ElkEdge[];
}

/** A point at the side of a box where lines begin or end; its place is told from the box. */
export interface ElkPort {
  readonly id: string;
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
  readonly layoutOptions?: ElkOptions;
}

/** A line between boxes or ports. */
export interface ElkEdge {
  readonly id: string;
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  readonly sections?: readonly {
    readonly startPoint: ElkPoint;
    readonly bendPoints?: readonly ElkPoint[];
    readonly endPoint: ElkPoint;
  }[];
}

/** A place in pixels. */
export interface ElkPoint {
  readonly x: number;
  readonly y: number;
}

/** What gives places to the parts of a graph: an instance of elkjs, wherever it runs. */
export interface Layouter {
  layout(graph: ElkNode): Promise<ElkNode>;
}
