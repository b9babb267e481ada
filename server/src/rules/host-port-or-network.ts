import { isLoopback } from '../lore/portSyntax';
import { unitName } from '../model/listening';
import type { ContextModel, Workload } from '../model/model';
import { say } from '../text/say';
import type { Span } from '../text/span';
import { isKnown, workloadName } from './kubernetesParts';
import type { ContextRule, Report } from './rule';
import { exposureSeverity, fixOf } from './rule';

interface Data {
  readonly field: 'hostPort' | 'hostNetwork';
  readonly at: Span;
}

/** D6: hostPort or hostNetwork in an application. */
export const hostPortOrNetwork: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'host-port-or-network',
    summary: 'An application workload binds ports of the node (`hostPort`, `hostNetwork`).',
    category: 'exposure',
    severity: 'info',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'The port is open on every node that runs the pod, past Services and network policies, and two such pods cannot share a node. The Pod Security Standards forbid it from level `baseline` on.',
      howToFix: 'Use a Service, or an Ingress or Gateway in front of one.',
      whenToIgnore:
        'For node agents, network plugins and ingress controllers. Left alone on purpose: DaemonSets, namespaces of the system, workloads named for such work, and host ports on the loopback address.',
    },
  },
  *check(model) {
    for (const w of model.workloads) {
      if (w.fact.platform !== 'kubernetes' || w.fact.objectKind === 'DaemonSet' || isSystem(w) || !isKnown(w)) continue;
      if (w.fact.network.kind === 'host') yield ofNetwork(model, w, w.fact.network.site);
      else yield* ofPorts(model, w);
    }
  },
  fix: ({ field, at }) => fixOf(say`Remove \`${field}\``, [{ kind: 'remove', at }]),
};

function ofNetwork(model: ContextModel, w: Workload, site: Span): Report<Data> {
  return {
    site,
    message: say`${workloadName(w)} runs in the network of its node: all its ports are open there, past Services and network policies. If it is an application, use a Service instead.`,
    certainty: 'certain',
    severity: usual(model, site),
    related: [],
    data: { field: 'hostNetwork', at: site },
  };
}

function* ofPorts(model: ContextModel, w: Workload): Generator<Report<Data>> {
  for (const unit of w.units) {
    for (const { publish } of unit.fact.ports) {
      const ip = publish?.hostIp?.alternatives[0]?.value;
      if (!publish?.host || (ip !== undefined && isLoopback(ip))) continue;
      yield {
        site: publish.site,
        message: say`${unitName(unit)} binds a port of its node: it is open on each node that runs the pod, and only one such pod fits on a node. Use a Service instead of \`hostPort\`.`,
        certainty: 'certain',
        severity: usual(model, publish.site),
        related: [],
        data: { field: 'hostPort', at: publish.site },
      };
    }
  }
}

/** Information, also in files for production: how a workload is deployed is not a mistake. */
function usual(model: ContextModel, site: Span): 'info' | 'hint' {
  return exposureSeverity(model.context.role, site, 'info') === 'hint' ? 'hint' : 'info';
}

/** Workloads that are there for the node, its network or what comes in from outside. */
function isSystem(w: Workload): boolean {
  const names = [w.fact.name.value, ...w.units.map((u) => u.fact.name.value)];
  return SPACES.test(w.fact.namespace?.value ?? '') || names.some((n) => DUTIES.test(n));
}

const SPACES =
  /^(?:kube-.*|ingress|.*-ingress|ingress-.*|metallb-system|calico-system|tigera-.*|cilium.*|istio-system|monitoring)$/;
const DUTIES =
  /ingress|gateway|proxy|router|balancer|cni|csi|dns|exporter|agent|driver|vpn|etcd|kubelet|keepalived|speaker|kube-|node-/i;
