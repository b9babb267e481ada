import type {
  LabelRequirement,
  LabelSelector,
  Located,
  NamespaceScope,
  PolicyFact,
  PolicyPeer,
  PolicyRule,
  PortReference,
  Protocol,
} from '../../../facts';
import { isPortNumber, located, numberPort, only, open } from '../../../facts';
import type { Node } from '../../../syntax/tree';
import { at, entriesOf, get, isNull, isTrue, itemsOf, siteOf, textOf } from '../../../syntax/tree';
import { say } from '../../../text/say';
import type { Span } from '../../../text/span';
import { locatedText, readInteger } from '../values';
import type { ObjectReader } from './parts';
import { objectFact, readSelector } from './parts';
import type { Pods, PolicyPort } from './policyParts';
import { cidrPeer, policyRule } from './policyParts';

type Direction = 'ingress' | 'egress';

/**
 * CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy (formats.md §3.13), `spec` and each of `specs`. Ports are written as
 * text and are those of the pods, behind the translation of Services; a protocol that is not written is any.
 */
export const readCiliumPolicy: ObjectReader = (root, identity, fragment) => {
  const specs = [get(root, 'spec'), ...itemsOf(get(root, 'specs'))].filter((s) => s !== undefined && !isNull(s));
  const own: NamespaceScope = identity.objectKind === 'CiliumNetworkPolicy' ? { kind: 'own' } : { kind: 'all' };
  const references: PortReference[] = [];
  const policies = specs.map((s) => readSpec(s as Node, own, references));
  return objectFact(root, identity, fragment || specs.length === 0, { references, policies });
};

/** Reads one specification; the references of its rules are added to a list. */
function readSpec(spec: Node, own: NamespaceScope, references: PortReference[]): PolicyFact {
  const endpoints = get(spec, 'endpointSelector');
  const chosen = podsOf(endpoints, own);
  const subject: Pods = endpoints
    ? chosen
    : { ...chosen, selector: { ...chosen.selector, open: { because: say`it is about nodes, not about pods` } } };
  const rules: PolicyRule[] = [];
  for (const [key, direction, action] of LISTS) {
    for (const item of itemsOf(get(spec, key))) {
      const read = readRule(item, direction, action, subject, own);
      if (!read) continue;
      rules.push(read.rule);
      references.push(...read.references);
    }
  }
  return { engine: 'cilium', subject, isolates: isolated(spec), rules };
}

const LISTS = [
  ['ingress', 'ingress', 'allow'],
  ['ingressDeny', 'ingress', 'deny'],
  ['egress', 'egress', 'allow'],
  ['egressDeny', 'egress', 'deny'],
] as const;

/** A direction is closed as soon as there is a rule for it, unless `enableDefaultDeny` says otherwise. */
function isolated(spec: Node): readonly Direction[] {
  return (['ingress', 'egress'] as const).filter((d) => {
    const wish = at(spec, 'enableDefaultDeny', d);
    if (wish && !isNull(wish)) return isTrue(wish);
    return itemsOf(get(spec, d)).length > 0 || itemsOf(get(spec, `${d}Deny`)).length > 0;
  });
}

/** One rule; nothing for an empty one, which closes the direction and lets nobody in. */
function readRule(
  item: Node,
  direction: Direction,
  action: PolicyRule['action'],
  subject: Pods,
  own: NamespaceScope,
): ReturnType<typeof policyRule> | undefined {
  const prefix = direction === 'ingress' ? 'from' : 'to';
  const ends = entriesOf(item).filter((e) => e.key.value.startsWith(prefix) && e.key.value !== 'toPorts');
  const lists = get(item, 'toPorts');
  // Messages of ICMP have no ports, and a rule about them lets nothing else through.
  if (!isNull(get(item, 'icmps')) || (ends.length === 0 && isNull(lists))) return undefined;
  const peers =
    ends.length > 0 ? ends.flatMap(({ key, value }) => peersOf(key.value.slice(prefix.length), value, own)) : undefined;
  const ports = itemsOf(lists).flatMap((l) => itemsOf(get(l, 'ports')).map(readPort));
  const everyone = peers?.includes('everyone') === true;
  const known = everyone ? undefined : peers?.filter((p) => p !== 'everyone');
  return policyRule(direction, action, subject, known, ports.length > 0 ? ports : undefined, siteOf(item));
}

function peersOf(what: string, value: Node, own: NamespaceScope): readonly (PolicyPeer | 'everyone')[] {
  const unknown = (at: Node): PolicyPeer => ({
    kind: 'unknown',
    because: say`\`${what}\` are not known here`,
    site: siteOf(at),
  });
  if (value.kind !== 'seq') return isNull(value) ? [] : [unknown(value)];
  return value.items.map((item): PolicyPeer | 'everyone' => {
    if (what === 'Endpoints') return { kind: 'pods', ...podsOf(item, own), site: siteOf(item) };
    if (what === 'CIDR') return cidrPeer(item, [], siteOf(item));
    if (what === 'CIDRSet' && get(item, 'cidr'))
      return cidrPeer(get(item, 'cidr'), itemsOf(get(item, 'except')), siteOf(item));
    return what === 'Entities' ? (entity(item) ?? unknown(item)) : unknown(item);
  });
}

