/** Where a transformer of Kustomize works: a path in objects of some kinds. */
export interface FieldSpec {
  /** Empty or absent: any. */
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  /** Keys separated by `/`, lists left out; `[]` behind a key says that it must be a list; `\/` is a slash in a key. */
  readonly path: string;
  /** Makes what is missing of the path. */
  readonly create?: boolean;
}

/** Fields that hold the name of an object of a kind, by which Kustomize finds what to rename with it. */
export interface NameReference {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly fields: readonly FieldSpec[];
}

/** The field tables of a build; `configurations:` adds to them. */
export interface FieldTables {
  readonly namePrefix: readonly FieldSpec[];
  readonly nameSuffix: readonly FieldSpec[];
  readonly namespace: readonly FieldSpec[];
  readonly commonLabels: readonly FieldSpec[];
  readonly labels: readonly FieldSpec[];
  readonly templateLabels: readonly FieldSpec[];
  readonly claimLabels: readonly FieldSpec[];
  readonly commonAnnotations: readonly FieldSpec[];
  readonly images: readonly FieldSpec[];
  readonly replicas: readonly FieldSpec[];
  readonly varReference: readonly FieldSpec[];
  readonly nameReference: readonly NameReference[];
}

/** A kind with a pod template, and where the pod's spec stands in it. */
interface PodHolder {
  readonly kind: string;
  readonly version?: string;
  readonly group?: string;
  readonly spec: string;
}

const POD: PodHolder = { kind: 'Pod', version: 'v1', spec: 'spec' };
const POD_TEMPLATE: PodHolder = { kind: 'PodTemplate', spec: 'template/spec' };
const CRON_JOB: PodHolder = { kind: 'CronJob', spec: 'spec/jobTemplate/spec/template/spec' };

function templated(kind: string): PodHolder {
  return { kind, spec: 'spec/template/spec' };
}

const DEPLOYMENT = templated('Deployment');
const STATEFUL_SET = templated('StatefulSet');
const CONTROLLER = templated('ReplicationController');
const DAEMON_SET = templated('DaemonSet');
const REPLICA_SET = templated('ReplicaSet');
const JOB = templated('Job');

/** Kinds in which references to ConfigMaps and Secrets are followed. */
const CONFIGURED = [POD, POD_TEMPLATE, DEPLOYMENT, REPLICA_SET, DAEMON_SET, STATEFUL_SET, JOB, CRON_JOB];
/** Kinds in which references to accounts, claims and priorities are followed. */
const SERVED = [{ kind: 'Pod', spec: 'spec' }, STATEFUL_SET, DEPLOYMENT, CONTROLLER, CRON_JOB, JOB, DAEMON_SET];

function inPods(holders: readonly PodHolder[], paths: readonly string[]): readonly FieldSpec[] {
  return holders.flatMap(({ spec, ...kind }) => paths.map((path) => ({ ...kind, path: `${spec}/${path}` })));
}

const TEMPLATE_LABELS: readonly FieldSpec[] = [
  { path: 'metadata/labels', create: true },
  { version: 'v1', kind: 'ReplicationController', path: 'spec/template/metadata/labels', create: true },
  { kind: 'Deployment', path: 'spec/template/metadata/labels', create: true },
  { kind: 'ReplicaSet', path: 'spec/template/metadata/labels', create: true },
  { kind: 'DaemonSet', path: 'spec/template/metadata/labels', create: true },
  { group: 'apps', kind: 'StatefulSet', path: 'spec/template/metadata/labels', create: true },
  { group: 'batch', kind: 'Job', path: 'spec/template/metadata/labels', create: true },
  { group: 'batch', kind: 'CronJob', path: 'spec/jobTemplate/metadata/labels', create: true },
  { group: 'batch', kind: 'CronJob', path: 'spec/jobTemplate/spec/template/metadata/labels', create: true },
];

