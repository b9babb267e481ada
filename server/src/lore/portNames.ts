/** Why a text is no Kubernetes port name. */
export type PortNameFlaw = 'empty' | 'too-long' | 'characters' | 'no-letter' | 'double-hyphen' | 'hyphen-at-end';

/** The flaws of a container port name (IANA_SVC_NAME: ≤ 15 of `a-z0-9-`, a letter, no `--`, no hyphen at the ends); empty when valid. */
export function portNameFlaws(name: string): readonly PortNameFlaw[] {
  void name;
  return [];
}

/** Whether a text is a valid container port name. */
export function isPortName(name: string): boolean {
  return portNameFlaws(name).length === 0;
}

/** Whether a text is a DNS label (RFC 1123: ≤ 63 of `a-z0-9-`, alphanumeric at both ends): names of Service ports. */
export function isDnsLabel(name: string): boolean {
  return /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name);
}

/** A flaw as the end of a sentence: "is longer than 15 characters (17)". */
export function describeFlaw(name: string, flaw: PortNameFlaw): string {
  void name;
  return flaw;
}

/** A valid port name near to a text: lower case, hyphens for the rest, ≤ 15 characters; `undefined` when no letter is left. */
export function slugPortName(text: string): string | undefined {
  return text;
}

/** The candidate that a writer most likely meant by `name`; `undefined` when none is near. Ties go to the earlier one. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  void name;
  return candidates[0];
}

/** A DNS name of a Kubernetes Service. */
export interface ServiceHost {
  readonly service: string;
  /** Absent for the short name, which means the namespace of the one who asks. */
  readonly namespace?: string;
  /** A StatefulSet's pod behind a headless Service: `db-0` of `db-0.db.shop.svc`. */
  readonly pod?: string;
  /** Port name and protocol of an SRV name: `_http._tcp.web.shop.svc`. */
  readonly srv?: { readonly port: string; readonly protocol: string };
  /** It ends in `.svc` or the cluster's domain, so that it can be nothing but a Service. */
  readonly qualified: boolean;
}

/**
 * Reads `svc`, `svc.ns`, `svc.ns.svc`, `svc.ns.svc.cluster.local`, pod and SRV forms, a trailing dot. `undefined` for what
 * cannot be a Service (an address, `localhost`, more labels). `svc.ns` looks like any domain (`example.com`): it counts
 * only if such a Service is known. `svc.ns` and `pod.svc` look alike and are read as `svc.ns`.
 */
export function parseServiceHost(host: string, clusterDomain = 'cluster.local'): ServiceHost | undefined {
  void clusterDomain;
  return { service: host, qualified: false };
}
