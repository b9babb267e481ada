import type { NamespaceScope, PolicyPeer, PolicyRule, PortReference } from '../../../facts';
import type { Node } from '../../../syntax/tree';
import { at, entriesOf, get, itemsOf, siteOf, textOf } from '../../../syntax/tree';
import { say } from '../../../text/say';
import { portValues, readProtocol } from '../values';
import type { ObjectReader } from './parts';
import { objectFact, portAt, readSelector } from './parts';
import type { Pods, PolicyPort } from './policyParts';
import { cidrPeer, policyRule, rangeValues } from './policyParts';

/**
 * AdminNetworkPolicy and BaselineAdminNetworkPolicy (formats.md §3.13): rules of the cluster's administrators before and
 * after NetworkPolicies. They close nothing by being there; the first rule that matches decides.
 */
export const readAdminPolicy: ObjectReader = (root, identity, fragment) => {
  const spec = get(root, 'spec');
  const subject = podsOf(get(spec, 'subject'));
  const rules: PolicyRule[] = [];
  const references: PortReference[] = [];
  for (const direction of ['ingress', 'egress'] as const) {
    for (const item of itemsOf(get(spec, direction))) {
      const peers = itemsOf(get(item, direction === 'ingress' ? 'from' : 'to')).flatMap((p) => readPeers(p));
      const ports = itemsOf(get(item, 'ports'));
      const action = textOf(get(item, 'action'));
      const read = policyRule(
        direction,
        action === 'Allow' ? 'allow' : action === 'Deny' ? 'deny' : 'other',
        subject ?? NOBODY,
        peers,
        ports.length > 0 ? ports.flatMap((p) => readPort(p)) : undefined,
        siteOf(item),
      );
      rules.push(read.rule);
      references.push(...read.references);
    }
  }
  const order = Number(textOf(get(spec, 'priority')) ?? Number.NaN);
  return objectFact(root, identity, fragment || !subject, {
    references,
    policies: [
      {
        engine: identity.objectKind === 'AdminNetworkPolicy' ? 'admin' : 'baseline',
        ...(Number.isFinite(order) ? { order } : {}),
        subject: subject ?? NOBODY,
        isolates: [],
        rules,
      },
    ],
  });
};

const NOBODY: Pods = {
  selector: { labels: new Map(), requirements: [], open: { because: say`its subject is not known` } },
  namespaces: { kind: 'all' },
};

/** `namespaces`, or `pods` with selectors of both. */
function podsOf(node: Node | undefined): Pods | undefined {
  const pods = get(node, 'pods');
  if (pods)
    return { selector: readSelector(get(pods, 'podSelector')), namespaces: scopeOf(get(pods, 'namespaceSelector')) };
  const spaces = get(node, 'namespaces');
  return spaces && { selector: readSelector(undefined), namespaces: scopeOf(spaces) };
}

function scopeOf(node: Node | undefined): NamespaceScope {
  const selector = readSelector(node);
  const all = selector.labels.size === 0 && selector.requirements.length === 0 && !selector.open;
  return all ? { kind: 'all' } : { kind: 'labelled', selector };
}

function readPeers(item: Node): readonly PolicyPeer[] {
  const site = siteOf(item);
  const pods = podsOf(item);
  if (pods) return [{ kind: 'pods', ...pods, site }];
  const networks = itemsOf(get(item, 'networks'));
  if (networks.length > 0) return networks.map((n) => cidrPeer(n, [], siteOf(n)));
  return [{ kind: 'unknown', because: say`its peer is neither pods nor addresses`, site }];
}

function readPort(item: Node): readonly PolicyPort[] {
  return entriesOf(item).map(({ key, value }): PolicyPort => {
    const field = `ports.${key.value}`;
    const site = siteOf(item);
    if (key.value === 'namedPort') return { ...portAt(value), field, site };
    const read = readProtocol(get(value, 'protocol'));
    const protocol = read.kind === 'valid' ? { protocol: read.protocol } : {};
    const start = at(value, 'start') ?? at(value, 'port');
    const port =
      key.value === 'portRange' && start ? rangeValues(start, get(value, 'end')) : start && portValues(start);
    return {
      port: port ?? { alternatives: [], open: { because: say`its port is not known` } },
      ...protocol,
      field,
      site,
    };
  });
}
