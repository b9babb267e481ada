import type { ListenerFact, PortReference } from '../../../facts';
import { single } from '../../../facts';
import type { Entry, Node } from '../../../syntax/tree';
import { at, entriesOf, get, itemsOf, siteOf, textOf } from '../../../syntax/tree';
import { say } from '../../../text/say';
import type { Span } from '../../../text/span';
import type { ObjectReader } from './parts';
import { backendReference, impliedPort, isGuardName, objectFact, portAt, serviceTarget, writtenText } from './parts';
import { annotation, annotations, jsonOf, locatedPart, mappedOf, textPort } from './texts';

const ALB = 'alb.ingress.kubernetes.io';
const NGINX = 'nginx.ingress.kubernetes.io';
/** Port name that tells the ALB controller to look into an annotation: the Service's name then is that of an action. */
const USE_ANNOTATION = 'use-annotation';

/**
 * Ingress (formats.md §3.7): `networking.k8s.io/v1` names a Service and a port by number or name, the API groups before it
 * wrote `serviceName` and `servicePort`. Backends are ports of Services, never of containers.
 */
export const readIngress: ObjectReader = (root, identity, fragment) => {
  const spec = get(root, 'spec');
  const backends = [get(spec, 'defaultBackend') ?? get(spec, 'backend')];
  for (const rule of itemsOf(get(spec, 'rules')))
    for (const path of itemsOf(at(rule, 'http', 'paths'))) backends.push(get(path, 'backend'));
  const controller = writtenText(get(spec, 'ingressClassName') ?? annotation(root, 'kubernetes.io/ingress.class'));
  const references = [...backends.flatMap((b) => (b ? readBackend(b) : [])), ...actionBackends(root)];
  return objectFact(root, identity, fragment, {
    ...(controller ? { controller } : {}),
    ...guard(root),
    listeners: doors(root, spec, controller?.value ?? ''),
    references: [...references, ...defaultBackend(root), ...healthChecks(root, references)],
  });
};

function readBackend(backend: Node): readonly PortReference[] {
  const site = siteOf(backend);
  const service = get(backend, 'service');
  if (service) {
    const [name, number] = [at(service, 'port', 'name'), at(service, 'port', 'number')];
    if (textOf(name) === USE_ANNOTATION) return [];
    const by = name ? 'backend.service.port.name' : 'backend.service.port.number';
    const reference = backendReference(serviceTarget(get(service, 'name')), name ?? number, by, siteOf(service));
    // What an alias or template text stands for may hold the port.
    const whole = service.kind === 'map' && [undefined, 'map'].includes(get(service, 'port')?.kind);
    return [whole ? { ...reference, refusedBy: say`the API server` } : reference];
  }
  const legacy = get(backend, 'serviceName');
  const port = get(backend, 'servicePort');
  if (!legacy || textOf(port) === USE_ANNOTATION) return [];
  return [backendReference(serviceTarget(legacy), port, 'backend.servicePort', site)];
}

/** `nginx.ingress.kubernetes.io/default-backend`: a Service whose first port is taken. */
function defaultBackend(root: Node): readonly PortReference[] {
  const node = annotation(root, `${NGINX}/default-backend`);
  return node ? [backendReference(serviceTarget(node), undefined, 'default-backend', siteOf(node))] : [];
}

/** Services in the actions of the ALB controller: JSON in annotations, in either of its two spellings. */
function actionBackends(root: Node): readonly PortReference[] {
  return annotations(root).flatMap(({ key, value }) => {
    if (!key.value.startsWith(`${ALB}/actions.`)) return [];
    const action = jsonOf(value);
    const forward = get(action, 'forwardConfig') ?? get(action, 'ForwardConfig');
    const groups = [action, ...itemsOf(get(forward, 'targetGroups') ?? get(forward, 'TargetGroups'))];
    return groups.flatMap((group) => {
      const name = get(group, 'serviceName') ?? get(group, 'ServiceName');
      const port = get(group, 'servicePort') ?? get(group, 'ServicePort');
      if (!group || !name) return [];
      return [backendReference(serviceTarget(name), port, `${lastPart(key.value)} servicePort`, siteOf(group))];
    });
  });
}

