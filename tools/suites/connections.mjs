// @ts-check
// What may connect to what: the answers of Portolan on network policies, compared with lists of connections. A case is a pair
// of workloads, or a workload and the outside, with all ports of all protocols.
import fs from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';

/** Ports of each protocol, as ranges with both ends in them. @typedef {ReadonlyMap<Protocol, readonly (readonly [number, number])[]>} Ports */
/** @typedef {'tcp' | 'udp' | 'sctp'} Protocol */

const ALL = /** @type {const} */ ([[1, 65535]]);
const protocols = /** @type {const} */ (['tcp', 'udp', 'sctp']);

/** No port of any protocol. @type {Ports} */
export const NONE = new Map();

/**
 * Ports as np-guard writes them: `All Connections`, `SCTP 1-79,81-65535,TCP 80`.
 * @param {string} text
 * @returns {Ports}
 */
export function portsOf(text) {
  if (text.trim() === 'All Connections') return new Map(protocols.map((p) => [p, ALL]));
  /** @type {Map<Protocol, (readonly [number, number])[]>} */
  const ports = new Map();
  /** @type {(readonly [number, number])[] | undefined} */
  let ranges;
  for (const word of text.trim().split(/[ ,]/)) {
    const protocol = protocols.find((p) => p === word.toLowerCase());
    if (protocol) ports.set(protocol, (ranges = []));
    else {
      const [first, last = first] = word.split('-').map(Number);
      if (!ranges || !first || !last) throw new Error(`not a list of ports: ${text}`);
      ranges.push([first, last]);
    }
  }
  return ports;
}

/**
 * Ports at which an answer may change: the ends of what is expected, one beside them, and those that files name.
 * @param {Ports} expected
 * @param {ReadonlySet<number>} named
 */
function probes(expected, named) {
  const ends = [...expected.values()].flat().flatMap(([a, b]) => [a - 1, a, b, b + 1]);
  return [...new Set([1, 65535, ...named, ...ends])].filter((p) => p >= 1 && p <= 65535).sort((a, b) => a - b);
}

/**
 * Compares a pair at every port that matters: nothing when all answers agree, else where they differ. `isDoubt`: every
 * difference is that Portolan cannot tell.
 * @param {Ports} expected
 * @param {ReadonlySet<number>} named
 * @param {(port: number, protocol: Protocol) => import('../../server/src/model/policies').Answer} answer
 */
export function difference(expected, named, answer) {
  /** @type {string[]} */
  const differences = [];
  let isDoubt = true;
  for (const protocol of protocols)
    for (const port of probes(expected, named)) {
      const theirs = (expected.get(protocol) ?? []).some(([a, b]) => a <= port && port <= b) ? 'yes' : 'no';
      const ours = answer(port, protocol);
      if (ours === theirs) continue;
      differences.push(`${protocol} ${port}: they say ${theirs}, Portolan ${ours}`);
      isDoubt &&= ours === 'unknown';
    }
  return differences.length > 0 ? { differences, isDoubt } : undefined;
}

/** A manifest, as plain data. @typedef {{ kind: string, metadata: { name: string, namespace?: string, ownerReferences?: { kind?: string, name: string }[] }, spec?: any }} Manifest */

/**
 * The manifests below a folder, as `kubectl apply --recursive` takes them: items of Lists one by one, files that are no YAML
 * left out. Objects without a namespace get the one that kubectl gives them, containers without an image get one.
 * @param {string} folder
 * @returns {Manifest[]}
 */
export function manifestsIn(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ya?ml|json)$/.test(entry.name) && !entry.name.startsWith('expected'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
    .flatMap((file) => manifestsOf(fs.readFileSync(file, 'utf8')));
}

/**
 * @param {string} text
 * @returns {Manifest[]}
 */
export function manifestsOf(text) {
  const documents = parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: false });
  return documents
    .flatMap((document) => (document.errors.length > 0 ? [] : [document.toJS({ maxAliasCount: 1000 })]))
    .flatMap((value) => (Array.isArray(value?.items) ? value.items : [value]))
    .flatMap((value) => (typeof value?.kind === 'string' && value.metadata ? [completed(value)] : []));
}

const CLUSTER_WIDE = /^(?:Namespace|Cluster.*|Node|PersistentVolume|(?:Baseline)?AdminNetworkPolicy)$/;

/**
 * @param {Manifest} manifest
 * @returns {Manifest}
 */
function completed(manifest) {
  const { kind, metadata, spec } = manifest;
  for (const container of [...(spec?.containers ?? []), ...(spec?.template?.spec?.containers ?? [])])
    container.image ??= 'example/image';
  return CLUSTER_WIDE.test(kind) ? manifest : { ...manifest, metadata: { namespace: 'default', ...metadata } };
}

/**
 * The files of a workspace that holds just these manifests, in one folder.
 * @param {readonly Manifest[]} manifests
 */
export function filesOf(manifests) {
  return manifests.map((manifest, index) => ({ path: `${index}.yaml`, text: JSON.stringify(manifest, undefined, 1) }));
}

/**
 * Numbers in manifests that are ports.
 * @param {readonly Manifest[]} manifests
 * @returns {ReadonlySet<number>}
 */
export function numbersIn(manifests) {
  /** @type {Set<number>} */
  const found = new Set();
  JSON.stringify(manifests, (key, value) => {
    if (/port$/i.test(key) && Number.isInteger(value)) found.add(value);
    return value;
  });
  return found;
}

/**
 * The workloads by the names of np-guard: pods by those of their owners. Those on the network of their node are not among
 * them.
 * @param {import('./engine').Pods} pods
 * @param {readonly Manifest[]} manifests
 */
export function endsOf({ workloads }, manifests) {
  const byId = new Map(manifests.map((m) => [`${m.kind} ${m.metadata.namespace} ${m.metadata.name}`, m]));
  /** @type {Map<string, number[]>} */
  const known = new Map();
  let hosts = 0;
  workloads.forEach(({ kind, namespace, name }, index) => {
    const { metadata, spec } = byId.get(`${kind} ${namespace} ${name}`) ?? {};
    if (spec?.hostNetwork || spec?.template?.spec?.hostNetwork) {
      hosts++;
      return;
    }
    const owner = kind === 'Pod' ? metadata?.ownerReferences?.[0] : undefined;
    const label = owner ? `${namespace}/${owner.name}[${owner.kind ?? kind}]` : `${namespace}/${name}[${kind}]`;
    known.set(label, [...(known.get(label) ?? []), index]);
  });
  return { known, hosts };
}

/**
 * The answer of all; unknown when they differ.
 * @param {readonly import('../../server/src/model/policies').Answer[]} answers
 */
export function common([first = 'unknown', ...others]) {
  return others.every((one) => one === first) ? first : 'unknown';
}
