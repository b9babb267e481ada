import { showPort } from '../facts';
import type { Chart } from '../model/chart';
import { chartOf } from '../model/chart';
import { unitKey } from '../model/chartDraft';
import type { Connection, Workload } from '../model/model';
import type { Span, Uri } from '../text/span';
import { compareSpans, spanKey } from '../text/span';
import { visible } from '../text/escape';
import type { Snapshot } from './snapshot';
import { closure, occurrencesAt, uniqueSpans, wayOf } from './occurrences';

/** A service as an end of traffic. */
export interface TrafficEnd {
  readonly name: string;
  readonly detail: string;
  readonly at: Span;
  /** The place of one of its ports, when only the traffic to that port is meant. */
  readonly port?: Span;
}

/** Traffic from one service to another, with the places that hold the address. */
export interface Traffic {
  readonly end: TrafficEnd;
  readonly places: readonly Span[];
}

/** Every declaration on the whole way of the port under the cursor, from the outside to the listener. */
export function implementationsAt(snapshot: Snapshot, uri: Uri, offset: number): readonly Span[] {
  const spans = occurrencesAt(snapshot, uri, offset).flatMap(({ chart, site }) => {
    const way = wayOf(chart, site.stops);
    return [...way].flatMap((id) => chart.stops.get(id)?.declared.map((s) => s.span) ?? []);
  });
  return [...uniqueSpans(spans)].sort(compareSpans);
}

/** The services at a cursor: the one whose text holds it, and on a port those whose port it is, with that port alone. */
export function trafficEndsAt(snapshot: Snapshot, uri: Uri, offset: number): readonly TrafficEnd[] {
  const keys = new Map<string, TrafficEnd>();
  for (const { chart, site } of occurrencesAt(snapshot, uri, offset))
    for (const id of site.stops) {
      const stop = chart.stops.get(id);
      const end = stop && endOfKey(snapshot, chart, stop.key);
      if (!end) continue;
      const detail = `${end.detail} · ${showPort(stop.port)}`;
      keys.set(spanKey(end.at), { ...end, detail, port: site.span });
    }
  if (keys.size > 0) return [...keys.values()];
  for (const model of snapshot.contextsAt(uri))
    for (const { fact } of model.workloads)
      if (fact.site.uri === uri && fact.site.start <= offset && offset <= fact.site.end) {
        const end = endOf(fact);
        keys.set(spanKey(end.at), end);
      }
  return [...keys.values()];
}

function endOf(fact: {
  readonly name: { readonly value: string; readonly site: Span };
  readonly objectKind: string;
}): TrafficEnd {
  return { name: visible(fact.name.value), detail: visible(fact.objectKind), at: fact.name.site };
}

function endOfKey(snapshot: Snapshot, chart: Chart, key: string): TrafficEnd | undefined {
  const own = key.replace(/ dials$/, '');
  const model = snapshot.contexts.find((c) => chartOf(c) === chart);
  const workload = model?.workloads.find((w) => w.units.some((u) => unitKey(u) === own) || w.fact.id === own);
  if (workload) return endOf(workload.fact);
  const service = model?.services.find((s) => s.fact.id === own);
  const selected = service?.selected[0]?.workload;
  return selected && endOf(selected.fact);
}

/**
 * Who connects to a service, or whom it connects to, over all contexts in which it stands; of an end with a port who connects to
 * that port, in the contexts in which it stands there.
 */
export function trafficOf(
  snapshot: Snapshot,
  { at, port }: Pick<TrafficEnd, 'at' | 'port'>,
  direction: 'incoming' | 'outgoing',
): readonly Traffic[] {
  const out = new Map<string, { readonly end: TrafficEnd; readonly places: Span[] }>();
  const add = (other: TrafficEnd, place: Span): void => {
    const entry = out.get(spanKey(other.at)) ?? { end: other, places: [] };
    out.set(spanKey(other.at), entry);
    if (!entry.places.some((p) => spanKey(p) === spanKey(place))) entry.places.push(place);
  };
  const meant = port && occurrencesAt(snapshot, port.uri, port.start);
  for (const model of snapshot.contextsAt(at.uri)) {
    const chart = chartOf(model);
    const stops = meant?.filter((o) => o.chart === chart).flatMap((o) => o.site.stops);
    if (stops?.length === 0) continue;
    const way = direction === 'incoming' && stops ? closure(chart, stops, 'outward') : undefined;
    for (const connection of model.connections) {
      const { fact, from } = connection;
      if (!from || (way && !asks(chart, fact.site, way))) continue;
      for (const to of targetsOf(connection)) {
        const [own, other] = direction === 'incoming' ? [to, from.workload] : [from.workload, to];
        if (spanKey(own.fact.name.site) !== spanKey(at)) continue;
        const shown = endOf(other.fact);
        add({ ...shown, detail: `${shown.detail} · ${fact.key} → ${showPort(fact.port.value)}` }, fact.site);
      }
    }
  }
  return [...out.values()];
}

function targetsOf({ target }: Connection): readonly Workload[] {
  if (target.kind === 'workloads') return target.workloads;
  return target.kind === 'services' ? target.services.flatMap((s) => s.selected.map((x) => x.workload)) : [];
}

/** Whether the address at a place asks one of some stops. */
function asks(chart: Chart, place: Span, stops: ReadonlySet<string>): boolean {
  const sites = chart.sites.get(place.uri) ?? [];
  return sites.some(
    (s) =>
      s.role === 'connect' &&
      s.span.start >= place.start &&
      s.span.end <= place.end &&
      s.stops.some((id) => stops.has(id)),
  );
}
