import type { Fix, Located, Port, PortReference, ServicePort } from '../facts';
import { contains, showPort, single, weakest } from '../facts';
import { isPortName, nearestName } from '../lore/portNames';
import type { LinkedReference, NetworkObject, Service } from '../model/model';
import { say } from '../text/say';
import { addServicePort, isWholeService, portWithName } from './kubernetesParts';
import type { ContextRule, Report } from './rule';
import { fixOf, originOf, rewritten } from './rule';

interface Data {
  readonly fact: PortReference;
  /** The port that is written; absent where none is, or where it is implied. */
  readonly asked: Located<Port> | undefined;
  readonly service: Service;
  /** The Service port that is meant, when that can be told. */
  readonly right: ServicePort | undefined;
  /** Whether the pods serve the port that is asked. */
  readonly inner: boolean;
}

/** B1: an object refers to a port that the Service does not have. */
export const backendServicePortUnknown: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'backend-service-port-unknown',
    summary: 'An Ingress, route or webhook refers to a port that the Service does not have.',
    category: 'resolution',
    severity: 'error',
    since: '0.2.0',
    fixable: true,
    docs: {
      why: 'A backend is a port of the Service (`spec.ports[].port` or its `name`), not of the container behind it: `targetPort`, `containerPort` and `nodePort` are other numbers on other layers. Controllers that do not find the port answer with 503, leave the route out, or wait for ever; the API server calls no webhook whose port is missing. OpenShift Routes are the exception: they name a Service port or number a port of the pods.',
      howToFix: 'Write the Service’s port, by number or name, or add the port to the Service.',
      whenToIgnore:
        'When something changes the Service on its way into the cluster. Left alone on purpose: Services that are not in the workspace, patches of Services, ExternalName, headless Services without ports, `use-annotation` of the ALB controller, backends that are not Services, and values that are filled in later.',
    },
  },
  *check(model) {
    for (const object of model.objects) {
      if (object.fact.fragment) continue;
      for (const reference of object.references) {
        const report = judge(object, reference);
        if (report) yield report;
      }
    }
  },
  fix({ fact, asked, service, right, inner }) {
    const ports = service.fact.ports;
    if (!asked) return withoutPort(fact, ports);
    const name = asked.value.kind === 'name' ? asked.value.name : undefined;
    if (name !== undefined) return fixName(asked, name, ports);
    const number = right && numberOf(right, fact.layer);
    return [
      ...(number === undefined ? [] : fixOf(say`Use port ${number}`, rewritten(asked, number))),
      ...(inner ? addServicePort(ports, showPort(asked.value), right?.protocol === 'udp' ? 'udp' : 'tcp') : []),
    ];
  },
};

/** The number by which a place names a Service port: the Service's own, or on the side of the endpoints the pods'. */
function numberOf(port: ServicePort, layer: PortReference['layer'] = 'service'): string | undefined {
  const value = single(layer === 'endpoint' ? port.targetPort : port.port)?.value;
  return value?.kind === 'number' ? showPort(value) : undefined;
}

/** A Gateway API backend takes a number; it is the Service's only one. */
function withoutPort(fact: PortReference, ports: readonly ServicePort[]): readonly Fix[] {
  const value = ports[0] && ports.length === 1 ? numberOf(ports[0]) : undefined;
  if (value === undefined) return [];
  const flat = !fact.by.startsWith('backend.service');
  const entry = flat ? value : `{ number: ${value} }`;
  return fixOf(say`Write port ${value}`, [{ kind: 'insert-key', map: fact.site, key: 'port', value: entry }]);
}

function fixName(asked: Located<Port>, name: string, ports: readonly ServicePort[]): readonly Fix[] {
  const names = ports.flatMap((p) => p.name?.value ?? []);
  const near = nearestName(name, names) ?? (names.length === 1 ? names[0] : undefined);
  const nameless = ports.length === 1 && ports[0] && !ports[0].name ? ports[0] : undefined;
  return [
    ...(near === undefined ? [] : fixOf(say`Use the port name \`${near}\``, rewritten(asked, near))),
    ...(nameless && isPortName(name) && originOf(asked)
      ? fixOf(say`Name the Service’s port \`${name}\``, [
          { kind: 'insert-key', map: nameless.site, key: 'name', value: name, first: true },
        ])
      : []),
  ];
}

