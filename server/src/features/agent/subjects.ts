import { contains, showPort } from '../../facts';
import type { Port } from '../../facts';
import { chartOf } from '../../model/chart';
import type { Chart, Site, Stop } from '../../model/chart';
import { unitKey } from '../../model/chartDraft';
import { environmentName } from '../../model/environment';
import type { ContextModel } from '../../model/model';
import type { Span } from '../../text/span';
import { compareSpans, spanKey } from '../../text/span';
import { positionAt } from '../../text/source';
import type { Snapshot } from '../snapshot';
import { servicesIn } from '../inventory';
import { occurrencesAt } from '../occurrences';
import { wayThrough } from '../way';
import { findPath, spanOfLine } from './places';
import type { Refused } from './question';
import { noSuch, plain, quoted, refused } from './question';
import type { Limit } from './scope';
import { inEnvironment, isRefused, isSame } from './scope';

/*
 * Which port is meant by a question about a port: stops of charts, found by the name of a service or by a place in a file.
 */

/** A port in one environment whose way is asked for. */
export interface Subject {
  readonly chart: Chart;
  readonly environment: string;
  /** The stops that are meant. */
  readonly stops: readonly string[];
  /** The place that was asked about. */
  readonly site?: Site;
}

/** How a port is named. */
export interface Wanted {
  readonly service?: string | undefined;
  /** Its number or name. */
  readonly port?: string | undefined;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly environment?: string | undefined;
}

/** The ports that are meant, in order of environment; one at least. */
export function subjectsOf(snapshot: Snapshot, wanted: Wanted): readonly Subject[] | Refused {
  const isIn = inEnvironment(snapshot, wanted.environment);
  if (isRefused(isIn)) return isIn;
  if (wanted.file !== undefined) return atPlace(snapshot, wanted.file, wanted, isIn);
  if (wanted.service !== undefined) return ofService(snapshot, wanted.service, wanted.port, isIn);
  return refused(
    'Say which port is meant: by `service`, with `port` where it has several, or by `file` and `line`. list_services tells what there is.',
  );
}

type InEnvironment = Exclude<Limit<string>, Refused>;

function atPlace(snapshot: Snapshot, path: string, wanted: Wanted, isIn: InEnvironment): readonly Subject[] | Refused {
  const found = findPath(snapshot, path);
  if (found.kind === 'refused') return found;
  if (found.kind === 'folder') return refused(`${quoted(path)} is a folder: give a file, with \`line\`.`);
  const { uri } = found;
  const line = wanted.line ?? found.line;
  const sites = sitesIn(snapshot, uri);
  const lines = [...new Set(sites.map((s) => lineOf(snapshot, s.span)))].sort((a, b) => a - b);
  const known = lines.length > 0 ? ` Lines with ports: ${lines.slice(0, LINES_SHOWN).join(', ')}.` : '';
  if (line === undefined) return refused(`\`line\` is missing: which port of ${quoted(path)} is meant?${known}`);
  const span = spanOfLine(snapshot, uri, line, wanted.column ?? found.column) ?? spanOfLine(snapshot, uri, line);
  if (!span) return refused(`${quoted(path)} has no line ${line}.${known}`);
  const near = sites.filter((s) => s.span.start <= span.end && span.start <= s.span.end);
  const whole = spanOfLine(snapshot, uri, line) ?? span;
  const onLine = near.length > 0 ? near : sites.filter((s) => s.span.start <= whole.end && whole.start <= s.span.end);
  if (onLine.length === 0) return refused(`No port is known at line ${line} of ${quoted(path)}.${known}`);
  const starts = [...new Set(onLine.map((s) => s.span.start))];
  const subjects = starts.flatMap((start) => occurrencesAt(snapshot, uri, start)).map(subjectOfSite);
  const inside = unique(subjects).filter((s) => isIn(s.environment));
  return inside.length > 0 ? inside : refused(`Line ${line} of ${quoted(path)} does not count in that environment.`);
}

const LINES_SHOWN = 40;

function sitesIn(snapshot: Snapshot, uri: string): readonly Site[] {
  const all = snapshot.contextsAt(uri).flatMap((model) => chartOf(model).sites.get(uri) ?? []);
  return [...all].sort((a, b) => compareSpans(a.span, b.span));
}

