import type { Located, Port } from '../facts';
import { single, weakest } from '../facts';
import { portClass } from '../lore/portClasses';
import type { WayIn } from '../model/doors';
import { carriesAnything, waysIn } from '../model/doors';
import type { Service, ServiceRoute } from '../model/model';
import { say } from '../text/say';
import type { Span } from '../text/span';
import { isWholeService } from './kubernetesParts';
import type { ContextRule, Report } from './rule';
import { exposureSeverity, fixOf } from './rule';

interface Data {
  readonly type: Span | undefined;
  readonly nodePorts: readonly Span[];
}

/** D5: a database or control port behind a Service that the outside can reach, by itself or through an Ingress or route. */
export const sensitiveServiceExternal: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'sensitive-service-external',
    summary: 'A database, queue or control port is reachable from outside the cluster.',
    category: 'exposure',
    severity: 'warning',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'A Service of type `LoadBalancer` gets an address of its own, usually public, and `NodePort` opens a port on every node; an Ingress or a route of a gateway lets the outside in to a Service of any type. Databases, queues and control interfaces are made for trusted networks.',
      howToFix: 'Use `ClusterIP`; for access from outside, an internal load balancer or `loadBalancerSourceRanges`.',
      whenToIgnore:
        'When the nodes or the load balancer are on a private network that the manifests do not show. Internal load balancers and gateways, restricted source ranges, and entries with authentication or lists of addresses are left alone.',
    },
  },
  *check(model) {
    for (const way of waysIn(model)) {
      if (!isWholeService(way.service)) continue;
      const route = way.service.routes.find((r) => r.port === way.port);
      const report = route && (way.through ? throughObject(way, route, way.through) : ofRoute(way.service, route));
      if (report) yield { ...report, severity: exposureSeverity(model.context.role, report.site, 'warning') };
    }
  },
  fix({ type, nodePorts }) {
    if (!type) return [];
    return fixOf(say`Make it a \`ClusterIP\``, [
      { kind: 'replace', at: type, text: 'ClusterIP' },
      ...nodePorts.map((at) => ({ kind: 'remove', at }) as const),
    ]);
  },
};

function ofRoute({ fact }: Service, route: ServiceRoute): Report<Data> | undefined {
  const { port, number, image } = behind(route);
  const kind = number === undefined ? undefined : classOf(number, image);
  if (!port || !kind) return undefined;
  const where =
    fact.type === 'LoadBalancer' ? say`outside the cluster, by its load balancer` : say`on every node of the cluster`;
  const nodePorts = fact.ports.flatMap((p) => p.nodePort?.alternatives.map((a) => a.site) ?? []);
  return {
    site: fact.typeSite ?? fact.name.site,
    message: say`Service \`${fact.name.value}\` of type ${fact.type} opens ${kind.label} (port ${number}) ${where}. Use \`ClusterIP\`, or restrict who may connect.`,
    certainty: weakest(port.certainty, kind.sure ? 'high' : 'medium'),
    related: [{ at: route.port.site, message: kind.label }],
    data: { type: fact.typeSite, nodePorts },
  };
}

/** An Ingress or a route in front of the Service; whoever is asked who they are comes in by right. */
function throughObject(
  way: WayIn,
  route: ServiceRoute,
  through: NonNullable<WayIn['through']>,
): Report<Data> | undefined {
  const { fact, object } = through.reference;
  const { port, number, image } = behind(route);
  const kind = number === undefined || object.fact.guarded || object.fact.fragment ? undefined : classOf(number, image);
  if (!port || !kind) return undefined;
  // Whether the controller of an Ingress has a public address is not written here.
  const sure = kind.sure && carriesAnything(through) ? 'high' : 'medium';
  const name = `${object.fact.objectKind} \`${object.fact.name.value}\``;
  return {
    site: single(fact.port)?.site ?? fact.site,
    message: say`${name} lets the outside in to ${kind.label} (port ${number}) of Service \`${way.service.fact.name.value}\`. Keep it inside the cluster, or restrict who may connect.`,
    certainty: weakest(way.certainty, port.certainty, sure),
    related: [{ at: route.port.site, message: kind.label }],
    data: { type: undefined, nodePorts: [] },
  };
}

/** The container port behind a route, as far as it is known, and the kind of its image. */
function behind(route: ServiceRoute): { port?: Located<Port>; number?: number; image?: string } {
  const [end] = route.ends;
  const port = end ? single(end.port.container) : single(route.port.targetPort ?? route.port.port);
  const image = (end?.unit ?? route.service.selected[0]?.workload.units[0])?.known?.kind;
  if (port?.value.kind !== 'number') return {};
  return { port, number: port.value.number, ...(image === undefined ? {} : { image }) };
}

// The Docker API has a rule of its own.
const SENSITIVE = new Set(['database', 'cache', 'queue', 'cluster']);

/** What makes the port sensitive: the image first, the number second and less surely. */
function classOf(
  number: number,
  image: string | undefined,
): { readonly label: string; readonly sure: boolean } | undefined {
  const byNumber = portClass(number);
  if (image !== undefined && SENSITIVE.has(image)) return { label: byNumber?.name ?? image, sure: true };
  if (!byNumber?.distinctive || !SENSITIVE.has(byNumber.kind) || image !== undefined) return undefined;
  return { label: byNumber.name, sure: false };
}
