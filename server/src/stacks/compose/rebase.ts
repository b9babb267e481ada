import { isHostPath, isRelativePath, parseVolume, placeOf } from '../../lore/compose';
import { decoded } from '../../syntax/decode';
import type { Node, ScalarNode } from '../../syntax/tree';
import { get, textOf } from '../../syntax/tree';
import { concatMapped, mapImplied } from '../../text/mapped';
import type { Uri } from '../../text/span';
import { relativePath } from '../../text/uri';
import { mapValues } from './interpolation';

/**
 * A service whose relative paths were written to start at `from`, with paths that start at `to` instead: what Compose
 * does to services that come from another directory by `extends` or `include`.
 */
export function rebaseService(service: Node, from: Uri, to: Uri): Node {
  const way = relativePath(to, from);
  if (way === '.' || service.kind !== 'map') return service;
  const prefix = way.startsWith('..') ? `${way}/` : `./${way}/`;
  const path = (node: Node) => prefixed(node, prefix);
  return mapValues(service, ({ key, value }) => {
    switch (key.value) {
      case 'build':
        return value.kind === 'map'
          ? mapValues(value, (e) => (e.key.value === 'context' ? path(e.value) : e.value))
          : path(value);
      case 'env_file':
      case 'label_file':
        return eachItem(value, (item) =>
          item.kind === 'map' ? mapValues(item, (e) => (e.key.value === 'path' ? path(e.value) : e.value)) : path(item),
        );
      case 'volumes':
        return eachItem(value, (item) => rebaseVolume(item, path));
      default:
        return value;
    }
  });
}

function eachItem(node: Node, change: (item: Node) => Node): Node {
  return node.kind === 'seq' ? { ...node, items: node.items.map(change) } : change(node);
}

function rebaseVolume(item: Node, path: (node: Node) => Node): Node {
  if (item.kind === 'map') {
    const bind = textOf(get(item, 'type')) === 'bind';
    return mapValues(item, (e) =>
      e.key.value === 'source' && (bind || isHostPath(textOf(e.value) ?? '')) ? path(e.value) : e.value,
    );
  }
  if (item.kind !== 'scalar') return item;
  const source = parseVolume(decoded(item)).source?.text;
  return source?.startsWith('.') ? path(item) : item;
}

/** A path text with something in front; the source of a short volume stands in front too. */
function prefixed(node: Node, prefix: string): Node {
  if (
    node.kind !== 'scalar' ||
    node.type === 'null' ||
    !isRelativePath(node.value.split(':')[0] ?? '') ||
    !isRelativePath(node.value)
  )
    return node;
  const text = decoded(node);
  const way = mapImplied(prefix, placeOf(node), 'the path starts at the file that it is written in');
  const made: ScalarNode = { ...node, value: prefix + node.value, decoded: concatMapped([way, text], text.whole) };
  return made;
}
