import type { Uri } from '../text/span';
import { overlaps } from '../text/span';
import { connectLegs } from './chartClients';
import type { Chart, Draft, Site } from './chartDraft';
import { stopsOf, unitKey } from './chartDraft';
import { drawBorrowed, drawObjects } from './chartObjects';
import { drawGuards } from './chartPolicies';
import { drawImage, drawService } from './chartServices';
import { drawUnit } from './chartUnits';
import { closedness } from './listening';
import type { ContextModel } from './model';

export type { Chart, Leg, Site, Stop } from './chartDraft';

const charts = new WeakMap<ContextModel, Chart>();

/** The chart of a context, drawn once for each model. */
export function chartOf(model: ContextModel): Chart {
  const known = charts.get(model);
  if (known) return known;
  const draft: Draft = { model, stops: new Map(), owned: new Map(), legs: new Map(), sites: [] };
  for (const unit of model.units) drawUnit(draft, unit);
  if (model.image) drawImage(draft, model);
  for (const service of model.services) drawService(draft, service);
  drawBorrowed(draft);
  drawObjects(draft);
  connectLegs(draft);
  drawGuards(draft);
  const made: Chart = {
    context: model.context,
    stops: draft.stops,
    legs: [...draft.legs.values()],
    sites: byUri([...draft.sites, ...draft.sites.flatMap(originSites)]),
    instead: deadEnds(draft),
  };
  charts.set(model, made);
  return made;
}

/**
 * Container ports from which no way leads inward, in containers that are known to listen on something else. Where a part of the
 * ports leads inward, or more may be listened on than is known, the others are further listeners: metrics, a debugger. Only of
 * known images all ports are known.
 */
function deadEnds(draft: Draft): ReadonlyMap<string, readonly string[]> {
  const alive = new Set([...draft.legs.values()].map((l) => l.from));
  const out = new Map<string, readonly string[]>();
  for (const unit of draft.model.units) {
    const own = stopsOf(draft, unitKey(unit));
    const inner = own.filter((s) => s.layer === 'listen' || s.layer === 'image').map((s) => s.id);
    const declared = own.filter((s) => s.layer === 'container');
    const more = unit.belief.open !== undefined || declared.some((s) => alive.has(s.id));
    const isWhole = unit.belief.level === 10 && closedness(unit) !== undefined;
    if (inner.length === 0 || (more && !isWhole)) continue;
    for (const s of declared) if (!alive.has(s.id)) out.set(s.id, inner);
  }
  return out;
}

function originSites(site: Site): readonly Site[] {
  return site.value.origins.flatMap((o) => {
    if (o.kind !== 'text' || overlaps(o.span, site.span)) return [];
    return [{ ...site, span: o.span, declares: false, originOf: site.span }];
  });
}

function byUri(sites: readonly Site[]): ReadonlyMap<Uri, readonly Site[]> {
  const out = new Map<Uri, Site[]>();
  for (const s of sites) {
    const list = out.get(s.span.uri);
    if (list) list.push(s);
    else out.set(s.span.uri, [s]);
  }
  for (const list of out.values()) list.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return out;
}
