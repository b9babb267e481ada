import type { DevToolTree, Fact, ReferenceTarget } from '../../facts';
import type { StarlarkCall, StarlarkValue } from '../../syntax/starlark';
import { starlarkCalls } from '../../syntax/starlark';
import type { MappedText } from '../../text/mapped';
import { sliceMapped } from '../../text/mapped';
import type { Range } from '../../text/span';
import { baseName } from '../../text/uri';
import type { Forward } from './parts';
import { forwardTo, imageBuild, knownText, localPort, portIn, splitMapping, toolObjects } from './parts';

const CALLS = new Set(['k8s_resource', 'docker_build']);

/**
 * A Tiltfile (formats.md §3.16): port forwards of `k8s_resource` and images of `docker_build`. It is a program: only calls
 * with literal arguments are read, and whatever it computes is passed over in silence.
 */
export function readTilt(tree: DevToolTree): readonly Fact[] {
  const { text } = tree;
  const into: Forward[] = [];
  const builds: Fact[] = [];
  for (const call of starlarkCalls(text.text, CALLS)) {
    if (call.name === 'k8s_resource') readResource(call, text, into);
    else builds.push(...readBuild(tree, call));
  }
  const site = { ...text.whole, end: text.whole.start };
  const name = { value: baseName(tree.uri), site, origins: [], via: [], certainty: 'low' as const };
  return [...toolObjects(tree, 'Tiltfile', name, into), ...builds];
}

function part(text: MappedText, { start, end }: Range): MappedText {
  return sliceMapped(text, start, end);
}

function readResource(call: StarlarkCall, text: MappedText, into: Forward[]): void {
  const name = call.named.get('workload') ?? call.args[0];
  const forwards = call.named.get('port_forwards');
  if (name?.kind !== 'string' || !forwards) return;
  const workload = knownText(part(text, name.inner));
  // `name:kind:namespace` says more than a name; whatever follows the first colon is not looked at.
  if (!workload || workload.value.includes(':')) return;
  const target: ReferenceTarget = { kind: 'object', objectKind: '*', name: workload };
  for (const value of forwards.kind === 'list' ? forwards.items : [forwards]) readForward(value, text, target, into);
}

function readForward(value: StarlarkValue, text: MappedText, target: ReferenceTarget, into: Forward[]): void {
  if (value.kind === 'call' && value.call.name === 'port_forward') {
    const [first, second] = value.call.args;
    const local = value.call.named.get('local_port') ?? first;
    const remote = value.call.named.get('container_port') ?? second;
    if (local?.kind === 'number') add(part(text, local), remote?.kind === 'number' ? part(text, remote) : undefined);
    return;
  }
  if (value.kind === 'number') add(part(text, value), undefined);
  if (value.kind !== 'string') return;
  const mapping = splitMapping(part(text, value.inner));
  if (mapping) add(mapping.local, mapping.remote);

  function add(local: MappedText, remote: MappedText | undefined): void {
    into.push({
      listener: localPort(portIn(local), 'tcp', local.whole),
      // Without a second number Tilt takes the port that the container declares first.
      ...(remote ? { reference: forwardTo(target, portIn(remote), 'container', 'port_forwards', remote.whole) } : {}),
    });
  }
}

function readBuild(tree: DevToolTree, call: StarlarkCall): readonly Fact[] {
  const [reference, context] = [call.named.get('ref') ?? call.args[0], call.named.get('context') ?? call.args[1]];
  const name = reference?.kind === 'string' ? knownText(part(tree.text, reference.inner)) : undefined;
  const file = call.named.get('dockerfile');
  const target = call.named.get('target');
  // A Dockerfile in the call itself, or one that is computed, is another one.
  const known = [context, file, target].every((v) => v === undefined || v.kind === 'string');
  if (!name || !known || context?.kind !== 'string' || call.named.has('dockerfile_contents')) return [];
  const stage = target?.kind === 'string' ? knownText(part(tree.text, target.inner)) : undefined;
  return [
    imageBuild(tree, name, {
      context: context.text,
      ...(file?.kind === 'string' ? { dockerfile: file.text, beside: true } : {}),
      ...(stage ? { target: stage } : {}),
      site: part(tree.text, call).whole,
      named: part(tree.text, file?.kind === 'string' ? file.inner : context.inner).whole,
    }),
  ];
}
