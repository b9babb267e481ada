import type { Layer, Located, Port } from '../facts';
import { showPort } from '../facts';
import type { Snapshot } from './snapshot';
import type { Chart, Site, Stop } from '../model/chart';
import type { Span, Uri } from '../text/span';
import { overlaps } from '../text/span';
import { exposureOf, guardsOf } from './exposure';
import { code, escapeMarkdown, link, messageMarkdown } from './markdown';
import type { Occurrence } from './occurrences';
import { occurrencesAt } from './occurrences';
import { suppressionAt } from './suppressionHover';
import { isBroken, sourceOf, wayThrough } from './way';

/** A hover: Markdown and the characters that it is about. */
export interface HoverResult {
  readonly at: Span;
  readonly markdown: string;
}

/** At most this many contexts are told apart in one hover. */
const CONTEXT_LIMIT = 4;
/** At most this many uses of one origin. */
const HEAD_LIMIT = 4;

/**
 * The whole way of the port under the cursor: one hop a line from the listener to the outside, each with a link, broken
 * hops marked; where its value comes from; protocol and exposure. At a comment that leaves findings alone: of which rules.
 * `undefined` where there is neither.
 */
export function hoverAt(snapshot: Snapshot, uri: Uri, offset: number): HoverResult | undefined {
  const found = occurrencesAt(snapshot, uri, offset);
  const first = found[0];
  if (!first) return suppressionAt(snapshot, uri, offset);
  // What differs only in its first lines (one .env line, used in two places) is told once.
  const blocks = new Map<string, { readonly heads: Set<string>; readonly names: Set<string> }>();
  for (const o of found) {
    const body = bodyOf(snapshot, o);
    const block = blocks.get(body) ?? { heads: new Set<string>(), names: new Set<string>() };
    block.heads.add(headOf(snapshot, o));
    block.names.add(o.chart.context.environment ?? o.chart.context.name);
    blocks.set(body, block);
  }
  const several = new Set([...blocks.values()].flatMap((b) => [...b.names])).size > 1;
  const shown = [...blocks].slice(0, CONTEXT_LIMIT).map(([body, { heads, names }]) => {
    const title = several && blocks.size > 1 ? `*${escapeMarkdown([...names].join(', '))}*\n\n` : '';
    return `${title}${[...heads].slice(0, HEAD_LIMIT).join('\n\n')}\n\n${body}`;
  });
  if (blocks.size > CONTEXT_LIMIT) shown.push(`… and ${blocks.size - CONTEXT_LIMIT} more`);
  return { at: first.site.span, markdown: shown.join('\n\n---\n\n') };
}

function headOf(snapshot: Snapshot, { chart, site }: Occurrence): string {
  const origin = originLine(snapshot, site.value);
  return origin ? `${headline(chart, site)}  \n${origin}` : headline(chart, site);
}

function bodyOf(snapshot: Snapshot, { chart, site }: Occurrence): string {
  const lines = [...wayLines(snapshot, chart, site)];
  const exposure = exposureOf(chart, site.stops);
  if (exposure) lines.push('', `**Reach:** ${messageMarkdown(exposure)}`);
  for (const guard of guardsOf(chart, site.stops)) lines.push('', `**Policies:** ${messageMarkdown(guard)}`);
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
  const source = sourceOf(value);
  const steps = [code(showPort(value.value))];
  if (written !== '' && written !== showPort(value.value)) steps.push(code(written));
  if (source) steps.push(link(source, snapshot.files.get(source.uri), snapshot.roots));
  const implied = value.origins.find((o) => o.kind === 'implied');
  if (implied?.kind === 'implied') steps.push(messageMarkdown(implied.because));
  return steps.length > 1 ? `Value: ${steps.join(' ← ')}` : undefined;
}

const LAYER_NAMES: Readonly<Record<Layer, string>> = {
  listen: 'listens',
  image: 'image',
  container: 'container',
  service: 'service',
  host: 'host',
  edge: 'edge',
};

/** One line a stop, from the listener outward, then one a client. */
function wayLines(snapshot: Snapshot, chart: Chart, site: Site): readonly string[] {
  const { stops, instead, clients } = wayThrough(chart, site.stops);
  const lines = (of: readonly Stop[]): readonly string[] => of.map((s) => stopLine(snapshot, s, site));
  const used = clientLines(snapshot, clients);
  if (instead.length > 0)
    return [`- ✗ nothing is known to answer there; instead:`, ...lines(instead), ...lines(stops), ...used];
  if (stops.length > 0) return [...lines(stops), ...used];
  const asked = escapeMarkdown(showPort(site.value.value));
  if (!site.instead) return ['- nothing in the workspace is known to serve this port'];
  return [`- ✗ **${asked}** is not there; instead:`, ...lines(wayThrough(chart, site.instead).stops)];
}

function stopLine(snapshot: Snapshot, stop: Stop, here: Site): string {
  const places = stop.declared.map((s) => link(s.span, snapshot.files.get(s.span.uri), snapshot.roots));
  const marks = isBroken(snapshot, stop) ? ' ✗' : '';
  const at = here.stops.includes(stop.id) && here.declares ? ' ← here' : '';
  const why = stop.declared.length === 0 && stop.because ? ` (${messageMarkdown(stop.because)})` : '';
  const name = stop.name === undefined ? '' : ` ${code(stop.name)}`;
  return `- ${LAYER_NAMES[stop.layer]} **${escapeMarkdown(showPort(stop.port))}**${name} — ${messageMarkdown(stop.owner)}${why} ${[...new Set(places)].join(' ')}${marks}${at}`;
}

/** Who connects: one line a client, with the key that holds the address. */
function clientLines(snapshot: Snapshot, clients: readonly Site[]): readonly string[] {
  const lines = clients.map(
    (s) => `- used by ${messageMarkdown(s.label)} ${link(s.span, snapshot.files.get(s.span.uri), snapshot.roots)}`,
  );
  return [...new Set(lines)].slice(0, 12);
}
