import type { ListenerFact, Port, PortReference } from '../../../facts';
import { located, only } from '../../../facts';
import type { Node } from '../../../syntax/tree';
import { at, get, itemsOf, siteOf } from '../../../syntax/tree';
import { locatedText, readProtocol } from '../values';
import type { ObjectReader } from './parts';
import { objectFact, portAt, serviceTarget, writtenText } from './parts';

/*
 * Addresses that somebody writes by hand behind a Service without selector (formats.md §3.5). Their ports are found by
 * name: one that has the Service port's name, or none where that has none, is what the port leads to.
 */

const SERVICE_NAME = 'kubernetes.io/service-name';

/** Endpoints: those of the Service of the same name. */
export const readEndpoints: ObjectReader = (root, identity, fragment) => {
  const ports = itemsOf(get(root, 'subsets')).flatMap((subset) => itemsOf(get(subset, 'ports')));
  return objectFact(root, identity, fragment, served(ports, at(root, 'metadata', 'name')));
};

/** EndpointSlice: a label names the Service. */
export const readEndpointSlice: ObjectReader = (root, identity, fragment) => {
  const service = get(at(root, 'metadata', 'labels'), SERVICE_NAME);
  return objectFact(root, identity, fragment, served(itemsOf(get(root, 'ports')), service));
};

function served(
  ports: readonly Node[],
  service: Node | undefined,
): { readonly listeners: readonly ListenerFact[]; readonly references: readonly PortReference[] } {
  const listeners = ports.flatMap((p): readonly ListenerFact[] => {
    const { port } = portAt(get(p, 'port'));
    if (!port) return [];
    const protocol = readProtocol(get(p, 'protocol'));
    const name = writtenText(get(p, 'name'));
    return [
      {
        port,
        protocol: protocol.kind === 'valid' ? protocol.protocol : 'tcp',
        ...(name ? { name } : {}),
        reach: 'unknown',
        site: siteOf(p),
      },
    ];
  });
  if (!service || !locatedText(service)) return { listeners, references: [] };
  const target = serviceTarget(service);
  const frame = { use: 'endpoints', role: 'route', target, layer: 'service', site: siteOf(service) } as const;
  const references = listeners.map(({ name }): PortReference => {
    const port = name && only(located<Port>({ kind: 'name', name: name.value }, name));
    return port ? { ...frame, port, by: 'ports[].name' } : { ...frame, by: 'ports[].port' };
  });
  return { listeners, references };
}
