// @ts-check
// np-guard's analyzer of network policies: folders of manifests, and for each the list of all connections that are allowed.
import fs from 'node:fs';
import path from 'node:path';
import { common, difference, endsOf, filesOf, manifestsIn, NONE, numbersIn, portsOf } from './connections.mjs';

const OTHER_NETWORKS =
  /^(?:VirtualMachine|UserDefinedNetwork|ClusterUserDefinedNetwork|NetworkAttachmentDefinition|MultiNetworkPolicy)$/;
const EVERYWHERE = '0.0.0.0-255.255.255.255[External]';
const ENDING = '_connlist_output.txt';

/**
 * @param {string} folder a checkout of netpol-analyzer
 * @param {typeof import('./engine')} engine
 */
export function netpolAnalyzer(folder, { podsIn }) {
  /** @type {import('./compare.mjs').Disagreement[]} */
  const disagreements = [];
  let cases = 0;
  const left = { networks: 0, empty: 0, ranges: 0, hosts: 0 };
  for (const file of fs.readdirSync(path.join(folder, 'test_outputs/connlist')).sort()) {
    const name = file.slice(0, -ENDING.length);
    const home = path.join(folder, 'tests', name);
    if (!file.endsWith(ENDING) || !fs.existsSync(home)) continue;
    const manifests = manifestsIn(home);
    if (manifests.some(({ kind }) => OTHER_NETWORKS.test(kind))) {
      left.networks++;
      continue;
    }
    const pods = podsIn(filesOf(manifests));
    if (!pods) {
      left.empty++;
      continue;
    }
    const list = readList(fs.readFileSync(path.join(folder, 'test_outputs/connlist', file), 'utf8'));
    const named = numbersIn(manifests);
    const { known, hosts } = endsOf(pods, manifests);
    left.hosts += hosts;
    const ends = [...known, /** @type {const} */ ([EVERYWHERE, [undefined]])];
    for (const [from, froms] of ends)
      for (const [to, tos] of ends) {
        if (from === to) continue;
        const pair = `${from} => ${to}`;
        if (list.partly.has(pair)) {
          left.ranges++;
          continue;
        }
        cases++;
        const found = difference(list.ports.get(pair) ?? NONE, named, (port, protocol) =>
          common(froms.flatMap((a) => tos.map((b) => pods.answer(a, b, port, protocol)))),
        );
        if (found)
          disagreements.push({
            name: `${name}: ${pair.replaceAll(EVERYWHERE, 'outside')}`,
            expected: found.isDoubt,
            heard: [],
            differences: found.differences,
          });
      }
  }
  return {
    cases,
    disagreements,
    leftOut: [
      `${left.networks} folders with virtual machines or networks beside that of the cluster`,
      `${left.empty} folders with policies and no pods`,
      `${left.ranges} pairs of a workload and ranges of addresses outside of the cluster, of which Portolan knows only all and none`,
      `${left.hosts} workloads on the network of their node`,
      'lines of ingress controllers (an Ingress and a Route are ways in of their own in Portolan), of exposure and of single workloads',
    ],
  };
}

/** @param {string} text */
function readList(text) {
  /** @type {Map<string, import('./connections.mjs').Ports>} */
  const ports = new Map();
  /** @type {Set<string>} */
  const partly = new Set();
  for (const line of text.split('\n')) {
    const [, from = '', to = '', list = ''] = /^(\S+) => (\S+) : (.*)$/.exec(line) ?? [];
    if (list === '') continue;
    if ([from, to].some((end) => end.endsWith('[External]') && end !== EVERYWHERE))
      partly.add(from.endsWith('[External]') ? `${EVERYWHERE} => ${to}` : `${from} => ${EVERYWHERE}`);
    else ports.set(`${from} => ${to}`, portsOf(list));
  }
  return { ports, partly };
}
