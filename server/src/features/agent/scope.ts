import type { Uri } from '../../text/span';
import { isBelow } from '../../text/uri';
import { visible } from '../../text/escape';
import { environmentName } from '../../model/environment';
import type { InventoryService } from '../inventory';
import { inventoryOf } from '../inventory';
import type { Snapshot } from '../snapshot';
import { findPath } from './places';
import type { Refused } from './question';
import { noSuch } from './question';

/*
 * What a question is limited to: an environment, a service, a folder. A limit that means nothing is refused with what there is,
 * since an empty list would be taken for an answer.
 */

/** Arguments by which questions are limited. */
export const ENVIRONMENT = {
  type: 'string',
  description: 'Only this environment, as answers name it (`production`, `local`, `cluster` …). Default: all.',
} as const;
/** As {@link ENVIRONMENT}. */
export const SERVICE = {
  type: 'string',
  description:
    'Only this service: the name of a Compose service, Deployment, StatefulSet, … Part of a name finds all that hold it.',
} as const;

/** Whether something counts, or why nothing can. */
export type Limit<T> = ((one: T) => boolean) | Refused;

/** Whether a limit, or what was found, is none. */
export function isRefused(given: unknown): given is Refused {
  return typeof given === 'object' && given !== null && 'kind' in given && given.kind === 'refused';
}

/** The environments in which something is deployed, sorted. */
export function environmentsIn(snapshot: Snapshot): readonly string[] {
  const all = snapshot.contexts.filter(({ context: c }) => c.stack !== 'image-build' && !c.quiet);
  return [...new Set(all.map((m) => environmentName(m.context)))].sort();
}

/** Limits names of environments; without one, nothing. */
export function inEnvironment(snapshot: Snapshot, wanted: string | undefined): Limit<string> {
  if (wanted === undefined) return () => true;
  const names = environmentsIn(snapshot);
  const found = names.filter((n) => isSame(n, wanted));
  return found.length > 0 ? (name) => found.includes(name) : noSuch('environment', wanted, names);
}

/** The services of a name, whatever the case: those that are called so, or else those whose name holds it. */
export function servicesNamed(
  services: readonly InventoryService[],
  wanted: string | undefined,
): readonly InventoryService[] | Refused {
  if (wanted === undefined) return services;
  const exact = services.filter((s) => isSame(s.name, wanted));
  if (exact.length > 0) return exact;
  const part = fold(wanted);
  const holding = services.filter((s) => fold(s.name).includes(part));
  return holding.length > 0 ? holding : noSuch('service', wanted, namesOf(services));
}

/** The services of an environment and a name. */
export function servicesIn(
  snapshot: Snapshot,
  { environment, service }: { readonly environment?: string | undefined; readonly service?: string | undefined },
): readonly InventoryService[] | Refused {
  const isIn = inEnvironment(snapshot, environment);
  if (isRefused(isIn)) return isIn;
  return servicesNamed(
    inventoryOf(snapshot).filter((s) => isIn(s.environment)),
    service,
  );
}

/** Limits files to one, or to those of a folder; without a path, nothing. */
export function inPath(snapshot: Snapshot, path: string | undefined): Limit<Uri> {
  if (path === undefined) return () => true;
  const found = findPath(snapshot, path);
  if (found.kind === 'refused') return found;
  return found.kind === 'file' ? (uri) => uri === found.uri : (uri) => isBelow(found.uri, uri);
}

/** Whether a name is the one that is meant: as answers show it, whatever the case. */
export function isSame(name: string, wanted: string): boolean {
  return fold(name) === fold(wanted);
}

function fold(name: string): string {
  return visible(name).trim().toLowerCase();
}

/** The names of services, each once, sorted. */
export function namesOf(services: readonly InventoryService[]): readonly string[] {
  return [...new Set(services.map((s) => s.name))].sort();
}
