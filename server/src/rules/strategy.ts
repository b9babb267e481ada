import type { Fix, Located, Port } from '../facts';
import { contains } from '../facts';
import type { Configuration, RegisteredService, Reservation } from '../configuration/configuration';
import { inRanges } from '../configuration/configuration';
import type { PolicyLayer } from '../configuration/shape';
import type { DeclaredPlace } from '../model/declared';
import { boundsOf, nextFree } from '../model/declared';
import type { ContextModel } from '../model/model';
import { say } from '../text/say';
import { isBelow } from '../text/uri';
import { fixOf, rewritten } from './rule';

/*
 * Words and questions that the rules about the port strategy share.
 */

/** A port with its layer: "container port 8080". */
export function portOf(layer: PolicyLayer, number: string): string {
  switch (layer) {
    case 'container':
      return say`container port ${number}`;
    case 'service':
      return say`Service port ${number}`;
    case 'node':
      return say`node port ${number}`;
    case 'host':
      return say`host port ${number}`;
  }
}

/** Whether a reservation is about a port of a layer that some service declares. */
export function isReserved(r: Reservation, layer: PolicyLayer, number: number, owner: string): boolean {
  if (r.layers.length > 0 && !r.layers.includes(layer)) return false;
  return inRanges(r.ranges, number) && !r.allow.some((name) => name.toLowerCase() === owner.toLowerCase());
}

/**
 * The fix that moves a port to the next free one. Only where nothing else names it: host and node ports. A container port or
 * a Service port is named by others, which would be left behind.
 */
export function moveToFree(
  model: ContextModel,
  { layer, value, owner }: DeclaredPlace,
  c: Configuration,
): readonly Fix[] {
  if ((layer !== 'host' && layer !== 'node') || value.value.kind !== 'number') return [];
  const allowed =
    c.ranges.get(layer) ?? (layer === 'node' ? NODE_PORTS : [{ from: boundsOf(value.value)[0] + 1, to: 65535 }]);
  const next = nextFree(model, layer, allowed, (n) => c.reserved.some((r) => isReserved(r, layer, n, owner)));
  return next === undefined
    ? []
    : fixOf(say`Use ${portOf(layer, String(next))}, the next free one`, rewritten(value, next));
}

/** What the API server gives out when nobody configures it. */
const NODE_PORTS = [{ from: 30000, to: 32767 }];

/** Whether a configuration speaks for the folder of a context, and not for a folder around it. */
export function speaksFor(c: Configuration, { context }: ContextModel): boolean {
  return isBelow(c.root, context.directory);
}

/** Whether one of some ports is the canonical port of a registered service, or one of its others. */
export function fits(service: RegisteredService, ports: readonly Located<Port>[]): boolean {
  return ports.some(({ value }) => {
    const [from, to] = boundsOf(value);
    return contains(value, service.port) || service.also.some((r) => r.from <= to && from <= r.to);
  });
}
