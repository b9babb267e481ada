import type { ChartFiles } from '../../template';
import { parentOf } from '../../lore/folders';
import type { SourceFile } from '../../text/source';
import type { Uri } from '../../text/span';
import { baseName, encodeSegment, joinUri, relativePath } from '../../text/uri';
import type { Note, Reader } from '../stack';
import type { ChartFile, Dependency } from './chartFile';
import { chartFile, requirementsOf } from './chartFile';
import type { HelmIgnore } from './ignore';
import { helmIgnore } from './ignore';
import { versionFits } from './versions';

/** A chart with its templates and the charts that it brings along, as far as the workspace has them. */
export interface Chart {
  readonly directory: Uri;
  /** The name by which its parent knows it: the alias where there is one. */
  readonly name: string;
  /** Its name among the templates: `shop`, `shop/charts/redis`. */
  readonly path: string;
  readonly file: ChartFile;
  /** Why it is there; absent for the chart itself and for what just lies in `charts/`. */
  readonly dependency?: Dependency;
  readonly templates: readonly ChartTemplate[];
  /** `NOTES.txt`: read, but no manifest. */
  readonly notes: readonly SourceFile[];
  /** Templates whose text is not here. */
  readonly unread: number;
  /** `values.yaml`. */
  readonly values: SourceFile | undefined;
  readonly charts: readonly Chart[];
  /** Dependencies that the workspace does not have, or has only packed. */
  readonly missing: readonly Dependency[];
  readonly files: ChartFiles;
}

/** A file below `templates/`. */
export interface ChartTemplate {
  /** As templates name it: `shop/templates/service.yaml`. */
  readonly name: string;
  readonly file: SourceFile;
}

/** Charts in charts, at most. */
const DEPTH = 8;
/** Charts that one chart may bring along: those that name one another are loaded once for each way. */
const CHARTS = 500;
/** Files of a chart that `.Files` may list, at most. */
const FILES = 5000;

interface Loading {
  readonly reader: Reader;
  readonly notes: Note[];
  /** Directories of the charts around. */
  readonly chain: readonly Uri[];
  /** Charts so far. */
  readonly spent: { charts: number };
}

/** Loads the chart of a directory; `undefined` when its `Chart.yaml` is not there or not read yet. */
export function loadChart(directory: Uri, reader: Reader, notes: Note[]): Chart | undefined {
  return load(directory, undefined, undefined, { reader, notes, chain: [], spent: { charts: 0 } });
}

function load(
  directory: Uri,
  parent: string | undefined,
  dependency: Dependency | undefined,
  loading: Loading,
): Chart | undefined {
  const { reader, notes, chain, spent } = loading;
  const source = reader.file(`${directory}/Chart.yaml`);
  if (typeof source === 'string' || chain.includes(directory) || chain.length >= DEPTH) return undefined;
  if (++spent.charts > CHARTS) return undefined;
  const file = chartFile(source);
  const name = dependency?.alias ?? file.name ?? baseName(directory);
  const path = parent === undefined ? name : `${parent}/charts/${name}`;
  const listing = reader.list(directory);
  const ignored = ignoreOf(directory, listing, reader);
  const values = listing.includes('values.yaml') ? reader.file(`${directory}/values.yaml`) : 'absent';
  if (values === 'unread') notes.push({ uri: `${directory}/values.yaml`, message: 'could not be read' });
  const inside = { reader, notes, chain: [...chain, directory], spent };
  const parts = partsOf({ directory, listing, path, file, ignored }, inside);
  return {
    directory,
    name,
    path,
    file,
    ...(dependency ? { dependency } : {}),
    ...templatesOf({ directory, path, ignored }, reader, notes),
    values: typeof values === 'string' ? undefined : values,
    ...parts,
    files: filesOf(directory, ignored, reader),
  };
}

function ignoreOf(directory: Uri, listing: readonly string[], reader: Reader): HelmIgnore {
  const file = listing.includes('.helmignore') ? reader.file(`${directory}/.helmignore`) : 'absent';
  return helmIgnore(typeof file === 'string' ? '' : file.text);
}

/** Paths below a folder of the chart, those that are left out of it not among them, in order. */
function pathsBelow(directory: Uri, folder: string, ignored: HelmIgnore, reader: Reader): readonly string[] {
  const out: string[] = [];
  const visit = (path: string): void => {
    for (const name of reader.list(path === '' ? directory : `${directory}/${path.slice(0, -1)}`)) {
      const below = `${path}${name}`;
      if (out.length >= FILES || ignored(below.replace(/\/$/, ''))) continue;
      if (name.endsWith('/')) visit(below);
      else out.push(below);
    }
  };
  visit(folder);
  return out;
}

interface Place {
  readonly directory: Uri;
  readonly path: string;
  readonly ignored: HelmIgnore;
}

