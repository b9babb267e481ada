import type { MapEntry, MapValue, Value } from '../../template';
import { valueOfNode } from '../../template';
import { buildTree } from '../../syntax/flat';
import type { ScalarNode } from '../../syntax/tree';
import { siteOf } from '../../syntax/tree';
import { parseYamlDocument } from '../../syntax/yaml';
import type { Uri } from '../../text/span';
import { directoryOf, joinUri } from '../../text/uri';
import type { Reader } from '../stack';
import type { Layer } from './release';
import { valuesOfFile, valuesOfTree } from './values';

/** Where the paths of a release start. */
export interface LayerPlaces {
  /** The file that describes the release. */
  readonly file: Uri;
  readonly chart: Uri;
  /** The top of the repository. */
  readonly root: Uri;
}

/** The values of a layer; `undefined` when a file is not there, so that nothing is known of the release. */
export function valuesOfLayer(layer: Layer, places: LayerPlaces, reader: Reader): MapValue | undefined {
  switch (layer.kind) {
    case 'file': {
      const file = reader.file(layerFile(layer, places));
      return typeof file === 'string' ? undefined : valuesOfFile(file);
    }
    case 'tree':
      return valuesOfTree(layer.root);
    case 'text':
      return valuesOfTree(buildTree(parseYamlDocument(layer.text.text).tree, layer.text, 0));
    case 'set':
      return layer.value.kind === 'scalar' ? setValues(layer.path, layer.value) : undefined;
  }
}

/** The file of a layer that is one. */
export function layerFile(layer: Extract<Layer, { kind: 'file' }>, places: LayerPlaces): Uri {
  const from = { chart: places.chart, beside: directoryOf(places.file), root: places.root }[layer.from];
  return joinUri(from, layer.path);
}

/** `a.b=8080` of `--set`: the text is typed as YAML types it. An element of a list cannot be set alone here, so the list is unknown. */
function setValues(path: string, node: ScalarNode): MapValue {
  const keys = path.split(/(?<!\\)\./).map((key) => key.replace(/\\\./g, '.'));
  const listAt = keys.findIndex((key) => key.includes('['));
  const plain: ScalarNode = { ...node, style: 'plain' };
  let value: Value = valueOfNode(plain, { key: path, at: siteOf(node), keyAt: siteOf(node), parent: {} });
  if (listAt >= 0) {
    const because = 'one element of it is set when it is installed';
    value = { kind: 'unknown', unknown: { kind: 'given', because } };
    keys.splice(listAt, keys.length, (keys[listAt] as string).replace(/\[.*$/, ''));
  }
  return keys.reduceRight<Value>(
    (inner, key): MapValue => ({ kind: 'map', entries: new Map<string, MapEntry>([[key, { value: inner }]]) }),
    value,
  ) as MapValue;
}
