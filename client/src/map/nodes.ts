import { visible } from '../../../shared/src/visible';
import type {
  MapConnection,
  MapEnvironment,
  MapFinding,
  MapPlace,
  MapPort,
  MapService,
  MapWay,
  PortMap,
} from '../../../shared/src/portMap';
import { fill } from '../../../shared/src/fill';
import { append } from '../../../shared/src/lists';
import type { MapTexts } from './texts';

/*
 * The rows of the tree view: environment → service → port → ways in and clients. Pure, so that it can be tested without an editor.
 */

/** A row. Its texts hold no control characters; they are texts, not Markdown. */
export interface MapNode {
  /** Stable while files change, and its own in the whole tree. */
  readonly id: string;
  readonly kind: 'environment' | 'service' | 'port' | 'way' | 'client';
  readonly parent: MapNode | undefined;
  readonly children: readonly MapNode[];
  readonly label: string;
  readonly description: string;
  /** A codicon, and the theme's colour for it. */
  readonly icon: { readonly id: string; readonly color?: string };
  /** The row as it is read out: a sentence that needs neither icon nor colour. */
  readonly spoken: string;
  /** More about it, one text a line; the first is the title. */
  readonly details: readonly string[];
  /** The most severe first. */
  readonly findings: readonly MapFinding<MapPlace>[];
  /** Where it stands in the files, the place to go to first; none for what is only implied. */
  readonly places: readonly MapPlace[];
  /** The id that it has in the map, and so in the picture. */
  readonly shown: string;
  /** What copying a port gives. */
  readonly port?: string;
  /** The whole way from the outside to the container, for copying. */
  readonly way?: string;
}

type Port = MapPort<MapPlace>;
type Service = MapService<MapPlace>;
type Environment = MapEnvironment<MapPlace>;
type Connection = MapConnection<MapPlace>;
type Draft = { -readonly [K in keyof Omit<MapNode, 'children'>]: MapNode[K] };

/** The rows of a map, as far as it passed the filter; `whole` has the names of services that did not. */
export function mapNodes(map: PortMap<MapPlace>, whole: PortMap<MapPlace>, texts: MapTexts): readonly MapNode[] {
  const wholes = new Map(whole.environments.map((e) => [e.id, e]));
  return map.environments.map((environment) =>
    environmentNode(environment, wholes.get(environment.id) ?? environment, texts),
  );
}

function environmentNode(environment: Environment, whole: Environment, texts: MapTexts): MapNode {
  const { id, name, source, services } = environment;
  const connections = connectionsOf(environment);
  const findings = [...environment.findings, ...services.flatMap((s) => allFindings(s, connections))];
  const count = counted(services.length, texts.oneService, texts.services);
  const spoken = fill(texts.environment, visible(name), visible(source));
  const serious = severityCounts(findings, texts);
  const draft: Draft = {
    id: `environment:${id}`,
    kind: 'environment',
    parent: undefined,
    label: visible(name),
    description: joined(visible(source), count, ...serious),
    icon: { id: 'server-environment' },
    spoken: [spoken, count, ...serious].join(', '),
    details: [spoken, [count, ...serious].join(', ')],
    findings: environment.findings,
    places: [],
    shown: id,
  };
  const around: Around = {
    texts,
    names: new Map(whole.services.map((s) => [s.id, visible(s.name)])),
    networks: new Map(whole.networks.map((n) => [n.id, visible(n.name)])),
    ...connectionsOf(whole),
  };
  return grown(draft, (parent) => services.map((service) => serviceNode(service, parent, around)));
}

/** What the rows of an environment have in common. */
interface Around extends Connections {
  readonly names: ReadonlyMap<string, string>;
  readonly networks: ReadonlyMap<string, string>;
  readonly texts: MapTexts;
}

function serviceNode(service: Service, parent: MapNode, around: Around): MapNode {
  const { texts } = around;
  const findings = allFindings(service, around);
  const open = service.ports.filter(isPublic).length;
  const ports = counted(service.ports.length, texts.onePort, texts.ports);
  const spoken = fill(texts.service, visible(service.name), visible(service.kind));
  const facts = [ports, ...(open > 0 ? [texts.public] : []), ...severityCounts(findings, texts)];
  const networks = service.networks.map((id) => around.networks.get(id) ?? visible(id));
  const draft: Draft = {
    id: `${parent.id}/service:${service.id}`,
    kind: 'service',
    parent,
    label: visible(service.name),
    description: joined(...facts),
    icon: iconOf(findings, open > 0 ? PUBLIC : { id: 'package' }),
    spoken: [spoken, ...facts].join(', '),
    details: [spoken, facts.join(', '), ...(networks.length > 0 ? [fill(texts.networks, networks.join(', '))] : [])],
    findings: service.findings,
    places: [service.at],
    shown: service.id,
  };
  // An address that asks a port which the service does not have is no port's, and just what one looks for.
  const strays = around.strays.get(service.id) ?? [];
  return grown(draft, (node) => [
    ...service.ports.map((port) => portNode(port, service, node, around)),
    ...strays.map((stray) => clientNode(stray, node, around)),
  ]);
}