function lineOf(snapshot: Snapshot, at: Span): number {
  const file = snapshot.files.get(at.uri);
  return file ? positionAt(file, at.start).line + 1 : 1;
}

function subjectOfSite({ chart, site }: { readonly chart: Chart; readonly site: Site }): Subject {
  return { chart, environment: environmentName(chart.context), stops: site.stops, site };
}

function unique(subjects: readonly Subject[]): readonly Subject[] {
  const key = (s: Subject): string =>
    `${s.chart.context.id}\n${s.stops.join('\n')}\n${s.site ? spanKey(s.site.span) : ''}`;
  return [...new Map(subjects.map((s) => [key(s), s])).values()];
}

/** What one name means in one context: the stops of its containers, or of the Service of that name. */
interface Named {
  readonly model: ContextModel;
  readonly stops: readonly Stop[];
}

function ofService(
  snapshot: Snapshot,
  service: string,
  port: string | undefined,
  isIn: InEnvironment,
): readonly Subject[] | Refused {
  const models = snapshot.contexts.filter(({ context: c }) => !c.quiet && isIn(environmentName(c)));
  const named = models.flatMap((model) => namedIn(model, service));
  if (named.length === 0) return noSuch('service', service, allNames(models));
  const subjects = named.flatMap(({ model, stops }) => {
    const chart = chartOf(model);
    const environment = environmentName(model.context);
    const meant = port === undefined ? stops : askedFor(chart, stops, port);
    return meant.map((s) => ({ chart, environment, stops: [s.id] }));
  });
  if (subjects.length > 0) return unique(subjects);
  const ports = [...new Set(named.flatMap((n) => n.stops.map((s) => showPort(s.port))))];
  if (port === undefined || ports.length === 0) return refused(`Nothing is known of ports of ${quoted(service)}.`);
  return refused(
    `${quoted(service)} has no port ${quoted(port)}, and none leads to it. Its ports: ${ports.slice(0, LINES_SHOWN).map(plain).join(', ')}.`,
  );
}

function namedIn(model: ContextModel, name: string): readonly Named[] {
  const chart = chartOf(model);
  const own = servicesIn(model).filter((s) => isSame(s.name, name));
  if (own.length > 0) {
    const stops = own.flatMap((s) => s.ports.flatMap((p) => chart.stops.get(p.stop) ?? []));
    const ids = new Set(own.map((s) => s.workload));
    const keys = new Set(model.workloads.filter((w) => ids.has(w.fact.id)).flatMap((w) => w.units.map(unitKey)));
    const others = [...chart.stops.values()].filter((s) => keys.has(s.key) && s.port.kind !== 'name');
    return [{ model, stops: stops.length > 0 ? stops : others }];
  }
  const objects = new Set(model.services.filter((s) => isSame(s.fact.name.value, name)).map((s) => s.fact.id));
  const stops = [...chart.stops.values()].filter((s) => objects.has(s.key) && s.layer === 'service');
  return objects.size > 0 ? [{ model, stops }] : [];
}

function allNames(models: readonly ContextModel[]): readonly string[] {
  const names = models.flatMap((m) => [
    ...servicesIn(m).map((s) => s.name),
    ...m.services.map((s) => s.fact.name.value),
  ]);
  return [...new Set(names)].sort();
}

/** Of some ports those that are asked for by number or name; failing that, the ports on their ways that are. */
function askedFor(chart: Chart, stops: readonly Stop[], port: string): readonly Stop[] {
  const own = stops.filter((s) => isPort(s, port));
  if (own.length > 0) return own;
  const onWay = stops.flatMap((s) => wayThrough(chart, [s.id]).stops).filter((s) => isPort(s, port));
  return [...new Set(onWay)];
}

function isPort({ port, name }: { readonly port: Port; readonly name?: string }, wanted: string): boolean {
  const text = wanted.replace(/\/(?:tcp|udp|sctp)$/i, '').trim();
  if (/^\d{1,5}$/.test(text) && contains(port, Number(text))) return true;
  return isSame(showPort(port), text) || (name !== undefined && isSame(name, text));
}
