import type { MapFinding } from '../portMap';

/*
 * What is drawn, before anything has a place. Every text in it is as the files have it, or a sentence of the picture; who
 * writes it out escapes it.
 */

/** A severity that is shown by a mark; a hint is told, but not worth one. */
export type Mark = Exclude<MapFinding<unknown>['severity'], 'hint'>;

/** What all that can be pointed at has. */
export interface Thing {
  /** Id in the map; nodes that stand for several services have that of their group. */
  readonly id: string;
  /** What it is in one sentence, for those who cannot see it. */
  readonly label: string;
  /** More lines for whoever points at it: ways, findings. */
  readonly details: readonly string[];
  /** The most severe of its findings. */
  readonly mark?: Mark;
  /** Ids of the map that are not drawn but by it. */
  readonly standsFor?: readonly string[];
  /** Indices of its places in {@link Scene.places}, the one to go to first. */
  readonly places: readonly number[];
}

/** One environment. */
export interface Scene extends Thing {
  readonly name: string;
  readonly source: string;
  /** An environment that is drawn as one node has that alone. */
  readonly nodes: readonly SceneNode[];
  readonly groups: readonly SceneGroup[];
  readonly bands: readonly SceneBand[];
  readonly edges: readonly SceneEdge[];
  readonly isFolded: boolean;
}

/** A network or namespace around nodes. */
export interface SceneGroup extends Thing {
  readonly name: string;
}

/** Nodes that stand together since all of them connect to the same ports: they share their lines. */
export interface SceneBand extends Thing {
  readonly group?: string;
}

/** A box. */
export interface SceneNode extends Thing {
  /** `service`; `fold` for several of them; the two from which ways begin. */
  readonly kind: 'service' | 'fold' | 'outside' | 'host';
  readonly name: string;
  /** Smaller, below the name. */
  readonly notes: readonly string[];
  readonly group?: string;
  readonly band?: string;
  readonly ports: readonly ScenePort[];
}

/** A port at the side of a box: at the left, where traffic comes in; at the right of the nodes from which ways begin. */
export interface ScenePort extends Thing {
  /** `8080`; `80 ▸ 8080` where a Service translates. */
  readonly text: string;
  /** Its name or protocol, fainter. */
  readonly note: string;
  /** Declared or implied; asked for, and nothing declares it; the beginning of a way. */
  readonly kind: 'own' | 'asked' | 'outer';
  /** Open to the outside. */
  readonly isPublic: boolean;
  /** An outer port is another one inside. */
  readonly isTranslated: boolean;
}

/** A line between two boxes. */
export interface SceneEdge extends Thing {
  readonly kind: 'connection' | 'way';
  /** Ids of nodes or bands, and of ports where it begins or ends at one. */
  readonly from: string;
  readonly fromPort?: string;
  readonly to: string;
  readonly toPort?: string;
  /** How many connections it stands for. */
  readonly count: number;
}
