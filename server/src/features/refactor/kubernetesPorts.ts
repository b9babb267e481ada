import type { ContainerPort, Located, Port } from '../../facts';
import { showPort, single } from '../../facts';
import { isPortName, slugPortName } from '../../lore/portNames';
import type { Unit, Workload } from '../../model/model';
import type { Snapshot } from '../snapshot';
import { originOf } from '../../rules/rule';
import { isTemplate } from '../../syntax/templateEdits';
import type { Uri } from '../../text/span';
import { spanKey, touches } from '../../text/span';
import type { Place } from './refactoring';

/** A container port whose number stands where it is declared, with the unit that declares it. */
export interface DeclaredNumber {
  readonly unit: Unit;
  readonly port: ContainerPort;
  readonly number: Located<Port>;
}

/**
 * The declaration of a container port by number that something can be written beside; `undefined` for what comes from
 * templates or patches and for what is not Kubernetes.
 */
export function declaredNumber(snapshot: Snapshot, unit: Unit, port: ContainerPort): DeclaredNumber | undefined {
  const number = single(port.container);
  const at = originOf(number);
  const isHere = at?.uri === port.site.uri && at.start >= port.site.start && at.end <= port.site.end;
  if (number?.value.kind !== 'number' || !isHere || port.form !== 'object' || !isPlainYaml(snapshot, port.site.uri))
    return undefined;
  return { unit, port, number };
}

/** Whether a file is YAML as it is applied: no template, which writes YAML. */
export function isPlainYaml({ files }: Snapshot, uri: Uri): boolean {
  const text = files.get(uri)?.text;
  return /\.ya?ml$/i.test(uri) && text !== undefined && !isTemplate(uri, text);
}

/**
 * A name for a container port that is valid and free in all pods that have it: of those proposed the first that will do, else
 * one of the number.
 */
export function freePortName(
  { port, number }: Pick<DeclaredNumber, 'port' | 'number'>,
  workloads: readonly Workload[],
  proposed: readonly (string | undefined)[],
): string | undefined {
  const taken = new Set(workloads.flatMap((w) => w.units.flatMap((u) => u.fact.ports.map((p) => p.name?.value))));
  for (const w of workloads) for (const name of [...(w.fact.optionalPorts ?? []), ...askedNames(w)]) taken.add(name);
  const names = proposed.map((name) => (name === undefined ? undefined : slugPortName(name)));
  return [...names, `${port.protocol}-${showPort(number.value)}`].find(
    (name) => name !== undefined && isPortName(name) && !isOtherValue(name) && !taken.has(name),
  );
}

/** Names that Services and probes ask a pod for, of which it may have none: what gets such a name gets their traffic. */
function askedNames({ selectedBy, units }: Workload): readonly string[] {
  const ports = [
    ...selectedBy.flatMap((s) => s.service.routes.map((r) => r.port.targetPort)),
    ...units.flatMap((u) => u.fact.checks.map((c) => c.port)),
  ];
  return ports.flatMap((p) =>
    (p?.alternatives ?? []).flatMap(({ value }) => (value.kind === 'name' ? [value.name] : [])),
  );
}

/** Words that YAML reads as something else. */
function isOtherValue(name: string): boolean {
  return /^(?:true|false|yes|no|on|off|null|y|n)$/.test(name);
}

/** What its probes and number tell of a container port: the name that most people would give it. */
export function usualName({ unit, port, number }: DeclaredNumber): string | undefined {
  const asked = unit.fact.checks.filter((c) => isSame(single(c.port), number));
  if (asked.some((c) => c.method === 'http')) return asked.some((c) => c.scheme === 'https') ? 'https' : 'http';
  if (asked.some((c) => c.method === 'grpc')) return 'grpc';
  return port.protocol === 'tcp' && number.value.kind === 'number' ? USUAL.get(number.value.number) : undefined;
}

function isSame(a: Located<Port> | undefined, b: Located<Port>): boolean {
  return a !== undefined && showPort(a.value) === showPort(b.value);
}

const USUAL: ReadonlyMap<number, string> = new Map([
  [80, 'http'],
  [443, 'https'],
  [3306, 'mysql'],
  [5432, 'postgres'],
  [6379, 'redis'],
  [8080, 'http'],
  [8443, 'https'],
  [9090, 'http-metrics'],
  [27017, 'mongodb'],
]);

/** Whether the characters declare ports of several containers of the pod, which would get one name. */
export function isShared({ unit, port }: DeclaredNumber): boolean {
  const key = spanKey(port.site);
  const ports = unit.workload.units.flatMap((u) => u.fact.ports);
  return ports.filter((p) => spanKey(p.site) === key).length > 1;
}

/** The port that is declared at a place, in every deployment that reads it; none when one of them has it from elsewhere. */
export function declaredAt(snapshot: Snapshot, { uri, offset, deployments }: Place): readonly DeclaredNumber[] {
  const found = deployments.flatMap((model) =>
    model.units.flatMap((unit) =>
      unit.fact.ports.flatMap((port) => {
        const at = port.container.alternatives[0]?.site;
        return port.site.uri === uri && at?.uri === uri && touches(at, offset)
          ? [declaredNumber(snapshot, unit, port)]
          : [];
      }),
    ),
  );
  const [first] = found;
  const same = found.every((d) => d !== undefined && spanKey(d.port.site) === spanKey(first?.port.site ?? d.port.site));
  return same ? found.filter((d) => d !== undefined) : [];
}
