import type { ListenerFact, PortReference } from '../../../facts';
import { open } from '../../../facts';
import type { Node } from '../../../syntax/tree';
import { get, isNull, itemsOf, siteOf, textOf } from '../../../syntax/tree';
import { say } from '../../../text/say';
import type { ObjectReader } from './parts';
import { backendReference, impliedPort, isGuardName, objectFact, serviceTarget, writtenText } from './parts';

/*
 * Traefik's own kinds (formats.md §3.13), in both of its API groups. Services are looked up by the number or name of
 * their ports, and one that is not there takes the route out of service.
 */

/** IngressRoute, IngressRouteTCP and IngressRouteUDP. */
export const readIngressRoute: ObjectReader = (root, identity, fragment) => {
  const spec = get(root, 'spec');
  const services = itemsOf(get(spec, 'routes')).flatMap((route) => itemsOf(get(route, 'services')));
  const middlewares = itemsOf(get(spec, 'routes')).flatMap((route) => itemsOf(get(route, 'middlewares')));
  const guard = middlewares.find((m) => isGuardName(textOf(get(m, 'name')) ?? ''));
  return objectFact(root, identity, fragment, {
    ...(guard ? { guarded: siteOf(guard) } : {}),
    listeners: entryPoints(root, spec, identity.objectKind === 'IngressRouteUDP' ? 'udp' : 'tcp'),
    references: services.flatMap((s) => readService(s)),
  });
};

/** TraefikService: weighted, mirrored or hashed Services. */
export const readTraefikService: ObjectReader = (root, identity, fragment) => {
  const spec = get(root, 'spec');
  const mirroring = get(spec, 'mirroring');
  const services = [
    ...itemsOf(get(get(spec, 'weighted'), 'services')),
    ...itemsOf(get(get(spec, 'highestRandomWeight'), 'services')),
    ...(mirroring ? [mirroring, ...itemsOf(get(mirroring, 'mirrors'))] : []),
  ];
  return objectFact(root, identity, fragment, { references: services.flatMap((s) => readService(s)) });
};

function readService(service: Node): readonly PortReference[] {
  const kind = get(service, 'kind');
  if (service.kind !== 'map' || (!isNull(kind) && textOf(kind) !== 'Service')) return [];
  const target = serviceTarget(get(service, 'name'), get(service, 'namespace'));
  return [
    { ...backendReference(target, get(service, 'port'), 'services[].port', siteOf(service)), refusedBy: 'Traefik' },
  ];
}

/** Entry points have their ports in Traefik's own configuration; two names are those of its chart and documentation. */
const ENTRY_POINTS: ReadonlyMap<string, number> = new Map([
  ['web', 80],
  ['websecure', 443],
]);

function entryPoints(root: Node, spec: Node | undefined, protocol: 'tcp' | 'udp'): readonly ListenerFact[] {
  const tls = get(spec, 'tls') !== undefined;
  return itemsOf(get(spec, 'entryPoints')).flatMap((item): readonly ListenerFact[] => {
    const name = writtenText(item);
    if (!name) return [];
    const number = protocol === 'tcp' ? ENTRY_POINTS.get(name.value) : undefined;
    const site = siteOf(item);
    const port =
      number === undefined
        ? open<never>(say`the ports of entry points are in Traefik’s own configuration`, site)
        : impliedPort(number, site, say`Traefik’s entry point \`${name.value}\` usually is port ${number}`);
    const secure = tls || name.value === 'websecure';
    const security = secure ? 'terminates' : name.value === 'web' ? 'plain' : undefined;
    const reach = /internal|private|local/i.test(name.value) ? 'inside' : 'outside';
    return [{ port, protocol, name, ...(security ? { security } : {}), reach, site }];
  });
}
