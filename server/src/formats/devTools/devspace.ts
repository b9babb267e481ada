import type { DevToolTree, Fact, Located, ReferenceTarget } from '../../facts';
import type { Node } from '../../syntax/tree';
import { at, entriesOf, get, isNull, itemsOf, siteOf } from '../../syntax/tree';
import { say } from '../../text/say';
import type { Forward } from './parts';
import { forwardTo, knownText, localPort, mapped, portIn, sameLocally, splitMapping, toolObjects } from './parts';

/** DevSpace (formats.md §3.16): `dev.<name>.ports` since version 6, `dev.ports[].forward[]` before it. */
export function readDevSpace(tree: DevToolTree, root: Node): readonly Fact[] {
  const into: Forward[] = [];
  const dev = get(root, 'dev');
  for (const item of itemsOf(get(dev, 'ports'))) {
    const target = targetOf(item);
    for (const forward of itemsOf(get(item, 'forward')))
      pair(get(forward, 'port'), get(forward, 'remotePort'), target, into);
  }
  for (const { value } of entriesOf(dev)) {
    if (value.kind !== 'map') continue;
    const target = targetOf(value);
    for (const item of itemsOf(get(value, 'ports')))
      mapping(item.kind === 'map' ? get(item, 'port') : item, target, into);
  }
  const first = entriesOf(root)[0]?.key ?? root;
  const name = knownText(mapped(get(root, 'name'))) ?? {
    value: 'devspace.yaml',
    site: siteOf(first),
    origins: [],
    via: [],
    certainty: 'low' as const,
  };
  return toolObjects(tree, say`DevSpace config`, name, into);
}

function targetOf(item: Node): ReferenceTarget {
  const entries = entriesOf(get(item, 'labelSelector'));
  const labels = new Map<string, Located<string>>();
  for (const { key, value } of entries) {
    const text = knownText(mapped(value));
    if (text) labels.set(key.value, text);
  }
  if (entries.length === 0 || labels.size < entries.length || at(item, 'imageSelector'))
    return { kind: 'unknown', because: say`the pod is chosen by its image when DevSpace runs` };
  return { kind: 'pods', selector: { labels, requirements: [] }, namespaces: { kind: 'all' } };
}

function mapping(node: Node | undefined, target: ReferenceTarget, into: Forward[]): void {
  const text = mapped(node);
  const parts = text && splitMapping(text);
  if (!parts || !text) return;
  into.push({
    listener: localPort(portIn(parts.local), 'tcp', text.whole),
    reference: forwardTo(target, portIn(parts.remote ?? parts.local), 'container', 'ports', text.whole),
  });
}

function pair(local: Node | undefined, remote: Node | undefined, target: ReferenceTarget, into: Forward[]): void {
  const outer = mapped(local);
  if (!local || !outer) return;
  const other = remote && !isNull(remote) ? mapped(remote) : undefined;
  const inner = portIn(other ?? outer);
  const place = siteOf(remote ?? local);
  into.push({
    listener: localPort(other ? portIn(outer) : sameLocally(inner, siteOf(local)), 'tcp', siteOf(local)),
    reference: forwardTo(target, inner, 'container', 'forward.remotePort', place),
  });
}
