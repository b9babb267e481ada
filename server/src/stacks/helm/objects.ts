import type { KubernetesTree } from '../../facts/assembled';
import type { RenderedDocument, RenderedFile } from '../../template';
import { UNKNOWN_KEY, renderedDocuments } from '../../template';
import { guessedKind, isListKind, objectKind } from '../../lore/kubernetesKinds';
import type { Entry, MapNode, Node, ScalarNode } from '../../syntax/tree';
import { get, isNull, itemsOf, siteOf } from '../../syntax/tree';
import { mapImplied } from '../../text/mapped';
import { optionalPortNames } from './optional';

/** The objects of a rendered file that are worth reading; `namespace` is that of the release. */
export function objectsOf(file: RenderedFile, namespace: string): readonly KubernetesTree[] {
  const optional = optionalPortNames(file.file);
  const trees = renderedDocuments(file.text).flatMap((document) => treesOf(document, namespace));
  return optional.size === 0 ? trees : trees.map((tree) => ({ ...tree, optionalPorts: optional }));
}

function treesOf(document: RenderedDocument, namespace: string): readonly KubernetesTree[] {
  const { head } = document;
  if (!head.kind || !head.apiVersion || !isRead(head.apiVersion, head.kind)) return [];
  const { root } = document;
  if (!root) return [];
  const broken = document.problems.length > 0;
  const objects = isListKind(head.kind) ? itemsOf(get(root, 'items')) : [root];
  return objects.map((object) => ({
    kind: 'kubernetes',
    root: inNamespace(object, namespace),
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
 * An object that does not say its namespace comes into that of the release. Its origin is implied: whoever installs the chart
 * chooses it, and it may be any.
 */
function inNamespace(root: Node, namespace: string): Node {
  const metadata = get(root, 'metadata');
  if (root.kind !== 'map' || metadata?.kind !== 'map' || !isNull(get(metadata, 'namespace'))) return root;
  const place = { source: metadata.source, start: metadata.start, end: metadata.start };
  const because = 'it is the namespace of the release';
  const scalar = (value: string): ScalarNode => ({ kind: 'scalar', ...place, value, type: 'string', style: 'plain' });
  const value = { ...scalar(namespace), decoded: mapImplied(namespace, siteOf(metadata), because) };
  const full: MapNode = { ...metadata, entries: [...metadata.entries, { key: scalar('namespace'), value }] };
  const entries = root.entries.map((e): Entry => (e.value === metadata ? { key: e.key, value: full } : e));
  return { ...root, entries };
}
