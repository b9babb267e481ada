/** What Portolan reads from an object of a kind. */
export type ObjectUse = 'workload' | 'service' | 'config' | 'network';

/** A kind of Kubernetes object that is read. */
export interface ObjectKind {
  readonly use: ObjectUse;
  /** For workloads: keys that lead to the pod template, which holds `metadata` and `spec`; none: the object is the pod. */
  readonly template: readonly string[];
  /** The API server refuses an object of this kind that has no `spec.selector`: one without is a patch. */
  readonly needsSelector: boolean;
  /** Known only by its shape (`spec.template.spec.containers`): its operator may add to it what it likes. */
  readonly guessed: boolean;
  /** A workload of Knative: one port for the whole pod, and rules of its own. */
  readonly knative?: true;
  /** It says something about ports only where its text holds this: most definitions of custom resources are long and do not. */
  readonly mention?: string;
}

const TEMPLATE = ['spec', 'template'];

function workload(template: readonly string[], needsSelector = false): ObjectKind {
  return { use: 'workload', template, needsSelector, guessed: false };
}

const SERVICE: ObjectKind = { use: 'service', template: [], needsSelector: false, guessed: false };
const CONFIG: ObjectKind = { use: 'config', template: [], needsSelector: false, guessed: false };
const NETWORK: ObjectKind = { use: 'network', template: [], needsSelector: false, guessed: false };
const GUESSED: ObjectKind = { use: 'workload', template: TEMPLATE, needsSelector: false, guessed: true };

/** By `group/Kind`, formats.md §3.1; the core group has no name. */
const KINDS: ReadonlyMap<string, ObjectKind> = new Map([
  ['/Pod', workload([])],
  ['/ReplicationController', workload(TEMPLATE)],
  ['apps/Deployment', workload(TEMPLATE, true)],
  ['apps/StatefulSet', workload(TEMPLATE, true)],
  ['apps/DaemonSet', workload(TEMPLATE, true)],
  ['apps/ReplicaSet', workload(TEMPLATE, true)],
  // The API group before 1.16, in which the selector had a default.
  ['extensions/Deployment', workload(TEMPLATE)],
  ['extensions/DaemonSet', workload(TEMPLATE)],
  ['extensions/ReplicaSet', workload(TEMPLATE)],
  ['batch/Job', workload(TEMPLATE)],
  ['batch/CronJob', workload(['spec', 'jobTemplate', 'spec', 'template'])],
  ['argoproj.io/Rollout', workload(TEMPLATE)],
  ['serving.knative.dev/Service', { ...workload(TEMPLATE), knative: true }],
  ['serving.knative.dev/Configuration', { ...workload(TEMPLATE), knative: true }],
  ['apps.openshift.io/DeploymentConfig', workload(TEMPLATE)],
  ['/DeploymentConfig', workload(TEMPLATE)],
  ['/Service', SERVICE],
  ['/ConfigMap', CONFIG],
  ['/Secret', CONFIG],
  ['networking.k8s.io/Ingress', NETWORK],
  // The API group before 1.22.
  ['extensions/Ingress', NETWORK],
  ['gateway.networking.k8s.io/Gateway', NETWORK],
  ['gateway.networking.k8s.io/ListenerSet', NETWORK],
  ['gateway.networking.x-k8s.io/XListenerSet', NETWORK],
  ['gateway.networking.k8s.io/HTTPRoute', NETWORK],
  ['gateway.networking.k8s.io/GRPCRoute', NETWORK],
  ['gateway.networking.k8s.io/TLSRoute', NETWORK],
  ['gateway.networking.k8s.io/TCPRoute', NETWORK],
  ['gateway.networking.k8s.io/UDPRoute', NETWORK],
  ['gateway.networking.k8s.io/BackendTLSPolicy', NETWORK],
  ['traefik.io/IngressRoute', NETWORK],
  ['traefik.io/IngressRouteTCP', NETWORK],
  ['traefik.io/IngressRouteUDP', NETWORK],
  ['traefik.io/TraefikService', NETWORK],
  ['traefik.containo.us/IngressRoute', NETWORK],
  ['traefik.containo.us/IngressRouteTCP', NETWORK],
  ['traefik.containo.us/IngressRouteUDP', NETWORK],
  ['traefik.containo.us/TraefikService', NETWORK],
  ['route.openshift.io/Route', NETWORK],
  // The API group before OpenShift 3.6.
  ['/Route', NETWORK],
  ['projectcontour.io/HTTPProxy', NETWORK],
  ['contour.heptio.com/IngressRoute', NETWORK],
  ['apiregistration.k8s.io/APIService', NETWORK],
  ['admissionregistration.k8s.io/ValidatingWebhookConfiguration', NETWORK],
  ['admissionregistration.k8s.io/MutatingWebhookConfiguration', NETWORK],
  ['apiextensions.k8s.io/CustomResourceDefinition', { ...NETWORK, mention: 'lientConfig' }],
  ['/Endpoints', NETWORK],
  ['discovery.k8s.io/EndpointSlice', NETWORK],
  ['monitoring.coreos.com/ServiceMonitor', NETWORK],
  ['monitoring.coreos.com/PodMonitor', NETWORK],
  ['monitoring.coreos.com/Probe', NETWORK],
  ['operator.victoriametrics.com/VMServiceScrape', NETWORK],
  ['operator.victoriametrics.com/VMPodScrape', NETWORK],
  // Its labels are what policies choose namespaces by.
  ['/Namespace', NETWORK],
  ['networking.k8s.io/NetworkPolicy', NETWORK],
  ['extensions/NetworkPolicy', NETWORK],
  ['cilium.io/CiliumNetworkPolicy', NETWORK],
  ['cilium.io/CiliumClusterwideNetworkPolicy', NETWORK],
  ['projectcalico.org/NetworkPolicy', NETWORK],
  ['projectcalico.org/GlobalNetworkPolicy', NETWORK],
  // The API group of Calico's own storage, in which manifests are applied without its API server.
  ['crd.projectcalico.org/NetworkPolicy', NETWORK],
  ['crd.projectcalico.org/GlobalNetworkPolicy', NETWORK],
  ['policy.networking.k8s.io/AdminNetworkPolicy', NETWORK],
  ['policy.networking.k8s.io/BaselineAdminNetworkPolicy', NETWORK],
  ['networking.istio.io/VirtualService', NETWORK],
  ['networking.istio.io/DestinationRule', NETWORK],
  ['networking.istio.io/Gateway', NETWORK],
  ['networking.istio.io/ServiceEntry', NETWORK],
  ['networking.istio.io/Sidecar', NETWORK],
  ['networking.istio.io/EnvoyFilter', NETWORK],
  ['security.istio.io/AuthorizationPolicy', NETWORK],
  ['security.istio.io/PeerAuthentication', NETWORK],
]);

