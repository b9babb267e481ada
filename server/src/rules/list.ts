import { containerPortMismatch } from './container-port-mismatch';
import { dockerfileExposeStale } from './dockerfile-expose-stale';
import { headlessPortTranslation } from './headless-port-translation';
import { hostPortOrNetwork } from './host-port-or-network';
import { invalidPortName } from './invalid-port-name';
import { k8sUrlPortNotOnService } from './k8s-url-port-not-on-service';
import { k8sUrlWrongNamespace } from './k8s-url-wrong-namespace';
import { knownImagePortMismatch } from './known-image-port-mismatch';
import { nodeportInvalid } from './nodeport-invalid';
import { overridePortsAppend } from './override-ports-append';
import { podPortCollision } from './pod-port-collision';
import { portProtocolMismatch } from './port-protocol-mismatch';
import { privilegedPortNonroot } from './privileged-port-nonroot';
import { probePortMismatch } from './probe-port-mismatch';
import { probePortNameUnresolved } from './probe-port-name-unresolved';
import { quotedPortNumber } from './quoted-port-number';
import { runtimePortMismatch } from './runtime-port-mismatch';
import { sensitiveServiceExternal } from './sensitive-service-external';
import { serviceLinkEnvCollision } from './service-link-env-collision';
import { servicePortNameRequired } from './service-port-name-required';
import { serviceSelectorNoWorkload } from './service-selector-no-workload';
import { targetPortNameUnresolved } from './targetport-name-unresolved';
import { targetPortNumberMismatch } from './targetport-number-mismatch';
import type { Rule } from './rule';

/** Every rule, sorted by id. A new rule is one line here. */
export const rules: readonly Rule[] = [
  containerPortMismatch,
  dockerfileExposeStale,
  headlessPortTranslation,
  hostPortOrNetwork,
  invalidPortName,
  k8sUrlPortNotOnService,
  k8sUrlWrongNamespace,
  knownImagePortMismatch,
  nodeportInvalid,
  overridePortsAppend,
  podPortCollision,
  portProtocolMismatch,
  privilegedPortNonroot,
  probePortMismatch,
  probePortNameUnresolved,
  quotedPortNumber,
  runtimePortMismatch,
  sensitiveServiceExternal,
  serviceLinkEnvCollision,
  servicePortNameRequired,
  serviceSelectorNoWorkload,
  targetPortNameUnresolved,
  targetPortNumberMismatch,
];
