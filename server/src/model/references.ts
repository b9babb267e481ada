import type {
  Certainty,
  Fact,
  LabelSelector,
  Located,
  NamespaceScope,
  PortReference,
  ReferenceTarget,
  Unknown,
} from '../facts';
import { weakest } from '../facts';
import { parseServiceHost } from '../lore/portNames';
import type { ContextModel, LinkedReference, Mutable, NetworkObject, Service, Workload } from './model';
import type { NameIndex, Named } from './names';
import { servicesNamed } from './names';
import { closeness, namespaceCertainty } from './select';

type Linked = Pick<ContextModel, 'context' | 'services' | 'workloads'>;

/** What a reference comes to, before it is put together. */
interface Found {
  readonly services?: readonly Service[];
  readonly workloads?: readonly Workload[];
  readonly objects?: readonly NetworkObject[];
  readonly certainty: Certainty;
  readonly open?: Unknown;
}

const NOTHING: Found = { certainty: 'certain' };

/** Links the objects of a context to the Services, workloads and listeners whose ports they name. */
export function linkObjects(facts: readonly Fact[], model: Linked, names: NameIndex): readonly NetworkObject[] {
  const objects = facts
    .filter((f) => f.kind === 'object')
    .map((fact): Mutable<NetworkObject> => ({ fact, context: model.context, references: [] }));
  const byName = new Map<string, NetworkObject[]>();
  for (const o of objects) {
    const key = `${o.fact.objectKind} ${o.fact.name.value}`;
    byName.set(key, [...(byName.get(key) ?? []), o]);
  }
  for (const object of objects) {
    object.references = object.fact.references.map((fact): LinkedReference => {
      const found = resolve(fact, object, model, names, byName);
      return {
        object,
        fact,
        services: found.services ?? [],
        workloads: found.workloads ?? [],
        objects: found.objects ?? [],
        certainty: found.certainty,
        ...(found.open ? { open: found.open } : {}),
      };
    });
  }
  return objects;
}

function resolve(
  { target }: PortReference,
  object: NetworkObject,
  model: Linked,
  names: NameIndex,
  byName: ReadonlyMap<string, readonly NetworkObject[]>,
): Found {
  const own = object.fact.namespace?.value;
  const { uri } = object.fact.site;
  switch (target.kind) {
    case 'service':
      return withServices(target.name, servicesNamed(names, target.name.value, target.namespace?.value ?? own, uri));
    case 'host': {
      const host = parseServiceHost(target.host.value);
      if (!host || host.pod) return NOTHING;
      return withServices(target.host, servicesNamed(names, host.service, host.namespace ?? own, uri));
    }
    case 'services':
      return selectServices(target.selector, target.namespaces, object, model);
    case 'pods':
      return selectPods(target.selector, target.namespaces, object, model);
    case 'object':
      return namedObject(target, target.namespace?.value ?? own, object, model, byName);
    case 'own':
      return ownObject(target.id, model);
    case 'unknown':
      return NOTHING;
  }
}

function withServices(by: Located<string>, found: Named | undefined): Found {
  if (!found) return NOTHING;
  return { services: found.services, certainty: weakest(by.certainty, found.certainty) };
}

function ownObject(id: string, model: Linked): Found {
  const services = model.services.filter((s) => s.fact.id === id);
  const workloads = model.workloads.filter((w) => w.fact.id === id);
  return { services, workloads, certainty: 'certain' };
}

function namedObject(
  { objectKind, name, group }: ReferenceTarget & { kind: 'object' },
  namespace: string | undefined,
  from: NetworkObject,
  model: Linked,
  byName: ReadonlyMap<string, readonly NetworkObject[]>,
): Found {
  const { uri } = from.fact.site;
  const near = <T extends NetworkObject | Workload>(candidates: readonly T[]) =>
    candidates.flatMap((c) => {
      const space = namespaceCertainty(namespace, c.fact.namespace?.value);
      return space ? [{ c, certainty: weakest(space, closeness(model.context, c.fact.site.uri, uri)) }] : [];
    });
  const objects = near(
    (byName.get(`${objectKind} ${name.value}`) ?? []).filter((o) => group === undefined || o.fact.group === group),
  );
  const workloads = near(
    model.workloads.filter((w) => w.fact.objectKind === objectKind && w.fact.name.value === name.value),
  );
  const certainty = weakest(name.certainty, ...[...objects, ...workloads].map((x) => x.certainty));
  return { objects: objects.map((o) => o.c), workloads: workloads.map((w) => w.c), certainty };
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
 * Labels of namespaces are not looked up: whom they take in is a guess.
 */
export function inScope(
  scope: NamespaceScope,
  own: string | undefined,
  namespace: string | undefined,
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
    case 'labelled': {
      const name = scope.selector.labels.get('kubernetes.io/metadata.name');
      const alone = scope.selector.labels.size === 1 && scope.selector.requirements.length === 0;
      if (name && alone) return namespaceCertainty(name.value, namespace);
      return scope.selector.labels.size === 0 && scope.selector.requirements.length === 0 ? 'certain' : 'low';
    }
  }
}

function selectServices(
  selector: LabelSelector,
  scope: NamespaceScope,
  from: NetworkObject,
  { context, services }: Linked,
): Found {
  const found = services.flatMap((s) => {
    if (!selects(selector, s.fact.labels)) return [];
    const space = inScope(scope, from.fact.namespace?.value, s.fact.namespace?.value);
    return space ? [{ s, certainty: weakest(space, closeness(context, s.fact.site.uri, from.fact.site.uri)) }] : [];
  });
  return {
    services: found.map((f) => f.s),
    certainty: weakest(...found.map((f) => f.certainty)),
    ...(selector.open ? { open: selector.open } : {}),
  };
}

function selectPods(
  selector: LabelSelector,
  scope: NamespaceScope,
  from: NetworkObject,
  { context, workloads }: Linked,
): Found {
  const found = workloads.flatMap((w) => {
    if (w.fact.platform !== from.fact.platform || !selects(selector, w.fact.labels)) return [];
    const space = inScope(scope, from.fact.namespace?.value, w.fact.namespace?.value);
    return space ? [{ w, certainty: weakest(space, closeness(context, w.fact.site.uri, from.fact.site.uri)) }] : [];
  });
  const part = found.find((f) => f.w.fact.fragment)?.w;
  const open: Unknown | undefined =
    selector.open ?? (part && { because: 'a pod that it selects is not whole here', at: part.fact.site });
  return {
    workloads: found.map((f) => f.w),
    certainty: weakest(...found.map((f) => f.certainty)),
    ...(open ? { open } : {}),
  };
}
