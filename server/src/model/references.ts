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
import { append } from '../text/lists';
import { say } from '../text/say';
import type { ContextModel, LinkedReference, Mutable, NetworkObject, Service, Workload } from './model';
import type { NameIndex, Named } from './names';
import { servicesNamed } from './names';
import type { NamespaceLabels } from './scopes';
import { inScope, namespaceLabels, selects } from './scopes';
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

/** What a reference may mean: everything of the context, ready to be looked up. */
interface Lookup extends Linked {
  readonly names: NameIndex;
  /** Objects by `Kind name`. */
  readonly byName: ReadonlyMap<string, readonly NetworkObject[]>;
  /** Objects that make DNS names known, by each of these. */
  readonly byHost: ReadonlyMap<string, readonly NetworkObject[]>;
  readonly namespaces: NamespaceLabels;
}

/** Links the objects of a context to the Services, workloads and listeners whose ports they name. */
export function linkObjects(facts: readonly Fact[], model: Linked, names: NameIndex): readonly NetworkObject[] {
  const objects = facts
    .filter((f) => f.kind === 'object')
    .map((fact): Mutable<NetworkObject> => ({ fact, context: model.context, references: [] }));
  const byName = new Map<string, NetworkObject[]>();
  const byHost = new Map<string, NetworkObject[]>();
  for (const o of objects) {
    append(byName, `${o.fact.objectKind} ${o.fact.name.value}`, o);
    if (o.fact.objectKind === 'ServiceEntry')
      for (const h of o.fact.hosts ?? []) append(byHost, h.value.toLowerCase(), o);
  }
  const lookup: Lookup = { ...model, names, byName, byHost, namespaces: namespaceLabels(objects.map((o) => o.fact)) };
  for (const object of objects) {
    object.references = object.fact.references.map((fact): LinkedReference => {
      const found = resolve(fact.target, fact.use, object, lookup);
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

function resolve(target: ReferenceTarget, use: PortReference['use'], object: NetworkObject, lookup: Lookup): Found {
  const own = object.fact.namespace?.value;
  const { names } = lookup;
  const { uri } = object.fact.site;
  switch (target.kind) {
    case 'service':
      return withServices(target.name, servicesNamed(names, target.name.value, target.namespace?.value ?? own, uri));
    case 'host': {
      if (use === 'mesh') return meshHost(target.host, object, lookup);
      const host = parseServiceHost(target.host.value);
      if (!host || host.pod) return NOTHING;
      return withServices(target.host, servicesNamed(names, host.service, host.namespace ?? own, uri));
    }
    case 'services':
      return selectServices(target.selector, target.namespaces, object, lookup);
    case 'pods':
      return selectPods(target.selector, target.namespaces, object, lookup);
    case 'object':
      return namedObject(target, target.namespace?.value ?? own, object, lookup);
    case 'several':
      return together(target.targets.map((t) => resolve(t, use, object, lookup)));
    case 'own':
      return ownObject(target.id, lookup);
    case 'node':
      return NOTHING;
    case 'unknown':
      return { certainty: 'certain', open: { because: target.because } };
  }
}

function together(all: readonly Found[]): Found {
  const unknown = all.find((f) => f.open)?.open;
  return {
    services: [...new Set(all.flatMap((f) => f.services ?? []))],
    workloads: [...new Set(all.flatMap((f) => f.workloads ?? []))],
    objects: [...new Set(all.flatMap((f) => f.objects ?? []))],
    certainty: weakest(...all.map((f) => f.certainty)),
    ...(unknown ? { open: unknown } : {}),
  };
}

/**
 * A host as Istio reads it: a name without a dot is a Service of the namespace of the object that names it, a name with one is
 * a full name, in the cluster's domain or in a ServiceEntry. `web.shop` is neither; for navigation it is taken as it was meant.
 */
function meshHost(host: Located<string>, object: NetworkObject, { names, byHost }: Lookup): Found {
  const name = parseServiceHost(host.value);
  const own = object.fact.namespace?.value;
  const full = host.value.toLowerCase().endsWith('.cluster.local');
  const short = !host.value.includes('.');
  const found =
    name && !name.pod ? servicesNamed(names, name.service, name.namespace ?? own, object.fact.site.uri) : undefined;
  const spelled = short && name ? `${name.service}.${own ?? 'default'}.svc.cluster.local` : host.value.toLowerCase();
  const objects = byHost.get(spelled) ?? [];
  if (!found) return { objects, certainty: host.certainty };
  const certainty = short || full ? found.certainty : 'low';
  if (certainty === 'low' && objects.length > 0) return { objects, certainty: host.certainty };
  return { services: found.services, objects, certainty: weakest(host.certainty, certainty) };
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
  model: Lookup,
): Found {
  const { byName } = model;
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

function selectServices(
  selector: LabelSelector,
  scope: NamespaceScope,
  from: NetworkObject,
  { context, services, namespaces }: Lookup,
): Found {
  const found = services.flatMap((s) => {
    if (!selects(selector, s.fact.labels)) return [];
    const space = inScope(scope, from.fact.namespace?.value, s.fact.namespace?.value, namespaces);
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
  { context, workloads, namespaces }: Lookup,
): Found {
  const found = workloads.flatMap((w) => {
    if (w.fact.platform !== from.fact.platform || !selects(selector, w.fact.labels)) return [];
    const space = inScope(scope, from.fact.namespace?.value, w.fact.namespace?.value, namespaces);
    return space ? [{ w, certainty: weakest(space, closeness(context, w.fact.site.uri, from.fact.site.uri)) }] : [];
  });
  const part = found.find((f) => f.w.fact.fragment)?.w;
  const open: Unknown | undefined =
    selector.open ?? (part && { because: say`a pod that it selects is not whole here`, at: part.fact.site });
  return {
    workloads: found.map((f) => f.w),
    certainty: weakest(...found.map((f) => f.certainty)),
    ...(open ? { open } : {}),
  };
}
