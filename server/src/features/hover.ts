import type { Layer, Located, Port } from '../facts';
import { showPort } from '../facts';
import type { Snapshot } from './snapshot';
import type { Chart, Site, Stop } from '../model/chart';
import type { Span, Uri } from '../text/span';
import { overlaps } from '../text/span';
import { exposureOf } from './exposure';
import { code, escapeMarkdown, link, messageMarkdown, shortName } from './markdown';
import type { Occurrence } from './occurrences';
import { closure, occurrencesAt } from './occurrences';

/** A hover: Markdown and the characters that it is about. */
export interface HoverResult {
  readonly at: Span;
  readonly markdown: string;
}

/** At most this many contexts are told apart in one hover. */
const CONTEXT_LIMIT = 4;

/**
 * The whole way of the port under the cursor: one hop a line from the listener to the outside, each with a link, broken
 * hops marked; where its value comes from; protocol and exposure. `undefined` where there is no port.
 */
export function hoverAt(snapshot: Snapshot, uri: Uri, offset: number): HoverResult | undefined {
  const found = occurrencesAt(snapshot, uri, offset);
  const first = found[0];
  if (!first) return undefined;
  const parts = new Map<string, string[]>();
  for (const o of found) {
    const text = describe(snapshot, o);
    const names = parts.get(text) ?? [];
    names.push(o.chart.context.environment ?? o.chart.context.name);
    parts.set(text, names);
  }
  const shown = [...parts].slice(0, CONTEXT_LIMIT);
  const blocks = shown.map(([text, names]) => (shown.length > 1 ? `*${escapeMarkdown([...new Set(names)].join(', '))}*\n\n${text}` : text));
  if (parts.size > CONTEXT_LIMIT) blocks.push(`… and ${parts.size - CONTEXT_LIMIT} more environments`);
  return { at: first.site.span, markdown: blocks.join('\n\n---\n\n') };
}

function describe(snapshot: Snapshot, occurrence: Occurrence): string {
  const { chart, site } = occurrence;
  const lines = [headline(chart, site)];
  const origin = originLine(snapshot, site.value);
  if (origin) lines.push(origin);
  lines.push('', ...wayLines(snapshot, chart, site));
  const exposure = exposureOf(chart, site);
  if (exposure) lines.push('', `**Reach:** ${messageMarkdown(exposure)}`);
  for (const f of snapshot.byUri.get(site.span.uri) ?? []) {
    if (overlaps(f.site, site.span)) lines.push('', `**✗ ${escapeMarkdown(f.rule.id)}** ${messageMarkdown(f.message)}`);
  }
  return lines.join('\n');
}

function headline(chart: Chart, site: Site): string {
  const stop = site.stops.map((id) => chart.stops.get(id)).find((s) => s !== undefined);
  const protocol = stop?.protocol ?? 'tcp';
  const name = stop?.name !== undefined && stop.name !== showPort(site.value.value) ? ` (${code(stop.name)})` : '';
  return `**${escapeMarkdown(showPort(site.value.value))}/${protocol}**${name} · ${messageMarkdown(site.label)}`;
}

/** "3000 ← ${API_PORT:-3000} ← .env:4": the value, the steps, the characters that make it. */
function originLine(snapshot: Snapshot, value: Located<Port>): string | undefined {
  const file = snapshot.files.get(value.site.uri);
  const written = file?.text.slice(value.site.start, value.site.end) ?? '';
  const text = value.origins.find((o) => o.kind === 'text' && !overlaps(o.span, value.site));
  const steps = [code(showPort(value.value))];
  if (written !== '' && written !== showPort(value.value)) steps.push(code(written));
  if (text?.kind === 'text') steps.push(link(text.span, snapshot.files.get(text.span.uri), snapshot.roots));
  const implied = value.origins.find((o) => o.kind === 'implied');
  if (implied?.kind === 'implied') steps.push(messageMarkdown(implied.because));
  return steps.length > 1 ? `Value: ${steps.join(' ← ')}` : undefined;
}

const ORDER: readonly Layer[] = ['listen', 'image', 'container', 'service', 'host', 'edge'];
const LAYER_NAMES: Readonly<Record<Layer, string>> = {
  listen: 'listens',
  image: 'image',
  container: 'container',
  service: 'service',
  host: 'host',
  edge: 'edge',
};

function wayLines(snapshot: Snapshot, chart: Chart, site: Site): readonly string[] {
  const inner = closure(chart, site.stops, 'inward');
  const outer = closure(chart, site.stops, 'outward');
  const ids = new Set([...inner, ...outer]);
  const stops = [...ids].map((id) => chart.stops.get(id)).filter((s): s is Stop => s !== undefined);
  const servers = stops.filter((s) => !isClient(s)).sort((a, b) => ORDER.indexOf(a.layer) - ORDER.indexOf(b.layer) || (a.id < b.id ? -1 : 1));
  const lines = servers.map((s) => stopLine(snapshot, s, site));
  if (servers.length === 0) lines.push('- nothing in the workspace is known to serve this port');
  return [...lines, ...clientLines(snapshot, chart, ids)];
}

function isClient(stop: Stop): boolean {
  return stop.id.includes(' dials|');
}

function stopLine(snapshot: Snapshot, stop: Stop, here: Site): string {
  const places = stop.declared.map((s) => link(s.span, snapshot.files.get(s.span.uri), snapshot.roots));
  const marks = brokenAt(snapshot, stop) ? ' ✗' : '';
  const at = here.stops.includes(stop.id) && here.declares ? ' ← here' : '';
  const why = stop.declared.length === 0 && stop.because ? ` (${messageMarkdown(stop.because)})` : '';
  const name = stop.name === undefined ? '' : ` ${code(stop.name)}`;
  return `- ${LAYER_NAMES[stop.layer]} **${escapeMarkdown(showPort(stop.port))}**${name} — ${messageMarkdown(stop.owner)}${why} ${[...new Set(places)].join(' ')}${marks}${at}`;
}

function brokenAt(snapshot: Snapshot, stop: Stop): boolean {
  return stop.declared.some((s) => (snapshot.byUri.get(s.span.uri) ?? []).some((f) => f.severity !== 'hint' && overlaps(f.site, s.span)));
}

/** Who connects: one line a client, with the key that holds the address. */
function clientLines(snapshot: Snapshot, chart: Chart, ids: ReadonlySet<string>): readonly string[] {
  const lines = new Set<string>();
  for (const sites of chart.sites.values()) {
    for (const s of sites) {
      if (s.role !== 'connect' || s.originOf || !s.stops.some((id) => ids.has(id))) continue;
      lines.add(`- used by ${messageMarkdown(s.label)} ${link(s.span, snapshot.files.get(s.span.uri), snapshot.roots)}`);
    }
  }
  return [...lines].slice(0, 12);
}

/** Name of a file for status lines and titles. */
export function fileName(snapshot: Snapshot, uri: Uri): string {
  return shortName(uri, snapshot.roots);
}
