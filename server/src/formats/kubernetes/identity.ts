import type { Located } from '../../facts';
import type { Node } from '../../syntax/tree';
import { at, get, siteOf } from '../../syntax/tree';
import { locatedText, rawText } from './values';

/** What tells an object from others. */
export interface ObjectName {
  /** `kubernetes/Deployment/shop/web`; the namespace is empty when not written. Unique in a context of whole objects. */
  readonly id: string;
  readonly objectKind: string;
  readonly name: Located<string>;
  readonly namespace?: Located<string>;
}

/** Reads kind, name and namespace. An object without a readable name gets an id by its place. */
export function readName(root: Node, objectKind: string): ObjectName {
  const metadata = get(root, 'metadata');
  const namespace = locatedText(get(metadata, 'namespace'));
  const name = locatedText(get(metadata, 'name'));
  const shown = name ?? rawText(get(metadata, 'name')) ?? rawText(get(metadata, 'generateName')) ?? placed(root);
  const site = siteOf(root);
  const last = name && name.value !== '' ? name.value : `@${site.uri}#${site.start}`;
  return {
    id: `kubernetes/${objectKind}/${namespace?.value ?? ''}/${last}`,
    objectKind,
    name: shown,
    ...(namespace && namespace.value !== '' ? { namespace } : {}),
  };
}

/** Whether the object says what it is called, so that it can stand for itself. */
export function isNamed(root: Node): boolean {
  return at(root, 'metadata', 'name') !== undefined || at(root, 'metadata', 'generateName') !== undefined;
}

function placed(root: Node): Located<string> {
  return { value: '', site: siteOf(root), origins: [], via: [], certainty: 'low' };
}
