import type { ContainerPort, Port, Protocol, Values } from '../facts';
import { atLeast, meets } from '../facts';
import { classOfKey } from '../lore/envKeys';
import { parseServiceHost } from '../lore/portNames';
import { endsOf, endsOfService } from '../model/ends';
import type { Connection, ContextModel, LinkedReference, Service, Workload } from '../model/model';
import type { WayIn } from '../model/doors';
import { waysIn } from '../model/doors';
import { visible } from '../text/escape';

/** A port that a policy allows, as the pod has it. */
interface AllowedPort {
  readonly port: number;
  readonly protocol: Protocol;
}

/** Who is allowed at the other end. */
type Peer =
  | { readonly kind: 'pods'; readonly labels: ReadonlyMap<string, string>; readonly namespace: string | undefined }
  /** Any pod: a controller or a collector, wherever it runs. */
  | { readonly kind: 'cluster' }
  | { readonly kind: 'anyone' };

interface Allowed extends AllowedPort {
  readonly peer: Peer;
  /** Why, as a comment. */
  readonly because: string;
}

/** What a pod may get and send. */
interface Allowances {
  readonly workload: Workload;
  readonly ingress: Allowed[];
  readonly egress: Allowed[];
}

/**
 * NetworkPolicies that allow exactly the connections of a context: one that closes everything for each namespace, DNS for all
 * pods, and for each workload its known clients, its ways in from outside and what it connects to. As YAML of several
 * documents in a stable order; empty when the context has no pods, or none of the name that is asked for. The policy of one
 * workload allows DNS itself.
 */
export function networkPolicies(model: ContextModel, only?: string): string {
  const pods = model.workloads.filter(
    (w) => w.fact.platform === 'kubernetes' && !w.fact.fragment && w.fact.network.kind === 'own',
  );
  const allowances = new Map(pods.map((w): [Workload, Allowances] => [w, { workload: w, ingress: [], egress: [] }]));
  for (const connection of model.connections) addConnection(allowances, connection);
  for (const own of allowances.values()) addBareNames(allowances, own, model);
  for (const way of waysIn(model)) addWay(allowances, way);
  for (const object of model.objects) for (const r of object.references) addMonitor(allowances, r);
  const chosen = [...allowances.values()].filter((a) => only === undefined || a.workload.fact.name.value === only);
  const documents = [
    ...(only === undefined ? namespacesOf(pods).flatMap((n) => [denyAll(n), allowDns(n)]) : []),
    ...chosen
      .filter((a) => a.ingress.length + a.egress.length > 0)
      .map((a) => policyOf(a, nameOf(a.workload, pods)) + (only !== undefined && a.egress.length > 0 ? DNS : '')),
  ];
  return documents.join('---\n');
}

function addConnection(all: ReadonlyMap<Workload, Allowances>, connection: Connection): void {
  const { fact, from, target } = connection;
  if (!from || fact.class === 'own-listener' || fact.class === 'browser') return;
  const own = all.get(from.workload);
  const because = `${fact.key} of ${from.workload.fact.name.value}`;
  if (
    target.kind === 'external' &&
    own &&
    fact.explicit &&
    fact.port.value.kind === 'number' &&
    isSurelyDialled(connection)
  ) {
    const { number } = fact.port.value;
    own.egress.push({
      port: number,
      protocol: fact.protocol,
      peer: { kind: 'anyone' },
      because: `${because} connects to ${fact.host.value}`,
    });
    return;
  }
  for (const end of endsOf(connection)) {
    if (!atLeast(end.certainty, 'medium') || end.workload === from.workload) continue;
    const port: AllowedPort = { port: end.port, protocol: end.protocol };
    own?.egress.push({
      ...port,
      peer: peerOf(end.workload),
      because: `${because} connects to ${end.workload.fact.name.value}`,
    });
    all.get(end.workload)?.ingress.push({ ...port, peer: peerOf(from.workload), because });
  }
}

/**
 * What variables name without a port (`DB_HOST: db`): the program knows the port, so each of the Service's is allowed. No
 * connection of the chart, which needs a port.
 */
function addBareNames(all: ReadonlyMap<Workload, Allowances>, own: Allowances, model: ContextModel): void {
  const { name, namespace } = own.workload.fact;
  for (const unit of own.workload.units)
    for (const variable of unit.fact.env) {
      const host = variable.value && classOfKey(variable.name) === 'backend' && parseServiceHost(variable.value.text);
      if (!host || host.pod !== undefined) continue;
      const space = host.namespace ?? namespace?.value;
      for (const service of model.services) {
        if (service.fact.name.value !== host.service || service.fact.namespace?.value !== space) continue;
        admitNamed(all, own, service, `${variable.name} of ${name.value}`);
      }
    }
}

