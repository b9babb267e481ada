import type { Layer, Located, ObjectFact, Port, PortReference, Values } from '../../../facts';
import { isPortNumber, located } from '../../../facts';
import type { Node } from '../../../syntax/tree';
import { get, siteOf } from '../../../syntax/tree';
import type { MappedText } from '../../../text/mapped';
import { traceAll } from '../../../text/mapped';
import type { ObjectName } from '../identity';
import { objectFact } from './parts';
import { listItems, textPort } from './texts';

/*
 * Annotations in which a pod or a Service names ports of its own (formats.md §3.10). Values are text: a number, a name, or a
 * list of both.
 */

interface Row {
  readonly use: PortReference['use'];
  readonly role: PortReference['role'];
  /** Whose port it is when it stands on a Service; absent where it means nothing there. */
  readonly onService?: Extract<Layer, 'service' | 'container'>;
}

const ROWS: ReadonlyMap<string, Row> = new Map<string, Row>([
  // On a Service too it is the pod that is asked: the endpoint's address gets this port.
  ['prometheus.io/port', { use: 'monitor', role: 'connect', onService: 'container' }],
  ['dapr.io/app-port', { use: 'annotation', role: 'connect' }],
  ['config.linkerd.io/opaque-ports', { use: 'annotation', role: 'allow', onService: 'service' }],
  ['config.linkerd.io/skip-inbound-ports', { use: 'annotation', role: 'allow' }],
  ['traffic.sidecar.istio.io/includeInboundPorts', { use: 'annotation', role: 'allow' }],
  ['traffic.sidecar.istio.io/excludeInboundPorts', { use: 'annotation', role: 'allow' }],
  ['readiness.status.sidecar.istio.io/applicationPorts', { use: 'annotation', role: 'probe' }],
  ['consul.hashicorp.com/connect-service-port', { use: 'annotation', role: 'route' }],
]);

/**
 * The ports that annotations of a pod template or of a Service name, as an object beside the one that carries them; nothing
 * where there are none. `metadata` holds the annotations.
 */
export function readOwnAnnotations(
  metadata: Node | undefined,
  root: Node,
  identity: ObjectName,
  on: 'pod' | 'service',
): readonly ObjectFact[] {
  const annotations = get(metadata, 'annotations');
  const references = [...ROWS].flatMap(([key, row]) => referencesOf(get(annotations, key), key, row, identity.id, on));
  if (references.length === 0) return [];
  return [objectFact(root, { ...identity, id: `${identity.id}@ports` }, false, { references })];
}

function referencesOf(
  node: Node | undefined,
  key: string,
  row: Row,
  id: string,
  on: 'pod' | 'service',
): readonly PortReference[] {
  const layer = on === 'pod' ? 'container' : row.onService;
  if (!node || !layer) return [];
  return listItems(node).flatMap((item) => {
    // Every port: none of them in particular.
    if (item.text === '*') return [];
    const port = rangePort(item) ?? textPort(item);
    return [{ use: row.use, role: row.role, target: { kind: 'own', id }, port, layer, by: key, site: siteOf(node) }];
  });
}

/** `4444-4448`; `undefined` for anything else. */
function rangePort(item: MappedText): Values<Port> | undefined {
  const m = /^(\d{1,5})-(\d{1,5})$/.exec(item.text);
  const [from, to] = [Number(m?.[1]), Number(m?.[2])];
  if (!m || !isPortNumber(from) || !isPortNumber(to) || from > to) return undefined;
  const value: Located<Port> = located<Port>({ kind: 'range', from, to }, traceAll(item));
  return { alternatives: [value] };
}
