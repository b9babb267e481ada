import type { Node } from '../../syntax/tree';
import { at, entriesOf, get, isNull, itemsOf, textOf } from '../../syntax/tree';
import type { Layer, Release } from './release';
import { plainPath, plainText } from './release';

/**
 * Flux's `HelmRelease` (https://fluxcd.io/flux/components/helm/helmreleases/) of a chart that lies in the repository itself:
 * values files of the chart below `values`. One that takes values from ConfigMaps or Secrets is not known.
 */
export function fluxReleases(root: Node): readonly Release[] {
  const spec = get(root, 'spec');
  const chart = at(spec, 'chart', 'spec');
  const source = textOf(at(chart, 'sourceRef', 'kind'));
  const folder = plainPath(get(chart, 'chart'));
  const values = get(spec, 'values');
  if (!folder?.path.includes('/') || (source !== 'GitRepository' && source !== 'Bucket')) return [];
  if (itemsOf(get(spec, 'valuesFrom')).length > 0 || entriesOf(get(chart, 'valuesFile')).length > 0) return [];
  const layers: Layer[] = [];
  for (const node of itemsOf(get(chart, 'valuesFiles'))) {
    const file = plainPath(node);
    if (!file) return [];
    // Named from the top of the repository, the chart's own values.yaml among them.
    layers.push({ kind: 'file', from: 'root', ...file });
  }
  if (values?.kind === 'map') layers.push({ kind: 'tree', root: values });
  else if (!isNull(values)) return [];
  const name = plainText(get(spec, 'releaseName')) ?? textOf(at(root, 'metadata', 'name')) ?? '';
  const namespace = plainText(get(spec, 'targetNamespace')) ?? plainText(at(root, 'metadata', 'namespace'));
  return [{ name, ...(namespace ? { namespace } : {}), chart: { from: 'root', ...folder }, layers }];
}