const CLAIM_LABELS: readonly FieldSpec[] = [
  { group: 'apps', kind: 'StatefulSet', path: 'spec/volumeClaimTemplates[]/metadata/labels', create: true },
];

const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels';
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels';

function spreading(kind: string): readonly FieldSpec[] {
  const paths = [
    `affinity/podAffinity/${PREFERRED}`,
    `affinity/podAffinity/${REQUIRED}`,
    `affinity/podAntiAffinity/${PREFERRED}`,
    `affinity/podAntiAffinity/${REQUIRED}`,
    'topologySpreadConstraints/labelSelector/matchLabels',
  ];
  return paths.map((path) => ({ group: 'apps', kind, path: `spec/template/spec/${path}` }));
}

const POLICY = { group: 'networking.k8s.io', kind: 'NetworkPolicy' };

const COMMON_LABELS: readonly FieldSpec[] = [
  { version: 'v1', kind: 'Service', path: 'spec/selector', create: true },
  { version: 'v1', kind: 'ReplicationController', path: 'spec/selector', create: true },
  { kind: 'Deployment', path: 'spec/selector/matchLabels', create: true },
  ...spreading('Deployment'),
  { kind: 'ReplicaSet', path: 'spec/selector/matchLabels', create: true },
  { kind: 'DaemonSet', path: 'spec/selector/matchLabels', create: true },
  { group: 'apps', kind: 'StatefulSet', path: 'spec/selector/matchLabels', create: true },
  ...spreading('StatefulSet'),
  { group: 'batch', kind: 'Job', path: 'spec/selector/matchLabels' },
  { group: 'batch', kind: 'CronJob', path: 'spec/jobTemplate/spec/selector/matchLabels' },
  { group: 'policy', kind: 'PodDisruptionBudget', path: 'spec/selector/matchLabels' },
  { ...POLICY, path: 'spec/podSelector/matchLabels' },
  { ...POLICY, path: 'spec/ingress/from/podSelector/matchLabels' },
  { ...POLICY, path: 'spec/egress/to/podSelector/matchLabels' },
  ...TEMPLATE_LABELS,
  ...CLAIM_LABELS,
];

const ANNOTATIONS: readonly FieldSpec[] = TEMPLATE_LABELS.map((f) => ({
  // Of StatefulSets any group is meant here.
  ...(f.kind === 'StatefulSet' ? { kind: f.kind, create: true } : f),
  path: f.path.replace(/labels$/, 'annotations'),
}));

const VARIABLES = [...containers('args'), ...containers('command'), ...containers('env/value')];

function containers(path: string): readonly string[] {
  return [`containers/${path}`, `initContainers/${path}`];
}

const VAR_REFERENCES: readonly FieldSpec[] = [
  ...inPods(
    [{ kind: 'Pod', spec: 'spec' }, DEPLOYMENT, STATEFUL_SET, DAEMON_SET, REPLICA_SET, JOB, CRON_JOB],
    [...VARIABLES, ...containers('volumeMounts/mountPath'), 'volumes/nfs/server'],
  ),
  // As the table of Kustomize has it, although no CronJob has such a field.
  { kind: 'CronJob', path: 'spec/jobTemplate/spec/template/volumes/nfs/server' },
  { kind: 'Deployment', path: 'spec/template/metadata/annotations' },
  { kind: 'Ingress', path: 'spec/rules/host' },
  { kind: 'Ingress', path: 'spec/tls/hosts' },
  { kind: 'Ingress', path: 'spec/tls/secretName' },
  { kind: 'Service', path: 'spec/ports/port' },
  { kind: 'Service', path: 'spec/ports/targetPort' },
  { kind: 'StatefulSet', path: 'spec/volumeClaimTemplates/spec/nfs/server' },
  { kind: 'PersistentVolume', path: 'spec/nfs/server' },
  { path: 'metadata/labels' },
  { path: 'metadata/annotations' },
];

