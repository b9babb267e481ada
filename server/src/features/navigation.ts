import type { Snapshot } from './snapshot';
import type { Chart, Site } from '../model/chart';
import type { Span, Uri } from '../text/span';
import { overlaps } from '../text/span';
import type { Occurrence } from './occurrences';
import { borrowedOccurrences, occurrencesAt, sitesOnWay, uniqueSpans } from './occurrences';

/** Where a definition leads, and from which characters. */
export interface DefinitionResult {
  readonly from: Span;
  readonly targets: readonly Span[];
}

/**
 * The declaration of the port under the cursor on the layer that the platform resolves it to; where that layer declares
 * nothing, the next one inward (service → container → image → listener). On a declaration itself: the next layer
 * inward, or the place where its value comes from. `undefined` where there is no port.
 */
export function definitionAt(snapshot: Snapshot, uri: Uri, offset: number): DefinitionResult | undefined {
  const found = occurrencesAt(snapshot, uri, offset);
  const first = found[0];
  if (!first) return undefined;
  const targets = uniqueSpans(found.flatMap((o) => targetsOf(o)));
  return { from: first.site.span, targets: targets.length > 0 ? targets : [first.site.span] };
}

function targetsOf({ chart, site }: Occurrence): readonly Span[] {
  const origins = site.originOf
    ? []
    : site.value.origins.flatMap((o) => (o.kind === 'text' && !overlaps(o.span, site.span) ? [o.span] : []));
  if (site.declares) {
    const inner = declaredInward(chart, site.stops, site);
    const instead = inner.length > 0 ? [] : site.stops.flatMap((id) => chart.instead.get(id) ?? []);
    return [...origins, ...inner, ...instead.flatMap((id) => declaredAt(chart, id).map((s) => s.span))];
  }
  const declared = site.stops.flatMap((id) => declaredAt(chart, id));
  const others = declared.filter((s) => !overlaps(s.span, site.span));
  const spans = (others.length > 0 ? others : declaredInward(chart, site.stops, site)).map((s) =>
    'span' in s ? s.span : s,
  );
  if (spans.length > 0) return spans;
  // Nothing has the port that is asked for: what is there instead is what a reader wants to see.
  const instead = (site.instead ?? []).flatMap((id) => declaredAt(chart, id).map((s) => s.span));
  return instead.length > 0 ? instead : origins;
}

function declaredAt(chart: Chart, id: string): readonly Site[] {
  return chart.stops.get(id)?.declared ?? [];
}

/** Declarations of the nearest inner stops that have any. */
function declaredInward(chart: Chart, stops: readonly string[], from: Site): readonly Span[] {
  let layer = stops;
  const seen = new Set(stops);
  for (let depth = 0; depth < 8 && layer.length > 0; depth++) {
    const next = [...new Set(layer.flatMap((id) => chart.legs.filter((l) => l.from === id).map((l) => l.to)))].filter(
      (id) => !seen.has(id),
    );
    for (const id of next) seen.add(id);
    const found = next.flatMap((id) => declaredAt(chart, id)).filter((s) => !overlaps(s.span, from.span));
    if (found.length > 0) return found.map((s) => s.span);
    layer = next;
  }
  return [];
}

/** Every place that means the port under the cursor, anywhere on its way; declarations included when asked for. */
export function referencesAt(snapshot: Snapshot, uri: Uri, offset: number, declarations: boolean): readonly Span[] {
  const found = occurrencesAt(snapshot, uri, offset);
  const sites = sitesOnWay([...found, ...borrowedOccurrences(snapshot, found)]);
  return uniqueSpans(sites.filter((s) => declarations || !s.declares).map((s) => s.span));
}

/** A place to highlight; declarations are writes, references are reads. */
export interface Highlight {
  readonly span: Span;
  readonly kind: 'read' | 'write';
}

/** The references of the port under the cursor that stand in the same file. */
export function highlightsAt(snapshot: Snapshot, uri: Uri, offset: number): readonly Highlight[] {
  const sites = sitesOnWay(occurrencesAt(snapshot, uri, offset)).filter((s) => s.span.uri === uri);
  return sites.map((s) => ({ span: s.span, kind: s.declares ? 'write' : 'read' }));
}
