import type { KubernetesTree } from '../../facts/assembled';
import type { YamlDocument } from '../../syntax/documents';
import { documentProblems, documentTree, documentsOf, forgetTree, mappedFile } from '../../syntax/documents';
import type { Node } from '../../syntax/tree';
import { get, itemsOf } from '../../syntax/tree';
import type { SourceFile } from '../../text/source';
import type { Note } from '../stack';
import type { ObjectHead } from './sniff';
import { sniffedDocuments } from './summary';
import { templateText } from './templates';

/** The objects of a file that are worth reading, and what was left out. */
export interface FileTrees {
  readonly trees: readonly KubernetesTree[];
  readonly notes: readonly Note[];
}

const files = new WeakMap<SourceFile, FileTrees>();

/** The trees of a file; the same objects for the same file, so that what is made of them can be kept by identity. */
export function treesOf(file: SourceFile): FileTrees {
  const known = files.get(file);
  if (known) return known;
  const made = makeTrees(file);
  files.set(file, made);
  return made;
}

function makeTrees(file: SourceFile): FileTrees {
  const trees: KubernetesTree[] = [];
  const notes: Note[] = [];
  const sniffed = sniffedDocuments(file);
  const repeated = repeatedKeys(sniffed.flatMap((s) => s.objects));
  for (const [i, document] of documentsOf(file).entries()) {
    const { objects, list } = sniffed[i] ?? { objects: [], list: false };
    if (!objects.some((o) => o.read)) continue;
    const again = objects.some((o) => o.key !== undefined && repeated.has(o.key));
    const made = documentTrees(document, list, again);
    if (made) trees.push(...made);
    else notes.push({ uri: file.uri, message: 'holds template text between its fields, so it is not read' });
  }
  return { trees, notes };
}

interface DocumentTrees {
  readonly again: boolean;
  /** `undefined`: template text decides about the structure. */
  readonly trees: readonly KubernetesTree[] | undefined;
}

const documents = new WeakMap<YamlDocument, DocumentTrees>();

/** The trees of a document, the same objects as long as the document is; `again`: the file holds an object of it twice. */
function documentTrees(document: YamlDocument, list: boolean, again: boolean): readonly KubernetesTree[] | undefined {
  const known = documents.get(document);
  if (known?.again === again) return known.trees;
  const trees = templateText(document) === 'structure' ? undefined : readable(document, list, again);
  documents.set(document, { again, trees });
  return trees;
}

function readable(document: YamlDocument, list: boolean, again: boolean): readonly KubernetesTree[] {
  if (list) return listTrees(document, again);
  return [lazyTree(document, again, () => readOnce(document))];
}

/** What is made of the nodes is kept, so that they are asked for once. */
function readOnce(document: YamlDocument): Node | undefined {
  const root = documentTree(document);
  forgetTree(document);
  return root;
}

/** Keys that stand twice in one file: which of the objects counts depends on how the file is applied. */
function repeatedKeys(objects: readonly ObjectHead[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { key } of objects) {
    if (key === undefined) continue;
    if (seen.has(key)) repeated.add(key);
    seen.add(key);
  }
  return repeated;
}

/** The items of a list. The list's nodes are held only as long as its items are being read one after the other. */
function listTrees(document: YamlDocument, again: boolean): readonly KubernetesTree[] {
  let held: WeakRef<Node> | undefined;
  const items = (): readonly Node[] => {
    const root = held?.deref() ?? documentTree(document);
    if (root) held = new WeakRef(root);
    return itemsOf(get(root, 'items'));
  };
  return items().map((_, i) => lazyTree(document, again, () => items()[i]));
}

/** A tree whose nodes are built from the flat parse when they are asked for: thousands of trees are kept, few are read. */
function lazyTree(document: YamlDocument, again: boolean, build: () => Node | undefined): KubernetesTree {
  return {
    kind: 'kubernetes',
    document,
    // Asked for with the nodes, so that assembling a group of hundreds parses nothing. The API server would take none of a
    // broken document; its parts must not be missed while it is being typed.
    get fragment() {
      return again || documentProblems(document).length > 0;
    },
    get root() {
      return (
        build() ?? {
          kind: 'unknown',
          source: mappedFile(document.file),
          start: document.start,
          end: document.end,
          because: 'nothing of it could be read',
        }
      );
    },
  };
}
