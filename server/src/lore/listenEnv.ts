import type { EnvVar, ListenFact } from '../facts';
import { open } from '../facts';
import { splitCommand } from '../syntax/command';
import { sliceMapped, trimMapped } from '../text/mapped';
import { say } from '../text/say';
import { classOfKey, pairKeys, tokensOf } from './envKeys';
import type { KnownImage } from './images';
import { turnedKnob } from './images';
import type { ListenKind, ListenOptions } from './listenFact';
import { hostFrom, listenFact, listenFacts } from './listenFact';
import { propertyListens } from './listenProperties';

/** What a variable of this name tells its program. */
interface Variable {
  readonly purpose: ListenFact['purpose'];
  /** A framework's own variable is stronger than `PORT`. */
  readonly framework: boolean;
  readonly certainty: 'high' | 'medium' | 'low';
  readonly exclusive: boolean;
  /** Variable with the address for a bare port. */
  readonly host?: string;
}

const MAIN: Variable = { purpose: 'main', framework: true, certainty: 'high', exclusive: true };
const SHARED: Variable = { ...MAIN, exclusive: false };
const beside = (purpose: 'metrics' | 'admin' | 'debug' | 'extra'): Variable => ({
  purpose,
  framework: true,
  certainty: 'high',
  exclusive: false,
});
const GENERIC_MAIN: Variable = { purpose: 'main', framework: false, certainty: 'medium', exclusive: false };
const generic = (
  purpose: 'metrics' | 'admin' | 'debug' | 'extra',
  certainty: 'medium' | 'low' = 'medium',
): Variable => ({ purpose, framework: false, certainty, exclusive: false });

