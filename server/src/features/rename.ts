import type { Change, Port } from '../facts';
import { contains, isPortNumber, showPort } from '../facts';
import { inRange, NODE_PORTS } from '../lore/portClasses';
import { describeFlaw, isDnsLabel, portNameFlaws } from '../lore/portNames';
import type { Chart, Site, Stop } from '../model/chart';
import { chartOf } from '../model/chart';
import { unitKey } from '../model/chartDraft';
import { originOf, rewritten } from '../rules/rule';
import { changesToEdits } from '../syntax/edits';
import type { TextEdit } from '../text/edit';
import { append } from '../text/lists';
import { say } from '../text/say';
import type { Span, Uri } from '../text/span';
import { spanKey } from '../text/span';
import type { Occurrence } from './occurrences';
import { occurrencesAt } from './occurrences';
import type { Snapshot } from './snapshot';

/** What can be renamed under a cursor: its characters, and the text to start from. */
export interface RenameTarget {
  readonly at: Span;
  readonly placeholder: string;
}

/** The edits of a rename, or why there are none: a sentence for people. */
export type Renaming =
  | { readonly kind: 'edits'; readonly edits: readonly TextEdit[]; readonly from: string; readonly to: string }
  | { readonly kind: 'refused'; readonly because: string };

/** What a rename at a cursor would be about; `undefined` where there is no port, or only a range of ports. */
export function renameTargetAt(snapshot: Snapshot, uri: Uri, offset: number): RenameTarget | undefined {
  const [first] = occurrencesAt(snapshot, uri, offset);
  const value = first?.site.value.value;
  if (!first || !value || value.kind === 'range') return undefined;
  return { at: first.site.span, placeholder: showPort(value) };
}

/**
 * "Change this port everywhere". A number changes along its chain (listener, EXPOSE, container port, what targets, probes,
 * admits or dials it) and not on other layers that share the number; the published or the Service's number changes only
 * when the cursor is on it. A name changes wherever it refers to that port. Edits go to the characters that make the value,
 * in every context in which they do. `undefined` where there is no port.
 */
export function renameAt(snapshot: Snapshot, uri: Uri, offset: number, newText: string): Renaming | undefined {
  const found = occurrencesAt(snapshot, uri, offset);
  const old = found[0]?.site.value.value;
  if (!old) return undefined;
  const text = newText.trim();
  if (old.kind === 'range') return refused(say`A range of ports is changed at its place, not everywhere.`);
  if (text === showPort(old)) return { kind: 'edits', edits: [], from: text, to: text };
  const group = gather(
    snapshot,
    found.filter((o) => same(o.site.value.value, old)),
    old,
  );
  const fixed = unmoved(snapshot, group);
  if (fixed !== undefined) return refused(fixed);
  const flaw = old.kind === 'number' ? numberFlaw(snapshot, group, text) : nameFlaw(group, text);
  if (flaw !== undefined) return refused(flaw);
  const changes: Change[] = [];
  for (const site of group.sites) {
    const [change] = rewritten(site.value, text);
    if (!change)
      return refused(
        say`The port in ${site.label} is computed or put together from several pieces, so it cannot be changed from here.`,
      );
    if (isValuesKey(snapshot, site))
      return refused(
        say`The name in ${site.label} is a key of the chart's values, which templates may read by that name: change it there by hand.`,
      );
    changes.push(change);
  }
  for (const site of group.unwritten)
    changes.push({ kind: 'replace', at: { ...site.span, start: site.span.end }, text: `:${text}` });
  const edits = changesToEdits([...new Map(changes.map((c) => [changeKey(c), c])).values()], (u) =>
    snapshot.files.get(u),
  );
  return edits
    ? { kind: 'edits', edits, from: showPort(old), to: text }
    : refused(say`One of the places cannot be written anew without changing more than the port.`);
}

/**
 * All places that mean the same port as some occurrences do, along its chain and in every context, each origin once. Of places that
 * mean several ports the first counts.
 */
