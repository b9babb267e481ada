import type { Snapshot } from './snapshot';
import type { Chart, Site } from '../model/chart';
import { chartOf } from '../model/chart';
import { hasForwards } from '../model/forwards';
import { append } from '../text/lists';
import type { Span, Uri } from '../text/span';
import { spanKey, touches } from '../text/span';

/** A place that means a port, with the chart in which it does. One place can mean several ports in several contexts. */
export interface Occurrence {
  readonly chart: Chart;
  readonly site: Site;
}

/**
 * What the characters at an offset mean, over all contexts. Only the narrowest places count: in `"8080:80"` the cursor is
 * on one number. Empty where there is no port.
 */
export function occurrencesAt(snapshot: Snapshot, uri: Uri, offset: number): readonly Occurrence[] {
  const all: Occurrence[] = [];
  for (const model of snapshot.contextsAt(uri)) {
    const chart = chartOf(model);
    for (const site of chart.sites.get(uri) ?? []) {
      if (site.span.start > offset) break;
      if (touches(site.span, offset)) all.push({ chart, site });
    }
  }
  const width = Math.min(...all.map((o) => o.site.span.end - o.site.span.start));
  const narrow = all.filter((o) => o.site.span.end - o.site.span.start === width);
  // A Dockerfile that a project builds means what it means there; its stand-alone build only repeats it.
  const used = narrow.filter((o) => o.chart.context.stack !== 'image-build');
  return used.length > 0 ? used : narrow;
}

/** Stops reached from some by following legs one way, the start included. */
export function closure(chart: Chart, start: readonly string[], direction: 'inward' | 'outward'): ReadonlySet<string> {
  const seen = new Set(start);
  const queue = [...start];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const leg of legsAt(chart, id, direction)) {
      const next = direction === 'inward' ? leg.to : leg.from;
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  return seen;
}

/**
 * The same ports as charts of developers' tools see them, which name them from other contexts: for whoever looks for all
 * that means a port.
 */
export function borrowedOccurrences(snapshot: Snapshot, found: readonly Occurrence[]): readonly Occurrence[] {
  return snapshot.contexts.filter(hasForwards).flatMap((model) => {
    const chart = chartOf(model);
    return found
      .filter((o) => o.chart !== chart && o.site.stops.some((id) => chart.stops.has(id)))
      .map(({ site }) => ({ chart, site }));
  });
}

interface LegIndex {
  readonly from: Map<string, Chart['legs'][number][]>;
  readonly to: Map<string, Chart['legs'][number][]>;
}

const legIndexes = new WeakMap<Chart, LegIndex>();

function legsAt(chart: Chart, id: string, direction: 'inward' | 'outward'): readonly Chart['legs'][number][] {
  let index = legIndexes.get(chart);
  if (!index) {
    index = { from: new Map(), to: new Map() };
    for (const leg of chart.legs) {
      append(index.from, leg.from, leg);
      append(index.to, leg.to, leg);
    }
    legIndexes.set(chart, index);
  }
  return (direction === 'inward' ? index.from : index.to).get(id) ?? [];
}

/** The whole way of a port: everything that its traffic passes, inward to the listener and outward to who asks. */
export function wayOf(chart: Chart, stops: readonly string[]): ReadonlySet<string> {
  return new Set([...closure(chart, stops, 'outward'), ...closure(chart, stops, 'inward')]);
}

/** Every site of the charts that means one of the ways, each place once, in order of file and place. */
export function sitesOnWay(occurrences: readonly Occurrence[]): readonly Site[] {
  const out = new Map<string, Site>();
  for (const { chart, site } of occurrences) {
    const way = wayOf(chart, site.stops);
    out.set(spanKey(site.span), site);
    // The line of a values or .env file: where its value is used belongs to it, also when that means no port that there is.
    if (site.originOf) out.set(spanKey(site.originOf), { ...site, span: site.originOf });
    for (const sites of chart.sites.values()) {
      for (const s of sites)
        if (s.stops.some((id) => way.has(id)) && !out.has(spanKey(s.span))) out.set(spanKey(s.span), s);
    }
  }
  return [...out.values()].sort((a, b) =>
    a.span.uri < b.span.uri ? -1 : a.span.uri > b.span.uri ? 1 : a.span.start - b.span.start,
  );
}

/** Each place once. */
export function uniqueSpans(spans: readonly Span[]): readonly Span[] {
  return [...new Map(spans.map((s) => [spanKey(s), s])).values()];
}
