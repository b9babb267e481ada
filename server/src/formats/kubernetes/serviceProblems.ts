import type { ProblemFact } from '../../facts';
import { inRange, NODE_PORTS } from '../../lore/portClasses';
import { isDnsLabel, slugPortName } from '../../lore/portNames';
import type { Node, ScalarNode } from '../../syntax/tree';
import { entry, get, isNull, itemsOf, siteOf, textOf } from '../../syntax/tree';
import { shortVisible } from '../../text/escape';
import { say } from '../../text/say';
import { integerProblems, missingNumber, numberOrNameProblems, protocolProblems, quotedLike } from './numbers';
import { insertFirst, problem, removeEntry, removeItem, rewrite } from './problems';
import { hasNumber, serviceType } from './service';
import { holdsPlaceholder, readInteger, readNumberOrName, readProtocol } from './values';

/** What the API server refuses in a Service (formats.md §3.5). With `partial` only single values are judged. */
export function serviceProblems(root: Node, partial: boolean): readonly ProblemFact[] {
  const spec = get(root, 'spec');
  const ports = itemsOf(get(spec, 'ports')).filter((p) => p.kind === 'map');
  const values = [
    ...ports.flatMap((item) => valueProblems(item)),
    ...integerProblems('healthCheckNodePort', get(spec, 'healthCheckNodePort'), 'allowed'),
  ];
  if (partial) return values;
  return [
    ...values,
    ...ports.flatMap((item) => missingNumber('port', item, get(item, 'targetPort'))),
    ...missingNames(ports),
    ...repeatedNames(ports),
    ...repeatedPorts(ports),
    ...nodePortProblems(spec, ports),
  ];
}

function valueProblems(item: Node): readonly ProblemFact[] {
  return [
    ...integerProblems('port', get(item, 'port'), 'refused'),
    ...numberOrNameProblems('targetPort', get(item, 'targetPort'), 'allowed'),
    ...integerProblems('nodePort', get(item, 'nodePort'), 'allowed'),
    ...labelProblems(get(item, 'name')),
    ...protocolProblems(get(item, 'protocol')),
  ];
}

/** Names of Service ports are DNS labels: longer than those of container ports, and digits alone will do. */
function labelProblems(node: Node | undefined): readonly ProblemFact[] {
  if (node?.kind !== 'scalar' || node.type !== 'string' || node.value === '' || node.tag !== undefined) return [];
  if (holdsPlaceholder(node.value) || /[<>%@]|__/.test(node.value) || isDnsLabel(node.value)) return [];
  const slug = slugPortName(node.value);
  const fix = slug && rewrite(say`Rename to \`${slug}\``, node, quotedLike(node, slug), false);
  const why =
    node.value.length > 63
      ? say`is longer than 63 characters (${node.value.length})`
      : say`may have lower-case letters, digits and hyphens only, with a letter or digit at both ends`;
  return [
    problem(
      'invalid-port-name',
      node,
      say`\`name: ${shortVisible(node.value)}\` ${why}; the API server refuses the Service.`,
      { fixes: [fix || undefined] },
    ),
  ];
}

function nameOf(item: Node): ScalarNode | undefined {
  const node = get(item, 'name');
  return node?.kind === 'scalar' && !isNull(node) && node.value !== '' ? node : undefined;
}

/** With several ports each needs a name. */
function missingNames(ports: readonly Node[]): readonly ProblemFact[] {
  if (ports.length < 2) return [];
  const taken = new Set(ports.flatMap((p) => nameOf(p)?.value ?? []));
  const out: ProblemFact[] = [];
  for (const item of ports) {
    const written = get(item, 'name');
    // A name that is a map or an alias to nothing is template text.
    if (nameOf(item) || item.kind !== 'map' || (written && written.kind !== 'scalar')) continue;
    const name = freeName(item, taken);
    taken.add(name);
    const fix =
      written?.kind === 'scalar'
        ? written.value === '' && !isNull(written)
          ? rewrite(say`Name it \`${name}\``, written, name, false)
          : undefined
        : insertFirst(say`Name it \`${name}\``, item, 'name', name);
    const site = get(item, 'port') ?? item;
    out.push(
      problem(
        'service-port-name-required',
        site,
        say`This Service has ${ports.length} ports, so each needs a \`name\`, and this one has none; the API server refuses the Service.`,
        { fixes: [fix] },
      ),
    );
  }
  return out;
}

const USUAL: ReadonlyMap<number, string> = new Map([
  [80, 'http'],
  [443, 'https'],
]);

function freeName(item: Node, taken: ReadonlySet<string>): string {
  const target = readNumberOrName(get(item, 'targetPort'));
  const number = readInteger(get(item, 'port'));
  const port = number.kind === 'number' ? number.number : undefined;
  const wishes = [
    target.kind === 'name' ? slugPortName(target.name) : undefined,
    port === undefined ? undefined : USUAL.get(port),
  ];
  const protocol = (textOf(get(item, 'protocol')) ?? 'tcp').toLowerCase();
  const base = slugPortName(`${protocol}-${port ?? 'port'}`) ?? 'port';
  const free = [...wishes, base].find((w) => w !== undefined && isDnsLabel(w) && !taken.has(w));
  if (free !== undefined) return free;
  for (let n = 2; ; n++) if (!taken.has(`${base}-${n}`)) return `${base}-${n}`;
}

