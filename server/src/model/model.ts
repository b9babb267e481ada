import type {
  BuildRequest,
  Certainty,
  CheckFact,
  ConfigFact,
  ConnectFact,
  ContainerPort,
  EnvVar,
  ImageFact,
  NetworkFact,
  ObjectFact,
  PortReference,
  ProblemFact,
  ServiceFact,
  ServicePort,
  UnitFact,
  Unknown,
  WorkloadFact,
} from '../facts';
import type { KnownImage } from '../lore/images';
import type { Context } from '../stacks/stack';
import type { Belief, PortSpec } from './evidence';

/*
 * What one stack in one environment comes to: facts with their links made. The only place that rules and features read.
 * Immutable; links never leave the context, except to images, which are built apart.
 */

/** The linked facts of one context. */
export interface ContextModel {
  readonly context: Context;
  readonly workloads: readonly Workload[];
  /** All units of all workloads, in order. */
  readonly units: readonly Unit[];
  readonly services: readonly Service[];
  readonly networks: ReadonlyMap<string, NetworkFact>;
  readonly connections: readonly Connection[];
  /** Objects between workloads and the world: Ingresses, routes, policies, monitors, webhooks. */
  readonly objects: readonly NetworkObject[];
  /** ConfigMaps and Secrets. */
  readonly configs: readonly ConfigFact[];
  /** Images that a tool builds and names, without a unit of this context that runs them. */
  readonly builds: readonly BuildRequest[];
  readonly problems: readonly ProblemFact[];
  /** For an image-build context: the image itself. */
  readonly image?: Image;
}

/** A workload with its links. */
export interface Workload {
  readonly fact: WorkloadFact;
  readonly context: Context;
  readonly units: readonly Unit[];
  /** The workload whose network namespace this one uses: itself, or the owner; `undefined` when not in the model. */
  readonly netns: Workload | undefined;
  /** All workloads of that namespace, the owner first. Only itself when the owner is not known. */
  readonly sharing: readonly Workload[];
  /** Services that select it. */
  readonly selectedBy: readonly Selection[];
}

/** A container with its links. */
export interface Unit {
  readonly fact: UnitFact;
  readonly workload: Workload;
  /** The image built from a Dockerfile of the workspace that it runs, with the certainty of that link. */
  readonly image?: BuiltImage;
  /** The row of the known-image table for its image, or for its Dockerfile's base. */
  readonly known?: KnownImage;
  /** Environment of the deployment over that of the image; a name stands once. */
  readonly env: ReadonlyMap<string, EnvVar>;
  readonly belief: Belief;
  /** Checks that run in it: the deployment's, else the image's HEALTHCHECK where the platform runs it. */
  readonly checks: readonly CheckFact[];
  /** Container-side ports that the orchestrator maps or declares: MAP(c). */
  readonly mapped: readonly PortSpec[];
  /** Everything that may be listened on by any evidence, mapped and exposed ports included. */
  readonly possible: readonly PortSpec[];
}

/** An image that the workspace builds. */
export interface BuiltImage {
  readonly fact: ImageFact;
  readonly certainty: Certainty;
  readonly request?: BuildRequest;
}

/** The subject of an image-build context. */
export interface Image {
  readonly fact: ImageFact;
  readonly known?: KnownImage;
  readonly belief: Belief;
  readonly possible: readonly PortSpec[];
}

/** A service object with its links. */
export interface Service {
  readonly fact: ServiceFact;
  readonly context: Context;
  /** Workloads that the selector matches. */
  readonly selected: readonly Selection[];
  readonly routes: readonly ServiceRoute[];
}

/** A selector's match, with how sure it is. */
export interface Selection {
  readonly service: Service;
  readonly workload: Workload;
  readonly certainty: Certainty;
}

/** Where one service port leads. */
export interface ServiceRoute {
  readonly service: Service;
  readonly port: ServicePort;
  /** The container ports it reaches; for a numeric targetPort that no container declares, no entry for that workload. */
  readonly ends: readonly RouteEnd[];
  /** Selected workloads in which the target was not found among the declared ports. */
  readonly missing: readonly Selection[];
}

/** One container port behind a service port. */
export interface RouteEnd {
  readonly workload: Workload;
  readonly unit: Unit;
  readonly port: ContainerPort;
  readonly certainty: Certainty;
}

/** A reference by host and port, with what it resolves to from where it stands. */
export interface Connection {
  readonly fact: ConnectFact;
  /** The unit that dials; `undefined` for the image of an image-build context. */
  readonly from: Unit | undefined;
  readonly target: ConnectionTarget;
}

/** What a host name means from a vantage point. */
export type ConnectionTarget =
  /** Containers by name on a network that both are on. */
  | { readonly kind: 'workloads'; readonly workloads: readonly Workload[]; readonly certainty: Certainty }
  /** Containers of the project by name, but no network is shared. */
  | { readonly kind: 'unreachable'; readonly workloads: readonly Workload[]; readonly certainty: Certainty }
  /** Service objects by DNS name. */
  | { readonly kind: 'services'; readonly services: readonly Service[]; readonly certainty: Certainty }
  /** A service of that name exists, but only in other namespaces. */
  | { readonly kind: 'other-namespace'; readonly services: readonly Service[]; readonly certainty: Certainty }
  /** The dialling container itself and all that share its network namespace. */
  | { readonly kind: 'loopback'; readonly members: readonly Workload[] }
  /** The machine that runs the containers. */
  | { readonly kind: 'host' }
  /** Not in the model: never a finding. */
  | { readonly kind: 'external' };

/** An object that names ports of others, with what they are. */
export interface NetworkObject {
  readonly fact: ObjectFact;
  readonly context: Context;
  /** One for each of the fact's references, in order. */
  readonly references: readonly LinkedReference[];
}

/** A reference to ports of others, with whose ports it means. Nothing found says nothing: it may be outside the workspace. */
export interface LinkedReference {
  readonly object: NetworkObject;
  readonly fact: PortReference;
  readonly services: readonly Service[];
  readonly workloads: readonly Workload[];
  /** Objects with listeners, for references to those. */
  readonly objects: readonly NetworkObject[];
  /** The weakest of the links to all that was found. */
  readonly certainty: Certainty;
  /** Set when more may be meant than was found. */
  readonly open?: Unknown;
}

/** Objects that are filled while linking and never change afterwards. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
