import type { ListenerFact, Located, Port, PortReference, Protocol } from '../../../facts';
import { located, only, open } from '../../../facts';
import type { Node } from '../../../syntax/tree';
import { at, get, isNull, itemsOf, siteOf, textOf } from '../../../syntax/tree';
import { say } from '../../../text/say';
import type { Span } from '../../../text/span';
import { locatedText } from '../values';
import type { ObjectReader } from './parts';
import { backendReference, objectFact, portAt, serviceTarget, writtenText } from './parts';

/*
 * Gateway API (formats.md §3.11): gateways open listeners, routes attach to them and name ports of Services, by number only.
 */

const GROUP = 'gateway.networking.k8s.io';
const EXPERIMENTAL = 'gateway.networking.x-k8s.io';

/** Gateway. */
export const readGateway: ObjectReader = (root, identity, fragment) => {
  const spec = get(root, 'spec');
  const controller = writtenText(get(spec, 'gatewayClassName'));
  const reach = /internal|private|rilb|mesh|waypoint/i.test(controller?.value ?? '') ? 'inside' : 'outside';
  const listeners = itemsOf(get(spec, 'listeners')).flatMap((item) => readListener(item, reach));
  return objectFact(root, identity, fragment, { ...(controller ? { controller } : {}), listeners });
};

/** ListenerSet and its predecessor: further listeners for a Gateway, which are reached as the Gateway is. */
export const readListenerSet: ObjectReader = (root, identity, fragment) => {
  const spec = get(root, 'spec');
  const parent = get(spec, 'parentRef');
  return objectFact(root, identity, fragment, {
    listeners: itemsOf(get(spec, 'listeners')).flatMap((item) => readListener(item, 'unknown')),
    references: parent ? parentReferences(parent) : [],
  });
};

const SECURITY: ReadonlyMap<string, ListenerFact['security']> = new Map([
  ['HTTP', 'plain'],
  ['HTTPS', 'terminates'],
  ['TLS', 'terminates'],
]);

function readListener(item: Node, reach: ListenerFact['reach']): readonly ListenerFact[] {
  const { port } = portAt(get(item, 'port'));
  if (!port) return [];
  const kind = textOf(get(item, 'protocol')) ?? '';
  const protocol: Protocol = kind === 'UDP' ? 'udp' : 'tcp';
  const name = writtenText(get(item, 'name'));
  const hostname = writtenText(get(item, 'hostname'));
  const security = textOf(at(item, 'tls', 'mode')) === 'Passthrough' ? 'passthrough' : SECURITY.get(kind);
  return [
    {
      port,
      protocol,
      ...(name ? { name } : {}),
      ...(hostname ? { hostname } : {}),
      ...(security ? { security } : {}),
      reach,
      site: siteOf(item),
    },
  ];
}

/** HTTPRoute, GRPCRoute, TLSRoute, TCPRoute and UDPRoute, which differ in what they match only. */
export const readRoute: ObjectReader = (root, identity, fragment) => {
  const spec = get(root, 'spec');
  const references = itemsOf(get(spec, 'parentRefs')).flatMap((parent) => parentReferences(parent));
  for (const rule of itemsOf(get(spec, 'rules'))) {
    references.push(...mirrors(rule));
    for (const backend of itemsOf(get(rule, 'backendRefs')))
      references.push(...routeBackend(backend, 'backendRefs[].port'), ...mirrors(backend));
    // v1alpha1 had one list of its own for each kind.
    for (const forward of itemsOf(get(rule, 'forwardTo'))) references.push(...forwardTo(forward));
  }
  return objectFact(root, identity, fragment, { ...guard(spec), references });
};

/** A filter of somebody's own, which may ask who comes. */
function guard(spec: Node | undefined): { readonly guarded?: Span } {
  const filters = itemsOf(get(spec, 'rules')).flatMap((rule) => itemsOf(get(rule, 'filters')));
  const own = filters.find((f) => get(f, 'extensionRef') ?? get(f, 'externalAuth'));
  return own ? { guarded: siteOf(own) } : {};
}

function mirrors(holder: Node): readonly PortReference[] {
  return itemsOf(get(holder, 'filters')).flatMap((filter) => {
    const backend = at(filter, 'requestMirror', 'backendRef');
    return backend ? routeBackend(backend, 'requestMirror.backendRef.port') : [];
  });
}

