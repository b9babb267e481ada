import type { LabelSelector, NamespaceScope, PolicyPeer, PolicyRule, PortReference, Protocol } from '../../../facts';
import { isPortNumber, located, numberPort, only, open } from '../../../facts';
import { parseCalicoSelector } from '../../../lore/calicoSelectors';
import type { Node } from '../../../syntax/tree';
import { get, isNull, isTrue, itemsOf, siteOf, textOf } from '../../../syntax/tree';
import { say } from '../../../text/say';
import { locatedText, portOrNameValues } from '../values';
import type { ObjectReader } from './parts';
import { objectFact } from './parts';
import type { Pods, PolicyPort } from './policyParts';
import { policyRule } from './policyParts';

const DIRECTIONS = ['ingress', 'egress'] as const;
type Direction = (typeof DIRECTIONS)[number];

/**
 * Calico's NetworkPolicy and GlobalNetworkPolicy (formats.md §3.13): `destination.ports` are ports of pods, numbers, ranges
 * ("100:200") or names. `source.ports` are those that clients speak from, and nobody's declaration.
 */
export const readCalicoPolicy: ObjectReader = (root, identity, fragment) => {
  const spec = get(root, 'spec');
  const isGlobal = identity.objectKind === 'GlobalNetworkPolicy';
  const subject = subjectOf(spec, isGlobal);
  const rules: PolicyRule[] = [];
  const references: PortReference[] = [];
  for (const direction of DIRECTIONS) {
    for (const item of itemsOf(get(spec, direction))) {
      const read = readRule(item, direction, subject, isGlobal);
      rules.push(read.rule);
      references.push(...read.references);
    }
  }
  const order = Number(textOf(get(spec, 'order')) ?? Number.NaN);
  return objectFact(root, identity, fragment || !spec, {
    references,
    policies: [
      {
        engine: 'calico',
        ...(Number.isFinite(order) ? { order } : {}),
        subject,
        isolates: typesOf(spec),
        rules,
      },
    ],
  });
};

function subjectOf(spec: Node | undefined, isGlobal: boolean): Pods {
  const selector = selectorOf(get(spec, 'selector'));
  // Before the address is translated, or for the host itself: other ports, other ends.
  const early = isTrue(get(spec, 'preDNAT')) || isTrue(get(spec, 'applyOnForward')) || isTrue(get(spec, 'doNotTrack'));
  const accounts = !isNull(get(spec, 'serviceAccountSelector'));
  const why = early ? say`it looks at packets before they are translated` : say`it selects by service accounts`;
  return {
    selector: early || accounts ? { ...selector, open: { because: why } } : selector,
    namespaces: isGlobal ? scopeOf(get(spec, 'namespaceSelector'), { kind: 'all' }) : { kind: 'own' },
  };
}

/** `types`; without them those directions for which there are rules, and what comes in where there are none. */
function typesOf(spec: Node | undefined): readonly Direction[] {
  const types = itemsOf(get(spec, 'types')).map((t) => textOf(t)?.toLowerCase());
  if (types.length > 0) return DIRECTIONS.filter((d) => types.includes(d));
  const written = DIRECTIONS.filter((d) => itemsOf(get(spec, d)).length > 0);
  return written.length > 0 ? written : ['ingress'];
}

/** A selector in Calico's language; open where label selectors cannot say the same. */
function selectorOf(node: Node | undefined): LabelSelector {
  const text = node && !isNull(node) ? locatedText(node)?.value : '';
  const conditions = text === undefined ? undefined : parseCalicoSelector(text);
  const labels = new Map();
  if (!conditions)
    return {
      labels,
      requirements: [],
      open: { because: say`a part of its selector is not known`, ...(node ? { at: siteOf(node) } : {}) },
    };
  // Calico gives every pod these labels.
  return { labels, requirements: conditions.filter((c) => c.key !== 'projectcalico.org/orchestrator') };
}

