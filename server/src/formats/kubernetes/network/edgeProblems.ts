import type { ProblemFact } from '../../../facts';
import type { Node } from '../../../syntax/tree';
import { at, get, isNull, itemsOf, siteOf, textOf } from '../../../syntax/tree';
import { shortVisible } from '../../../text/escape';
import { say } from '../../../text/say';
import { integerProblems, portNameProblems } from '../numbers';
import { problem } from '../problems';
import { holdsPlaceholder, readInteger } from '../values';

/*
 * What the API server refuses in ports of Ingresses, gateways, routes and webhooks. These fields take numbers: text in
 * quotes is refused where Traefik or OpenShift take either.
 */

/** Ports of an Ingress of `networking.k8s.io/v1`; the versions before it took numbers and text in one field. */
export function ingressProblems(root: Node): readonly ProblemFact[] {
  const spec = get(root, 'spec');
  const backends = [get(spec, 'defaultBackend')];
  for (const rule of itemsOf(get(spec, 'rules')))
    for (const path of itemsOf(at(rule, 'http', 'paths'))) backends.push(get(path, 'backend'));
  return backends.flatMap((b) => [
    ...integerProblems('number', at(b, 'service', 'port', 'number'), 'allowed'),
    ...portNameProblems('name', at(b, 'service', 'port', 'name')),
  ]);
}

/** Ports of a route of the Gateway API: its parents, backends and mirrors. */
export function routeProblems(root: Node): readonly ProblemFact[] {
  const spec = get(root, 'spec');
  const rules = itemsOf(get(spec, 'rules'));
  const backends = rules.flatMap((rule) => itemsOf(get(rule, 'backendRefs')));
  const filters = [...rules, ...backends].flatMap((holder) => itemsOf(get(holder, 'filters')));
  const holders = [
    ...itemsOf(get(spec, 'parentRefs')),
    ...backends,
    ...filters.flatMap((f) => at(f, 'requestMirror', 'backendRef') ?? []),
    ...filters.flatMap((f) => get(f, 'requestRedirect') ?? []),
  ];
  return holders.flatMap((h) => integerProblems('port', get(h, 'port'), 'refused'));
}

/** Listeners of a Gateway: their ports, and that no two are the same. */
export function gatewayProblems(root: Node): readonly ProblemFact[] {
  const listeners = itemsOf(at(root, 'spec', 'listeners'));
  return [
    ...listeners.flatMap((l) => integerProblems('port', get(l, 'port'), 'allowed')),
    ...repeatedListeners(listeners),
  ];
}

/** Port, protocol and hostname together tell listeners apart. */
function repeatedListeners(listeners: readonly Node[]): readonly ProblemFact[] {
  const seen = new Map<string, Node>();
  return listeners.flatMap((l) => {
    const key = distinction(l);
    const first = key === undefined ? undefined : seen.get(key);
    if (key !== undefined && !first) seen.set(key, l);
    const port = get(l, 'port');
    if (!first || !port) return [];
    const host = textOf(get(l, 'hostname'));
    const which = host === undefined ? say`no hostname` : say`hostname \`${shortVisible(host)}\``;
    const name = (n: Node): string => `\`${shortVisible(textOf(get(n, 'name')) ?? '')}\``;
    const message = say`Listener ${name(l)} has the port ${textOf(port) ?? ''}, protocol and ${which} of listener ${name(first)}; the API server refuses the Gateway. Give one of them another port or hostname.`;
    const related = [{ at: siteOf(first), message: say`the first of them` }];
    return [problem('duplicate-port', port, message, { related, severity: 'error' })];
  });
}

function distinction(listener: Node): string | undefined {
  const port = readInteger(get(listener, 'port'));
  const protocol = textOf(get(listener, 'protocol'));
  const host = get(listener, 'hostname');
  const text = isNull(host) ? '' : textOf(host);
  if (port.kind !== 'number' || protocol === undefined || text === undefined) return undefined;
  return holdsPlaceholder(protocol + text) ? undefined : `${port.number} ${protocol} ${text}`;
}

/** Ports of Services that the API server calls. */
export function webhookProblems(root: Node): readonly ProblemFact[] {
  const services = [
    at(root, 'spec', 'service'),
    ...itemsOf(get(root, 'webhooks')).map((w) => at(w, 'clientConfig', 'service')),
  ];
  return services.flatMap((s) => integerProblems('port', get(s, 'port'), 'allowed'));
}