/** Lets a workload connect to every port of a Service. */
function admitNamed(all: ReadonlyMap<Workload, Allowances>, own: Allowances, service: Service, because: string): void {
  const named = service.fact.name.value;
  for (const { workload, port, protocol } of endsOfService(service)) {
    if (workload === own.workload) continue;
    own.egress.push({ port, protocol, peer: peerOf(workload), because: `${because} names ${named}` });
    all.get(workload)?.ingress.push({ port, protocol, peer: peerOf(own.workload), because });
  }
}

function isSurelyDialled({ fact }: Connection): boolean {
  return fact.scheme !== undefined || fact.class === 'backend';
}

function addWay(all: ReadonlyMap<Workload, Allowances>, { service, port, through }: WayIn): void {
  const object = through?.reference.object.fact;
  const because = object
    ? `from outside by ${object.objectKind} ${object.name.value}`
    : `from outside by Service ${service.fact.name.value} (${service.fact.type})`;
  // A controller in the cluster forwards what an object lets in; a load balancer sends packets from anywhere.
  const peer: Peer = { kind: object ? 'cluster' : 'anyone' };
  const route = service.routes.find((r) => r.port === port);
  for (const end of route?.ends ?? []) admit(all, end, peer, because);
}

/** Lets somebody in to what a container port is. */
function admit(all: ReadonlyMap<Workload, Allowances>, end: PortEnd, peer: Peer, because: string): void {
  for (const { value } of end.port.container.alternatives)
    if (value.kind === 'number')
      all.get(end.workload)?.ingress.push({ port: value.number, protocol: end.port.protocol, peer, because });
}

interface PortEnd {
  readonly workload: Workload;
  readonly port: ContainerPort;
}

/** What monitors scrape. */
function addMonitor(
  all: ReadonlyMap<Workload, Allowances>,
  { fact, object, services, workloads }: LinkedReference,
): void {
  const { port } = fact;
  if (fact.use !== 'monitor' || !port) return;
  const because = `scraped by ${object.fact.objectKind} ${object.fact.name.value}`;
  const isMeant = (own: Values<Port>, name: string | undefined): boolean =>
    port.alternatives.some(({ value }) =>
      value.kind === 'name' ? value.name === name : own.alternatives.some((o) => meets(o.value, value)),
    );
  for (const service of services)
    for (const route of service.routes)
      if (
        isMeant(
          fact.layer === 'container' ? (route.port.targetPort ?? route.port.port) : route.port.port,
          route.port.name?.value,
        )
      )
        for (const end of route.ends) admit(all, end, { kind: 'cluster' }, because);
  for (const workload of workloads)
    for (const unit of workload.units)
      for (const own of unit.fact.ports)
        if (isMeant(own.container, own.name?.value)) admit(all, { workload, port: own }, { kind: 'cluster' }, because);
}

/** Labels that say which program a pod is; those of releases and versions change with every rollout. */
const IDENTITY = [
  'app.kubernetes.io/name',
  'app.kubernetes.io/instance',
  'app.kubernetes.io/component',
  'app',
  'k8s-app',
  'component',
  'tier',
  'role',
  'name',
];

function peerOf({ fact, selectedBy }: Workload): Peer & { kind: 'pods' } {
  const all = new Map([...fact.labels].map(([k, v]) => [k, v.value]));
  const [selection] = selectedBy;
  const chosen = selection ? [...selection.service.fact.selector.keys()] : IDENTITY.filter((k) => all.has(k));
  const keys = chosen.length > 0 ? chosen : [...all.keys()];
  const labels = new Map(keys.sort().flatMap((k) => (all.has(k) ? [[k, all.get(k) as string] as const] : [])));
  return { kind: 'pods', labels, namespace: fact.namespace?.value };
}

function namespacesOf(pods: readonly Workload[]): readonly (string | undefined)[] {
  const text = (namespace: string | undefined): string => namespace ?? '';
  const all = [...new Set(pods.map((w) => w.fact.namespace?.value))];
  return all.sort((a, b) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0));
}

function header(name: string, namespace: string | undefined): string {
  const space = namespace === undefined ? '' : `  namespace: ${quoted(namespace)}\n`;
  return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: ${quoted(name)}\n${space}`;
}

function denyAll(namespace: string | undefined): string {
  return `# What no other policy allows is denied.\n${header('default-deny', namespace)}spec:\n  podSelector: {}\n  policyTypes: [Ingress, Egress]\n`;
}

