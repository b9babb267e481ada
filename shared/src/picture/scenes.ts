import { fill } from '../fill';
import { append } from '../lists';
import type { MapConnection, MapEnvironment, MapFinding, MapPort, MapService, MapWay } from '../portMap';
import { banded } from './bands';
import type { Fold } from './fold';
import { groupOf, restId } from './fold';
import type { Mark, Scene, SceneEdge, SceneGroup, SceneNode, ScenePort, Thing } from './scene';
import type { PictureTexts } from './texts';

/** What all environments of a picture are made with. */
export interface Making<Place> {
  readonly fold: Fold;
  readonly texts: PictureTexts;
  /** Gathers places; the index of each is told. */
  readonly places: Place[];
}

/** An environment as it is drawn. */
export function sceneOf<Place>(environment: MapEnvironment<Place>, making: Making<Place>): Scene {
  const { texts, fold } = making;
  const thing = {
    id: environment.id,
    name: environment.name,
    source: environment.source,
    label: fill(texts.environment, environment.name, environment.source),
    details: findingLines(environment.findings, texts),
    ...markOf(environment.findings),
    places: indices(
      environment.findings.map((f) => f.at),
      making,
    ),
  };
  if (fold.groups.has(environment.id)) {
    const node = foldNode(
      thing,
      { name: environment.name, notes: [environment.source] },
      environment.services,
      environment,
      making,
    );
    return { ...thing, nodes: [node], groups: [], bands: [], edges: [], isFolded: true };
  }
  const boxes = boxesOf(environment, making);
  const asked = askedPorts(environment, boxes, making);
  const nodes = boxes.nodes.map((n) => ({ ...n, ports: [...n.ports, ...(asked.get(n.id)?.values() ?? [])] }));
  const ways = wayEdges(environment, boxes, making);
  const edges = [...ways.edges, ...connectionEdges(environment, boxes, asked, making)];
  return banded(
    {
      ...thing,
      nodes: [...ways.nodes, ...nodes],
      groups: groupsOf(environment, boxes, texts),
      bands: [],
      edges,
      isFolded: false,
    },
    texts,
  );
}

/** The boxes of an environment, and in which of them each service is drawn. */
interface Boxes {
  readonly nodes: readonly SceneNode[];
  readonly of: ReadonlyMap<string, string>;
}

function boxesOf<Place>(environment: MapEnvironment<Place>, making: Making<Place>): Boxes {
  const { fold, texts } = making;
  const of = new Map<string, string>();
  const folded = new Map<string, MapService<Place>[]>();
  const nodes: SceneNode[] = [];
  for (const service of environment.services) {
    const group = groupOf(environment, service);
    const box = fold.rest.has(service.id)
      ? restId(environment)
      : group !== undefined && fold.groups.has(group)
        ? group
        : service.id;
    of.set(service.id, box);
    if (box !== service.id) append(folded, box, service);
    else nodes.push(serviceNode(service, group, making));
  }
  for (const [id, services] of folded) {
    const network = environment.networks.find((n) => n.id === id);
    const name = network?.name ?? fill(texts.others, services.length);
    const label = network ? fill(texts[network.kind], network.name) : name;
    nodes.push(foldNode({ id, label, details: [], places: [] }, { name }, services, environment, making));
  }
  return { nodes, of };
}

function serviceNode<Place>(service: MapService<Place>, group: string | undefined, making: Making<Place>): SceneNode {
  const { texts } = making;
  const counts = [counted(texts.ports, service.ports.length), ...severityCounts(service.findings, texts)];
  return {
    id: service.id,
    kind: 'service',
    name: service.name,
    // What all are by default is not worth a line.
    notes: service.kind === 'service' ? [] : [service.kind],
    label: [fill(texts.service, service.name, service.kind), ...counts].join(', '),
    details: findingLines(service.findings, texts),
    ...markOf(service.findings),
    places: indices([service.at], making),
    ...(group === undefined ? {} : { group }),
    ports: service.ports.map((p) => scenePort(p, service, making)),
  };
}

function scenePort<Place>(port: MapPort<Place>, service: MapService<Place>, making: Making<Place>): ScenePort {
  const { texts } = making;
  const isPublic = port.ways.some((w) => w.isPublic);
  const inside = port.ways.filter((w) => !w.isPublic && !w.isHost && w.label !== port.label);
  const outer = [...new Set(inside.map((w) => w.label))];
  const protocol = port.protocol === 'tcp' ? '' : port.protocol;
  const told = fill(texts.port, `${port.label}/${port.protocol}`, service.name);
  const facts = [
    ...(port.name === undefined ? [] : [fill(texts.named, port.name)]),
    ...(isPublic ? [texts.publicPort] : []),
  ];
  return {
    id: port.id,
    text:
      outer.length > 0 ? `${outer.slice(0, 2).join(', ')}${outer.length > 2 ? ' …' : ''} ▸ ${port.label}` : port.label,
    note: [port.name ?? '', protocol].filter((t) => t !== '').join(' '),
    label: [told, ...facts, ...severityCounts(port.findings, texts)].join(', '),
    details: [...port.ways.map((w) => wayText(w, texts)), ...findingLines(port.findings, texts)],
    ...markOf(port.findings),
    places: indices(port.declared.length > 0 ? port.declared : [service.at], making),
    kind: 'own',
    isPublic,
    isTranslated: outer.length > 0,
  };
}