const USES = new Set<PortReference['use']>(['backend', 'endpoints', 'annotation', 'parent']);

function judge(object: NetworkObject, reference: LinkedReference): Report<Data> | undefined {
  const { fact, services, open } = reference;
  const service = services[0];
  if (!USES.has(fact.use) || open || !service || !services.every((s) => isUsable(s))) return undefined;
  if (fact.layer !== 'service' && fact.layer !== 'endpoint') return undefined;
  // Where pods are selected, the cluster itself writes the addresses.
  if (fact.use === 'endpoints' && services.some((s) => s.fact.selector.size > 0)) return undefined;
  if (!fact.port)
    return fact.refusedBy === undefined ? undefined : unwritten(object, reference, service, fact.refusedBy);
  const asked = single(fact.port);
  if (fact.oneOf && object.references.some((r) => r.fact.by === fact.by && isFound(r))) return undefined;
  if (!asked || asked.value.kind === 'range' || services.some((s) => hasPort(s, asked.value, fact))) return undefined;
  return missing(object, reference, service, asked);
}

/** Whether a reference may find its port. */
function isFound({ fact, services }: LinkedReference): boolean {
  const asked = single(fact.port);
  return !asked || services.some((s) => hasPort(s, asked.value, fact));
}

/** A Service that stands here with all its ports. */
function isUsable(s: Service): boolean {
  return isWholeService(s) && s.fact.type !== 'ExternalName' && s.fact.type !== 'unknown' && s.fact.ports.length > 0;
}

function hasPort({ fact, routes }: Service, asked: Port, reference: PortReference): boolean {
  if (asked.kind === 'name') return fact.ports.some((p) => p.name?.value === asked.name);
  if (asked.kind !== 'number') return true;
  const own = fact.ports.some((p) => p.port.alternatives.some((a) => contains(a.value, asked.number)));
  if (reference.layer === 'service') return own;
  // On the side of the endpoints any port may be open; a Service's own number that is no target is the known mistake.
  if (!own) return true;
  return routes.some((r) => {
    const target = r.port.targetPort ?? r.port.port;
    if (target.open || target.alternatives.some((a) => contains(a.value, asked.number))) return true;
    if (
      r.ends.some(
        (e) => e.port.container.open || e.port.container.alternatives.some((a) => contains(a.value, asked.number)),
      )
    )
      return true;
    // A named target whose pods are not here may be any number.
    return target.alternatives.some((a) => a.value.kind === 'name') && r.ends.length === 0;
  });
}

function unwritten(
  object: NetworkObject,
  { fact, certainty }: LinkedReference,
  service: Service,
  refusedBy: string,
): Report<Data> {
  const { name, ports } = service.fact;
  return {
    site: fact.target.kind === 'service' ? fact.target.name.site : fact.site,
    message: say`${objectName(object)} names Service \`${name.value}\` without a port, which ${refusedBy} refuses. Write ${listOf(ports)}.`,
    certainty,
    related: placesOf(service),
    data: { fact, asked: undefined, service, right: undefined, inner: false },
  };
}

function missing(
  object: NetworkObject,
  { fact, certainty }: LinkedReference,
  service: Service,
  asked: Located<Port>,
): Report<Data> {
  const { name, ports } = service.fact;
  const implied = asked.origins.some((o) => o.kind === 'implied');
  const slip = slipOf(service, asked.value, fact);
  const right = slip?.right ?? (ports.length === 1 ? ports[0] : undefined);
  const what =
    asked.value.kind === 'name' ? say`a port named \`${showPort(asked.value)}\`` : say`port ${showPort(asked.value)}`;
  const how = implied ? say`${what} (none is written)` : what;
  const why = slip?.why ?? usualAdvice(fact, ports, asked.value);
  const mild = severityOf(object, fact, slip);
  const subject =
    fact.target.kind === 'own'
      ? say`\`${fact.by}\` of Service \`${name.value}\` names ${what}, but the Service`
      : say`${objectName(object)} asks ${how} of Service \`${name.value}\`, which`;
  return {
    site: asked.site,
    asked: showPort(asked.value),
    message: say`${subject} has ${listOf(ports)} only: ${why}.`,
    certainty: weakest(certainty, asked.certainty),
    ...(mild ? { severity: mild } : {}),
    related: placesOf(service),
    data: { fact, asked: implied ? undefined : asked, service, right, inner: slip?.inner === true },
  };
}