function portNode(port: Port, service: Service, parent: MapNode, around: Around): MapNode {
  const { texts } = around;
  const label = portLabel(port.label, port.protocol);
  const clients = around.clients.get(port.id) ?? [];
  const [outermost] = port.ways;
  const reach = outermost && reachOf(outermost, texts);
  const count = clients.length > 0 ? [counted(clients.length, texts.oneClient, texts.clients)] : [];
  const serious = severityCounts(port.findings, texts);
  const name = port.name === undefined ? [] : [visible(port.name)];
  const spoken = fill(texts.port, label, visible(service.name));
  const facts = [...(reach === undefined ? [] : [reach]), ...count, ...serious];
  const draft: Draft = {
    id: `${parent.id}/port:${port.id}`,
    kind: 'port',
    parent,
    label,
    description: joined(...name, ...facts),
    icon: iconOf(port.findings, isPublic(port) ? PUBLIC : { id: 'plug' }),
    spoken: [spoken, ...name, ...facts].join(', '),
    details: [
      spoken,
      [...name, reach ?? texts.internal, ...count].join(', '),
      port.declared.length === 0 ? texts.implied : fill(texts.declaredTimes, port.declared.length),
    ],
    findings: port.findings,
    places: port.declared,
    shown: port.id,
    port: visible(port.label),
    way: wayText(outermost, service, port),
  };
  return grown(draft, (node) => [
    ...port.ways.map((way) => wayNode(way, service, port, node, texts)),
    ...clients.map((client) => clientNode(client, node, around)),
  ]);
}

function wayNode(way: MapWay<MapPlace>, service: Service, port: Port, parent: MapNode, texts: MapTexts): MapNode {
  const label = portLabel(way.label, way.protocol);
  const through = way.through.map(visible);
  const reach = way.isPublic ? joined(texts.public, visible(way.reach)) : visible(way.reach);
  const spoken = fill(texts.way, `${visible(way.owner)} ${label}`, reach);
  const stops = through.length > 0 ? [fill(texts.through, through.join(' → '))] : [];
  return leaf({
    id: `${parent.id}/way:${way.id}`,
    kind: 'way',
    parent,
    label,
    description: joined(visible(way.owner), ...(through.length > 0 ? [through.join(' → ')] : []), reach),
    icon: way.isPublic ? PUBLIC : { id: way.isHost ? 'vm' : 'lock' },
    spoken: [spoken, ...stops].join(', '),
    details: [spoken, fill(texts.reach, reach), ...stops],
    findings: [],
    places: way.declared,
    shown: port.id,
    port: visible(way.label),
    way: wayText(way, service, port),
  });
}

function clientNode(client: Connection, parent: MapNode, around: Around): MapNode {
  const { texts } = around;
  const name = around.names.get(client.from) ?? visible(client.from);
  const asked = client.port === undefined ? [fill(texts.missingPort, visible(client.label))] : [];
  const serious = severityCounts(client.findings, texts);
  const spoken = fill(texts.clientAsks, name, visible(client.label), visible(client.by));
  return leaf({
    id: `${parent.id}/client:${client.id}`,
    kind: 'client',
    parent,
    label: name,
    description: joined(visible(client.by), ...asked, ...serious),
    icon: iconOf(client.findings, { id: 'call-incoming' }),
    spoken: [fill(texts.client, spoken), ...serious].join(', '),
    details: [spoken],
    findings: client.findings,
    places: client.at,
    shown: client.id,
    port: visible(client.label),
  });
}

/** Orange in every theme: what is open to the outside is neither an error nor like the rest. */
const PUBLIC = { id: 'globe', color: 'charts.orange' };

const ICONS = {
  error: { id: 'error', color: 'list.errorForeground' },
  warning: { id: 'warning', color: 'list.warningForeground' },
  info: { id: 'info', color: 'charts.blue' },
} as const;

/** The icon of the worst finding; hints do not count, since what they say is no more than advice. */
function iconOf(findings: readonly MapFinding<MapPlace>[], usual: MapNode['icon']): MapNode['icon'] {
  for (const severity of ['error', 'warning', 'info'] as const)
    if (findings.some((f) => f.severity === severity)) return ICONS[severity];
  return usual;
}

/** How many there are of each; one that is told at several entries of the map counts once. */
function severityCounts(findings: readonly MapFinding<MapPlace>[], texts: MapTexts): readonly string[] {
  const distinct = new Map(
    findings.map((f) => [`${f.rule} ${f.at.uri} ${JSON.stringify(f.at.range.start)}`, f.severity]),
  );
  const all = [...distinct.values()];
  const of = (...severities: readonly MapFinding<MapPlace>['severity'][]): number =>
    all.filter((severity) => severities.includes(severity)).length;
  const [errors, warnings, notes] = [of('error'), of('warning'), of('info', 'hint')];
  return [
    ...(errors > 0 ? [counted(errors, texts.oneError, texts.errors)] : []),
    ...(warnings > 0 ? [counted(warnings, texts.oneWarning, texts.warnings)] : []),
    ...(notes > 0 ? [counted(notes, texts.oneNote, texts.notes)] : []),
  ];
}