const SCALED: readonly FieldSpec[] = [{ kind: 'HorizontalPodAutoscaler', path: 'spec/scaleTargetRef/name' }];
const NAMED_IN_ROLES: readonly FieldSpec[] = [
  { kind: 'Role', path: 'rules/resourceNames' },
  { kind: 'ClusterRole', path: 'rules/resourceNames' },
];
const RBAC = 'rbac.authorization.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';

function ingress(...paths: readonly string[]): readonly FieldSpec[] {
  return paths.map((path) => ({ kind: 'Ingress', path }));
}

/** What names what, formats.md §3.15: everything else keeps the name that it was written with. */
const NAME_REFERENCES: readonly NameReference[] = [
  ...['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map((kind) => ({ kind, fields: SCALED })),
  {
    kind: 'ConfigMap',
    version: 'v1',
    fields: [
      ...inPods(CONFIGURED, [
        'volumes/configMap/name',
        ...containers('env/valueFrom/configMapKeyRef/name'),
        ...containers('envFrom/configMapRef/name'),
        'volumes/projected/sources/configMap/name',
      ]),
      { kind: 'Node', path: 'spec/configSource/configMap' },
      ...NAMED_IN_ROLES,
      ...ingress('metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap'),
    ],
  },
  {
    kind: 'Secret',
    version: 'v1',
    fields: [
      ...inPods(CONFIGURED, [
        'volumes/secret/secretName',
        ...containers('env/valueFrom/secretKeyRef/name'),
        ...containers('envFrom/secretRef/name'),
        'imagePullSecrets/name',
        'volumes/projected/sources/secret/name',
      ]),
      ...ingress(
        'spec/tls/secretName',
        'metadata/annotations/ingress.kubernetes.io\\/auth-secret',
        'metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret',
        'metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret',
      ),
      { kind: 'ServiceAccount', path: 'imagePullSecrets/name' },
      ...['secretName', 'adminSecretName', 'userSecretName', 'secretRef'].map((key) => ({
        kind: 'StorageClass',
        path: `parameters/${key}`,
      })),
      ...NAMED_IN_ROLES,
      {
        group: 'serving.knative.dev',
        version: 'v1',
        kind: 'Service',
        path: 'spec/template/spec/containers/env/valueFrom/secretKeyRef/name',
      },
      { kind: 'PersistentVolume', path: 'spec/azureFile/secretName' },
    ],
  },
  {
    kind: 'Service',
    version: 'v1',
    fields: [
      { group: 'apps', kind: 'StatefulSet', path: 'spec/serviceName' },
      ...ingress(
        'spec/rules/http/paths/backend/serviceName',
        'spec/backend/serviceName',
        'spec/rules/http/paths/backend/service/name',
        'spec/defaultBackend/service/name',
      ),
      { group: 'apiregistration.k8s.io', kind: 'APIService', path: 'spec/service/name' },
      { group: ADMISSION, kind: 'ValidatingWebhookConfiguration', path: 'webhooks/clientConfig/service' },
      { group: ADMISSION, kind: 'MutatingWebhookConfiguration', path: 'webhooks/clientConfig/service' },
    ],
  },
  { group: RBAC, kind: 'Role', fields: [{ group: RBAC, kind: 'RoleBinding', path: 'roleRef/name' }] },
  {
    group: RBAC,
    kind: 'ClusterRole',
    fields: [
      { group: RBAC, kind: 'RoleBinding', path: 'roleRef/name' },
      { group: RBAC, kind: 'ClusterRoleBinding', path: 'roleRef/name' },
    ],
  },
  {
    kind: 'ServiceAccount',
    version: 'v1',
    fields: [
      { group: RBAC, kind: 'RoleBinding', path: 'subjects' },
      { group: RBAC, kind: 'ClusterRoleBinding', path: 'subjects' },
      ...inPods(SERVED, ['serviceAccountName']),
    ],
  },
  { kind: 'PersistentVolumeClaim', version: 'v1', fields: inPods(SERVED, ['volumes/persistentVolumeClaim/claimName']) },
  {
    kind: 'PersistentVolume',
    version: 'v1',
    fields: [
      { kind: 'PersistentVolumeClaim', path: 'spec/volumeName' },
      { kind: 'ClusterRole', path: 'rules/resourceNames' },
    ],
  },
  {
    group: 'storage.k8s.io',
    version: 'v1',
    kind: 'StorageClass',
    fields: [
      { kind: 'PersistentVolume', path: 'spec/storageClassName' },
      { kind: 'PersistentVolumeClaim', path: 'spec/storageClassName' },
      { kind: 'StatefulSet', path: 'spec/volumeClaimTemplates/spec/storageClassName' },
    ],
  },
  {
    group: 'scheduling.k8s.io',
    version: 'v1',
    kind: 'PriorityClass',
    fields: inPods(SERVED, ['priorityClassName']),
  },
  {
    group: ADMISSION,
    kind: 'ValidatingAdmissionPolicy',
    fields: [{ group: ADMISSION, kind: 'ValidatingAdmissionPolicyBinding', path: 'spec/policyName' }],
  },
];

/** What Kustomize 5 has built in. */
export const defaultFields: FieldTables = {
  namePrefix: [{ path: 'metadata/name' }],
  nameSuffix: [{ path: 'metadata/name' }],
  namespace: [
    { version: 'v1', kind: 'Namespace', path: 'metadata/name', create: true },
    { group: 'apiregistration.k8s.io', kind: 'APIService', path: 'spec/service/namespace', create: true },
    {
      group: 'apiextensions.k8s.io',
      kind: 'CustomResourceDefinition',
      path: 'spec/conversion/webhook/clientConfig/service/namespace',
    },
  ],
  commonLabels: COMMON_LABELS,
  labels: [],
  templateLabels: TEMPLATE_LABELS,
  claimLabels: CLAIM_LABELS,
  commonAnnotations: ANNOTATIONS,
  images: ['spec', 'spec/template/spec'].flatMap((spec) =>
    ['containers[]/image', 'initContainers[]/image', 'volumes[]/image/reference'].map((path) => ({
      path: `${spec}/${path}`,
      create: true,
    })),
  ),
  replicas: ['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map((kind) => ({
    kind,
    path: 'spec/replicas',
    create: true,
  })),
  varReference: VAR_REFERENCES,
  nameReference: NAME_REFERENCES,
};

