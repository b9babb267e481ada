import type { Certainty, ConnectFact, ContainerPort, Fix, Located, Port, ServicePort } from '../facts';
import { showPort, single } from '../facts';
import { isWhole } from '../model/link';
import type { Service, Unit, Workload } from '../model/model';
import type { Change } from '../text/change';
import { say } from '../text/say';
import type { Related } from './rule';
import { fixOf, originOf, rewritten } from './rule';

/*
 * Words and small questions that the rules about Kubernetes objects share.
 */

/** `Deployment \`web\``. */
export function workloadName(w: Workload): string {
  return `${w.fact.objectKind} \`${w.fact.name.value}\``;
}

/** Several workloads for a message: two by name, the rest by number. */
export function workloadNames(all: readonly Workload[]): string {
  // One object of several builds is one.
  const names = [...new Set(all.map((w) => workloadName(w)))];
  const named = names.slice(0, 2);
  if (names.length > 2) return say`${named.join(', ')} and ${names.length - 2} more`;
  return named.join(say` and `);
}

/** Ports that containers declare, as people read them: "8080 (`http`), 9090". */
export function declaredList(units: readonly Unit[]): string {
  const names = units.flatMap((u) =>
    u.fact.ports.flatMap((p) => p.container.alternatives.map((a) => portWithName(a.value, p.name?.value))),
  );
  const list = [...new Set(names)];
  if (list.length === 0) return say`no port`;
  return list.length > 4 ? `${list.slice(0, 4).join(', ')} …` : list.join(', ');
}

/** "8080 (`http`)". */
export function portWithName(port: Port, name: string | undefined): string {
  return name === undefined ? showPort(port) : `${showPort(port)} (\`${name}\`)`;
}

/** Port names that containers declare, each once. */
export function portNames(units: readonly Unit[]): readonly string[] {
  return [...new Set(units.flatMap((u) => u.fact.ports.flatMap((p) => (p.name ? [p.name.value] : []))))];
}

/** The places where ports are declared, at most four of them. */
export function declarations(ports: readonly ContainerPort[]): readonly Related[] {
  return ports.slice(0, 4).map((p) => ({
    at: p.site,
    message: p.name ? say`declared here as \`${p.name.value}\`` : say`declared here without a name`,
  }));
}

/** A fix that writes a port's number where its name stands: without quotes, in which it would be a name again. */
export function numberFix(title: string, name: Located<unknown>, number: Located<Port>): readonly Fix[] {
  const at = originOf(name);
  return at ? fixOf(title, [{ kind: 'replace', at, text: showPort(number.value), bare: true }]) : [];
}

/** A fix that gives a Service a further port; as soon as there are two, each needs a name, which starts with `prefix`. */
export function addServicePort(ports: readonly ServicePort[], number: string, prefix: string): readonly Fix[] {
  const first = ports[0];
  if (!first) return [];
  const names = ports
    .filter((p) => !p.name)
    .flatMap((p): readonly Change[] => {
      const own = single(p.port);
      const value = own && `${prefix}-${showPort(own.value)}`;
      return value === undefined ? [] : [{ kind: 'insert-key', map: p.site, key: 'name', value, first: true }];
    });
  const item = `{ name: ${prefix}-${number}, port: ${number} }`;
  return fixOf(say`Add port ${number} to the Service`, [
    ...names,
    { kind: 'insert-item', seq: first.site, value: item },
  ]);
}

/** A fix that gives a container port a name. */
export function nameFix(port: ContainerPort, number: Located<Port>, name: string): readonly Fix[] {
  const change: Change = { kind: 'insert-key', map: port.site, key: 'name', value: name };
  return fixOf(say`Name container port ${showPort(number.value)} \`${name}\``, [change]);
}

/** Whether everything about a workload's containers is written here: no patch, no placeholder among its ports. */
export function isKnown(w: Workload): boolean {
  return !w.fact.fragment && w.units.length > 0 && w.units.every((u) => u.fact.ports.every((p) => !p.container.open));
}

/** Whether the pod asks for containers that something adds to it on its way into the cluster: a mesh, an agent. */
export function isInjected(w: Workload): boolean {
  return [...w.fact.annotations, ...w.fact.labels].some(
    ([key, { value }]) =>
      /(?:^|[./-])inject(?:ed|ion)?(?:$|[./-])|^dapr\.io\/enabled$/.test(key) && !/^(?:false|disabled|no)$/.test(value),
  );
}

/** Whether a Service stands here as a whole object with all its ports known. */
export function isWholeService(s: Service): boolean {
  return isWhole(s.fact) && s.fact.ports.every((p) => !p.port.open);
}

/**
 * Whether a container is a client of the address: neither its own listener nor what a browser reads, and with a port or a
 * scheme. A bare word may be no address at all.
 */
export function isDialled(fact: ConnectFact): boolean {
  if (fact.class === 'own-listener' || fact.class === 'browser' || fact.place === 'label') return false;
  return fact.explicit || fact.scheme !== undefined;
}

/** How sure it is that a text is an address: by its scheme, by its key, or by a name that only a Service can have. */
export function addressCertainty(fact: ConnectFact): Certainty {
  if (fact.scheme !== undefined || fact.class === 'backend') return 'certain';
  return fact.host.value.includes('.') ? 'high' : 'medium';
}

/** A fix that makes an address ask another port, also where it names none. */
export function askPort(fact: ConnectFact, port: string): readonly Fix[] {
  if (fact.explicit) return fixOf(say`Ask port ${port}`, rewritten(fact.port, port));
  const at = originOf(fact.host);
  if (!at) return [];
  return fixOf(say`Ask port ${port}`, [
    { kind: 'replace', at: { uri: at.uri, start: at.end, end: at.end }, text: `:${port}` },
  ]);
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