function wayText({ label, owner, reach, through }: MapWay<unknown>, texts: PictureTexts): string {
  const way = fill(texts.way, label, owner, reach);
  return through.length === 0 ? way : `${way}, ${fill(texts.through, through.join(' ▸ '))}`;
}

/** Several services as one node, with what there is to know of them as numbers. */
function foldNode<Place>(
  thing: Thing,
  { name, notes = [] }: { readonly name: string; readonly notes?: readonly string[] },
  services: readonly MapService<Place>[],
  environment: MapEnvironment<Place>,
  { texts }: Making<Place>,
): SceneNode {
  const ids = new Set(services.map((s) => s.id));
  const ports = services.flatMap((s) => s.ports);
  const open = ports.filter((p) => p.ways.some((w) => w.isPublic)).length;
  const findings = [
    ...(thing.id === environment.id ? environment.findings : []),
    ...services.flatMap((s) => s.findings),
    ...ports.flatMap((p) => p.findings),
    ...environment.connections.flatMap((c) => (ids.has(c.from) ? c.findings : [])),
  ];
  const counts = [
    counted(texts.services, services.length),
    counted(texts.ports, ports.length),
    ...(open > 0 ? [counted(texts.publicPorts, open)] : []),
    ...severityCounts(findings, texts),
  ];
  return {
    ...thing,
    kind: 'fold',
    name,
    notes: [...notes, counts.join(' · ')],
    standsFor: services.flatMap((s) => [s.id, ...s.ports.map((p) => p.id)]),
    label: [thing.label, ...counts].join(', '),
    details: services.slice(0, 20).map((s) => s.name),
    ...markOf(findings),
    ports: [],
  };
}

/** Ports that somebody asks for and that their service does not have, by box and by what is asked. */
type AskedPorts = ReadonlyMap<string, ReadonlyMap<string, ScenePort>>;

function askedPorts<Place>(environment: MapEnvironment<Place>, boxes: Boxes, making: Making<Place>): AskedPorts {
  const out = new Map<string, Map<string, ScenePort>>();
  const names = new Map(environment.services.map((s) => [s.id, s]));
  for (const c of environment.connections) {
    const service = names.get(c.to);
    if (c.port !== undefined || !service || boxes.of.get(c.to) !== c.to || boxes.of.get(c.from) === c.to) continue;
    const own = out.get(c.to) ?? new Map<string, ScenePort>();
    out.set(c.to, own);
    const told = fill(making.texts.asked, c.label, service.name);
    own.set(c.label, {
      id: `${c.to}:?${c.label}`,
      text: c.label,
      note: '',
      label: told,
      details: [],
      places: indices(c.at, making),
      kind: 'asked',
      isPublic: false,
      isTranslated: false,
    });
  }
  return out;
}

function connectionEdges<Place>(
  environment: MapEnvironment<Place>,
  { of }: Boxes,
  asked: AskedPorts,
  making: Making<Place>,
): readonly SceneEdge[] {
  const { texts } = making;
  const names = new Map(environment.services.map((s) => [s.id, s.name]));
  const labels = new Map(environment.services.flatMap((s) => s.ports.map((p) => [p.id, p.label] as const)));
  const single: SceneEdge[] = [];
  const several = new Map<string, MapConnection<Place>[]>();
  for (const c of environment.connections) {
    const [from, to] = [of.get(c.from), of.get(c.to)];
    if (from === undefined || to === undefined || from === to) continue;
    if (from !== c.from || to !== c.to) {
      const key = JSON.stringify([from, to]);
      append(several, key, c);
      continue;
    }
    const toPort = c.port !== undefined && labels.has(c.port) ? c.port : asked.get(to)?.get(c.label)?.id;
    single.push({
      id: c.id,
      kind: 'connection',
      from,
      to,
      ...(toPort === undefined ? {} : { toPort }),
      label: [
        fill(texts.connection, names.get(c.from) ?? '', c.label, names.get(c.to) ?? '', c.by),
        ...severityCounts(c.findings, texts),
      ].join(', '),
      details: findingLines(c.findings, texts),
      ...markOf(c.findings),
      places: indices(c.at, making),
      count: 1,
    });
  }
  return [...single, ...[...several].map(([key, all]) => bundle(key, all, making))];
}

