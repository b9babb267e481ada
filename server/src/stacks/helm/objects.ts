import type { KubernetesTree } from '../../facts/assembled';
import type { RenderedDocument, RenderedFile } from '../../template';
import { UNKNOWN_KEY, renderedDocuments } from '../../template';
import { guessedKind, isListKind, objectKind } from '../../lore/kubernetesKinds';
import type { Entry, MapNode, Node, ScalarNode } from '../../syntax/tree';
import { get, isNull, itemsOf, siteOf } from '../../syntax/tree';
import { mapImplied } from '../../text/mapped';
import { optionalPortNames } from './optional';

/**
 * The objects of a rendered file that are worth reading; `namespace` is that of the release. Their nodes are made when they
 * are asked for, once: what is made of them is kept, not they.
 */
export function objectsOf(file: RenderedFile, namespace: string): readonly KubernetesTree[] {
  const optional = optionalPortNames(file.file);
  return renderedDocuments(file.text).flatMap((document) => treesOf(document, namespace, optional));
}

function treesOf(
  document: RenderedDocument,
  namespace: string,
  optional: ReadonlySet<string>,
): readonly KubernetesTree[] {
  const { head } = document;
  if (!head.kind || !head.apiVersion || !isRead(head.apiVersion, head.kind)) return [];
  if (!isListKind(head.kind)) return [treeOf(document, (root) => root, namespace, optional)];
  const items = (root: Node | undefined) => itemsOf(get(root, 'items'));
  return items(document.root).map((_, i) => treeOf(document, (root) => items(root)[i], namespace, optional));
}

function treeOf(
  document: RenderedDocument,
  part: (root: Node | undefined) => Node | undefined,
  namespace: string,
  optional: ReadonlySet<string>,
): KubernetesTree {
  let held: WeakRef<Node> | undefined;
  const root = (): Node => {
    const known = held?.deref();
    if (known) return known;
    const node = part(document.root);
    const made = node ? inNamespace(node, namespace) : nothing(document);
    held = new WeakRef(made);
    return made;
  };
  const isBroken = () => document.problems.length > 0;
  return {
    kind: 'kubernetes',
    get root() {
      return root();
    },
    get fragment() {
      return isBroken() || (document.open && isOpen(root()));
    },
    get broken() {
      return isBroken();
    },
    ...(optional.size > 0 ? { optionalPorts: optional } : {}),
  };
}

function nothing({ text, start, end }: RenderedDocument): Node {
  return { kind: 'unknown', source: text, start, end, because: 'nothing of it could be read' };
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
