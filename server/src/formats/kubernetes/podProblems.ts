import type { ProblemFact } from '../../facts';
import type { ObjectKind } from '../../lore/kubernetesKinds';
import type { Node, ScalarNode } from '../../syntax/tree';
import { entry, get, isNull, isTrue, itemsOf, siteOf, textOf } from '../../syntax/tree';
import { shortVisible } from '../../text/escape';
import { say } from '../../text/say';
import { hooksOf } from './checks';
import { integerProblems, missingNumber, numberOrNameProblems, portNameProblems, protocolProblems } from './numbers';
import { problem, removeEntry, removeItem, rewrite } from './problems';
import { holdsPlaceholder, readInteger, readProtocol } from './values';
import type { Container } from './workload';
import { containersOf, podTemplate } from './workload';

/**
 * What the API server refuses or warns of in a pod template (formats.md §3.2, §3.3). With `partial` the object patches
 * another one, and only its single values are judged.
 */
export function podProblems(root: Node, kind: ObjectKind, partial: boolean): readonly ProblemFact[] {
  const spec = get(podTemplate(root, kind), 'spec');
  const containers = containersOf(spec);
  const values = containers.flatMap((c) => [...portProblems(c.node), ...hookProblems(c.node)]);
  const hostNetwork = isTrue(get(spec, 'hostNetwork'));
  const network = hostNetwork ? containers.flatMap((c) => hostNetworkProblems(c.node)) : [];
  return partial
    ? [...values, ...network]
    : [
        ...values,
        ...network,
        ...missingNumbers(containers),
        ...nameCollisions(containers),
        ...repeatedPorts(containers, hostNetwork),
      ];
}

function missingNumbers(containers: readonly Container[]): readonly ProblemFact[] {
  return containers.flatMap((c) =>
    itemsOf(get(c.node, 'ports')).flatMap((item) => missingNumber('containerPort', item, get(item, 'hostPort'))),
  );
}

/** In the network of the node there is no mapping: a host port may only say the container's port again. */
function hostNetworkProblems(container: Node): readonly ProblemFact[] {
  return itemsOf(get(container, 'ports')).flatMap((item) => {
    const written = entry(item, 'hostPort');
    const host = numberOf(written?.value);
    const inner = numberOf(get(item, 'containerPort'));
    if (written?.value.kind !== 'scalar' || host === undefined || inner === undefined || host === inner) return [];
    const equal = rewrite(say`Write ${inner} as the host port`, written.value, String(inner), false);
    return [
      problem(
        'host-network-port-mismatch',
        written.value,
        say`\`hostPort\` is ${host} and \`containerPort\` is ${inner}, but with \`hostNetwork: true\` the process binds the node itself, so the API server refuses two different numbers. Leave \`hostPort\` out, or write the port on which the process listens in both places.`,
        {
          fixes: [removeEntry(say`Leave \`hostPort\` out`, written), equal],
          related: [{ at: siteOf(get(item, 'containerPort') ?? item), message: say`the container port is ${inner}` }],
        },
      ),
    ];
  });
}

function portProblems(container: Node): readonly ProblemFact[] {
  return itemsOf(get(container, 'ports')).flatMap((item) => [
    ...integerProblems('containerPort', get(item, 'containerPort'), 'refused'),
    ...integerProblems('hostPort', get(item, 'hostPort'), 'allowed'),
    ...portNameProblems('name', get(item, 'name')),
    ...protocolProblems(get(item, 'protocol')),
  ]);
}

const FIELDS = [
  ['httpGet', 'port'],
  ['tcpSocket', 'port'],
] as const;

function hookProblems(container: Node): readonly ProblemFact[] {
  return hooksOf(container).flatMap(({ node }) => [
    ...FIELDS.flatMap(([action, field]) =>
      numberOrNameProblems(`${action}.${field}`, get(get(node, action), field), 'refused'),
    ),
    ...grpcProblems(get(get(node, 'grpc'), 'port'), container),
  ]);
}

function grpcProblems(port: Node | undefined, container: Node): readonly ProblemFact[] {
  const named = port?.kind === 'scalar' && port.type === 'string' && readInteger(port).kind === 'other';
  if (!named) return integerProblems('grpc.port', port, 'refused');
  const name = shortVisible(port.value);
  const declared = itemsOf(get(container, 'ports')).find((p) => textOf(get(p, 'name')) === port.value);
  const number = numberOf(get(declared, 'containerPort'));
  const fix = number === undefined ? undefined : rewrite(say`Write ${number}, its number`, port, String(number), true);
  return [
    problem(
      'service-port-name-required',
      port,
      say`\`grpc.port\` is the name \`${name}\`, but a gRPC probe takes a number only and the API server refuses the object. Write ${number === undefined ? say`the number of the container port` : number}.`,
      { fixes: [fix] },
    ),
  ];
}

