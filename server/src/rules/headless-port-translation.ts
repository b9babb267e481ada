import type { ConnectFact, Fix, Located, Port } from '../facts';
import { only, samePort, showPort, single, weakest } from '../facts';
import { mayListen, unitName } from '../model/listening';
import type { Connection, ContextModel, Service, ServiceRoute } from '../model/model';
import { servingUnits } from '../model/select';
import { say } from '../text/say';
import { spanKey } from '../text/span';
import { addressCertainty, askPort, isDialled, isKnown, isWholeService } from './kubernetesParts';
import type { ContextRule, Report } from './rule';
import { fixOf, rewritten } from './rule';

type Data =
  /** The Service's own port, with the one that the pods serve. */
  | { readonly kind: 'port'; readonly port: Located<Port>; readonly right: string; readonly unique: boolean }
  /** An address that asks the Service's port. */
  | { readonly kind: 'address'; readonly fact: ConnectFact; readonly right: string };

/** B12: ports of a headless Service are not translated. */
export const headlessPortTranslation: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'headless-port-translation',
    summary: 'A headless Service does not translate ports: clients reach the pods’ own.',
    category: 'resolution',
    severity: 'error',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'The name of a Service with `clusterIP: None` resolves to the addresses of its pods. Nothing stands between, so `port` is never turned into `targetPort`: a client that uses `port` reaches that very port of the pod.',
      howToFix: 'Make `port` and `targetPort` equal, and use the container’s port in addresses.',
      whenToIgnore:
        'When the Service is only read through its EndpointSlices, as ingress controllers and Prometheus do: those carry the target port. Services that an Ingress, a route or a monitor names and no address dials are therefore left alone, and so are ports named for metrics and ports that the pods serve as well.',
    },
  },
  *check(model) {
    const apart = throughSlices(model);
    for (const s of model.services) if (s.fact.headless && isWholeService(s) && !apart.has(s)) yield* checkPorts(s);
    for (const c of model.connections) {
      const report = ofAddress(c);
      if (report) yield report;
    }
  },
  fix(data, model) {
    if (data.kind === 'address') return askPort(data.fact, data.right);
    return data.unique ? portFix(data.port, data.right, model) : [];
  },
};

/** Changes the port of the Service together with the addresses that ask it. */
function portFix(port: Located<Port>, right: string, model: ContextModel): readonly Fix[] {
  const asking = new Map<string, ConnectFact>();
  for (const c of model.connections) {
    const route = routeOf(c);
    const own = route && single(route.port.port);
    if (own && spanKey(own.site) === spanKey(port.site)) asking.set(spanKey(c.fact.site), c.fact);
  }
  const changes = [...asking.values()].map((fact) => askPort(fact, right).flatMap((f) => f.changes));
  if (changes.some((c) => c.length === 0)) return [];
  return fixOf(say`Use port ${right}`, [...rewritten(port, right), ...changes.flat()]);
}

/**
 * Services that are read through their EndpointSlices, by an Ingress, a route or a monitor, and that no address here dials by
 * name: the slices carry the target port.
 */
function throughSlices(model: ContextModel): ReadonlySet<Service> {
  const found = new Set<Service>();
  for (const object of model.objects)
    for (const { fact, services } of object.references)
      if (fact.use === 'backend' || fact.use === 'monitor') for (const s of services) found.add(s);
  for (const { target } of model.connections)
    if (target.kind === 'services') for (const s of target.services) found.delete(s);
  return found;
}

function* checkPorts(service: Service): Generator<Report<Data>> {
  const { fact } = service;
  const manual = fact.selector.size === 0;
  for (const route of service.routes) {
    const port = single(route.port.port);
    const target = single(route.port.targetPort);
    if (!port || target?.value.kind !== 'number' || samePort(port.value, target.value)) continue;
    const metrics = /metric|prom|monitor/.test(`${fact.name.value} ${route.port.name?.value ?? ''}`);
    if (!manual && (metrics || service.selected.some((s) => mayListen(servingUnits(s.workload), only(port))))) continue;
    const [from, to] = [showPort(port.value), showPort(target.value)];
    const unique = fact.ports.every((p) => !p.port.alternatives.some((a) => samePort(a.value, target.value)));
    yield {
      site: port.site,
      message: say`Headless Service \`${fact.name.value}\` has \`port: ${from}\` and \`targetPort: ${to}\`, but its name resolves to the pods themselves and nothing translates: who asks ${from} does not reach ${to}. Make them equal.`,
      certainty: weakest(port.certainty, target.certainty),
      severity: manual ? 'error' : 'warning',
      related: [{ at: target.site, message: say`the port that the pods serve` }],
      data: { kind: 'port', port, right: to, unique },
    };
  }
}

/** The port of the one headless Service that an address asks. */
function routeOf({ fact, from, target }: Connection): ServiceRoute | undefined {
  if (target.kind !== 'services' || !from || !isDialled(fact)) return undefined;
  const service = target.services.length === 1 ? target.services[0] : undefined;
  if (!service?.fact.headless || !isWholeService(service)) return undefined;
  return service.routes.find((r) => {
    const port = single(r.port.port);
    return port && samePort(port.value, fact.port.value);
  });
}

/** The port that the pods serve behind a Service port. */
function servedBehind(route: ServiceRoute): Located<Port> | undefined {
  const target = single(route.port.targetPort);
  if (target?.value.kind !== 'name') return target;
  const numbers = route.ends.flatMap((e) => single(e.port.container) ?? []);
  const [first] = numbers;
  return first && numbers.every((n) => samePort(n.value, first.value)) ? first : undefined;
}

function ofAddress(connection: Connection): Report<Data> | undefined {
  const { fact, from, target } = connection;
  const route = routeOf(connection);
  const real = route && servedBehind(route);
  if (!from || !route || !real || target.kind !== 'services' || samePort(real.value, fact.port.value)) return undefined;
  const { service } = route;
  const workloads = service.selected.map((s) => s.workload);
  const units = workloads.flatMap((w) => servingUnits(w));
  if (workloads.length === 0 || !workloads.every((w) => isKnown(w)) || mayListen(units, only(fact.port)))
    return undefined;
  const [asked, right] = [showPort(fact.port.value), showPort(real.value)];
  return {
    site: fact.explicit ? fact.port.site : fact.host.site,
    message: say`\`${fact.key}\` of ${unitName(from)} asks port ${asked} of headless Service \`${service.fact.name.value}\`, whose name resolves to the pods themselves, and they serve ${right}. Ask ${right}.`,
    certainty: weakest(fact.port.certainty, target.certainty, addressCertainty(fact), 'high'),
    severity: 'warning',
    related: [{ at: route.port.site, message: say`not translated, since the Service is headless` }],
    data: { kind: 'address', fact, right },
  };
}
