import type { ListenerFact, Located, PortReference, ReferenceTarget } from '../../../facts';
import { located, open } from '../../../facts';
import { decoded } from '../../../syntax/decode';
import type { Node } from '../../../syntax/tree';
import { at, get, itemsOf, siteOf, textOf } from '../../../syntax/tree';
import { sliceMapped, traceAll } from '../../../text/mapped';
import { say } from '../../../text/say';
import { locatedText, portValues } from '../values';
import { ISTIO_NETWORKING, hostTarget, hostsOf, meshReference, numberAt, workloadTarget } from './istioParts';
import type { ObjectReader } from './parts';
import { objectFact, plainSelector } from './parts';

/*
 * Istio's objects about traffic (formats.md §3.12). Ports of destinations are those of the host's Service or ServiceEntry,
 * never those of containers.
 */

/** VirtualService: destinations, mirrors, the ports that requests are matched by, the gateways that it is bound to. */
export const readVirtualService: ObjectReader = (root, identity, fragment) => {
  const spec = get(root, 'spec');
  const hosts = hostsOf(itemsOf(get(spec, 'hosts')));
  const gateways = itemsOf(get(spec, 'gateways')).filter((g) => textOf(g) !== 'mesh');
  const routes = (['http', 'tls', 'tcp'] as const).flatMap((k) => itemsOf(get(spec, k)));
  const asked: ReferenceTarget =
    gateways.length > 0
      ? { kind: 'unknown', because: say`it is a port of a gateway` }
      : { kind: 'several', targets: hosts.map(hostTarget) };
  return objectFact(root, identity, fragment, {
    hosts,
    references: [
      ...gateways.flatMap(gatewayReference),
      ...routes.flatMap((r) => [...matchedPorts(r, asked), ...destinationsOf(r)]),
    ],
  });
};

/** `gateway`, or `namespace/gateway`. */
function gatewayReference(node: Node): readonly PortReference[] {
  const text = node.kind === 'scalar' ? locatedText(node) : undefined;
  if (!text || node.kind !== 'scalar') return [];
  const slash = text.value.indexOf('/');
  const mapped = decoded(node);
  const part = (start: number, end: number): Located<string> =>
    located(text.value.slice(start, end), traceAll(sliceMapped(mapped, start, end)));
  const target: ReferenceTarget = {
    kind: 'object',
    group: ISTIO_NETWORKING,
    objectKind: 'Gateway',
    name: slash < 0 ? text : part(slash + 1, text.value.length),
    ...(slash > 0 ? { namespace: part(0, slash) } : {}),
  };
  return [{ use: 'parent', role: 'route', target, layer: 'listener', by: 'gateways', site: siteOf(node) }];
}

function matchedPorts(route: Node, target: ReferenceTarget): readonly PortReference[] {
  return itemsOf(get(route, 'match')).flatMap((m) => {
    const port = get(m, 'port');
    return port ? [meshReference(target, 'allow', 'service', portValues(port), 'match.port', siteOf(m))] : [];
  });
}

function destinationsOf(route: Node): readonly PortReference[] {
  const routed = itemsOf(get(route, 'route')).flatMap((r) => destination(get(r, 'destination'), 'destination'));
  const mirrors = itemsOf(get(route, 'mirrors')).flatMap((m) =>
    destination(get(m, 'destination'), 'mirrors.destination'),
  );
  return [...routed, ...destination(get(route, 'mirror'), 'mirror'), ...mirrors];
}

function destination(node: Node | undefined, field: string): readonly PortReference[] {
  if (node?.kind !== 'map') return [];
  const port = get(node, 'port');
  // Of a port that something fills in it is not known whether it is there.
  const values = numberAt(node) ?? (port ? open(say`its port is not known`, siteOf(port)) : undefined);
  const target = hostTarget(locatedText(get(node, 'host')));
  return [meshReference(target, 'route', 'service', values, `${field}.port.number`, siteOf(node))];
}

/** DestinationRule: settings for single ports of its host. */
export const readDestinationRule: ObjectReader = (root, identity, fragment) => {
  const spec = get(root, 'spec');
  const target = hostTarget(locatedText(get(spec, 'host')));
  const policies = [get(spec, 'trafficPolicy'), ...itemsOf(get(spec, 'subsets')).map((s) => get(s, 'trafficPolicy'))];
  const settings = policies.flatMap((p) => itemsOf(get(p, 'portLevelSettings')));
  return objectFact(root, identity, fragment, {
    references: settings.flatMap((s) => {
      const port = numberAt(s);
      return port ? [meshReference(target, 'allow', 'service', port, 'portLevelSettings.port.number', siteOf(s))] : [];
    }),
  });
};

/**
 * Gateway: its servers are listeners of proxies. A server's port is the one of a Service of those proxies, which is
 * translated, or else a port of the pods.
 */
