import type { Node } from '../../syntax/tree';
import { at, get, itemsOf, textOf } from '../../syntax/tree';
import type { Uri } from '../../text/span';
import { joinUri } from '../../text/uri';
import type { GivenValues, Note } from '../stack';
import { objectsIn } from './files';
import type { Resource } from './resource';
import { idOf, newResource } from './resource';
import type { Run } from './run';
import { note, refer } from './run';

/**
 * `helmCharts:`: what the charts render that lie unpacked beside the kustomization (`chartHome`, else `charts`). Charts that
 * Kustomize would fetch are not known.
 */
export function chartResources(run: Run): readonly Resource[] {
  return itemsOf(get(run.root, 'helmCharts')).flatMap((item) => {
    const made = resourcesOfChart(item, run);
    if (!made) note(run, get(item, 'name') ?? item, 'is a chart that is not in the workspace', true);
    return made ?? [];
  });
}

function resourcesOfChart(item: Node, run: Run): readonly Resource[] | undefined {
  const name = textOf(get(item, 'name'));
  const layers = name === undefined ? undefined : layersOf(item, run);
  if (name === undefined || !layers) return undefined;
  const home = textOf(at(run.root, 'helmGlobals', 'chartHome')) ?? 'charts';
  const release = {
    name: textOf(get(item, 'releaseName')) ?? name,
    namespace: textOf(get(item, 'namespace')) ?? 'default',
  };
  const directory = joinUri(run.directory, `${home}/${name}`);
  referToFiles(item, directory, run);
  const notes: Note[] = [];
  const documents = run.renderChart({ directory, release, layers }, run.reader, notes);
  for (const met of notes) run.outcome.notes.add(met);
  return documents?.flatMap(({ root, open, problems }) =>
    objectsIn(root).flatMap((node): readonly Resource[] => {
      const id = idOf(node);
      const partial = open || problems.length > 0;
      return id ? [{ ...newResource(id, { node }, undefined), partial, local: true }] : [];
    }),
  );
}

function referToFiles(item: Node, chart: Uri, run: Run): void {
  const names = [get(item, 'valuesFile'), ...itemsOf(get(item, 'additionalValuesFiles'))];
  const named = names.flatMap((node) => {
    const path = textOf(node);
    return node && path ? [{ node, uri: joinUri(run.directory, path) }] : [];
  });
  const name = get(item, 'name');
  if (name) named.push({ node: name, uri: `${chart}/Chart.yaml` });
  for (const { node, uri } of named) if (typeof run.reader.file(uri) === 'object') refer(run, node, uri);
}

/** `valuesMerge`: inline values over those of the file, below them, or in their place. */
function layersOf(item: Node, run: Run): readonly GivenValues[] | undefined {
  const path = textOf(get(item, 'valuesFile'));
  const inline = get(item, 'valuesInline');
  const own: GivenValues[] = path === undefined ? [] : [{ file: joinUri(run.directory, path) }];
  const written: GivenValues[] = inline?.kind === 'map' ? [{ tree: inline }] : [];
  const more = itemsOf(get(item, 'additionalValuesFiles')).map((n): GivenValues | undefined => {
    const file = textOf(n);
    return file === undefined ? undefined : { file: joinUri(run.directory, file) };
  });
  if (!more.every((layer) => layer !== undefined)) return undefined;
  const merge = textOf(get(item, 'valuesMerge')) ?? 'override';
  if (merge === 'replace') return [...(written.length > 0 ? written : own), ...more];
  return [...(merge === 'merge' ? [...written, ...own] : [...own, ...written]), ...more];
}