/** Groups whose kinds are all known: what is not in the table has no pod template there, or a later version reads it. */
const KNOWN_GROUPS = new Set([
  '',
  'apps',
  'batch',
  'extensions',
  'apiextensions.k8s.io',
  'serving.knative.dev',
  'template.openshift.io',
]);

/** The API group of an `apiVersion`: `apps` of `apps/v1`, nothing for `v1`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** The row of a kind that is read; `undefined` for all others. */
export function objectKind(apiVersion: string, kind: string): ObjectKind | undefined {
  const group = groupOf(apiVersion);
  const row = KINDS.get(`${group}/${kind}`);
  if (!row || group !== 'apps' || apiVersion === 'apps/v1') return row;
  // `apps/v1beta1` gave the selector a default, as `extensions` did.
  return { ...row, needsSelector: false };
}

/**
 * The row of a kind that is in no table but may hold a pod template, such as OpenKruise's CloneSet; `undefined` where it is
 * known to hold none. Whether it does, its body says.
 */
export function guessedKind(apiVersion: string): ObjectKind | undefined {
  return KNOWN_GROUPS.has(groupOf(apiVersion)) ? undefined : GUESSED;
}

/** `group/Kind` of every kind that is read as a network object. */
export function networkKinds(): readonly string[] {
  return [...KINDS].flatMap(([key, row]) => (row.use === 'network' ? [key] : []));
}

/** Whether a kind may be a list of objects (`List`, `ServiceList`), which is taken apart; one without `items` is none. */
export function isListKind(kind: string): boolean {
  return kind.endsWith('List');
}