function scopeOf(node: Node | undefined, absent: NamespaceScope): NamespaceScope {
  if (!node || isNull(node)) return absent;
  const selector = selectorOf(node);
  if (selector.requirements.length === 0 && !selector.open) return { kind: 'all' };
  const requirements = selector.requirements.map((r) =>
    r.key === 'projectcalico.org/name' ? { ...r, key: 'kubernetes.io/metadata.name' } : r,
  );
  return { kind: 'labelled', selector: { ...selector, requirements } };
}

const ACTIONS: ReadonlyMap<string, PolicyRule['action']> = new Map([
  ['allow', 'allow'],
  ['deny', 'deny'],
]);

function readRule(item: Node, direction: Direction, subject: Pods, isGlobal: boolean): ReturnType<typeof policyRule> {
  const action = ACTIONS.get(textOf(get(item, 'action'))?.toLowerCase() ?? '') ?? 'other';
  const peers = peersOf(get(item, direction === 'ingress' ? 'source' : 'destination'), isGlobal);
  const protocol = protocolOf(get(item, 'protocol'));
  const ports = get(get(item, 'destination'), 'ports');
  const listed = itemsOf(ports).map((p): PolicyPort => portOf(p, protocol));
  const every: PolicyPort[] = protocol ? [{ protocol, field: 'destination.ports', site: siteOf(item) }] : [];
  return policyRule(
    direction,
    action,
    subject,
    peers,
    ports && !isNull(ports) ? listed : every.length > 0 ? every : undefined,
    siteOf(item),
  );
}

function protocolOf(node: Node | undefined): Protocol | undefined {
  const text = textOf(node)?.toLowerCase();
  return text === 'tcp' || text === 'udp' || text === 'sctp' ? text : undefined;
}

function portOf(node: Node, protocol: Protocol | undefined): PolicyPort {
  const range = node.kind === 'scalar' ? /^(\d{1,5}):(\d{1,5})$/.exec(node.value) : null;
  const [from, to] = [Number(range?.[1]), Number(range?.[2])];
  const text = locatedText(node);
  const site = siteOf(node);
  const more = { ...(protocol ? { protocol } : {}), field: 'destination.ports', site };
  if (!range || !text) return { port: portOrNameValues(node), ...more };
  if (!isPortNumber(from) || !isPortNumber(to) || to < from)
    return { port: open(say`it is not a valid range`, site), ...more };
  const port = from === to ? numberPort(from) : ({ kind: 'range', from, to } as const);
  return { port: only(located(port, text)), ...more };
}

/** Fields of a rule's end that narrow it in ways that are not read. */
const NARROWING = ['notNets', 'notSelector', 'serviceAccounts', 'services', 'domains', 'notPorts'];

function peersOf(end: Node | undefined, isGlobal: boolean): readonly PolicyPeer[] | undefined {
  if (!end || isNull(end)) return undefined;
  const site = siteOf(end);
  if (NARROWING.some((k) => !isNull(get(end, k))))
    return [{ kind: 'unknown', because: say`its peers are chosen by more than labels and addresses`, site }];
  const [selector, spaces] = [get(end, 'selector'), get(end, 'namespaceSelector')];
  const nets = itemsOf(get(end, 'nets'));
  if (isNull(selector) && isNull(spaces)) {
    if (nets.length === 0) return undefined;
    return nets.map((net): PolicyPeer => {
      const cidr = locatedText(net);
      return cidr
        ? { kind: 'cidr', cidr, except: [], site: siteOf(net) }
        : { kind: 'unknown', because: say`its addresses are filled in later`, site: siteOf(net) };
    });
  }
  if (nets.length > 0) return [{ kind: 'unknown', because: say`its peers are chosen by labels and addresses`, site }];
  const namespaces = scopeOf(spaces, isGlobal ? { kind: 'all' } : { kind: 'own' });
  return [{ kind: 'pods', selector: selectorOf(selector), namespaces, site }];
}
