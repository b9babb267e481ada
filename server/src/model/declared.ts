import type { Located, Port, Protocol, Values } from '../facts';
import { single } from '../facts';
import type { PolicyLayer } from '../configuration/shape';
import { say } from '../text/say';
import type { ContextModel } from './model';
import { runningUnits, unitName } from './listening';
import { bindingsOf } from './bindings';

/** A port that a deployment declares on a layer that policies speak of. */
export interface DeclaredPlace {
  readonly layer: PolicyLayer;
  /** One number or range; names are left out. */
  readonly value: Located<Port>;
  readonly protocol: Protocol;
  /** Name of the workload or Service, as a port registry knows it. */
  readonly owner: string;
  /** As messages call it. */
  readonly label: string;
}

const known = new WeakMap<ContextModel, readonly DeclaredPlace[]>();

/**
 * The ports that a context declares, layer by layer, in order: only those of one known value. Patches and objects that are
 * not whole say nothing of their own.
 */
export function declaredPlaces(model: ContextModel): readonly DeclaredPlace[] {
  const before = known.get(model);
  if (before) return before;
  const out: DeclaredPlace[] = [];
  const add = (values: Values<Port> | undefined, place: Omit<DeclaredPlace, 'value'>) => {
    const value = single(values);
    // Port 0 means any free port.
    if (value && value.value.kind !== 'name' && !(value.value.kind === 'number' && value.value.number === 0))
      out.push({ ...place, value });
  };
  for (const unit of runningUnits(model)) {
    const owner = unit.workload.fact.name.value;
    const label = unitName(unit);
    for (const p of unit.fact.ports) add(p.container, { layer: 'container', protocol: p.protocol, owner, label });
    for (const p of unit.fact.exposes) add(p.port, { layer: 'container', protocol: p.protocol, owner, label });
  }
  for (const { unit, host, protocol } of bindingsOf(model))
    if (host)
      add(
        { alternatives: [host] },
        { layer: 'host', protocol, owner: unit.workload.fact.name.value, label: unitName(unit) },
      );
  for (const { fact } of model.services) {
    if (fact.fragment) continue;
    const place = { owner: fact.name.value, label: say`Service \`${fact.name.value}\`` };
    for (const p of fact.ports) {
      add(p.port, { ...place, layer: 'service', protocol: p.protocol });
      add(p.nodePort, { ...place, layer: 'node', protocol: p.protocol });
    }
  }
  known.set(model, out);
  return out;
}

/** The first and the last number of a port that is a number or a range. */
export function boundsOf(port: Port): readonly [number, number] {
  if (port.kind === 'range') return [port.from, port.to];
  return port.kind === 'number' ? [port.number, port.number] : [0, 0];
}

/**
 * The first number of the ranges that nothing in the context has on the layer and that `refused` does not refuse;
 * `undefined` when there is none.
 */
export function nextFree(
  model: ContextModel,
  layer: PolicyLayer,
  ranges: readonly { readonly from: number; readonly to: number }[],
  refused: (number: number) => boolean,
): number | undefined {
  const taken = declaredPlaces(model).filter((d) => d.layer === layer);
  for (const { from, to } of ranges) {
    for (let n = from; n <= to; n++) {
      const used = taken.some((d) => {
        const [first, last] = boundsOf(d.value.value);
        return first <= n && n <= last;
      });
      if (!used && !refused(n)) return n;
    }
  }
  return undefined;
}
