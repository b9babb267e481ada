import type { FormerName, KubernetesTree } from '../../facts/assembled';
import { guessedKind, objectKind } from '../../lore/kubernetesKinds';
import { documentProblems } from '../../syntax/documents';
import type { Node } from '../../syntax/tree';
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

/** By the nodes and what is known besides: a build that comes to the same gives the same tree. */
const made = new WeakMap<Node, KubernetesTree>();

function treeOf(r: Resource): KubernetesTree {
  const root = r.body.node;
  if (r.read && !r.partial && root === r.read.root) return r.read;
  const known = made.get(root);
  if (known) return known;
  const tree = newTree(r, root);
  made.set(root, tree);
  return tree;
}

function newTree(r: Resource, root: Node): KubernetesTree {
  const document = r.read?.document;
  const fragment = r.partial || (document !== undefined && documentProblems(document).length > 0);
  const appended = stillThere(r.additions, root);
  const formerly = formerName(r);
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
