import type { DevToolTree, Fact, Protocol } from '../../facts';
import type { Node } from '../../syntax/tree';
import { at, entriesOf, get, itemsOf, siteOf, textOf } from '../../syntax/tree';
import { sliceMapped } from '../../text/mapped';
import { say } from '../../text/say';
import type { Forward } from './parts';
import { forwardTo, knownText, localPort, mapped, portIn, splitMapping, toolObjects } from './parts';

/*
 * Clusters on a developer's machine (formats.md §3.9): a port of the machine leads to a port of a node, behind which stands
 * a node port of a Service or a host port of a pod.
 */

/** A cluster of kind: `nodes[].extraPortMappings[]`. */
export function readKind(tree: DevToolTree, root: Node): readonly Fact[] {
  const into: Forward[] = [];
  for (const node of itemsOf(get(root, 'nodes')))
    for (const item of itemsOf(get(node, 'extraPortMappings'))) {
      const [host, inner] = [mapped(get(item, 'hostPort')), mapped(get(item, 'containerPort'))];
      const written = textOf(get(item, 'protocol'))?.toLowerCase();
      const protocol: Protocol = written === 'udp' || written === 'sctp' ? written : 'tcp';
      const by = 'extraPortMappings.containerPort';
      const reference = inner && forwardTo({ kind: 'node' }, portIn(inner), 'node', by, siteOf(item));
      into.push({
        ...(host && host.text !== '0' ? { listener: localPort(portIn(host), protocol, siteOf(item)) } : {}),
        ...(reference ? { reference: { ...reference, protocol } } : {}),
      });
    }
  return toolObjects(tree, say`kind cluster`, nameOf(get(root, 'name'), root), into);
}

/** A cluster of k3d: `ports[].port`, written `host:container/protocol`; what is given to the load balancer goes to all nodes. */
export function readK3d(tree: DevToolTree, root: Node): readonly Fact[] {
  const into: Forward[] = [];
  for (const item of itemsOf(get(root, 'ports'))) {
    const text = mapped(get(item, 'port'));
    const slash = text?.text.indexOf('/') ?? -1;
    const protocol: Protocol = text && slash >= 0 && text.text.slice(slash + 1).toLowerCase() === 'udp' ? 'udp' : 'tcp';
    const mapping = text && splitMapping(slash < 0 ? text : sliceMapped(text, 0, slash));
    if (!mapping?.remote) continue;
    const reference = forwardTo({ kind: 'node' }, portIn(mapping.remote), 'node', 'ports.port', siteOf(item));
    into.push({
      listener: localPort(portIn(mapping.local), protocol, siteOf(item)),
      reference: { ...reference, protocol },
    });
  }
  return toolObjects(tree, say`k3d cluster`, nameOf(at(root, 'metadata', 'name'), root), into);
}

function nameOf(node: Node | undefined, root: Node): NonNullable<ReturnType<typeof knownText>> {
  const site = siteOf(entriesOf(root)[0]?.key ?? root);
  return knownText(mapped(node)) ?? { value: 'default', site, origins: [], via: [], certainty: 'low' };
}
