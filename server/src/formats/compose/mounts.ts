import type { MountFact, TextFact } from '../../facts';
import { isHostPath, isPartial, parseVolume, placeOf } from '../../lore/compose';
import { decoded } from '../../syntax/decode';
import type { Node } from '../../syntax/tree';
import { at, get, itemsOf, scalar, textOf } from '../../syntax/tree';
import type { Uri } from '../../text/span';
import { joinUri } from '../../text/uri';

/** Volumes, configs and secrets of a service. A mount whose target is not known is left out. */
export function mountsOf(service: Node, directory: Uri): readonly MountFact[] {
  return [
    ...itemsOf(get(service, 'volumes')).flatMap((item) => volume(item, directory) ?? []),
    ...itemsOf(get(service, 'configs')).flatMap((item) => named(item, 'config', '/') ?? []),
    ...itemsOf(get(service, 'secrets')).flatMap((item) => named(item, 'secret', '/run/secrets/') ?? []),
  ];
}

function volume(item: Node, directory: Uri): MountFact | undefined {
  if (item.kind === 'scalar') {
    const { source, target } = parseVolume(decoded(item));
    return made(target.text, source?.text, source && isHostPath(source.text) ? 'bind' : 'volume', item, directory);
  }
  const target = textOf(get(item, 'target'));
  const type = textOf(get(item, 'type'));
  return target === undefined
    ? undefined
    : made(target, textOf(get(item, 'source')), type === 'bind' || type === 'volume' ? type : 'other', item, directory);
}

function made(
  target: string,
  source: string | undefined,
  kind: MountFact['kind'],
  item: Node,
  directory: Uri,
): MountFact | undefined {
  if (target === '' || isPartial(target)) return undefined;
  const known =
    source === undefined || source === '' || isPartial(source)
      ? undefined
      : kind === 'bind'
        ? hostPath(source, directory)
        : source;
  return {
    target: tidy(target),
    kind: source && isPartial(source) ? 'bind' : kind,
    site: placeOf(item),
    ...(known === undefined ? {} : { source: known }),
  };
}

/** An absolute path as it is; a relative one as the URI that it means in the project directory. */
function hostPath(source: string, directory: Uri): string {
  if (/^(?:[/~]|[A-Za-z]:[\\/])/.test(source)) return tidy(source);
  return joinUri(directory, source.replace(/\\/g, '/'));
}

/** Without doubled and trailing slashes and `.` segments. */
function tidy(path: string): string {
  return path.replace(/\/(?:\.?\/)+/g, '/').replace(/(?<=.)\/$/, '');
}

function named(item: Node, kind: 'config' | 'secret', folder: string): MountFact | undefined {
  const source = textOf(item.kind === 'map' ? get(item, 'source') : item);
  if (source === undefined || isPartial(source)) return undefined;
  const target = textOf(get(item, 'target')) ?? source;
  if (isPartial(target)) return undefined;
  return { target: target.startsWith('/') ? tidy(target) : folder + target, source, kind, site: placeOf(item) };
}

/** Texts of `configs` with `content` that a service mounts: another format may read them by their target. */
export function embedded(root: Node, service: Node, owner: string): readonly TextFact[] {
  return itemsOf(get(service, 'configs')).flatMap((item): TextFact[] => {
    const mount = named(item, 'config', '/');
    const content = mount?.source === undefined ? undefined : scalar(at(root, 'configs', mount.source, 'content'));
    return mount && content && !isPartial(content.value)
      ? [{ kind: 'text', hint: mount.target, text: decoded(content), owner }]
      : [];
  });
}
