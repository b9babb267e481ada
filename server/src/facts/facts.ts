import type { MappedText } from '../text/mapped';
import type { Span, Uri } from '../text/span';
import type { FormerName } from './assembled';
import type { ConfigFact, ConfigFileFact, ConfigKey, ConfigSource } from './config';
import type { ProblemFact } from './problem';
import type { Certainty, Located, Port, Protocol, Unknown, Values } from './port';
import type { ObjectFact } from './reference';

/*
 * The vocabulary that every format translates into. It knows no platform: a compose service, a pod and an ECS task are
 * all workloads of units. Formats produce facts, the model links them, rules and features read only what is linked.
 */

/** What one assembled tree says. */
export type Fact =
  | WorkloadFact
  | ServiceFact
  | ObjectFact
  | ConfigFact
  | ConfigFileFact
  | ImageFact
  | ImageBuildFact
  | NetworkFact
  | TextFact
  | ProblemFact;

/** Platforms whose rules differ where it matters; messages name them. */
export type Platform = 'compose' | 'kubernetes' | 'image';

/**
 * Units that share one network namespace and are started together: a compose service, a pod template.
 * Workloads with the same `id` in one context are one object (later facts do not override earlier ones).
 */
export interface WorkloadFact {
  readonly kind: 'workload';
  readonly platform: Platform;
  /** Unique in the context, e.g. `compose/api`, `kubernetes/Deployment/shop/web` (empty namespace when not written). */
  readonly id: string;
  /** As the platform calls it: `service`, `Deployment`, `CronJob`. */
  readonly objectKind: string;
  readonly name: Located<string>;
  /** Kubernetes namespace when written; absent means the unknown namespace of apply time. */
  readonly namespace?: Located<string>;
  /** The whole object, for folding and structural edits. */
  readonly site: Span;
  readonly labels: ReadonlyMap<string, Located<string>>;
  /** Annotations of the pod template, labels of a compose service. */
  readonly annotations: ReadonlyMap<string, Located<string>>;
  readonly replicas?: Values<number>;
  readonly network: NetworkNamespace;
  /** Names under which others reach it, with the networks on which each is valid (`undefined`: all it is attached to). */
  readonly names: readonly DialName[];
  /** Compose: the networks it is attached to; absent where the platform has one flat network. */
  readonly networks?: readonly NetworkAttachment[];
  /** Compose `extra_hosts`: names that this workload resolves itself, before any network. */
  readonly extraHosts?: readonly string[];
  /** Compose profiles; absent or empty: always started. */
  readonly profiles?: readonly Located<string>[];
  /** Kubernetes `enableServiceLinks`; absent means true. */
  readonly serviceLinks?: boolean;
  /** The pod spec of a Kubernetes workload, for structural edits. */
  readonly podSite?: Span;
  readonly units: readonly UnitFact[];
  /** Names of ports that its template gives to containers under conditions, whether they hold or not. */
  readonly optionalPorts?: ReadonlySet<string>;
  /** A patch, an override alone, an object without the fields that make it whole: never complete, never reported as lacking. */
  readonly fragment: boolean;
}

/** Whose network namespace a workload lives in. */
export type NetworkNamespace =
  | { readonly kind: 'own' }
  | { readonly kind: 'host'; readonly site: Span }
  | { readonly kind: 'none'; readonly site: Span }
  /** Compose `network_mode: service:x`, `container:x`. */
  | { readonly kind: 'shared'; readonly with: Located<string>; readonly by: 'service' | 'container' }
  | { readonly kind: 'unknown'; readonly because: string };

/** A name that resolves to a workload. */
export interface DialName {
  readonly name: string;
  readonly kind: 'service' | 'alias' | 'container-name' | 'hostname' | 'link';
  readonly site?: Span;
  /** Compose network key the name is valid on; absent: every network it is attached to. */
  readonly network?: string;
  /** For `link`: only this workload (id) may use the name. */
  readonly onlyFrom?: string;
}

/** Attachment to a compose network; `key` is the project's key, `default` when implied. */
export interface NetworkAttachment {
  readonly key: string;
  readonly site?: Span;
}

