import type { KubernetesTree } from '../../facts/assembled';
import type { RenderedDocument, RenderedFile } from '../../template';
import { UNKNOWN_KEY, renderedDocuments } from '../../template';
import { guessedKind, isListKind, objectKind } from '../../lore/kubernetesKinds';
import type { Entry, MapNode, Node } from '../../syntax/tree';
import { get, itemsOf, traceNode } from '../../syntax/tree';

/** The objects of a rendered file that are worth reading. */
export function objectsOf(file: RenderedFile): readonly KubernetesTree[] {
  return renderedDocuments(file.text).flatMap(treesOf);
}

function treesOf(document: RenderedDocument): readonly KubernetesTree[] {
  const { head } = document;
  if (!head.kind || !head.apiVersion || !isRead(head.apiVersion, head.kind)) return [];
  const { root } = document;
  if (!root) return [];
  const broken = document.problems.length > 0;
  const objects = isListKind(head.kind) ? itemsOf(get(root, 'items')) : [root];
  return objects.map((object) => ({
    kind: 'kubernetes',
    root: withoutReleaseNamespace(object),
    fragment: broken || isOpen(object),
    ...(broken ? { broken } : {}),
  }));
}

function isRead(apiVersion: string, kind: string): boolean {
  return isListKind(kind) || objectKind(apiVersion, kind) !== undefined || guessedKind(apiVersion) !== undefined;
}

/** Whether lines of the object are unknown: it may say what it does not say here. */
function isOpen(node: Node): boolean {
  if (node.kind === 'map') return node.entries.some((e) => e.key.value === UNKNOWN_KEY || isOpen(e.value));
  return node.kind === 'seq' && node.items.some((item) => item.kind === 'unknown' || isOpen(item));
}

/**
 * The namespace of a release is whatever it is installed into: as in a manifest that does not say it. Objects that name it
 * (`namespace: {{ .Release.Namespace }}`) then are where those are that do not.
 */
function withoutReleaseNamespace(root: Node): Node {
  const metadata = get(root, 'metadata');
  const namespace = get(metadata, 'namespace');
  if (root.kind !== 'map' || metadata?.kind !== 'map' || !namespace) return root;
  const { origins } = traceNode(namespace);
  if (!origins.some((o) => o.kind === 'implied')) return root;
  const bare: MapNode = { ...metadata, entries: metadata.entries.filter((e) => e.value !== namespace) };
  const entries = root.entries.map((e): Entry => (e.value === metadata ? { key: e.key, value: bare } : e));
  return { ...root, entries };
}
