import type { PortReference, ReferenceTarget } from '../facts';
import { meets } from '../facts';
import { isBelow } from '../text/uri';
import type { ContextModel, LinkedReference, Mutable, NetworkObject, Service, Workload } from './model';
import { selects } from './scopes';
import { namespaceCertainty } from './select';

/*
 * Forwards of developers' tools name Services and workloads that other files describe: whichever contexts lie at or below the
 * tool's own directory. The one place where a reference leaves its context; a tool's file describes nothing itself, and nothing
 * of the other contexts is ever linked to it.
 */

/** Whether a context names ports of other contexts. */
export function hasForwards(model: ContextModel): boolean {
  const told = forwarding.get(model);
  if (told !== undefined) return told;
  const made = model.objects.some((o) => o.fact.references.some((r) => r.use === 'forward'));
  forwarding.set(model, made);
  return made;
}

/** Asked of every context after every edit. */
const forwarding = new WeakMap<ContextModel, boolean>();

interface Made {
  readonly from: readonly ContextModel[];
  readonly model: ContextModel;
}

const known = new WeakMap<ContextModel, Made>();

/** The model with its forwards linked to what other contexts hold; the same model as long as those are the same. */
export function withForwards(model: ContextModel, all: readonly ContextModel[]): ContextModel {
  const { directory } = model.context;
  const from = all.filter((c) => c !== model && !hasForwards(c) && isBelow(directory, c.context.directory));
  const last = known.get(model);
  if (last && last.from.length === from.length && last.from.every((c, i) => c === from[i])) return last.model;
  const objects = model.objects.map((o): NetworkObject => {
    const object: Mutable<NetworkObject> = { ...o };
    object.references = o.references.map((r) => ({ ...r, object, ...found(r.fact, from) }));
    return object;
  });
  const made = { from, model: { ...model, objects } };
  known.set(model, made);
  return made.model;
}

type Found = Pick<LinkedReference, 'services' | 'workloads' | 'certainty'>;

function found({ target, port, use }: PortReference, from: readonly ContextModel[]): Found {
  const none = { services: [], workloads: [], certainty: 'certain' } as const;
  if (use !== 'forward') return none;
  const services = from.flatMap((c) => c.services.filter((s) => isServiceMeant(s, target, port)));
  const workloads = from.flatMap((c) => c.workloads.filter((w) => isWorkloadMeant(w, target)));
  // Which of the contexts the tool deploys is for its own options to say.
  return { services, workloads, certainty: 'high' };
}

function isServiceMeant({ fact }: Service, target: ReferenceTarget, port: PortReference['port']): boolean {
  if (target.kind === 'service') return fact.name.value === target.name.value && isSpace(target, fact.namespace?.value);
  if (target.kind !== 'node') return false;
  const asked = port?.alternatives ?? [];
  return fact.ports.some((p) => p.nodePort?.alternatives.some((n) => asked.some((a) => meets(a.value, n.value))));
}

function isWorkloadMeant({ fact }: Workload, target: ReferenceTarget): boolean {
  if (fact.platform !== 'kubernetes') return false;
  if (target.kind === 'pods') return target.selector.labels.size > 0 && selects(target.selector, fact.labels);
  if (target.kind !== 'object' || fact.name.value !== target.name.value) return false;
  // A tool that goes by the name alone takes any kind.
  return (target.objectKind === '*' || target.objectKind === fact.objectKind) && isSpace(target, fact.namespace?.value);
}

function isSpace(
  target: Extract<ReferenceTarget, { kind: 'service' | 'object' }>,
  namespace: string | undefined,
): boolean {
  return target.namespace === undefined || namespaceCertainty(target.namespace.value, namespace) !== undefined;
}
