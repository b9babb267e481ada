import type { AddressClass, Certainty } from '../facts';

/*
 * What the names of variables, flags and configuration keys say. Names are compared as tokens in upper case with `_`
 * around and between: `--advertise-kafka-addr` and `advertise.kafka.addr` are both `_ADVERTISE_KAFKA_ADDR_`.
 */

/** A name as tokens: `spring.data.redisHost` becomes `_SPRING_DATA_REDIS_HOST_`. */
export function tokensOf(key: string): string {
  const split = key.replace(/([a-z\d])([A-Z])/g, '$1_$2');
  return `_${split
    .toUpperCase()
    .replace(/[^A-Z\d]+/g, '_')
    .replace(/^_+|_+$/g, '')}_`;
}

/** Inlined into what a browser loads, whatever the rest of the name says. */
const BUNDLED = /^_(?:NEXT_PUBLIC|NUXT_PUBLIC|EXPO_PUBLIC|PUBLIC|VITE|REACT_APP|VUE_APP|NG_APP|GATSBY|STORYBOOK)_/;

/** The name says that the value is for traffic behind the front door, even where the rest sounds public. */
const INTERNAL = /_(?:INTERNAL|UPSTREAM|BACKEND)_/;

/** The program's own sockets, what it tells others about itself, and cluster members' lists of each other. */
const OWN = new RegExp(
  [
    '_ADVERTISE',
    '_ANNOUNCE',
    '_LISTEN',
    'LISTENERS?_',
    '_BIND',
    '_QUORUM_VOTERS_',
    '_INITIAL_CLUSTER_',
    '_ZOO_SERVERS_',
    '_SEEDS?_',
    '_PEERS?_',
    '_JMX_',
    '_HOST_NAME_$',
    '_STATSD_',
    '^_(?:HTTPS?|FTP|ALL|NO)_PROXY_$',
    '^_(?:ASPNETCORE|DOTNET)_.*URLS_$',
    '^_URLS_$',
    '^_GUNICORN_CMD_ARGS_$',
    '^_ETCD_.*URLS_$',
    '^_MINIO_(?:CONSOLE_)?ADDRESS_$',
    '^_(?:NODE_|JAVA_)?(?:TOOL_)?OPTIONS_$',
    '^_(?:(?:HTTPS?|GRPC|SERVER|APP|METRICS|ADMIN|HEALTH|DEBUG|PPROF|MANAGEMENT)_)?(?:ADDR|ADDRESS|HOST|HOSTNAME|PORT)_$',
  ].join('|'),
);

/** Read by browsers and people: links, CORS, redirects. */
const BROWSER = new RegExp(
  [
    '_PUBLIC_(?:\\w+_)?UR[LI]_',
    '_EXTERNAL_(?:\\w+_)?UR[LI]_',
    'CORS',
    'ORIGIN',
    'REDIRECT',
    'CALLBACK',
    '_ALLOWED_HOSTS?_',
    '_BROWSER_',
    '_(?:ISSUER|WEBSITE|HOMEPAGE|DOMAINS?|VIRTUAL_HOST|LETSENCRYPT_HOST|SERVER_NAMES?|HREF)_',
    '^_KC_HOSTNAME',
  ].join('|'),
);

/** As {@link BROWSER}, unless the name also says that the value is internal. */
const USUALLY_BROWSER = new RegExp(
  [
    '_(?:SITE|ROOT|BASE)_UR[LI]',
    '^_UR[LI]_$',
    // Browsers read URLs and hosts, but nobody writes `host:port` for them and calls it an address.
    'FRONTEND(?!_ADDR(?:ESS)?_$)',
    '_(?:NEXTAUTH|AUTH|LOGIN|LOGOUT|SIGNIN|SIGNUP|APP|WEB|WEBSITE|CLIENT|DASHBOARD|WEBHOOK|CONSOLE|UI|DOCS|SERVER)_UR[LI]_$',
  ].join('|'),
);

/** Names of things that programs are clients of. */
const BACKEND = new RegExp(
  [
    INTERNAL.source,
    '_SERVICES?_',
    'SERVICE_',
    'SVC_',
    '_(?:DB|SQL|DSN|DATABASE|DATASOURCE|JDBC|CONNECTION|CONNECTIONSTRINGS?|CONN)_',
    '(?:POSTGRES|POSTGRESQL|MYSQL|MARIADB|MSSQL|SQLSERVER|ORACLE|MONGO|MONGODB|COUCHDB|CASSANDRA|CLICKHOUSE|NEO4J|INFLUXDB|COCKROACH)_',
    '^_PG(?:HOST|PORT|_)',
    '(?:REDIS|VALKEY|MEMCACHED?|CACHE)_',
    '(?:RABBIT|RABBITMQ|AMQP|KAFKA|NATS|MQTT|PULSAR|BROKERS?|CELERY|QUEUE|BOOTSTRAP_SERVERS|SCHEMA_REGISTRY|ZOOKEEPER|ACTIVEMQ)_',
    '(?:ELASTIC|ELASTICSEARCH|OPENSEARCH|SOLR|MEILI|MEILISEARCH|TYPESENSE|QDRANT|WEAVIATE|MILVUS|CHROMA)_',
    '_(?:SMTP|MAIL|EMAIL|LDAP|S3|MINIO|VAULT|CONSUL|ETCD|ETCDCTL|TEMPORAL|EUREKA|CONFIG_SERVER)_',
    '_(?:OTEL|OTLP|JAEGER|ZIPKIN|COLLECTOR|LOKI|TEMPO|SENTRY|FLUENTD?|LOGSTASH)_',
    '_(?:ADDR|ADDRESS|ENDPOINTS?|HOSTS?|HOSTNAME|SERVERS?|TARGETS?)_$',
    '_UPSTREAMS?_',
  ].join('|'),
);