/** Variables that one framework or product reads and nobody else (formats.md §9.2, §9.4). */
const NAMED: ReadonlyMap<string, Variable> = new Map<string, Variable>([
  ...entries(
    'ASPNETCORE_URLS DOTNET_URLS ASPNETCORE_HTTP_PORTS ASPNETCORE_HTTPS_PORTS DOTNET_HTTP_PORTS DOTNET_HTTPS_PORTS HTTP_PORTS HTTPS_PORTS',
    MAIN,
  ),
  ['STREAMLIT_SERVER_PORT', { ...MAIN, host: 'STREAMLIT_SERVER_ADDRESS' }],
  ['SERVER_PORT', { ...MAIN, host: 'SERVER_ADDRESS' }],
  ['FLASK_RUN_PORT', { ...MAIN, host: 'FLASK_RUN_HOST' }],
  ['UVICORN_PORT', { ...MAIN, host: 'UVICORN_HOST' }],
  ['ROCKET_PORT', { ...MAIN, host: 'ROCKET_ADDRESS' }],
  ['QUARKUS_HTTP_PORT', { ...MAIN, host: 'QUARKUS_HTTP_HOST' }],
  ['MICRONAUT_SERVER_PORT', { ...MAIN, host: 'MICRONAUT_SERVER_HOST' }],
  ['NITRO_PORT', { ...MAIN, host: 'NITRO_HOST' }],
  ['NUXT_PORT', { ...MAIN, host: 'NUXT_HOST' }],
  ['GRADIO_SERVER_PORT', { ...MAIN, host: 'GRADIO_SERVER_NAME' }],
  ['N8N_PORT', { ...MAIN, host: 'N8N_LISTEN_ADDRESS' }],
  ['GF_SERVER_HTTP_PORT', { ...MAIN, host: 'GF_SERVER_HTTP_ADDR' }],
  ...entries(
    'HASURA_GRAPHQL_SERVER_PORT MB_JETTY_PORT PGADMIN_LISTEN_PORT JUPYTER_PORT MEILI_HTTP_ADDR REGISTRY_HTTP_ADDR UPTIME_KUMA_PORT ETCD_LISTEN_CLIENT_URLS',
    MAIN,
  ),
  ...entries('KC_HTTP_PORT MINIO_ADDRESS RABBITMQ_NODE_PORT ZOOKEEPER_CLIENT_PORT CONNECT_REST_PORT', SHARED),
  ...entries(
    'KAFKA_LISTENERS KAFKA_CFG_LISTENERS SCHEMA_REGISTRY_LISTENERS KSQL_LISTENERS KAFKA_REST_LISTENERS CONNECT_LISTENERS CONNECT_REST_LISTENERS CONTROL_CENTER_REST_LISTENERS',
    SHARED,
  ),
  ...entries(
    'KC_HTTP_MANAGEMENT_PORT MINIO_CONSOLE_ADDRESS MANAGEMENT_SERVER_PORT QUARKUS_MANAGEMENT_PORT ZOOKEEPER_ADMIN_SERVER_PORT',
    beside('admin'),
  ),
  ...entries(
    'KC_HTTPS_PORT N8N_RUNNERS_BROKER_PORT SPRING_GRPC_SERVER_PORT GRPC_SERVER_PORT QUARKUS_GRPC_SERVER_PORT ETCD_LISTEN_PEER_URLS',
    beside('extra'),
  ),
  ...entries('ETCD_LISTEN_METRICS_URLS', beside('metrics')),
  ...entries(
    'KAFKA_ADVERTISED_LISTENERS KAFKA_CFG_ADVERTISED_LISTENERS ETCD_ADVERTISE_CLIENT_URLS ETCD_INITIAL_ADVERTISE_PEER_URLS',
    generic('extra'),
  ),
  ...entries('KAFKA_JMX_PORT JMX_PORT', beside('admin')),
  ...entries(
    'LISTEN_PORT LISTEN_ADDR LISTEN_ADDRESS BIND BIND_ADDR BIND_ADDRESS BIND_PORT HTTP_LISTEN_ADDR HTTP_LISTEN_ADDRESS',
    GENERIC_MAIN,
  ),
  ...entries(
    'HTTP_PORT HTTPS_PORT GRPC_PORT HTTP_ADDR GRPC_ADDR WS_PORT WEBSOCKET_PORT SSL_PORT TLS_PORT HEALTH_PORT HEALTHCHECK_PORT RAILS_PORT NGINX_PORT RPC_PORT TCP_PORT UDP_PORT',
    generic('extra'),
  ),
  ...entries('METRICS_PORT METRICS_ADDR PROMETHEUS_PORT METRICS_BIND_ADDRESS', generic('metrics')),
  ...entries('ADMIN_PORT MANAGEMENT_PORT PPROF_PORT PROFILING_PORT', generic('admin')),
  ...entries('DEBUG_PORT INSPECT_PORT', generic('debug')),
]);

function entries(names: string, variable: Variable): readonly (readonly [string, Variable])[] {
  return names.split(' ').map((n) => [n, variable] as const);
}

/** .NET: Kestrel's endpoints beat URLs, URLs beat port lists. */
const KESTREL = /^(?:ASPNETCORE_|DOTNET_)?Kestrel__Endpoints__\w+__Url$/i;
const DOTNET_URLS = /^(?:ASPNETCORE|DOTNET)_URLS$/;
const DOTNET_PORTS = /^(?:(?:ASPNETCORE|DOTNET)_)?HTTPS?_PORTS$/;

/**
 * Ports that variables make the unit's program listen on: frameworks' own variables, `PORT` (formats.md §9.4), variables
 * that the known image reads. Other `*_PORT` variables without a `*_HOST` beside them may be a listener's: they are given
 * as `low`, beside the main one. A variable that is passed through gives an open fact.
 */
