import type {
  LabelRequirement,
  LabelSelector,
  Located,
  ObjectFact,
  Port,
  PortReference,
  ReferenceTarget,
  Unknown,
  Values,
} from '../../../facts';
import { located, numberPort, only } from '../../../facts';
import type { Node } from '../../../syntax/tree';
import { groupOf } from '../../../lore/kubernetesKinds';
import { at, get, isNull, itemsOf, siteOf, textOf } from '../../../syntax/tree';
import { say } from '../../../text/say';
import type { Span } from '../../../text/span';
import type { ObjectName } from '../identity';
import { locatedText, portOrNameValues, textMap } from '../values';

/*
 * What readers of network objects share: the frame of a fact, selectors, and references that are written alike.
 */

/** Reads one kind of object. Total: what is missing or not known is left out or open. */
export type ObjectReader = (root: Node, identity: ObjectName, fragment: boolean) => ObjectFact;

/** The parts of an object fact that differ from kind to kind. */
type Body = Partial<
  Pick<ObjectFact, 'controller' | 'guarded' | 'listeners' | 'hosts' | 'references' | 'policies' | 'open'>
>;

/** An object fact with the metadata of the object. */
export function objectFact(root: Node, identity: ObjectName, fragment: boolean, body: Body): ObjectFact {
  return {
    kind: 'object',
    platform: 'kubernetes',
    ...identity,
    group: groupOf(textOf(get(root, 'apiVersion')) ?? ''),
    site: siteOf(root),
    labels: textMap(at(root, 'metadata', 'labels')).texts,
    annotations: textMap(at(root, 'metadata', 'annotations')).texts,
    listeners: [],
    references: [],
    fragment: fragment || get(root, '$patch') !== undefined,
    ...body,
  };
}

/** A port that no character makes, which the platform takes where nothing is written: "webhooks ask port 443". */
export function impliedPort(number: number, at: Span, because: string): Values<Port> {
  return only(located(numberPort(number), { site: at, origins: [{ kind: 'implied', at, because }], via: [] }));
}

/** The port under a node, number or name; nothing where none is written. */
export function portAt(node: Node | undefined): { readonly port?: Values<Port> } {
  return node && !isNull(node) ? { port: portOrNameValues(node) } : {};
}

/** Whether the name of a middleware or filter says that it asks who comes or from where. */
export function isGuardName(name: string): boolean {
  return /auth|oidc|(?:white|allow)-?list|(?:^|-)ip-?(?:allow|white)|vpn|internal/i.test(name);
}

/** The Service that a node names, in the namespace that another node names. */
export function serviceTarget(name: Node | undefined, namespace?: Node): ReferenceTarget {
  const text = locatedText(name);
  if (!text) return { kind: 'unknown', because: say`the name of the Service is filled in when the file is applied` };
  const space = locatedText(namespace);
  if (namespace && !isNull(namespace) && !space)
    return { kind: 'unknown', because: say`the namespace is filled in when the file is applied` };
  return { kind: 'service', name: text, ...(space && space.value !== '' ? { namespace: space } : {}) };
}

/** A reference to a port of a Service that traffic is sent to. */
export function backendReference(
  target: ReferenceTarget,
  port: Node | undefined,
  by: string,
  site: Span,
): PortReference {
  return { use: 'backend', role: 'route', target, ...portAt(port), layer: 'service', by, site };
}

const OPERATORS = new Set(['In', 'NotIn', 'Exists', 'DoesNotExist']);

/** Reads a label selector (`matchLabels`, `matchExpressions`); an absent or empty one selects everything. */
export function readSelector(node: Node | undefined): LabelSelector {
  const labels = textMap(get(node, 'matchLabels'));
  const requirements: LabelRequirement[] = [];
  let open: Unknown | undefined;
  const unread = (n: Node | undefined): void => {
    open ??= { because: say`a part of its selector is not known`, ...(n ? { at: siteOf(n) } : {}) };
  };
  if (node && !isNull(node) && node.kind !== 'map') unread(node);
  if (!labels.whole && get(node, 'matchLabels')) unread(get(node, 'matchLabels'));
  for (const item of itemsOf(get(node, 'matchExpressions'))) {
    const [key, operator] = [textOf(get(item, 'key')), textOf(get(item, 'operator'))];
    if (key === undefined || operator === undefined || !OPERATORS.has(operator)) {
      unread(item);
      continue;
    }
    const values = itemsOf(get(item, 'values')).flatMap((v) => locatedText(v)?.value ?? []);
    if (values.length !== itemsOf(get(item, 'values')).length) unread(item);
    requirements.push({ key, operator: operator as LabelRequirement['operator'], values });
  }
  return { labels: labels.texts, requirements, ...(open ? { open } : {}) };
}

/** A selector that is a plain map of labels. */
export function plainSelector(node: Node | undefined): LabelSelector {
  const labels = textMap(node);
  const open = node && !isNull(node) && !labels.whole;
  return {
    labels: labels.texts,
    requirements: [],
    ...(open ? { open: { because: say`a part of its selector is not known`, at: siteOf(node) } } : {}),
  };
}

/** Whether a place is written and holds nothing that something else fills in. */
export function writtenText(node: Node | undefined): Located<string> | undefined {
  const text = locatedText(node);
  return text && text.value !== '' ? text : undefined;
}
