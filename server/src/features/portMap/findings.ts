import type { MapConnection, MapEnvironment, MapFinding, MapPort, MapService } from '../../../../shared/src/portMap';
import { chartOf } from '../../model/chart';
import type { Finding } from '../../rules/finding';
import { append } from '../../text/lists';
import type { Span, Uri } from '../../text/span';
import { compareSpans, overlaps } from '../../text/span';
import { closure } from '../occurrences';
import type { Drawing } from './drawing';

/** A place that stands for an entry of the map. */
interface Mark {
  readonly at: Span;
  readonly id: string;
}

/** The places of a drawing by file, from what is meant exactly to what merely holds it. */
interface Marks {
  readonly connections: ReadonlyMap<Uri, FileMarks>;
  readonly ports: ReadonlyMap<Uri, FileMarks>;
  readonly services: ReadonlyMap<Uri, FileMarks>;
}

/** The marks of one file by where they begin, and how far those up to each of them reach: a file can have thousands of both. */
interface FileMarks {
  readonly marks: readonly Mark[];
  readonly reach: readonly number[];
}

const marks = new WeakMap<Drawing, Marks>();

/**
 * The environment with findings at what they contradict. A finding at an address belongs to the connection, one at a port or
 * at a place that means one to the port, and to those that it names as contradicting; any other to the service in whose text it
 * stands, to the one behind the Service, to what it names, and failing all that to the environment.
 */
export function withFindings(drawing: Drawing, findings: readonly Finding[]): MapEnvironment<Span> {
  const { environment } = drawing;
  if (findings.length === 0) return environment;
  const found = new Map<string, MapFinding<Span>[]>();
  const known = marksOf(drawing);
  for (const finding of findings) {
    const ids = new Set(idsOf(known, finding));
    const told = mapFinding(finding);
    for (const id of ids.size > 0 ? ids : [environment.id]) append(found, id, told);
  }
  const own = (id: string): readonly MapFinding<Span>[] => (found.get(id) ?? []).sort(compareFindings);
  const port = (p: MapPort<Span>): MapPort<Span> => (found.has(p.id) ? { ...p, findings: own(p.id) } : p);
  const service = (s: MapService<Span>): MapService<Span> => {
    const inside = s.ports.some((p) => found.has(p.id)) ? s.ports.map(port) : s.ports;
    return inside === s.ports && !found.has(s.id) ? s : { ...s, ports: inside, findings: own(s.id) };
  };
  const connection = (c: MapConnection<Span>): MapConnection<Span> =>
    found.has(c.id) ? { ...c, findings: own(c.id) } : c;
  return {
    ...environment,
    services: environment.services.map(service),
    connections: environment.connections.map(connection),
    findings: own(environment.id),
  };
}

function mapFinding({ rule, severity, message, site }: Finding): MapFinding<Span> {
  return { rule: rule.id, severity, message, at: site };
}

const RANK: Readonly<Record<MapFinding<Span>['severity'], number>> = { error: 0, warning: 1, info: 2, hint: 3 };

function compareFindings(a: MapFinding<Span>, b: MapFinding<Span>): number {
  return RANK[a.severity] - RANK[b.severity] || compareSpans(a.at, b.at) || (a.rule < b.rule ? -1 : 1);
}

function idsOf(known: Marks, finding: Finding): readonly string[] {
  const sites = finding.use ? [finding.site, finding.use] : [finding.site];
  const related = finding.related.map((r) => r.at);
  const addresses = sites.flatMap((s) => at(known.connections, s));
  if (addresses.length > 0) return addresses;
  const ports = [...sites, ...related].flatMap((s) => at(known.ports, s));
  if (ports.length > 0) return ports;
  const services = sites.flatMap((s) => at(known.services, s));
  if (services.length > 0) return services;
  return related.flatMap((s) => [...at(known.connections, s), ...at(known.services, s)]);
}

function at(all: ReadonlyMap<Uri, FileMarks>, place: Span): readonly string[] {
  const { marks: own, reach } = all.get(place.uri) ?? NO_MARKS;
  let [low, high] = [0, own.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((own[middle] as Mark).at.start <= place.end) low = middle + 1;
    else high = middle;
  }
  const out: string[] = [];
  for (let i = low - 1; i >= 0 && (reach[i] ?? 0) >= place.start; i--) {
    const mark = own[i] as Mark;
    if (overlaps(mark.at, place)) out.push(mark.id);
  }
  return out;
}

const NO_MARKS: FileMarks = { marks: [], reach: [] };

function marksOf(drawing: Drawing): Marks {
  const before = marks.get(drawing);
  if (before) return before;
  const { environment } = drawing;
  const connections = environment.connections.flatMap((c) => c.at.map((span): Mark => ({ at: span, id: c.id })));
  const made = {
    connections: byUri(connections),
    ports: byUri(portMarks(drawing)),
    services: byUri(serviceMarks(drawing)),
  };
  marks.set(drawing, made);
  return made;
}

/** Every place that means a port on the way of one of the map's; addresses are left to the connections. */
function portMarks({ model, stops }: Drawing): readonly Mark[] {
  const chart = chartOf(model);
  const owners = new Map<string, string[]>();
  for (const [stop, id] of stops)
    for (const s of new Set([...closure(chart, [stop], 'inward'), ...closure(chart, [stop], 'outward')]))
      append(owners, s, id);
  const out: Mark[] = [];
  for (const sites of chart.sites.values())
    for (const site of sites) {
      if (site.role === 'connect') continue;
      for (const id of new Set(site.stops.flatMap((s) => owners.get(s) ?? []))) out.push({ at: site.span, id });
    }
  return out;
}

/** The text of each service, of the Services that select it and of the Dockerfiles that it runs. */
function serviceMarks({ workloads }: Drawing): readonly Mark[] {
  return [...workloads].flatMap(([id, w]) => [
    { at: w.fact.site, id },
    ...w.selectedBy.map((s) => ({ at: s.service.fact.site, id })),
    ...w.units.flatMap((u) =>
      u.image ? [{ at: { uri: u.image.fact.dockerfile, start: 0, end: Number.MAX_SAFE_INTEGER }, id }] : [],
    ),
  ]);
}

function byUri(all: readonly Mark[]): ReadonlyMap<Uri, FileMarks> {
  const lists = new Map<Uri, Mark[]>();
  for (const mark of all) append(lists, mark.at.uri, mark);
  return new Map([...lists].map(([uri, list]) => [uri, fileMarks(list)]));
}

function fileMarks(marks: Mark[]): FileMarks {
  marks.sort((a, b) => a.at.start - b.at.start);
  let most = 0;
  return { marks, reach: marks.map((m) => (most = Math.max(most, m.at.end))) };
}
