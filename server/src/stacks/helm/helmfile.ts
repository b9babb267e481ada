import type { Node } from '../../syntax/tree';
import { get, itemsOf } from '../../syntax/tree';
import type { Layer, Release } from './release';
import { plainPath, plainText } from './release';

/**
 * Releases of a Helmfile (https://helmfile.readthedocs.io/) that install a chart of the workspace. A Helmfile is a template
 * itself, and so are `.gotmpl` values: a release that such text has a part in is left out.
 */
export function helmfileReleases(root: Node): readonly Release[] {
  return itemsOf(get(root, 'releases')).flatMap((release) => {
    const name = plainText(get(release, 'name'));
    const chart = plainPath(get(release, 'chart'));
    const layers = layersOf(release);
    const namespace = plainText(get(release, 'namespace'));
    // `stable/redis` is a chart of a repository, not a folder.
    if (name === undefined || !chart || !/^\.{1,2}\//.test(chart.path) || !layers) return [];
    return [{ name, ...(namespace ? { namespace } : {}), chart: { from: 'beside', ...chart }, layers }];
  });
}

function layersOf(release: Node): readonly Layer[] | undefined {
  const layers: Layer[] = [];
  for (const item of itemsOf(get(release, 'values'))) {
    const file = plainPath(item);
    if (item.kind === 'map' && isPlain(item)) layers.push({ kind: 'tree', root: item });
    else if (file && /\.ya?ml$/.test(file.path)) layers.push({ kind: 'file', from: 'beside', ...file });
    else return undefined;
  }
  for (const item of itemsOf(get(release, 'set'))) {
    const path = plainText(get(item, 'name'));
    const value = get(item, 'value');
    if (path === undefined || !value || plainText(value) === undefined) return undefined;
    layers.push({ kind: 'set', path, value });
  }
  return layers;
}

/** Whether no text in it is filled in before it counts. */
function isPlain(node: Node): boolean {
  if (node.kind === 'map') return node.entries.every((e) => isPlain(e.value));
  if (node.kind === 'seq') return node.items.every(isPlain);
  return node.kind === 'scalar' && !node.value.includes('{{');
}