export function samePortSites(snapshot: Snapshot, found: readonly Occurrence[]): readonly Site[] {
  const old = found[0]?.site.value.value;
  return old
    ? gather(
        snapshot,
        found.filter((o) => same(o.site.value.value, old)),
        old,
      ).sites
    : [];
}

/** Whether the characters are a key of a values file. Templates that read it say its name in their own code. */
function isValuesKey({ files }: Snapshot, { value }: Site): boolean {
  const at = originOf(value);
  if (!at || spanKey(at) === spanKey(value.site)) return false;
  return /^["']?[ \t]*:(?:\s|$)/.test(files.get(at.uri)?.text.slice(at.end, at.end + 80) ?? '');
}

/** Why the port cannot go elsewhere: an image listens on it, and nothing in the workspace tells it to. */
function unmoved(snapshot: Snapshot, group: Group): string | undefined {
  for (const [chart, ids] of group.stops)
    for (const id of ids) {
      const stop = chart.stops.get(id);
      if (stop && isDefault(stop) && !isTold(snapshot, chart, stop))
        return say`Port ${showPort(stop.port)} is what ${stop.owner} has by itself (${stop.because}), so changing it here would only break it.`;
    }
  return undefined;
}

/** Whether an image has the port by itself, and nobody writes it. */
function isDefault({ because, layer, declared }: Stop): boolean {
  return because !== undefined && INNER.has(layer) && declared.length === 0;
}

/** Whether a flag, a variable of the program itself or its configuration says the number too: that moves it. */
function isTold({ contexts }: Snapshot, chart: Chart, stop: Stop): boolean {
  const units = contexts.find((m) => m.context === chart.context)?.units ?? [];
  return units.some(
    (unit) =>
      unitKey(unit) === stop.key &&
      unit.belief.all.some(
        (e) =>
          (e.level <= 2 || (e.level <= 4 && e.exclusive)) &&
          e.protocol === stop.protocol &&
          // A flag that only switches the port on, without its number, leaves it where it is.
          e.port.alternatives.every((a) => same(a.value, stop.port) && a.origins.every((o) => o.kind === 'text')),
      ),
  );
}

function refused(because: string): Renaming {
  return { kind: 'refused', because };
}

function changeKey(c: Change): string {
  return c.kind === 'replace' ? `${spanKey(c.at)} ${c.text}` : '';
}

interface Group {
  /** Places that say the port, each origin at least once. */
  readonly sites: readonly Site[];
  /** Addresses that mean the port without writing it. */
  readonly unwritten: readonly Site[];
  readonly stops: ReadonlyMap<Chart, ReadonlySet<string>>;
}

/** Everything that must change together: over stops to the places that mean them, over characters to other contexts. */
function gather(
  snapshot: Snapshot,
  start: readonly { readonly chart: Chart; readonly site: Site }[],
  old: Port,
): Group {
  const stops = new Map<Chart, Set<string>>();
  const sites = new Map<string, Site>();
  const unwritten = new Map<string, Site>();
  const queue: { readonly chart: Chart; readonly id: string }[] = [];
  const reach = (chart: Chart, id: string): void => {
    const stop = chart.stops.get(id);
    const seen = stops.get(chart) ?? new Set<string>();
    stops.set(chart, seen);
    if (!stop || seen.has(id) || !carries(stop, old)) return;
    seen.add(id);
    queue.push({ chart, id });
  };
  const take = (chart: Chart, site: Site): void => {
    if (site.value.origins.some((o) => o.kind === 'implied')) {
      if (site.role === 'connect') unwritten.set(spanKey(site.span), site);
      return;
    }
    const key = originKey(site);
    const fresh = !sites.has(key);
    sites.set(key, site);
    for (const id of site.stops) reach(chart, id);
    if (!fresh) return;
    for (const other of sameCharacters(snapshot, site, old)) for (const id of other.site.stops) reach(other.chart, id);
    for (const twin of keyTwins(snapshot, site)) take(twin.chart, twin.site);
  };
  for (const { chart, site } of start) take(chart, site);
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { chart, id } = next;
    for (const beside of together(chart, id, old)) reach(chart, beside);
    for (const site of sitesAt(chart, id)) if (same(site.value.value, old)) take(chart, site);
  }
  return { sites: [...sites.values()], unwritten: [...unwritten.values()], stops };
}

