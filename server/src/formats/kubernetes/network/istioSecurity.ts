import type {
  LabelSelector,
  Located,
  NamespaceScope,
  PolicyPeer,
  PolicyRule,
  Port,
  PortReference,
  ReferenceTarget,
  Values,
} from '../../../facts';
import { isPortNumber, located, numberPort, only, open } from '../../../facts';
import type { Node } from '../../../syntax/tree';
import { at, entriesOf, get, isNull, itemsOf, siteOf, textOf } from '../../../syntax/tree';
import { say } from '../../../text/say';
import { locatedText, portValues } from '../values';
import { hostsOf, meshReference, workloadTarget } from './istioParts';
import type { ObjectReader } from './parts';
import { objectFact, readSelector } from './parts';

/*
 * Istio's policies (formats.md §3.12). Their ports are those of the workload, as it listens; only a policy that is bound to a
 * Service by `targetRefs` is asked before the port is translated.
 */

/** The namespace whose policies hold everywhere, unless the mesh is configured otherwise. */
const ROOT_NAMESPACE = 'istio-system';

function scopeOf(namespace: Located<string> | undefined): NamespaceScope {
  return { kind: namespace?.value === ROOT_NAMESPACE ? 'all' : 'own' };
}

/** AuthorizationPolicy: `operation.ports`, `operation.notPorts` and conditions on `destination.port`, all of them text. */
export const readAuthorizationPolicy: ObjectReader = (root, identity, fragment) => {
  const spec = get(root, 'spec');
  const selector = readSelector(get(spec, 'selector'));
  const namespaces = scopeOf(identity.namespace);
  const bound = !isNull(get(spec, 'targetRef')) || !isNull(get(spec, 'targetRefs'));
  const target: ReferenceTarget = bound
    ? { kind: 'unknown', because: say`it is bound to a gateway or a Service by \`targetRefs\`` }
    : { kind: 'pods', selector, namespaces };
  const references: PortReference[] = [];
  const action = textOf(get(spec, 'action')) ?? 'ALLOW';
  const rules = itemsOf(get(spec, 'rules')).map((r) => readRule(r, action, target, references));
  const unknown: LabelSelector = { ...selector, open: { because: say`it is bound by \`targetRefs\`` } };
  const subject = { selector: bound ? unknown : selector, namespaces };
  const isolates = action === 'ALLOW' ? (['ingress'] as const) : [];
  return objectFact(root, identity, fragment, { references, policies: [{ engine: 'mesh', subject, isolates, rules }] });
};

function readRule(rule: Node, action: string, target: ReferenceTarget, references: PortReference[]): PolicyRule {
  const site = siteOf(rule);
  const ports: PortReference[] = [];
  const read = (list: Node | undefined, by: string, into: PortReference[]): void => {
    for (const item of itemsOf(list))
      into.push(meshReference(target, 'allow', 'container', patternValues(item), by, siteOf(item)));
  };
  const operations = itemsOf(get(rule, 'to')).map((t) => get(t, 'operation'));
  const others: PortReference[] = [];
  for (const o of operations) {
    read(get(o, 'ports'), 'operation.ports', ports);
    read(get(o, 'notPorts'), 'operation.notPorts', others);
  }
  for (const w of itemsOf(get(rule, 'when'))) {
    if (textOf(get(w, 'key')) !== 'destination.port') continue;
    read(get(w, 'values'), 'when.values', others);
    read(get(w, 'notValues'), 'when.notValues', others);
  }
  references.push(...ports, ...others);
  // Paths, methods, identities and conditions narrow a rule in ways that packets do not show.
  const narrow =
    others.length > 0 ||
    !isNull(get(rule, 'when')) ||
    operations.some((o) => entriesOf(o).some((e) => e.key.value !== 'ports') || !get(o, 'ports'));
  const peers = narrow ? [unknownPeer(site)] : peersOf(get(rule, 'from'));
  return {
    direction: 'ingress',
    action: action === 'ALLOW' ? 'allow' : action === 'DENY' ? 'deny' : 'other',
    ...(peers ? { peers } : {}),
    ...(ports.length > 0 ? { ports } : {}),
    site,
  };
}

function unknownPeer(site: PolicyRule['site']): PolicyPeer {
  return { kind: 'unknown', because: say`the proxy looks at more than addresses and ports`, site };
}

function peersOf(from: Node | undefined): readonly PolicyPeer[] | undefined {
  if (isNull(from)) return undefined;
  return itemsOf(from).map((f): PolicyPeer => {
    const source = get(f, 'source');
    const keys = entriesOf(source).map((e) => e.key.value);
    const names = hostsOf(itemsOf(get(source, 'namespaces')));
    if (keys.length !== 1 || names.length === 0 || names.some((n) => n.value.includes('*')))
      return unknownPeer(siteOf(f));
    return { kind: 'pods', selector: readSelector(undefined), namespaces: { kind: 'named', names }, site: siteOf(f) };
  });
}

/** A port as text; one with `*` in it stands for many. */
function patternValues(node: Node): Values<Port> {
  const text = locatedText(node);
  if (!text) return open(say`its port is filled in when the file is applied`, siteOf(node));
  const number = /^\d{1,5}$/.test(text.value) ? Number(text.value) : 0;
  if (!isPortNumber(number)) return open(say`it stands for several ports`, siteOf(node));
  return only(located(numberPort(number), text));
}

/** PeerAuthentication: the keys of `portLevelMtls` are ports of the workload. */
export const readPeerAuthentication: ObjectReader = (root, identity, fragment) => {
  const spec = get(root, 'spec');
  const selector = readSelector(get(spec, 'selector'));
  const target: ReferenceTarget = { kind: 'pods', selector, namespaces: { kind: 'own' } };
  return objectFact(root, identity, fragment, {
    references: entriesOf(get(spec, 'portLevelMtls')).map(({ key }) =>
      meshReference(target, 'allow', 'container', portValues(key), 'portLevelMtls', siteOf(key)),
    ),
  });
};

/** EnvoyFilter: which listeners it matches is a guess, for a filter is written against what Istio makes of other objects. */
export const readEnvoyFilter: ObjectReader = (root, identity, fragment) => {
  const spec = get(root, 'spec');
  const references = itemsOf(get(spec, 'configPatches')).flatMap((patch) => {
    const match = get(patch, 'match');
    const inbound = textOf(get(match, 'context')) === 'SIDECAR_INBOUND';
    const target: ReferenceTarget = inbound
      ? workloadTarget(spec)
      : { kind: 'unknown', because: say`it is a port of whatever the pod asks` };
    return ['listener', 'routeConfiguration', 'cluster'].flatMap((k) => {
      const port = at(match, k, 'portNumber');
      if (!port) return [];
      const values = guessed(portValues(port));
      return [
        meshReference(target, 'allow', inbound ? 'container' : 'service', values, `${k}.portNumber`, siteOf(port)),
      ];
    });
  });
  return objectFact(root, identity, fragment, { references });
};

function guessed(values: Values<Port>): Values<Port> {
  return { ...values, alternatives: values.alternatives.map((a) => ({ ...a, certainty: 'low' as const })) };
}
