import type { DialName, NetworkAttachment, NetworkFact, NetworkNamespace } from '../../facts';
import { isPartial, keyValues, placeOf } from '../../lore/compose';
import type { Node } from '../../syntax/tree';
import { at, entriesOf, get, isTrue, itemsOf, textOf } from '../../syntax/tree';
import { decoded } from '../../syntax/decode';
import { sliceMapped } from '../../text/mapped';
import { say } from '../../text/say';
import { knownText, locate, textAt } from './values';

/** Whose network namespace a service lives in (formats.md §2.5). */
export function namespaceOf(service: Node): NetworkNamespace {
  const mode = textAt(get(service, 'network_mode'));
  if (!mode || mode.text === '') return { kind: 'own' };
  if (isPartial(mode.text)) return { kind: 'unknown', because: say`its \`network_mode\` is not known here` };
  if (mode.text === 'host') return { kind: 'host', site: mode.whole };
  if (mode.text === 'none') return { kind: 'none', site: mode.whole };
  const shared = /^(service|container):(.+)$/.exec(mode.text);
  if (!shared) return { kind: 'own' };
  const name = sliceMapped(mode, mode.text.indexOf(':') + 1, mode.text.length);
  return { kind: 'shared', with: locate(name), by: shared[1] as 'service' | 'container' };
}

/**
 * The networks that a service is attached to; `default` when it names none. `undefined` when that is not known or
 * another `network_mode` says it: `bridge` is no network of the project.
 */
export function attachmentsOf(service: Node): readonly NetworkAttachment[] | undefined {
  if (get(service, 'network_mode') !== undefined) return undefined;
  const networks = get(service, 'networks');
  const keys = keysOf(networks);
  if (keys === undefined) return undefined;
  return keys.length === 0 ? [{ key: 'default' }] : keys.map(({ name, node }) => ({ key: name, site: placeOf(node) }));
}

function keysOf(networks: Node | undefined): readonly { readonly name: string; readonly node: Node }[] | undefined {
  if (networks === undefined || networks.kind === 'scalar') return [];
  if (networks.kind === 'unknown') return undefined;
  const nodes: readonly Node[] = networks.kind === 'map' ? entriesOf(networks).map((e) => e.key) : networks.items;
  const keys = nodes.map((node) => ({ name: textOf(node) ?? '', node }));
  return keys.some((k) => k.name === '' || isPartial(k.name)) ? undefined : keys;
}

/** The names that lead to a service (formats.md §2.6); aliases of links are given by {@link linksOf}. */
export function namesOf(key: string, keySite: DialName['site'], service: Node): readonly DialName[] {
  const names: DialName[] = [{ name: key, kind: 'service', ...(keySite ? { site: keySite } : {}) }];
  const add = (node: Node | undefined, kind: DialName['kind'], network?: string) => {
    const text = knownText(node);
    if (text && node && text.text !== '')
      names.push({ name: text.text, kind, site: text.whole, ...(network === undefined ? {} : { network }) });
  };
  for (const network of entriesOf(get(service, 'networks'))) {
    for (const alias of itemsOf(get(network.value, 'aliases'))) add(alias, 'alias', network.key.value);
  }
  add(get(service, 'container_name'), 'container-name');
  add(get(service, 'hostname'), 'hostname');
  return names;
}

/** `links` of a service: the service linked to and the name that it has for this one, when it is another. */
export function linksOf(service: Node): readonly { readonly target: string; readonly alias: DialName }[] {
  return itemsOf(get(service, 'links')).flatMap((item) => {
    const text = knownText(item);
    const colon = text?.text.indexOf(':') ?? -1;
    if (!text || colon <= 0) return [];
    const name = text.text.slice(colon + 1);
    return [
      {
        target: text.text.slice(0, colon),
        alias: { name, kind: 'link' as const, site: sliceMapped(text, colon + 1, text.text.length).whole },
      },
    ];
  });
}

/** Names that a service looks up in its own hosts file, or that lead out of the project (`external_links`). */
export function extraHostsOf(service: Node): readonly string[] {
  const hosts = keyValues(get(service, 'extra_hosts')).pairs.map((p) => p.key.text.split(':')[0] as string);
  const outside = itemsOf(get(service, 'external_links')).map((i) => (textOf(i) ?? '').split(':').at(-1) as string);
  return [...hosts, ...outside].filter((n) => n !== '' && !isPartial(n));
}

const HOST_BINDING = 'com.docker.network.bridge.host_binding_ipv4';

/** The networks of the project; the implied `default` is there as soon as the file says something about it. */
export function networkFacts(root: Node): readonly NetworkFact[] {
  return entriesOf(get(root, 'networks')).map(({ key, value }): NetworkFact => {
    const external = get(value, 'external');
    const isExternal = isTrue(external) || external?.kind === 'map';
    const name = get(value, 'name') ?? get(external, 'name');
    // Outside the project a network has the name of its key unless it is given another.
    const realName = name ? knownText(name)?.text : isExternal ? key.value : undefined;
    const binding = textOf(at(value, 'driver_opts', HOST_BINDING));
    return {
      kind: 'network',
      key: key.value,
      ...(realName === undefined ? {} : { realName }),
      external: isExternal,
      internal: isTrue(get(value, 'internal')),
      ...(binding === undefined || isPartial(binding) ? {} : { hostBinding: binding }),
      site: decoded(key).whole,
    };
  });
}
