import { environmentAt, isFixture, parentOf, roleAt } from '../../lore/folders';
import { isKustomization } from '../../lore/kustomization';
import type { SourceFile } from '../../text/source';
import type { Uri } from '../../text/span';
import { baseName, relativePath } from '../../text/uri';
import type {
  Assembly,
  ChartRenderer,
  Context,
  Discovery,
  Reader,
  StackKind,
  StackRequest,
  StackSettings,
} from '../stack';
import { build, kustomizationRoot } from './build';
import { rootsOf } from './roots';
import { treesOf } from './trees';

/**
 * Kustomizations, formats.md §3.15: each one that no other uses is built as Kustomize would, and is one context. A base that
 * overlays build on is seen through them. `renderChart` gives what the charts render that they install.
 */
export function kustomizeWith(renderChart: ChartRenderer): StackKind {
  return {
    id: 'kustomize',
    discover,
    glance: (file) => {
      if (isKustomization(file.uri)) kustomizationRoot(file);
    },
    parses: (document) => isKustomization(document.file.uri),
    parsesToDiscover: true,
    assemble: (request, reader, settings) => assemble(request, reader, settings, renderChart),
  };
}

/** What was found last, and in which kustomizations. */
interface Found {
  readonly files: readonly SourceFile[];
  readonly roots: string;
  readonly requests: readonly StackRequest[];
}

const found = new WeakMap<StackSettings, Found>();

/** Runs after every edit, and most edits are in no kustomization. */
function discover({ files: all, roots: given, settings }: Discovery): readonly StackRequest[] {
  const files = all.filter((f) => isKustomization(f.uri));
  const roots = given.map((r) => r.replace(/\/+$/, ''));
  const last = found.get(settings);
  const same =
    last &&
    last.roots === roots.join('\n') &&
    last.files.length === files.length &&
    files.every((f, i) => f === last.files[i]);
  if (same) return last.requests;
  const requests = rootsOf(files).map((file) => requestOf(file, roots));
  requests.sort((a, b) => (a.id < b.id ? -1 : 1));
  found.set(settings, { files, roots: roots.join('\n'), requests });
  return requests;
}

function requestOf(file: SourceFile, roots: readonly Uri[]): StackRequest {
  const directory = parentOf(file.uri);
  const root = roots
    .filter((r) => directory === r || directory.startsWith(`${r}/`))
    .reduce((best, r) => (r.length > best.length ? r : best), '');
  const path = relativePath(root, directory);
  const environment = environmentAt(root, directory);
  return {
    stack: 'kustomize',
    id: `kustomize:${directory}`,
    directory,
    root,
    files: [file.uri],
    name: path === '.' ? baseName(root) : path,
    ...(environment === undefined ? {} : { environment }),
  };
}

function assemble(
  request: StackRequest,
  reader: Reader,
  settings: StackSettings,
  renderChart: ChartRenderer,
): Assembly {
  const { directory } = request;
  const root = request.root ?? directory;
  const place = `${directory}/_`;
  const made = build(directory, reader, renderChart);
  const context: Context = {
    id: request.id,
    stack: 'kustomize',
    name: request.name,
    directory,
    ...(request.environment === undefined ? {} : { environment: request.environment }),
    role: roleAt(root, place),
    quiet: !settings.includeFixtures && isFixture(root, place),
    together: true,
    ...(made
      ? { distances: made.files, references: made.references, matches: made.resources.flatMap((r) => r.matches) }
      : {}),
    ...(made?.open === undefined ? {} : { open: made.open }),
  };
  if (!made)
    return { context, trees: [], notes: [{ uri: request.files[0] ?? directory, message: 'could not be read' }] };
  return { context, trees: treesOf(made.resources), notes: made.notes };
}
