import type { ListenerFact, PortReference } from '../../../facts';
import type { Node } from '../../../syntax/tree';
import { at, get, itemsOf, siteOf } from '../../../syntax/tree';
import type { ObjectReader } from './parts';
import { backendReference, impliedPort, objectFact, serviceTarget } from './parts';

/**
 * Ingress (formats.md §3.7): `networking.k8s.io/v1` names a Service and a port by number or name, the API groups before it
 * wrote `serviceName` and `servicePort`. Backends are ports of Services, never of containers.
 */
export const readIngress: ObjectReader = (root, identity, fragment) => {
  const spec = get(root, 'spec');
  const backends = [get(spec, 'defaultBackend') ?? get(spec, 'backend')];
  for (const rule of itemsOf(get(spec, 'rules')))
    for (const path of itemsOf(at(rule, 'http', 'paths'))) backends.push(get(path, 'backend'));
  return objectFact(root, identity, fragment, {
    listeners: doors(root, spec),
    references: backends.flatMap((b) => (b ? readBackend(b) : [])),
  });
};

/** Controllers listen on 80, and on 443 where the Ingress has certificates. */
function doors(root: Node, spec: Node | undefined): readonly ListenerFact[] {
  const site = siteOf(get(root, 'kind') ?? root);
  const plain: ListenerFact = {
    port: impliedPort(80, site, 'Ingress controllers serve HTTP on port 80'),
    protocol: 'tcp',
    security: 'plain',
    reach: 'outside',
    site,
  };
  if (itemsOf(get(spec, 'tls')).length === 0) return [plain];
  const port = impliedPort(443, site, 'Ingress controllers serve HTTPS on port 443');
  return [plain, { ...plain, port, security: 'terminates' }];
}

function readBackend(backend: Node): readonly PortReference[] {
  const site = siteOf(backend);
  const service = get(backend, 'service');
  if (service) {
    const [name, number] = [at(service, 'port', 'name'), at(service, 'port', 'number')];
    const by = name ? 'backend.service.port.name' : 'backend.service.port.number';
    return [backendReference(serviceTarget(get(service, 'name')), name ?? number, by, site)];
  }
  const legacy = get(backend, 'serviceName');
  if (!legacy) return [];
  return [backendReference(serviceTarget(legacy), get(backend, 'servicePort'), 'backend.servicePort', site)];
}
