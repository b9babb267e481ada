import type { SourceFile } from '../../text/source';
import type { Uri } from '../../text/span';
import { baseName, directoryOf, isBelow, joinUri, relativePath } from '../../text/uri';
import { parentOf } from '../../lore/folders';
import type { ChartRequest, Discovery, StackRequest } from '../stack';
import { chartFile } from './chartFile';
import { layerFile } from './layers';
import { environmentOfFile, isChartFile, valuesFileKind } from './names';
import { switchesProbesOff } from './probes';
import type { Release } from './release';
import { mayRelease, releasesOf } from './releases';

/** Environments of one chart, at most; what is beyond is noted. */
const ENVIRONMENTS = 24;

/** What of a file counts for finding charts. */
type Seen =
  | { readonly kind: 'chart'; readonly library: boolean }
  | { readonly kind: 'yaml'; readonly releases: readonly Release[] }
  | { readonly kind: 'other' };

const OTHER: Seen = { kind: 'other' };
const PLAIN: Seen = { kind: 'yaml', releases: [] };
const seen = new WeakMap<SourceFile, Seen>();

/** Looks at a file once; for discovery over a large workspace. */
export function glanceFile(file: SourceFile): Seen {
  const known = seen.get(file);
  if (known) return known;
  const made = look(file);
  seen.set(file, made);
  return made;
}

function look(file: SourceFile): Seen {
  if (!/\.ya?ml$/.test(file.uri)) return OTHER;
  if (isChartFile(file.uri)) return { kind: 'chart', library: chartFile(file).library };
  return mayRelease(file) ? { kind: 'yaml', releases: releasesOf(file) } : PLAIN;
}

/** Requests by id: those that come out the same stay the same object. */
const made = new WeakMap<Discovery['settings'], Map<string, StackRequest>>();

/**
 * The charts of the workspace, each in all of its environments: with its own values (once more with the probes that
 * they switch off), with each values file of its folder, and as each Helmfile, Argo CD Application and HelmRelease installs it. Libraries render nothing; a chart inside of
 * another one is rendered with that.
 */
export function discoverCharts(discovery: Discovery): readonly StackRequest[] {
  const charts = new Map<Uri, SourceFile>();
  for (const file of discovery.files) if (glanceFile(file).kind === 'chart') charts.set(parentOf(file.uri), file);
  if (charts.size === 0) return [];
  const roots = discovery.roots.map((r) => r.replace(/\/+$/, ''));
  const known = made.get(discovery.settings) ?? new Map<string, StackRequest>();
  made.set(discovery.settings, known);
  const variants = variantsOf(discovery.files, charts, roots);
  const out: StackRequest[] = [];
  for (const [directory, file] of charts) {
    const look = glanceFile(file);
    if ((look.kind === 'chart' && look.library) || isInside(directory, charts)) continue;
    for (const request of requestsOf(directory, rootOf(directory, roots), variants.get(directory) ?? [])) {
      const before = known.get(request.id);
      const kept = before && isSame(before, request) ? before : request;
      known.set(request.id, kept);
      out.push(kept);
    }
  }
  return out;
}

/** `charts/redis` of another chart. */
function isInside(directory: Uri, charts: ReadonlyMap<Uri, SourceFile>): boolean {
  const holder = parentOf(directory);
  return holder.endsWith('/charts') && charts.has(parentOf(holder));
}

function rootOf(directory: Uri, roots: readonly Uri[]): Uri {
  const above = roots.filter((r) => isBelow(r, directory));
  return above.reduce((a, b) => (b.length > a.length ? b : a), above[0] ?? directory);
}

/** One environment of a chart. */
interface Variant {
  readonly key: string;
  readonly title: string;
  readonly files: readonly Uri[];
  readonly environment: string | undefined;
  readonly release?: ChartRequest['release'];
  readonly probes?: true;
}

