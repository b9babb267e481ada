import type { MountFact } from '../../facts';
import type { Node } from '../../syntax/tree';
import { at, get, isNull, itemsOf, siteOf, textOf } from '../../syntax/tree';

/** What a volume holds. A projected volume may hold several things. */
type Volume = Pick<MountFact, 'kind' | 'source' | 'items'>;

/** The volumes of a pod by name. */
export type Volumes = ReadonlyMap<string, readonly Volume[]>;

/** Reads `volumes` of a pod spec, and the claims of a StatefulSet, which are volumes too. */
export function readVolumes(podSpec: Node | undefined, object: Node): Volumes {
  const out = new Map<string, readonly Volume[]>();
  for (const claim of itemsOf(at(object, 'spec', 'volumeClaimTemplates'))) {
    const name = textOf(at(claim, 'metadata', 'name'));
    if (name) out.set(name, [volume('volume', name)]);
  }
  for (const item of itemsOf(get(podSpec, 'volumes'))) {
    const name = textOf(get(item, 'name'));
    if (name) out.set(name, volumesOf(item));
  }
  return out;
}

function volume(kind: MountFact['kind'], source: string | undefined, list?: Node): Volume {
  const base = source ? { kind, source } : { kind };
  if (!list || isNull(list)) return base;
  const items = itemsOf(list).flatMap((item) => {
    const [key, path] = [textOf(get(item, 'key')), textOf(get(item, 'path'))];
    return key !== undefined && path !== undefined ? [{ key, path }] : [];
  });
  return { ...base, items };
}

function volumesOf(item: Node): readonly Volume[] {
  const has = (key: string): boolean => !isNull(get(item, key));
  if (has('configMap'))
    return [volume('config', textOf(at(item, 'configMap', 'name')), at(item, 'configMap', 'items'))];
  if (has('secret')) return [volume('secret', textOf(at(item, 'secret', 'secretName')), at(item, 'secret', 'items'))];
  if (has('hostPath')) return [volume('bind', textOf(at(item, 'hostPath', 'path')))];
  if (has('persistentVolumeClaim')) return [volume('volume', textOf(at(item, 'persistentVolumeClaim', 'claimName')))];
  if (has('emptyDir') || has('ephemeral')) return [volume('volume', textOf(get(item, 'name')))];
  if (!has('projected')) return [volume('other', textOf(get(item, 'name')))];
  const sources = itemsOf(at(item, 'projected', 'sources')).flatMap((source) => {
    for (const [field, kind] of [
      ['configMap', 'config'],
      ['secret', 'secret'],
    ] as const) {
      const held = get(source, field);
      if (held) return [volume(kind, textOf(get(held, 'name')), get(held, 'items'))];
    }
    return [];
  });
  return sources.length > 0 ? sources : [volume('other', textOf(get(item, 'name')))];
}

/** Reads `volumeMounts` of a container. */
export function readMounts(container: Node, volumes: Volumes): readonly MountFact[] {
  return itemsOf(get(container, 'volumeMounts')).flatMap((mount) => {
    const target = textOf(get(mount, 'mountPath'));
    if (!target) return [];
    const held = volumes.get(textOf(get(mount, 'name')) ?? '') ?? [volume('other', undefined)];
    const subPath = textOf(get(mount, 'subPath'));
    return held.map((v): MountFact => ({ target, ...v, ...(subPath ? { subPath } : {}), site: siteOf(mount) }));
  });
}
