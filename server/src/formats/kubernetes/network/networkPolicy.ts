import type { NamespaceScope, PolicyPeer, PolicyRule, PortReference, ProblemFact } from '../../../facts';
import { isPortNumber } from '../../../facts';
import type { Node } from '../../../syntax/tree';
import { entry, get, isNull, itemsOf, siteOf, textOf } from '../../../syntax/tree';
import { shortVisible } from '../../../text/escape';
import { say } from '../../../text/say';
import { integerProblems, numberOrNameProblems, protocolProblems } from '../numbers';
import { problem, removeEntry } from '../problems';
import { isPlaceholder, readInteger, readNumberOrName, readProtocol } from '../values';
import type { ObjectReader } from './parts';
import { objectFact, readSelector } from './parts';
import type { Pods, PolicyPort } from './policyParts';
import { cidrPeer, policyRule, rangeValues } from './policyParts';

const DIRECTIONS = ['ingress', 'egress'] as const;

/**
 * NetworkPolicy (formats.md §3.8). Ports are those of the pods: for `ingress` of the pods that it selects, for `egress` of
 * those that are asked. Neither `from` nor `ports`, or empty ones, mean everyone and every port.
 */
export const readNetworkPolicy: ObjectReader = (root, identity, fragment) => {
  const spec = get(root, 'spec');
  const subject: Pods = { selector: readSelector(get(spec, 'podSelector')), namespaces: { kind: 'own' } };
  const rules: PolicyRule[] = [];
  const references: PortReference[] = [];
  for (const direction of DIRECTIONS) {
    for (const item of itemsOf(get(spec, direction))) {
      const peers = readPeers(get(item, direction === 'ingress' ? 'from' : 'to'));
      const ports = readPorts(get(item, 'ports'));
      const read = policyRule(direction, 'allow', subject, peers, ports, siteOf(item));
      rules.push(read.rule);
      references.push(...read.references);
    }
  }
  // A patch of a policy has no selector, and what it selects stands elsewhere.
  const part = fragment || !get(spec, 'podSelector');
  return objectFact(root, identity, part, {
    references,
    policies: [{ engine: 'kubernetes', subject, isolates: isolated(spec), rules }],
  });
};

/** `policyTypes`; without them what comes in is closed, and what goes out where there are rules for it. */
function isolated(spec: Node | undefined): readonly ('ingress' | 'egress')[] {
  const types = itemsOf(get(spec, 'policyTypes')).map((t) => textOf(t)?.toLowerCase());
  if (types.length > 0) return DIRECTIONS.filter((d) => types.includes(d));
  return itemsOf(get(spec, 'egress')).length > 0 ? DIRECTIONS : ['ingress'];
}

function readPeers(node: Node | undefined): readonly PolicyPeer[] | undefined {
  if (isNull(node) || (node?.kind === 'seq' && node.items.length === 0)) return undefined;
  if (node?.kind !== 'seq')
    return node && [{ kind: 'unknown', because: say`its peers are filled in later`, site: siteOf(node) }];
  return node.items.map(readPeer);
}

function readPeer(item: Node): PolicyPeer {
  const site = siteOf(item);
  const block = get(item, 'ipBlock');
  if (block) return cidrPeer(get(block, 'cidr'), itemsOf(get(block, 'except')), site);
  const [pods, spaces] = [get(item, 'podSelector'), get(item, 'namespaceSelector')];
  if (!pods && !spaces) return { kind: 'unknown', because: say`its peer is filled in later`, site };
  return { kind: 'pods', selector: readSelector(pods), namespaces: scopeOf(spaces), site };
}

/** `namespaceSelector` of a peer: the policy's own namespace where none is written, all of them where it is empty. */
function scopeOf(node: Node | undefined): NamespaceScope {
  if (!node || isNull(node)) return { kind: 'own' };
  const selector = readSelector(node);
  const all = selector.labels.size === 0 && selector.requirements.length === 0 && !selector.open;
  return all ? { kind: 'all' } : { kind: 'labelled', selector };
}

function readPorts(node: Node | undefined): readonly PolicyPort[] | undefined {
  if (isNull(node) || (node?.kind === 'seq' && node.items.length === 0)) return undefined;
  if (node?.kind !== 'seq') return node && [unknownPort(node)];
  return node.items.map((item): PolicyPort => {
    const protocol = readProtocol(get(item, 'protocol'));
    if (item.kind !== 'map' || protocol.kind === 'unknown') return unknownPort(item);
    const port = get(item, 'port');
    return {
      ...(port && !isNull(port) ? { port: rangeValues(port, get(item, 'endPort')) } : {}),
      protocol: protocol.kind === 'valid' ? protocol.protocol : 'tcp',
      field: 'ports.port',
      site: siteOf(item),
    };
  });
}

function unknownPort(node: Node): PolicyPort {
  const because = say`its ports are filled in when the file is applied`;
  return { port: { alternatives: [], open: { because, at: siteOf(node) } }, field: 'ports', site: siteOf(node) };
}

/** What the API server refuses in the ports of a NetworkPolicy: numbers, names, protocols, and misuse of `endPort`. */
export function networkPolicyProblems(root: Node): readonly ProblemFact[] {
  const spec = get(root, 'spec');
  return DIRECTIONS.flatMap((d) => itemsOf(get(spec, d))).flatMap((rule) =>
    itemsOf(get(rule, 'ports')).flatMap((item) => portProblems(item)),
  );
}

function portProblems(item: Node): readonly ProblemFact[] {
  return [
    ...numberOrNameProblems('port', get(item, 'port'), 'refused'),
    ...integerProblems('endPort', get(item, 'endPort'), 'refused'),
    ...protocolProblems(get(item, 'protocol')),
    ...endPortProblems(item),
  ];
}

/** `endPort` goes with a number, which it may not be below. */
function endPortProblems(item: Node): readonly ProblemFact[] {
  const end = entry(item, 'endPort');
  const high = readInteger(end?.value);
  if (!end || high.kind !== 'number' || !isPortNumber(high.number)) return [];
  const port = get(item, 'port');
  const low = readNumberOrName(port);
  if (isNull(port))
    return [
      problem(
        'invalid-port',
        end.value,
        say`\`endPort: ${high.number}\` has no \`port\` where its range begins; the API server refuses the policy. Write the first port as \`port\`.`,
      ),
    ];
  if (low.kind === 'name' && port && !isPlaceholder(low.name))
    return [
      problem(
        'invalid-port',
        end.value,
        say`\`endPort: ${high.number}\` goes with a number only, but \`port\` is the name \`${shortVisible(low.name)}\`; the API server refuses the policy. Leave \`endPort\` out, or write the first port as a number.`,
        { fixes: [removeEntry(say`Leave \`endPort\` out`, end)] },
      ),
    ];
  if (low.kind !== 'number' || !isPortNumber(low.number) || high.number >= low.number) return [];
  return [
    problem(
      'invalid-port',
      end.value,
      say`\`endPort: ${high.number}\` is below \`port: ${low.number}\`; the API server refuses the policy. A range counts upwards: write the smaller number as \`port\`.`,
      { fixes: [removeEntry(say`Leave \`endPort\` out`, end)] },
    ),
  ];
}
