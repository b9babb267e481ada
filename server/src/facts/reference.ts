import type { Span } from '../text/span';
import type { Platform } from './facts';
import type { Located, Port, Protocol, Role, Unknown, Values } from './port';

/*
 * Objects that stand between workloads and the world, and what their ports refer to. An Ingress, a route, a policy, a monitor,
 * a webhook and a port forward differ in their fields; what they have in common is a list of ports that are those of others.
 */

/** An object that is neither a workload nor a Service, with the ports it opens and the ports of others that it names. */
export interface ObjectFact {
  readonly kind: 'object';
  readonly platform: Platform;
  /** Unique in the context: `kubernetes/Ingress/shop/web`. */
  readonly id: string;
  /** API group of its kind: kinds of different groups share names (`Gateway`). Empty for the core group. */
  readonly group: string;
  readonly objectKind: string;
  readonly name: Located<string>;
  readonly namespace?: Located<string>;
  readonly site: Span;
  readonly labels: ReadonlyMap<string, Located<string>>;
  readonly annotations: ReadonlyMap<string, Located<string>>;
  /** The class that says which controller takes it: `ingressClassName`, `gatewayClassName`, or the annotation before them. */
  readonly controller?: Located<string>;
  /** Entry points that it opens itself: listeners of a Gateway, the ports of a route to the outside. */
  readonly listeners: readonly ListenerFact[];
  /** DNS names that it speaks for: the hosts of a ServiceEntry, of a VirtualService. */
  readonly hosts?: readonly Located<string>[];
  readonly references: readonly PortReference[];
  /** Where something in front of it is told to ask who comes, or from where: authentication, lists of addresses. */
  readonly guarded?: Span;
  /**
   * For policies: who may talk to whom, one for each specification in it. The ports of their rules are among `references`, as
   * the same objects.
   */
  readonly policies?: readonly PolicyFact[];
  /** A patch or a part: what it lacks is not lacking. */
  readonly fragment: boolean;
  /** Set when some of its ports or references could not be read. */
  readonly open?: Unknown;
}

/** A port at which an object lets traffic in. */
export interface ListenerFact {
  readonly port: Values<Port>;
  readonly protocol: Protocol;
  readonly name?: Located<string>;
  readonly hostname?: Located<string>;
  /** What is spoken on it, when known: plain text, TLS that ends there, TLS that is passed on. */
  readonly security?: 'plain' | 'terminates' | 'passthrough';
  /**
   * Where it is written that requests without TLS are answered here although the object has a listener with TLS too, and what
   * would have to stand there to send them to it.
   */
  readonly insecure?: { readonly at: Located<unknown>; readonly secure?: string };
  /** Who can reach it: `outside` the cluster, `inside` only, or not known. */
  readonly reach: 'outside' | 'inside' | 'unknown';
  readonly site: Span;
}

/** A port of something else that an object names. */
export interface PortReference {
  /** What kind of statement it is: rules pick by it. */
  readonly use:
    'backend' | 'endpoints' | 'mesh' | 'policy' | 'monitor' | 'health' | 'forward' | 'annotation' | 'parent';
  readonly role: Role;
  readonly target: ReferenceTarget;
  /** The port that is named; absent when none is written and none is implied. */
  readonly port?: Values<Port>;
  /** Absent: whatever protocol the port has. */
  readonly protocol?: Protocol;
  /**
   * Where the platform looks the port up: the Service's own ports, the container's ports, the listeners of a gateway,
   * either side of a Service (`endpoint`), where a name is the Service port's and a number the pod's, or the ports of the
   * nodes.
   */
  readonly layer: 'service' | 'container' | 'endpoint' | 'listener' | 'node';
  /** The field as people call it: `backend.service.port.number`. */
  readonly by: string;
  /** Who refuses the reference when it names no port ("the API server"); absent where that is allowed. */
  readonly refusedBy?: string;
  /** One of several with the same `by`, of which one that is there is enough. */
  readonly oneOf?: true;
  /** The reference as a whole: where a missing port would be written. */
  readonly site: Span;
}