/** What is found at a service, at its ports and at the addresses that it dials. */
function allFindings(service: Service, { dialled }: Connections): readonly MapFinding<MapPlace>[] {
  return [service, ...service.ports, ...(dialled.get(service.id) ?? [])].flatMap(({ findings }) => findings);
}

/** Connections by what they are asked for. */
interface Connections {
  /** By the service that dials. */
  readonly dialled: ReadonlyMap<string, readonly Connection[]>;
  /** By the port that is dialled. */
  readonly clients: ReadonlyMap<string, readonly Connection[]>;
  /** By the service that is dialled, of those that ask a port which it does not have. */
  readonly strays: ReadonlyMap<string, readonly Connection[]>;
}

function connectionsOf({ connections }: Environment): Connections {
  const dialled: Lists = new Map();
  const clients: Lists = new Map();
  const strays: Lists = new Map();
  for (const connection of connections) {
    append(dialled, connection.from, connection);
    if (connection.port === undefined) append(strays, connection.to, connection);
    else append(clients, connection.port, connection);
  }
  return { dialled, clients, strays };
}

type Lists = Map<string, Connection[]>;

const isPublic = (port: Port): boolean => port.ways.some((way) => way.isPublic);

const reachOf = (way: MapWay<MapPlace>, texts: MapTexts): string =>
  fill(way.isPublic ? texts.publicThrough : texts.reachableThrough, portLabel(way.label, way.protocol));

/** `8080`, `53/udp`: TCP goes without saying. */
function portLabel(label: string, protocol: string): string {
  const isUsual = protocol === '' || protocol.toLowerCase() === 'tcp';
  return isUsual ? visible(label) : `${visible(label)}/${visible(protocol)}`;
}

/** `host 8080 → Service web 80 → web 3000`. */
function wayText(way: MapWay<MapPlace> | undefined, service: Service, port: Port): string {
  const end = `${visible(service.name)} ${portLabel(port.label, port.protocol)}`;
  if (!way) return end;
  const start = `${visible(way.owner)} ${portLabel(way.label, way.protocol)}`;
  return [start, ...way.through.map(visible), end].join(' → ');
}

const counted = (count: number, one: string, many: string): string => (count === 1 ? one : fill(many, count));
const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' · ');

/** A row with its children, which know it. A second child of the same id is left out: the view would refuse both. */
function grown(draft: Draft, children: (parent: MapNode) => readonly MapNode[]): MapNode {
  const made: MapNode[] = [];
  const node: MapNode = { ...draft, children: made };
  const seen = new Set<string>();
  for (const child of children(node)) {
    if (seen.has(child.id)) continue;
    seen.add(child.id);
    made.push(child);
  }
  return node;
}

const leaf = (draft: Draft): MapNode => ({ ...draft, children: [] });

/** Every row, parents before their children. */
export function* everyNode(nodes: readonly MapNode[]): Generator<MapNode> {
  for (const node of nodes) {
    yield node;
    yield* everyNode(node.children);
  }
}

/**
 * The row that best tells what stands at a position: one whose place holds it, the narrowest, else one whose place is on the
 * line. Of equals the one in `environment`, else the first. Undefined when nothing stands there.
 */
export function nodeAt(
  nodes: Iterable<MapNode>,
  isHere: (uri: string) => boolean,
  { line, character }: { readonly line: number; readonly character: number },
  environment?: string,
): MapNode | undefined {
  let best: { readonly node: MapNode; readonly distance: number } | undefined;
  for (const node of nodes) {
    for (const { uri, range } of node.places) {
      if (range.start.line > line || range.end.line < line || !isHere(uri)) continue;
      const holds =
        (range.start.line < line || range.start.character <= character) &&
        (range.end.line > line || range.end.character >= character);
      const lines = range.end.line - range.start.line;
      const width = lines * 1000 + (lines === 0 ? range.end.character - range.start.character : 0);
      const away = environmentOf(node).id === environment ? 0 : 0.5;
      const distance = (holds ? 0 : 1_000_000) + width + away + (node.kind === 'service' ? 0.25 : 0);
      if (!best || distance < best.distance) best = { node, distance };
    }
  }
  return best?.node;
}

/** Where a row leads: its first place, else that of the row that it belongs to, since an implied port stands nowhere. */
export function sourceOf({ places, parent }: MapNode): MapPlace | undefined {
  return places[0] ?? (parent && sourceOf(parent));
}

/** The environment that a row belongs to. */
export function environmentOf(node: MapNode): MapNode {
  return node.parent ? environmentOf(node.parent) : node;
}
