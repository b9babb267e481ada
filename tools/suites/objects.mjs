// @ts-check
// Kubernetes objects in files, with the characters that they and their parts take: where a suite expects a message, and
// where a finding of ours answers it.
import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments, visit } from 'yaml';

/** @typedef {{ path: string, text: string }} File */
/**
 * A part of a file. `scalars` are the texts of all scalars in it, and of the names of what it stands in.
 * @typedef {{ name: string, path: string, start: number, end: number, scalars: ReadonlySet<string> }} Part
 */
/** @typedef {Part & { kind: string, metadata: { name: string, namespace: string }, node: import('yaml').YAMLMap }} Thing */

/**
 * The objects of files, items of Lists one by one, in the order in which they stand. What is not an object is passed over.
 * @param {readonly File[]} files
 * @returns {Thing[]}
 */
export function objectsIn(files) {
  return files.flatMap(({ path, text }) =>
    parseAllDocuments(text, { lineCounter: new LineCounter(), logLevel: 'silent', uniqueKeys: false }).flatMap(
      (document) => things(path, document.contents),
    ),
  );
}

/**
 * @param {string} path
 * @param {unknown} node
 * @returns {Thing[]}
 */
function things(path, node) {
  if (!isMap(node) || !node.range) return [];
  const kind = text(node.get('kind', true));
  if (kind === '') return [];
  const items = node.get('items');
  if (kind.endsWith('List') && isSeq(items)) return items.items.flatMap((item) => things(path, item));
  const name = text(node.getIn(['metadata', 'name'], true));
  const namespace = text(node.getIn(['metadata', 'namespace'], true));
  const title = [kind, ...(namespace || name ? [namespace ? `${namespace}/${name}` : name] : [])].join(' ');
  const [start, , end] = node.range;
  return [{ name: title, path, start, end, scalars: scalarsOf(node), kind, metadata: { name, namespace }, node }];
}

/**
 * The items of every list `key` of an object, each with its own characters.
 * @param {Thing} thing
 * @param {RegExp} key
 * @returns {Part[]}
 */
export function itemsOf(thing, key) {
  /** @type {Part[]} */
  const parts = [];
  visit(thing.node, {
    Pair(_, pair, ancestors) {
      if (!key.test(text(pair.key)) || !isSeq(pair.value)) return;
      const owners = ancestors.filter(isMap).map((map) => text(map.get('name', true)));
      pair.value.items.forEach((item, index) => {
        if (!isMap(item) || !item.range) return;
        const label = text(item.get('name', true)) || `${text(pair.key)}[${index}]`;
        parts.push({
          name: `${thing.name}, ${[...owners.filter((owner) => owner !== ''), label].join(', ')}`,
          path: thing.path,
          start: item.range[0],
          end: item.range[2],
          scalars: new Set([...scalarsOf(item), ...owners, thing.metadata.name]),
        });
      });
    },
  });
  return parts;
}

/** @param {import('yaml').Node} node */
function scalarsOf(node) {
  /** @type {Set<string>} */
  const found = new Set();
  visit(node, {
    Scalar(_, scalar) {
      found.add(text(scalar));
    },
  });
  return found;
}

/** @param {unknown} node */
function text(node) {
  return isScalar(node) && node.value !== null ? String(node.value) : '';
}
