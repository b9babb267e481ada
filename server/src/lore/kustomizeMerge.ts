/**
 * How a strategic merge patch reads the lists of an object (Kubernetes API, `x-kubernetes-patch-strategy`). Maps are always
 * merged by key; a list that is not named here is replaced.
 */
export interface MergeShape {
  /** Fields whose value, or whose items, have a shape of their own. */
  readonly fields?: Readonly<Record<string, MergeShape>>;
  /** For lists that are merged: the keys by which items are told apart; none: the items are texts. */
  readonly keys?: readonly string[];
}

const BY_NAME = { keys: ['name'] };

const META: MergeShape = { fields: { finalizers: { keys: [] }, ownerReferences: { keys: ['uid'] } } };

const CONTAINER_FIELDS = {
  env: BY_NAME,
  volumeDevices: { keys: ['devicePath'] },
  volumeMounts: { keys: ['mountPath'] },
};

const CONTAINERS: MergeShape = {
  keys: ['name'],
  fields: { ...CONTAINER_FIELDS, ports: { keys: ['containerPort', 'protocol'] } },
};

const CLAIM_TEMPLATE: MergeShape = { fields: { volumeClaimTemplate: { fields: { metadata: META } } } };

const POD_SPEC: MergeShape = {
  fields: {
    containers: CONTAINERS,
    initContainers: CONTAINERS,
    // Ephemeral containers may not have ports.
    ephemeralContainers: { keys: ['name'], fields: CONTAINER_FIELDS },
    hostAliases: { keys: ['ip'] },
    imagePullSecrets: BY_NAME,
    topologySpreadConstraints: { keys: ['topologyKey', 'whenUnsatisfiable'] },
    volumes: { keys: ['name'], fields: { ephemeral: CLAIM_TEMPLATE } },
  },
};

const TEMPLATE: MergeShape = { fields: { metadata: META, spec: POD_SPEC } };
const JOB: MergeShape = { fields: { template: TEMPLATE } };

function object(spec?: MergeShape): MergeShape {
  return { fields: { metadata: META, ...(spec ? { spec } : {}) } };
}

const WEBHOOKS: MergeShape = { fields: { metadata: META, webhooks: BY_NAME } };
const CRON_JOB = object({ fields: { jobTemplate: { fields: { metadata: META, spec: JOB } } } });

/** By `apiVersion Kind`: the versions that the API of Kubernetes 1.21 has, which is what Kustomize 5 has built in. */
const SHAPES: ReadonlyMap<string, MergeShape> = new Map([
  ['v1 Pod', object(POD_SPEC)],
  ['v1 PodTemplate', { fields: { metadata: META, template: TEMPLATE } }],
  ['v1 ReplicationController', object(JOB)],
  ['v1 Service', object({ fields: { ports: { keys: ['port', 'protocol'] } } })],
  ['v1 ServiceAccount', { fields: { metadata: META, secrets: BY_NAME } }],
  ['v1 Node', object({ fields: { podCIDRs: { keys: [] } } })],
  ['apps/v1 Deployment', object(JOB)],
  ['apps/v1 DaemonSet', object(JOB)],
  ['apps/v1 ReplicaSet', object(JOB)],
  [
    'apps/v1 StatefulSet',
    object({ fields: { template: TEMPLATE, volumeClaimTemplates: { fields: { metadata: META } } } }),
  ],
  ['batch/v1 Job', object(JOB)],
  ['batch/v1 CronJob', CRON_JOB],
  ['batch/v1beta1 CronJob', CRON_JOB],
  ['storage.k8s.io/v1 CSINode', object({ fields: { drivers: BY_NAME } })],
  ['storage.k8s.io/v1beta1 CSINode', object({ fields: { drivers: BY_NAME } })],
  ['admissionregistration.k8s.io/v1 MutatingWebhookConfiguration', WEBHOOKS],
  ['admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration', WEBHOOKS],
  ['admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration', WEBHOOKS],
  ['admissionregistration.k8s.io/v1beta1 ValidatingWebhookConfiguration', WEBHOOKS],
]);

const PLAIN = object();

/** Groups of Kubernetes itself: of their other kinds only the metadata has lists that are merged. */
const BUILT_IN = /^(?:v1|(?:apps|batch|autoscaling|policy|extensions|[a-z.]+\.k8s\.io)\/.+)$/;

/** Groups that only look built in: their kinds are custom resources. */
const CUSTOM = /(?:gateway\.networking|x-k8s|policy\.networking|snapshot\.storage|metrics)\.k8s\.io\//;

/** The shape of an object; `undefined` for custom resources, all of whose lists are replaced. */
export function mergeShape(apiVersion: string, kind: string): MergeShape | undefined {
  const known = SHAPES.get(`${apiVersion} ${kind}`);
  if (known) return known;
  // `apps/v1beta1` and `extensions/v1beta1` hold workloads that Kustomize has no schema for any more.
  const gone = /^(?:apps\/v1beta|extensions\/)/.test(apiVersion) && kind !== 'Ingress';
  return BUILT_IN.test(apiVersion) && !CUSTOM.test(apiVersion) && !gone ? PLAIN : undefined;
}
