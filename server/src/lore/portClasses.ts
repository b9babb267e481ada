/** Kinds of ports that should not be open to everyone. `docker-api` gives root without a password. */
export type PortClassKind = 'database' | 'cache' | 'queue' | 'cluster' | 'docker-api' | 'admin' | 'debug' | 'shell';

/** What usually answers on a port. */
export interface PortClass {
  readonly kind: PortClassKind;
  /** As a message names it: `PostgreSQL`, `the Node.js inspector`. */
  readonly name: string;
  /** The number alone says it; otherwise others use the number as well and image or name must agree. */
  readonly distinctive: boolean;
}

/** What usually answers on a number and protocol; `undefined` for numbers without such a use. */
export function portClass(number: number, protocol: 'tcp' | 'udp' | 'sctp' = 'tcp'): PortClass | undefined {
  void number;
  void protocol;
  return undefined;
}

/** First and last of a range of ports. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** Ports that Linux hands out to outgoing connections (`ip_local_port_range`): a fixed port there may be taken. */
export const LINUX_EPHEMERAL: PortRange = { from: 32768, to: 60999 };

/** Ports that IANA leaves to be handed out; Windows and macOS do so. */
export const IANA_EPHEMERAL: PortRange = { from: 49152, to: 65535 };

/** Default range of Kubernetes node ports. */
export const NODE_PORTS: PortRange = { from: 30000, to: 32767 };

/** Whether a number lies in a range, both ends included. */
export function inRange(number: number, range: PortRange): boolean {
  return range.from <= number && number <= range.to;
}

/** The port of the same protocol over TLS: 80 → 443. `undefined` when there is none. */
export function tlsTwin(number: number): number | undefined {
  return number === 80 ? 443 : undefined;
}
