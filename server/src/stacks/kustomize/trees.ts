import type { KubernetesTree } from '../../facts/assembled';
import { guessedKind, objectKind } from '../../lore/kubernetesKinds';
import { documentProblems } from '../../syntax/documents';
import type { Node } from '../../syntax/tree';
import type { Resource } from './resource';
import { apiVersionOf } from './resource';

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
  return { kind: 'kubernetes', root, ...(document ? { document } : {}), fragment };
}
