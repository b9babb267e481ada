import type { KubernetesTree } from '../../facts/assembled';
import type { SourceFile } from '../../text/source';
import type { Uri } from '../../text/span';
import { baseName, relativePath } from '../../text/uri';
import type { YamlDocument } from '../../syntax/documents';
import { documentsOf } from '../../syntax/documents';
import { guessedKind, isListKind, objectKind } from '../../lore/kubernetesKinds';
import type { Assembly, Discovery, Note, Reader, StackKind, StackRequest, StackSettings } from '../stack';
import { coverageOf } from './coverage';
import { environmentAt, isFixture, parentOf, roleAt } from '../../lore/folders';
import type { Group } from './groups';
import { groupManifests } from './groups';
import type { KustomizationFile } from './summary';
import { kindOfFile, kustomizationFile, manifestFile, sameForDiscovery } from './summary';
import { treesOf } from './trees';

/**
 * Plain Kubernetes manifests, formats.md §3: groups of files that no chart and no kustomization owns. The certainty of links
 * inside a group follows from directories: the sites of two facts tell whether their files are neighbours.
 */
export const manifests: StackKind = { id: 'manifests', discover, glance, prepare, parses, assemble };

/** Only as far as a covered file may be looked at: what such a file holds must not matter to discovery. */
function glance(file: SourceFile): void {
  if (kindOfFile(file.uri) === 'yaml') documentsOf(file);
}

/** Objects of kinds that are read; for lists and JSON the look is itself a parse, so they are told by their head. */
function parses({ head, file, start, end }: YamlDocument): boolean {
  if (!head.kind || !head.apiVersion) return false;
  if (isListKind(head.kind)) return true;
  const row = objectKind(head.apiVersion, head.kind);
  if (row && row.mention === undefined) return true;
  if (!row && guessedKind(head.apiVersion) === undefined) return false;
  return file.text.slice(start, end).includes(row?.mention ?? ' containers:');
}

/** What was found last, and in which files. */
interface Found {
  readonly files: readonly SourceFile[];
  readonly roots: string;
  readonly requests: readonly StackRequest[];
}

const found = new WeakMap<StackSettings, Found>();

/** Runs after every edit: most edits change no object's name, and then nothing is to be found anew. */
function discover(discovery: Discovery): readonly StackRequest[] {
  const { files, settings } = discovery;
  const roots = discovery.roots.join('\n');
  const last = found.get(settings);
  const same =
    last &&
    last.roots === roots &&
    last.files.length === files.length &&
    files.every((f, i) => f === last.files[i] || sameForDiscovery(last.files[i] as SourceFile, f));
  const requests = same ? last.requests : find(discovery);
  found.set(settings, { files, roots, requests });
  return requests;
}

/** What the objects of a file are called may stand where its head does not tell, and then the whole file is parsed. */
function* prepare(files: readonly SourceFile[]): Generator<void> {
  for (const file of uncovered(files).files) {
    manifestFile(file);
    yield;
  }
}

/** The files that no chart and no kustomization owns, and what those cover. */
function uncovered(files: readonly SourceFile[]): {
  readonly coverage: ReturnType<typeof coverageOf>;
  readonly files: readonly SourceFile[];
} {
  const charts: Uri[] = [];
  const kustomizations: KustomizationFile[] = [];
  const candidates: SourceFile[] = [];
  for (const file of files) {
    const kind = kindOfFile(file.uri);
    if (kind === 'yaml') candidates.push(file);
    else if (kind === 'chart') charts.push(parentOf(file.uri));
    else if (kind === 'kustomization') kustomizations.push(kustomizationFile(file));
  }
  const coverage = coverageOf(charts, kustomizations);
  return { coverage, files: candidates.filter((file) => !coverage.file(file.uri, parentOf(file.uri))) };
}

function find(discovery: Discovery): readonly StackRequest[] {
  const { coverage, files: candidates } = uncovered(discovery.files);
  const own = candidates.map(manifestFile).filter(({ read, keys }) => read || keys.length > 0);
  const roots = discovery.roots.map((r) => r.replace(/\/+$/, ''));
  const requests: StackRequest[] = [];
  for (const group of groupManifests(own, coverage, new Set(roots))) {
    const files = group.files.filter((f) => f.read).map((f) => f.uri);
    if (files.length > 0) requests.push(requestOf(group, files, roots));
  }
  return requests.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function requestOf(group: Group, files: readonly Uri[], roots: readonly Uri[]): StackRequest {
  const subject = group.alone ? (files[0] as Uri) : group.directory;
  const root = rootOf(subject, roots);
  const path = relativePath(root, subject);
  const environment = environmentAt(root, group.directory);
  return {
    stack: 'manifests',
    id: `manifests:${subject}`,
    directory: group.directory,
    root,
    files,
    name: path === '.' ? baseName(root) : path,
    ...(environment === undefined ? {} : { environment }),
  };
}

/** The innermost root that a URI lies in. */
function rootOf(uri: Uri, roots: readonly Uri[]): Uri {
  let best = '';
  for (const root of roots) if (root.length > best.length && (uri === root || uri.startsWith(`${root}/`))) best = root;
  return best;
}

function assemble(request: StackRequest, reader: Reader, settings: StackSettings): Assembly {
  const trees: KubernetesTree[] = [];
  const notes: Note[] = [];
  for (const uri of request.files) {
    const file = reader.file(uri);
    if (typeof file === 'string') {
      notes.push({ uri, message: file === 'absent' ? 'is not there any more' : 'could not be read' });
      continue;
    }
    const read = treesOf(file);
    trees.push(...read.trees);
    notes.push(...read.notes);
  }
  const root = request.root ?? request.directory;
  // A lone file may tell by its own name what it is for; a group's files are named for what they hold.
  const place =
    request.id === `manifests:${request.directory}`
      ? `${request.directory}/_`
      : (request.files[0] ?? request.directory);
  const context = {
    id: request.id,
    stack: 'manifests',
    name: request.name,
    directory: request.directory,
    ...(request.environment === undefined ? {} : { environment: request.environment }),
    role: roleAt(root, place),
    quiet: !settings.includeFixtures && isFixture(root, place),
  };
  return { context, trees, notes };
}
