import { parseServiceHost } from '../../lore/portNames';
import type { ContextModel, Service, Unit, Workload } from '../../model/model';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import type { TakenPort } from '../freePort';
import { freeAmong, freePortFrom, takenPorts } from '../freePort';
import type { Snapshot } from '../snapshot';
import type { Candidate } from './ports';
import {
  clientsOf,
  containerPorts,
  imagePorts,
  namesOf,
  numbersOf,
  servicePorts,
  targetsOf,
  wantedNames,
} from './ports';
import type { Typed } from './typed';

/** Where something is typed: from the first word of the line to the cursor. */
export type Cursor = Span;

/** What exists in a context for what is being typed, best first; may repeat itself. */
export function candidatesFor(model: ContextModel, typed: Typed, at: Cursor, snapshot: Snapshot): readonly Candidate[] {
  switch (typed.kind) {
    case 'host':
      return hosts(model);
    case 'port-of-host':
      return portsOfHost(model, typed.host, typed, at);
    case 'container-port':
      return forContainerPort(model, typed, at);
    case 'host-port': {
      const units = unitsAt(model, at, typed);
      const own = units.flatMap((u) => numbersOf(containerPorts(model, u)));
      const free = units.length === 0 ? [] : freePorts(own, model, snapshot);
      return typed.either ? [...free, ...own] : free;
    }
    case 'node-port':
      return serviceAt(model, at) ? freeNodePort(snapshot) : [];
    case 'target-port':
      return forTargetPort(model, at);
    case 'port':
      return forPort(model, typed, at);
    case 'port-name':
      return forName(model, typed, at);
  }
}

function hosts(model: ContextModel): readonly Candidate[] {
  if (model.context.stack !== 'compose')
    return model.services.map((s) => ({
      text: s.fact.name.value,
      detail: `Service ${s.fact.name.value}`,
      kind: 'host' as const,
    }));
  return model.workloads.flatMap((w) =>
    w.fact.names.map((n) => ({ text: n.name, detail: `service ${w.fact.name.value}`, kind: 'host' as const })),
  );
}

/** The container itself, as commands in it call it. */
const OWN = /^(?:|localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\])$/i;

function portsOfHost(model: ContextModel, host: string, typed: Typed, at: Cursor): readonly Candidate[] {
  if (OWN.test(host)) return ownPorts(model, typed, at);
  const name = host.toLowerCase();
  const named = model.workloads.filter((w) => w.fact.names.some((n) => n.name.toLowerCase() === name));
  if (named.length > 0) return named.flatMap((w) => w.units.flatMap((u) => containerPorts(model, u)));
  const service = parseServiceHost(name)?.service;
  return model.services
    .filter((s) => s.fact.name.value === service)
    .flatMap((s) => numbersOf([...servicePorts(s), ...clientsOf(model, s)]));
}

function ownPorts(model: ContextModel, typed: Typed, at: Cursor): readonly Candidate[] {
  return [
    ...unitsAt(model, at, typed).flatMap((u) => numbersOf(containerPorts(model, u))),
    ...imagePorts(model, at.uri),
  ];
}

function forContainerPort(
  model: ContextModel,
  typed: Extract<Typed, { readonly kind: 'container-port' }>,
  at: Cursor,
): readonly Candidate[] {
  const own = ownPorts(model, typed, at);
  const dialled = typed.key === undefined ? [] : portsDialled(model, typed.key, typed, at);
  if (dialled.length > 0) return [...dialled, ...own];
  const service = serviceAt(model, at);
  if (service) return unitsBehind(service).flatMap((u) => numbersOf(containerPorts(model, u)));
  if (typed.published === undefined || !workloadAt(model, at, typed)) return own;
  return [...own, { text: typed.published, detail: say`the same as on the host`, kind: 'port' }];
}

/** What a variable is called that holds the host for the port in `DB_PORT`. */
const HOSTS = ['_HOST', '_HOSTNAME', '_SERVER', '_ADDR', '_ADDRESS', 'HOST'];

/** With `DB_HOST` beside it, `DB_PORT` is a port of that host. */
function portsDialled(model: ContextModel, key: string, typed: Typed, at: Cursor): readonly Candidate[] {
  const stem = key.replace(/_?PORT$/, '');
  if (stem === key || stem === '') return [];
  return unitsAt(model, at, typed).flatMap(({ env }) => {
    const host = HOSTS.map((end) => env.get(stem + end)?.value?.text).find((text) => text !== undefined);
    return host === undefined || OWN.test(host) ? [] : portsOfHost(model, host, typed, at);
  });
}

function forTargetPort(model: ContextModel, at: Cursor): readonly Candidate[] {
  const service = serviceAt(model, at);
  if (!service) return [];
  const units = unitsBehind(service);
  return [
    ...units.flatMap((u) => namesOf(u)),
    ...units.flatMap((u) => numbersOf(containerPorts(model, u))),
    ...numbersOf(servicePorts(service)),
  ];
}

