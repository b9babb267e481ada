import type { Located, Port } from '../facts';
import { atLeast } from '../facts';
import { spanKey } from '../text/span';
import { environmentName } from './environment';
import type { ContextModel, Unit } from './model';
import type { WorkspaceModel } from './workspace';

/** One container in one environment. */
export interface Twin {
  readonly unit: Unit;
  /** `local`, `staging`, `production` …; `cluster` for manifests that do not say. */
  readonly environment: string;
  /** The container ports that its deployment declares or maps, all of them known. Not empty. */
  readonly ports: readonly Located<Port>[];
}

/** The same container as several environments run it: two or more twins, of at least two environments. */
export type Twins = readonly Twin[];

const known = new WeakMap<WorkspaceModel, readonly Twins[]>();

/**
 * Containers that are the same program in different environments, as surely as files can tell: built from one stage of one
 * Dockerfile, or one object of a base that several overlays build on.
 */
export function twinsOf(model: WorkspaceModel): readonly Twins[] {
  const before = known.get(model);
  if (before) return before;
  const groups = new Map<string, Twin[]>();
  for (const context of model.contexts) {
    if (context.context.stack === 'image-build' || isAside(context)) continue;
    const environment = environmentName(context.context);
    const crowd = imageCounts(context);
    for (const unit of context.units) {
      const ports = portsOf(unit);
      if (!ports) continue;
      for (const key of keysOf(unit, crowd)) {
        const twin = { unit, environment, ports };
        const group = groups.get(key);
        if (group) group.push(twin);
        else groups.set(key, [twin]);
      }
    }
  }
  const made = [...groups.values()]
    .map((g) => g.filter((t) => !isOutdone(t, g)))
    .filter((g) => new Set(g.map((t) => t.environment)).size > 1);
  known.set(model, made);
  return made;
}

/** Examples and tests are variants on purpose. */
function isAside({ context }: ContextModel): boolean {
  return context.role === 'test' || context.role === 'example';
}

/** A chart's own values are what environments change: where it is deployed to one, they are none themselves. */
function isOutdone({ unit }: Twin, all: Twins): boolean {
  const { context, fact } = unit.workload;
  if (!context.rendered || context.environment !== undefined) return false;
  const object = spanKey(fact.site);
  return all.some(
    (t) => t.unit.workload.context.environment !== undefined && spanKey(t.unit.workload.fact.site) === object,
  );
}

/** How many containers of a context run each image of the workspace. */
function imageCounts(model: ContextModel): ReadonlyMap<string, number> {
  const out = new Map<string, number>();
  for (const unit of model.units) {
    const key = imageKey(unit);
    if (key !== undefined) out.set(key, (out.get(key) ?? 0) + 1);
  }
  return out;
}

function imageKey({ image }: Unit): string | undefined {
  if (!image || !atLeast(image.certainty, 'high')) return undefined;
  return `image ${image.fact.dockerfile} ${image.fact.stage.value}`;
}

/** What makes a container the same as one of another context. An image that runs several times needs the name as well. */
function keysOf(unit: Unit, crowd: ReadonlyMap<string, number>): readonly string[] {
  const keys: string[] = [];
  const image = imageKey(unit);
  const { workload } = unit;
  if (image !== undefined && unit.fact.role === 'main')
    keys.push((crowd.get(image) ?? 0) === 1 ? image : `${image} ${workload.fact.name.value}`);
  if (workload.context.together) keys.push(`object ${spanKey(workload.fact.site)} ${unit.fact.name.value}`);
  return keys;
}

/** Its container ports when all of them are known numbers; `undefined` when there is none or one is not known. */
function portsOf(unit: Unit): readonly Located<Port>[] | undefined {
  const { ports } = unit.fact;
  if (ports.length === 0 || unit.workload.fact.fragment) return undefined;
  if (ports.some((p) => p.container.open || p.container.alternatives.length !== 1)) return undefined;
  const values = ports.flatMap((p) => p.container.alternatives);
  return values.every((v) => v.value.kind === 'number') ? values : undefined;
}