function originKey(site: Site): string {
  return site.value.origins.map((o) => (o.kind === 'text' ? spanKey(o.span) : '')).join(' ');
}

function same(a: Port, b: Port): boolean {
  return a.kind === b.kind && showPort(a) === showPort(b);
}

function carries(stop: Stop, port: Port): boolean {
  return port.kind === 'name' ? stop.name === port.name : same(stop.port, port);
}

const INNER = new Set(['container', 'image', 'listen']);

/**
 * Stops whose number is the same number, not merely an equal one: the layers inside one container, and a Service's port
 * that is its target port too since none is written. Names are not handed on.
 */
function together(chart: Chart, id: string, old: Port): readonly string[] {
  if (old.kind !== 'number') return [];
  const own = chart.stops.get(id);
  return (neighbours(chart).get(id) ?? []).flatMap(({ other, by }) => {
    const stop = chart.stops.get(other);
    if (!own || !stop || !same(stop.port, old)) return [];
    return (INNER.has(own.layer) && INNER.has(stop.layer) && own.key === stop.key) || by === 'port' ? [other] : [];
  });
}

interface Neighbour {
  readonly other: string;
  readonly by: string;
}

const indexes = new WeakMap<Chart, ReadonlyMap<string, readonly Neighbour[]>>();

function neighbours(chart: Chart): ReadonlyMap<string, readonly Neighbour[]> {
  const known = indexes.get(chart);
  if (known) return known;
  const out = new Map<string, Neighbour[]>();
  for (const leg of chart.legs) {
    append(out, leg.from, { other: leg.to, by: leg.by });
    append(out, leg.to, { other: leg.from, by: leg.by });
  }
  indexes.set(chart, out);
  return out;
}

const siteIndexes = new WeakMap<Chart, ReadonlyMap<string, readonly Site[]>>();

function sitesAt(chart: Chart, id: string): readonly Site[] {
  let index = siteIndexes.get(chart);
  if (!index) {
    const made = new Map<string, Site[]>();
    for (const sites of chart.sites.values())
      for (const site of sites) for (const stop of site.stops) append(made, stop, site);
    siteIndexes.set(chart, made);
    index = made;
  }
  return index.get(id) ?? [];
}

const originIndexes = new WeakMap<Chart, Map<Uri, ReadonlyMap<string, readonly Site[]>>>();

/** The places that a chart has in a file, by the characters that make their values: a port can have thousands of them. */
function sitesMadeIn(chart: Chart, uri: Uri): ReadonlyMap<string, readonly Site[]> {
  const files = originIndexes.get(chart) ?? new Map<Uri, ReadonlyMap<string, readonly Site[]>>();
  originIndexes.set(chart, files);
  const known = files.get(uri);
  if (known) return known;
  const made = new Map<string, Site[]>();
  for (const site of chart.sites.get(uri) ?? []) append(made, originKey(site), site);
  files.set(uri, made);
  return made;
}

/** The places, in all contexts, whose value is made by the same characters. */
function sameCharacters(
  snapshot: Snapshot,
  site: Site,
  old: Port,
): readonly { readonly chart: Chart; readonly site: Site }[] {
  const key = originKey(site);
  const uris = new Set(site.value.origins.flatMap((o) => (o.kind === 'text' ? [o.span.uri] : [])));
  return [...uris].flatMap((uri) =>
    snapshot.contextsAt(uri).flatMap((model) => {
      const chart = chartOf(model);
      const sites = sitesMadeIn(chart, uri).get(key) ?? [];
      return sites.filter((s) => same(s.value.value, old)).map((s) => ({ chart, site: s }));
    }),
  );
}

