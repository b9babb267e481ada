import type { Chart, Stop } from '../model/chart';
import { say } from '../text/say';
import { closure, wayOf } from './occurrences';

/**
 * How far the ports of some stops can be reached, in words: from every interface of the host, from the cluster, from nothing but its own
 * network. `undefined` when the chart does not say.
 */
export function exposureOf(chart: Chart, of: readonly string[]): string | undefined {
  const outer = closure(chart, of, 'outward');
  const stops = [...outer].map((id) => chart.stops.get(id)).filter((s): s is Stop => s !== undefined);
  const reaches = new Set(stops.flatMap((s) => (s.reach === undefined ? [] : [s.reach])));
  if (reaches.size > 0) return [...reaches].join('; ');
  if (stops.some((s) => s.layer === 'container'))
    return chart.context.stack === 'compose'
      ? say`only containers on its networks; not published on the host`
      : say`only inside the cluster`;
  return undefined;
}

/** What network policies say of the container ports on the way through some stops, each sentence once. */
export function guardsOf(chart: Chart, of: readonly string[]): readonly string[] {
  const stops = [...wayOf(chart, of)].map((id) => chart.stops.get(id));
  return [...new Set(stops.flatMap((s) => s?.guard ?? []))];
}
