import { contains, showPort } from '../../facts';
import { append } from '../../text/lists';
import type { InventoryPort, InventoryService } from '../inventory';
import type { Snapshot } from '../snapshot';
import { placeName } from './places';
import type { Answer, Asked, Question, Rendered } from './question';
import { PAGED, PAGED_MORE, PAGING, answered, firstOf, pageOf, plain, quoted, sentence } from './question';
import type { InputOf } from './schema';
import { FLAG, TEXT, WHOLE, listOf, recordOf } from './schema';
import { ENVIRONMENT, SERVICE, environmentsIn, inPath, isRefused, servicesIn } from './scope';

const INPUT = {
  type: 'object',
  properties: {
    environment: ENVIRONMENT,
    service: SERVICE,
    folder: { type: 'string', description: 'Only services that a file in this folder, or this file, declares.' },
    port: {
      type: 'integer',
      minimum: 1,
      maximum: 65535,
      description: 'Only services that have this number, inside the container or on a way to it.',
    },
    ...PAGING,
  },
  additionalProperties: false,
} as const;

const OPEN = recordOf({ port: TEXT, owner: TEXT, reach: TEXT, public: FLAG });
const PORT = recordOf(
  { port: TEXT, protocol: TEXT, at: listOf(TEXT), open: listOf(OPEN), clients: listOf(TEXT) },
  { name: TEXT },
);
const SERVICE_PARTS = recordOf(
  { name: TEXT, kind: TEXT, environments: listOf(TEXT), at: TEXT, ports: listOf(PORT) },
  { namespace: TEXT, morePorts: WHOLE },
);

/** Lists services and their ports. */
export const listServices: Question<typeof INPUT> = {
  name: 'list_services',
  title: 'Services and ports',
  summary:
    'Lists the services of the workspace with their ports, who connects to them, and from where they can be reached.',
  description:
    'Lists every service that Dockerfiles, Compose files, Kubernetes manifests, kustomizations and Helm charts of the workspace declare, with its container ports: number, protocol, name, where they are declared (file:line:column), through which outer ports they can be reached (published ports, Services, Ingresses), and which services connect to them. Ask this first to learn what runs on which port, or which service has a number (`port`). For how traffic gets to one port, step by step, ask trace_port.',
  input: INPUT,
  output: recordOf({ environments: listOf(TEXT), services: listOf(SERVICE_PARTS), ...PAGED }, PAGED_MORE),
  answer,
};

function answer({ snapshot }: Asked, input: InputOf<typeof INPUT>): Answer {
  const named = servicesIn(snapshot, input);
  if (isRefused(named)) return named;
  const isWithin = inPath(snapshot, input.folder);
  if (isRefused(isWithin)) return isWithin;
  const { port } = input;
  const wanted = named.filter((s) => isWithin(s.at.uri) && (port === undefined || s.ports.some((p) => has(p, port))));
  const page = pageOf(merged(wanted), input, (same) => rendered(snapshot, same));
  const environments = environmentsIn(snapshot);
  return answered({ environments: environments.map(plain), services: page.data, ...page.counts }, [
    `Services: ${page.told}. Environments: ${environments.map(quoted).join(', ') || 'none'}.`,
    ...page.lines,
  ]);
}

function has(port: InventoryPort, number: number): boolean {
  const isOn = (stop: string): boolean => stop.endsWith(` ${number}`);
  return contains(port.port, number) || port.ways.some((w) => contains(w.port, number) || w.through.some(isOn));
}

/** Services that are the same but for their environments, together. */
function merged(services: readonly InventoryService[]): readonly (readonly InventoryService[])[] {
  const out = new Map<string, InventoryService[]>();
  for (const s of services) {
    const { name, kind, namespace, at, ports } = s;
    append(out, JSON.stringify([name, kind, namespace, at, ports.map(factsOf)]), s);
  }
  return [...out.values()];
}

function factsOf({ port, protocol, name, declared, ways, clients }: InventoryPort): unknown {
  return [
    port,
    protocol,
    name,
    declared,
    ways.map((w) => [w.port, w.owner, w.reach, w.isPublic]),
    clients.map((c) => [c.service, c.by]),
  ];
}

/** Most of each that one service shows. */
const PORTS = 24;
const WAYS = 6;
const CLIENTS = 8;
const PLACES = 4;

function rendered(snapshot: Snapshot, same: readonly InventoryService[]): Rendered {
  const [first] = same as readonly [InventoryService];
  const environments = [...new Set(same.map((s) => s.environment))].sort();
  const ports = firstOf(first.ports, PORTS);
  const all = ports.shown.map((p) => portParts(snapshot, p));
  const at = placeName(snapshot, first.at);
  const namespace = first.namespace === undefined ? '' : ` in namespace ${quoted(first.namespace)}`;
  return {
    data: {
      name: plain(first.name),
      kind: plain(first.kind),
      environments: environments.map(plain),
      at,
      ports: all.map((p) => p.data),
      ...(first.namespace === undefined ? {} : { namespace: plain(first.namespace) }),
      ...(ports.left > 0 ? { morePorts: ports.left } : {}),
    },
    lines: [
      `- ${plain(first.kind)} ${quoted(first.name)}${namespace} (${environments.map(quoted).join(', ')}) ${at}${first.ports.length === 0 ? ': no port known' : ''}`,
      ...all.flatMap((p) => p.lines),
      ...(ports.left > 0 ? [`  and ${ports.left} more ports`] : []),
    ],
  };
}

function portParts(snapshot: Snapshot, port: InventoryPort): Rendered {
  const at = port.declared.slice(0, PLACES).map((d) => placeName(snapshot, d));
  const open = port.ways.slice(0, WAYS).map((w) => ({
    port: showPort(w.port),
    owner: sentence(w.owner),
    reach: sentence(w.reach),
    public: w.isPublic,
  }));
  const clients = firstOf(port.clients, CLIENTS).shown;
  const name = port.name === undefined ? '' : ` ${quoted(port.name)}`;
  const number = `${plain(showPort(port.port))}/${port.protocol}`;
  return {
    data: {
      port: plain(showPort(port.port)),
      protocol: port.protocol,
      ...(port.name === undefined ? {} : { name: plain(port.name) }),
      at,
      open,
      clients: clients.map((c) => plain(`${c.service} (${c.by})`)),
    },
    lines: [
      `  ${number}${name}${at.length > 0 ? ` ${at.join(' ')}` : ' (implied, not declared)'}`,
      ...open.map((o) => `    open through ${o.port} of ${o.owner}: ${o.reach}${o.public ? ' [public]' : ''}`),
      ...(clients.length > 0
        ? [`    used by ${clients.map((c) => `${quoted(c.service)} (${quoted(c.by)})`).join(', ')}`]
        : []),
    ],
  };
}
