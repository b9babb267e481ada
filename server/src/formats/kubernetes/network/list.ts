import { readPodMonitor, readProbe, readServiceMonitor } from './monitors';
import type { ObjectReader } from './parts';
import { readIngress } from './ingress';
import { gatewayProblems, ingressProblems, routeProblems, webhookProblems } from './edgeProblems';
import { readHttpProxy, readOpenShiftRoute } from './edges';
import { readEndpoints, readEndpointSlice } from './endpoints';
import { readBackendTls, readGateway, readListenerSet, readRoute } from './gateway';
import { readIngressRoute, readTraefikService } from './traefik';
import { readApiService, readConversion, readWebhooks } from './webhooks';
import type { ProblemFact } from '../../../facts';
import type { Node } from '../../../syntax/tree';
import { readAdminPolicy } from './adminPolicy';
import { readCalicoPolicy } from './calico';
import { readCiliumPolicy } from './cilium';
import { readAuthorizationPolicy, readEnvoyFilter, readPeerAuthentication } from './istioSecurity';
import {
  readDestinationRule,
  readIstioGateway,
  readServiceEntry,
  readSidecar,
  readVirtualService,
} from './istioTraffic';
import { networkPolicyProblems, readNetworkPolicy } from './networkPolicy';
import { readNamespace } from './namespace';

/** Readers of network objects by `group/Kind`; each kind also has a row in `lore/kubernetesKinds.ts`, which stacks look at. */
export const networkReaders: ReadonlyMap<string, ObjectReader> = new Map([
  ['networking.k8s.io/Ingress', readIngress],
  ['extensions/Ingress', readIngress],
  ['gateway.networking.k8s.io/Gateway', readGateway],
  ['gateway.networking.k8s.io/ListenerSet', readListenerSet],
  ['gateway.networking.x-k8s.io/XListenerSet', readListenerSet],
  ['gateway.networking.k8s.io/HTTPRoute', readRoute],
  ['gateway.networking.k8s.io/GRPCRoute', readRoute],
  ['gateway.networking.k8s.io/TLSRoute', readRoute],
  ['gateway.networking.k8s.io/TCPRoute', readRoute],
  ['gateway.networking.k8s.io/UDPRoute', readRoute],
  ['gateway.networking.k8s.io/BackendTLSPolicy', readBackendTls],
  ['traefik.io/IngressRoute', readIngressRoute],
  ['traefik.io/IngressRouteTCP', readIngressRoute],
  ['traefik.io/IngressRouteUDP', readIngressRoute],
  ['traefik.io/TraefikService', readTraefikService],
  ['traefik.containo.us/IngressRoute', readIngressRoute],
  ['traefik.containo.us/IngressRouteTCP', readIngressRoute],
  ['traefik.containo.us/IngressRouteUDP', readIngressRoute],
  ['traefik.containo.us/TraefikService', readTraefikService],
  ['route.openshift.io/Route', readOpenShiftRoute],
  ['/Route', readOpenShiftRoute],
  ['projectcontour.io/HTTPProxy', readHttpProxy],
  ['contour.heptio.com/IngressRoute', readHttpProxy],
  ['apiregistration.k8s.io/APIService', readApiService],
  ['admissionregistration.k8s.io/ValidatingWebhookConfiguration', readWebhooks],
  ['admissionregistration.k8s.io/MutatingWebhookConfiguration', readWebhooks],
  ['apiextensions.k8s.io/CustomResourceDefinition', readConversion],
  ['/Endpoints', readEndpoints],
  ['discovery.k8s.io/EndpointSlice', readEndpointSlice],
  ['/Namespace', readNamespace],
  ['networking.k8s.io/NetworkPolicy', readNetworkPolicy],
  ['extensions/NetworkPolicy', readNetworkPolicy],
  ['cilium.io/CiliumNetworkPolicy', readCiliumPolicy],
  ['cilium.io/CiliumClusterwideNetworkPolicy', readCiliumPolicy],
  ['projectcalico.org/NetworkPolicy', readCalicoPolicy],
  ['projectcalico.org/GlobalNetworkPolicy', readCalicoPolicy],
  ['crd.projectcalico.org/NetworkPolicy', readCalicoPolicy],
  ['crd.projectcalico.org/GlobalNetworkPolicy', readCalicoPolicy],
  ['policy.networking.k8s.io/AdminNetworkPolicy', readAdminPolicy],
  ['policy.networking.k8s.io/BaselineAdminNetworkPolicy', readAdminPolicy],
  ['networking.istio.io/VirtualService', readVirtualService],
  ['networking.istio.io/DestinationRule', readDestinationRule],
  ['networking.istio.io/Gateway', readIstioGateway],
  ['networking.istio.io/ServiceEntry', readServiceEntry],
  ['networking.istio.io/Sidecar', readSidecar],
  ['networking.istio.io/EnvoyFilter', readEnvoyFilter],
  ['security.istio.io/AuthorizationPolicy', readAuthorizationPolicy],
  ['security.istio.io/PeerAuthentication', readPeerAuthentication],
  ['monitoring.coreos.com/ServiceMonitor', readServiceMonitor],
  ['monitoring.coreos.com/PodMonitor', readPodMonitor],
  ['monitoring.coreos.com/Probe', readProbe],
  ['operator.victoriametrics.com/VMServiceScrape', readServiceMonitor],
  ['operator.victoriametrics.com/VMPodScrape', readPodMonitor],
]);

/** What the API server refuses in single values of network objects, for the kinds where that is told. */
export const networkProblems: ReadonlyMap<string, (root: Node) => readonly ProblemFact[]> = new Map([
  ['networking.k8s.io/NetworkPolicy', networkPolicyProblems],
  ['extensions/NetworkPolicy', networkPolicyProblems],
  ['networking.k8s.io/Ingress', ingressProblems],
  ['gateway.networking.k8s.io/Gateway', gatewayProblems],
  ['gateway.networking.k8s.io/HTTPRoute', routeProblems],
  ['gateway.networking.k8s.io/GRPCRoute', routeProblems],
  ['gateway.networking.k8s.io/TLSRoute', routeProblems],
  ['gateway.networking.k8s.io/TCPRoute', routeProblems],
  ['gateway.networking.k8s.io/UDPRoute', routeProblems],
  ['apiregistration.k8s.io/APIService', webhookProblems],
  ['admissionregistration.k8s.io/ValidatingWebhookConfiguration', webhookProblems],
  ['admissionregistration.k8s.io/MutatingWebhookConfiguration', webhookProblems],
]);
