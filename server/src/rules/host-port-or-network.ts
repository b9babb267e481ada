import type { Workload } from '../model/model';
import { isKnown, workloadName } from './kubernetesParts';
import type { ContextRule } from './rule';

/** D6: hostPort or hostNetwork in an application. */
export const hostPortOrNetwork: ContextRule = {
  scope: 'context',
  meta: {
    id: 'host-port-or-network',
    summary: 'An application workload binds ports of the node (`hostPort`, `hostNetwork`).',
    category: 'exposure',
    severity: 'info',
    since: '0.1.0',
    fixable: false,
    docs: {
      why: 'The port is open on every node that runs the pod, past Services and network policies, and two such pods cannot share a node. The Pod Security Standards forbid it from level `baseline` on.',
      howToFix: 'Use a Service, or an Ingress or Gateway in front of one.',
      whenToIgnore: 'For node agents, network plugins and ingress controllers. DaemonSets and the namespace `kube-system` are left alone.',
    },
  },
  *check(model) {
    for (const w of model.workloads) {
      if (w.fact.platform !== 'kubernetes' || w.fact.objectKind === 'DaemonSet' || isSystem(w) || !isKnown(w)) continue;
      const { network } = w.fact;
      if (network.kind === 'host') {
        yield {
          site: network.site,
          message: `${workloadName(w)} runs in the network of its node: all its ports are open there, past Services and network policies. Use a Service instead, if it is an application.`,
          certainty: 'certain',
          related: [],
        };
        continue;
      }
      for (const unit of w.units) {
        for (const p of unit.fact.ports) {
          if (!p.publish?.host) continue;
          yield {
            site: p.publish.site,
            message: `Container \`${unit.fact.name.value}\` of ${workloadName(w)} binds a port of its node (\`hostPort\`): it is open on each node that runs the pod, and only one such pod fits on a node. Use a Service instead.`,
            certainty: 'certain',
            related: [],
          };
        }
      }
    }
  },
};

function isSystem(w: Workload): boolean {
  return /^(?:kube-system|ingress|.*-ingress|ingress-.*|metallb-system|calico-system|cilium.*|istio-system|monitoring)$/.test(w.fact.namespace?.value ?? '') || /ingress|gateway|proxy|cni|exporter/i.test(w.fact.name.value);
}