/** A compose network of the project. */
export interface NetworkFact {
  readonly kind: 'network';
  readonly key: string;
  /** The real name when `external` or named: networks of equal real name are the same. */
  readonly realName?: string;
  readonly external: boolean;
  readonly internal: boolean;
  /** `driver_opts` host_binding_ipv4, when set: published ports bind to it by default. */
  readonly hostBinding?: string;
  readonly site?: Span;
}

/** A container. */
export interface UnitFact {
  /** Unique in its workload: the container's name; for compose the service's name. */
  readonly name: Located<string>;
  readonly role: 'main' | 'sidecar' | 'init';
  /** The whole container or service. */
  readonly site: Span;
  readonly image?: Values<string>;
  /** The image is built from a Dockerfile of the workspace. */
  readonly build?: BuildRequest;
  /** Container-side ports that the orchestrator declares or maps, in order. */
  readonly ports: readonly ContainerPort[];
  /** Compose `expose`: container ports that are documented, not mapped. */
  readonly exposes: readonly DeclaredPort[];
  readonly env: readonly EnvVar[];
  /** Set when an env source is not readable (missing env_file, secretRef …): there may be more variables. */
  readonly envOpen?: Unknown;
  /** Kubernetes `envFrom`: all entries of ConfigMaps and Secrets, earlier sources first; `env` wins over them. */
  readonly envFrom?: readonly ConfigSource[];
  /** Replaces the image's command, entrypoint. Absent: the image's count. */
  readonly command?: CommandLine;
  readonly entrypoint?: CommandLine;
  readonly checks: readonly CheckFact[];
  /** Ports that run-time evidence of the deployment says it listens on: flags and variables, strongest level first. */
  readonly listens: readonly ListenFact[];
  readonly connects: readonly ConnectFact[];
  /** Numeric or named user that the deployment sets. */
  readonly user?: Located<string>;
  readonly nonRoot?: boolean;
  readonly capabilities?: readonly string[];
  readonly mounts: readonly MountFact[];
  readonly proxies: readonly ProxyPortFact[];
}

/** A request to read a Dockerfile with a target and arguments; equal requests are read once. */
export interface BuildRequest {
  /** The Dockerfile; for `dockerfile_inline` the text itself. `unknown` for URL contexts and unresolved paths. */
  readonly dockerfile:
    | { readonly kind: 'file'; readonly uri: Uri }
    | { readonly kind: 'inline'; readonly text: MappedText }
    | { readonly kind: 'unknown'; readonly because: string };
  readonly target?: Located<string>;
  /** Build arguments; `undefined` value: passed through from the builder's environment, not known. */
  readonly args: ReadonlyMap<string, MappedText | undefined>;
  readonly site: Span;
  /** What names the Dockerfile: its path, else that of its folder, else all of it. */
  readonly named: Span;
  /** How sure the link from the unit to this Dockerfile is: `certain` for compose `build`. */
  readonly certainty: Certainty;
}

/** That a tool builds an image from a Dockerfile and gives it a name, under which workloads elsewhere run it. */
export interface ImageBuildFact {
  readonly kind: 'image-build';
  readonly name: Located<string>;
  readonly build: BuildRequest;
}

/** A container-side port with, for compose and hostPort, its host side. */
export interface ContainerPort {
  readonly container: Values<Port>;
  readonly protocol: Protocol;
  /** Where the protocol is written, when it is. */
  readonly protocolSite?: Span;
  readonly name?: Located<string>;
  readonly publish?: Publication;
  /** The item: `"8080:80"`, or the whole map of the long form. */
  readonly site: Span;
  readonly form: 'short' | 'long' | 'object';
  /** `targetPort`-like places cite it as "`ports` of compose.yaml", "`containerPort`". */
  readonly by: string;
  readonly appProtocol?: Located<string>;
}

