import type { Change, Located, Port } from '../../facts';
import { atLeast, showPort, single } from '../../facts';
import { isPortName } from '../../lore/portNames';
import { isWhole } from '../../model/link';
import type { ServiceRoute } from '../../model/model';
import { nameFix } from '../../rules/kubernetesParts';
import { isLiteral, rewritten } from '../../rules/rule';
import { say } from '../../text/say';
import { spanKey, touches } from '../../text/span';
import type { Snapshot } from '../snapshot';
import type { DeclaredNumber } from './kubernetesPorts';
import { declaredNumber, freePortName, isPlainYaml, isShared, usualName } from './kubernetesPorts';
import type { Place, Refactoring, RefactoringKind } from './refactoring';

/** A Service sends to a port by its name. */
export const nameTargetPort: RefactoringKind = {
  id: 'name-target-port',
  kind: 'refactor.rewrite',
  docs: {
    title: 'Name a numeric targetPort (Kubernetes)',
    text: 'On the number of a `targetPort`: gives the container port a name, that of the Service’s port where it will do, and sends to the name. A name that the container port has already is used. A second action writes the name into the probes of the same number too. Not offered where a selected pod does not declare the port, in templates of charts and in patches.',
  },
  at(snapshot, place) {
    const routes = routesAt(place);
    const [target] = routes.flatMap((r) => single(r.port.targetPort) ?? []);
    const naming = target && namingOf(snapshot, routes, target);
    if (!naming) return [];
    const { name, isNew, changes, probes } = naming;
    const number = showPort(target.value);
    const named: Refactoring = {
      title: isNew
        ? say`Name container port ${number} \`${name}\` and send to the name`
        : say`Send to the name \`${name}\` of port ${number}`,
      rewrite: () => ({ changes }),
    };
    if (probes.length === 0) return [named];
    const title = isNew
      ? say`Name container port ${number} \`${name}\`, send to the name and probe it`
      : say`Send to the name \`${name}\` of port ${number} and probe it`;
    return [named, { title, rewrite: () => ({ changes: [...changes, ...probes] }) }];
  },
};

/** The routes, in every deployment, whose target is the number at a place. */
function routesAt({ uri, offset, deployments }: Place): readonly ServiceRoute[] {
  return deployments.flatMap((model) =>
    model.services.flatMap((s) =>
      s.routes.filter(({ port: { targetPort } }) =>
        targetPort?.alternatives.some(({ site }) => site.uri === uri && touches(site, offset)),
      ),
    ),
  );
}

interface Naming {
  readonly name: string;
  /** The container port has no name yet. */
  readonly isNew: boolean;
  readonly changes: readonly Change[];
  readonly probes: readonly Change[];
}

function namingOf(snapshot: Snapshot, routes: readonly ServiceRoute[], target: Located<Port>): Naming | undefined {
  if (target.value.kind !== 'number' || !isPlainYaml(snapshot, target.site.uri)) return undefined;
  if (!routes.every((r) => isSure(r, target))) return undefined;
  const declared = routes.flatMap((r) => r.ends.map((e) => declaredNumber(snapshot, e.unit, e.port)));
  const [first] = declared;
  if (!first || !declared.every((d) => d !== undefined)) return undefined;
  const isNew = first.port.name === undefined;
  if (isNew && declared.some(isShared)) return undefined;
  if (!declared.every((d) => d.port.name?.value === first.port.name?.value)) return undefined;
  const workloads = routes.flatMap((r) => r.service.selected.map((s) => s.workload));
  const name = isNew ? freePortName(first, workloads, [serviceName(routes), usualName(first)]) : first.port.name?.value;
  if (name === undefined || !isPortName(name)) return undefined;
  const names = isNew ? declared.flatMap((d) => nameFix(d.port, d.number, name).flatMap((f) => f.changes)) : [];
  const probes = declared.flatMap((d) => probesOf(snapshot, d, name));
  return { name, isNew, changes: once([...names, ...rewritten(target, name)]), probes: once(probes) };
}

/** What Services call the port; `undefined` where they have several names for it, such as `http` and `https`. */
function serviceName(routes: readonly ServiceRoute[]): string | undefined {
  const beside = routes.flatMap((r) =>
    r.ends.flatMap((e) =>
      e.workload.selectedBy.flatMap((s) => s.service.routes.filter((o) => o.ends.some((f) => f.port === e.port))),
    ),
  );
  const names = new Set(beside.map((r) => r.port.name?.value));
  return names.size === 1 ? [...names][0] : undefined;
}

/** Whether all that a route selects declares its port once, and nothing of it stands in a patch. */
function isSure({ service, port, ends, missing }: ServiceRoute, target: Located<Port>): boolean {
  const own = single(port.targetPort);
  if (!own || !isLiteral(own) || spanKey(own.site) !== spanKey(target.site) || !isWhole(service.fact)) return false;
  // A name is looked up by its protocol too.
  const whole = ends.every(
    (e) => !e.workload.fact.fragment && atLeast(e.certainty, 'high') && e.port.protocol === port.protocol,
  );
  const places = new Set(ends.map((e) => e.workload));
  return missing.length === 0 && ends.length > 0 && whole && places.size === ends.length;
}

/** Writes a name into the probes of a number, where they take names and the number stands in them. */
function probesOf(snapshot: Snapshot, { unit, number }: DeclaredNumber, name: string): readonly Change[] {
  return unit.fact.checks.flatMap((check) => {
    const port = single(check.port);
    const takesNames = (check.method === 'http' || check.method === 'tcp') && check.kind !== 'healthcheck';
    if (!port || !takesNames || !isLiteral(port) || !isPlainYaml(snapshot, port.site.uri)) return [];
    return port.value.kind === 'number' && showPort(port.value) === showPort(number.value) ? rewritten(port, name) : [];
  });
}

/** Each change once: deployments of one base have the same. */
function once(changes: readonly Change[]): readonly Change[] {
  return [...new Map(changes.map((c) => [JSON.stringify(c), c])).values()];
}