function templatesOf(place: Place, reader: Reader, notes: Note[]): Pick<Chart, 'templates' | 'notes' | 'unread'> {
  const { directory, path, ignored } = place;
  const templates: ChartTemplate[] = [];
  const forPeople: SourceFile[] = [];
  let unread = 0;
  for (const below of pathsBelow(directory, 'templates/', ignored, reader)) {
    if (!/\.(?:ya?ml|tpl|json|txt)$/.test(below)) continue;
    const uri = `${directory}/${below}`;
    const file = reader.file(uri);
    if (typeof file !== 'string') {
      if (below.endsWith('NOTES.txt')) forPeople.push(file);
      else templates.push({ name: `${path}/${relativePath(directory, uri)}`, file });
    } else if (file === 'unread') {
      unread++;
      notes.push({ uri, message: 'could not be read, so what it renders is not known' });
    }
  }
  return { templates, notes: forPeople, unread };
}

/** `.Files`: everything but what makes the chart. */
function filesOf(directory: Uri, ignored: HelmIgnore, reader: Reader): ChartFiles {
  return {
    paths: () =>
      pathsBelow(directory, '', ignored, reader).filter(
        (p) => !/^(?:templates|charts)\/|^(?:Chart|values|requirements)\.yaml$|^(?:Chart|requirements)\.lock$/.test(p),
      ),
    file: (path) => {
      const clean = path.replace(/^(?:\.?\/)+/, '');
      if (clean === '' || clean.split('/').includes('..') || ignored(clean)) return 'absent';
      const folder = clean.includes('/') ? joinUri(directory, clean.slice(0, clean.lastIndexOf('/'))) : directory;
      const name = encodeSegment(clean.slice(clean.lastIndexOf('/') + 1));
      return reader.list(folder).includes(name) ? reader.file(`${folder}/${name}`) : 'absent';
    },
  };
}

interface Parent extends Place {
  readonly listing: readonly string[];
  readonly file: ChartFile;
}

/** The charts that a chart brings along (formats.md §3.14): what it depends on, and what lies unpacked in `charts/`. */
function partsOf(parent: Parent, loading: Loading): Pick<Chart, 'charts' | 'missing'> {
  const { directory, path } = parent;
  const dependencies = dependenciesOf(parent, loading.reader);
  const unpacked = unpackedCharts(parent, loading.reader);
  const charts: Chart[] = [];
  const missing: Dependency[] = [];
  for (const dependency of dependencies) {
    const found =
      unpacked.get(dependency.name) ??
      localChart(directory, dependency, loading.reader) ??
      siblingChart(directory, dependency, loading.reader);
    const chart = found === undefined ? undefined : load(found, path, dependency, loading);
    if (chart) charts.push(chart);
    else missing.push(dependency);
  }
  const named = new Set(dependencies.map((d) => d.name));
  for (const [name, found] of unpacked) {
    const chart = named.has(name) ? undefined : load(found, path, undefined, loading);
    if (chart) charts.push(chart);
  }
  for (const { name } of missing)
    loading.notes.push({
      uri: `${directory}/Chart.yaml`,
      message: `depends on the chart ${name}, which is not unpacked in the workspace: what it renders and defines is not known`,
    });
  return { charts, missing };
}

function dependenciesOf({ directory, listing, file }: Parent, reader: Reader): readonly Dependency[] {
  if (file.dependencies.length > 0 || !listing.includes('requirements.yaml')) return file.dependencies;
  const old = reader.file(`${directory}/requirements.yaml`);
  return typeof old === 'string' ? [] : requirementsOf(old);
}

/** Folders of `charts/` that are charts, by the names that they give themselves. */
function unpackedCharts({ directory, listing, ignored }: Parent, reader: Reader): ReadonlyMap<string, Uri> {
  const out = new Map<string, Uri>();
  if (!listing.includes('charts/')) return out;
  for (const name of reader.list(`${directory}/charts`)) {
    // As Helm does, folders that begin with `_` or `.` are left alone.
    if (!name.endsWith('/') || /^[._]/.test(name) || ignored(`charts/${name.slice(0, -1)}`)) continue;
    const folder = `${directory}/charts/${name.slice(0, -1)}`;
    const own = chartNameAt(folder, reader);
    if (own !== undefined) out.set(own, folder);
  }
  return out;
}

function chartNameAt(folder: Uri, reader: Reader): string | undefined {
  const source = reader.list(folder).includes('Chart.yaml') ? reader.file(`${folder}/Chart.yaml`) : 'absent';
  return typeof source === 'string' ? undefined : (chartFile(source).name ?? baseName(folder));
}

/** `file://../common`: from the chart's folder. */
function localChart(directory: Uri, { repository }: Dependency, reader: Reader): Uri | undefined {
  if (!repository?.startsWith('file://')) return undefined;
  const folder = joinUri(directory, repository.slice('file://'.length));
  return chartNameAt(folder, reader) === undefined ? undefined : folder;
}

/**
 * A repository of charts holds charts that depend on one another through the registry that it publishes them to: a chart
 * in the folder beside, of the right name and version, is what the registry will have.
 */
function siblingChart(directory: Uri, dependency: Dependency, reader: Reader): Uri | undefined {
  const folder = joinUri(parentOf(directory), dependency.name);
  if (folder === directory || chartNameAt(folder, reader) !== dependency.name) return undefined;
  const source = reader.file(`${folder}/Chart.yaml`);
  const version = typeof source === 'string' ? undefined : chartFile(source).version;
  return version !== undefined && versionFits(dependency.version, version) ? folder : undefined;
}
