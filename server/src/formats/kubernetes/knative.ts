import type { ContainerPort, EnvVar, ObjectFact, Port, ProblemFact, UnitFact, Values } from '../../facts';
import { located, numberPort, only, showPort, single } from '../../facts';
import type { ObjectKind } from '../../lore/kubernetesKinds';
import { unitEvidence } from '../../lore/unitEvidence';
import type { Node, ScalarNode } from '../../syntax/tree';
import { at, entriesOf, entry, get, isNull, itemsOf, siteOf, textOf } from '../../syntax/tree';
import { mapImplied } from '../../text/mapped';
import { shortVisible } from '../../text/escape';
import { say } from '../../text/say';
import type { ObjectName } from './identity';
import { impliedPort, objectFact } from './network/parts';
import { integerProblems, quotedLike } from './numbers';
import { problem, removeEntry, removeItem, rewrite } from './problems';
import { isPlaceholder, readInteger, readProtocol } from './values';
import { containersOf, podTemplate } from './workload';

/*
 * Services of Knative (and of Cloud Run, which took over the API): one container of the pod serves, on one port, which the
 * program learns from the variable PORT (formats.md §3.13).
 */

const DEFAULT_PORT = 8080;

/** The containers of a Knative pod with what the platform adds: the port that is meant where none is written, and PORT. */
export function withKnativePort(units: readonly UnitFact[]): readonly UnitFact[] {
  const main = units.filter((u) => u.role === 'main');
  const serving = main.find((u) => u.ports.length > 0) ?? (main.length === 1 ? main[0] : undefined);
  return units.map((u) => (u === serving ? served(u) : u));
}

function served(unit: UnitFact): UnitFact {
  const ports = unit.ports.length > 0 ? unit.ports : [defaultPort(unit)];
  const number = single(ports[0]?.container)?.value;
  if (number?.kind !== 'number' || unit.env.some((v) => v.name === 'PORT')) return { ...unit, ports };
  const variable: EnvVar = {
    name: 'PORT',
    nameSite: ports[0]?.site ?? unit.site,
    value: mapImplied(showPort(number), ports[0]?.site ?? unit.site, say`Knative sets \`PORT\` to the container port`),
    source: 'environment',
  };
  const env = [...unit.env, variable];
  // Nobody asked for the variable: a flag that the deployment itself writes says what the program does.
  if (unit.listens.some((l) => l.purpose === 'main' && l.level < 3)) return { ...unit, ports, env };
  return { ...unit, ports, env, listens: unitEvidence({ ...unit, env }).listens };
}

function defaultPort(unit: UnitFact): ContainerPort {
  const because = say`Knative asks port ${DEFAULT_PORT} where no container port is written`;
  return {
    container: impliedPort(DEFAULT_PORT, unit.name.site, because),
    protocol: 'tcp',
    site: unit.site,
    form: 'object',
    by: '`containerPort`',
  };
}

/** The address that Knative gives a Service: port 80 of a name of its own, which leads to the one port of the pod. */
export function knativeRoute(root: Node, identity: ObjectName, units: readonly UnitFact[]): ObjectFact {
  const site = siteOf(get(root, 'kind') ?? root);
  const labels = at(root, 'metadata', 'labels');
  const inside = textOf(get(labels, 'networking.knative.dev/visibility')) === 'cluster-local';
  const port = units.find((u) => u.role === 'main' && u.ports.length > 0)?.ports[0];
  return objectFact(root, { ...identity, id: `${identity.id}@route` }, false, {
    listeners: [
      {
        port: impliedPort(80, site, say`Knative serves HTTP on port 80`),
        protocol: 'tcp',
        security: 'plain',
        reach: inside ? 'inside' : 'unknown',
        site,
      },
    ],
    references: port
      ? [
          {
            use: 'annotation',
            role: 'route',
            target: { kind: 'own', id: identity.id },
            port: unwritten(port.container),
            layer: 'container',
            by: 'containerPort',
            site: port.site,
          },
        ]
      : [],
  });
}

/** The same ports, for a step of the way that no characters of its own make. */
function unwritten(ports: Values<Port>): Values<Port> {
  const value = single(ports)?.value;
  const first = ports.alternatives[0];
  if (value?.kind !== 'number' || !first) return { alternatives: [], ...(ports.open ? { open: ports.open } : {}) };
  const origins = [{ kind: 'implied', at: first.site, because: say`Knative sends requests there` }] as const;
  return only(located(numberPort(value.number), { site: first.site, origins, via: [] }));
}

/** Ports on which Knative's own proxy beside the container listens. */
const RESERVED = new Set([8008, 8012, 8013, 8022, 9090, 9091]);
const NAMES = new Set(['', 'http1', 'h2c']);

