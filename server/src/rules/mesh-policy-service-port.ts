import type { LinkedReference, Workload } from '../model/model';
import { say } from '../text/say';
import { workloadName } from './kubernetesParts';
import type { ServicePortUse } from './policyPorts';
import { askedPort, objectName, podPortFixes, servicePortUse, translationPlaces } from './policyPorts';
import type { ContextRule } from './rule';

/** A12: a policy of the mesh names the port of a Service, where proxies know the port of the workload. */
export const meshPolicyServicePort: ContextRule<ServicePortUse> = {
  scope: 'context',
  meta: {
    id: 'mesh-policy-service-port',
    summary: 'An Istio policy names the port of a Service, but the proxy of a workload knows the workload’s port.',
    category: 'consistency',
    severity: 'warning',
    since: '0.2.0',
    fixable: true,
    docs: {
      why: 'AuthorizationPolicy (`operation.ports`, `destination.port`) and PeerAuthentication (`portLevelMtls`) are asked by the proxy beside the workload, behind the translation that a Service makes. A Service’s port matches nothing there: an ALLOW policy then refuses the traffic that it is meant to let in, a DENY policy lets pass what it is meant to stop.',
      howToFix: 'Write the port that the workload listens on.',
      whenToIgnore:
        'When the workload listens on that port although nothing says so. Left alone on purpose: policies that are bound by `targetRefs`, since a waypoint knows Service ports; values with `*`; gateways; workloads that are not in the workspace; ports that are no Service’s port.',
    },
  },
  *check(model) {
    for (const reference of model.objects.flatMap((o) => o.references)) {
      const { fact } = reference;
      if (fact.use !== 'mesh' || fact.role !== 'allow' || reference.workloads.some((w) => isGateway(w))) continue;
      const use = servicePortUse(reference);
      if (!use) continue;
      const service = say`Service \`${use.route.service.fact.name.value}\``;
      yield {
        site: use.asked.site,
        message: say`${objectName(reference.object)} names port ${askedPort(use)} of ${service} in \`${fact.by}\`, but the proxy of ${workloadName(use.workload)} knows the workload's own port, ${use.right}: ${effectOf(reference)}. Write ${use.right}.`,
        certainty: use.certainty,
        related: translationPlaces(use),
        data: use,
      };
    }
  },
  fix: (use) => podPortFixes(use, false),
};

function effectOf({ fact }: LinkedReference): string {
  return fact.by === 'portLevelMtls' ? say`the setting has no effect` : say`this port matches nothing`;
}

/** Pods that are gateways of the mesh: their listeners come from other objects. */
function isGateway(w: Workload): boolean {
  const labels = w.fact.labels;
  return (
    /gateway/.test(labels.get('istio')?.value ?? '') ||
    labels.has('gateway.networking.k8s.io/gateway-name') ||
    w.fact.annotations.get('inject.istio.io/templates')?.value === 'gateway' ||
    w.units.some((u) => u.fact.image?.alternatives.some((i) => i.value === 'auto'))
  );
}
