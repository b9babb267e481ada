import type { ListenerFact, ObjectFact, PortReference } from '../../../facts';
import type { Node } from '../../../syntax/tree';
import { at, get, isNull, isTrue, itemsOf, siteOf, textOf } from '../../../syntax/tree';
import { say } from '../../../text/say';
import type { ObjectName } from '../identity';
import { locatedText, rawText } from '../values';
import type { ObjectReader } from './parts';
import { backendReference, impliedPort, objectFact, serviceTarget } from './parts';
import { annotations } from './texts';

/*
 * Entry points of other makers (formats.md §3.13): OpenShift Route, Contour HTTPProxy, Argo Rollouts.
 */

/**
 * OpenShift Route: `spec.port.targetPort` is looked up among the endpoints of the Service, where a name is that of the
 * Service's port and a number the pods' own.
 */
export const readOpenShiftRoute: ObjectReader = (root, identity, fragment) => {
  const spec = get(root, 'spec');
  const port = at(spec, 'port', 'targetPort');
  const backends = [get(spec, 'to'), ...itemsOf(get(spec, 'alternateBackends'))];
  const list = annotations(root).find(({ key }) => /ip_(?:white|allow)list$/.test(key.value));
  return objectFact(root, identity, fragment, {
    ...(list ? { guarded: siteOf(list.value) } : {}),
    listeners: routeDoors(root, get(spec, 'tls')),
    references: backends.flatMap((b): readonly PortReference[] => {
      const kind = get(b, 'kind');
      if (!b || (!isNull(kind) && textOf(kind) !== 'Service')) return [];
      const reference = backendReference(serviceTarget(get(b, 'name')), port, 'spec.port.targetPort', siteOf(b));
      return [{ ...reference, layer: 'endpoint' }];
    }),
  });
};

function routeDoors(root: Node, tls: Node | undefined): readonly ListenerFact[] {
  const site = siteOf(get(root, 'kind') ?? root);
  const door = (number: 80 | 443, security: ListenerFact['security']): ListenerFact => ({
    port: impliedPort(
      number,
      site,
      say`OpenShift’s router serves ${number === 80 ? 'HTTP' : 'HTTPS'} on port ${number}`,
    ),
    protocol: 'tcp',
    ...(security ? { security } : {}),
    reach: 'outside',
    site,
  });
  if (!tls || isNull(tls)) return [door(80, 'plain')];
  const secure = door(443, textOf(get(tls, 'termination')) === 'passthrough' ? 'passthrough' : 'terminates');
  const policy = locatedText(get(tls, 'insecureEdgeTerminationPolicy'));
  if (policy?.value !== 'Allow') return [secure];
  return [{ ...door(80, 'plain'), insecure: { at: policy, secure: 'Redirect' } }, secure];
}

/** Contour HTTPProxy, and the IngressRoute that came before it. */
export const readHttpProxy: ObjectReader = (root, identity, fragment) => {
  const spec = get(root, 'spec');
  const tcp = get(spec, 'tcpproxy');
  const holders = [...itemsOf(get(spec, 'routes')), ...(tcp ? [tcp] : [])];
  const services = holders.flatMap((h) => itemsOf(get(h, 'services')));
  const site = siteOf(get(root, 'kind') ?? root);
  const secure = at(spec, 'virtualhost', 'tls') !== undefined;
  const number = secure ? 443 : 80;
  const door: ListenerFact = {
    port: impliedPort(number, site, say`Contour serves ${secure ? 'HTTPS' : 'HTTP'} on port ${number}`),
    protocol: 'tcp',
    security: secure ? 'terminates' : 'plain',
    reach: 'outside',
    site,
  };
  const insecure = holders.map((h) => get(h, 'permitInsecure')).find((n) => isTrue(n));
  const permit = insecure && rawText(insecure);
  const plain: ListenerFact = {
    ...door,
    port: impliedPort(80, site, say`Contour serves HTTP on port 80`),
    security: 'plain',
    ...(permit ? { insecure: { at: permit, secure: 'false' } } : {}),
  };
  const guard = get(get(spec, 'virtualhost'), 'authorization');
  return objectFact(root, identity, fragment, {
    ...(guard ? { guarded: siteOf(guard) } : {}),
    listeners: get(spec, 'virtualhost') ? [...(secure && permit ? [plain] : []), door] : [],
    references: services.map((s) =>
      backendReference(serviceTarget(get(s, 'name')), get(s, 'port'), 'services[].port', siteOf(s)),
    ),
  });
};

/**
 * What an Argo Rollout sends through an ALB: `servicePort` is a port of the root Service, or of the stable one where there is
 * no root. Nothing for other objects.
 */
export function rolloutReferences(root: Node, identity: ObjectName, fragment: boolean): readonly ObjectFact[] {
  const canary = at(root, 'spec', 'strategy', 'canary');
  const alb = at(canary, 'trafficRouting', 'alb');
  const port = get(alb, 'servicePort');
  const service = get(alb, 'rootService') ?? get(canary, 'stableService');
  if (!alb || !port || !service) return [];
  const reference = backendReference(serviceTarget(service), port, 'trafficRouting.alb.servicePort', siteOf(alb));
  return [objectFact(root, identity, fragment, { references: [reference] })];
}