/** Whose port a reference means. */
export type ReferenceTarget =
  /** A Service by name; in the object's own namespace when none is written. */
  | { readonly kind: 'service'; readonly name: Located<string>; readonly namespace?: Located<string> }
  /** A DNS name as the object's namespace sees it. */
  | { readonly kind: 'host'; readonly host: Located<string> }
  /** Services by their own labels. */
  | { readonly kind: 'services'; readonly selector: LabelSelector; readonly namespaces: NamespaceScope }
  /** Pods by their labels. */
  | { readonly kind: 'pods'; readonly selector: LabelSelector; readonly namespaces: NamespaceScope }
  /** Another object by kind and name: a gateway, a Deployment. */
  | {
      readonly kind: 'object';
      /** API group of the kind, where kinds of that name are in several. */
      readonly group?: string;
      readonly objectKind: string;
      readonly name: Located<string>;
      readonly namespace?: Located<string>;
    }
  /** Whatever binds the port on the nodes: node ports of Services, host ports of pods. */
  | { readonly kind: 'node' }
  /** The workload or Service with this id: annotations speak of their own object. */
  | { readonly kind: 'own'; readonly id: string }
  /** All of these together: the peers of a policy's rule. */
  | { readonly kind: 'several'; readonly targets: readonly ReferenceTarget[] }
  /** Something outside of the model: never a finding. */
  | { readonly kind: 'unknown'; readonly because: string };

/** A label selector of the Kubernetes API: all labels and all requirements must hold; an empty one selects everything. */
export interface LabelSelector {
  readonly labels: ReadonlyMap<string, Located<string>>;
  readonly requirements: readonly LabelRequirement[];
  /** Set when a part could not be read: it may select less. */
  readonly open?: Unknown;
}

/** One of `matchExpressions`. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

/** In which namespaces something is looked for. */
export type NamespaceScope =
  | { readonly kind: 'own' }
  | { readonly kind: 'all' }
  | { readonly kind: 'named'; readonly names: readonly Located<string>[] }
  /** By labels of the namespace objects, which are known only where they stand in the workspace. */
  | { readonly kind: 'labelled'; readonly selector: LabelSelector };

/** Who may talk to whom, by the semantics of one specification of a policy. */
export interface PolicyFact {
  /**
   * Whose rules of combination hold. `kubernetes`: what any policy allows is allowed. `cilium`: the same, and what one denies
   * is denied. `calico`: rules in the order of the policies, the first that matches decides. `admin`, `baseline`: before and
   * after those of `kubernetes`, by priority. `mesh`: proxies ask it, beside all others.
   */
  readonly engine: 'kubernetes' | 'cilium' | 'calico' | 'admin' | 'baseline' | 'mesh';
  /** Calico's `order`, the `priority` of an AdminNetworkPolicy: lower ones first. */
  readonly order?: number;
  /** The pods that it is about. */
  readonly subject: { readonly selector: LabelSelector; readonly namespaces: NamespaceScope };
  /**
   * Directions in which pods that it selects are closed but for what a rule allows; empty for kinds that close nothing.
   */
  readonly isolates: readonly ('ingress' | 'egress')[];
  readonly rules: readonly PolicyRule[];
}

/** One rule of a policy: what matches a peer and a port. */
export interface PolicyRule {
  readonly direction: 'ingress' | 'egress';
  readonly action: 'allow' | 'deny' | 'other';
  /** Absent: everyone. */
  readonly peers?: readonly PolicyPeer[];
  /** Absent: every port. A port without a number is every port of its protocol. */
  readonly ports?: readonly PortReference[];
  readonly site: Span;
}

/** The other end of what a policy rule is about. */
export type PolicyPeer =
  | {
      readonly kind: 'pods';
      readonly selector: LabelSelector;
      readonly namespaces: NamespaceScope;
      readonly site: Span;
    }
  | {
      readonly kind: 'cidr';
      readonly cidr: Located<string>;
      readonly except: readonly Located<string>[];
      readonly site: Span;
    }
  | { readonly kind: 'unknown'; readonly because: string; readonly site: Span };