/** A backend that is a Service; other kinds have no ports that we know. */
function routeBackend(backend: Node, by: string): readonly PortReference[] {
  if (backend.kind !== 'map' || !isKind(backend, '', 'Service')) return [];
  const target = serviceTarget(get(backend, 'name'), get(backend, 'namespace'));
  const reference = backendReference(target, get(backend, 'port'), by, siteOf(backend));
  return [{ ...reference, refusedBy: say`the API server` }];
}

function forwardTo(forward: Node): readonly PortReference[] {
  const name = get(forward, 'serviceName');
  if (!name) return [];
  return [backendReference(serviceTarget(name), get(forward, 'port'), 'forwardTo[].port', siteOf(forward))];
}

/** Whether a reference means a kind, both parts of which have defaults: the one that is asked for. */
function isKind(node: Node, group: string, kind: string, usual = { group: '', kind: 'Service' }): boolean {
  const text = (key: 'group' | 'kind'): string => {
    const value = get(node, key);
    return isNull(value) ? usual[key] : (textOf(value) ?? '?');
  };
  return text('group') === group && text('kind') === kind;
}

/**
 * What a route attaches to: a listener of a Gateway or of a set of listeners, by name, by number or all of them; in a mesh
 * a port of a Service.
 */
function parentReferences(parent: Node): readonly PortReference[] {
  if (isKind(parent, '', 'Service', { group: GROUP, kind: 'Gateway' })) return serviceParent(parent);
  const name = locatedText(get(parent, 'name'));
  const group = textOf(get(parent, 'group')) ?? GROUP;
  if (!name || (group !== GROUP && group !== EXPERIMENTAL)) return [];
  const namespace = writtenText(get(parent, 'namespace'));
  const objectKind = textOf(get(parent, 'kind')) ?? 'Gateway';
  const frame = {
    use: 'parent',
    role: 'connect',
    target: { kind: 'object', group, objectKind, name, ...(namespace ? { namespace } : {}) },
    layer: 'listener',
    site: siteOf(parent),
  } as const;
  const section = sectionName(parent);
  const number = get(parent, 'port');
  if (!section && !number) return [{ ...frame, by: 'parentRefs[].name' }];
  return [
    ...(section ? [{ ...frame, ...section, by: 'parentRefs[].sectionName' }] : []),
    ...(number ? [{ ...frame, ...portAt(number), by: 'parentRefs[].port' }] : []),
  ];
}

function serviceParent(parent: Node): readonly PortReference[] {
  const target = serviceTarget(get(parent, 'name'), get(parent, 'namespace'));
  const frame = { use: 'parent', role: 'connect', target, layer: 'service', site: siteOf(parent) } as const;
  const section = sectionName(parent);
  const number = get(parent, 'port');
  return [
    ...(section ? [{ ...frame, ...section, by: 'parentRefs[].sectionName' }] : []),
    ...(number && !isNull(number) ? [{ ...frame, ...portAt(number), by: 'parentRefs[].port' }] : []),
  ];
}

/** A listener's or port's name; digits are a name too. */
function sectionName(holder: Node): Pick<PortReference, 'port'> | undefined {
  const node = get(holder, 'sectionName');
  if (!node || isNull(node)) return undefined;
  const text: Located<string> | undefined = writtenText(node);
  if (!text) return { port: open(say`it is filled in when the file is applied`, siteOf(node)) };
  return { port: only(located<Port>({ kind: 'name', name: text.value }, text)) };
}

/** BackendTLSPolicy: Services that are spoken to over TLS, with `sectionName` on one of their ports only. */
export const readBackendTls: ObjectReader = (root, identity, fragment) => {
  const spec = get(root, 'spec');
  const single = get(spec, 'targetRef');
  const targets = [...itemsOf(get(spec, 'targetRefs')), ...(single ? [single] : [])];
  const references = targets.flatMap((t): readonly PortReference[] => {
    const section = isKind(t, '', 'Service') ? sectionName(t) : undefined;
    if (!section) return [];
    const target = serviceTarget(get(t, 'name'), get(t, 'namespace'));
    const by = 'targetRefs[].sectionName';
    return [{ use: 'annotation', role: 'connect', target, ...section, layer: 'service', by, site: siteOf(t) }];
  });
  return objectFact(root, identity, fragment, { references });
};