function repeatedNames(ports: readonly Node[]): readonly ProblemFact[] {
  return repeats(ports, (item) => {
    const name = nameOf(item);
    return name && !holdsPlaceholder(name.value) ? name.value : undefined;
  }).map(({ item, first, key }) => {
    const related = [
      { at: siteOf(nameOf(first) ?? first), message: say`the other port named \`${shortVisible(key)}\`` },
    ];
    return problem(
      'invalid-port-name',
      nameOf(item) ?? item,
      say`Two ports of this Service are named \`${shortVisible(key)}\`; the API server refuses the Service. Give each its own name.`,
      { related },
    );
  });
}

function repeatedPorts(ports: readonly Node[]): readonly ProblemFact[] {
  return repeats(ports, (item) => portKey(item, 'port')).map(({ item, first, key }) => {
    const related = [{ at: siteOf(first), message: say`port ${key} is declared here first` }];
    const message = say`Port ${key} is declared twice in this Service; the API server refuses it. Remove one, or give it another number.`;
    return problem('duplicate-port', get(item, 'port') ?? item, message, {
      severity: 'error',
      related,
      fixes: [removeItem(say`Remove the second declaration`, item)],
    });
  });
}

/** `80/TCP`; `undefined` when number or protocol are not known. */
function portKey(item: Node, field: string): string | undefined {
  const read = readInteger(get(item, field));
  const protocol = readProtocol(get(item, 'protocol'));
  const number = read.kind === 'number' || read.kind === 'quoted' ? read.number : 0;
  return number > 0 && protocol.kind === 'valid' ? `${number}/${protocol.protocol.toUpperCase()}` : undefined;
}

interface Repeat {
  readonly item: Node;
  readonly first: Node;
  readonly key: string;
}

function repeats(ports: readonly Node[], keyOf: (item: Node) => string | undefined): readonly Repeat[] {
  const seen = new Map<string, Node>();
  const out: Repeat[] = [];
  for (const item of ports) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const first = seen.get(key);
    if (first) out.push({ item, first, key });
    else seen.set(key, item);
  }
  return out;
}

/** Node ports where the type has none, outside the usual range, or twice in one Service. */
function nodePortProblems(spec: Node | undefined, ports: readonly Node[]): readonly ProblemFact[] {
  const type = serviceType(spec);
  const set = ports.filter((item) => get(item, 'nodePort') && hasNumber(get(item, 'nodePort') as Node));
  const out = set.flatMap((item) => nodePortProblem(type, item));
  const twice = repeats(set, (item) => portKey(item, 'nodePort')).map(({ item, first, key }) => {
    const related = [{ at: siteOf(get(first, 'nodePort') ?? first), message: say`node port ${key} is taken here` }];
    return problem(
      'nodeport-invalid',
      get(item, 'nodePort') ?? item,
      say`Node port ${key} is used twice in this Service; the API server refuses it. Choose another, or leave \`nodePort\` out and the cluster chooses.`,
      { related },
    );
  });
  return [...out, ...twice, ...healthCheckProblem(spec, type)];
}

function nodePortProblem(type: ReturnType<typeof serviceType>, item: Node): readonly ProblemFact[] {
  const written = entry(item, 'nodePort');
  if (!written) return [];
  const read = readInteger(written.value);
  if (read.kind === 'unknown' || read.kind === 'other') return [];
  const number = read.number;
  const remove = removeEntry(say`Remove \`nodePort\``, written);
  if (type === 'ClusterIP') {
    const message = say`\`nodePort: ${number}\` needs type \`NodePort\` or \`LoadBalancer\`, but this Service is a \`ClusterIP\`; the API server refuses it. Set the type, or remove \`nodePort\`.`;
    return [problem('nodeport-invalid', written.value, message, { severity: 'error', fixes: [remove] })];
  }
  if (type === 'ExternalName') {
    const message = say`\`nodePort: ${number}\` has no effect: a Service of type \`ExternalName\` is a DNS alias and opens no port on the nodes. Remove it.`;
    return [problem('nodeport-invalid', written.value, message, { severity: 'warning', fixes: [remove] })];
  }
  if (number < 1 || number > 65535 || inRange(number, NODE_PORTS) || type === 'unknown') return [];
  const message = say`\`nodePort: ${number}\` lies outside ${NODE_PORTS.from}–${NODE_PORTS.to}, the range of node ports unless the cluster sets another; there the API server refuses it. Choose a port in the range, or leave \`nodePort\` out.`;
  return [problem('nodeport-invalid', written.value, message, { severity: 'warning', fixes: [remove] })];
}

function healthCheckProblem(spec: Node | undefined, type: ReturnType<typeof serviceType>): readonly ProblemFact[] {
  const written = entry(spec, 'healthCheckNodePort');
  if (!written || !hasNumber(written.value) || readInteger(written.value).kind !== 'number' || type === 'unknown')
    return [];
  const policy = get(spec, 'externalTrafficPolicy');
  if (policy && (policy.kind !== 'scalar' || holdsPlaceholder(policy.value))) return [];
  if (type === 'LoadBalancer' && textOf(policy) === 'Local') return [];
  const message = say`\`healthCheckNodePort\` needs type \`LoadBalancer\` and \`externalTrafficPolicy: Local\`; the API server refuses it in any other Service. Remove it.`;
  return [
    problem('nodeport-invalid', written.value, message, {
      fixes: [removeEntry(say`Remove \`healthCheckNodePort\``, written)],
    }),
  ];
}
