import type { ContainerPort, Located, Port, Protocol } from '../facts';
import { contains, single } from '../facts';
import { isAllInterfaces, isLoopback } from '../lore/portSyntax';
import type { ContextModel, Service, Unit, Workload } from './model';
import { runningUnits } from './listening';

/**
 * Who can reach a host port: `everyone` on any interface · `address` on one address of the host · `loopback` the host
 * itself · `nobody` since every network of the container is internal · `unknown`.
 */
export type Reach = 'everyone' | 'address' | 'loopback' | 'nobody' | 'unknown';

/** A container port that is bound on a host. */
export interface Binding {
  readonly unit: Unit;
  readonly port: ContainerPort;
  /** The host port, a number or a range; absent when the engine picks one or it is not known. */
  readonly host?: Located<Port>;
  /** The address it is bound to; absent: every interface. */
  readonly ip?: string;
  readonly protocol: Protocol;
  readonly reach: Reach;
}

/** The host ports of a context, in order. Ports that a network mode makes void are left out. */
export function bindingsOf(model: ContextModel): readonly Binding[] {
  const known = bindings.get(model);
  if (known) return known;
  const made: Binding[] = [];
  for (const unit of runningUnits(model)) {
    if (unit.workload.fact.network.kind !== 'own') continue;
    for (const port of unit.fact.ports) if (port.publish) made.push(...bindingOf(model, unit, port));
  }
  bindings.set(model, made);
  return made;
}

/** Several rules ask, of every context. */
const bindings = new WeakMap<ContextModel, readonly Binding[]>();

function bindingOf(model: ContextModel, unit: Unit, port: ContainerPort): readonly Binding[] {
  if (!port.publish) return [];
  const host = single(port.publish.host);
  const ip = single(port.publish.hostIp)?.value ?? networkBinding(model, unit.workload);
  const known = port.publish.hostIp === undefined || single(port.publish.hostIp) !== undefined;
  const reach = known ? reachOf(model, unit.workload, ip) : 'unknown';
  return [
    { unit, port, protocol: port.protocol, reach, ...(host ? { host } : {}), ...(ip === undefined ? {} : { ip }) },
  ];
}

/** The default address that a network option gives to published ports. */
function networkBinding(model: ContextModel, workload: Workload): string | undefined {
  for (const n of workload.fact.networks ?? []) {
    const binding = model.networks.get(n.key)?.hostBinding;
    if (binding !== undefined) return binding;
  }
  return undefined;
}

function reachOf(model: ContextModel, workload: Workload, ip: string | undefined): Reach {
  const networks = workload.fact.networks ?? [];
  if (networks.length > 0 && networks.every((n) => model.networks.get(n.key)?.internal)) return 'nobody';
  if (ip === undefined || isAllInterfaces(ip)) return 'everyone';
  return isLoopback(ip) ? 'loopback' : 'address';
}

/** The container port that traffic to a host port reaches; `undefined` when the mapping does not publish it or is not known. */
export function targetOf(port: ContainerPort, host: number): number | undefined {
  const from = single(port.publish?.host)?.value;
  const to = single(port.container)?.value;
  if (!from || !to || !contains(from, host)) return undefined;
  if (to.kind === 'number') return to.number;
  return from.kind === 'range' && to.kind === 'range' ? to.from + (host - from.from) : undefined;
}

/** The mapping of a unit that publishes a host port, with the container port behind it. */
export function publishes(
  unit: Unit,
  host: number,
): { readonly port: ContainerPort; readonly target: number } | undefined {
  for (const port of unit.fact.ports) {
    const target = targetOf(port, host);
    if (target !== undefined) return { port, target };
  }
  return undefined;
}

/** Whether a Service lets in connections from outside of the cluster, and nothing written here limits from where. */
export function isOpenToOutside({ fact }: Service): boolean {
  if (fact.fragment || (fact.type !== 'NodePort' && fact.type !== 'LoadBalancer')) return false;
  const ranges = fact.sourceRanges.map((r) => r.value.trim());
  if (ranges.length > 0 && !ranges.some((r) => r === '0.0.0.0/0' || r === '::/0')) return false;
  const internal = [...fact.annotations].some(
    ([key, { value }]) => /internal|scheme|private/i.test(key) && /^(?:true|internal|private)$/i.test(value),
  );
  return fact.type === 'NodePort' || !(internal || /internal|private/i.test(fact.loadBalancerClass?.value ?? ''));
}
