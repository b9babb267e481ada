import type { Layer, Located, Port } from '../facts';
import type { Chart, Site, Stop } from '../model/chart';
import type { Finding } from '../rules/finding';
import type { Span } from '../text/span';
import { overlaps } from '../text/span';
import { wayOf } from './occurrences';
import type { Snapshot } from './snapshot';

/** The whole way of a port in one chart, from the listener outward: what hovers and answers show. */
export interface Way {
  /** The ports that traffic passes, the innermost first; those of whoever dials are left out. */
  readonly stops: readonly Stop[];
  /** Where the container listens instead, when the way ends at a port at which nothing is known to answer. */
  readonly instead: readonly Stop[];
  /** Places that hold an address of it, each with the label of the one who connects. */
  readonly clients: readonly Site[];
}

/** The layers from the listener outward. */
const ORDER: readonly Layer[] = ['listen', 'image', 'container', 'service', 'host', 'edge'];

/** The way through some stops; empty when they are none of the chart's. */
export function wayThrough(chart: Chart, through: readonly string[]): Way {
  const ids = wayOf(chart, through);
  const dead = [...ids].flatMap((id) => chart.instead.get(id) ?? []).filter((id) => !ids.has(id));
  return {
    stops: serversAmong(chart, ids),
    instead: serversAmong(chart, new Set(dead)),
    clients: dialling(chart, ids),
  };
}

/** Of the stops those that answer, from the listener outward. */
function serversAmong(chart: Chart, ids: ReadonlySet<string>): readonly Stop[] {
  const stops = [...ids].flatMap((id) => chart.stops.get(id) ?? []).filter((s) => !s.id.includes(' dials|'));
  return stops.sort((a, b) => ORDER.indexOf(a.layer) - ORDER.indexOf(b.layer) || (a.id < b.id ? -1 : 1));
}

function dialling(chart: Chart, ids: ReadonlySet<string>): readonly Site[] {
  const all = [...chart.sites.values()].flat();
  return all.filter((s) => s.role === 'connect' && !s.originOf && s.stops.some((id) => ids.has(id)));
}

/** Whether a finding at a declaration of the stop says that traffic does not arrive; what is merely open to many is not broken. */
export function isBroken(snapshot: Snapshot, stop: Stop): boolean {
  const isBreak = ({ severity, rule }: Finding): boolean =>
    (severity === 'error' || severity === 'warning') && rule.category !== 'exposure';
  return stop.declared.some(({ span }) =>
    (snapshot.byUri.get(span.uri) ?? []).some((f) => isBreak(f) && overlaps(f.site, span)),
  );
}

/** Where the characters of a value stand, when that is not where it is used: the line of a `.env` file, a key of values. */
export function sourceOf(value: Located<Port>): Span | undefined {
  const origin = value.origins.find((o) => o.kind === 'text' && !overlaps(o.span, value.site));
  return origin?.kind === 'text' ? origin.span : undefined;
}