/** The host side of a mapping. */
export interface Publication {
  /** Absent: the engine picks a free port. A range of host ports for one container port means one of them. */
  readonly host?: Values<Port>;
  /** Host address: as written; `undefined` when not written, which is every interface unless a network option says otherwise. */
  readonly hostIp?: Values<string>;
  /** Compose long form `mode`; Swarm semantics differ. */
  readonly mode?: string;
  readonly site: Span;
}

/** A port that is declared without a mapping: EXPOSE, compose `expose`. */
export interface DeclaredPort {
  readonly port: Values<Port>;
  readonly protocol: Protocol;
  readonly site: Span;
  /** An inherited EXPOSE is implied by a base image or an earlier stage. */
  readonly origin: 'own' | 'stage' | 'known-image' | 'base-build';
}

/** An environment variable of a unit or an image. */
export interface EnvVar {
  readonly name: string;
  readonly nameSite: Span;
  /** The value; absent when passed through or not resolvable (`open` says why). */
  readonly value?: MappedText;
  readonly open?: Unknown;
  readonly source: 'environment' | 'env-file' | 'image' | 'config-map' | 'build-arg';
  /** The value is an entry of a ConfigMap or Secret; `value` is absent until the model has looked it up. */
  readonly from?: ConfigKey;
}

/** A command as the platform gets it. */
export interface CommandLine {
  /** Exec form: the words; shell form: one word that a shell reads. */
  readonly form: 'exec' | 'shell';
  readonly words: readonly MappedText[];
  readonly site: Span;
}

/** Strength of listening evidence, formats.md §12.6: 1 strongest … 11 weakest. */
export type ListenLevel = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11;

/** Evidence that a process listens on a port. */
export interface ListenFact {
  readonly port: Values<Port>;
  readonly protocol: Protocol;
  /** The address it binds, when given: `127.0.0.1`, `0.0.0.0`. */
  readonly host?: Located<string>;
  readonly level: ListenLevel;
  /** As a reader would name it: `--port`, `PORT`, `ASPNETCORE_URLS`. */
  readonly by: string;
  /** `main` serves the application; the others are beside it and never make the set closed. */
  readonly purpose: 'main' | 'metrics' | 'admin' | 'debug' | 'extra';
  /** The program listens on this and nothing else on the same purpose (framework with one listener). */
  readonly exclusive: boolean;
  readonly site: Span;
  readonly certainty: Certainty;
}

/** What kind of value an address was found in; decides whether it may be reported. */
export type AddressClass =
  /** A client setting of a backend: `DATABASE_URL`. */
  | 'backend'
  /** The program's own listener or the address it tells others. */
  | 'own-listener'
  /** Read by a browser or a human: CORS, redirect, public URLs. */
  | 'browser'
  /** Anything else that looks like an address. */
  | 'other';

/** A reference to a port of something else (or of itself, for checks) by host and port. */
export interface ConnectFact {
  readonly host: Located<string>;
  readonly port: Located<Port>;
  /** Whether the port is written; otherwise it is implied by the scheme or by the kind of client. */
  readonly explicit: boolean;
  readonly protocol: Protocol;
  readonly scheme?: string;
  /** Name of the variable, flag or key that holds it. */
  readonly key: string;
  readonly place: 'env' | 'args' | 'config' | 'label';
  readonly class: AddressClass;
  /** `host:port` as written, or the host where the port is elsewhere. */
  readonly site: Span;
}

/** A health check, probe or lifecycle hook of a unit. Its vantage is the unit itself. */
export interface CheckFact {
  readonly kind: 'healthcheck' | 'liveness' | 'readiness' | 'startup' | 'postStart' | 'preStop';
  readonly method: 'exec' | 'http' | 'tcp' | 'grpc';
  /** Absent: the unit itself (loopback for exec, the pod's address for Kubernetes). */
  readonly host?: Located<string>;
  readonly port: Values<Port>;
  readonly explicit: boolean;
  readonly scheme?: string;
  /** Where the scheme is written, when it is. */
  readonly schemeSite?: Span;
  readonly site: Span;
  /** Command words, for exec. */
  readonly command?: CommandLine;
}

