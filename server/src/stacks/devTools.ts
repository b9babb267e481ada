import type { DevToolTree } from '../facts';
import { fileRole, fixtureFolder } from '../lore/fileRole';
import type { ToolPath } from '../lore/toolPaths';
import { devSpacePaths, skaffoldPaths, tiltPaths } from '../lore/toolPaths';
import { documentTree, documentsOf, mappedFile } from '../syntax/documents';
import type { YamlDocument } from '../syntax/documents';
import type { SourceFile } from '../text/source';
import type { Uri } from '../text/span';
import { baseName, directoryOf, isBelow, joinUri, relativePath } from '../text/uri';
import { referenceInto, referenceTo } from './references';
import type {
  Assembly,
  Context,
  Discovery,
  FileReference,
  Reader,
  StackKind,
  StackRequest,
  StackSettings,
} from './stack';

/**
 * Files by which developers run what other files describe: clusters of kind and k3d, Skaffold, Tilt, DevSpace. Each is a
 * context of its own; what their forwards mean is looked up in the contexts below their directory.
 */
export const devTools: StackKind = { id: 'dev-tool', discover, glance, parses, assemble };

const PREFIXES = [
  ['kind.x-k8s.io/', 'Cluster', 'kind'],
  ['k3d.io/', 'Simple', 'k3d'],
  ['skaffold/', 'Config', 'skaffold'],
] as const;

type Tool = DevToolTree['tool'];

/** The tool that a document is for, by its head. */
function toolOf({ head, file }: YamlDocument): Tool | undefined {
  const found = PREFIXES.find(([prefix, kind]) => head.kind === kind && head.apiVersion?.startsWith(prefix));
  if (found) return found[2];
  return isDevSpace(file.uri) && head.keys.includes('version') ? 'devspace' : undefined;
}

function isDevSpace(uri: Uri): boolean {
  return /\/devspace\.ya?ml$/i.test(uri);
}

function isTiltfile(uri: Uri): boolean {
  return /\/(?:Tiltfile(?:\.[\w-]+)?|[\w.-]+\.[Tt]iltfile)$/.test(uri);
}

function isYaml(uri: Uri): boolean {
  return /\.ya?ml$/i.test(uri);
}

function parses(document: YamlDocument): boolean {
  return toolOf(document) !== undefined;
}

const named = new WeakMap<SourceFile, boolean>();

/** Whether a file is one of ours; kept, since this is asked of every file after every edit. */
function isOurs(file: SourceFile): boolean {
  const known = named.get(file);
  if (known !== undefined) return known;
  const made = isTiltfile(file.uri) || (isYaml(file.uri) && documentsOf(file).some((d) => toolOf(d) !== undefined));
  named.set(file, made);
  return made;
}

function glance(file: SourceFile): void {
  if (isYaml(file.uri)) isOurs(file);
}

function discover({ files, roots }: Discovery): readonly StackRequest[] {
  return files.filter((f) => isOurs(f)).map(({ uri }) => requestOf(uri, roots));
}

function requestOf(uri: Uri, roots: readonly Uri[]): StackRequest {
  const root = roots
    .filter((r) => isBelow(r, uri))
    .reduce<Uri | undefined>((a, b) => (a !== undefined && a.length >= b.length ? a : b), undefined);
  return {
    stack: 'dev-tool',
    id: `dev-tool:${uri}`,
    directory: directoryOf(uri),
    ...(root === undefined ? {} : { root }),
    files: [uri],
    name: root === undefined ? baseName(uri) : relativePath(root, uri),
  };
}

const trees = new WeakMap<SourceFile, readonly DevToolTree[]>();

function treesOf(file: SourceFile): readonly DevToolTree[] {
  const known = trees.get(file);
  if (known) return known;
  const text = mappedFile(file);
  const { uri } = file;
  const made: readonly DevToolTree[] = isTiltfile(uri)
    ? [{ kind: 'dev-tool', tool: 'tilt', uri, text }]
    : documentsOf(file).flatMap((d) => {
        const [tool, root] = [toolOf(d), documentTree(d)];
        return tool && root ? [{ kind: 'dev-tool' as const, tool, uri, root, text }] : [];
      });
  trees.set(file, made);
  return made;
}

function assemble(request: StackRequest, reader: Reader, settings: StackSettings): Assembly {
  const uri = request.files[0] ?? '';
  const file = reader.file(uri);
  const path = request.root === undefined ? baseName(uri) : relativePath(request.root, uri);
  const role = fileRole(path);
  const made = typeof file === 'string' ? [] : treesOf(file);
  const context: Context = {
    id: request.id,
    stack: 'dev-tool',
    name: request.name,
    directory: request.directory,
    role: role === 'test' || role === 'example' ? role : 'development',
    quiet: !settings.includeFixtures && fixtureFolder(path) !== undefined,
    references: made.flatMap((tree) => referencesOf(tree, reader)),
  };
  return { context, trees: made, notes: [] };
}

/** Files and folders that the tool's file names. A path that is filled in when the tool runs is not there. */
function referencesOf(tree: DevToolTree, reader: Reader): readonly FileReference[] {
  const directory = directoryOf(tree.uri);
  return pathsOf(tree).flatMap(({ text, inFolder }) => {
    const named = joinUri(directory, text.text);
    const file = referenceTo(reader, text.whole, named);
    return file.length > 0 ? file : referenceInto(reader, text.whole, named, inFolder);
  });
}

function pathsOf({ tool, root, text }: DevToolTree): readonly ToolPath[] {
  if (tool === 'tilt') return tiltPaths(text);
  if (!root) return [];
  return tool === 'skaffold' ? skaffoldPaths(root) : tool === 'devspace' ? devSpacePaths(root) : [];
}
