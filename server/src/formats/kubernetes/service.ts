import type { Located, ServiceFact, ServicePort, Unknown } from '../../facts';
import type { Node } from '../../syntax/tree';
import { at, get, isNull, itemsOf, siteOf, textOf } from '../../syntax/tree';
import { splitMapped, traceAll, trimMapped } from '../../text/mapped';
import { decoded } from '../../syntax/decode';
import { located } from '../../facts';
import { say } from '../../text/say';
import type { ObjectName } from './identity';
import {
  holdsPlaceholder,
  locatedText,
  meantProtocol,
  portOrNameValues,
  portValues,
  readInteger,
  readNumberOrName,
  readProtocol,
  textMap,
} from './values';

const TYPES = new Set(['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName']);
const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';

/** The type of a Service: ClusterIP when not written, `unknown` when it is not one that there is. */
export function serviceType(spec: Node | undefined): ServiceFact['type'] {
  const node = get(spec, 'type');
  if (isNull(node) || textOf(node) === '') return 'ClusterIP';
  const text = textOf(node) ?? '';
  return TYPES.has(text) ? (text as ServiceFact['type']) : 'unknown';
}

/** Whether a Service gives out the addresses of its pods instead of one of its own. */
export function isHeadless(spec: Node | undefined): boolean {
  return textOf(get(spec, 'clusterIP')) === 'None' || textOf(itemsOf(get(spec, 'clusterIPs'))[0]) === 'None';
}

/**
 * Whether a Service lacks what makes it one: it has neither ports nor a selector, or no ports where the API server asks for
 * some. Such a document patches another.
 */
export function isServicePart(root: Node): boolean {
  const spec = get(root, 'spec');
  if (get(root, '$patch') !== undefined || get(spec, '$patch') !== undefined) return true;
  if (serviceType(spec) === 'ExternalName') return false;
  const ports = get(spec, 'ports');
  if (itemsOf(ports).some((p) => get(p, '$patch') !== undefined)) return true;
  const none = isNull(ports) || (ports?.kind === 'seq' && ports.items.length === 0);
  return none && (!isHeadless(spec) || isNull(get(spec, 'selector')));
}

/** Reads a Service (formats.md §3.5). */
export function readService(root: Node, identity: ObjectName, fragment: boolean): ServiceFact {
  const spec = get(root, 'spec');
  const { objectKind: _kind, ...names } = identity;
  const selectorNode = get(spec, 'selector');
  const selector = textMap(selectorNode);
  const portsNode = get(spec, 'ports');
  const typeNode = get(spec, 'type');
  const ports = itemsOf(portsNode).flatMap((item) => readServicePort(item));
  const annotations = textMap(at(root, 'metadata', 'annotations')).texts;
  const unknown = openness(spec, ports, selector.whole);
  const balancer = locatedText(get(spec, 'loadBalancerClass'));
  return {
    kind: 'service',
    platform: 'kubernetes',
    ...names,
    site: siteOf(root),
    type: serviceType(spec),
    ...(typeNode && !isNull(typeNode) ? { typeSite: siteOf(typeNode) } : {}),
    headless: isHeadless(spec),
    selector: selector.texts,
    ...(selectorNode && !isNull(selectorNode) ? { selectorSite: siteOf(selectorNode) } : {}),
    ports,
    ...(portsNode && !isNull(portsNode) ? { portsSite: siteOf(portsNode) } : {}),
    labels: textMap(at(root, 'metadata', 'labels')).texts,
    annotations,
    externalIps: texts(get(spec, 'externalIPs')),
    sourceRanges: sourceRanges(root),
    ...(balancer ? { loadBalancerClass: balancer } : {}),
    fragment: fragment || isServicePart(root),
    ...(unknown ? { open: unknown } : {}),
  };
}

function openness(spec: Node | undefined, ports: readonly ServicePort[], wholeSelector: boolean): Unknown | undefined {
  const list = get(spec, 'ports');
  if (list && !isNull(list) && list.kind !== 'seq')
    return { because: say`its ports are filled in when the file is applied`, at: siteOf(list) };
  const unnamed = itemsOf(list).some((item) => !isNull(get(item, 'name')) && !locatedText(get(item, 'name')));
  if (unnamed || itemsOf(list).length !== ports.length || ports.some((p) => p.port.open))
    return { because: say`not all of its ports are known`, ...(list ? { at: siteOf(list) } : {}) };
  if (!wholeSelector) return { because: say`its selector is filled in when the file is applied` };
  const type = get(spec, 'type');
  return type?.kind === 'scalar' && holdsPlaceholder(type.value)
    ? { because: say`its type is filled in when the file is applied`, at: siteOf(type) }
    : undefined;
}

function readServicePort(item: Node): readonly ServicePort[] {
  const port = get(item, 'port');
  if (!port || isNull(port)) return [];
  const protocol = readProtocol(get(item, 'protocol'));
  const target = get(item, 'targetPort');
  const node = get(item, 'nodePort');
  const name = locatedText(get(item, 'name'));
  const appProtocol = locatedText(get(item, 'appProtocol'));
  const values =
    protocol.kind === 'unknown'
      ? { alternatives: [], open: { because: say`its protocol is filled in later` } }
      : portValues(port);
  return [
    {
      port: values,
      ...(target && hasTarget(target) ? { targetPort: portOrNameValues(target) } : {}),
      ...(node && hasNumber(node) ? { nodePort: portValues(node) } : {}),
      ...(name && name.value !== '' ? { name } : {}),
      protocol:
        protocol.kind === 'valid'
          ? protocol.protocol
          : (protocol.kind === 'invalid' && meantProtocol(protocol.text)) || 'tcp',
      ...(protocol.kind === 'valid' && protocol.site ? { protocolSite: protocol.site } : {}),
      ...(appProtocol ? { appProtocol } : {}),
      site: siteOf(item),
    },
  ];
}

/** 0 and empty text are how Go writes a target port that is not set: `port` then counts. */
function hasTarget(node: Node): boolean {
  if (isNull(node)) return false;
  const read = readNumberOrName(node);
  return !(read.kind === 'number' && read.number === 0) && !(read.kind === 'name' && read.name === '');
}

/** Whether a node port is set: 0 leaves the choice to the cluster. */
export function hasNumber(node: Node): boolean {
  const read = readInteger(node);
  return !isNull(node) && !(read.kind === 'number' && read.number === 0);
}

function texts(node: Node | undefined): readonly Located<string>[] {
  return itemsOf(node).flatMap((item) => locatedText(item) ?? []);
}

/** `loadBalancerSourceRanges`, or the annotation that counts where the field is absent: a list with commas. */
function sourceRanges(root: Node): readonly Located<string>[] {
  const field = texts(at(root, 'spec', 'loadBalancerSourceRanges'));
  if (field.length > 0) return field;
  const node = at(root, 'metadata', 'annotations', SOURCE_RANGES);
  if (node?.kind !== 'scalar') return [];
  return splitMapped(decoded(node), ',').flatMap((piece) => {
    const range = trimMapped(piece);
    return range.text === '' ? [] : [located(range.text, traceAll(range))];
  });
}
