import type { ObjectFact, PortReference, ReferenceTarget } from '../../../facts';
import { located, numberPort, only } from '../../../facts';
import type { Node } from '../../../syntax/tree';
import { entriesOf, get, siteOf } from '../../../syntax/tree';
import type { MappedText } from '../../../text/mapped';
import { sliceMapped, traceAll } from '../../../text/mapped';
import { say } from '../../../text/say';
import type { ObjectName } from '../identity';
import { objectFact } from './parts';
import { annotation, annotations, jsonOf, listItems, locatedPart, mappedOf, textPort } from './texts';

/*
 * Annotations of Services that name ports of their own Service (formats.md §3.10), and ConfigMaps that name ports of
 * others. What is found becomes an object beside the Service or ConfigMap itself.
 */

const AWS = 'service.beta.kubernetes.io/aws-load-balancer-';
const GOOGLE = 'cloud.google.com/';

/** The ports that annotations of a Service name; nothing when there are none. */
export function serviceAnnotations(root: Node, identity: ObjectName, fragment: boolean): readonly ObjectFact[] {
  const own: ReferenceTarget = { kind: 'own', id: identity.id };
  const references = [
    ...sslPorts(root, own),
    ...healthPort(annotation(root, `${AWS}healthcheck-port`), own, 'endpoint', 'aws-load-balancer-healthcheck-port'),
    ...azurePorts(root, own),
    ...googlePorts(root, own),
  ];
  return references.length === 0
    ? []
    : [objectFact(root, { ...identity, id: `${identity.id}@balancer` }, fragment, { references })];
}

function reference(text: MappedText, target: ReferenceTarget, by: string): PortReference {
  const { site } = locatedPart(text);
  return { use: 'annotation', role: 'route', target, port: textPort(text), layer: 'service', by, site };
}

/** Ports whose listeners speak TLS, by number or name. */
function sslPorts(root: Node, own: ReferenceTarget): readonly PortReference[] {
  return listItems(annotation(root, `${AWS}ssl-ports`)).flatMap((item) =>
    item.text === '*' ? [] : [{ ...reference(item, own, 'aws-load-balancer-ssl-ports'), oneOf: true }],
  );
}

/**
 * The port that a load balancer's health check asks: a name is the Service port's; a number is one of the pods or nodes on
 * AWS, and the Service's own on Azure.
 */
function healthPort(
  node: Node | undefined,
  target: ReferenceTarget,
  layer: 'service' | 'endpoint',
  by: string,
): readonly PortReference[] {
  const text = mappedOf(node);
  if (!text || text.text.trim() === 'traffic-port') return [];
  const { site } = locatedPart(text);
  return [{ use: 'health', role: 'probe', target, port: textPort(text), layer, by, site }];
}

const AZURE_PORT = /^service\.beta\.kubernetes\.io\/port_(\d+)_(health-probe_port|health-probe_protocol|no_lb_rule)$/;

/** `port_443_health-probe_port`: the key names a port of the Service, the value where its health is asked. */
function azurePorts(root: Node, own: ReferenceTarget): readonly PortReference[] {
  return annotations(root).flatMap(({ key, value }) => {
    const match = AZURE_PORT.exec(key.value);
    const text = match && mappedOf(key);
    if (!match || !text) return [];
    const start = text.text.indexOf('/port_') + '/port_'.length;
    const part = sliceMapped(text, start, start + (match[1] ?? '').length);
    const by = say`the key of an Azure annotation`;
    return [
      reference(part, own, by),
      ...(match[2] === 'health-probe_port' ? healthPort(value, own, 'service', 'health-probe_port') : []),
    ];
  });
}

/** JSON of Google Cloud: network endpoint groups, backend configurations and protocols by port. */
function googlePorts(root: Node, own: ReferenceTarget): readonly PortReference[] {
  const groups = get(jsonOf(annotation(root, `${GOOGLE}neg`)), 'exposed_ports');
  const backends = get(jsonOf(annotation(root, `${GOOGLE}backend-config`)), 'ports');
  const protocols = jsonOf(annotation(root, `${GOOGLE}app-protocols`));
  const keys = (node: Node | undefined, by: string): readonly PortReference[] =>
    entriesOf(node).flatMap(({ key }) => {
      const text = mappedOf(key);
      return text ? [reference(text, own, by)] : [];
    });
  return [
    ...keys(groups, `${GOOGLE}neg`),
    ...keys(backends, `${GOOGLE}backend-config`),
    ...keys(protocols, `${GOOGLE}app-protocols`),
  ];
}

const STREAMS = /(?:^|-)(tcp|udp)(?:-services)?$/;

/**
 * The ConfigMaps in which ingress-nginx finds what it forwards below HTTP: `"5432": "shop/db:5432"`, with `:PROXY` behind it
 * for the PROXY protocol. One object for each entry, since each leads elsewhere.
 */
export function streamEntries(root: Node, identity: ObjectName, fragment: boolean): readonly ObjectFact[] {
  const protocol = STREAMS.exec(identity.name.value)?.[1];
  if (protocol !== 'tcp' && protocol !== 'udp') return [];
  return entriesOf(get(root, 'data')).flatMap(({ key, value }): readonly ObjectFact[] => {
    const [outer, text] = [mappedOf(key), mappedOf(value)];
    const parts = text && /^([a-z0-9-]+)\/([a-z0-9-]+):([A-Za-z0-9-]+)(?::(?:PROXY)?){0,2}$/.exec(text.text);
    if (!outer || !text || !parts || !/^\d{1,5}$/.test(outer.text)) return [];
    const [, namespace = '', name = '', port = ''] = parts;
    const nameAt = namespace.length + 1;
    const portAt = nameAt + name.length + 1;
    const target: ReferenceTarget = {
      kind: 'service',
      name: locatedPart(sliceMapped(text, nameAt, nameAt + name.length)),
      namespace: locatedPart(sliceMapped(text, 0, namespace.length)),
    };
    const site = siteOf(value);
    const backend: PortReference = {
      use: 'backend',
      role: 'route',
      target,
      port: textPort(sliceMapped(text, portAt, portAt + port.length)),
      protocol,
      layer: 'service',
      by: say`entry ${outer.text}`,
      site,
    };
    const door = only(located(numberPort(Number(outer.text)), traceAll(outer)));
    return [
      objectFact(root, { ...identity, id: `${identity.id}#${outer.text}` }, fragment, {
        listeners: [{ port: door, protocol, reach: 'outside', site: siteOf(key) }],
        references: [backend],
      }),
    ];
  });
}