export function listensOfEnv(vars: readonly EnvVar[], options: ListenOptions): readonly ListenFact[] {
  const image = options.image;
  const byName = new Map<string, EnvVar>();
  for (const v of vars) if (MAY_LISTEN.test(v.name) || image?.envKnobs.includes(v.name)) byName.set(v.name, v);
  if (byName.size === 0) return [];
  const clients = clientPorts(byName);
  const has = (pattern: RegExp): boolean =>
    [...byName.values()].some((v) => pattern.test(v.name) && v.value?.text !== '');
  const hidden = has(KESTREL) ? [DOTNET_URLS, DOTNET_PORTS] : has(DOTNET_URLS) ? [DOTNET_PORTS] : [];
  return [...byName.values()].flatMap((v) => {
    if (clients.has(v.name) || hidden.some((h) => h.test(v.name))) return [];
    if (OPTIONS.test(v.name)) return optionFacts(v, options);
    const variable = variableOf(v, options);
    return variable ? variableFacts(v, variable, byName, options) : [];
  });
}

/** What the names of all variables have that say where to listen, or of the host beside them. Most have none of it. */
const MAY_LISTEN = /PORT|HOST|ADDR|SERVER|LISTEN|BIND|URL|OPT|ARGS|FLAGS|GF_|^Kestrel|_Kestrel__/;

/** Ports of variables that belong to a host of somebody else. */
function clientPorts(vars: ReadonlyMap<string, EnvVar>): ReadonlySet<string> {
  const out = new Set<string>();
  for (const pair of pairKeys([...vars.keys()])) {
    const host = vars.get(pair.host)?.value?.text.trim();
    const own =
      host === undefined
        ? classOfKey(pair.host) === 'own-listener'
        : /^(?:|\*|0\.0\.0\.0|::|\[::\]|localhost|127(?:\.\d+){3}|::1)$/.test(host);
    if (!own) out.add(pair.port);
  }
  return out;
}

function variableOf(v: EnvVar, { image, readsPort }: ListenOptions): Variable | undefined {
  if (image && image.kind !== 'language-base') {
    // A shared .env gives every service all variables: a product that we know reads its own only.
    if (!turnedKnob(image, { env: [v.name] })) return undefined;
    const knob = knobVariable(v.name, image);
    if (knob) return knob;
  }
  if (v.name === 'PORT') return portVariable(image?.readsPort ?? readsPort);
  if (KESTREL.test(v.name)) return MAIN;
  if (/^TRAEFIK_ENTRYPOINTS_\w+_ADDRESS$/.test(v.name)) return SHARED;
  if (v.name.endsWith('_WEB_LISTEN_ADDRESS')) return MAIN;
  return NAMED.get(v.name) ?? listenerByName(v.name) ?? unknownPort(v);
}

/** A variable that the known image reads for a port. Names that are families (`KAFKA_*`) say too little. */
function knobVariable(name: string, image: KnownImage): Variable | undefined {
  if (!image.envKnobs.includes(name) || NAMED.has(name)) return undefined;
  if (/(?:MANAGEMENT|ADMIN|CONSOLE)/.test(name)) return beside('admin');
  if (/(?:TLS|SSL|HTTPS|GRPC|SSH|DIST|METRICS|DEBUG|RUNNERS|NO_VNC|VNC|SMTP|PEERING|PROXY)/.test(name))
    return beside('extra');
  return { ...MAIN, exclusive: image.complete && image.ports.length === 1 && !image.multiListener };
}

function portVariable(reads: boolean | undefined): Variable | undefined {
  if (reads === false) return undefined;
  return { ...GENERIC_MAIN, host: 'HOST', certainty: reads ? 'high' : 'medium', exclusive: reads === true };
}

/** `KAFKA_METADATA_SERVER_LISTENERS`, `PROXY_ADMIN_LISTEN_ADDR`: sockets of one's own, which of them is not said. */
function listenerByName(name: string): Variable | undefined {
  if (/ADVERTISE/.test(name)) return undefined;
  return /_(?:LISTENERS|LISTEN_ADDR(?:ESS)?|LISTEN_PORT|BIND_ADDR(?:ESS)?|BIND_PORT)$/.test(name)
    ? generic('extra')
    : undefined;
}

