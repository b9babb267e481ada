import type { Port } from '../facts';
import { showPort } from '../facts';
import type { Chart, Site } from '../model/chart';
import { chartOf } from '../model/chart';
import type { Range, Uri } from '../text/span';
import { visible } from '../text/escape';
import type { Snapshot } from './snapshot';

/** A hint that stands behind characters: the number behind a name or a variable, the reach of a published port. */
export interface PortHint {
  /** Offset behind which it stands. */
  readonly at: number;
  readonly text: string;
  /** More about it, plain text. */
  readonly tooltip: string;
}

/** Files with more lines than this are data, and stay quiet. */
const LINE_LIMIT = 5000;

/** Hints for a range of a file, in order of place; none in long files. What differs between contexts is not said. */
export function hintsIn(snapshot: Snapshot, uri: Uri, range: Range): readonly PortHint[] {
  const file = snapshot.files.get(uri);
  if (!file || isLong(file.text)) return [];
  const found = new Map<number, Map<string, PortHint>>();
  for (const model of snapshot.contextsAt(uri)) {
    const chart = chartOf(model);
    for (const site of chart.sites.get(uri) ?? []) {
      if (site.span.end < range.start || site.span.end > range.end || site.originOf) continue;
      const hint = hintFor(chart, site, file.text.slice(site.span.start, site.span.end));
      if (!hint) continue;
      const at = found.get(hint.at) ?? new Map<string, PortHint>();
      found.set(hint.at, at.set(hint.text, hint));
    }
  }
  const hints = [...found.values()].flatMap((texts) => (texts.size === 1 ? [...texts.values()] : []));
  return hints.sort((a, b) => a.at - b.at);
}

/** Whether a text has so many lines that hints and lenses would be in the way. */
export function isLong(text: string): boolean {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) if (++lines > LINE_LIMIT) return true;
  return false;
}

function hintFor(chart: Chart, site: Site, written: string): PortHint | undefined {
  const parts: string[] = [];
  const number = numberOf(chart, site);
  if (number !== undefined && written !== '' && !written.includes(number)) parts.push(number);
  const open = site.declares && site.stops.some((id) => chart.stops.get(id)?.open);
  const reach = open ? chart.stops.get(site.stops[0] ?? '')?.reach : undefined;
  if (reach !== undefined) parts.push(reach.replace(/`/g, ''));
  if (parts.length === 0) return undefined;
  return { at: site.span.end, text: visible(parts.join(' · ')), tooltip: visible(site.label.replace(/`/g, '')) };
}

/** The number that a site means: its own, or for a name the one number of the stops that it resolves to. */
function numberOf(chart: Chart, site: Site): string | undefined {
  const { value } = site.value;
  if (value.kind === 'number') return showPort(value);
  if (value.kind === 'range' || site.declares) return undefined;
  const ports = site.stops.flatMap((id): readonly Port[] => {
    const stop = chart.stops.get(id);
    return stop ? [stop.port] : [];
  });
  const numbers = new Set(ports.map((p) => showPort(p)));
  return numbers.size === 1 && ports[0]?.kind === 'number' ? showPort(ports[0]) : undefined;
}
