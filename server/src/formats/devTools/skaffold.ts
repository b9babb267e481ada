import type { DevToolTree, Fact, Port, ReferenceTarget, Values } from '../../facts';
import { located, only } from '../../facts';
import type { Node } from '../../syntax/tree';
import { at, entriesOf, get, isNull, itemsOf, siteOf, textOf } from '../../syntax/tree';
import type { MappedText } from '../../text/mapped';
import { traceAll } from '../../text/mapped';
import { say } from '../../text/say';
import type { Forward } from './parts';
import { forwardTo, imageBuild, knownText, localPort, mapped, portIn, sameLocally, toolObjects } from './parts';

/** Skaffold (formats.md §3.16): `portForward`, and images that it builds from Dockerfiles; profiles add to both. */
export function readSkaffold(tree: DevToolTree, root: Node): readonly Fact[] {
  const into: Forward[] = [];
  const builds: Fact[] = [];
  for (const part of [root, ...itemsOf(get(root, 'profiles'))]) {
    for (const item of itemsOf(get(part, 'portForward'))) readForward(item, into);
    for (const item of itemsOf(at(part, 'build', 'artifacts'))) builds.push(...readArtifact(tree, item));
  }
  const first = entriesOf(root)[0]?.key ?? root;
  const name = knownText(mapped(at(root, 'metadata', 'name'))) ?? {
    value: 'skaffold.yaml',
    site: siteOf(first),
    origins: [],
    via: [],
    certainty: 'low' as const,
  };
  return [...toolObjects(tree, say`Skaffold config`, name, into), ...builds];
}

const WORKLOADS: ReadonlyMap<string, string> = new Map([
  ['pod', 'Pod'],
  ['deployment', 'Deployment'],
  ['replicaset', 'ReplicaSet'],
  ['statefulset', 'StatefulSet'],
  ['replicationcontroller', 'ReplicationController'],
  ['daemonset', 'DaemonSet'],
  ['job', 'Job'],
  ['cronjob', 'CronJob'],
]);

function readForward(item: Node, into: Forward[]): void {
  const port = mapped(get(item, 'port'));
  if (!port) return;
  const values = portOrName(port);
  const local = get(item, 'localPort');
  const outer = local && !isNull(local) ? portIn(mapped(local) ?? port) : sameLocally(values, siteOf(item));
  const target = targetOf(item);
  const layer = target.kind === 'service' ? 'service' : 'container';
  into.push({
    listener: localPort(outer, 'tcp', siteOf(item)),
    reference: forwardTo(target, values, layer, 'portForward.port', siteOf(item)),
  });
}

function portOrName(text: MappedText): Values<Port> {
  if (/^\d+$/.test(text.text) || !knownText(text)) return portIn(text);
  return only(located<Port>({ kind: 'name', name: text.text }, traceAll(text)));
}

function targetOf(item: Node): ReferenceTarget {
  const type = textOf(get(item, 'resourceType'))?.toLowerCase() ?? '';
  const name = knownText(mapped(get(item, 'resourceName')));
  if (!name) return { kind: 'unknown', because: say`the name of the resource is filled in when Skaffold runs` };
  const written = get(item, 'namespace');
  const namespace = knownText(mapped(written));
  // A namespace that is not known may be any.
  if (written && !isNull(written) && !namespace)
    return { kind: 'unknown', because: say`the namespace is not known here` };
  const space = namespace ? { namespace } : {};
  if (type === 'service') return { kind: 'service', name, ...space };
  const objectKind = WORKLOADS.get(type);
  return objectKind
    ? { kind: 'object', objectKind, name, ...space }
    : { kind: 'unknown', because: say`the kind of the resource is not known here` };
}

/** Builders that read no Dockerfile. */
const OTHERS = ['jib', 'ko', 'bazel', 'buildpacks', 'custom'];

function readArtifact(tree: DevToolTree, item: Node): readonly Fact[] {
  const name = knownText(mapped(get(item, 'image')));
  if (!name || OTHERS.some((b) => get(item, b) !== undefined)) return [];
  const docker = get(item, 'docker') ?? get(item, 'kaniko');
  const [context, dockerfile] = [textOf(get(item, 'context')), textOf(get(docker, 'dockerfile'))];
  const target = knownText(mapped(get(docker, 'target')));
  const args = entriesOf(get(docker, 'buildArgs')).map(({ key, value }) => {
    const text = mapped(value);
    return [key.value, text && knownText(text) ? text : undefined] as const;
  });
  return [
    imageBuild(tree, name, {
      ...(context === undefined ? {} : { context }),
      ...(dockerfile === undefined ? {} : { dockerfile }),
      ...(target ? { target } : {}),
      args: new Map(args),
      site: siteOf(item),
      named: (mapped(get(docker, 'dockerfile')) ?? mapped(get(item, 'context')))?.whole ?? name.site,
    }),
  ];
}