/** One port of a container with what tells it from others. */
interface PortItem {
  readonly container: Container;
  readonly item: Node;
  readonly name: ScalarNode | undefined;
  readonly number: number | undefined;
  readonly protocol: string | undefined;
  readonly hostPort: number | undefined;
  readonly hostIp: string;
}

function portItems(containers: readonly Container[], hostNetwork: boolean): readonly PortItem[] {
  return containers.flatMap((container) =>
    itemsOf(get(container.node, 'ports')).map((item) => {
      const name = get(item, 'name');
      const protocol = readProtocol(get(item, 'protocol'));
      const number = numberOf(get(item, 'containerPort'));
      const hostPort = get(item, 'hostPort');
      return {
        container,
        item,
        name:
          name?.kind === 'scalar' && !isNull(name) && name.value !== '' && !holdsPlaceholder(name.value)
            ? name
            : undefined,
        number,
        protocol: protocol.kind === 'valid' ? protocol.protocol.toUpperCase() : undefined,
        hostPort: isNull(hostPort) ? (hostNetwork ? number : undefined) : numberOf(hostPort),
        hostIp: textOf(get(item, 'hostIP')) ?? '',
      };
    }),
  );
}

function numberOf(node: Node | undefined): number | undefined {
  const read = readInteger(node);
  return (read.kind === 'number' || read.kind === 'quoted') && read.number > 0 ? read.number : undefined;
}

function containerName(c: Container): string {
  return shortVisible(textOf(get(c.node, 'name')) ?? '?', 40);
}

/** Names that stand twice: refused within a container; between containers lookups by name find the first only. */
function nameCollisions(containers: readonly Container[]): readonly ProblemFact[] {
  const out: ProblemFact[] = [];
  const first = new Map<string, PortItem>();
  // Ordinary init containers are over before the app starts, and nothing looks up ports in them.
  for (const port of portItems(
    containers.filter((c) => c.role !== 'init'),
    false,
  )) {
    if (!port.name) continue;
    const { value } = port.name;
    const other = first.get(value);
    if (!other?.name) {
      first.set(value, port);
      continue;
    }
    const name = shortVisible(value);
    const same = other.container === port.container;
    // Lookups ask for name and protocol, so that two protocols under one name are told apart.
    if (!same && other.protocol !== port.protocol) continue;
    const message = same
      ? say`Two ports of this container are named \`${name}\`; the API server refuses the object. Give each its own name.`
      : say`Container \`${containerName(other.container)}\` has a port named \`${name}\` already; a Service that targets the name reaches that one only. Give this one another name.`;
    out.push(
      problem('invalid-port-name', port.name, message, {
        severity: same ? 'error' : 'warning',
        related: [{ at: siteOf(other.name), message: say`the other port named \`${name}\`` }],
      }),
    );
  }
  return out;
}

/** Ports that one container declares twice, and host ports that two containers of one pod want. */
function repeatedPorts(containers: readonly Container[], hostNetwork: boolean): readonly ProblemFact[] {
  const together = containers.filter((c) => c.role === 'main');
  const apart = containers.filter((c) => c.role !== 'main');
  return [together, ...apart.map((c) => [c])].flatMap((group) => repeatedIn(portItems(group, hostNetwork)));
}

function repeatedIn(ports: readonly PortItem[]): readonly ProblemFact[] {
  const out: ProblemFact[] = [];
  for (const [i, port] of ports.entries()) {
    const other = ports.slice(0, i).find((p) => clash(p, port));
    if (!other) continue;
    const refused = port.hostPort !== undefined;
    const shown = `${refused ? port.hostPort : port.number}/${port.protocol ?? ''}`;
    const message = refused
      ? say`Host port ${shown} is asked for twice in this pod, so the API server refuses it; ask for it once or choose another.`
      : say`Port ${shown} is declared twice in container \`${containerName(port.container)}\`. Updates tell the ports of a container apart by number and protocol: one of the two may get lost, and server-side apply refuses both. Remove it, or correct its number.`;
    const related = [{ at: siteOf(other.item), message: say`the first declaration` }];
    const fix =
      other.container === port.container ? removeItem(say`Remove the second declaration`, port.item) : undefined;
    out.push(
      problem('duplicate-port', get(port.item, 'containerPort') ?? port.item, message, {
        severity: refused ? 'error' : 'warning',
        fixes: [fix],
        related,
      }),
    );
  }
  return out;
}

function clash(a: PortItem, b: PortItem): boolean {
  if (a.protocol === undefined || a.protocol !== b.protocol || a.hostIp !== b.hostIp) return false;
  if (a.hostPort !== undefined || b.hostPort !== undefined) return a.hostPort === b.hostPort;
  return a.container === b.container && a.number !== undefined && a.number === b.number;
}
