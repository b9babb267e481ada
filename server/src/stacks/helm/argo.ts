import { decoded } from '../../syntax/decode';
import type { MapNode, Node, ScalarNode } from '../../syntax/tree';
import { at, entriesOf, get, isNull, itemsOf, scalar, spanIn, textOf } from '../../syntax/tree';
import type { MappedText } from '../../text/mapped';
import { concatMapped, sliceMapped, useAt } from '../../text/mapped';
import type { Layer, Release } from './release';
import { plainPath, plainText } from './release';

/*
 * Argo CD: `Application` and `ApplicationSet` (https://argo-cd.readthedocs.io/en/stable/user-guide/helm/). A release is
 * read when all of its values are: `valueFiles` below `values` below `valuesObject` below `parameters`.
 */

/** The releases of an `Application` whose source is a chart of the repository. */
export function applicationReleases(root: Node): readonly Release[] {
  return sourcesOf(get(root, 'spec'), textOf(at(root, 'metadata', 'name')) ?? '');
}

/** The releases of an `ApplicationSet` whose generators are lists of literals. */
export function applicationSetReleases(root: Node): readonly Release[] {
  const generators = itemsOf(at(root, 'spec', 'generators'));
  if (generators.length === 0 || generators.some((g) => entriesOf(g).length !== 1 || !get(g, 'list'))) return [];
  const template = at(root, 'spec', 'template');
  if (!template) return [];
  return generators.flatMap((g) =>
    itemsOf(at(g, 'list', 'elements')).flatMap((element) => {
      const filled = fill(template, parametersOf(element, '', new Map()));
      return sourcesOf(get(filled, 'spec'), textOf(at(filled, 'metadata', 'name')) ?? '');
    }),
  );
}

function sourcesOf(spec: Node | undefined, application: string): readonly Release[] {
  const several = itemsOf(get(spec, 'sources'));
  const sources = several.length > 0 ? several : [get(spec, 'source')].flatMap((s) => s ?? []);
  return sources.flatMap((source) => {
    const folder = plainPath(get(source, 'path'));
    const helm = get(source, 'helm');
    const layers = layersOf(helm, several);
    if (!folder || !layers) return [];
    const name = plainText(get(helm, 'releaseName')) ?? application;
    const namespace = plainText(at(spec, 'destination', 'namespace'));
    return [{ name, ...(namespace ? { namespace } : {}), chart: { from: 'root', ...folder }, layers }];
  });
}

/** `undefined` when something of it is not known. */
function layersOf(helm: Node | undefined, sources: readonly Node[]): readonly Layer[] | undefined {
  const layers: Layer[] = [];
  for (const node of itemsOf(get(helm, 'valueFiles'))) {
    const file = valueFile(plainPath(node), sources);
    if (!file) return undefined;
    layers.push(file);
  }
  const values = scalar(get(helm, 'values'));
  if (values) layers.push({ kind: 'text', text: decoded(values) });
  const object = get(helm, 'valuesObject');
  if (object?.kind === 'map') layers.push({ kind: 'tree', root: object });
  for (const parameter of itemsOf(get(helm, 'parameters'))) {
    const path = plainText(get(parameter, 'name'));
    const value = get(parameter, 'value');
    if (path === undefined || !value || (!isNull(value) && plainText(value) === undefined)) return undefined;
    layers.push({ kind: 'set', path, value });
  }
  return layers;
}

/** `$values/prod/shop.yaml` is a file of the source that is called `values`; all others stand in the chart. */
function valueFile(file: ReturnType<typeof plainPath>, sources: readonly Node[]): Layer | undefined {
  if (!file || /^[a-z]+:\/\//.test(file.path)) return undefined;
  const named = /^\$([\w-]+)\/(.+)$/.exec(file.path);
  if (!named) return { kind: 'file', from: 'chart', ...file };
  const known = sources.some((s) => textOf(get(s, 'ref')) === named[1]);
  return known ? { kind: 'file', from: 'root', path: named[2] as string, at: file.at } : undefined;
}

/** The scalars of a generator's element by the names under which templates know them: `cluster`, `values.region`. */
function parametersOf(node: Node, path: string, out: Map<string, ScalarNode>): ReadonlyMap<string, ScalarNode> {
  for (const { key, value } of entriesOf(node)) {
    const name = path === '' ? key.value : `${path}.${key.value}`;
    if (value.kind === 'scalar') out.set(name, value);
    else parametersOf(value, name, out);
  }
  return out;
}

/** A template with its parameters filled in; what else it asks for stays as it is written. */
function fill<T extends Node>(node: T, parameters: ReadonlyMap<string, ScalarNode>): T;
function fill(node: Node, parameters: ReadonlyMap<string, ScalarNode>): Node {
  if (node.kind === 'map')
    return {
      ...node,
      entries: node.entries.map((e) => ({ key: e.key, value: fill(e.value, parameters) })),
    } satisfies MapNode;
  if (node.kind === 'seq') return { ...node, items: node.items.map((item) => fill(item, parameters)) };
  if (node.kind !== 'scalar' || !node.value.includes('{{')) return node;
  const text = fillText(decoded(node), parameters);
  return { ...node, value: text.text, decoded: text };
}

/** `{{cluster}}`, `{{ .cluster }}`, `{{values.region}}`. */
function fillText(text: MappedText, parameters: ReadonlyMap<string, ScalarNode>): MappedText {
  const pieces: MappedText[] = [];
  let from = 0;
  for (let open = text.text.indexOf('{{'); open >= 0; open = text.text.indexOf('{{', open + 2)) {
    const close = text.text.indexOf('}}', open);
    const name = text.text
      .slice(open + 2, close)
      .trim()
      .replace(/^\./, '');
    const value = close < 0 ? undefined : parameters.get(name);
    if (!value) continue;
    pieces.push(sliceMapped(text, from, open));
    const site = spanIn(text, open, close + 2);
    pieces.push(useAt(decoded(value), site, { kind: 'reference', name }));
    from = close + 2;
  }
  if (from === 0) return text;
  pieces.push(sliceMapped(text, from, text.text.length));
  return concatMapped(pieces, text.whole);
}
