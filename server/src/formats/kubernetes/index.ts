import type { Fact, KubernetesTree } from '../../facts';
import type { ObjectKind } from '../../lore/kubernetesKinds';
import { groupOf, guessedKind, objectKind } from '../../lore/kubernetesKinds';
import { documentProblems } from '../../syntax/documents';
import type { Node } from '../../syntax/tree';
import { at, get, textOf } from '../../syntax/tree';
import type { Format, Reading } from '../format';
import { readConfig } from './config';
import type { ObjectName } from './identity';
import { appendedPorts } from './appended';
import { isNamed, readName } from './identity';
import { knativeProblems, knativeRoute, withKnativePort } from './knative';
import { serviceAnnotations, streamEntries } from './network/annotations';
import { rolloutReferences } from './network/edges';
import { networkProblems, networkReaders } from './network/list';
import { readOwnAnnotations } from './network/podAnnotations';
import { podProblems } from './podProblems';
import { isServicePart, readService } from './service';
import { serviceProblems } from './serviceProblems';
import { podTemplate, readWorkload } from './workload';

/** Kubernetes objects as the API server takes them (formats.md §3): workloads, Services, ConfigMaps and Secrets. */
export const kubernetes: Format<KubernetesTree> = {
  id: 'kubernetes',
  title: 'Kubernetes manifests',
  files: ['*.yaml', '*.yml', '*.json'],
  reads: [
    'Pod, Deployment, StatefulSet, DaemonSet, ReplicaSet, ReplicationController, Job, CronJob, Argo Rollout, DeploymentConfig, Knative Service: container ports, host ports, probes, lifecycle hooks, variables, commands',
    'Service: ports, target ports, node ports, selectors, type',
    'ConfigMap and Secret: variables and addresses in their entries',
    'Ingress, with the annotations of the ALB controller and ingress-nginx: backends, listeners, health check ports',
    'Gateway API: listeners of Gateways and ListenerSets; backends, mirrors and parents of HTTP, gRPC, TLS, TCP and UDP routes; BackendTLSPolicy',
    'Traefik IngressRoute (HTTP, TCP, UDP) and TraefikService, OpenShift Route, Contour HTTPProxy, Argo Rollouts behind an ALB: Service ports',
    'APIService, admission webhooks, conversion webhooks: Service ports',
    'Endpoints and EndpointSlice: what Services without selector lead to',
    'Annotations of Services for load balancers (AWS, Azure, Google Cloud), stream ConfigMaps of ingress-nginx',
    'NetworkPolicy, Cilium and Calico policies, AdminNetworkPolicy: ports, whom they select, whom they let in and out',
    'Istio: destinations of VirtualServices, DestinationRule, Gateway, ServiceEntry, Sidecar, AuthorizationPolicy, PeerAuthentication',
    'ServiceMonitor, PodMonitor, Probe, VMServiceScrape, VMPodScrape: ports that are scraped; annotations of pods that name their own ports (prometheus.io/port, dapr.io/app-port, Istio, Linkerd, Consul)',
    'Lists, files of several documents, JSON',
  ],
  tree: 'kubernetes',
  detect: (uri) => /(?:\.ya?ml|\.json|\/Kustomization)$/i.test(uri) && !OTHER_TOOLS.test(uri),
  read,
};

/** Files of other tools that every workspace has, some of them large: not worth a look. */
const OTHER_TOOLS =
  /\/(?:pnpm-lock\.yaml|(?:package|package-lock|composer|lerna|nx|renovate|tsconfig[^/]*|jsconfig[^/]*|\.[^/]+)\.json|\.vscode\/[^/]+)$/i;

const NOTHING: Reading = { facts: [] };

function read(tree: KubernetesTree): Reading {
  const { root } = tree;
  const apiVersion = textOf(get(root, 'apiVersion'));
  const kind = textOf(get(root, 'kind'));
  if (apiVersion === undefined || kind === undefined) return NOTHING;
  const row = objectKind(apiVersion, kind) ?? guessed(apiVersion, root);
  if (!row) return NOTHING;
  const own = readObject(root, kind, row, tree.fragment || !isNamed(root));
  const facts = [...own.map((f) => withTree(f, tree)), ...appendedPorts(tree)];
  // In broken text a value may be the half of one; the API server never sees it.
  const broken = tree.broken ?? (tree.document !== undefined && documentProblems(tree.document).length > 0);
  return { facts: broken ? facts.filter((f) => f.kind !== 'problem') : facts };
}

/** What the stack knows of an object beyond its text. */
function withTree(fact: Fact, { formerly, optionalPorts }: KubernetesTree): Fact {
  if (formerly && fact.kind === 'service') return { ...fact, formerly };
  return optionalPorts && fact.kind === 'workload' ? { ...fact, optionalPorts } : fact;
}

/** A kind that nobody told us of counts as a workload when it has a pod template where all have it. */
function guessed(apiVersion: string, root: Node): ObjectKind | undefined {
  return at(root, 'spec', 'template', 'spec', 'containers')?.kind === 'seq' ? guessedKind(apiVersion) : undefined;
}

function readKnative(root: Node, row: ObjectKind, name: ObjectName, fragment: boolean): readonly Fact[] {
  const read = readWorkload(root, row, name, fragment);
  const workload = { ...read, units: withKnativePort(read.units) };
  const route = name.objectKind === 'Service' ? [knativeRoute(root, name, workload.units)] : [];
  return [workload, ...route, ...knativeProblems(root, row, read.fragment)];
}

function readObject(root: Node, kind: string, row: ObjectKind, fragment: boolean): readonly Fact[] {
  const name = readName(root, kind);
  switch (row.use) {
    case 'workload': {
      const ports = readOwnAnnotations(get(podTemplate(root, row), 'metadata'), root, name, 'pod');
      if (row.knative) return [...readKnative(root, row, name, fragment), ...ports];
      const workload = readWorkload(root, row, name, fragment);
      // What an operator takes is for its own schema to say.
      if (row.guessed) return [workload, ...ports];
      return [
        workload,
        ...ports,
        ...rolloutReferences(root, name, fragment),
        ...podProblems(root, row, workload.fragment),
      ];
    }
    case 'service':
      return [
        readService(root, name, fragment),
        ...serviceAnnotations(root, name, fragment),
        ...readOwnAnnotations(get(root, 'metadata'), root, name, 'service'),
        ...serviceProblems(root, fragment || isServicePart(root)),
      ];
    case 'config':
      if (kind === 'Secret') return readConfig(root, kind, name, fragment);
      return [...readConfig(root, 'ConfigMap', name, fragment), ...streamEntries(root, name, fragment)];
    case 'network': {
      const key = `${groupOf(textOf(get(root, 'apiVersion')) ?? '')}/${kind}`;
      const reader = networkReaders.get(key);
      return reader ? [reader(root, name, fragment), ...(networkProblems.get(key)?.(root) ?? [])] : [];
    }
  }
}
