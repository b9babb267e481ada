import { say } from '../text/say';
import { workloadName } from './kubernetesParts';
import type { ServicePortUse } from './policyPorts';
import { askedPort, objectName, podPortFixes, servicePortUse, translationPlaces } from './policyPorts';
import type { ContextRule } from './rule';

/** A11: a network policy names the port of a Service, where packets carry the port of the container. */
export const networkPolicyServicePort: ContextRule<ServicePortUse> = {
  scope: 'context',
  meta: {
    id: 'networkpolicy-service-port',
    summary: 'A network policy names the port of a Service, but packets carry the port of the container.',
    category: 'consistency',
    severity: 'warning',
    since: '0.2.0',
    fixable: true,
    docs: {
      why: 'Network policies look at packets on the side of the pods, behind the translation that a Service makes. A rule for the Service’s port matches nothing where the Service sends to another port, so the traffic that it is meant to let in is dropped.',
      howToFix: 'Write the port of the container, by number or by its name.',
      whenToIgnore:
        'When the pods listen on that port although nothing says so. Left alone on purpose: ports that are no Service’s port, since containers may listen on what they do not declare; ranges; rules that list the container’s port as well; pods that are not in the workspace or on the network of their node; headless Services, which translate nothing.',
    },
  },
  *check(model) {
    for (const reference of model.objects.flatMap((o) => o.references)) {
      if (reference.fact.use !== 'policy') continue;
      const use = servicePortUse(reference);
      if (!use) continue;
      const service = say`Service \`${use.route.service.fact.name.value}\``;
      yield {
        site: use.asked.site,
        message: say`${objectName(reference.object)} names port ${askedPort(use)} of ${service}, but policies see packets on the side of the pods, where the Service has sent them on to port ${use.right} of ${workloadName(use.workload)}: this port matches nothing. Write ${use.right}.`,
        certainty: use.certainty,
        related: translationPlaces(use),
        data: use,
      };
    }
  },
  // Administrators' policies have another field for names.
  fix: (use) => podPortFixes(use, !use.by.includes('portNumber')),
};