/**
 * What a variable, flag or key of this name holds (formats.md §2.9): decides whether an address in it may be reported.
 * `own-listener` also stands for everything else that is never a reference to another container: proxies, statsd.
 */
export function classOfKey(key: string): AddressClass {
  const before = remembered.get(key);
  if (before) return before;
  const found = classOfTokens(tokensOf(key));
  if (remembered.size >= REMEMBER) remembered.clear();
  remembered.set(key, found);
  return found;
}

/** Answers by name: the same names stand in every unit. */
const remembered = new Map<string, AddressClass>();
const REMEMBER = 5000;

function classOfTokens(t: string): AddressClass {
  if (BUNDLED.test(t)) return 'browser';
  if (OWN.test(t)) return 'own-listener';
  if (BROWSER.test(t) || (USUALLY_BROWSER.test(t) && !INTERNAL.test(t))) return 'browser';
  return BACKEND.test(t) ? 'backend' : 'other';
}

/** Two keys that give host and port of one address. */
export interface KeyPair {
  readonly host: string;
  readonly port: string;
  /** `high` for `X_HOST` with `X_PORT`; `medium` where the port has a word more (`X_PORT_GRPC`, `X_HTTP_PORT`). */
  readonly certainty: Certainty;
}

const HAS_HOST = /HOST|SERVER|ADDR/i;
const HOST_WORDS = ['HOST', 'HOSTNAME', 'SERVER', 'ADDR', 'ADDRESS', 'HOSTADDR'];
const PORT_WORDS = ['PORT', 'TCP_PORT', 'PORT_NUMBER'];
const LONGER_PORT_WORDS = ['HTTP_PORT', 'GRPC_PORT', 'NATIVE_PORT', 'PORT_HTTP', 'PORT_GRPC', 'PORT_TCP'];

/**
 * Pairs keys of one map: `DB_HOST` with `DB_PORT`, `PGHOST` with `PGPORT`, `db.host` with `db.port`,
 * `DB_HOST_READ` with `DB_PORT_READ`. A port belongs to one host at most; a host may have several ports only by longer
 * names. Keys of different spelling (`Db__Host`, `DB_PORT`) do not pair.
 */
export function pairKeys(keys: readonly string[]): readonly KeyPair[] {
  const hosts = keys.filter((k) => HAS_HOST.test(k) && HOST_WORDS.some((w) => wordAt(k, w) >= 0));
  const out: KeyPair[] = [];
  if (hosts.length === 0) return out;
  const present = new Set(keys);
  const taken = new Set<string>();
  for (const [words, certainty] of [
    [PORT_WORDS, 'high'],
    [LONGER_PORT_WORDS, 'medium'],
  ] as const) {
    for (const host of hosts) {
      if (certainty === 'medium' && out.some((p) => p.host === host)) continue;
      for (const port of portKeysFor(host, words)) {
        if (!present.has(port) || taken.has(port)) continue;
        taken.add(port);
        out.push({ host, port, certainty });
        if (certainty === 'high') break;
      }
    }
  }
  return out;
}

/** The names that a port would have beside a host of this name, the likeliest first. */
function portKeysFor(host: string, words: readonly string[]): readonly string[] {
  const out: string[] = [];
  for (const word of HOST_WORDS) {
    const at = wordAt(host, word);
    if (at < 0) continue;
    const written = host.slice(at, at + word.length);
    for (const port of words) out.push(host.slice(0, at) + spelledLike(written, port) + host.slice(at + word.length));
  }
  return out;
}

/** Offset of the last occurrence of a word that ends at a word's end; it may be glued to what stands before (`PGHOST`). */
function wordAt(key: string, word: string): number {
  const upper = key.toUpperCase();
  const at = upper.lastIndexOf(word);
  if (at < 0) return -1;
  const after = key[at + word.length];
  if (after !== undefined && /[a-z\d]/i.test(after)) return -1;
  const before = key[at - 1];
  const camel = before !== undefined && /[a-z\d]/.test(before) && /[A-Z]/.test(key[at] as string);
  const glued = before !== undefined && /[a-z\d]/i.test(before) && !camel;
  return glued && !/^(?:PG|MYSQL|REDIS|MONGO|DB|RABBITMQ)$/.test(upper.slice(0, at)) ? -1 : at;
}

function spelledLike(model: string, word: string): string {
  if (model === model.toUpperCase()) return word;
  const lower = word.toLowerCase();
  return model === model.toLowerCase() ? lower : lower.replace(/(?:^|_)([a-z])/g, (_, c: string) => c.toUpperCase());
}
