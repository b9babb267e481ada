import type { Change, ContainerPort, Fix } from '../facts';
import { showPort, single } from '../facts';
import type { Unit, Workload } from '../model/model';
import { say } from '../text/say';
import type { Span } from '../text/span';
import { fixOf, originOf } from './rule';

/*
 * Ports of a Compose service that has no network of its own belong to the service whose network it uses.
 */

/** Mappings that are to be written at the owner of a network namespace. */
export interface Moving {
  readonly owner: string;
  /** An entry of the owner's `ports`, to put them beside; else an entry of the owner itself. */
  readonly beside: { readonly kind: 'ports' | 'service'; readonly at: Span };
  /** Short forms. */
  readonly texts: readonly string[];
}

/** How the ports of a container would stand at another; `undefined` when they come from variables or are no mappings. */
export function movingTo(owner: Workload | undefined, unit: Unit, items: readonly Span[]): Moving | undefined {
  const target = owner?.units[0]?.fact;
  const texts = unit.fact.ports.map(shortForm);
  const whole = texts.every((t) => t !== undefined) && items.length === unit.fact.ports.length && texts.length > 0;
  if (!owner || !target || !whole) return undefined;
  const [port] = target.ports;
  const image = originOf(single(target.image));
  const isHere = image?.uri === target.site.uri && target.site.start <= image.start && image.end <= target.site.end;
  const beside = port
    ? { kind: 'ports' as const, at: port.site }
    : isHere
      ? { kind: 'service' as const, at: image }
      : undefined;
  return beside && { owner: owner.fact.name.value, beside, texts };
}

/** Takes mappings away where they stand and writes them at the owner. */
export function moveFix(items: readonly Span[], { owner, beside, texts }: Moving): readonly Fix[] {
  const remove = items.map((at): Change => ({ kind: 'remove', at }));
  const add: readonly Change[] =
    beside.kind === 'ports'
      ? texts.map((value): Change => ({ kind: 'insert-item', seq: beside.at, value }))
      : [{ kind: 'insert-key', map: beside.at, key: 'ports', value: texts }];
  return fixOf(say`Move the ports to \`${owner}\``, [...remove, ...add]);
}

/** The mapping in short form; none when a part comes from a variable or is not known. */
function shortForm(p: ContainerPort): string | undefined {
  const container = single(p.container);
  const host = single(p.publish?.host);
  const ip = single(p.publish?.hostIp);
  const parts = [container, host, ip].filter((v) => v !== undefined);
  if (!container || (p.publish?.host && !host) || (p.publish?.hostIp && !ip) || parts.some((v) => v.via.length > 0))
    return undefined;
  const address = ip ? `${ip.value.includes(':') ? `[${ip.value}]` : ip.value}:` : '';
  const left = host ? `${showPort(host.value)}:` : ip ? ':' : '';
  return `"${address}${left}${showPort(container.value)}${p.protocol === 'tcp' ? '' : `/${p.protocol}`}"`;
}

/** The service of the model whose network namespace a workload uses; `undefined` for its own. */
export function namespaceOwner(workload: Workload): Workload | undefined {
  return workload.netns === workload ? undefined : workload.netns;
}
