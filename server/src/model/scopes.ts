import type { Certainty, LabelSelector, Located, NamespaceScope, ObjectFact } from '../facts';
import { namespaceCertainty } from './select';

/*
 * Selectors of the Kubernetes API over labels and over namespaces.
 */

/** Labels of the namespaces that stand in a context as objects, by name. */
export type NamespaceLabels = ReadonlyMap<string, ReadonlyMap<string, Located<string>>>;

/** The label that the API server gives every namespace: its own name. */
const NAME_LABEL = 'kubernetes.io/metadata.name';

/** Collects the labels of the Namespace objects of a context; of two of one name the labels of both. */
export function namespaceLabels(objects: readonly ObjectFact[]): NamespaceLabels {
  const known = new Map<string, ReadonlyMap<string, Located<string>>>();
  for (const { objectKind, name, labels } of objects)
    if (objectKind === 'Namespace')
      known.set(name.value, new Map([...(known.get(name.value) ?? []), ...labels, [NAME_LABEL, name]]));
  return known;
}

/** Whether labels satisfy a selector of the Kubernetes API; an empty one takes everything. */
export function selects(selector: LabelSelector, labels: ReadonlyMap<string, Located<string>>): boolean {
  for (const [key, value] of selector.labels) if (labels.get(key)?.value !== value.value) return false;
  return selector.requirements.every(({ key, operator, values }) => {
    const value = labels.get(key)?.value;
    switch (operator) {
      case 'In':
        return value !== undefined && values.includes(value);
      case 'NotIn':
        return value === undefined || !values.includes(value);
      case 'Exists':
        return value !== undefined;
      case 'DoesNotExist':
        return value === undefined;
    }
  });
}

/**
 * How sure it is that an object of a namespace is meant by a scope, seen from an object of another; `undefined`: it is not.
 * Labels of a namespace are known when it stands in the context; whom they take in otherwise is a guess.
 */
export function inScope(
  scope: NamespaceScope,
  own: string | undefined,
  namespace: string | undefined,
  known: NamespaceLabels,
): Certainty | undefined {
  switch (scope.kind) {
    case 'own':
      return namespaceCertainty(own, namespace);
    case 'all':
      return 'certain';
    case 'named': {
      const all = scope.names.map((n) => namespaceCertainty(n.value, namespace));
      return all.includes('certain') ? 'certain' : all.find((c) => c !== undefined);
    }
    case 'labelled':
      return labelled(scope.selector, namespace, known);
  }
}

function labelled(
  selector: LabelSelector,
  namespace: string | undefined,
  known: NamespaceLabels,
): Certainty | undefined {
  const keys = [...selector.labels.keys(), ...selector.requirements.map((r) => r.key)];
  if (keys.length === 0) return selector.open ? 'low' : 'certain';
  const labels = namespace === undefined ? undefined : known.get(namespace);
  // Who applies the namespace may give it further labels, so a label that is not there may come yet.
  if (labels && keys.every((k) => labels.has(k))) return verdict(selects(selector, labels), selector);
  if (!keys.every((k) => k === NAME_LABEL)) return labels && contradicts(selector, labels) ? undefined : 'low';
  if (namespace === undefined) return 'low';
  const name: Located<string> = {
    value: namespace,
    site: { uri: '', start: 0, end: 0 },
    origins: [],
    via: [],
    certainty: 'certain',
  };
  return verdict(selects(selector, new Map([[NAME_LABEL, name]])), selector);
}

function verdict(selected: boolean, selector: LabelSelector): Certainty | undefined {
  if (!selected) return undefined;
  return selector.open ? 'low' : 'certain';
}

/** Whether a label that is known has another value than the selector asks for. */
function contradicts(selector: LabelSelector, labels: ReadonlyMap<string, Located<string>>): boolean {
  return [...selector.labels].some(([key, { value }]) => (labels.get(key)?.value ?? value) !== value);
}
