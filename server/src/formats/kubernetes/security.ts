import type { UnitFact } from '../../facts';
import type { Node } from '../../syntax/tree';
import { at, get, isNull, isTrue, itemsOf, textOf } from '../../syntax/tree';
import { locatedText } from './values';

/** The user that a container runs as and what it may do; the container's own settings win over the pod's. */
export function readSecurity(
  container: Node,
  podSpec: Node | undefined,
): Pick<UnitFact, 'user' | 'nonRoot' | 'capabilities'> {
  const own = get(container, 'securityContext');
  const pod = get(podSpec, 'securityContext');
  const pick = (key: string): Node | undefined => (isNull(get(own, key)) ? get(pod, key) : get(own, key));
  const user = locatedText(pick('runAsUser'));
  const nonRoot = pick('runAsNonRoot');
  const capabilities = itemsOf(at(own, 'capabilities', 'add')).flatMap((c) => textOf(c)?.replace(/^CAP_/, '') ?? []);
  if (isTrue(get(own, 'privileged'))) capabilities.push('ALL');
  // A sysctl that frees the low ports does for the whole pod what the capability does for one container.
  if (itemsOf(get(pod, 'sysctls')).some((s) => textOf(get(s, 'name')) === 'net.ipv4.ip_unprivileged_port_start'))
    capabilities.push('NET_BIND_SERVICE');
  return {
    ...(user ? { user } : {}),
    ...(isNull(nonRoot) ? {} : { nonRoot: isTrue(nonRoot) }),
    ...(capabilities.length > 0 ? { capabilities } : {}),
  };
}
