import type { EnvVar, Located, Port, ProxyPortFact } from '../facts';
import { isPortNumber, located, numberPort } from '../facts';
import type { MappedText } from '../text/mapped';
import { sliceMapped, traceAll, trimMapped } from '../text/mapped';
import type { Span } from '../text/span';

/** A label with the places of its key and of its value. `value` is absent when it is not known. */
export interface LabelEntry {
  readonly key: string;
  readonly keySite: Span;
  readonly value?: MappedText;
}

/**
 * The ports that reverse proxies are told by labels (Traefik, caddy-docker-proxy, SWAG) and variables (nginx-proxy) of a
 * unit, formats.md §2.10. A proxy that is switched on without a port gives a fact without one; one that is switched off
 * (`traefik.enable=false`), or whose port is not known, gives none.
 */
export function proxyPorts(labels: readonly LabelEntry[], env: readonly EnvVar[]): readonly ProxyPortFact[] {
  return [...traefik(labels), ...nginxProxy(env), ...caddy(labels), ...swag(labels)];
}

const TRAEFIK_PORT = /^traefik\.(?:(?:http|tcp|udp)\.services\.[^.]+\.loadbalancer\.server\.port|(?:[^.]+\.)?port)$/i;
/** Labels that make a route, so that Traefik needs a port; `traefik.docker.network` and middlewares do not. */
const TRAEFIK_ROUTE = /^traefik\.(?:(?:http|tcp|udp)\.(?:routers|services)\.|(?:[^.]+\.)?frontend\.rule$)/i;

function traefik(labels: readonly LabelEntry[]): readonly ProxyPortFact[] {
  const mine = labels.filter((l) => /^traefik\./i.test(l.key));
  const enable = mine.find((l) => /^traefik\.enable$/i.test(l.key));
  if (enable && /^\s*(?:false|0|f|no)\s*$/i.test(enable.value?.text ?? '')) return [];
  const ports = mine.filter((l) => TRAEFIK_PORT.test(l.key));
  if (ports.length > 0) return ports.flatMap((l) => portFact('traefik', l) ?? []);
  // A router may send its traffic to a service that is defined elsewhere: `api@internal`, `files@file`.
  if (mine.some((l) => /\.routers\.[^.]+\.service$/i.test(l.key) && !/^\w[\w-]*$/.test(l.value?.text ?? ''))) return [];
  if (mine.some((l) => /\.loadbalancer\.server\.url$/i.test(l.key))) return [];
  const on =
    enable && /^\s*(?:true|1|t|yes)\s*$/i.test(enable.value?.text ?? '')
      ? enable
      : mine.find((l) => TRAEFIK_ROUTE.test(l.key));
  return on ? [{ proxy: 'traefik', site: on.value?.whole ?? on.keySite, key: on.key }] : [];
}

function nginxProxy(env: readonly EnvVar[]): readonly ProxyPortFact[] {
  const find = (name: string): EnvVar | undefined => env.findLast((v) => v.name === name);
  const many = find('VIRTUAL_HOST_MULTIPORTS');
  if (many) return many.value ? multiPorts(many.value) : [];
  const host = find('VIRTUAL_HOST');
  if (!host || host.value?.text.trim() === '') return [];
  const port = find('VIRTUAL_PORT');
  if (port)
    return (
      portFact('nginx-proxy', {
        key: port.name,
        keySite: port.nameSite,
        ...(port.value ? { value: port.value } : {}),
      }) ?? []
    );
  return host.value ? [{ proxy: 'nginx-proxy', site: host.value.whole, key: host.name }] : [];
}

/** The ports in a YAML or JSON text of hosts and paths; the text overrides all other settings. */
function multiPorts(text: MappedText): readonly ProxyPortFact[] {
  return [...text.text.matchAll(/\bport["']?\s*:\s*["']?(\d{1,5})\b/g)].flatMap((m) => {
    const end = m.index + m[0].length;
    const value = sliceMapped(text, end - (m[1] as string).length, end);
    return portFact('nginx-proxy', { key: 'VIRTUAL_HOST_MULTIPORTS', keySite: text.whole, value }) ?? [];
  });
}

/** caddy-docker-proxy: `caddy.reverse_proxy={{upstreams 8080}}`, `caddy_1.handle.reverse_proxy=/api/* {{upstreams http 80}}`. */
function caddy(labels: readonly LabelEntry[]): readonly ProxyPortFact[] {
  return labels.flatMap((l): readonly ProxyPortFact[] => {
    const m = /^caddy(?:_\d+)?\.(?:.+\.)?(?:\d+_)?reverse_proxy$/.test(l.key)
      ? /\{\{\s*upstreams\b\s*(?:https?\s+)?(\d*)\s*\}\}/.exec(l.value?.text ?? '')
      : null;
    if (!m || !l.value) return [];
    if (m[1] === '') return [{ proxy: 'caddy', site: l.value.whole, key: l.key }];
    const start = m.index + m[0].lastIndexOf(m[1] as string);
    return portFact('caddy', { ...l, value: sliceMapped(l.value, start, start + (m[1] as string).length) }) ?? [];
  });
}

function swag(labels: readonly LabelEntry[]): readonly ProxyPortFact[] {
  const on = labels.find((l) => l.key === 'swag' && l.value?.text.trim() === 'enable');
  if (!on?.value) return [];
  const port = labels.find((l) => l.key === 'swag_port');
  return port ? (portFact('swag', port) ?? []) : [{ proxy: 'swag', site: on.value.whole, key: on.key }];
}

/** As an array, so that it can be spread; `undefined` when the value is no port. */
function portFact(proxy: ProxyPortFact['proxy'], label: LabelEntry): readonly [ProxyPortFact] | undefined {
  const port = label.value && portOf(trimMapped(label.value));
  return port && [{ proxy, port, site: port.site, key: label.key }];
}

function portOf(text: MappedText): Located<Port> | undefined {
  const number = /^\d{1,5}$/.test(text.text) ? Number(text.text) : 0;
  return isPortNumber(number) ? located(numberPort(number), traceAll(text)) : undefined;
}