/** `API_PORT=8000` of an unknown program: perhaps its own. `DB_PORT` is a client's even without a host beside it. */
function unknownPort(v: EnvVar): Variable | undefined {
  if (!v.name.endsWith('_PORT') || !v.value) return undefined;
  const tokens = tokensOf(v.name);
  return ANOTHERS_PORT.test(tokens) ? undefined : generic('extra', 'low');
}

/** Ports of others, and of redirections (`ASPNETCORE_HTTPS_PORT`). */
const ANOTHERS_PORT =
  /^_ASPNETCORE_HTTPS_PORT_|_(?:TARGET|PUBLIC|EXTERNAL|PUBLISHED|HOST|REMOTE|UPSTREAM|SERVICE|DB|SQL|DATABASE|POSTGRES|POSTGRESQL|PG|MYSQL|MARIADB|MSSQL|ORACLE|MONGO|MONGODB|REDIS|VALKEY|MEMCACHED?|CACHE|RABBIT|RABBITMQ|AMQP|KAFKA|NATS|MQTT|BROKER|ELASTIC|ELASTICSEARCH|SMTP|MAIL|LDAP|STATSD|CONSUL|VAULT|ETCD)_(?:\w+_)?PORT_/;

function variableFacts(
  v: EnvVar,
  variable: Variable,
  vars: ReadonlyMap<string, EnvVar>,
  options: ListenOptions,
): readonly ListenFact[] {
  const host = hostBeside(variable, vars);
  const level = options.from === 'image' ? 6 : variable.framework ? 2 : 3;
  const { purpose, exclusive } = variable;
  // The name is common, and files of variables are shared.
  const certainty = v.name === 'SERVER_PORT' && v.source === 'env-file' ? 'medium' : variable.certainty;
  const kind: ListenKind = { by: v.name, level, purpose, certainty, exclusive, ...(host ? { host } : {}) };
  if (!v.value) {
    // That something beside may listen somewhere says nothing.
    if (purpose !== 'main') return [];
    const at = { text: '', segments: [], whole: v.nameSite };
    return [listenFact(open(v.open?.because ?? say`the variable has no value here`, v.nameSite), at, kind)];
  }
  const value = trimMapped(v.value);
  return listenFacts(value, kind);
}

function hostBeside(variable: Variable, vars: ReadonlyMap<string, EnvVar>): ListenKind['host'] {
  const host = variable.host === undefined ? undefined : vars.get(variable.host)?.value;
  const found = host && host.text.trim() !== '' ? hostFrom(trimMapped(host)) : undefined;
  // `HOST` is a convention, `FLASK_RUN_HOST` is Flask's word.
  return found && !variable.framework ? { ...found, certainty: 'medium' } : found;
}

const OPTIONS = /^(?:\w+_)?(?:OPTS|OPTIONS|OPTS_APPEND|ARGS|FLAGS)$/;

/** Words in a variable: `JAVA_TOOL_OPTIONS=-Dserver.port=81`, `NODE_OPTIONS=--inspect`, `GUNICORN_CMD_ARGS=--bind=:80`. */
function optionFacts(v: EnvVar, options: ListenOptions): readonly ListenFact[] {
  if (!v.value) return [];
  const level = options.from === 'image' ? 6 : 2;
  const words = splitCommand(v.value);
  const found = propertyListens(words, { level, certainty: 'high', by: v.name });
  if (v.name !== 'GUNICORN_CMD_ARGS') return found;
  const binds = words.flatMap((w, i) => {
    const m = /^(?:--bind=|-b=?)(?=.)/.exec(w.text);
    if (m) return [{ word: w, start: m[0].length }];
    const next = words[i + 1];
    return next && /^(?:--bind|-b)$/.test(w.text) ? [{ word: next, start: 0 }] : [];
  });
  return [
    ...found,
    ...binds.flatMap((b) =>
      listenFacts(sliceMapped(b.word, b.start, b.word.text.length), {
        by: v.name,
        level,
        purpose: 'main',
        exclusive: true,
        certainty: 'high',
      }),
    ),
  ];
}
