// @ts-check
// Kubernetes objects in files, with the characters that they and their parts take: where a suite expects a message, and
// where a finding of ours answers it.
import { isMap, isScalar, isSeq, parseAllDocuments, visit } from 'yaml';

const options = /** @type {const} */ ({ logLevel: 'silent', uniqueKeys: false });

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
    parseAllDocuments(text, options).flatMap((document) => things(path, document.contents)),
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
 * A file with what its workloads need to be accepted by the API server and its authors left out, since their check does not
 * look at it: names, selectors, images. Without these Portolan takes an object for a patch, and says nothing.
 * @param {File} file
 * @returns {File}
 */
export function completed({ path, text: source }) {
  const documents = parseAllDocuments(source, options);
  const changed = documents.map(complete);
  return { path, text: changed.includes(true) ? documents.map(String).join('---\n') : source };
}

/**
 * @param {import('yaml').Document} document
 * @param {number} index
 * @returns {boolean} whether something was missing
 */
function complete(document, index) {
  const kind = text(document.getIn(['kind'], true));
  if (!/^(?:Pod|Deployment|DeploymentConfig|StatefulSet|DaemonSet)$/.test(kind)) return false;
  const place = [...(kind === 'Pod' ? [] : ['spec', 'template']), 'spec', 'containers'];
  const empty = !document.hasIn(place);
  if (empty) document.setIn(place, document.createNode([{ name: 'container' }]));
  const containers = document.getIn(place);
  const bare = isSeq(containers) ? containers.items.filter((item) => isMap(item) && !item.has('image')) : [];
  for (const item of bare) if (isMap(item)) item.set('image', 'example/image');
  const nameless = !document.hasIn(['metadata', 'name']);
  if (nameless) document.setIn(['metadata', 'name'], `object-${index + 1}`);
  const unselected = /^(?:Deployment|StatefulSet|DaemonSet)$/.test(kind) && !document.hasIn(['spec', 'selector']);
  if (unselected) select(document);
  return empty || bare.length > 0 || nameless || unselected;
}

/** @param {import('yaml').Document} document a workload without a selector */
function select(document) {
  const labels = ['spec', 'template', 'metadata', 'labels'];
  if (!document.hasIn(labels))
    document.setIn(labels, document.createNode({ app: document.getIn(['metadata', 'name']) }));
  const carried = document.getIn(labels);
  document.setIn(['spec', 'selector'], document.createNode({ matchLabels: isMap(carried) ? carried.toJSON() : {} }));
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
  const value = isScalar(node) ? node.value : undefined;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