/** A volume or config mount. */
export interface MountFact {
  /** Path in the container. */
  readonly target: string;
  /** Host path or named source, when known. */
  readonly source?: string;
  readonly kind: 'bind' | 'volume' | 'config' | 'secret' | 'other';
  /** For parts of a ConfigMap or Secret: the entries that are taken, each with its path below the mount; absent: all. */
  readonly items?: readonly { readonly key: string; readonly path: string }[];
  /** Only this path of the volume is mounted, at `target` itself. */
  readonly subPath?: string;
  readonly site: Span;
}

/** A reverse proxy's label or variable that names the port of this unit. */
export interface ProxyPortFact {
  readonly proxy: 'traefik' | 'nginx-proxy' | 'caddy' | 'swag';
  /** Absent: enabled, but no port is named, so the proxy picks one. */
  readonly port?: Located<Port>;
  readonly site: Span;
  /** The label or variable: `traefik.http.services.api.loadbalancer.server.port`, `VIRTUAL_PORT`. */
  readonly key: string;
  readonly usesPublished?: boolean;
}

/** A Kubernetes Service, or what is like one: a name with virtual ports in front of workloads. */
export interface ServiceFact {
  readonly kind: 'service';
  readonly platform: Platform;
  /** Unique in the context: `kubernetes/Service/shop/web`. */
  readonly id: string;
  readonly name: Located<string>;
  readonly namespace?: Located<string>;
  readonly site: Span;
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName' | 'unknown';
  readonly typeSite?: Span;
  readonly headless: boolean;
  readonly selector: ReadonlyMap<string, Located<string>>;
  readonly selectorSite?: Span;
  readonly ports: readonly ServicePort[];
  readonly portsSite?: Span;
  readonly labels: ReadonlyMap<string, Located<string>>;
  readonly annotations: ReadonlyMap<string, Located<string>>;
  readonly externalIps: readonly Located<string>[];
  readonly sourceRanges: readonly Located<string>[];
  /** Who implements the load balancer; the cloud's own when absent. */
  readonly loadBalancerClass?: Located<string>;
  /** What it was called before a build named it anew. */
  readonly formerly?: FormerName;
  /** A patch or an object without spec: never complete. */
  readonly fragment: boolean;
  /** Set when a list could not be read whole (template text): there may be more ports. */
  readonly open?: Unknown;
}

/** One port of a service. */
export interface ServicePort {
  readonly port: Values<Port>;
  /** Absent: defaults to `port`. */
  readonly targetPort?: Values<Port>;
  readonly nodePort?: Values<Port>;
  readonly name?: Located<string>;
  readonly protocol: Protocol;
  readonly protocolSite?: Span;
  readonly appProtocol?: Located<string>;
  readonly site: Span;
}

/** What building a Dockerfile to a target gives. One per image-build context. */
export interface ImageFact {
  readonly kind: 'image';
  readonly id: string;
  readonly dockerfile: Uri;
  /** Name or index of the effective stage, and where it starts. */
  readonly stage: Located<string>;
  /** External base image of the stage chain; absent for `scratch`. */
  readonly base?: Values<string>;
  /** Effective exposed ports: own, of earlier stages, of a known base. */
  readonly exposes: readonly DeclaredPort[];
  readonly env: readonly EnvVar[];
  readonly entrypoint?: CommandLine;
  readonly command?: CommandLine;
  readonly check?: CheckFact;
  readonly listens: readonly ListenFact[];
  readonly connects: readonly ConnectFact[];
  readonly user?: Located<string>;
  /** A config of the served program is copied in or changed, so that the base's default ports need not hold. */
  readonly configChanged?: Span;
  /** Set when more may be exposed or listened on than listed: an unknown base, ONBUILD, a script as entrypoint. */
  readonly open?: Unknown;
  /** The file is a template (.j2, .tmpl …) or has template text: links through it are `low`. */
  readonly template: boolean;
}

/** Text inside a value that another format may read: a file in a ConfigMap, an inline Dockerfile. */
export interface TextFact {
  readonly kind: 'text';
  /** File name or path hint. */
  readonly hint: string;
  readonly text: MappedText;
  /** Workload or object that owns it. */
  readonly owner: string;
}