const DNS_RULE = `    - to:
        - namespaceSelector: {}
      ports:
        - { protocol: UDP, port: 53 }
        - { protocol: TCP, port: 53 }
`;

/** The end of the egress of a policy that stands alone: no other one lets its pods look up the names of what they connect to. */
const DNS = `    # looks names up\n${DNS_RULE}`;

function allowDns(namespace: string | undefined): string {
  return `# Every pod looks names up.\n${header('allow-dns', namespace)}spec:\n  podSelector: {}\n  policyTypes: [Egress]\n  egress:\n${DNS_RULE}`;
}

/** A name of its own: workloads of several kinds may share theirs, and one may be called as a policy for all pods is. */
function nameOf({ fact }: Workload, pods: readonly Workload[]): string {
  const name = fact.name.value;
  const shared = pods.filter((p) => p.fact.name.value === name && p.fact.namespace?.value === fact.namespace?.value);
  return shared.length > 1 || name === 'dns' ? `allow-${name}-${fact.objectKind.toLowerCase()}` : `allow-${name}`;
}

function policyOf({ workload, ingress, egress }: Allowances, name: string): string {
  const { labels, namespace } = peerOf(workload);
  const types = [...(ingress.length > 0 ? ['Ingress'] : []), ...(egress.length > 0 ? ['Egress'] : [])];
  return [
    header(name, namespace),
    labels.size === 0 ? `# ${visible(workload.fact.name.value)} has ${WITHOUT_LABELS}.\n` : '',
    `spec:\n  podSelector:${selector(labels, 4)}  policyTypes: [${types.join(', ')}]\n`,
    rules('ingress', 'from', ingress, namespace),
    rules('egress', 'to', egress, namespace),
  ].join('');
}

/** No selector takes in pods without labels but that of all pods. */
const WITHOUT_LABELS = 'no labels to choose its pods by: all pods of the namespace are meant';

/** What follows `podSelector:`. */
function selector(labels: ReadonlyMap<string, string>, indent: number): string {
  return labels.size === 0 ? ' {}\n' : `\n${matchLabels(labels, indent)}`;
}

function matchLabels(labels: ReadonlyMap<string, string>, indent: number): string {
  const pad = ' '.repeat(indent);
  return `${pad}matchLabels:\n${[...labels].map(([k, v]) => `${pad}  ${quoted(k)}: ${quoted(v)}\n`).join('')}`;
}

/** One rule for each peer, with all of its ports. */
function rules(key: string, side: string, all: readonly Allowed[], own: string | undefined): string {
  if (all.length === 0) return '';
  const byPeer = new Map<
    string,
    { readonly peer: Peer; readonly ports: Map<string, AllowedPort>; readonly why: Set<string> }
  >();
  for (const a of all) {
    const id = a.peer.kind === 'pods' ? `${a.peer.namespace ?? ''} ${[...a.peer.labels].join()}` : ` ${a.peer.kind}`;
    const rule = byPeer.get(id) ?? { peer: a.peer, ports: new Map<string, AllowedPort>(), why: new Set<string>() };
    byPeer.set(id, rule);
    rule.ports.set(`${a.protocol} ${String(a.port).padStart(5, '0')}`, a);
    rule.why.add(a.because);
  }
  const texts = [...byPeer]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { peer, ports, why }]) => {
      const comments = [...why]
        .sort()
        .map((w) => `    # ${visible(w)}\n`)
        .join('');
      const list = [...ports]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, p]) => `        - { protocol: ${p.protocol.toUpperCase()}, port: ${p.port} }\n`);
      return `${comments}    - ${peer.kind === 'anyone' ? '' : `${side}:\n${peerText(peer, own)}      `}ports:\n${list.join('')}`;
    });
  return `  ${key}:\n${texts.join('')}`;
}

function peerText(peer: Exclude<Peer, { readonly kind: 'anyone' }>, own: string | undefined): string {
  if (peer.kind === 'cluster') return '        - namespaceSelector: {}\n';
  const pods = `podSelector:${selector(peer.labels, 12)}`;
  if (peer.namespace === own || peer.namespace === undefined) return `        - ${pods}`;
  const namespace = matchLabels(new Map([['kubernetes.io/metadata.name', peer.namespace]]), 12);
  return `        - namespaceSelector:\n${namespace}          ${pods}`;
}

/**
 * A YAML scalar: as it is where nothing in it means anything, else in double quotes, with what a terminal or a reader would
 * act upon as escapes.
 */
function quoted(text: string): string {
  return /^[A-Za-z][\w./-]*$/.test(text) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(text)
    ? text
    : visible(JSON.stringify(text));
}