function lastPart(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

/**
 * `alb.ingress.kubernetes.io/healthcheck-port` counts for every backend: a name is that of a Service port, a number one of
 * the pods or nodes, by the type of the targets.
 */
function healthChecks(root: Node, backends: readonly PortReference[]): readonly PortReference[] {
  const text = mappedOf(annotation(root, `${ALB}/healthcheck-port`));
  if (!text || text.text.trim() === 'traffic-port') return [];
  const port = textPort(text);
  const seen = new Set<string>();
  return backends.flatMap(({ target }): readonly PortReference[] => {
    if (target.kind !== 'service' || seen.has(target.name.value)) return [];
    seen.add(target.name.value);
    const site = locatedPart(text).site;
    return [{ use: 'health', role: 'probe', target, port, layer: 'endpoint', by: 'healthcheck-port', site }];
  });
}

const GUARDS =
  /auth-(?:url|type|tls-secret|signin|realm)$|(?:white|allow)-?list(?:-source-range)?$|inbound-cidrs$|(?:^|[./-])(?:oauth|oidc)/i;

/** Annotations that have somebody ask who comes or from where; a middleware of Traefik says it by its name. */
function guard(root: Node): { readonly guarded?: Span } {
  const found = annotations(root).find(
    ({ key, value }) =>
      GUARDS.test(key.value) || (key.value.endsWith('router.middlewares') && isGuardName(textOf(value) ?? '')),
  );
  return found ? { guarded: siteOf(found.value) } : {};
}

/** Controllers listen on 80, and on 443 where the Ingress has certificates; the ALB's listeners are written. */
function doors(root: Node, spec: Node | undefined, kind: string): readonly ListenerFact[] {
  const site = siteOf(get(root, 'kind') ?? root);
  const reach = reachOf(root, kind);
  const listed = albListeners(root, reach);
  if (listed.length > 0) return listed;
  const plain = implied(80, 'plain', reach, site);
  const secure = itemsOf(get(spec, 'tls')).length > 0 || annotation(root, `${ALB}/certificate-arn`) !== undefined;
  return secure ? [{ ...plain, ...unredirected(root) }, implied(443, 'terminates', reach, site)] : [plain];
}

/** ingress-nginx sends plain requests to HTTPS where there are certificates, unless it is told not to. */
function unredirected(root: Node): Pick<ListenerFact, 'insecure'> {
  const text = mappedOf(annotation(root, `${NGINX}/ssl-redirect`));
  const forced = textOf(annotation(root, `${NGINX}/force-ssl-redirect`)) === 'true';
  return text?.text === 'false' && !forced ? { insecure: { at: locatedPart(text), secure: 'true' } } : {};
}

function implied(
  number: 80 | 443,
  security: 'plain' | 'terminates',
  reach: ListenerFact['reach'],
  site: Span,
): ListenerFact {
  const protocol = number === 80 ? 'HTTP' : 'HTTPS';
  const port = impliedPort(number, site, say`Ingress controllers serve ${protocol} on port ${number}`);
  return { port, protocol: 'tcp', security, reach, site };
}

/** `alb.ingress.kubernetes.io/listen-ports`: `[{"HTTP": 80}, {"HTTPS": 443}]`. */
function albListeners(root: Node, reach: ListenerFact['reach']): readonly ListenerFact[] {
  const listed = itemsOf(jsonOf(annotation(root, `${ALB}/listen-ports`))).flatMap((item) => entriesOf(item));
  const isSecure = (e: Entry): boolean => e.key.value.toUpperCase() === 'HTTPS';
  const redirects = annotations(root).some(
    ({ key, value }) =>
      key.value === `${ALB}/ssl-redirect` ||
      (key.value.startsWith(`${ALB}/actions.`) && /redirect/i.test(textOf(value) ?? '')),
  );
  const both = listed.some((e) => isSecure(e)) && !redirects;
  return listed.flatMap((e): readonly ListenerFact[] => {
    const { port } = portAt(e.value);
    if (!port) return [];
    const secure = isSecure(e);
    const at = single(port);
    const site = siteOf(e.value);
    const insecure = both && !secure && at ? { insecure: { at } } : {};
    return [{ port, protocol: 'tcp', security: secure ? 'terminates' : 'plain', ...insecure, reach, site }];
  });
}

/** Load balancers of the ALB controller are internal unless they say otherwise; classes say it by their names. */
function reachOf(root: Node, kind: string): ListenerFact['reach'] {
  const scheme = textOf(annotation(root, `${ALB}/scheme`));
  if (scheme !== undefined) return scheme === 'internet-facing' ? 'outside' : 'inside';
  return kind === 'alb' || /internal|private/i.test(kind) ? 'inside' : 'outside';
}
