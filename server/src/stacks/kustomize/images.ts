import type { FieldTables } from '../../lore/kustomizeFields';
import { decoded } from '../../syntax/decode';
import type { Node, ScalarNode } from '../../syntax/tree';
import { get, itemsOf, scalar, siteOf, textOf } from '../../syntax/tree';
import type { MappedText } from '../../text/mapped';
import { concatMapped, mapImplied, sliceMapped, useAt } from '../../text/mapped';
import { changeAt, mapItems, pathOf, textNode } from './nodes';
import type { Resource } from './resource';
import { isOfKind } from './resource';
import { eachOnce, stepOf, withNodes } from './transform';

/** `images:` and the older `imageTags:`. */
export function setImages(resources: readonly Resource[], root: Node, tables: FieldTables): readonly Resource[] {
  let out = resources;
  for (const item of [...itemsOf(get(root, 'images')), ...itemsOf(get(root, 'imageTags'))]) {
    const name = textOf(get(item, 'name'));
    if (!name) continue;
    const image = (node: Node): Node => (node.kind === 'scalar' ? newImage(node, name, item) : node);
    out = eachOnce(out, item, tables, (r) => {
      if (r.id.kind === 'CustomResourceDefinition') return r;
      const fields = tables.images.filter((f) => isOfKind(r.id, f));
      return withNodes(r, (node) =>
        fields.reduce((made, f) => changeAt(made, pathOf(f.path), image, undefined), inContainers(node, image)),
      );
    });
  }
  return out;
}

const LISTS = new Set(['containers', 'initContainers']);

/** Images of containers wherever an object has some: custom resources have them too. */
function inContainers(node: Node, image: (node: Node) => Node): Node {
  if (node.kind === 'seq') return mapItems(node, (item) => inContainers(item, image));
  if (node.kind !== 'map') return node;
  let changed = false;
  const entries = node.entries.map((e) => {
    let value = inContainers(e.value, image);
    if (LISTS.has(e.key.value) && value.kind === 'seq')
      value = mapItems(value, (item) => changeAt(item, ['image'], image, undefined));
    if (value === e.value) return e;
    changed = true;
    return { key: e.key, value };
  });
  return changed ? { ...node, entries } : node;
}

/** Name, tag and digest of an image reference by their ends; the registry's port is a part of the name. */
function splitImage(text: string): { readonly name: number; readonly tag: number } {
  const slash = Math.max(0, text.indexOf('/'));
  const digest = text.indexOf('@', slash);
  const colon = text.indexOf(':', slash);
  const end = digest < 0 ? text.length : digest;
  return { name: colon < 0 || colon > end ? end : colon, tag: end };
}

/** The image as the item names it; the same node when the item means another. */
function newImage(node: ScalarNode, name: string, item: Node): ScalarNode {
  const own = decoded(node);
  const ends = splitImage(own.text);
  if (own.text.slice(0, ends.name) !== name) return node;
  const set = (key: string): ScalarNode | undefined => {
    const value = scalar(get(item, key));
    return value?.value ? value : undefined;
  };
  const [newName, newTag, digest, tagSuffix] = [set('newName'), set('newTag'), set('digest'), set('tagSuffix')];
  const first = newTag ?? digest ?? newName ?? tagSuffix;
  if (!first) return node;
  const site = siteOf(first);
  const step = stepOf('images', item);
  const from = (value: ScalarNode): MappedText => useAt(decoded(value), site, step);
  const word = (text: string): MappedText => mapImplied(text, site, 'it separates the parts of an image');
  const part = (start: number, end: number): MappedText => useAt(sliceMapped(own, start, end), site, step);
  const replaced = newTag ?? digest;
  const pieces = [newName ? from(newName) : part(0, ends.name)];
  if (newTag) pieces.push(word(':'), from(newTag));
  if (digest) pieces.push(word('@'), from(digest));
  if (!replaced) pieces.push(part(ends.name, tagSuffix ? ends.tag : own.text.length));
  if (!replaced && tagSuffix) {
    if (ends.name === ends.tag) pieces.push(word(':'));
    pieces.push(from(tagSuffix));
  }
  const made = concatMapped(pieces, site);
  return made.text === own.text ? node : textNode(made, node);
}
