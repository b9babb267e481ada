import type { MapConnection } from '../../../../shared/src/portMap';
import type { Chart, Stop } from '../../model/chart';
import { contains, meets, showPort } from '../../facts';
import type { Port } from '../../facts';
import { chartOf } from '../../model/chart';
import { unitKey } from '../../model/chartDraft';
import type { Connection, ContextModel, Service, Workload } from '../../model/model';
import { append } from '../../text/lists';
import type { Span } from '../../text/span';
import { compareSpans, spanKey } from '../../text/span';
import { closure } from '../occurrences';

/** A connection while its places are gathered. */
interface Draft {
  readonly from: string;
  readonly to: string;
  readonly port?: string;
  readonly label: string;
  readonly by: Set<string>;
  readonly at: Map<string, Span>;
}

/**
 * Who connects to whom in a context: one connection for each pair of services and each port that is asked, with all places
 * that hold such an address. `environment` is the id of the context in the map, `ids` are its workloads by id there, `ports` the
 * ports by the stop that they are. A port that a service has without declaring it is given to `imply`, which tells its id.
 */
export function connectionsIn(
  model: ContextModel,
  environment: string,
  ids: ReadonlyMap<string, Workload>,
  ports: ReadonlyMap<string, string>,
  imply: (service: string, stop: Stop) => string,
): readonly MapConnection<Span>[] {
  const chart = chartOf(model);
  const idOf = new Map([...ids].map(([id, workload]) => [workload, id]));
  const byKey = new Map<string, Stop[]>();
  for (const stop of chart.stops.values()) append(byKey, stop.key, stop);
  const drafts = new Map<string, Draft>();
  for (const connection of model.connections) {
    const from = connection.from && idOf.get(connection.from.workload);
    if (from === undefined) continue;
    for (const target of targetsOf(connection)) {
      const to = idOf.get(target.workload);
      if (to === undefined || to === from) continue;
      const stop = stopOf({ chart, byKey, ports }, connection, target);
      if (connection.target.kind === 'loopback' && stop === undefined) continue;
      const port = stop && (ports.get(stop.id) ?? imply(to, stop));
      gather(drafts, connection, { from, to, ...(port === undefined ? {} : { port }) });
    }
  }
  return [...drafts.values()].map((d) => ({
    id: `${d.from}>${(d.port ?? `${d.to}:${d.label}`).slice(environment.length + 1)}`,
    from: d.from,
    to: d.to,
    ...(d.port === undefined ? {} : { port: d.port }),
    by: [...d.by].join(', '),
    label: d.label,
    at: [...d.at.values()].sort(compareSpans),
    findings: [],
  }));
}

function gather(drafts: Map<string, Draft>, { fact }: Connection, ends: Pick<Draft, 'from' | 'to' | 'port'>): void {
  const label = showPort(fact.port.value);
  const id = `${ends.from}>${ends.port ?? `${ends.to}:${label}`}`;
  const draft = drafts.get(id) ?? { ...ends, label, by: new Set<string>(), at: new Map<string, Span>() };
  draft.by.add(fact.key);
  draft.at.set(spanKey(fact.site), fact.site);
  drafts.set(id, draft);
}

/** A workload that an address means, with the Service in front. */
interface Target {
  readonly workload: Workload;
  readonly service?: Service;
}

function targetsOf({ fact, target }: Connection): readonly Target[] {
  // What a program tells others about itself is no connection.
  if (fact.class === 'own-listener' && target.kind !== 'loopback') return [];
  switch (target.kind) {
    case 'workloads':
    case 'unreachable':
      return target.workloads.map((workload) => ({ workload }));
    case 'services':
    case 'other-namespace':
      return target.services.flatMap((service) => service.selected.map(({ workload }) => ({ workload, service })));
    case 'loopback':
      return target.members.map((workload) => ({ workload }));
    case 'host':
    case 'external':
      return [];
  }
}

/** Where ports are looked up. */
interface Stops {
  readonly chart: Chart;
  /** Stops by the container or Service that they belong to. */
  readonly byKey: ReadonlyMap<string, readonly Stop[]>;
  /** Ports of the map by their stop. */
  readonly ports: ReadonlyMap<string, string>;
}

/** The container's port that is asked, one that the map has before others; `undefined` when the target has none like it. */
function stopOf({ chart, byKey, ports }: Stops, { fact }: Connection, { workload, service }: Target): Stop | undefined {
  const asked = fact.port.value;
  const keys = new Set(workload.units.map(unitKey));
  const isOwn = (s: Stop): boolean => keys.has(s.key) && s.layer !== 'host';
  const doors = service
    ? (byKey.get(service.fact.id) ?? []).filter((s) => s.layer === 'service' && isAsked(s, asked))
    : [...keys].flatMap((k) => byKey.get(k) ?? []).filter((s) => isOwn(s) && isAsked(s, asked));
  const inner = closure(
    chart,
    doors.map((s) => s.id),
    'inward',
  );
  const own = [...inner].flatMap((id) => chart.stops.get(id) ?? []).filter(isOwn);
  return own.find((s) => ports.has(s.id)) ?? own.find((s) => s.port.kind !== 'name');
}

function isAsked(stop: Stop, asked: Port): boolean {
  if (asked.kind === 'name') return stop.name === asked.name;
  return asked.kind === 'number' ? contains(stop.port, asked.number) : meets(stop.port, asked);
}
