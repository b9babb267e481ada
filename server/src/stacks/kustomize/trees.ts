import type { FormerName, KubernetesTree } from '../../facts/assembled';
import { guessedKind, objectKind } from '../../lore/kubernetesKinds';
import { documentProblems } from '../../syntax/documents';
import type { Node } from '../../syntax/tree';
import { spanKey } from '../../text/span';
import type { Resource } from './resource';
import { apiVersionOf } from './resource';
import type { Addition } from './strategic';

/** The trees of what was built; what no step changed is the tree that was read. */
export function treesOf(resources: readonly Resource[]): readonly KubernetesTree[] {
  return resources.filter(isRead).map(treeOf);
}

/** Whether a format may read the object: definitions of custom resources are never even parsed otherwise. */
function isRead(r: Resource): boolean {
  const apiVersion = apiVersionOf(r.id);
  return objectKind(apiVersion, r.id.kind) !== undefined || guessedKind(apiVersion) !== undefined;
}

/** A tree, and what it says besides its nodes. */
interface Made {
  readonly partial: boolean;
  readonly additions: readonly Addition[];
  readonly formerly: FormerName | undefined;
  readonly tree: KubernetesTree;
}

/** By the nodes: a build that comes to the same gives the same tree. */
const made = new WeakMap<Node, Made>();

function treeOf(r: Resource): KubernetesTree {
  const root = r.body.node;
  if (r.read && !r.partial && root === r.read.root) return r.read;
  const formerly = formerName(r);
  const known = made.get(root);
  // Another build may have left the same nodes with a patch that it could not follow.
  if (known?.partial === r.partial && sameItems(known.additions, r.additions) && sameName(known.formerly, formerly))
    return known.tree;
  const tree = newTree(r, root, formerly);
  made.set(root, { partial: r.partial, additions: r.additions, formerly, tree });
  return tree;
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i]);
}

function sameName(a: FormerName | undefined, b: FormerName | undefined): boolean {
  if (!a || !b) return a === b;
  return a.name === b.name && a.namespace === b.namespace && a.by.map(spanKey).join() === b.by.map(spanKey).join();
}

function newTree(r: Resource, root: Node, formerly: FormerName | undefined): KubernetesTree {
  const document = r.read?.document;
  const fragment = r.partial || (document !== undefined && documentProblems(document).length > 0);
  const appended = stillThere(r.additions, root);
  return {
    kind: 'kubernetes',
    root,
    ...(document ? { document } : {}),
    fragment,
    ...(appended.length > 0 ? { appended } : {}),
    ...(formerly ? { formerly } : {}),
  };
}

/** Additions of which a later patch has taken away neither side. */
function stillThere(additions: readonly Addition[], root: Node): readonly Addition[] {
  if (additions.length === 0) return [];
  const nodes = new Set<Node>();
  collect(root, nodes);
  return additions.filter((a) => nodes.has(a.base) && nodes.has(a.added));
}

function collect(node: Node, out: Set<Node>): void {
  out.add(node);
  if (node.kind === 'map') for (const e of node.entries) collect(e.value, out);
  else if (node.kind === 'seq') for (const item of node.items) collect(item, out);
}

function formerName(r: Resource): FormerName | undefined {
  const { id, first, renamedBy } = r;
  if (renamedBy.length === 0 || (first.name === id.name && first.namespace === id.namespace)) return undefined;
  return { name: first.name, namespace: first.namespace, by: renamedBy };
}
