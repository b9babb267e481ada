import type { Port } from '../facts';
import { showPort } from '../facts';
import type { Chart, Site } from '../model/chart';
import { chartOf } from '../model/chart';
import type { Range, Uri } from '../text/span';
import { visible } from '../text/escape';
import { english } from '../text/tongue';
import type { Tongue } from '../text/tongue';
import { closure } from './occurrences';
import type { Snapshot } from './snapshot';

/**
 * A hint that stands behind characters: the number behind a name or a variable, the container's port behind a reference to a
 * Service, the reach of a published port.
 */
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
export function hintsIn(snapshot: Snapshot, uri: Uri, range: Range, tell: Tongue = english): readonly PortHint[] {
  const file = snapshot.files.get(uri);
  if (!file || isLong(file.text)) return [];
  const found = new Map<number, Map<string, PortHint>>();
  for (const model of snapshot.contextsAt(uri)) {
    const chart = chartOf(model);
    for (const site of chart.sites.get(uri) ?? []) {
      if (site.span.end < range.start || site.span.end > range.end || site.originOf) continue;
      for (const hint of hintsFor(chart, site, file.text, tell)) {
        const at = found.get(hint.at) ?? new Map<string, PortHint>();
        found.set(hint.at, at.set(hint.text, hint));
      }
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

/** The number stands behind what it is the number of; who can reach the port is said at the end of the line. */
function hintsFor(chart: Chart, site: Site, text: string, tell: Tongue): readonly PortHint[] {
  const written = text.slice(site.span.start, site.span.end);
  const tooltip = visible(tell(site.label).replace(/`/g, ''));
  const out: PortHint[] = [];
  const number = numberOf(chart, site);
  const parts: string[] = [];
  if (number !== undefined && written !== '' && !written.includes(number)) parts.push(number);
  const target = targetOf(chart, site);
  if (target !== undefined && target !== number) parts.push(`→ ${target}`);
  if (parts.length > 0) out.push({ at: site.span.end, text: visible(parts.join(' ')), tooltip });
  const open = site.declares ? site.stops.flatMap((id) => chart.stops.get(id) ?? []).find((s) => s.open) : undefined;
  if (open?.reach !== undefined)
    out.push({ at: lineEnd(text, site.span.end), text: visible(tell(open.reach).replace(/`/g, '')), tooltip });
  return out;
}

function lineEnd(text: string, from: number): number {
  const eol = text.indexOf('\n', from);
  const end = eol < 0 ? text.length : eol;
  return text[end - 1] === '\r' ? end - 1 : end;
}

/** The one number of the containers' ports to which a reference to a Service leads in the end. */
function targetOf(chart: Chart, site: Site): string | undefined {
  if (site.declares || !site.stops.every((id) => chart.stops.get(id)?.layer === 'service')) return undefined;
  const numbers = new Set<string>();
  for (const id of closure(chart, site.stops, 'inward')) {
    const stop = chart.stops.get(id);
    if (stop?.layer === 'container') numbers.add(showPort(stop.port));
  }
  const [only] = numbers;
  return numbers.size === 1 ? only : undefined;
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
