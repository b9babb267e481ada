import { single, weakest } from '../facts';
import { portClass } from '../lore/portClasses';
import type { Service } from '../model/model';
import { isWholeService } from './kubernetesParts';
import type { ContextRule } from './rule';

/** D5: a database or control port behind a Service that the outside can reach. */
export const sensitiveServiceExternal: ContextRule = {
  scope: 'context',
  meta: {
    id: 'sensitive-service-external',
    summary: 'A database, queue or control port is reachable from outside the cluster.',
    category: 'exposure',
    severity: 'warning',
    since: '0.1.0',
    fixable: false,
    docs: {
      why: 'A Service of type `LoadBalancer` gets an address of its own, usually public, and `NodePort` opens a port on every node. Databases, queues and control interfaces are made for trusted networks.',
      howToFix: 'Use `ClusterIP`; for access from outside, an internal load balancer or `loadBalancerSourceRanges`.',
      whenToIgnore:
        'When the nodes or the load balancer are on a private network that the manifests do not show. Internal load balancers and restricted source ranges are left alone.',
    },
  },
  *check(model) {
    for (const s of model.services) {
      if (!isWholeService(s) || (s.fact.type !== 'LoadBalancer' && s.fact.type !== 'NodePort') || isRestricted(s))
        continue;
      for (const route of s.routes) {
        const end = route.ends[0];
        const inner = end ? single(end.port.container) : single(route.port.targetPort ?? route.port.port);
        const number = inner?.value.kind === 'number' ? inner.value.number : undefined;
        const kind = classOf(number, end?.unit.known?.kind);
        if (!kind || !inner) continue;
        const outside =
          s.fact.type === 'LoadBalancer'
            ? 'from outside the cluster, by its load balancer'
            : 'on every node of the cluster';
        yield {
          site: s.fact.typeSite ?? s.fact.name.site,
          message: `Service \`${s.fact.name.value}\` makes port ${number} (${kind.label}) reachable ${outside}; use \`ClusterIP\`, or restrict who may connect.`,
          certainty: weakest(inner.certainty, kind.sure ? 'high' : 'medium'),
          related: [{ at: route.port.site, message: 'the port' }],
        };
      }
    }
  },
};

// The Docker API has a rule of its own.
const SENSITIVE = new Set(['database', 'cache', 'queue', 'cluster']);

/** What makes the port sensitive: the image first, the number second and less surely. */
function classOf(
  number: number | undefined,
  image: string | undefined,
): { readonly label: string; readonly sure: boolean } | undefined {
  if (number === undefined) return undefined;
  const byNumber = portClass(number);
  if (image !== undefined && SENSITIVE.has(image)) return { label: byNumber?.name ?? image, sure: true };
  if (!byNumber?.distinctive || !SENSITIVE.has(byNumber.kind) || image !== undefined) return undefined;
  return { label: byNumber.name, sure: false };
}

function isRestricted(s: Service): boolean {
  const ranges = s.fact.sourceRanges.map((r) => r.value.trim());
  if (ranges.length > 0 && !ranges.some((r) => r === '0.0.0.0/0' || r === '::/0')) return true;
  if (s.fact.type === 'NodePort') return false;
  return (
    [...s.fact.annotations].some(
      ([k, v]) => /internal|scheme|private/i.test(k) && /^(?:true|internal|0\.0\.0\.0\/0|private)$/i.test(v.value),
    ) || /internal|private/i.test(s.fact.loadBalancerClass?.value ?? '')
  );
}
