import type { PortReference } from '../../../facts';
import type { Node } from '../../../syntax/tree';
import { at, get, isNull, itemsOf, siteOf } from '../../../syntax/tree';
import { say } from '../../../text/say';
import type { ObjectReader } from './parts';
import { backendReference, impliedPort, objectFact, serviceTarget } from './parts';

/*
 * Services that the API server itself calls (formats.md §3.9): extension APIs, admission and conversion webhooks. Where no
 * port is written it asks 443.
 */

/** APIService. */
export const readApiService: ObjectReader = (root, identity, fragment) =>
  objectFact(root, identity, fragment, { references: calls(at(root, 'spec', 'service'), 'service.port') });

/** ValidatingWebhookConfiguration and MutatingWebhookConfiguration. */
export const readWebhooks: ObjectReader = (root, identity, fragment) =>
  objectFact(root, identity, fragment, {
    references: itemsOf(get(root, 'webhooks')).flatMap((w) => clientCalls(get(w, 'clientConfig'))),
  });

/** The conversion webhook of a CustomResourceDefinition. */
export const readConversion: ObjectReader = (root, identity, fragment) => {
  const conversion = at(root, 'spec', 'conversion');
  const config = at(conversion, 'webhook', 'clientConfig') ?? get(conversion, 'webhookClientConfig');
  return objectFact(root, identity, fragment, { references: clientCalls(config) });
};

function clientCalls(config: Node | undefined): readonly PortReference[] {
  return calls(get(config, 'service'), 'clientConfig.service.port');
}

function calls(service: Node | undefined, by: string): readonly PortReference[] {
  if (!service || isNull(service)) return [];
  const site = siteOf(service);
  const target = serviceTarget(get(service, 'name'), get(service, 'namespace'));
  const port = get(service, 'port');
  if (!isNull(port)) return [backendReference(target, port, by, site)];
  // A map whose keys come from elsewhere may have one.
  if (service.kind !== 'map') return [];
  const implied = impliedPort(443, get(service, 'name') ? siteOf(get(service, 'name') as Node) : site, USUAL);
  return [{ ...backendReference(target, undefined, by, site), port: implied }];
}

const USUAL = say`the API server asks port 443 where none is written`;