/** What Knative refuses in a pod template; the rules of an ordinary pod hold in part only. */
export function knativeProblems(root: Node, kind: ObjectKind, partial: boolean): readonly ProblemFact[] {
  const containers = containersOf(get(podTemplate(root, kind), 'spec')).filter((c) => c.role === 'main');
  const items = containers.flatMap((c) => itemsOf(get(c.node, 'ports')));
  const cloudRun = isCloudRun(root, kind);
  return [
    ...items.flatMap((item) => portProblems(item, cloudRun)),
    ...containers.flatMap((c) => itemsOf(get(c.node, 'env')).flatMap((item) => variableProblems(item))),
    ...(partial
      ? []
      : countProblems(
          containers.map((c) => c.node),
          items,
        )),
  ];
}

function isCloudRun(root: Node, kind: ObjectKind): boolean {
  return [get(root, 'metadata'), get(podTemplate(root, kind), 'metadata')].some((m) =>
    [...entriesOf(get(m, 'annotations')), ...entriesOf(get(m, 'labels'))].some((e) =>
      /^(?:run\.googleapis\.com|cloud\.googleapis\.com)\//.test(e.key.value),
    ),
  );
}

function portProblems(item: Node, cloudRun: boolean): readonly ProblemFact[] {
  const number = get(item, 'containerPort');
  const read = readInteger(number);
  const out = [...integerProblems('containerPort', number, 'allowed')];
  if (number && read.kind === 'number' && RESERVED.has(read.number) && !cloudRun)
    out.push(
      problem(
        'invalid-port',
        number,
        say`Port ${read.number} is one of Knative's own proxy in the pod, so Knative refuses it; let the program listen on another port, such as ${DEFAULT_PORT}.`,
      ),
    );
  out.push(...nameProblems(get(item, 'name')), ...protocolProblems(get(item, 'protocol')));
  const host = entry(item, 'hostPort');
  if (host && !isNull(host.value) && !(readInteger(host.value).kind === 'number' && textOf(host.value) === '0'))
    out.push(
      problem(
        'invalid-port',
        host.value,
        say`Knative refuses \`hostPort\`: its pods come and go on any node. Leave it out.`,
        {
          fixes: [removeEntry(say`Leave \`hostPort\` out`, host)],
        },
      ),
    );
  return out;
}

function nameProblems(node: Node | undefined): readonly ProblemFact[] {
  if (node?.kind !== 'scalar' || isNull(node) || NAMES.has(node.value) || isPlaceholder(node.value)) return [];
  const meant = /h2|grpc/i.test(node.value) ? 'h2c' : 'http1';
  return [
    problem(
      'invalid-port-name',
      node,
      say`\`name: ${shortVisible(node.value)}\` is refused by Knative, which takes the name for the protocol: \`http1\`, \`h2c\` (HTTP/2 without TLS, for gRPC), or none.`,
      { fixes: [renamed(node, meant)] },
    ),
  ];
}

function renamed(node: ScalarNode, name: string): ReturnType<typeof rewrite> {
  return rewrite(say`Name it \`${name}\``, node, quotedLike(node, name), false);
}

function protocolProblems(node: Node | undefined): readonly ProblemFact[] {
  const read = readProtocol(node);
  if (!node || (read.kind === 'valid' && read.protocol === 'tcp') || read.kind === 'unknown') return [];
  return [problem('invalid-port', node, say`Knative serves HTTP, so it refuses any \`protocol\` but \`TCP\`.`)];
}

function variableProblems(item: Node): readonly ProblemFact[] {
  const name = get(item, 'name');
  if (name?.kind !== 'scalar' || name.value !== 'PORT') return [];
  return [
    problem(
      'invalid-port',
      name,
      say`\`PORT\` is set by Knative to the \`containerPort\`, and a variable of that name is refused. Leave it out, and write the port as \`containerPort\`.`,
      { fixes: [removeItem(say`Leave \`PORT\` out`, item)] },
    ),
  ];
}

function countProblems(containers: readonly Node[], items: readonly Node[]): readonly ProblemFact[] {
  const [first, second] = items;
  if (first && second)
    return [
      problem(
        'invalid-port',
        second,
        say`Knative takes one port for the whole pod and refuses a second one. Leave the port out that does not serve requests; it works without being declared.`,
        {
          fixes: [removeItem(say`Leave this port out`, second)],
          related: [{ at: siteOf(first), message: say`the first port` }],
        },
      ),
    ];
  const container = containers[0];
  if (containers.length < 2 || !container || first || containers.some((c) => get(c, 'ports')?.kind === 'unknown'))
    return [];
  return [
    problem(
      'service-port-name-required',
      get(container, 'name') ?? container,
      say`None of these ${containers.length} containers declares a port, so Knative cannot tell which one serves and refuses the object. Add \`ports\` with one \`containerPort\` to the container that serves.`,
    ),
  ];
}
