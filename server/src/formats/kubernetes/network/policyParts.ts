import type {
  LabelSelector,
  NamespaceScope,
  PolicyPeer,
  PolicyRule,
  Port,
  PortReference,
  Protocol,
  ReferenceTarget,
  Values,
} from '../../../facts';
import { located, open } from '../../../facts';
import type { Node } from '../../../syntax/tree';
import { isNull, siteOf } from '../../../syntax/tree';
import { say } from '../../../text/say';
import type { Span } from '../../../text/span';
import { locatedText, portOrNameValues, portValues } from '../values';

/*
 * What readers of policies share: peers, ports on the side of the pods, and how the ports of a rule become references.
 */

/** The pods that a policy is about: its subject. */
export interface Pods {
  readonly selector: LabelSelector;
  readonly namespaces: NamespaceScope;
}

/** A port of a policy as it is written; absent values: every port. */
export interface PolicyPort {
  readonly port?: Values<Port>;
  /** Absent: any. */
  readonly protocol?: Protocol;
  /** Behind the direction in the name of the field: `ports.port`. */
  readonly field: string;
  readonly site: Span;
}

/** A rule and the ports in it, which stand in the fact as references too. */
interface Ruled {
  readonly rule: PolicyRule;
  readonly references: readonly PortReference[];
}

/**
 * One rule with its ports as references: ports of the selected pods for what comes in, ports of the peers for what goes
 * out. `ports` absent: every port.
 */
export function policyRule(
  direction: PolicyRule['direction'],
  action: PolicyRule['action'],
  subject: Pods,
  peers: readonly PolicyPeer[] | undefined,
  ports: readonly PolicyPort[] | undefined,
  site: Span,
): Ruled {
  const target = direction === 'ingress' ? podsTarget(subject) : peersTarget(peers);
  const references = ports?.map(({ port, protocol, field, site: at }): PortReference => ({
    use: 'policy',
    role: 'allow',
    target,
    ...(port ? { port } : {}),
    ...(protocol ? { protocol } : {}),
    layer: 'container',
    by: `${direction}.${field}`,
    site: at,
  }));
  const rule: PolicyRule = {
    direction,
    action,
    ...(peers ? { peers } : {}),
    ...(references ? { ports: references } : {}),
    site,
  };
  return { rule, references: references ?? [] };
}

/** Pods as the target of a reference. */
export function podsTarget({ selector, namespaces }: Pods): ReferenceTarget {
  return { kind: 'pods', selector, namespaces };
}

function peersTarget(peers: readonly PolicyPeer[] | undefined): ReferenceTarget {
  if (!peers) return { kind: 'unknown', because: say`the rule is about every destination` };
  return {
    kind: 'several',
    targets: peers.map((p): ReferenceTarget => {
      if (p.kind === 'pods') return podsTarget(p);
      return { kind: 'unknown', because: p.kind === 'cidr' ? say`addresses are not known to be pods` : p.because };
    }),
  };
}

/**
 * A port with an upper end as a range; the port alone when the end says nothing else. A range that is filled in later, or
 * that ends before it starts, is open.
 */
export function rangeValues(port: Node, end: Node | undefined): Values<Port> {
  const from = portOrNameValues(port);
  if (!end || isNull(end)) return from;
  const [low, high] = [from.alternatives[0], portValues(end).alternatives[0]];
  if (low?.value.kind !== 'number' || high?.value.kind !== 'number' || high.value.number < low.value.number)
    return open(say`the range of its ports is not known`, siteOf(end));
  // Written twice: whoever changes the number has to change both.
  if (high.value.number === low.value.number)
    return { alternatives: [{ ...low, origins: [...low.origins, ...high.origins] }] };
  return { alternatives: [located<Port>({ kind: 'range', from: low.value.number, to: high.value.number }, low)] };
}

/** A peer by its addresses; unknown where those are filled in later. */
export function cidrPeer(cidr: Node | undefined, except: readonly Node[], site: Span): PolicyPeer {
  const text = locatedText(cidr);
  const excepted = except.map((e) => locatedText(e));
  if (!text || excepted.includes(undefined))
    return { kind: 'unknown', because: say`its addresses are filled in when the file is applied`, site };
  return { kind: 'cidr', cidr: text, except: excepted.filter((e) => e !== undefined), site };
}