/** Connections to or from several services that are one node, as one edge. */
function bundle<Place>(key: string, all: readonly MapConnection<Place>[], making: Making<Place>): SceneEdge {
  const [from = '', to = ''] = JSON.parse(key) as readonly string[];
  const findings = all.flatMap((c) => c.findings);
  return {
    id: `${from}>${to}`,
    standsFor: all.map((c) => c.id),
    kind: 'connection',
    from,
    to,
    label: [counted(making.texts.connections, all.length), ...severityCounts(findings, making.texts)].join(', '),
    details: findingLines(findings, making.texts),
    ...markOf(findings),
    places: indices(
      all.flatMap((c) => c.at),
      making,
    ),
    count: all.length,
  };
}

/** The nodes from which ways begin, and the ways. */
function wayEdges<Place>(
  environment: MapEnvironment<Place>,
  { of }: Boxes,
  making: Making<Place>,
): { readonly nodes: readonly SceneNode[]; readonly edges: readonly SceneEdge[] } {
  const { texts } = making;
  const ports = { outside: new Map<string, ScenePort>(), host: new Map<string, ScenePort>() };
  const edges: SceneEdge[] = [];
  for (const service of environment.services) {
    if (of.get(service.id) !== service.id) continue;
    for (const port of service.ports) {
      for (const way of port.ways) {
        if (!way.isPublic && !way.isHost) continue;
        const side = way.isPublic ? 'outside' : 'host';
        const outer = outerPort(environment.id, side, way, making);
        const known = ports[side].get(outer.id);
        ports[side].set(outer.id, known ? { ...known, places: [...known.places, ...outer.places] } : outer);
        edges.push({
          id: way.id,
          kind: 'way',
          from: `${environment.id}#${side}`,
          fromPort: outer.id,
          to: service.id,
          toPort: port.id,
          label: `${wayText(way, texts)}: ${fill(texts.port, `${port.label}/${port.protocol}`, service.name)}`,
          details: [],
          places: indices(way.declared, making),
          count: 1,
        });
      }
    }
  }
  const sides = (['outside', 'host'] as const).filter((side) => ports[side].size > 0);
  const nodes = sides.map((side): SceneNode => ({
    id: `${environment.id}#${side}`,
    kind: side,
    name: texts[side],
    notes: [],
    label: `${texts[side]}: ${texts[`${side}Detail`]}`,
    details: [],
    places: [],
    ports: [...ports[side].values()],
  }));
  return { nodes, edges };
}

function outerPort<Place>(
  environment: string,
  side: 'outside' | 'host',
  way: MapWay<Place>,
  making: Making<Place>,
): ScenePort {
  return {
    id: `${environment}#${side}:${way.label}/${way.protocol} ${way.isHost ? '' : way.owner}`,
    text: way.label,
    note: [way.isHost ? '' : way.owner, way.protocol === 'tcp' ? '' : way.protocol].filter((t) => t !== '').join(' '),
    label: wayText(way, making.texts),
    details: [],
    places: indices(way.declared, making),
    kind: 'outer',
    isPublic: way.isPublic,
    isTranslated: false,
  };
}

function groupsOf(environment: MapEnvironment<unknown>, { nodes }: Boxes, texts: PictureTexts): readonly SceneGroup[] {
  const used = new Set(nodes.map((n) => n.group));
  return environment.networks
    .filter((n) => used.has(n.id))
    .map((n) => ({ id: n.id, name: n.name, label: fill(texts[n.kind], n.name), details: [], places: [] }));
}

function indices<Place>(all: readonly Place[], { places }: Making<Place>): readonly number[] {
  return all.map((place) => places.push(place) - 1);
}

const RANK = ['error', 'warning', 'info', 'hint'] as const;

function markOf(findings: readonly MapFinding<unknown>[]): { readonly mark?: Mark } {
  const mark = RANK.find((r) => findings.some((f) => f.severity === r));
  return mark && mark !== 'hint' ? { mark } : {};
}

function findingLines(findings: readonly MapFinding<unknown>[], { severity }: PictureTexts): readonly string[] {
  return findings.map((f) => `${severity[f.severity]}: ${f.message} (${f.rule})`);
}

function severityCounts(findings: readonly MapFinding<unknown>[], texts: PictureTexts): readonly string[] {
  return RANK.flatMap((severity) => {
    const n = findings.filter((f) => f.severity === severity).length;
    return n === 0 ? [] : [counted(texts.counts[severity], n)];
  });
}

function counted([one, many]: readonly [string, string], n: number): string {
  return n === 1 ? one : fill(many, n);
}
