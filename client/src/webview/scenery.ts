import type { Picture } from '../../../shared/src/picture';
import type { SceneEdge, Thing } from '../../../shared/src/picture/scene';

/** Something in the picture, and how it hangs together with the rest. */
export interface Item {
  readonly thing: Thing;
  readonly kind: 'environment' | 'group' | 'band' | 'service' | 'fold' | 'outer' | 'port' | 'edge';
  /** Of a port, the id of its box. */
  readonly box?: string;
  /** Of a box whose lines it shares with others, the id of their band. */
  readonly band?: string;
  readonly edge?: SceneEdge;
}

/** Everything in a picture by its id in the map, and the lines at each box and port. */
export interface Scenery {
  readonly items: ReadonlyMap<string, Item>;
  /** Lines that begin or end at a box, or at a port, by its id. */
  readonly edges: ReadonlyMap<string, readonly SceneEdge[]>;
  /** What can be folded, and whether it is: environments, groups, and what is folded. */
  readonly folds: ReadonlyMap<string, boolean>;
  readonly ports: number;
}

/** Looks through a picture. */
export function sceneryOf({ scenes }: Pick<Picture<unknown>, 'scenes'>): Scenery {
  const items = new Map<string, Item>();
  const edges = new Map<string, SceneEdge[]>();
  const folds = new Map<string, boolean>();
  let ports = 0;
  for (const { scene } of scenes) {
    folds.set(scene.id, scene.isFolded);
    if (!scene.isFolded) items.set(scene.id, { thing: scene, kind: 'environment' });
    for (const group of scene.groups) {
      items.set(group.id, { thing: group, kind: 'group' });
      folds.set(group.id, false);
    }
    for (const band of scene.bands) items.set(band.id, { thing: band, kind: 'band' });
    for (const node of scene.nodes) {
      const isOuter = node.kind === 'outside' || node.kind === 'host';
      const kind = isOuter ? 'outer' : node.kind === 'fold' ? 'fold' : 'service';
      items.set(node.id, { thing: node, kind, ...(node.band === undefined ? {} : { band: node.band }) });
      if (node.kind === 'fold') folds.set(node.id, true);
      for (const port of node.ports) items.set(port.id, { thing: port, kind: 'port', box: node.id });
      if (!isOuter) ports += node.ports.length;
    }
    for (const edge of scene.edges) {
      items.set(edge.id, { thing: edge, kind: 'edge', edge });
      for (const end of new Set([edge.from, edge.to, edge.fromPort, edge.toPort])) {
        if (end === undefined) continue;
        const known = edges.get(end);
        if (known) known.push(edge);
        else edges.set(end, [edge]);
      }
    }
    // The lines of a band are those of each of its nodes.
    for (const { id, band } of scene.nodes) if (band !== undefined) edges.set(id, edges.get(band) ?? []);
  }
  return { items, edges, folds, ports };
}

/** Whether something is a background of others: it is as large as all that it holds. */
export function isBackground({ kind }: Item): boolean {
  return kind === 'environment' || kind === 'group' || kind === 'band';
}

/** What is lit up with something: itself, its box, the lines at it and what stands at their other ends. */
export function relatedTo(id: string, { items, edges }: Scenery): ReadonlySet<string> {
  const item = items.get(id);
  const related = new Set([id]);
  if (!item) return related;
  if (item.box !== undefined) related.add(item.box);
  if (item.band !== undefined) related.add(item.band);
  for (const other of items.values()) if (other.box === id || other.band === id) related.add(other.thing.id);
  const own = [...(edges.get(id) ?? []), ...(edges.get(item.band ?? '') ?? [])];
  for (const edge of item.edge ? [item.edge] : own) {
    for (const end of [edge.id, edge.from, edge.fromPort, edge.to, edge.toPort])
      if (end !== undefined) related.add(end);
  }
  return related;
}
