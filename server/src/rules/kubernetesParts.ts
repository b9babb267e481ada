import type { Certainty, Change, Fix, Port } from '../facts';
import { showPort } from '../facts';
import { isWhole } from '../model/link';
import type { Service, Unit, Workload } from '../model/model';
import type { Span } from '../text/span';

/*
 * Words and small questions that the rules about Kubernetes objects share.
 */

/** A fix that writes other characters for a value; none where its characters stand nowhere or in pieces. */
export function rewriteFix(title: string, at: Span | undefined, text: string, safe: boolean): readonly Fix[] {
  if (!at) return [];
  const change: Change = { kind: 'replace', at, text };
  return [{ title, safe, preferred: true, changes: [change] }];
}

/** `Deployment \`web\``. */
export function workloadName(w: Workload): string {
  return `${w.fact.objectKind} \`${w.fact.name.value}\``;
}

/** `container \`app\` of Deployment \`web\``. */
export function unitName(u: Unit): string {
  return `container \`${u.fact.name.value}\` of ${workloadName(u.workload)}`;
}

/** Ports that a container declares, as people read them: `8080 (http), 9090`. */
export function declaredList(units: readonly Unit[]): string {
  const names = units.flatMap((u) =>
    u.fact.ports.flatMap((p) => p.container.alternatives.map((a) => portWithName(a.value, p.name?.value))),
  );
  const list = [...new Set(names)];
  if (list.length === 0) return 'no port';
  return list.length > 4 ? `${list.slice(0, 4).join(', ')} …` : list.join(', ');
}

function portWithName(port: Port, name: string | undefined): string {
  return name === undefined ? showPort(port) : `${showPort(port)} (\`${name}\`)`;
}

/** Port names that containers declare, each once. */
export function portNames(units: readonly Unit[]): readonly string[] {
  return [...new Set(units.flatMap((u) => u.fact.ports.flatMap((p) => (p.name ? [p.name.value] : []))))];
}

/** Whether everything about a workload's containers is written here: no patch, no placeholder among its ports. */
export function isKnown(w: Workload): boolean {
  return !w.fact.fragment && w.units.length > 0 && w.units.every((u) => u.fact.ports.every((p) => !p.container.open));
}

/** Whether a Service stands here as a whole object with all its ports known. */
export function isWholeService(s: Service): boolean {
  return isWhole(s.fact) && s.fact.ports.every((p) => !p.port.open);
}

/** The lower certainty of several selections; `certain` for none. */
export function surest(
  all: readonly { readonly certainty: Certainty }[],
  worst: (a: Certainty, b: Certainty) => Certainty,
): Certainty {
  return all.reduce<Certainty>((c, s) => worst(c, s.certainty), 'certain');
}

/**
 * Whether a number stands as a word of its own in what a container runs or is told: a flag or variable that nobody has
 * written down may well mean that it listens there.
 */
export function mentions(unit: Unit, number: number): boolean {
  const word = new RegExp(`(?<![\\d.])${number}(?![\\d.])`);
  const image = unit.image?.fact;
  const lines = [unit.fact.command, unit.fact.entrypoint, image?.command, image?.entrypoint];
  if (lines.some((l) => l?.words.some((w) => word.test(w.text)))) return true;
  return [...unit.env.values()].some((v) => v.value !== undefined && word.test(v.value.text));
}
