import type { EnvVar, Located, ProxyPortFact } from '../facts';
import type { MappedText } from '../text/mapped';

/**
 * A label with the places of its key and of its value. `value` is absent when it is not known.
 */
export interface LabelEntry {
  readonly key: string;
  readonly keySite: Located<string>['site'];
  readonly value?: MappedText;
}

/**
 * The ports that reverse proxies are told by labels (Traefik, caddy-docker-proxy, SWAG) and variables (nginx-proxy) of a
 * unit, formats.md §2.10. A proxy that is switched on without a port gives a fact without one; one that is switched off
 * (`traefik.enable=false`) gives none.
 */
export function proxyPorts(_labels: readonly LabelEntry[], _env: readonly EnvVar[]): readonly ProxyPortFact[] {
  return [];
}
