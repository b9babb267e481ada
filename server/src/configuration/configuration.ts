import type { Range, Span, Uri } from '../text/span';
import type { PathPattern } from './patterns';
import type { Level, PolicyLayer } from './shape';

/** What one configuration file says, for everything below its folder. What could not be read is left out. */
export interface Configuration {
  readonly uri: Uri;
  /** The workspace root that it lies in and speaks for. */
  readonly root: Uri;
  readonly rules: ReadonlyMap<string, Level>;
  readonly overrides: readonly Override[];
  readonly exclude: readonly string[];
  readonly environments: readonly Environment[];
  readonly trustedNetworks: readonly string[];
  readonly services: readonly RegisteredService[];
  /** The map of services, where it is written and not empty: entries are added there. */
  readonly servicesSite?: Span;
  readonly ranges: ReadonlyMap<PolicyLayer, readonly PortRange[]>;
  readonly reserved: readonly Reservation[];
  /** Absent: nothing is said about what may be public. */
  readonly publicPorts?: readonly PortRange[];
  readonly problems: readonly ConfigurationProblem[];
}

/** Severities for some files. */
export interface Override {
  readonly files: readonly PathPattern[];
  readonly rules: ReadonlyMap<string, Level>;
}

/** The files that make an environment. */
export interface Environment {
  readonly name: string;
  readonly files: readonly PathPattern[];
}

/** An inclusive range of ports, `1 ≤ from ≤ to ≤ 65535`. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** An entry of the port registry. */
export interface RegisteredService {
  /** As written; compared without case. */
  readonly name: string;
  readonly nameSite: Span;
  readonly port: number;
  /** The number itself, where a fix writes another one. */
  readonly portSite: Span;
  readonly also: readonly PortRange[];
  readonly names: readonly string[];
  readonly isPublic: boolean;
}

/** Ports that are not to be used. */
export interface Reservation {
  readonly ranges: readonly PortRange[];
  readonly because?: string;
  /** Empty: everywhere. */
  readonly layers: readonly PolicyLayer[];
  readonly allow: readonly string[];
  readonly site: Span;
}

/** Something in a configuration file that cannot be, at its place. */
export interface ConfigurationProblem {
  readonly site: Span;
  readonly message: string;
  /** Nothing counts less because of it; otherwise the part is not read, and a pipeline stops. */
  readonly mild?: true;
  /** What was certainly meant, in place of the characters at `site`. */
  readonly meant?: string;
}

/** Whether a number lies in one of the ranges. */
export function inRanges(ranges: readonly PortRange[], number: number): boolean {
  return ranges.some((r) => r.from <= number && number <= r.to);
}

/** Ranges as people read them: `3000-3999, 8080`. */
export function showRanges(ranges: readonly PortRange[]): string {
  return ranges.map((r) => (r.from === r.to ? String(r.from) : `${r.from}-${r.to}`)).join(', ');
}

/** The configuration that speaks for a file or folder: that of the innermost root that holds it. */
export function configurationOf(all: readonly Configuration[], uri: Uri): Configuration | undefined {
  let found: Configuration | undefined;
  for (const c of all) {
    const inside = uri === c.root || uri.startsWith(`${c.root}/`);
    if (inside && (!found || c.root.length > found.root.length)) found = c;
  }
  return found;
}

/** The registry's entry for a service of that name, its other names included. */
export function registered(configuration: Configuration, name: string): RegisteredService | undefined {
  const wanted = name.toLowerCase();
  return configuration.services.find((s) => [s.name, ...s.names].some((n) => n.toLowerCase() === wanted));
}

/** A range of a file as a span. */
export function spanOf(uri: Uri, { start, end }: Range): Span {
  return { uri, start, end };
}
