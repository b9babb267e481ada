import type { ConnectFact, WorkloadFact } from '../facts';
import { weakest } from '../facts';
import { parseServiceHost } from '../lore/portNames';
import type { Connection, ConnectionTarget, ContextModel, Service, Unit, Workload } from './model';
import type { NameIndex } from './names';
import { servicesNamed } from './names';

/** A model without what is made of its names, and the names. */
interface Linked extends Pick<ContextModel, 'context' | 'units' | 'networks' | 'image'> {
  readonly names: NameIndex;
}

/** Every reference of the context with what it resolves to from its vantage point (formats.md §0.2, §2.6, §3.6). */
export function connectionsOf(linked: Omit<Linked, 'names'>, names: NameIndex): readonly Connection[] {
  const model: Linked = { ...linked, names };
  const out: Connection[] = [];
  for (const unit of model.units) {
    for (const fact of connectsOf(unit)) out.push({ fact, from: unit, target: resolve(model, unit, fact) });
  }
  for (const fact of model.image?.fact.connects ?? [])
    out.push({ fact, from: undefined, target: { kind: 'external' } });
  return out;
}

/** The unit's own references, and those of its image's variables that the deployment leaves as they are. */
function connectsOf(unit: Unit): readonly ConnectFact[] {
  const image = unit.image;
  if (!image || image.certainty === 'low') return unit.fact.connects;
  const set = new Set(unit.fact.env.map((v) => v.name));
  const replaced = unit.fact.command !== undefined || unit.fact.entrypoint !== undefined;
  const inherited = image.fact.connects.filter(
    (c) => !(c.place === 'env' && set.has(c.key)) && !(c.place === 'args' && replaced),
  );
  return inherited.length === 0 ? unit.fact.connects : [...unit.fact.connects, ...inherited];
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?|0\.0\.0\.0|\[?::\]?)$/i;
const HOST_NAMES = new Set([
  'host.docker.internal',
  'host.containers.internal',
  'gateway.docker.internal',
  'host.minikube.internal',
]);

function resolve(model: Linked, unit: Unit, fact: ConnectFact): ConnectionTarget {
  const { workload } = unit;
  const { host, loopback } = hostOf(fact);
  if (loopback) {
    if (workload.fact.network.kind === 'host') return { kind: 'host' };
    return { kind: 'loopback', members: workload.sharing };
  }
  if (HOST_NAMES.has(host)) return { kind: 'host' };
  return workload.fact.platform === 'kubernetes'
    ? resolveService(model, workload, fact)
    : resolveName(model, workload, fact);
}

/** What the host of a reference is, whoever asks. */
interface Host {
  readonly host: string;
  readonly loopback: boolean;
  readonly service: ReturnType<typeof parseServiceHost>;
}

const hosts = new WeakMap<ConnectFact, Host>();

function hostOf(fact: ConnectFact): Host {
  const known = hosts.get(fact);
  if (known) return known;
  const host = fact.host.value.toLowerCase();
  const made: Host = { host, loopback: LOOPBACK.test(host), service: parseServiceHost(host) };
  hosts.set(fact, made);
  return made;
}

function resolveService(model: Linked, from: Workload, fact: ConnectFact): ConnectionTarget {
  const name = hostOf(fact).service;
  if (!name || name.pod) return { kind: 'external' };
  const own = from.fact.namespace?.value;
  const found = servicesNamed(model.names, name.service, name.namespace ?? own, from.fact.site.uri);
  if (found)
    return { kind: 'services', services: found.services, certainty: weakest(fact.host.certainty, found.certainty) };
  const named = model.names.services.get(name.service) ?? [];
  const elsewhere: Service[] =
    name.namespace === undefined && own !== undefined ? named.filter((s) => s.fact.namespace) : [];
  if (elsewhere.length > 0) return { kind: 'other-namespace', services: elsewhere, certainty: 'high' };
  return { kind: 'external' };
}

function resolveName(model: Linked, from: Workload, fact: ConnectFact): ConnectionTarget {
  const host = fact.host.value.toLowerCase();
  if (from.fact.extraHosts?.some((h) => h.toLowerCase() === host)) return { kind: 'external' };
  const named = model.names.bearers.get(host) ?? [];
  const bearers = named.filter((w) =>
    w.fact.names.some(
      (n) => n.name.toLowerCase() === host && (n.onlyFrom === undefined || n.onlyFrom === from.fact.id),
    ),
  );
  if (bearers.length === 0) return { kind: 'external' };
  const certainty = fact.host.certainty;
  // A container in somebody else's namespace has no networks of its own: it talks on its owner's.
  const speaker = from.netns?.fact;
  if (!speaker || speaker.network.kind !== 'own') return { kind: 'external' };
  const reachable = bearers.filter((w) => sharesNetwork(model, speaker, w.fact, host));
  if (reachable.length > 0) return { kind: 'workloads', workloads: reachable, certainty };
  return { kind: 'unreachable', workloads: bearers, certainty };
}

function sharesNetwork(model: Linked, a: WorkloadFact, b: WorkloadFact, host: string): boolean {
  if (b.network.kind !== 'own') return true; // whether it can be reached is for its own rule to say
  if (!a.networks || !b.networks) return true;
  const names = b.names.filter((n) => n.name.toLowerCase() === host);
  const everywhere = names.some((n) => n.network === undefined);
  const mine = new Set(a.networks.map((n) => realNetwork(model, n.key)));
  return b.networks.some(
    (n) => mine.has(realNetwork(model, n.key)) && (everywhere || names.some((d) => d.network === n.key)),
  );
}

function realNetwork(model: Linked, key: string): string {
  const fact = model.networks.get(key);
  return fact?.realName ? `real:${fact.realName}` : `key:${key}`;
}
