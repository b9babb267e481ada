import { isPartial, isRemote, parseVolume } from '../../lore/compose';
import { decoded } from '../../syntax/decode';
import type { Node } from '../../syntax/tree';
import { entriesOf, get, itemsOf, scalar, textOf } from '../../syntax/tree';
import type { MappedText } from '../../text/mapped';
import type { Uri } from '../../text/span';
import { joinUri } from '../../text/uri';
import { referenceTo } from '../references';
import type { Loading } from './load';

/*
 * The files that a project names: what it includes, extends, takes variables, configs and secrets from, and mounts. Paths are
 * resolved as Compose does: from the folder of the project that the file belongs to.
 */

/** Records what a file names outside of its services; its paths start at `directory`. */
export function referOutside(loading: Loading, root: Node, directory: Uri): void {
  for (const item of itemsOf(get(root, 'include'))) {
    if (item.kind !== 'map') refer(loading, item, directory);
    else for (const key of ['path', 'env_file']) referAll(loading, get(item, key), directory);
  }
  for (const key of ['configs', 'secrets'])
    for (const { value } of entriesOf(get(root, key))) refer(loading, get(value, 'file'), directory);
}

/** Records what the services of a project name: as loaded, all of their paths start at its directory. */
export function referInServices(loading: Loading, root: Node, directory: Uri): void {
  for (const { value: service } of entriesOf(get(root, 'services'))) {
    for (const item of listOf(get(service, 'env_file')))
      refer(loading, item.kind === 'map' ? get(item, 'path') : item, directory);
    referAll(loading, get(service, 'label_file'), directory);
    for (const item of itemsOf(get(service, 'volumes'))) {
      const source = sourceOf(item);
      if (source?.text.startsWith('.')) referText(loading, source, directory);
    }
  }
}

/** Records that a text names a file, if that is there and its path known. */
export function refer(loading: Loading, path: Node | undefined, directory: Uri): void {
  const text = scalar(path);
  if (text) referText(loading, decoded(text), directory);
}

function referAll(loading: Loading, paths: Node | undefined, directory: Uri): void {
  for (const item of listOf(paths)) refer(loading, item, directory);
}

function referText({ references, reader }: Loading, { text, whole }: MappedText, directory: Uri): void {
  if (text === '' || text.startsWith('~') || isPartial(text) || isRemote(text)) return;
  references.push(...referenceTo(reader, whole, joinUri(directory, text)));
}

function listOf(node: Node | undefined): readonly Node[] {
  if (!node) return [];
  return node.kind === 'seq' ? node.items : [node];
}

/** What an item of `volumes` mounts. */
function sourceOf(item: Node): MappedText | undefined {
  if (item.kind === 'scalar') return parseVolume(decoded(item)).source;
  const source = textOf(get(item, 'type')) === 'bind' ? scalar(get(item, 'source')) : undefined;
  return source && decoded(source);
}
