import type { FieldTables } from '../../lore/kustomizeFields';
import { isLocalPath } from '../../lore/kustomization';
import { documentsOf } from '../../syntax/documents';
import type { MapNode, Node } from '../../syntax/tree';
import { at, entry, get, isNull, itemsOf, textOf } from '../../syntax/tree';
import { joinUri } from '../../text/uri';
import { rootOf } from './files';
import { runGenerators } from './generators';
import { setImages } from './images';
import { mapNode, withEntry } from './nodes';
import { applyJson6902, applyPatches, inlineDocuments } from './patches';
import { applyReplacements } from './replacements';
import type { Resource } from './resource';
import type { Run } from './run';
import { fileAt, note } from './run';
import { addPairs, affixNames, fieldSpecOf, setNamespace, setReplicas } from './transform';

/*
 * `generators:` and `transformers:` name objects that configure what the fields of a kustomization do otherwise. Those that
 * are built into Kustomize are followed; what runs a program is not.
 */

/** The objects after the transformers that `transformers:` names. */
export function runTransformers(resources: readonly Resource[], given: FieldTables, run: Run): readonly Resource[] {
  return configsOf('transformers', run).reduce((out, config) => transform(out, config, given, run), resources);
}

/** The objects with those that `generators:` makes. */
export function runExtraGenerators(resources: readonly Resource[], run: Run): readonly Resource[] {
  return configsOf('generators', run).reduce((out, config) => {
    const kind = textOf(get(config, 'kind'));
    const field = kind === 'ConfigMapGenerator' ? 'configMapGenerator' : 'secretGenerator';
    if (isBuiltIn(config) && (kind === 'ConfigMapGenerator' || kind === 'SecretGenerator'))
      return runGenerators(out, { ...run, root: asField(config, field, () => seqOf(named(config))) });
    return unknown(out, config, run);
  }, resources);
}

/** The configurations that a field lists: in files, or written in place. */
function configsOf(key: string, run: Run): readonly Node[] {
  return itemsOf(get(run.root, key)).flatMap((item): readonly Node[] => {
    if (item.kind !== 'scalar') return [];
    if (item.value.includes('\n')) return inlineDocuments(item);
    const directory = isLocalPath(item.value) ? joinUri(run.directory, item.value) : undefined;
    if (directory !== undefined && run.reader.list(directory).length > 0)
      return (run.built(directory, item) ?? []).map((r) => r.body.node);
    const file = fileAt(run, item.value, item);
    return file ? documentsOf(file).flatMap((d) => rootOf(d) ?? []) : [];
  });
}

function isBuiltIn(config: Node): boolean {
  return textOf(get(config, 'apiVersion')) === 'builtin';
}

function unknown(resources: readonly Resource[], config: Node, run: Run): readonly Resource[] {
  note(run, get(config, 'kind') ?? config, 'is not followed', true);
  return resources;
}

function transform(resources: readonly Resource[], config: Node, given: FieldTables, run: Run): readonly Resource[] {
  const fields = itemsOf(get(config, 'fieldSpecs')).flatMap((n) => fieldSpecOf(n) ?? []);
  const kind = isBuiltIn(config) ? (textOf(get(config, 'kind')) ?? '') : '';
  switch (kind) {
    case 'LabelTransformer':
      return addPairs(resources, get(config, 'labels'), config, { fields, tables: given });
    case 'AnnotationsTransformer':
      return addPairs(resources, get(config, 'annotations'), config, { fields, tables: given });
    case 'NamespaceTransformer': {
      const root = asField(config, 'namespace', () => at(config, 'metadata', 'namespace'));
      return setNamespace(resources, root, tablesWith(config, given, { namespace: fields }));
    }
    case 'PrefixTransformer':
    case 'SuffixTransformer':
    case 'PrefixSuffixTransformer': {
      const root = asFields(config, { namePrefix: get(config, 'prefix'), nameSuffix: get(config, 'suffix') });
      return affixNames(resources, root, tablesWith(config, given, { namePrefix: fields, nameSuffix: fields }));
    }
    case 'ImageTagTransformer':
      return setImages(
        resources,
        asField(config, 'images', () => seqOf(get(config, 'imageTag'))),
        tablesWith(config, given, { images: fields }),
      );
    case 'ReplicaCountTransformer':
      return setReplicas(
        resources,
        asField(config, 'replicas', () => seqOf(get(config, 'replica'))),
        tablesWith(config, given, { replicas: fields }),
      );
    case 'PatchTransformer':
      return applyPatches(resources, { ...run, root: asField(config, 'patches', () => seqOf(config)) });
    case 'PatchStrategicMergeTransformer': {
      const inline = get(config, 'patches');
      const list = isNull(inline) ? get(config, 'paths') : seqOf(inline);
      return applyPatches(resources, { ...run, root: asField(config, 'patchesStrategicMerge', () => list) });
    }
    case 'PatchJson6902Transformer': {
      const operations = get(config, 'jsonOp');
      const item = config.kind === 'map' && operations ? withEntry(config, keyOf(config, 'patch'), operations) : config;
      return applyJson6902(resources, { ...run, root: asField(config, 'patchesJson6902', () => seqOf(item)) });
    }
    case 'ReplacementTransformer':
      return applyReplacements(resources, { ...run, root: config });
    default:
      return unknown(resources, config, run);
  }
}

const tables = new WeakMap<Node, { readonly given: FieldTables; readonly made: FieldTables }>();

/** The tables with the fields of a configuration; the same ones for the same. */
function tablesWith(config: Node, given: FieldTables, own: Partial<FieldTables>): FieldTables {
  const known = tables.get(config);
  if (known?.given === given) return known.made;
  const made = { ...given, ...own };
  tables.set(config, { given, made });
  return made;
}

const roots = new WeakMap<Node, MapNode>();

/** A kustomization of one field that does what a configuration says; the same one for the same configuration. */
function asField(config: Node, field: string, value: () => Node | undefined): Node {
  return roots.get(config) ?? asFields(config, { [field]: value() });
}

function asFields(config: Node, values: Readonly<Record<string, Node | undefined>>): Node {
  const known = roots.get(config);
  if (known) return known;
  const made = mapNode(config, values);
  roots.set(config, made);
  return made;
}

function seqOf(node: Node | undefined): Node | undefined {
  if (!node) return undefined;
  const { source, start, end } = node;
  return { kind: 'seq', source, start, end, flow: false, items: [node] };
}

function keyOf(config: Node, name: string): MapNode['entries'][number]['key'] {
  return (mapNode(config, { [name]: config }).entries[0] as MapNode['entries'][number]).key;
}

/** A generator's configuration with its name where the fields of a kustomization have it. */
function named(config: Node): Node {
  const metadata = get(config, 'metadata');
  if (config.kind !== 'map') return config;
  return ['name', 'namespace'].reduce((map, key) => {
    const own = get(map, key) ? undefined : entry(metadata, key);
    return own ? withEntry(map, own.key, own.value) : map;
  }, config);
}
