import type { Certainty, ContainerPort, Located, MountFact, Port, Values } from '../facts';
import { atLeast, contains, single } from '../facts';
import { say } from '../text/say';
import { knownMoved } from './belief';
import type { Belief, Evidence, PortSpec } from './evidence';
import { valuesMayMeet } from './evidence';
import type { ContextModel, Unit, Workload } from './model';

/*
 * Questions about what containers listen on that several rules ask. All answers err on the side of "it may".
 */

/** A container as messages call it: `api` for compose, "container `app` of Deployment `web`" elsewhere. */
export function unitName(unit: Unit): string {
  const { fact } = unit.workload;
  if (fact.platform === 'compose') return `\`${fact.name.value}\``;
  return say`container \`${unit.fact.name.value}\` of ${fact.objectKind} \`${fact.name.value}\``;
}

/** Evidence as messages name it: `PORT`, `--port`, EXPOSE, "image `postgres`". */
export function citing(e: Pick<Evidence, 'by'>): string {
  return e.by === 'EXPOSE' || /[\s`]/.test(e.by) ? e.by : `\`${e.by}\``;
}

/** All running containers behind one localhost: of the workload itself and of all that share its network namespace. */
export function neighbours(workload: Workload): readonly Unit[] {
  return workload.sharing.flatMap((w) => w.units.filter((u) => u.fact.role !== 'init'));
}

/** Whether one of the containers may listen on the port, whatever the protocol. */
export function mayListen(units: readonly Unit[], port: Values<Port>): boolean {
  return units.some(
    (u) => [...contradicting(u), ...namedPorts(u)].some((p) => valuesMayMeet(p.port, port)) || isOptional(u, port),
  );
}

/** Whether a plugin or switch of the known image opens the port. */
function isOptional(unit: Unit, port: Values<Port>): boolean {
  const optional = unit.known?.optional ?? [];
  return port.open !== undefined || port.alternatives.some((a) => optional.some((o) => contains(a.value, o.port)));
}

/**
 * How sure it is that a container listens on nothing but its evidence: a flag, a variable or a configuration of a program
 * with one listener, or a known image that nothing in the unit moves. `undefined` when it may listen on more.
 */
export function closedness(unit: Unit): Certainty | undefined {
  const { belief, known, image } = unit;
  if (belief.open || belief.level === undefined || known?.multiListener) return undefined;
  if (image && !atLeast(image.certainty, 'high')) return undefined;
  if (belief.level <= 8) return belief.main.every((e) => e.exclusive) ? belief.certainty : undefined;
  return belief.level === 10 && known?.complete && !image ? belief.certainty : undefined;
}

/** As {@link closedness}, where the EXPOSE of an image that is built here counts as the list of all its ports too. */
export function listedness(unit: Unit): Certainty | undefined {
  const { belief, image } = unit;
  const listed = image && !belief.open && atLeast(image.certainty, 'high') && hasOwnExpose(belief);
  return closedness(unit) ?? (listed ? 'high' : undefined);
}

/** Whether an EXPOSE of the image itself, not of its base, is among the evidence, its ports known. */
export function hasOwnExpose(belief: Belief): boolean {
  return belief.all.some((e) => e.level === 9) && belief.all.every((e) => e.level !== 9 || single(e.port));
}

/** Whether something in the unit may make it listen where nothing here can see it: a mounted configuration, a choice of listeners. */
export function listensElsewhere(unit: Unit): boolean {
  const { known, fact } = unit;
  return (
    known?.multiListener === true ||
    fact.mounts.some(isConfig) ||
    (known !== undefined && knownMoved(fact, known) !== undefined)
  );
}

function isConfig(mount: MountFact): boolean {
  return (
    mount.kind === 'config' ||
    mount.kind === 'secret' ||
    /\.(?:conf|cfg|ini|json|ya?ml|toml|properties|xml|lua|hcl|template)$/i.test(mount.target) ||
    /(?:^|\/)(?:conf(?:ig)?(?:\.d)?|etc)(?:\/|$)/i.test(mount.target)
  );
}

/** The only port that the container's main program is believed to listen on; `undefined` when there are several or none. */
export function mainPort(unit: Pick<Unit, 'belief'>): Located<Port> | undefined {
  const numbers = new Map<string, Located<Port>>();
  for (const e of unit.belief.main) {
    const value = single(e.port);
    if (value?.value.kind !== 'number') return undefined;
    numbers.set(String(value.value.number), value);
  }
  return numbers.size === 1 ? [...numbers.values()][0] : undefined;
}

/**
 * Evidence that a mapped port must not match to be called wrong: what is believed, all beside it that is not the main
 * listener, and, unless the program has one listener only, everything that is also possible.
 */
export function contradicting(unit: Pick<Unit, 'belief'>): readonly Evidence[] {
  const { main, all } = unit.belief;
  const exclusive = main.length > 0 && main.every((e) => e.exclusive);
  return exclusive ? [...main, ...all.filter((e) => e.purpose !== 'main')] : all;
}

/** A ⊥ B by number, whatever the protocol: both say something, and nothing of one may be anything of the other. */
export function disjointNumbers(a: readonly PortSpec[], b: readonly PortSpec[]): boolean {
  const known = [...a, ...b].every((s) => s.port.alternatives.length > 0 && !s.port.open);
  return known && a.length > 0 && b.length > 0 && a.every((x) => b.every((y) => !valuesMayMeet(x.port, y.port)));
}

/** Container-side ports that the deployment names for the container, mapped or only documented. */
export function namedPorts(unit: Unit): readonly PortSpec[] {
  return [...unit.mapped, ...unit.fact.exposes];
}

/** Numbers that hardly anything but debuggers uses. */
const DEBUGGERS = new Set([2345, 5005, 5678, 9229, 40000]);

/** Whether a mapped port is a debugger's: it stands beside the one that serves and says nothing about the application. */
export function isDebugger(p: ContainerPort): boolean {
  const value = single(p.container)?.value;
  return value?.kind === 'number' && p.protocol === 'tcp' && DEBUGGERS.has(value.number);
}

/** Whether two workloads are ever started together: compose profiles that do not meet keep services apart. */
export function coActive(a: Workload, b: Workload): boolean {
  const [x, y] = [profilesOf(a), profilesOf(b)];
  return x.length === 0 || y.length === 0 || x.some((p) => y.includes(p));
}

function profilesOf(w: Workload): readonly string[] {
  return w.fact.profiles?.map((p) => p.value) ?? [];
}

/** Containers that run in the context and are whole: no patches, no init containers. */
export function runningUnits(model: ContextModel): readonly Unit[] {
  const known = running.get(model);
  if (known) return known;
  const made = model.units.filter((u) => !u.workload.fact.fragment && u.fact.role !== 'init');
  running.set(model, made);
  return made;
}

/** Half of the rules ask. */
const running = new WeakMap<ContextModel, readonly Unit[]>();
