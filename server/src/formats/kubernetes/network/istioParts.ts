import type { Located, NamespaceScope, Port, PortReference, ReferenceTarget, Values } from '../../../facts';
import type { Node } from '../../../syntax/tree';
import { get } from '../../../syntax/tree';
import { say } from '../../../text/say';
import type { Span } from '../../../text/span';
import { locatedText, portValues } from '../values';
import { plainSelector } from './parts';

/*
 * What readers of Istio's objects share: hosts, workload selectors, ports that are integers.
 */

/** The group of Istio's traffic objects. */
export const ISTIO_NETWORKING = 'networking.istio.io';

/** A host as a target; wildcards and names that are filled in later are nobody's. */
export function hostTarget(host: Located<string> | undefined): ReferenceTarget {
  if (!host || host.value === '' || host.value.includes('*'))
    return { kind: 'unknown', because: say`the host is a wildcard, or filled in when the file is applied` };
  return { kind: 'host', host };
}

/** Pods by `workloadSelector.labels`; those of the whole namespace without one. */
export function workloadTarget(spec: Node | undefined): ReferenceTarget & { kind: 'pods' } {
  const selector = plainSelector(get(get(spec, 'workloadSelector'), 'labels'));
  return { kind: 'pods', selector, namespaces: OWN };
}

const OWN: NamespaceScope = { kind: 'own' };

/** `port.number` of a map, when it is written. */
export function numberAt(node: Node | undefined): Values<Port> | undefined {
  const number = get(get(node, 'port'), 'number');
  return number && portValues(number);
}

/** A statement of the mesh about ports of others. */
export function meshReference(
  target: ReferenceTarget,
  role: PortReference['role'],
  layer: PortReference['layer'],
  port: Values<Port> | undefined,
  by: string,
  site: Span,
): PortReference {
  return { use: 'mesh', role, target, ...(port ? { port } : {}), layer, by, site };
}

/** Texts of a list with their places. */
export function hostsOf(nodes: readonly Node[]): readonly Located<string>[] {
  return nodes.flatMap((n) => locatedText(n) ?? []);
}
