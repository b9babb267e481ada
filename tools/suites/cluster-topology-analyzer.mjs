// @ts-check
// np-guard's analyzer of cluster topology: folders of manifests, and for each the NetworkPolicies that allow what it takes
// for connections. The same questions are put to them and to the policies that Portolan writes for the same manifests.
import fs from 'node:fs';
import path from 'node:path';
import { common, difference, endsOf, filesOf, manifestsIn, manifestsOf, numbersIn } from './connections.mjs';

const OUTSIDE = 'outside';
/** Everybody is let look names up, however that is written. */
const DNS = 53;

/**
 * @param {string} folder a checkout of cluster-topology-analyzer
 * @param {typeof import('./engine')} engine
 */
export function clusterTopologyAnalyzer(folder, { podsIn, policiesFor }) {
  /** @type {import('./compare.mjs').Disagreement[]} */
  const disagreements = [];
  let cases = 0;
  /** @type {string[]} */
  const alone = [];
  for (const name of fs.readdirSync(path.join(folder, 'tests')).sort()) {
    const home = path.join(folder, 'tests', name);
    const file = ['yaml', 'json'].map((e) => path.join(home, `expected_netpol_output.${e}`)).find(fs.existsSync);
    if (!file) continue;
    const manifests = manifestsIn(home).filter(({ kind }) => kind !== 'NetworkPolicy');
    const theirPolicies = manifestsOf(fs.readFileSync(file, 'utf8'));
    const ourPolicies = manifestsOf(policiesFor(filesOf(manifests)));
    const theirs = podsIn(filesOf([...manifests, ...theirPolicies]));
    const ours = podsIn(filesOf([...manifests, ...ourPolicies]));
    if (!theirs || !ours || theirPolicies.length === 0) {
      alone.push(name);
      continue;
    }
    const ports = numbersIn(manifests.concat(theirPolicies, ourPolicies));
    const named = new Set([...ports].filter((port) => port !== DNS));
    const { known } = endsOf(theirs, manifests);
    for (const [from, [a]] of [...known, /** @type {const} */ ([OUTSIDE, [undefined]])])
      for (const [to, [b]] of known) {
        if (from === to) continue;
        const expected = allowed(named, (port, protocol) => theirs.answer(a, b, port, protocol) === 'yes');
        const found = difference(expected, named, (port, protocol) => common([ours.answer(a, b, port, protocol)]));
        if (expected.size > 0 || found) cases++;
        if (found)
          disagreements.push({
            name: `${name}: ${from} => ${to}`,
            expected: expected.size > 0,
            heard: [],
            differences: found.differences,
          });
      }
  }
  return {
    cases,
    disagreements,
    leftOut: [
      `${alone.length} folders whose objects Portolan does not take for one deployment: ${alone.join(', ')}`,
      'pairs that neither connects',
      'what workloads may send to the outside, and look-ups of names',
    ],
  };
}

/**
 * The ports that a question is answered with yes for, by protocol, each as a range of its own.
 * @param {Iterable<number>} ports
 * @param {(port: number, protocol: import('./connections.mjs').Protocol) => boolean} isAllowed
 */
function allowed(ports, isAllowed) {
  /** @type {Map<import('./connections.mjs').Protocol, (readonly [number, number])[]>} */
  const out = new Map();
  for (const protocol of /** @type {const} */ (['tcp', 'udp', 'sctp']))
    for (const port of ports)
      if (isAllowed(port, protocol)) out.set(protocol, [...(out.get(protocol) ?? []), [port, port]]);
  return out;
}
