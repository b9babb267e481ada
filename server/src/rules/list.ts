import { adminPortExposed } from './admin-port-exposed';
import { backendServicePortUnknown } from './backend-service-port-unknown';
import { composeNoSharedNetwork } from './compose-no-shared-network';
import { composeUrlPortMismatch } from './compose-url-port-mismatch';
import { composeUrlPublishedPort } from './compose-url-published-port';
import { connectionDenied } from './connection-denied';
import { containerPortMismatch } from './container-port-mismatch';
import { databasePublishedPublicly } from './database-published-publicly';
import { debugPortExposed } from './debug-port-exposed';
import { dockerApiExposed } from './docker-api-exposed';
import { dockerfileExposeStale } from './dockerfile-expose-stale';
import { duplicatePort } from './duplicate-port';
import { environmentPortDrift } from './environment-port-drift';
import { exposeHostMapping } from './expose-host-mapping';
import { firewallOpenToWorld } from './firewall-open-to-world';
import { forwardPortUnresolved } from './forward-port-unresolved';
import { headlessPortTranslation } from './headless-port-translation';
import { healthCheckMissing } from './health-check-missing';
import { healthcheckPortMismatch } from './healthcheck-port-mismatch';
import { healthcheckUsesPublishedPort } from './healthcheck-uses-published-port';
import { helmPortSourceSplit } from './helm-port-source-split';
import { hostNetworkPortMismatch } from './host-network-port-mismatch';
import { hostPortCollision } from './host-port-collision';
import { hostPortInEphemeralRange } from './host-port-in-ephemeral-range';
import { hostPortOrNetwork } from './host-port-or-network';
import { invalidConfiguration } from './invalid-configuration';
import { invalidPortName } from './invalid-port-name';
import { invalidPort } from './invalid-port';
import { k8sUrlPortNotOnService } from './k8s-url-port-not-on-service';
import { k8sUrlWrongNamespace } from './k8s-url-wrong-namespace';
import { knownImagePortMismatch } from './known-image-port-mismatch';
import { kustomizePortPatchAppends } from './kustomize-port-patch-appends';
import { kustomizePrefixBreaksRef } from './kustomize-prefix-breaks-ref';
import { lbHealthcheckPort } from './lb-healthcheck-port';
import { localhostCrossContainer } from './localhost-cross-container';
import { loopbackBindInContainer } from './loopback-bind-in-container';
import { meshDestinationPortUnknown } from './mesh-destination-port-unknown';
import { meshPolicyServicePort } from './mesh-policy-service-port';
import { monitorPortUnresolved } from './monitor-port-unresolved';
import { netnsMemberDialedByName } from './netns-member-dialed-by-name';
import { networkPolicyMissing } from './network-policy-missing';
import { networkPolicyNamedPortUnresolved } from './networkpolicy-named-port-unresolved';
import { networkPolicyServicePort } from './networkpolicy-service-port';
import { nodeportInvalid } from './nodeport-invalid';
import { overridePortsAppend } from './override-ports-append';
import { plaintextProtocolExposed } from './plaintext-protocol-exposed';
import { podPortCollision } from './pod-port-collision';
import { portPolicyRange } from './port-policy-range';
import { portPolicyReserved } from './port-policy-reserved';
import { portProtocolMismatch } from './port-protocol-mismatch';
import { portRegistryConflict } from './port-registry-conflict';
import { portUndocumented } from './port-undocumented';
import { portVariableUnset } from './port-variable-unset';
import { portsIgnoredByNetworkMode } from './ports-ignored-by-network-mode';
import { privilegedPortNonroot } from './privileged-port-nonroot';
import { probePortMismatch } from './probe-port-mismatch';
import { probePortNameUnresolved } from './probe-port-name-unresolved';
import { proxyLabelPortMismatch } from './proxy-label-port-mismatch';
import { publicPortUnlisted } from './public-port-unlisted';
import { quotedPortNumber } from './quoted-port-number';
import { registryEntryUnused } from './registry-entry-unused';
import { replicasFixedHostPort } from './replicas-fixed-host-port';
import { runtimePortMismatch } from './runtime-port-mismatch';
import { sensitiveServiceExternal } from './sensitive-service-external';
import { serviceLinkEnvCollision } from './service-link-env-collision';
import { serviceNotRegistered } from './service-not-registered';
import { servicePortNameRequired } from './service-port-name-required';
import { serviceSelectorNoWorkload } from './service-selector-no-workload';
import { targetPortNameUnresolved } from './targetport-name-unresolved';
import { targetPortNumberMismatch } from './targetport-number-mismatch';
import { unknownRule } from './unknown-rule';
import { unusedSuppression } from './unused-suppression';
import { unusedPortValue } from './unused-port-value';
import { yamlSexagesimalPort } from './yaml-sexagesimal-port';
import type { Rule } from './rule';

/** Every rule, sorted by id. A new rule is one line here. */
export const rules: readonly Rule[] = [
  adminPortExposed,
  backendServicePortUnknown,
  composeNoSharedNetwork,
  composeUrlPortMismatch,
  composeUrlPublishedPort,
  connectionDenied,
  containerPortMismatch,
  databasePublishedPublicly,
  debugPortExposed,
  dockerApiExposed,
  dockerfileExposeStale,
  duplicatePort,
  environmentPortDrift,
  exposeHostMapping,
  firewallOpenToWorld,
  forwardPortUnresolved,
  headlessPortTranslation,
  healthCheckMissing,
  healthcheckPortMismatch,
  healthcheckUsesPublishedPort,
  helmPortSourceSplit,
  hostNetworkPortMismatch,
  hostPortCollision,
  hostPortInEphemeralRange,
  hostPortOrNetwork,
  invalidConfiguration,
  invalidPortName,
  invalidPort,
  k8sUrlPortNotOnService,
  k8sUrlWrongNamespace,
  knownImagePortMismatch,
  kustomizePortPatchAppends,
  kustomizePrefixBreaksRef,
  lbHealthcheckPort,
  localhostCrossContainer,
  loopbackBindInContainer,
  meshDestinationPortUnknown,
  meshPolicyServicePort,
  monitorPortUnresolved,
  netnsMemberDialedByName,
  networkPolicyMissing,
  networkPolicyNamedPortUnresolved,
  networkPolicyServicePort,
  nodeportInvalid,
  overridePortsAppend,
  plaintextProtocolExposed,
  podPortCollision,
  portPolicyRange,
  portPolicyReserved,
  portProtocolMismatch,
  portRegistryConflict,
  portUndocumented,
  portVariableUnset,
  portsIgnoredByNetworkMode,
  privilegedPortNonroot,
  probePortMismatch,
  probePortNameUnresolved,
  proxyLabelPortMismatch,
  publicPortUnlisted,
  quotedPortNumber,
  registryEntryUnused,
  replicasFixedHostPort,
  runtimePortMismatch,
  sensitiveServiceExternal,
  serviceLinkEnvCollision,
  serviceNotRegistered,
  servicePortNameRequired,
  serviceSelectorNoWorkload,
  targetPortNameUnresolved,
  targetPortNumberMismatch,
  unknownRule,
  unusedSuppression,
  unusedPortValue,
  yamlSexagesimalPort,
];