/** Kinds that live outside namespaces, by `group/Kind`. */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  ...['ComponentStatus', 'Namespace', 'Node', 'PersistentVolume'].map((kind) => `/${kind}`),
  ...['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment'].map((kind) => `storage.k8s.io/${kind}`),
  ...[
    'MutatingWebhookConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'ValidatingWebhookConfiguration',
  ].map((kind) => `${ADMISSION}/${kind}`),
  `${RBAC}/ClusterRole`,
  `${RBAC}/ClusterRoleBinding`,
  'apiregistration.k8s.io/APIService',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'certificates.k8s.io/CertificateSigningRequest',
  'flowcontrol.apiserver.k8s.io/FlowSchema',
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration',
  'networking.k8s.io/IngressClass',
  'node.k8s.io/RuntimeClass',
  'policy/PodSecurityPolicy',
  'scheduling.k8s.io/PriorityClass',
]);

const CLUSTER_KINDS: ReadonlySet<string> = new Set([...CLUSTER_SCOPED].map((k) => k.slice(k.indexOf('/') + 1)));

/** Whether Kustomize knows that objects of a kind have no namespace; custom kinds always get one. */
export function isClusterScoped(group: string, kind: string): boolean {
  // Most kinds are told by their own name, without making a text for each question.
  return CLUSTER_KINDS.has(kind) && CLUSTER_SCOPED.has(`${group}/${kind}`);
}
