import type { YamlDocument } from '../../syntax/documents';
import { documentTree, documentsOf } from '../../syntax/documents';
import type { Node } from '../../syntax/tree';
import { entriesOf, itemsOf } from '../../syntax/tree';
import type { SourceFile } from '../../text/source';
import type { Uri } from '../../text/span';
import { isBelow, joinUri } from '../../text/uri';
import { parentOf } from '../../lore/folders';
import { isKustomization, isLocalPath } from '../../lore/kustomization';
import type { Sniffed } from './sniff';
import { sniff } from './sniff';

/** A file with Kubernetes objects. */
export interface ManifestFile {
  readonly uri: Uri;
  readonly directory: Uri;
  /** Keys of its named objects, each once, in order. */
  readonly keys: readonly string[];
  /** Some object is worth reading. */
  readonly read: boolean;
}

/** A build root of Kustomize: its directory and what it names belong to it. */
export interface KustomizationFile {
  readonly directory: Uri;
  /** Files that it names. */
  readonly files: readonly Uri[];
  /** Directories that it names, other than those that it lies in. */
  readonly directories: readonly Uri[];
}

/** What a file is by its name alone. */
export type FileKind = 'kustomization' | 'chart' | 'yaml' | 'other';

const manifests = new WeakMap<SourceFile, ManifestFile>();
const kustomizations = new WeakMap<SourceFile, KustomizationFile>();
const heads = new WeakMap<SourceFile, readonly Sniffed[]>();

/** What the name of a file says. */
export function kindOfFile(uri: Uri): FileKind {
  // Most files of a workspace are none of ours, and this runs for all of them after every edit.
  const last = uri.charCodeAt(uri.length - 1) | 32;
  if (last !== 108 && last !== 110) return 'other';
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  if (isKustomization(name)) return 'kustomization';
  if (name === 'Chart.yaml') return 'chart';
  return /\.(?:ya?ml|json)$/i.test(name) ? 'yaml' : 'other';
}

/** The objects of a file in short; the same object for the same file. */
export function manifestFile(file: SourceFile): ManifestFile {
  const known = manifests.get(file);
  if (known) return known;
  const objects = sniffedDocuments(file).flatMap((d) => d.objects);
  const keys = new Set<string>();
  for (const o of objects) if (o.key !== undefined) keys.add(o.key);
  const made = { uri: file.uri, directory: parentOf(file.uri), keys: [...keys], read: objects.some((o) => o.read) };
  manifests.set(file, made);
  return made;
}

/** What a kustomization names; the same object for the same file. */
export function kustomizationFile(file: SourceFile): KustomizationFile {
  const known = kustomizations.get(file);
  if (known) return known;
  const made = kustomization(file, parentOf(file.uri));
  kustomizations.set(file, made);
  return made;
}

/** Whether two states of one file come to the same, so that discovery would find the same in both. */
export function sameForDiscovery(before: SourceFile, after: SourceFile): boolean {
  if (before.uri !== after.uri) return false;
  const kind = kindOfFile(after.uri);
  if (kind === 'kustomization') {
    const [old, now] = [kustomizationFile(before), kustomizationFile(after)];
    return sameTexts(old.files, now.files) && sameTexts(old.directories, now.directories);
  }
  // A file that was never looked into is covered, whatever it holds.
  const old = kind === 'yaml' ? manifests.get(before) : undefined;
  if (!old) return true;
  const now = manifestFile(after);
  return old.read === now.read && sameTexts(old.keys, now.keys);
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i]);
}

/** For each document of a file what it holds. */
export function sniffedDocuments(file: SourceFile): readonly Sniffed[] {
  const known = heads.get(file);
  if (known) return known;
  const made = documentsOf(file).map((document) => sniffedDocument(document));
  heads.set(file, made);
  return made;
}

const sniffed = new WeakMap<YamlDocument, Sniffed>();

/** An edit leaves most documents of a file as they are. */
function sniffedDocument(document: YamlDocument): Sniffed {
  const known = sniffed.get(document);
  if (known) return known;
  const made = sniff(document);
  sniffed.set(document, made);
  return made;
}

/** Fields of a kustomization whose items are files or directories. */
const LISTS_OF_PATHS = new Set([
  'resources',
  'bases',
  'components',
  'crds',
  'configurations',
  'generators',
  'transformers',
  'validators',
  'patchesStrategicMerge',
  'patches',
]);

function kustomization(file: SourceFile, directory: Uri): KustomizationFile {
  const paths = new Set<string>();
  for (const document of documentsOf(file)) {
    for (const { key, value } of entriesOf(documentTree(document)))
      collectPaths(value, LISTS_OF_PATHS.has(key.value), paths);
  }
  const files: Uri[] = [];
  const directories: Uri[] = [];
  for (const path of paths) {
    const target = joinUri(directory, path);
    if (/\.(?:ya?ml|json)$/i.test(path)) files.push(target);
    // `resources: [..]` would cover far more than was meant.
    else if (!isBelow(target, directory)) directories.push(target);
  }
  return { directory, files, directories };
}

/** Items of a list of paths, and every `path:` below: patches, replacements, transformers name files so. */
function collectPaths(node: Node, listed: boolean, out: Set<string>): void {
  for (const item of itemsOf(node)) {
    if (item.kind === 'scalar') {
      if (listed && isLocalPath(item.value)) out.add(item.value);
    } else collectPaths(item, false, out);
  }
  for (const { key, value } of entriesOf(node)) {
    if (value.kind !== 'scalar') collectPaths(value, false, out);
    else if (key.value === 'path' && isLocalPath(value.value)) out.add(value.value);
  }
}
