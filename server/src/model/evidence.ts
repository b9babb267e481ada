import type { Certainty, ListenLevel, Located, Port, Protocol, Unknown, Values } from '../facts';
import { meets } from '../facts';
import { say } from '../text/say';
import type { Span } from '../text/span';

/** Something that says that a container listens on a port, of whatever kind. */
export interface Evidence {
  readonly port: Values<Port>;
  readonly protocol: Protocol;
  readonly level: ListenLevel;
  /** As a reader would name it: `PORT`, `--port`, `EXPOSE`, "the image `postgres`". */
  readonly by: string;
  readonly purpose: 'main' | 'metrics' | 'admin' | 'debug' | 'extra';
  readonly exclusive: boolean;
  readonly certainty: Certainty;
  readonly site: Span;
  /** The address that it binds, when the evidence says so. */
  readonly host?: Located<string>;
}

/**
 * What a container is believed to listen on: the evidence of the strongest level that has any, and all that stands
 * below it as also possible. `open` says why there may be more: then nothing is excluded.
 */
export interface Belief {
  /** Level of the evidence believed; `undefined` when there is none. */
  readonly level: ListenLevel | undefined;
  readonly main: readonly Evidence[];
  /** Everything, strongest first; what is believed included. */
  readonly all: readonly Evidence[];
  readonly certainty: Certainty;
  readonly open?: Unknown;
}

/** A port with its protocol, all alternatives known. */
export interface PortSpec {
  readonly port: Values<Port>;
  readonly protocol: Protocol;
}

/** Whether the two may be the same port: unknown values may be anything. */
export function mayMeet(a: PortSpec, b: PortSpec): boolean {
  if (a.protocol !== b.protocol) return false;
  return valuesMayMeet(a.port, b.port);
}

/** As {@link mayMeet}, whatever the protocol. */
export function valuesMayMeet(a: Values<Port>, b: Values<Port>): boolean {
  if (a.open || b.open) return true;
  return a.alternatives.some((x) => b.alternatives.some((y) => meets(x.value, y.value)));
}

/** Ports as text for messages: `8080`, "8080 and 9090", at most four. */
export function listPorts(specs: readonly PortSpec[]): string {
  const names = new Set<string>();
  for (const s of specs) for (const a of s.port.alternatives) names.add(textOfPort(a.value, s.protocol));
  const list = [...names];
  if (list.length === 0) return 'none';
  if (list.length > 4) return `${list.slice(0, 4).join(', ')} …`;
  return list.length === 1 ? (list[0] as string) : say`${list.slice(0, -1).join(', ')} and ${list.at(-1)}`;
}

function textOfPort(port: Port, protocol: Protocol): string {
  const base =
    port.kind === 'number' ? String(port.number) : port.kind === 'name' ? port.name : `${port.from}-${port.to}`;
  return protocol === 'tcp' ? base : `${base}/${protocol}`;
}
