import { documentTree, documentsOf } from '../../syntax/documents';
import type { MapNode, Node } from '../../syntax/tree';
import { at, entry, get } from '../../syntax/tree';
import { referencesOf, templateOf } from '../../template';
import type { TemplateReference } from '../../template/references';
import type { SourceFile } from '../../text/source';
import type { Uri } from '../../text/span';
import { baseName, isBelow } from '../../text/uri';
import type { Snapshot } from '../snapshot';
import type { Place } from './refactoring';

/** A chart of the workspace with its own values, and all that reads them. */
export interface ChartFolder {
  readonly directory: Uri;
  readonly values: SourceFile;
  /** `values.yaml`. */
  readonly tree: MapNode;
  readonly uses: readonly ValueUse[];
  /** Texts that may set values over the chart's own. */
  readonly settings: readonly SourceFile[];
}

/** An expression of a template that names a value, or that may. */
export interface ValueUse {
  readonly file: SourceFile;
  readonly reference: TemplateReference;
  /** Below `.Values`; empty for all of them, `undefined` where the text does not tell. */
  readonly path: readonly string[] | undefined;
}

/**
 * The chart of a template that is rendered by itself. `undefined` for charts that are parts of others, whose values others set, and
 * for those that refuse keys which they do not know.
 */
export function chartFolderAt(snapshot: Snapshot, { uri, deployments }: Place): ChartFolder | undefined {
  const directory = /^(.+?)\/templates\/[^]+\.(?:ya?ml|json)$/.exec(uri)?.[1];
  if (directory === undefined || baseName(uri).startsWith('_')) return undefined;
  if (!deployments.every(({ context }) => context.stack === 'helm' && context.directory === directory))
    return undefined;
  const known = folders.get(snapshot) ?? new Map<Uri, ChartFolder | undefined>();
  folders.set(snapshot, known);
  if (!known.has(directory)) known.set(directory, readFolder(snapshot, directory));
  return known.get(directory);
}

/** Every file may set values: in a large workspace that is not looked up at each move of the cursor. */
const folders = new WeakMap<Snapshot, Map<Uri, ChartFolder | undefined>>();

function readFolder({ files }: Snapshot, directory: Uri): ChartFolder | undefined {
  const schema = files.get(`${directory}/values.schema.json`)?.text ?? '';
  const values = files.has(`${directory}/Chart.yaml`) ? files.get(`${directory}/values.yaml`) : undefined;
  const documents = values ? documentsOf(values) : [];
  const [document] = documents;
  const tree = document && documentTree(document);
  if (!values || tree?.kind !== 'map' || documents.length > 1 || /"additionalProperties"\s*:\s*false/.test(schema))
    return undefined;
  const others = [...files.values()].filter((f) => f !== values && mayConcern(f, directory));
  const templates = others.filter((f) => f.uri.includes('/templates/') && isBelow(directory, f.uri));
  return {
    directory,
    values,
    tree,
    uses: templates.flatMap(usesIn),
    settings: others.filter((f) => !f.uri.includes('/templates/')),
  };
}

/** Files of the chart, values and what may install it. */
function mayConcern({ uri, text }: SourceFile, directory: Uri): boolean {
  return (
    isBelow(directory, uri) || (/\.ya?ml$/i.test(uri) && (/values/i.test(uri) || text.includes(baseName(directory))))
  );
}

function usesIn(file: SourceFile): readonly ValueUse[] {
  return referencesOf(templateOf(file)).flatMap((reference): readonly ValueUse[] => {
    const { path } = reference;
    if (path === undefined) return [{ file, reference, path }];
    return path[0] === 'Values' ? [{ file, reference, path: path.slice(1) }] : [];
  });
}

/**
 * Whether a key may be added to the values without changing what anything renders: nothing reads or sets it, nor takes a map as a
 * whole in which it would stand.
 */
export function isFreePath(folder: ChartFolder, path: readonly string[]): boolean {
  const { tree, uses, settings } = folder;
  const key = path.at(-1) ?? '';
  if (isSharedPath(folder, path)) return false;
  let here: MapNode | undefined = tree;
  for (const name of path.slice(0, -1)) {
    const next: Node | undefined = here && get(here, name);
    if (next && next.kind !== 'map') return false;
    here = next;
  }
  if (here && get(here, key)) return false;
  const read = uses.some((u) =>
    u.path ? isPrefix(u.path, path) || isPrefix(path, u.path) : u.reference.names.at(-1)?.name === key,
  );
  return !read && !mayBeSet(settings, path);
}

/** Whether what stands at a path, or around it, serves other keys too: by an anchor, an alias or a merge. */
export function isSharedPath({ tree, values }: ChartFolder, path: readonly string[]): boolean {
  let here: Node | undefined = tree;
  for (const name of path) {
    const found = entry(here, name);
    if (!found) return false;
    const { key, value } = found;
    const content = value.kind === 'map' ? (value.entries[0]?.key.start ?? value.start) : value.start;
    if (key.shared || value.shared || values.text.slice(key.end, content).includes('&')) return true;
    here = value;
  }
  return false;
}

/** Whether one of some texts may set a key. */
export function mayBeSet(settings: readonly SourceFile[], path: readonly string[]): boolean {
  const key = new RegExp(`(?:^|[\\s{,"'])${path.at(-1) ?? ''}["']?\\s*:`);
  return settings.some(({ text }) => text.includes(path.join('.')) || key.test(text));
}

/** Whether a path begins with another one; elements of lists and maps may be any. */
export function isPrefix(start: readonly string[], path: readonly string[]): boolean {
  return start.length <= path.length && start.every((name, i) => name === '*' || path[i] === '*' || name === path[i]);
}

/** Whether the values themselves have a number at a path. */
export function isNumberAt({ tree }: ChartFolder, path: readonly string[], number: number): boolean {
  const node = at(tree, ...path);
  return node?.kind === 'scalar' && node.value === String(number);
}
