import type { Certainty } from '../facts';
import { weakest } from '../facts';
import type { ContextModel, Service, Workload } from './model';
import { closeness, namespaceCertainty } from './select';
import { append } from '../text/lists';

/** The names of a context, ready to be looked up. */
export interface NameIndex {
  readonly services: ReadonlyMap<string, readonly Service[]>;
  /** Workloads by the names that they are dialled by, in lower case. */
  readonly bearers: ReadonlyMap<string, readonly Workload[]>;
}

/** Indexes the Services and workloads of a context by name. */
export function nameIndex(model: Pick<ContextModel, 'services' | 'workloads'>): NameIndex {
  const services = new Map<string, Service[]>();
  for (const s of model.services) append(services, s.fact.name.value, s);
  const bearers = new Map<string, Workload[]>();
  for (const w of model.workloads)
    for (const name of new Set(w.fact.names.map((n) => n.name.toLowerCase()))) append(bearers, name, w);
  return { services, bearers };
}

/** Services that a name means, with the weakest of the links to them. */
export interface Named {
  readonly services: readonly Service[];
  readonly certainty: Certainty;
}

/**
 * The Services of a name in a namespace (`undefined`: the unknown one of apply time) as seen from a file; `undefined` when
 * there is none in the context.
 */
export function servicesNamed(
  names: NameIndex,
  name: string,
  namespace: string | undefined,
  from: string,
): Named | undefined {
  const found = (names.services.get(name) ?? []).flatMap((s) => {
    const space = namespaceCertainty(namespace, s.fact.namespace?.value);
    return space ? [{ s, certainty: weakest(space, closeness(s.context, s.fact.site.uri, from)) }] : [];
  });
  if (found.length === 0) return undefined;
  return { services: found.map((f) => f.s), certainty: weakest(...found.map((f) => f.certainty)) };
}
