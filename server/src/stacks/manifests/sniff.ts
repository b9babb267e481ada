import { groupOf, guessedKind, isListKind, objectKind } from '../../lore/kubernetesKinds';
import type { YamlDocument } from '../../syntax/documents';
import { documentTree } from '../../syntax/documents';
import type { Node } from '../../syntax/tree';
import { at, get, itemsOf, textOf } from '../../syntax/tree';

/** An object of a document, by a look at its lines: most kinds are never parsed. */
export interface ObjectHead {
  /** `group/Kind namespace/name`: two objects with the same are one to the cluster. Absent without a name. */
  readonly key?: string;
  /** Its body may say something about ports, so that it is worth parsing. */
  readonly read: boolean;
}

/** What a document holds. */
export interface Sniffed {
  /** One object, or those of a list. Empty when it holds no Kubernetes object. */
  readonly objects: readonly ObjectHead[];
  /** The document is a list, and its items are the objects. */
  readonly list: boolean;
}

const NOTHING: Sniffed = { objects: [], list: false };

/** The objects of a document. Lists and flow-style documents are parsed, all others are not. */
export function sniff(document: YamlDocument): Sniffed {
  const { head, file } = document;
  if (!head.kind || !head.apiVersion) return NOTHING;
  // Template text at the very start looks like a flow mapping, and costs a parse to find out that it is none.
  if (head.template && /^\s*\{\{/.test(file.text.slice(document.start, document.start + 100))) return NOTHING;
  // The head of JSON is a guess over the whole text, so it only says that a closer look is worth while.
  if (head.json) return sniffJson(file.text.slice(document.start, document.end), document);
  if (isListKind(head.kind) || !head.keys.includes('kind')) return sniffTree(documentTree(document));
  const { name, namespace } = metadataOf(file.text, document.start, document.end) ?? named(documentTree(document));
  return one(
    headOf(head.apiVersion, head.kind, namespace, name, (word) =>
      file.text.slice(document.start, document.end).includes(word ?? ' containers:'),
    ),
  );
}

function one(head: ObjectHead): Sniffed {
  return { objects: [head], list: false };
}

function headOf(
  apiVersion: string,
  kind: string,
  namespace: string | undefined,
  name: string | undefined,
  /** Whether the object holds a word; without one, whether it has containers. */
  holds: (word?: string) => boolean,
): ObjectHead {
  const row = objectKind(apiVersion, kind);
  const read = row ? row.mention === undefined || holds(row.mention) : guessedKind(apiVersion) !== undefined && holds();
  // A namespace is declared wherever it is needed; that two units declare it does not set them against each other.
  // Names that hold template text are not known, so they are not equal either.
  if (!name || /[{}<>$%]/.test(name) || (kind === 'Namespace' && apiVersion === 'v1')) return { read };
  return { key: `${groupOf(apiVersion)}/${kind} ${namespace ?? ''}/${name}`, read };
}

function sniffTree(root: Node | undefined): Sniffed {
  const kind = textOf(get(root, 'kind'));
  const apiVersion = textOf(get(root, 'apiVersion'));
  if (!root || !kind || !apiVersion) return NOTHING;
  if (isListKind(kind))
    return { objects: itemsOf(get(root, 'items')).flatMap((item) => sniffTree(item).objects), list: true };
  const { name, namespace } = named(root);
  return one(
    headOf(
      apiVersion,
      kind,
      namespace,
      name,
      (word) => word !== undefined || at(root, 'spec', 'template', 'spec', 'containers') !== undefined,
    ),
  );
}

interface Named {
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
}

function named(root: Node | undefined): Named {
  return { name: textOf(at(root, 'metadata', 'name')), namespace: textOf(at(root, 'metadata', 'namespace')) };
}

const METADATA = /^(?:metadata|"metadata"|'metadata')[ \t]*:[ \t]*(?:#.*)?$/m;
const FIELD =
  /^(?:(name|namespace)|"(name|namespace)")[ \t]*:[ \t]+(?:&\S+[ \t]+)?(?:"([^"]*)"|'([^']*)'|([^\s#"']\S*))/;

/** Name and namespace from the lines under `metadata:`; `undefined` when it is written otherwise (`metadata: {…}`). */
function metadataOf(text: string, start: number, end: number): Named | undefined {
  // Of this document alone: a file of many would be searched to its end for each of them.
  const found = METADATA.exec(text.slice(start, end));
  if (!found) return undefined;
  const out: { name?: string; namespace?: string } = {};
  let indent = 0;
  for (
    let line = text.indexOf('\n', start + found.index) + 1;
    line > 0 && line < end;
    line = text.indexOf('\n', line) + 1
  ) {
    let column = line;
    while (text.charCodeAt(column) === 32) column++;
    const first = text.charCodeAt(column);
    if (first === 10 || first === 13 || first === 35) continue;
    if (column === line || (indent > 0 && column - line < indent)) break;
    if (indent === 0) indent = column - line;
    if (column - line > indent) continue;
    const stop = text.indexOf('\n', column);
    const field = FIELD.exec(text.slice(column, stop < 0 ? end : Math.min(stop, end)));
    if (field) out[(field[1] ?? field[2]) as 'name' | 'namespace'] = field[3] ?? field[4] ?? field[5] ?? '';
  }
  return out;
}

/** As {@link sniff} for JSON: one pass over the characters finds the fields that tell, without building anything. */
function sniffJson(text: string, document: YamlDocument): Sniffed {
  const fields = jsonFields(text);
  const { kind, apiVersion } = fields;
  if (!kind || !apiVersion) return NOTHING;
  if (isListKind(kind)) return sniffTree(documentTree(document));
  return one(
    headOf(apiVersion, kind, fields['metadata.namespace'], fields['metadata.name'], (word) =>
      text.includes(word ?? '"containers"'),
    ),
  );
}

const TELLING = new Set(['kind', 'apiVersion', 'metadata.name', 'metadata.namespace']);

function jsonFields(text: string): Record<string, string> {
  const out: Record<string, string> = {};
  let depth = 0;
  let top = '';
  let key: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 34) {
      const end = stringEnd(text, i);
      const value = depth <= 2 ? text.slice(i + 1, end) : '';
      i = end;
      if (depth > 2) continue;
      const path = depth === 1 ? key : `${top}.${key ?? ''}`;
      if (key === undefined) key = value;
      else if (path !== undefined && TELLING.has(path)) out[path] = value;
    } else if (c === 123 || c === 91) {
      if (depth === 1) top = key ?? '';
      depth++;
      key = undefined;
    } else if (c === 125 || c === 93) {
      depth--;
      key = undefined;
    } else if (c === 44) key = undefined;
  }
  return out;
}

function stringEnd(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 92) i++;
    else if (c === 34 || c === 10) return i;
  }
  return text.length;
}