function variantsOf(
  files: readonly SourceFile[],
  charts: ReadonlyMap<Uri, SourceFile>,
  roots: readonly Uri[],
): ReadonlyMap<Uri, readonly Variant[]> {
  const out = new Map<Uri, Variant[]>();
  const add = (directory: Uri, variant: Variant) => {
    const list = out.get(directory);
    if (list) list.push(variant);
    else out.set(directory, [variant]);
  };
  for (const file of files) {
    const look = glanceFile(file);
    if (look.kind !== 'yaml') continue;
    const directory = holderOf(file.uri, charts);
    const variant = directory === undefined ? undefined : valuesVariant(directory, file);
    if (directory !== undefined && variant) add(directory, variant);
    for (const [item, release] of look.releases.entries()) {
      const chart = chartOf(release, file.uri, charts, roots);
      if (chart !== undefined) add(chart, releaseVariant(release, item, file.uri, chart, rootOf(chart, roots)));
    }
  }
  return out;
}

/** The chart that a file belongs to: the nearest at most four folders above it. */
function holderOf(uri: Uri, charts: ReadonlyMap<Uri, SourceFile>): Uri | undefined {
  let directory = parentOf(uri);
  for (let level = 0; level < 5; level++) {
    if (charts.has(directory)) return directory;
    directory = parentOf(directory);
  }
  return undefined;
}

function valuesVariant(directory: Uri, file: SourceFile): Variant | undefined {
  const { uri } = file;
  const path = relativePath(directory, uri);
  if (path === 'values.yaml' && switchesProbesOff(file))
    return { key: 'probes', title: 'all probes on', files: [], environment: undefined, probes: true };
  const kind = valuesFileKind(path);
  if (kind === undefined) return undefined;
  const environment = kind === 'ci' ? undefined : environmentOfFile(path);
  return { key: path, title: path, files: [uri], environment };
}

function releaseVariant(release: Release, item: number, uri: Uri, chart: Uri, root: Uri): Variant {
  const files = release.layers.flatMap((l) => (l.kind === 'file' ? [layerFile(l, { file: uri, chart, root })] : []));
  const own = files.map((f) => environmentOfFile(relativePath(chart, f))).find((e) => e !== undefined);
  return {
    key: `${relativePath(root, uri)}#${item}`,
    title: release.name,
    files: [...files, uri],
    environment: own ?? environmentOfFile(release.name) ?? environmentOfFile(relativePath(root, uri)),
    release: { uri, item },
  };
}

/** The folder of the chart that a release installs, when it is one of the workspace. */
function chartOf(
  release: Release,
  uri: Uri,
  charts: ReadonlyMap<Uri, SourceFile>,
  roots: readonly Uri[],
): Uri | undefined {
  const { from, path } = release.chart;
  const start = from === 'beside' ? directoryOf(uri) : rootOf(uri, roots);
  const directory = joinUri(start, path);
  return charts.has(directory) ? directory : undefined;
}

function requestsOf(directory: Uri, root: Uri, variants: readonly Variant[]): readonly StackRequest[] {
  const path = relativePath(root, directory);
  const name = path === '.' ? baseName(directory) : path;
  const taken = variants.slice(0, ENVIRONMENTS - 1);
  const base = { stack: 'helm', directory, root };
  const file = `${directory}/Chart.yaml`;
  const first: StackRequest = {
    ...base,
    id: `helm:${directory}`,
    files: [file],
    name,
    chart: { left: variants.length - taken.length },
  };
  return [
    first,
    ...taken.map((v): StackRequest => ({
      ...base,
      id: `helm:${directory}#${v.key}`,
      files: [file, ...v.files],
      name: `${name} (${v.title})`,
      ...(v.environment === undefined ? {} : { environment: v.environment }),
      chart: { left: 0, ...(v.release ? { release: v.release } : {}), ...(v.probes ? { probes: v.probes } : {}) },
    })),
  ];
}

function isSame(a: StackRequest, b: StackRequest): boolean {
  return (
    a.root === b.root &&
    a.name === b.name &&
    a.environment === b.environment &&
    a.chart?.left === b.chart?.left &&
    a.files.join('\n') === b.files.join('\n')
  );
}