/** `all`, `world` and `cluster`; the others (`host`, `kube-apiserver` …) are not pods of the workspace. */
function entity(item: Node): PolicyPeer | 'everyone' | undefined {
  const text = locatedText(item);
  const site = siteOf(item);
  if (text?.value === 'all') return 'everyone';
  if (text?.value === 'world') return { kind: 'cidr', cidr: { ...text, value: '0.0.0.0/0' }, except: [], site };
  if (text?.value === 'cluster')
    return { kind: 'pods', selector: readSelector(undefined), namespaces: { kind: 'all' }, site };
  return undefined;
}

const PROTOCOLS: ReadonlyMap<string, Protocol> = new Map([
  ['TCP', 'tcp'],
  ['UDP', 'udp'],
  ['SCTP', 'sctp'],
]);

/** A port: digits as text, or a name; "0" is every port, and a protocol that is not written or `ANY` is any. */
function readPort(item: Node): PolicyPort {
  const port = get(item, 'port');
  const protocol = PROTOCOLS.get(textOf(get(item, 'protocol'))?.toUpperCase() ?? '');
  const more = { ...(protocol ? { protocol } : {}), field: 'toPorts.ports.port', site: siteOf(item) };
  const text = locatedText(port);
  if (!text) return isNull(port) ? more : { port: open(say`its port is filled in when the file is applied`), ...more };
  if (!/^\d+$/.test(text.value))
    return { port: only(located({ kind: 'name', name: text.value.toLowerCase() }, text)), ...more };
  const from = Number(text.value);
  if (from === 0) return more;
  const end = readInteger(get(item, 'endPort'));
  const to = end.kind === 'number' && end.number > from ? end.number : from;
  if (!isPortNumber(from) || !isPortNumber(to))
    return { port: open(say`it is not a valid port`, siteOf(item)), ...more };
  return { port: only(located(to > from ? { kind: 'range', from, to } : numberPort(from), text)), ...more };
}

const NAMESPACE = 'io.kubernetes.pod.namespace';
const NAMESPACE_LABEL = 'io.cilium.k8s.namespace.labels.';

/** Labels of pods, among which Cilium has the name and the labels of their namespace. */
function podsOf(node: Node | undefined, own: NamespaceScope): Pods {
  const read = readSelector(node);
  const pods = new Map<string, Located<string>>();
  const spaces = new Map<string, Located<string>>();
  let strange: Span | undefined;
  for (const [key, value] of read.labels) {
    const place = placeOf(key);
    if (!place) strange ??= value.site;
    else (place.of === 'pod' ? pods : spaces).set(place.key, value);
  }
  const podRules: LabelRequirement[] = [];
  const spaceRules: LabelRequirement[] = [];
  for (const r of read.requirements) {
    const place = placeOf(r.key);
    if (!place) strange ??= node && siteOf(node);
    else (place.of === 'pod' ? podRules : spaceRules).push({ ...r, key: place.key });
  }
  const unknown = read.open ?? (strange && { because: say`it selects by more than labels of pods`, at: strange });
  const selector: LabelSelector = { labels: pods, requirements: podRules, ...(unknown ? { open: unknown } : {}) };
  if (spaces.size === 0 && spaceRules.length === 0) return { selector, namespaces: own };
  const everywhere = spaces.size === 0 && spaceRules.every((r) => r.operator === 'Exists' && r.key === NAME_LABEL);
  if (everywhere) return { selector, namespaces: { kind: 'all' } };
  return { selector, namespaces: { kind: 'labelled', selector: { labels: spaces, requirements: spaceRules } } };
}

const NAME_LABEL = 'kubernetes.io/metadata.name';

/** Whose label a key means: sources in front of it (`k8s:app`, `any:app`) say where it comes from. */
function placeOf(key: string): { readonly of: 'pod' | 'namespace'; readonly key: string } | undefined {
  const plain = key.replace(/^(?:k8s|any)[:.](?=\S)/, '');
  if (/^[a-z-]+:/.test(plain) || plain.startsWith('io.cilium.k8s.policy.')) return undefined;
  if (plain === NAMESPACE) return { of: 'namespace', key: NAME_LABEL };
  if (plain.startsWith(NAMESPACE_LABEL)) return { of: 'namespace', key: plain.slice(NAMESPACE_LABEL.length) };
  return { of: 'pod', key: plain };
}
