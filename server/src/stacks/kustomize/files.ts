import type { KubernetesTree } from '../../facts/assembled';
import { isListKind } from '../../lore/kubernetesKinds';
import type { YamlDocument } from '../../syntax/documents';
import { documentProblems, documentTree, documentsOf, forgetTree } from '../../syntax/documents';
import type { Node } from '../../syntax/tree';
import { get } from '../../syntax/tree';
import type { SourceFile } from '../../text/source';
import type { Resource } from './resource';
import { idOf, lazyBody, makeId, newResource } from './resource';

/*
 * The objects of a file. Every build that uses the file gets the same ones, so that what is made of them (facts, and facts of
 * their parts) is made once however many overlays there are.
 */

const objects = new WeakMap<YamlDocument, readonly Resource[]>();
const roots = new WeakMap<YamlDocument, { readonly node: Node | undefined }>();

/** The nodes of a document, the same as long as the document is. */
export function rootOf(document: YamlDocument): Node | undefined {
  const known = roots.get(document);
  if (known) return known.node;
  const node = documentTree(document);
  forgetTree(document);
  roots.set(document, { node });
  return node;
}

/** The objects of a file in order, lists taken apart. */
export function resourcesOf(file: SourceFile): readonly Resource[] {
  return documentsOf(file).flatMap((document) => {
    const known = objects.get(document);
    if (known) return known;
    const made = readDocument(document);
    objects.set(document, made);
    return made;
  });
}

function readDocument(document: YamlDocument): readonly Resource[] {
  const definition = definitionOf(document);
  if (definition) return [definition];
  const root = rootOf(document);
  const local = document.file.text.slice(document.start, document.end).includes('local-config');
  return objectsIn(root).flatMap((node): readonly Resource[] => {
    const id = idOf(node);
    if (!id) return [];
    const made = newResource(
      id,
      { node },
      treeOf(document, () => node),
    );
    return [local ? { ...made, local } : made];
  });
}

/** The object itself, or those of a list. */
export function objectsIn(node: Node | undefined): readonly Node[] {
  if (!node) return [];
  const kind = get(node, 'kind');
  const items = get(node, 'items');
  const listed = kind?.kind === 'scalar' && isListKind(kind.value) && items?.kind === 'seq';
  return listed ? items.items.flatMap(objectsIn) : [node];
}

function treeOf(document: YamlDocument, node: () => Node): KubernetesTree {
  return {
    kind: 'kubernetes',
    document,
    get fragment() {
      return documentProblems(document).length > 0;
    },
    get root() {
      return node();
    },
  };
}

const NAME = /^metadata:[ \t]*\r?\n(?:[ \t]+.*\r?\n)*?[ \t]{1,8}name:[ \t]+["']?([\w.-]+)["']?[ \t]*$/m;

/** A definition of a custom resource, which is large and which hardly any build looks into: parsed when something does. */
function definitionOf(document: YamlDocument): Resource | undefined {
  const { head, file, start, end } = document;
  if (head.kind !== 'CustomResourceDefinition' || !head.apiVersion || head.json) return undefined;
  const name = NAME.exec(file.text.slice(start, Math.min(end, start + 4000)))?.[1];
  if (name === undefined) return undefined;
  const body = lazyBody(() => rootOf(document) ?? nothingIn(document));
  return newResource(
    makeId(head.apiVersion, head.kind, name, undefined),
    body,
    treeOf(document, () => body.node),
  );
}

function nothingIn({ file, start, end }: YamlDocument): Node {
  const whole = { uri: file.uri, start, end };
  const source = { text: file.text, whole, segments: [{ at: 0, site: { ...whole, copy: false } }] };
  return { kind: 'unknown', source, start, end, because: 'nothing of it could be read' };
}
