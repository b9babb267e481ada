import type { Layer, Located, Port } from '../facts';
import { showPort } from '../facts';
import type { Snapshot } from './snapshot';
import type { Chart, Site, Stop } from '../model/chart';
import { say } from '../text/say';
import type { Span, Uri } from '../text/span';
import { overlaps } from '../text/span';
import { english } from '../text/tongue';
import type { Tongue } from '../text/tongue';
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
 * `undefined` where there is neither. `tell` says its words in another language.
 */
export function hoverAt(snapshot: Snapshot, uri: Uri, offset: number, tell: Tongue = english): HoverResult | undefined {
  const found = occurrencesAt(snapshot, uri, offset);
  const first = found[0];
  if (!first) return suppressionAt(snapshot, uri, offset, tell);
  const teller = { snapshot, tell };
  // What differs only in its first lines (one .env line, used in two places) is told once.
  const blocks = new Map<string, { readonly heads: Set<string>; readonly names: Set<string> }>();
  for (const o of found) {
    const body = bodyOf(teller, o);
    const block = blocks.get(body) ?? { heads: new Set<string>(), names: new Set<string>() };
    block.heads.add(headOf(teller, o));
    block.names.add(o.chart.context.environment ?? o.chart.context.name);
    blocks.set(body, block);
  }
  const several = new Set([...blocks.values()].flatMap((b) => [...b.names])).size > 1;
  const shown = [...blocks].slice(0, CONTEXT_LIMIT).map(([body, { heads, names }]) => {
    const title = several && blocks.size > 1 ? `*${escapeMarkdown([...names].join(', '))}*\n\n` : '';
    return `${title}${[...heads].slice(0, HEAD_LIMIT).join('\n\n')}\n\n${body}`;
  });
  if (blocks.size > CONTEXT_LIMIT) shown.push(tell(say`… and ${blocks.size - CONTEXT_LIMIT} more`));
  return { at: first.site.span, markdown: shown.join('\n\n---\n\n') };
}

/** A snapshot, and the language in which it is told. */
interface Teller {
  readonly snapshot: Snapshot;
  readonly tell: Tongue;
}

function headOf(teller: Teller, { chart, site }: Occurrence): string {
  const origin = originLine(teller, site.value);
  const head = headline(chart, site, teller.tell);
  return origin ? `${head}  \n${origin}` : head;
}

function bodyOf(teller: Teller, { chart, site }: Occurrence): string {
  const { snapshot, tell } = teller;
  const lines = [...wayLines(teller, chart, site)];
  const exposure = exposureOf(chart, site.stops);
  if (exposure) lines.push('', `**${tell(say`Reach:`)}** ${messageMarkdown(tell(exposure))}`);
  for (const guard of guardsOf(chart, site.stops))
    lines.push('', `**${tell(say`Policies:`)}** ${messageMarkdown(tell(guard))}`);
  for (const f of snapshot.byUri.get(site.span.uri) ?? []) {
    if (overlaps(f.site, site.span))
      lines.push('', `**✗ ${escapeMarkdown(f.rule.id)}** ${messageMarkdown(tell(f.message))}`);
  }
  return lines.join('\n');
}

function headline(chart: Chart, site: Site, tell: Tongue): string {
  const stop = site.stops.map((id) => chart.stops.get(id)).find((s) => s !== undefined);
  const protocol = stop?.protocol ?? 'tcp';
  const name = stop?.name !== undefined && stop.name !== showPort(site.value.value) ? ` (${code(stop.name)})` : '';
  return `**${escapeMarkdown(showPort(site.value.value))}/${protocol}**${name} · ${messageMarkdown(tell(site.label))}`;
}

/** "3000 ← ${API_PORT:-3000} ← .env:4": the value, the steps, the characters that make it. */
function originLine({ snapshot, tell }: Teller, value: Located<Port>): string | undefined {
  const file = snapshot.files.get(value.site.uri);
  const written = file?.text.slice(value.site.start, value.site.end) ?? '';
  const source = sourceOf(value);
  const steps = [code(showPort(value.value))];
  if (written !== '' && written !== showPort(value.value)) steps.push(code(written));
  if (source) steps.push(link(source, snapshot.files.get(source.uri), snapshot.roots));
  const implied = value.origins.find((o) => o.kind === 'implied');
  if (implied?.kind === 'implied') steps.push(messageMarkdown(tell(implied.because)));
  return steps.length > 1 ? `${tell(say`Value:`)} ${steps.join(' ← ')}` : undefined;
}

const LAYER_NAMES: Readonly<Record<Layer, string>> = {
  listen: say`listens`,
  image: say`image`,
  container: say`container`,
  service: say`service`,
  host: say`host`,
  edge: say`edge`,
};

/** One line a stop, from the listener outward, then one a client. */
function wayLines(teller: Teller, chart: Chart, site: Site): readonly string[] {
  const { tell } = teller;
  const { stops, instead, clients } = wayThrough(chart, site.stops);
  const lines = (of: readonly Stop[]): readonly string[] => of.map((s) => stopLine(teller, s, site));
  const used = clientLines(teller, clients);
  if (instead.length > 0)
    return [
      `- ✗ ${tell(say`nothing is known to answer there; instead:`)}`,
      ...lines(instead),
      ...lines(stops),
      ...used,
    ];
  if (stops.length > 0) return [...lines(stops), ...used];
  const asked = `**${escapeMarkdown(showPort(site.value.value))}**`;
  if (!site.instead) return [`- ${tell(say`nothing in the workspace is known to serve this port`)}`];
  return [`- ✗ ${tell(say`${asked} is not there; instead:`)}`, ...lines(wayThrough(chart, site.instead).stops)];
}

function stopLine({ snapshot, tell }: Teller, stop: Stop, here: Site): string {
  const places = stop.declared.map((s) => link(s.span, snapshot.files.get(s.span.uri), snapshot.roots));
  const marks = isBroken(snapshot, stop) ? ' ✗' : '';
  const at = here.stops.includes(stop.id) && here.declares ? ` ← ${tell(say`here`)}` : '';
  const why = stop.declared.length === 0 && stop.because ? ` (${messageMarkdown(tell(stop.because))})` : '';
  const name = stop.name === undefined ? '' : ` ${code(stop.name)}`;
  return `- ${tell(LAYER_NAMES[stop.layer])} **${escapeMarkdown(showPort(stop.port))}**${name} — ${messageMarkdown(tell(stop.owner))}${why} ${[...new Set(places)].join(' ')}${marks}${at}`;
}

/** Who connects: one line a client, with the key that holds the address. */
function clientLines({ snapshot, tell }: Teller, clients: readonly Site[]): readonly string[] {
  const lines = clients.map(
    (s) =>
      `- ${messageMarkdown(tell(say`used by ${s.label}`))} ${link(s.span, snapshot.files.get(s.span.uri), snapshot.roots)}`,
  );
  return [...new Set(lines)].slice(0, 12);
}
