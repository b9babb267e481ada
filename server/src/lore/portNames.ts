import { say } from '../text/say';
/** Why a text is no Kubernetes port name. */
export type PortNameFlaw = 'empty' | 'too-long' | 'characters' | 'no-letter' | 'double-hyphen' | 'hyphen-at-end';

/** Longest container port name (IANA_SVC_NAME). */
export const PORT_NAME_LIMIT = 15;

/**
 * The flaws of a container port name by the rules of the Kubernetes API (IANA_SVC_NAME, RFC 6335: at most 15 of `a-z0-9-`,
 * at least one letter, no `--`, no hyphen at either end); empty when it is valid. Names are case-sensitive.
 */
export function portNameFlaws(name: string): readonly PortNameFlaw[] {
  if (name === '') return ['empty'];
  const flaws: PortNameFlaw[] = [];
  if (name.length > PORT_NAME_LIMIT) flaws.push('too-long');
  if (!/^[-a-z0-9]+$/.test(name)) flaws.push('characters');
  if (!/[a-z]/.test(name)) flaws.push('no-letter');
  if (name.includes('--')) flaws.push('double-hyphen');
  if (name.startsWith('-') || name.endsWith('-')) flaws.push('hyphen-at-end');
  return flaws;
}

/** Whether a text is a valid container port name. */
export function isPortName(name: string): boolean {
  return portNameFlaws(name).length === 0;
}

/** Whether a text is a DNS label (RFC 1123: at most 63 of `a-z0-9-`, alphanumeric at both ends): names of Service ports. */
export function isDnsLabel(name: string): boolean {
  return /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name);
}

/** A flaw as the end of a sentence that starts with the name: "is longer than 15 characters (17)". */
export function describeFlaw(name: string, flaw: PortNameFlaw): string {
  switch (flaw) {
    case 'empty':
      return say`is empty`;
    case 'too-long':
      return say`is longer than ${PORT_NAME_LIMIT} characters (${name.length})`;
    case 'characters':
      return say`may have lower-case letters, digits and hyphens only`;
    case 'no-letter':
      return say`needs at least one lower-case letter`;
    case 'double-hyphen':
      return say`may not have two hyphens in a row`;
    case 'hyphen-at-end':
      return say`may not start or end with a hyphen`;
  }
}

/**
 * A valid port name near to a text: lower case, a hyphen for each run of other characters, cut to 15 at a word if one ends
 * in the second half. `undefined` when no letter is left. A valid name is returned as it is.
 */
export function slugPortName(text: string): string | undefined {
  // A hump starts a word: `grpcWeb` becomes `grpc-web`.
  const words = text.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
  const slug = words.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  let cut = slug.slice(0, PORT_NAME_LIMIT);
  const hyphen = cut.lastIndexOf('-');
  if (slug.length > PORT_NAME_LIMIT && slug[PORT_NAME_LIMIT] !== '-' && hyphen > PORT_NAME_LIMIT / 2)
    cut = cut.slice(0, hyphen);
  cut = cut.replace(/-$/, '');
  return isPortName(cut) ? cut : undefined;
}

/**
 * The candidate that a writer most likely meant by `name`: the same but for case and separators, one that contains the
 * other as a whole word (`http` and `http-web`), or one few typing mistakes away (a third of its length). `undefined` when
 * none is near. Ties go to the earlier candidate.
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const d = distance(name, candidate);
    if (d < least) [best, least] = [candidate, d];
  }
  return best;
}

/** 0 for the same name … 1 and more for mistakes; infinite for what is not near. */
function distance(name: string, candidate: string): number {
  if (name === candidate) return 0;
  const [a, b] = [plain(name), plain(candidate)];
  if (a.join('') === b.join('')) return 0.5;
  // Long texts cannot be names; comparing them letter by letter would be slow.
  if (name.length > 64 || candidate.length > 64) return Number.POSITIVE_INFINITY;
  const typos = edits(name.toLowerCase(), candidate.toLowerCase());
  if (
    typos <= Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 3)) &&
    typos < Math.max(name.length, candidate.length)
  )
    return typos;
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  return few.length > 0 && few.every((w) => many.includes(w))
    ? 10 + many.length - few.length
    : Number.POSITIVE_INFINITY;
}

function plain(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((w) => w !== '');
}

/** Damerau–Levenshtein distance in its restricted form: insert, delete, replace, swap neighbours. */
function edits(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((above[j] as number) + 1, (row[j - 1] as number) + 1, (above[j - 1] as number) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] as number) + 1);
      row.push(least);
    }
    before = above;
    above = row;
  }
  return above[b.length] as number;
}

/** A DNS name of a Kubernetes Service; labels in lower case. */
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
 * Reads `svc`, `svc.ns`, `svc.ns.svc`, `svc.ns.svc.cluster.local`, with a pod or SRV labels in front; a trailing dot only on
 * the full name, since it switches the search list off. `undefined` for what no Service can be called (an address,
 * `localhost`, other domains). `svc.ns` and `pod.svc.ns` look like any domain (`example.com`): they count only if such a
 * Service is known. `pod.svc` looks like `svc.ns` and is read so.
 */
export function parseServiceHost(host: string, clusterDomain = 'cluster.local'): ServiceHost | undefined {
  const lower = host.toLowerCase();
  const rooted = lower.endsWith('.');
  const name = rooted ? lower.slice(0, -1) : lower;
  const full = name.endsWith(`.svc.${clusterDomain}`);
  if (rooted && !full) return undefined;
  const labels = (full ? name.slice(0, -clusterDomain.length - 1) : name).split('.');
  const srv = srvOf(labels);
  const rest = srv ? labels.slice(2) : labels;
  const qualified = rest.length > 2 && rest.at(-1) === 'svc';
  if (qualified) rest.pop();
  if (name === 'localhost' || rest.length > 3 || (full && !qualified) || /^\d+$/.test(rest.at(-1) ?? ''))
    return undefined;
  if (!rest.every(isDnsLabel) || (srv && rest.length < 2)) return undefined;
  const [pod, service, namespace] = rest.length === 3 ? rest : [undefined, rest[0], rest[1]];
  if (service === undefined || !/[a-z]/.test(service)) return undefined;
  return {
    service,
    ...(namespace === undefined ? {} : { namespace }),
    ...(pod === undefined ? {} : { pod }),
    ...(srv ? { srv } : {}),
    qualified,
  };
}

function srvOf(labels: readonly string[]): ServiceHost['srv'] {
  const [port, protocol] = labels;
  if (!port?.startsWith('_') || !protocol || !/^_(tcp|udp|sctp)$/.test(protocol)) return undefined;
  return { port: port.slice(1), protocol: protocol.slice(1) };
}
