import type { Certainty, ContainerPort, ServicePort } from '../facts';
import { samePort, weakest } from '../facts';
import type { Context } from '../stacks/stack';
import type { Mutable, RouteEnd, Selection, Service, ServiceRoute, Unit, Workload } from './model';

/** Workloads by each of their labels, so that a selector looks only at those that carry its first. */
export type LabelIndex = ReadonlyMap<string, readonly Mutable<Workload>[]>;

/** The index of the workloads' labels. */
export function labelIndex(workloads: readonly Mutable<Workload>[]): LabelIndex {
  const index = new Map<string, Mutable<Workload>[]>();
  for (const w of workloads) {
    for (const label of spelled(w.fact.labels)) {
      const bearers = index.get(label);
      if (bearers) bearers.push(w);
      else index.set(label, [w]);
    }
  }
  return index;
}

type Labels = Workload['fact']['labels'];

const spellings = new WeakMap<Labels, readonly string[]>();

/** `key=value` of each label; builds of one base share them. */
function spelled(labels: Labels): readonly string[] {
  const known = spellings.get(labels);
  if (known) return known;
  const made = [...labels].map(([key, value]) => `${key}=${value.value}`);
  spellings.set(labels, made);
  return made;
}

/** Fills what a service selects and where its ports lead. */
export function selectWorkloads(service: Mutable<Service>, index: LabelIndex): void {
  const { selector } = service.fact;
  if (selector.size > 0 && service.fact.type !== 'ExternalName') {
    const chosen: Selection[] = [];
    const candidates = spelled(selector).map((label) => index.get(label) ?? []);
    const fewest = candidates.reduce((a, b) => (b.length < a.length ? b : a));
    for (const w of fewest) {
      const certainty = matches(service, w);
      if (!certainty) continue;
      chosen.push({ service, workload: w, certainty });
    }
    const lasting = chosen.filter((s) => !isHook(s.workload));
    const selected = lasting.length > 0 ? lasting : chosen;
    for (const selection of selected) {
      const w: Mutable<Workload> = selection.workload;
      w.selectedBy = [...w.selectedBy, selection];
    }
    service.selected = selected;
  }
  service.routes = service.fact.ports.map((port) => routeOf(service, port));
}

/**
 * A pod that Helm runs to its end around an install or for `helm test` (helm.sh/docs/topics/charts_hooks). The one of `helm create`
 * has the labels of the application, and is nothing that its Service is for.
 */
function isHook({ fact }: Workload): boolean {
  return fact.objectKind === 'Pod' && fact.annotations.has('helm.sh/hook');
}

function matches(service: Service, w: Workload): Certainty | undefined {
  if (w.fact.platform !== service.fact.platform || w.fact.labels.size === 0) return undefined;
  for (const [key, value] of service.fact.selector) if (w.fact.labels.get(key)?.value !== value.value) return undefined;
  const space = namespaceCertainty(service.fact.namespace?.value, w.fact.namespace?.value);
  return space && weakest(space, closeness(service.context, service.fact.site.uri, w.fact.site.uri));
}

/**
 * How sure it is that two objects share a namespace: written alike or both left to apply time, certainly; one written
 * and one not, perhaps; two different ones never.
 */
export function namespaceCertainty(a: string | undefined, b: string | undefined): Certainty | undefined {
  if (a === b) return 'certain';
  return a === undefined || b === undefined ? 'medium' : undefined;
}

/** How sure it is that two files of a context are deployed together: built as one or neighbours, certainly. */
export function closeness(context: Context, a: string, b: string): Certainty {
  return context.together || sameDirectory(a, b) ? 'certain' : 'high';
}

/** Whether two files lie in the same directory. */
export function sameDirectory(a: string, b: string): boolean {
  return a.slice(0, a.lastIndexOf('/')) === b.slice(0, b.lastIndexOf('/'));
}

/** Containers whose ports a Service looks up by name: the app's, then native sidecars; ordinary init containers never. */
export function servingUnits(w: Workload): readonly Unit[] {
  return [...w.units.filter((u) => u.fact.role === 'main'), ...w.units.filter((u) => u.fact.role === 'sidecar')];
}

function routeOf(service: Service, port: ServicePort): ServiceRoute {
  const target = port.targetPort ?? port.port;
  const ends: RouteEnd[] = [];
  const missing: Selection[] = [];
  for (const selection of service.selected) {
    const found = endsIn(selection, port);
    if (found.length > 0) ends.push(...found);
    else if (!target.open) missing.push(selection);
  }
  return { service, port, ends, missing };
}

function endsIn(selection: Selection, port: ServicePort): readonly RouteEnd[] {
  const target = port.targetPort ?? port.port;
  const out: RouteEnd[] = [];
  for (const unit of servingUnits(selection.workload)) {
    for (const p of unit.fact.ports) {
      if (!reaches(port, target, p)) continue;
      out.push({ workload: selection.workload, unit, port: p, certainty: selection.certainty });
      // By name the first match wins, as in the endpoint controller.
      if (target.alternatives.every((a) => a.value.kind === 'name')) return out;
    }
  }
  return out;
}

function reaches(port: ServicePort, target: ServicePort['port'], p: ContainerPort): boolean {
  return target.alternatives.some((a) => {
    if (a.value.kind === 'name') return p.name?.value === a.value.name && p.protocol === port.protocol;
    return p.container.alternatives.some((c) => samePort(c.value, a.value));
  });
}