export const readIstioGateway: ObjectReader = (root, identity, fragment) => {
  const spec = get(root, 'spec');
  const selector = plainSelector(get(spec, 'selector'));
  const listeners: ListenerFact[] = [];
  const references: PortReference[] = [];
  const role = selector.labels.get('istio')?.value;
  for (const server of itemsOf(get(spec, 'servers'))) {
    const port = numberAt(server);
    if (!port) continue;
    const name = locatedText(at(server, 'port', 'name'));
    const security = securityOf(server);
    const site = siteOf(server);
    listeners.push({
      port,
      protocol: 'tcp',
      ...(name ? { name } : {}),
      ...(security ? { security } : {}),
      reach: role === 'ingressgateway' ? 'outside' : role === 'egressgateway' ? 'inside' : 'unknown',
      site,
    });
    const target: ReferenceTarget = { kind: 'pods', selector, namespaces: { kind: 'all' } };
    references.push(meshReference(target, 'listen', 'endpoint', port, 'servers.port.number', site));
  }
  return objectFact(root, identity, fragment, { listeners, references });
};

function securityOf(server: Node): ListenerFact['security'] {
  const mode = textOf(at(server, 'tls', 'mode'))?.toUpperCase();
  if (mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH') return 'passthrough';
  if (get(server, 'tls') && mode !== undefined) return 'terminates';
  const protocol = textOf(at(server, 'port', 'protocol'))?.toUpperCase();
  return protocol === 'HTTP' || protocol === 'HTTP2' || protocol === 'GRPC' ? 'plain' : undefined;
}

/** ServiceEntry: makes hosts known, with the ports that they have; with a selector it is a Service of those pods. */
export const readServiceEntry: ObjectReader = (root, identity, fragment) => {
  const spec = get(root, 'spec');
  const ports = itemsOf(get(spec, 'ports'));
  const listeners = ports.flatMap((item): readonly ListenerFact[] => {
    const number = get(item, 'number');
    const name = locatedText(get(item, 'name'));
    const udp = textOf(get(item, 'protocol'))?.toUpperCase() === 'UDP';
    if (!number) return [];
    return [
      {
        port: portValues(number),
        protocol: udp ? 'udp' : 'tcp',
        ...(name ? { name } : {}),
        reach: 'unknown',
        site: siteOf(item),
      },
    ];
  });
  const targets = ports.flatMap((item) => {
    const target = get(item, 'targetPort');
    return target && get(spec, 'workloadSelector')
      ? [
          meshReference(
            workloadTarget(spec),
            'route',
            'container',
            portValues(target),
            'ports.targetPort',
            siteOf(item),
          ),
        ]
      : [];
  });
  const list = get(spec, 'ports');
  const unread = list && (list.kind !== 'seq' || ports.length !== listeners.length);
  return objectFact(root, identity, fragment, {
    hosts: hostsOf(itemsOf(get(spec, 'hosts'))),
    listeners,
    references: targets,
    ...(unread ? { open: { because: say`not all of its ports are known`, at: siteOf(list) } } : {}),
  });
};

/** Sidecar: ports that the proxy listens on for a pod, where it sends what comes, and the ports it lets the pod ask. */
export const readSidecar: ObjectReader = (root, identity, fragment) => {
  const spec = get(root, 'spec');
  const listeners: ListenerFact[] = [];
  const references: PortReference[] = [];
  for (const item of itemsOf(get(spec, 'ingress'))) {
    const port = numberAt(item);
    const name = locatedText(at(item, 'port', 'name'));
    if (port) listeners.push({ port, protocol: 'tcp', ...(name ? { name } : {}), reach: 'inside', site: siteOf(item) });
    references.push(...defaultEndpoint(get(item, 'defaultEndpoint'), workloadTarget(spec)));
  }
  for (const item of itemsOf(get(spec, 'egress'))) {
    const port = numberAt(item);
    const targets = itemsOf(get(item, 'hosts')).map((h): ReferenceTarget => hostTarget(hostOf(h)));
    if (port)
      references.push(
        meshReference({ kind: 'several', targets }, 'allow', 'service', port, 'egress.port.number', siteOf(item)),
      );
  }
  return objectFact(root, identity, fragment, { listeners, references });
};

/** `namespace/host` as the host alone: only full names mean one thing there. */
function hostOf(node: Node): Located<string> | undefined {
  const text = locatedText(node);
  const slash = text?.value.indexOf('/') ?? -1;
  const host = text?.value.slice(slash + 1);
  return text && host?.endsWith('.svc.cluster.local') ? { ...text, value: host } : undefined;
}

/** `127.0.0.1:8080`: a port of the application itself. */
function defaultEndpoint(node: Node | undefined, target: ReferenceTarget): readonly PortReference[] {
  if (node?.kind !== 'scalar') return [];
  const found = /^(?:127\.0\.0\.1|0\.0\.0\.0|\[::1?\]):(\d{1,5})$/.exec(node.value);
  const digits = found?.[1];
  if (digits === undefined) return [];
  const number = Number(digits);
  if (number < 1 || number > 65535) return [];
  const mapped = decoded(node);
  const part = sliceMapped(mapped, mapped.text.length - digits.length, mapped.text.length);
  const port = { alternatives: [located({ kind: 'number', number } as const, traceAll(part))] };
  return [meshReference(target, 'route', 'container', port, 'defaultEndpoint', siteOf(node))];
}