function usualAdvice(fact: PortReference, ports: readonly ServicePort[], asked: Port): string {
  if (fact.use === 'endpoints')
    return say`addresses are matched by the name of the port, so this one leads nowhere. Use the same name in both`;
  const add = asked.kind === 'number' ? say`or add the port to the Service` : say`or name a port of the Service so`;
  return say`nothing answers there. Use ${listOf(ports, say` or `)}, ${add}`;
}

/** A right number or name of another layer. */
interface Slip {
  readonly why: string;
  readonly right: ServicePort;
  readonly kind: 'target' | 'container' | 'node' | 'service';
  readonly inner: boolean;
}

function slipOf(service: Service, asked: Port, fact: PortReference): Slip | undefined {
  const is = (values: ServicePort['port'] | undefined): boolean =>
    values?.alternatives.some(({ value }) =>
      asked.kind === 'number' ? contains(value, asked.number) : value.kind === 'name' && value.name === showPort(asked),
    ) === true;
  const text = asked.kind === 'name' ? `\`${asked.name}\`` : showPort(asked);
  if (fact.layer === 'endpoint' && asked.kind === 'number') {
    const own = service.fact.ports.find((p) => is(p.port));
    const target = own && single(own.targetPort);
    if (!own || !target) return undefined;
    const ways = [...(own.name ? [`\`${own.name.value}\``] : []), showPort(target.value)];
    const why = say`a number here is one of the pods, and ${text} is the Service's own. Use ${ways.join(say` or `)}`;
    return { why, right: own, kind: 'service', inner: false };
  }
  for (const route of service.routes) {
    const right = route.port;
    const use = say`Use ${fact.layer === 'endpoint' && right.name ? `\`${right.name.value}\`` : named(right)}`;
    if (is(right.targetPort))
      return { why: say`${text} is its \`targetPort\`. ${use}`, right, kind: 'target', inner: true };
    const inPod = route.ends.some(
      (e) => is(e.port.container) || (asked.kind === 'name' && e.port.name?.value === asked.name),
    );
    if (inPod)
      return { why: say`${text} is the container's port behind it. ${use}`, right, kind: 'container', inner: true };
    if (is(right.nodePort))
      return { why: say`${text} is its port on the nodes. ${use}`, right, kind: 'node', inner: false };
  }
  return undefined;
}

/** As it is referred to: by its number, with its name when it has one. */
function named(port: ServicePort): string {
  const value = single(port.port)?.value;
  return value ? portWithName(value, port.name?.value) : `\`${port.name?.value ?? ''}\``;
}

function listOf(ports: readonly ServicePort[], joint = ', '): string {
  const all = ports.map((p) => named(p));
  return all.length > 4 ? `${all.slice(0, 4).join(', ')} …` : all.join(joint);
}

/** Annotations and hand-written addresses do harm to one feature only; ingress-nginx takes target ports as well. */
function severityOf(
  object: NetworkObject,
  fact: PortReference,
  slip: Slip | undefined,
): 'warning' | 'info' | undefined {
  if (fact.use !== 'backend' || fact.layer === 'endpoint') return 'warning';
  return slip?.kind === 'target' && isNginx(object) ? 'info' : undefined;
}

function isNginx({ fact }: NetworkObject): boolean {
  if (fact.objectKind !== 'Ingress') return false;
  return (
    /nginx/.test(fact.controller?.value ?? '') ||
    [...fact.annotations.keys()].some((key) => key.startsWith('nginx.ingress.kubernetes.io/'))
  );
}

function objectName({ fact }: NetworkObject): string {
  return fact.name.value === '' ? say`${fact.objectKind} without a name` : `${fact.objectKind} \`${fact.name.value}\``;
}

function placesOf({ fact }: Service): Report['related'] {
  return fact.ports.slice(0, 3).map((p) => ({ at: p.site, message: say`what Service \`${fact.name.value}\` has` }));
}
