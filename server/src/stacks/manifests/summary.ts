import { documentTree, documentsOf } from '../../syntax/documents';
import type { Node } from '../../syntax/tree';
import { entriesOf, itemsOf } from '../../syntax/tree';
import type { SourceFile } from '../../text/source';
import type { Uri } from '../../text/span';
import { directoryOf, isBelow, joinUri } from '../../text/uri';
import type { Sniffed } from './sniff';
import { sniff } from './sniff';

/** What discovery needs to know of a file. Made once for each state of a file. */
export type FileSummary = ManifestFile | KustomizationFile | ChartFile | OtherFile;

/** A file with Kubernetes objects. */
export interface ManifestFile {
  readonly kind: 'manifest';
  readonly uri: Uri;
  readonly directory: Uri;
  /** Keys of its named objects, each once, in order. */
  readonly keys: readonly string[];
  /** Some object is worth reading. */
  readonly read: boolean;
}

/** A build root of Kustomize: its directory and what it names belong to it. */
export interface KustomizationFile {
  readonly kind: 'kustomization';
  readonly directory: Uri;
  /** Files that it names. */
  readonly files: readonly Uri[];
  /** Directories that it names, other than those that it lies in. */
  readonly directories: readonly Uri[];
}

/** The root of a Helm chart. */
export interface ChartFile {
  readonly kind: 'chart';
  readonly directory: Uri;
}

interface OtherFile {
  readonly kind: 'other';
}

const OTHER: OtherFile = { kind: 'other' };
const summaries = new WeakMap<SourceFile, FileSummary>();
const heads = new WeakMap<SourceFile, readonly Sniffed[]>();

/** The summary of a file; the same object for the same file. */
export function summaryOf(file: SourceFile): FileSummary {
  const known = summaries.get(file);
  if (known) return known;
  const made = summarise(file);
  summaries.set(file, made);
  return made;
}

/** For each document of a file what it holds. */
export function sniffedDocuments(file: SourceFile): readonly Sniffed[] {
  const known = heads.get(file);
  if (known) return known;
  const made = documentsOf(file).map((document) => sniff(document));
  heads.set(file, made);
  return made;
}

function summarise(file: SourceFile): FileSummary {
  const { uri } = file;
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  if (name === 'kustomization.yaml' || name === 'kustomization.yml' || name === 'Kustomization') {
    return kustomization(file, directoryOf(uri));
  }
  if (name === 'Chart.yaml') return { kind: 'chart', directory: directoryOf(uri) };
  if (!/\.(?:ya?ml|json)$/i.test(name)) return OTHER;
  const objects = sniffedDocuments(file).flatMap((d) => d.objects);
  if (objects.length === 0) return OTHER;
  const keys = new Set<string>();
  for (const o of objects) if (o.key !== undefined) keys.add(o.key);
  return { kind: 'manifest', uri, directory: directoryOf(uri), keys: [...keys], read: objects.some((o) => o.read) };
}

/** Fields of a kustomization whose items are files or directories. */
const LISTS_OF_PATHS = new Set(['resources', 'bases', 'components', 'crds', 'configurations', 'generators', 'transformers', 'validators', 'patchesStrategicMerge', 'patches']);

function kustomization(file: SourceFile, directory: Uri): KustomizationFile {
  const paths = new Set<string>();
  for (const document of documentsOf(file)) {
    for (const { key, value } of entriesOf(documentTree(document))) collectPaths(value, LISTS_OF_PATHS.has(key.value), paths);
  }
  const files: Uri[] = [];
  const directories: Uri[] = [];
  for (const path of paths) {
    const target = joinUri(directory, path);
    if (/\.(?:ya?ml|json)$/i.test(path)) files.push(target);
    // `resources: [..]` would cover far more than was meant.
    else if (!isBelow(target, directory)) directories.push(target);
  }
  return { kind: 'kustomization', directory, files, directories };
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

function isLocalPath(text: string): boolean {
  return text.length < 1000 && !/[\n\r]|:\/\/|^git@|[?{}]|^\//.test(text) && !/^[\w.-]+\.\w+\/[\w.-]+\/[\w.-]+.*(?:\.git|\/\/)/.test(text);
}