/** `port` and `number`: of a Service its own, of an object those that it refers to, of a container its own. */
function forPort(model: ContextModel, typed: Typed, at: Cursor): readonly Candidate[] {
  const service = serviceAt(model, at);
  if (service) {
    const behind = unitsBehind(service).flatMap((u) => containerPorts(model, u));
    return numbersOf([...clientsOf(model, service), ...behind, ...targetsOf(service)]);
  }
  const own = unitsAt(model, at, typed).flatMap((u) => [...namesOf(u), ...numbersOf(containerPorts(model, u))]);
  return own.length > 0 ? own : referredAt(model, at);
}

function forName(model: ContextModel, typed: Typed, at: Cursor): readonly Candidate[] {
  const service = serviceAt(model, at);
  if (service) {
    const behind = unitsBehind(service).flatMap((u) => namesOf(u));
    return [...clientsOf(model, service).filter((c) => c.kind === 'name'), ...behind];
  }
  const units = unitsAt(model, at, typed);
  if (units.length > 0) return units.flatMap((u) => wantedNames(model, u));
  return referredAt(model, at).filter((c) => c.kind === 'name');
}

/** Ports that the object at the cursor may refer to. */
function referredAt(model: ContextModel, at: Cursor): readonly Candidate[] {
  const object = innermost(model.objects, (o) => o.fact.site, at);
  if (!object) return [];
  const own = innermost(object.references, (r) => r.fact.site, at);
  const references = own ? [own] : object.references;
  const services = references.flatMap((r) => r.services);
  if (services.length > 0) return services.flatMap((s) => servicePorts(s));
  return references.flatMap((r) =>
    r.workloads.flatMap((w) => w.units.flatMap((u) => [...namesOf(u), ...numbersOf(containerPorts(model, u))])),
  );
}

function serviceAt(model: ContextModel, at: Cursor): Service | undefined {
  return innermost(model.services, (s) => s.fact.site, at);
}

function unitsBehind(service: Service): readonly Unit[] {
  return service.selected.flatMap((s) => s.workload.units);
}

/** The workload that the cursor stands in; in an override file of a Compose project also the service that it changes. */
function workloadAt(model: ContextModel, at: Cursor, { under }: Typed): Workload | undefined {
  const found = innermost(model.workloads, (w) => w.fact.site, at);
  if (found || model.context.stack !== 'compose') return found;
  const name = under.at(-1) === 'services' ? under.at(-2) : undefined;
  return model.workloads.find((w) => w.fact.name.value === name);
}

/** The container that the cursor stands in; all of its workload when it stands beside them. */
function unitsAt(model: ContextModel, at: Cursor, typed: Typed): readonly Unit[] {
  const workload = workloadAt(model, at, typed);
  const unit = workload && innermost(workload.units, (u) => u.fact.site, at);
  return unit ? [unit] : (workload?.units ?? []);
}

/**
 * Of the things whose place holds the cursor the one that starts last. A value that is not there yet ends before the cursor:
 * the first word of its line is enough.
 */
function innermost<T>(things: readonly T[], siteOf: (thing: T) => Span, at: Cursor): T | undefined {
  return things
    .filter((thing) => {
      const { uri, start, end } = siteOf(thing);
      return uri === at.uri && start <= at.end && at.start <= end;
    })
    .reduce<T | undefined>((a, b) => (a && siteOf(a).start > siteOf(b).start ? a : b), undefined);
}

/** Where Kubernetes takes node ports from, unless it is told otherwise. */
const FIRST_NODE_PORT = 30_000;

function freeNodePort(snapshot: Snapshot): readonly Candidate[] {
  const port = freePortFrom(snapshot, FIRST_NODE_PORT);
  const detail = say`free on the nodes, as far as the workspace goes`;
  return port === undefined ? [] : [{ text: String(port), detail, kind: 'port' }];
}

/** Of each kind of free ports at most. */
const FREE = 4;

/**
 * Ports of the machine that are free: the container's own numbers first, then common ones. Those that no file of the
 * workspace binds, then those that no file of the project does: projects need not run at the same time.
 */
function freePorts(own: readonly Candidate[], model: ContextModel, snapshot: Snapshot): readonly Candidate[] {
  const wanted = [...new Set([...own.map((c) => Number(c.text)), 8080, 3000])];
  const free = (taken: readonly TakenPort[], detail: string): readonly Candidate[] => {
    const out = new Set<number>();
    for (const start of wanted) {
      // Those below are for programs with special rights.
      let port = freeAmong(taken, start < 1024 ? start + 8000 : start);
      while (port !== undefined && out.has(port)) port = freeAmong(taken, port + 1);
      if (port !== undefined && out.size < FREE) out.add(port);
    }
    return [...out].map((port) => ({ text: String(port), detail, kind: 'port' }));
  };
  const inProject = takenPorts({ contexts: [model] });
  const privileged = wanted.filter((port) => port < 1024 && freeAmong(inProject, port) === port);
  return [
    ...free(takenPorts(snapshot), say`free on the host, as far as the workspace goes`),
    ...free(inProject, say`free in this project, but taken elsewhere in the workspace`),
    ...privileged.map((port) => ({
      text: String(port),
      detail: say`free in this project; ports below 1024 ask for special rights`,
      kind: 'port' as const,
    })),
  ];
}