/** Where patches mean the port by its number, and the port that a patch so means: else one would be two. */
function keyTwins(snapshot: Snapshot, site: Site): readonly { readonly chart: Chart; readonly site: Site }[] {
  const at = originOf(site.value);
  if (!at) return [];
  const key = spanKey(at);
  return snapshot.contextsAt(at.uri).flatMap((model) =>
    (model.context.matches ?? []).flatMap(({ base, over }) => {
      const span = spanKey(base) === key ? over : spanKey(over) === key ? base : undefined;
      if (!span) return [];
      const value = { ...site.value, site: span, origins: [{ kind: 'text' as const, span }], via: [] };
      return [{ chart: chartOf(model), site: { ...site, span, value, stops: [] } }];
    }),
  );
}

function numberFlaw(snapshot: Snapshot, group: Group, text: string): string | undefined {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!isPortNumber(number) || String(number) !== text) return say`A port is a number from 1 to 65535.`;
  if (!inRange(number, NODE_PORTS) && isNodePort(group))
    return say`A node port lies between 30000 and 32767, unless the cluster sets another range.`;
  const clash = clashWith(snapshot, group, number);
  if (!clash) return undefined;
  const free = nextFree(snapshot, group, number);
  return say`Port ${number} is already taken by ${clash.owner}.${free === undefined ? '' : say` The next free one is ${free}.`}`;
}

/** Whether the port is one of every node, and within the usual range until now: where it is not, the cluster has another. */
function isNodePort({ stops }: Group): boolean {
  return [...stops].some(([chart, ids]) =>
    chart.legs.some(({ from, by }) => {
      const port = by === 'nodePort' && ids.has(from) ? chart.stops.get(from)?.port : undefined;
      return port?.kind === 'number' && inRange(port.number, NODE_PORTS);
    }),
  );
}

function nextFree(snapshot: Snapshot, group: Group, from: number): number | undefined {
  for (let n = from + 1; n <= 65535; n++) if (!clashWith(snapshot, group, n)) return n;
  return undefined;
}

/** Who has a number already where one of the group's stops would get it. */
function clashWith(snapshot: Snapshot, group: Group, number: number): Stop | undefined {
  for (const [chart, ids] of group.stops) {
    const moving = [...ids].flatMap((id) => chart.stops.get(id) ?? []);
    for (const stop of chart.stops.values()) {
      if (ids.has(stop.id) || !contains(stop.port, number)) continue;
      // Who tells the program its port may tell it the one that it would have by itself.
      const isFree = isDefault(stop) && moving.some((m) => m.key === stop.key && isTold(snapshot, chart, m));
      if (!isFree && moving.some((m) => isSamePlace(m, stop))) return stop;
    }
  }
  return undefined;
}

/** Whether two ports would stand in each other's way if their numbers were equal. */
function isSamePlace(a: Stop, b: Stop): boolean {
  if (a.protocol !== b.protocol || b.key.endsWith(' dials')) return false;
  if (a.layer === 'host' && b.layer === 'host') return a.key !== b.key || a.id !== b.id;
  return a.key === b.key && (a.layer === b.layer || (INNER.has(a.layer) && INNER.has(b.layer)));
}

function nameFlaw(group: Group, text: string): string | undefined {
  const layers = new Set([...group.stops].flatMap(([chart, ids]) => [...ids].map((id) => chart.stops.get(id)?.layer)));
  if (layers.has('service') && !layers.has('container'))
    return isDnsLabel(text)
      ? undefined
      : say`The name of a Service port is a DNS label: lower-case letters, digits and hyphens.`;
  const [flaw] = portNameFlaws(text);
  if (flaw !== undefined) return say`The name \`${text}\` ${describeFlaw(text, flaw)}.`;
  for (const [chart, ids] of group.stops)
    for (const stop of chart.stops.values())
      if (stop.name === text && !ids.has(stop.id) && [...ids].some((id) => chart.stops.get(id)?.key === stop.key))
        return say`${stop.owner} already has a port named \`${text}\`.`;
  return undefined;
}
