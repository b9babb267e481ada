import type { Located, NamespaceScope, Port, PortReference, ReferenceTarget, Values } from '../../../facts';
import { located, only } from '../../../facts';
import { scanAddresses } from '../../../lore/addresses';
import { decoded } from '../../../syntax/decode';
import type { Node } from '../../../syntax/tree';
import { at, get, isNull, isTrue, itemsOf, siteOf } from '../../../syntax/tree';
import { concatMapped, mapImplied } from '../../../text/mapped';
import { say } from '../../../text/say';
import { locatedText, portOrNameValues, portValues, rawText } from '../values';
import type { ObjectReader } from './parts';
import { objectFact, readSelector } from './parts';

/*
 * What Prometheus is told to scrape by objects (formats.md §3.13): a ServiceMonitor chooses Services by their labels, a
 * PodMonitor pods. VictoriaMetrics has the same objects under names of its own.
 */

/** ServiceMonitor, VMServiceScrape: `port` is the name of a Service port; `targetPort` counts only without it. */
export const readServiceMonitor: ObjectReader = (root, identity, fragment) => {
  const spec = get(root, 'spec');
  const target: ReferenceTarget = {
    kind: 'services',
    selector: readSelector(get(spec, 'selector')),
    namespaces: namespacesOf(get(spec, 'namespaceSelector')),
  };
  return objectFact(root, identity, fragment, {
    references: itemsOf(get(spec, 'endpoints')).flatMap((item): readonly PortReference[] => {
      const base = { use: 'monitor', role: 'connect', target, site: siteOf(item) } as const;
      const [port, inner] = [get(item, 'port'), get(item, 'targetPort')];
      if (isWritten(port)) return [{ ...base, port: nameValues(port), layer: 'service', by: 'endpoints.port' }];
      if (!isWritten(inner)) return [];
      return [{ ...base, port: portOrNameValues(inner), layer: 'container', by: 'endpoints.targetPort' }];
    }),
  });
};

/** PodMonitor, VMPodScrape: `port` is the name of a container port, `portNumber` a number that a container declares. */
export const readPodMonitor: ObjectReader = (root, identity, fragment) => {
  const spec = get(root, 'spec');
  const target: ReferenceTarget = {
    kind: 'pods',
    selector: readSelector(get(spec, 'selector')),
    namespaces: namespacesOf(get(spec, 'namespaceSelector')),
  };
  return objectFact(root, identity, fragment, {
    references: itemsOf(get(spec, 'podMetricsEndpoints')).flatMap((item): readonly PortReference[] => {
      const base = { use: 'monitor', role: 'connect', target, layer: 'container', site: siteOf(item) } as const;
      const [port, number, inner] = [get(item, 'port'), get(item, 'portNumber'), get(item, 'targetPort')];
      if (isWritten(port)) return [{ ...base, port: nameValues(port), by: 'podMetricsEndpoints.port' }];
      if (isWritten(number)) return [{ ...base, port: portValues(number), by: 'podMetricsEndpoints.portNumber' }];
      return isWritten(inner) ? [{ ...base, port: portOrNameValues(inner), by: 'podMetricsEndpoints.targetPort' }] : [];
    }),
  });
};

/** Probe: the address of the prober, and the addresses that it is to try. */
export const readProbe: ObjectReader = (root, identity, fragment) => {
  const spec = get(root, 'spec');
  const references: PortReference[] = [];
  const prober = at(spec, 'prober', 'url');
  if (prober) references.push(...addresses(prober, 'prober.url'));
  for (const item of itemsOf(at(spec, 'targets', 'staticConfig', 'static')))
    references.push(...addresses(item, 'targets.staticConfig.static'));
  return objectFact(root, identity, fragment, { references });
};

function isWritten(node: Node | undefined): node is Node {
  return node !== undefined && !isNull(node) && !(node.kind === 'scalar' && node.value === '');
}

/** The name of a port; digits are a name too, since no number is asked for. */
function nameValues(node: Node): Values<Port> {
  const text = locatedText(node);
  if (!text) return { alternatives: [], open: { because: say`it is filled in when the file is applied` } };
  return only<Port>({ ...text, value: { kind: 'name', name: text.value } });
}

/** Absent: the monitor's own namespace. */
function namespacesOf(node: Node | undefined): NamespaceScope {
  if (isTrue(get(node, 'any'))) return { kind: 'all' };
  const items = itemsOf(get(node, 'matchNames'));
  if (items.length === 0) return { kind: 'own' };
  // A name that is filled in later may be any.
  const names = items.flatMap((n) => locatedText(n) ?? []);
  return names.length === items.length ? { kind: 'named', names } : { kind: 'all' };
}

function addresses(node: Node, by: string): readonly PortReference[] {
  if (node.kind !== 'scalar' || rawText(node) === undefined) return [];
  const text = decoded(node);
  // Without a scheme the address is one of HTTP.
  const whole = text.text.includes('://')
    ? text
    : concatMapped(
        [mapImplied('http://', text.whole, say`an address without a scheme is one of HTTP`), text],
        text.whole,
      );
  return scanAddresses(whole, { key: by, place: 'config' }).map((c): PortReference => ({
    use: 'monitor',
    role: 'connect',
    target: { kind: 'host', host: c.host },
    port: only<Port>(located(c.port.value, c.port, certaintyOf(c.port, c.explicit))),
    layer: 'service',
    by,
    site: siteOf(node),
  }));
}

/** That a port is meant where none is written is a convention of the one who dials. */
function certaintyOf(port: Located<Port>, explicit: boolean): Located<Port>['certainty'] {
  return explicit ? port.certainty : 'high';
}
