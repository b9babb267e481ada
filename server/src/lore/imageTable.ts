import type { Protocol } from '../facts';

/**
 * What an image is for. `language-base` images run whatever is put into them and listen on nothing by themselves;
 * `database` includes search engines, `admin` are user interfaces for operators.
 */
export type ImageKind =
  | 'database'
  | 'cache'
  | 'queue'
  | 'admin'
  | 'web'
  | 'proxy'
  | 'application'
  | 'monitoring'
  | 'infrastructure'
  | 'language-base';

/** A port that an image listens on or exposes; `port` is 1–65535. */
export interface KnownPort {
  readonly port: number;
  readonly protocol: Protocol;
}

/** What a row says in short notation: lists are separated by blanks, ports are `5432`, `443/udp` or `8300-8302`. */
export interface RowText {
  /** Ports of its metadata (EXPOSE) where they differ from those that it listens on. */
  readonly exposes?: string;
  /** Ports that a plugin, a switch or a licence opens: never a contradiction. */
  readonly optional?: string;
  readonly env?: string;
  readonly flags?: string;
  readonly config?: string;
  /** `partly`: more ports than listed may be open by default. */
  readonly set?: 'all' | 'partly';
  /** Listeners are the deployment's choice (Kafka, etcd). */
  readonly multi?: true;
  /** Tags that change what the row says; the first that matches counts. */
  readonly tags?: readonly TagVariant[];
}

/** Images of one row whose tag matches `tag` listen on `ports` instead. */
export interface TagVariant extends RowText {
  readonly tag: RegExp;
  readonly ports: string;
  readonly kind?: ImageKind;
}

/** One row of the table of formats.md §1.7. `seen` is `V` when the image's own Dockerfile was read, else `K`. */
export interface ImageRow extends RowText {
  readonly kind: ImageKind;
  readonly seen: 'V' | 'K';
  /** Repositories, Docker Hub ones without registry and `library/`; a trailing `/*` stands for any last part. */
  readonly names: string;
  readonly ports: string;
}

function row(kind: ImageKind, seen: 'V' | 'K', names: string, ports: string, more: RowText = {}): ImageRow {
  return { kind, seen, names, ports, ...more };
}

const FPM: TagVariant = { tag: /(?:^|-)fpm(?:-|$)/, ports: '9000', config: '/usr/local/etc/php-fpm.d' };
const APACHE = { config: '/etc/apache2', env: 'APACHE_PORT', tags: [FPM] } as const;
const KAFKA = {
  env: 'KAFKA_* KAFKA_CFG_*',
  flags: '--override',
  config: '/etc/kafka /opt/kafka/config /mnt/shared/config',
  multi: true,
  set: 'partly',
} as const;
const EXPORTER = {
  env: '*WEB_LISTEN_ADDRESS',
  flags: '--web.listen-address -web.listen-address --web.config.file',
} as const;

const DATABASES: readonly ImageRow[] = [
  row(
    'database',
    'V',
    'postgres postgis/postgis timescale/timescaledb pgvector/pgvector ankane/pgvector citusdata/citus imresamu/postgis',
    '5432',
    {
      env: 'PGPORT',
      flags: '-p --port -cport port config_file --config-file',
      config: '/etc/postgresql /etc/postgresql.conf',
    },
  ),
  row('database', 'K', 'timescale/timescaledb-ha supabase/postgres', '5432', {
    env: 'PGPORT',
    flags: '-p --port -c',
    set: 'partly',
  }),
  row('database', 'K', 'bitnami/postgresql bitnamilegacy/postgresql bitnami/postgresql-repmgr', '5432', {
    env: 'POSTGRESQL_PORT_NUMBER PGPORT',
    config: '/bitnami/postgresql/conf /opt/bitnami/postgresql/conf',
  }),
  row('database', 'K', 'bitnami/pgpool', '5432', { env: 'PGPOOL_PORT_NUMBER' }),
  row('database', 'K', 'edoburu/pgbouncer bitnami/pgbouncer', '5432 6432', {
    env: 'LISTEN_PORT PGBOUNCER_PORT',
    set: 'partly',
  }),
  row('database', 'V', 'mysql percona percona/percona-server mysql/mysql-server', '3306 33060', {
    env: 'MYSQL_TCP_PORT',
    flags: '--port -P --mysqlx-port --admin-port --defaults-file',
    config: '/etc/mysql /etc/my.cnf /etc/my.cnf.d',
  }),
  row('database', 'V', 'mariadb', '3306', {
    env: 'MYSQL_TCP_PORT',
    flags: '--port -P --extra-port --defaults-file',
    config: '/etc/mysql /etc/my.cnf /etc/my.cnf.d',
  }),
  row('database', 'K', 'bitnami/mariadb bitnamilegacy/mariadb bitnami/mysql bitnamilegacy/mysql', '3306 33060', {
    env: 'MARIADB_PORT_NUMBER MYSQL_PORT_NUMBER MARIADB_EXTRA_FLAGS MYSQL_EXTRA_FLAGS',
    config: '/opt/bitnami/mariadb/conf /opt/bitnami/mysql/conf',
  }),
  row('database', 'V', 'mongo', '27017', {
    flags: '--port --shardsvr --configsvr --config -f',
    config: '/etc/mongod.conf /etc/mongo',
  }),
  row(
    'database',
    'K',
    'mongodb/mongodb-community-server mongodb/mongodb-enterprise-server mongodb/mongodb-atlas-local',
    '27017',
    {
      flags: '--port --shardsvr --configsvr --config -f',
      config: '/etc/mongod.conf',
    },
  ),
  row('database', 'K', 'bitnami/mongodb bitnamilegacy/mongodb', '27017', {
    env: 'MONGODB_PORT_NUMBER',
    config: '/bitnami/mongodb/conf',
  }),
  row(
    'database',
    'K',
    'elasticsearch docker.elastic.co/elasticsearch/elasticsearch docker.elastic.co/elasticsearch/elasticsearch-oss',
    '9200 9300',
    {
      env: 'http.port http.* transport.* HTTP_PORT ES_SETTING_*',
      flags: '-Ehttp.port -Etransport.port -E',
      config: '/usr/share/elasticsearch/config',
    },
  ),
  row('database', 'K', 'bitnami/elasticsearch', '9200 9300', {
    env: 'ELASTICSEARCH_*',
    config: '/opt/bitnami/elasticsearch/config',
  }),
  row('database', 'K', 'opensearchproject/opensearch', '9200 9300 9600 9650', {
    env: 'http.port http.* transport.*',
    flags: '-Ehttp.port -E',
    config: '/usr/share/opensearch/config',
  }),
  row('database', 'V', 'cassandra', '9042 7000 7001 7199 9160', {
    env: 'CASSANDRA_NATIVE_*',
    config: '/etc/cassandra',
  }),
  row('database', 'K', 'scylladb/scylla', '9042 7000 7001 7199 9160 9180 10000', {
    set: 'partly',
    flags: '--alternator-port --options-file',
    config: '/etc/scylla',
  }),
  row('database', 'V', 'couchdb', '5984 4369 9100', { config: '/opt/couchdb/etc' }),
  row('database', 'V', 'neo4j', '7687 7474 7473', {
    env: 'NEO4J_dbms_connector_* NEO4J_server_* NEO4J_dbms_*',
    config: '/conf /var/lib/neo4j/conf',
  }),
  row('database', 'V', 'solr', '8983', {
    env: 'SOLR_PORT SOLR_PORT_LISTEN SOLR_JETTY_PORT',
    flags: '-p --port -c --cloud',
    optional: '9983',
  }),
  row('database', 'V', 'influxdb', '8086 8181', {
    env: 'INFLUXD_HTTP_BIND_ADDRESS INFLUXDB_HTTP_BIND_ADDRESS INFLUXDB3_HTTP_BIND_ADDR INFLUXDB_*_ENABLED INFLUXDB_*_BIND_ADDRESS',
    flags: '--http-bind-address --http-bind -config',
    config: '/etc/influxdb /etc/influxdb2',
    tags: [
      { tag: /^v?3(?:\D|$)/, ports: '8181', env: 'INFLUXDB3_HTTP_BIND_ADDR', flags: '--http-bind' },
      { tag: /^v?[12](?:\D|$)/, ports: '8086', optional: '8088 8083' },
    ],
  }),
  row('database', 'V', 'clickhouse clickhouse/clickhouse-server yandex/clickhouse-server', '9000 8123 9009', {
    optional: '9004 9005 9440 8443 9010 9181 9363 9100',
    config: '/etc/clickhouse-server',
    flags: '--http_port --tcp_port --config-file',
  }),
  row('database', 'K', 'cockroachdb/cockroach', '26257 8080', {
    flags: '--listen-addr --http-addr --port --http-port --sql-addr --advertise-sql-addr',
  }),
  row('database', 'K', 'arangodb arangodb/arangodb', '8529', { flags: '--server.endpoint', config: '/etc/arangodb3' }),
  row('database', 'V', 'rethinkdb', '28015 29015 8080', {
    flags: '--driver-port --cluster-port --http-port --port-offset -o --config-file',
  }),
  row('database', 'V', 'crate', '4200 4300 5432', { flags: '-C -Chttp.port -Cpsql.port', config: '/crate/config' }),
  row('database', 'K', 'ravendb/ravendb', '8080 38888', { env: 'RAVEN_*', set: 'partly' }),
  row(
    'database',
    'K',
    'mcr.microsoft.com/mssql/server mcr.microsoft.com/azure-sql-edge microsoft/mssql-server-linux',
    '1433',
    {
      env: 'MSSQL_TCP_PORT',
      optional: '1434 5022 1431',
      config: '/var/opt/mssql/mssql.conf',
    },
  ),
  row(
    'database',
    'K',
    'gvenzl/oracle-xe gvenzl/oracle-free container-registry.oracle.com/database/free container-registry.oracle.com/database/express',
    '1521',
    {
      optional: '5500 8080 2484',
      set: 'partly',
    },
  ),
  row('database', 'K', 'ibmcom/db2 icr.io/db2_community/db2', '50000', { set: 'partly' }),
  row(
    'database',
    'K',
    'couchbase couchbase/server',
    '8091 8092 8093 8094 8095 8096 11207 11210 11211 18091 18092 18093 18094 18095 18096',
    { set: 'partly' },
  ),
  row('database', 'K', 'questdb/questdb', '9000 9009 8812 9003', { env: 'QDB_*' }),
  row('database', 'K', 'memgraph/memgraph memgraph/memgraph-platform memgraph/memgraph-mage', '7687 7444 3000', {
    flags: '--bolt-port',
  }),
  row('database', 'K', 'milvusdb/milvus', '19530 9091', { set: 'partly' }),
  row('database', 'K', 'qdrant/qdrant', '6333 6334', { env: 'QDRANT__*', optional: '6335', config: '/qdrant/config' }),
  row('database', 'K', 'semitechnologies/weaviate cr.weaviate.io/semitechnologies/weaviate', '8080 50051', {
    flags: '--port',
    env: 'GRPC_PORT',
    set: 'partly',
  }),
  row('database', 'K', 'chromadb/chroma ghcr.io/chroma-core/chroma', '8000', {
    env: 'CHROMA_*',
    flags: '--port',
    config: '/config.yaml',
  }),
  row('database', 'K', 'getmeili/meilisearch', '7700', {
    env: 'MEILI_HTTP_ADDR',
    flags: '--http-addr --config-file-path',
  }),
  row('database', 'K', 'typesense/typesense', '8108', {
    env: 'TYPESENSE_API_PORT TYPESENSE_PEERING_PORT',
    flags: '--api-port --peering-port',
    optional: '8107',
  }),
  row('database', 'K', 'manticoresearch/manticore', '9306 9308 9312', {
    set: 'partly',
    config: '/etc/manticoresearch',
  }),
  row('database', 'K', 'amazon/dynamodb-local', '8000', { flags: '-port' }),
  row('database', 'K', 'surrealdb/surrealdb', '8000', { env: 'SURREAL_BIND', flags: '--bind -b' }),
  row('database', 'K', 'geldata/gel edgedb/edgedb', '5656', {
    env: 'EDGEDB_SERVER_PORT GEL_SERVER_PORT',
    flags: '-P --port',
  }),
  row('database', 'K', 'dgraph/dgraph', '8080 9080 5080 6080 7080 8000', { set: 'partly', multi: true }),
  row('database', 'K', 'victoriametrics/victoria-metrics', '8428', {
    flags: '-httpListenAddr --httpListenAddr -graphiteListenAddr -opentsdbListenAddr -influxListenAddr',
  }),
];

const CACHES_AND_QUEUES: readonly ImageRow[] = [
  row('cache', 'V', 'redis valkey/valkey', '6379', {
    flags: '--port -p --tls-port --sentinel *.conf',
    config: '/usr/local/etc/redis /usr/local/etc/valkey /etc/redis /etc/valkey /redis.conf',
    optional: '16379',
  }),
  row('cache', 'K', 'redis/redis-stack', '6379 8001', {
    env: 'REDIS_ARGS',
    flags: '--port *.conf',
    config: '/redis-stack.conf',
  }),
  row(
    'cache',
    'K',
    'redis/redis-stack-server redislabs/redismod redislabs/rejson redislabs/redisearch eqalpha/keydb',
    '6379',
    {
      env: 'REDIS_ARGS',
      flags: '--port *.conf',
      config: '/redis-stack.conf /etc/keydb',
    },
  ),
  row('cache', 'K', 'bitnami/redis bitnamilegacy/redis bitnami/valkey bitnamilegacy/valkey', '6379', {
    env: 'REDIS_PORT_NUMBER REDIS_PORT REDIS_TLS_PORT* REDIS_EXTRA_FLAGS VALKEY_PORT_NUMBER VALKEY_PORT VALKEY_EXTRA_FLAGS',
    flags: '--port',
    config: '/opt/bitnami/redis/mounted-etc /opt/bitnami/redis/etc /opt/bitnami/valkey/etc',
  }),
  row('cache', 'K', 'bitnami/redis-sentinel bitnami/valkey-sentinel', '26379', {
    env: 'REDIS_SENTINEL_PORT_NUMBER VALKEY_SENTINEL_PORT_NUMBER',
  }),
  row('cache', 'K', 'ghcr.io/dragonflydb/dragonfly docker.dragonflydb.io/dragonflydb/dragonfly', '6379', {
    env: 'DFLY_*',
    flags: '--port --memcached_port --admin_port --memcache_port',
  }),
  row('cache', 'V', 'memcached', '11211', { flags: '-p --port -U -l' }),
  row('cache', 'K', 'bitnami/memcached', '11211', {
    env: 'MEMCACHED_PORT_NUMBER MEMCACHED_EXTRA_FLAGS',
    flags: '-p --port',
  }),
  row('proxy', 'K', 'varnish', '80 8443', { env: 'VARNISH_HTTP_PORT VARNISH_PROXY_PORT', flags: '-a' }),
  row('cache', 'K', 'hazelcast/hazelcast', '5701', {
    env: 'JAVA_OPTS HZ_*',
    config: '/opt/hazelcast/config',
    set: 'partly',
  }),
  row('queue', 'V', 'rabbitmq', '5672 5671 4369 25672 15691 15692', {
    env: 'RABBITMQ_NODE_PORT RABBITMQ_DIST_PORT RABBITMQ_CONFIG_FILE* RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS RABBITMQ_PLUGINS* RABBITMQ_ENABLED_PLUGINS_FILE',
    config: '/etc/rabbitmq',
    optional: '15672 15671 1883 8883 61613 61614 15670 15673 15674 15675 15676 15677 15678 5551 5552',
    tags: [
      {
        tag: /(?:^|-)management(?:-|$)/,
        ports: '5672 15672 5671 4369 25672 15691 15692 15671',
        optional: '1883 8883 61613 61614 15670 15673 15674 15675 15676 15677 15678 5551 5552',
      },
    ],
  }),
  row('queue', 'K', 'bitnami/rabbitmq bitnamilegacy/rabbitmq', '5672 15672 5671 4369 25672 15692', {
    env: 'RABBITMQ_*PORT_NUMBER RABBITMQ_NODE_PORT RABBITMQ_PLUGINS RABBITMQ_COMMUNITY_PLUGINS',
    config: '/bitnami/rabbitmq/conf',
    optional: '15671 1883 8883 61613 61614 15674 15675 5551 5552',
  }),
  row('queue', 'V', 'apache/kafka apache/kafka-native', '9092', { ...KAFKA, optional: '9093' }),
  row(
    'queue',
    'K',
    'confluentinc/cp-kafka confluentinc/cp-server confluentinc/confluent-local bitnami/kafka bitnamilegacy/kafka wurstmeister/kafka',
    '9092',
    {
      ...KAFKA,
      optional: '9093 29092 29093 9101 8090',
    },
  ),
  row(
    'queue',
    'K',
    'vectorized/redpanda redpandadata/redpanda docker.redpanda.com/redpandadata/redpanda docker.vectorized.io/vectorized/redpanda',
    '9092 8081 8082 9644',
    {
      env: 'REDPANDA_*',
      flags: '--kafka-addr --pandaproxy-addr --schema-registry-addr --rpc-addr',
      config: '/etc/redpanda',
      optional: '33145',
      multi: true,
      set: 'partly',
    },
  ),
  row('queue', 'K', 'confluentinc/cp-schema-registry', '8081', {
    env: 'SCHEMA_REGISTRY_LISTENERS SCHEMA_REGISTRY_*PORT',
    multi: true,
    set: 'partly',
  }),
  row('queue', 'K', 'confluentinc/cp-kafka-rest', '8082', { env: 'KAFKA_REST_LISTENERS', multi: true, set: 'partly' }),
  row(
    'queue',
    'K',
    'confluentinc/cp-kafka-connect confluentinc/cp-kafka-connect-base confluentinc/cp-server-connect confluentinc/cp-server-connect-base',
    '8083',
    {
      env: 'CONNECT_LISTENERS CONNECT_REST_PORT CONNECT_REST_LISTENERS',
      multi: true,
      set: 'partly',
    },
  ),
  row('queue', 'K', 'confluentinc/cp-ksqldb-server confluentinc/ksqldb-server', '8088', {
    env: 'KSQL_LISTENERS',
    multi: true,
    set: 'partly',
  }),
  row('queue', 'V', 'zookeeper', '2181 2888 3888 8080', {
    env: 'ZOO_* ZOO_CFG_EXTRA',
    config: '/conf',
    multi: true,
    set: 'partly',
  }),
  row(
    'queue',
    'K',
    'confluentinc/cp-zookeeper bitnami/zookeeper bitnamilegacy/zookeeper wurstmeister/zookeeper',
    '2181 2888 3888 8080',
    {
      env: 'ZOOKEEPER_* ZOO_*',
      multi: true,
      set: 'partly',
    },
  ),
  row('queue', 'V', 'nats', '4222 8222 6222', {
    flags: '-p --port -c --config -m --http_port -ms --https_port --cluster --cluster_listen',
    config: '/nats-server.conf /etc/nats /etc/nats-config /nats',
  }),
  row('queue', 'K', 'nats-streaming', '4222 8222', { flags: '-p --port -c -m --http_port -sc' }),
  row('queue', 'V', 'eclipse-mosquitto', '1883', { flags: '-p -c', config: '/mosquitto/config' }),
  row('queue', 'K', 'emqx emqx/emqx emqx/nanomq', '1883 8083 8084 8883 18083 4370 5369', {
    env: 'EMQX_*',
    multi: true,
    set: 'partly',
  }),
  row('queue', 'K', 'hivemq/hivemq4 hivemq/hivemq-ce', '1883 8000 8080', { set: 'partly', config: '/opt/hivemq/conf' }),
  row('queue', 'K', 'apache/activemq-classic rmohr/activemq symptoma/activemq', '61616 8161 5672 61613 1883 61614', {
    config: '/opt/activemq/conf /opt/apache-activemq/conf',
    optional: '1099',
  }),
  row(
    'queue',
    'K',
    'apache/activemq-artemis apache/artemis quay.io/artemiscloud/activemq-artemis-broker vromero/activemq-artemis',
    '61616 8161 5672 61613 1883 5445 9404',
    {
      set: 'partly',
    },
  ),
  row('queue', 'K', 'apachepulsar/pulsar', '6650 8080', { set: 'partly' }),
  row('queue', 'K', 'nsqio/nsq', '4150 4151 4160 4161 4170 4171', {
    flags: '-tcp-address --tcp-address -http-address --http-address',
    set: 'partly',
  }),
  row('queue', 'K', 'softwaremill/elasticmq softwaremill/elasticmq-native roribio16/alpine-sqs', '9324 9325', {
    config: '/opt/elasticmq.conf /opt/custom',
  }),
];

const WEB: readonly ImageRow[] = [
  row('web', 'V', 'nginx public.ecr.aws/nginx/nginx', '80', {
    env: 'NGINX_PORT NGINX_*PORT* NGINX_ENVSUBST_*',
    flags: '-c',
    config: '/etc/nginx',
  }),
  row('web', 'K', 'openresty/openresty', '80', { flags: '-c', config: '/etc/nginx /usr/local/openresty/nginx/conf' }),
  row(
    'web',
    'V',
    'nginxinc/nginx-unprivileged nginx/nginx-unprivileged ghcr.io/nginxinc/nginx-unprivileged public.ecr.aws/nginx/nginx-unprivileged',
    '8080',
    {
      env: 'NGINX_PORT NGINX_*PORT*',
      flags: '-c',
      config: '/etc/nginx',
    },
  ),
  row('web', 'K', 'bitnami/nginx bitnamilegacy/nginx', '8080 8443', {
    env: 'NGINX_HTTP_PORT_NUMBER NGINX_HTTPS_PORT_NUMBER',
    config: '/opt/bitnami/nginx/conf',
  }),
  row('web', 'V', 'httpd', '80', { flags: '-f -c', config: '/usr/local/apache2/conf' }),
  row('web', 'K', 'bitnami/apache', '8080 8443', {
    env: 'APACHE_HTTP_PORT_NUMBER APACHE_HTTPS_PORT_NUMBER',
    config: '/opt/bitnami/apache/conf /vhosts',
  }),
  row('proxy', 'V', 'caddy', '80 443 443/udp 2019', {
    flags: '--config --from --listen --adapter',
    env: 'CADDY_ADMIN',
    config: '/etc/caddy',
  }),
  row('proxy', 'K', 'lucaslorentz/caddy-docker-proxy', '80 443 443/udp 2019', { set: 'partly' }),
  row('proxy', 'V', 'traefik', '80', {
    optional: '8080 443 443/udp',
    env: 'TRAEFIK_*',
    flags: '--entrypoints. --entryPoints. --api --ping --configFile --configfile --metrics',
    config: '/etc/traefik /traefik.toml /traefik.yml /traefik.yaml',
    set: 'partly',
  }),
  row('proxy', 'V', 'haproxy haproxytech/haproxy-alpine haproxytech/haproxy-debian', '', {
    set: 'partly',
    config: '/usr/local/etc/haproxy /etc/haproxy',
  }),
  row('proxy', 'K', 'envoyproxy/envoy', '10000', {
    set: 'partly',
    flags: '-c --config-path --config-yaml',
    config: '/etc/envoy',
  }),
  row('proxy', 'K', 'kong kong/kong kong/kong-gateway', '8000 8443 8001 8444 8002 8445 8003 8446 8004 8447', {
    env: 'KONG_*_LISTEN KONG_ADMIN_* KONG_PROXY_*',
    set: 'partly',
  }),
  row('proxy', 'K', 'apache/apisix', '9080 9443', { set: 'partly', config: '/usr/local/apisix/conf' }),
  row('proxy', 'K', 'nginxproxy/nginx-proxy jwilder/nginx-proxy ghcr.io/nginx-proxy/nginx-proxy', '80 443', {
    env: 'HTTP_PORT HTTPS_PORT',
    config: '/etc/nginx',
  }),
  row('proxy', 'K', 'jc21/nginx-proxy-manager', '80 81 443', { set: 'partly' }),
  row('proxy', 'K', 'linuxserver/swag lscr.io/linuxserver/swag', '80 443', { config: '/config' }),
  row('proxy', 'K', 'quay.io/oauth2-proxy/oauth2-proxy', '4180', {
    env: 'OAUTH2_PROXY_HTTP_ADDRESS OAUTH2_PROXY_HTTPS_ADDRESS OAUTH2_PROXY_METRICS_ADDRESS',
    flags: '--http-address --https-address --metrics-address --config',
    set: 'partly',
  }),
  row('proxy', 'K', 'tecnativa/docker-socket-proxy lscr.io/linuxserver/socket-proxy', '2375', {
    config: '/usr/local/etc/haproxy',
  }),
  row('web', 'V', 'wordpress', '80', {
    config: '/etc/apache2',
    tags: [FPM, { tag: /^cli(?:-|$)/, ports: '', kind: 'application', set: 'partly' }],
  }),
  row('web', 'V', 'drupal joomla nextcloud matomo mediawiki backdrop yourls', '80', APACHE),
  row('admin', 'V', 'phpmyadmin phpmyadmin/phpmyadmin', '80', APACHE),
  row(
    'application',
    'K',
    'bitnami/wordpress bitnami/drupal bitnami/joomla bitnami/moodle bitnami/mediawiki bitnami/phpmyadmin',
    '8080 8443',
    {
      env: 'APACHE_HTTP_PORT_NUMBER APACHE_HTTPS_PORT_NUMBER',
    },
  ),
  row('web', 'V', 'tomcat', '8080', { config: '/usr/local/tomcat/conf' }),
  row('web', 'K', 'jetty', '8080', { flags: 'jetty.http.port --module', config: '/var/lib/jetty/start.d' }),
  row('web', 'K', 'jboss/wildfly quay.io/wildfly/wildfly', '8080 9990 8443', {
    flags: '-Djboss. -b -bmanagement',
    set: 'partly',
  }),
  row('web', 'K', 'open-liberty icr.io/appcafe/open-liberty websphere-liberty', '9080 9443', {
    config: '/config /opt/ol/wlp/usr/servers',
    set: 'partly',
  }),
  row('web', 'K', 'bitnami/tomcat', '8080', { env: 'TOMCAT_HTTP_PORT_NUMBER' }),
];

const ADMIN: readonly ImageRow[] = [
  row('admin', 'V', 'adminer', '8080', { tags: [{ tag: /fastcgi/, ports: '9000' }] }),
  row('admin', 'V', 'mongo-express', '8081', { env: 'PORT VCAP_APP_PORT ME_CONFIG_SITE_SSL_ENABLED' }),
  row('admin', 'K', 'dpage/pgadmin4', '80 443', { env: 'PGADMIN_LISTEN_PORT' }),
  row('admin', 'K', 'rediscommander/redis-commander ghcr.io/joeferner/redis-commander', '8081', {
    env: 'PORT',
    flags: '--port',
  }),
  row('admin', 'K', 'redis/redisinsight redislabs/redisinsight', '5540 8001', { env: 'RI_APP_PORT RIPORT' }),
  row('admin', 'K', 'dbeaver/cloudbeaver', '8978', {}),
  row('admin', 'K', 'portainer/portainer portainer/portainer-ce portainer/portainer-ee', '9000 9443 8000', {
    flags: '--bind -p --bind-https --tunnel-port',
  }),
  row('admin', 'K', 'provectuslabs/kafka-ui kafbat/kafka-ui ghcr.io/kafbat/kafka-ui', '8080', {
    env: 'SERVER_PORT MANAGEMENT_SERVER_PORT JAVA_OPTS',
  }),
  row('admin', 'K', 'obsidiandynamics/kafdrop', '9000', { env: 'SERVER_PORT JVM_OPTS CMD_ARGS' }),
  row('admin', 'K', 'redpandadata/console docker.redpanda.com/redpandadata/console', '8080', {
    env: 'SERVER_LISTENPORT CONFIG_FILEPATH CONSOLE_CONFIG_FILE',
    config: '/etc/redpanda',
  }),
  row('admin', 'K', 'confluentinc/cp-enterprise-control-center', '9021', {
    env: 'CONTROL_CENTER_REST_LISTENERS PORT',
    multi: true,
    set: 'partly',
  }),
  row('admin', 'K', 'confluentinc/cp-enterprise-control-center-next-gen', '9021', {
    env: 'CONTROL_CENTER_REST_LISTENERS PORT',
    multi: true,
    set: 'partly',
  }),
  row('admin', 'K', 'kibana docker.elastic.co/kibana/kibana', '5601', {
    env: 'SERVER_PORT',
    flags: '--port -p --server.port',
    config: '/usr/share/kibana/config',
  }),
  row('admin', 'K', 'opensearchproject/opensearch-dashboards', '5601', {
    env: 'SERVER_PORT',
    config: '/usr/share/opensearch-dashboards/config',
  }),
  row(
    'admin',
    'V',
    'prom/prometheus quay.io/prometheus/prometheus confluentinc/cp-enterprise-prometheus',
    '9090',
    EXPORTER,
  ),
  row('admin', 'K', 'bitnami/prometheus', '9090', EXPORTER),
  row('admin', 'K', 'prom/alertmanager quay.io/prometheus/alertmanager bitnami/alertmanager', '9093', {
    flags: '--web.listen-address --cluster.listen-address --web.config.file',
    optional: '9094 9094/udp',
  }),
  row('admin', 'K', 'grafana/grafana grafana/grafana-oss grafana/grafana-enterprise bitnami/grafana', '3000', {
    env: 'GF_SERVER_HTTP_PORT GF_SERVER_PROTOCOL GF_PATHS_CONFIG',
    flags: '--config cfg:default.server',
    config: '/etc/grafana/grafana.ini /etc/grafana/custom.ini /opt/bitnami/grafana/conf',
  }),
  row(
    'admin',
    'K',
    'jaegertracing/all-in-one jaegertracing/jaeger cr.jaegertracing.io/jaegertracing/jaeger',
    '16686 14268 14250 4317 4318 14269 5778 5775/udp 6831/udp 6832/udp',
    {
      env: 'COLLECTOR_* QUERY_* JAEGER_* ADMIN_*',
      flags: '--collector. --query. --admin. --processor. --config',
      optional: '9411 16685 16687 8888 8889 13133 13132',
      set: 'partly',
    },
  ),
  row('admin', 'K', 'openzipkin/zipkin openzipkin/zipkin-slim ghcr.io/openzipkin/zipkin', '9411', {
    env: 'QUERY_PORT ZIPKIN_SERVER_PORT',
    optional: '9410',
  }),
  row('admin', 'K', 'louislam/uptime-kuma ghcr.io/louislam/uptime-kuma', '3001', { env: 'UPTIME_KUMA_PORT PORT' }),
  row('admin', 'V', 'sonarqube', '9000', { env: 'SONAR_WEB_PORT SONAR_*PORT', config: '/opt/sonarqube/conf' }),
  row('admin', 'V', 'jenkins/jenkins jenkins jenkinsci/blueocean jenkinsci/jenkins', '8080 50000', {
    env: 'JENKINS_OPTS JENKINS_SLAVE_AGENT_PORT JAVA_OPTS',
    flags: '--httpPort --httpsPort',
  }),
  row('admin', 'K', 'mailhog/mailhog', '1025 8025', {
    env: 'MH_SMTP_BIND_ADDR MH_API_BIND_ADDR MH_UI_BIND_ADDR',
    flags: '-smtp-bind-addr -ui-bind-addr -api-bind-addr',
  }),
  row('admin', 'K', 'axllent/mailpit ghcr.io/axllent/mailpit', '1025 8025', {
    env: 'MP_SMTP_BIND_ADDR MP_UI_BIND_ADDR MP_POP3_BIND_ADDR',
    flags: '--smtp --listen -s -l --pop3',
    optional: '1110',
  }),
  row('admin', 'K', 'maildev/maildev djfarrelly/maildev', '1025 1080', {
    env: 'MAILDEV_WEB_PORT MAILDEV_SMTP_PORT',
    flags: '--web --smtp -w -s',
    tags: [{ tag: /^1\.[01]\./, ports: '25 80 1025 1080' }],
  }),
  row('admin', 'K', 'sj26/mailcatcher schickling/mailcatcher', '1025 1080', { flags: '--smtp-port --http-port' }),
  row('admin', 'K', 'rnwood/smtp4dev', '80 25 143', { env: 'ServerOptions__*', optional: '110', set: 'partly' }),
  row('admin', 'K', 'inbucket/inbucket', '9000 2500 1100', { env: 'INBUCKET_*_ADDR' }),
  row('admin', 'K', 'datalust/seq', '80 5341', { env: 'SEQ_API_*', optional: '443 45341' }),
  row('admin', 'K', 'metabase/metabase', '3000', { env: 'MB_JETTY_PORT MB_JETTY_SSL_PORT' }),
  row(
    'admin',
    'K',
    'jupyter/base-notebook jupyter/minimal-notebook jupyter/scipy-notebook jupyter/datascience-notebook jupyter/tensorflow-notebook jupyter/pyspark-notebook',
    '8888',
    {
      env: 'JUPYTER_PORT',
      flags: '--port --ServerApp.port --NotebookApp.port',
      optional: '4040',
    },
  ),
  row('admin', 'K', 'mher/flower', '5555', { env: 'FLOWER_PORT', flags: '--port' }),
  row('admin', 'K', 'temporalio/ui', '8080', { env: 'TEMPORAL_UI_PORT' }),
];

const MONITORING: readonly ImageRow[] = [
  row('monitoring', 'K', 'prom/node-exporter quay.io/prometheus/node-exporter', '9100', EXPORTER),
  row('monitoring', 'K', 'prom/pushgateway quay.io/prometheus/pushgateway', '9091', EXPORTER),
  row('monitoring', 'K', 'prom/blackbox-exporter quay.io/prometheus/blackbox-exporter', '9115', EXPORTER),
  row('monitoring', 'K', 'prom/statsd-exporter quay.io/prometheus/statsd-exporter', '9102 9125 9125/udp', {
    flags: '--web.listen-address --statsd.listen-udp --statsd.listen-tcp',
  }),
  row(
    'monitoring',
    'K',
    'prom/mysqld-exporter quay.io/prometheus/mysqld-exporter bitnami/mysqld-exporter',
    '9104',
    EXPORTER,
  ),
  row('monitoring', 'K', 'prom/snmp-exporter', '9116', EXPORTER),
  row('monitoring', 'K', 'prom/memcached-exporter quay.io/prometheus/memcached-exporter', '9150', EXPORTER),
  row(
    'monitoring',
    'K',
    'prometheuscommunity/postgres-exporter quay.io/prometheuscommunity/postgres-exporter wrouesnel/postgres_exporter bitnami/postgres-exporter',
    '9187',
    {
      ...EXPORTER,
      env: 'PG_EXPORTER_WEB_LISTEN_ADDRESS',
    },
  ),
  row('monitoring', 'K', 'oliver006/redis_exporter quay.io/oliver006/redis_exporter bitnami/redis-exporter', '9121', {
    env: 'REDIS_EXPORTER_WEB_LISTEN_ADDRESS',
    flags: '--web.listen-address -web.listen-address',
  }),
  row('monitoring', 'K', 'percona/mongodb_exporter bitnami/mongodb-exporter', '9216', EXPORTER),
  row('monitoring', 'K', 'danielqsj/kafka-exporter bitnami/kafka-exporter', '9308', EXPORTER),
  row('monitoring', 'K', 'nginx/nginx-prometheus-exporter', '9113', EXPORTER),
  row('monitoring', 'K', 'gcr.io/cadvisor/cadvisor google/cadvisor ghcr.io/google/cadvisor', '8080', {
    flags: '--port -port',
  }),
  row('monitoring', 'K', 'grafana/loki', '3100', {
    set: 'partly',
    flags: '-config.file --config.file -server.',
    config: '/etc/loki',
  }),
  row('monitoring', 'K', 'grafana/tempo', '3200', {
    set: 'partly',
    flags: '-config.file --config.file -server.',
    config: '/etc',
  }),
  row('monitoring', 'K', 'grafana/mimir', '8080', {
    set: 'partly',
    flags: '-config.file -server.',
    config: '/etc/mimir',
  }),
  row('monitoring', 'K', 'grafana/promtail', '9080', { set: 'partly', flags: '-config.file', config: '/etc/promtail' }),
  row('monitoring', 'K', 'grafana/alloy grafana/agent', '12345', {
    set: 'partly',
    config: '/etc/alloy /etc/agent',
    exposes: '',
  }),
  row('monitoring', 'K', 'grafana/pyroscope', '4040', { set: 'partly' }),
  row(
    'monitoring',
    'K',
    'otel/opentelemetry-collector otel/opentelemetry-collector-contrib ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib',
    '4317 4318 8888 13133',
    {
      set: 'partly',
      multi: true,
      flags: '--config',
      config: '/etc/otelcol /etc/otelcol-contrib',
      optional: '55678 55679 8889 1777',
    },
  ),
  row('monitoring', 'K', 'logstash docker.elastic.co/logstash/logstash', '5044 9600', {
    set: 'partly',
    config: '/usr/share/logstash',
    env: 'HTTP_PORT API_HTTP_PORT',
  }),
  row('monitoring', 'K', 'docker.elastic.co/apm/apm-server elastic/apm-server', '8200', {
    flags: '-E',
    config: '/usr/share/apm-server',
  }),
  row('monitoring', 'K', 'fluent/fluentd', '24224 5140', { set: 'partly', config: '/fluentd/etc' }),
  row('monitoring', 'K', 'fluent/fluent-bit cr.fluentbit.io/fluent/fluent-bit', '2020', {
    set: 'partly',
    config: '/fluent-bit/etc',
  }),
  row('monitoring', 'K', 'graphiteapp/graphite-statsd', '80 2003 2004 2023 2024 8080 8125/udp 8126', {}),
  row('monitoring', 'K', 'statsd/statsd', '8125/udp 8126', { set: 'partly' }),
  row('monitoring', 'K', 'datadog/agent gcr.io/datadoghq/agent public.ecr.aws/datadog/agent', '8125/udp 8126', {
    env: 'DD_*PORT*',
    set: 'partly',
  }),
  row('monitoring', 'K', 'netdata/netdata', '19999', { config: '/etc/netdata' }),
];

const INFRASTRUCTURE: readonly ImageRow[] = [
  row('infrastructure', 'V', 'registry distribution/distribution', '5000', {
    env: 'REGISTRY_HTTP_ADDR REGISTRY_HTTP_DEBUG_ADDR',
    config: '/etc/docker/registry /etc/distribution',
    optional: '5001',
  }),
  row('infrastructure', 'K', 'vault hashicorp/vault', '8200', {
    env: 'VAULT_LOCAL_CONFIG VAULT_DEV_LISTEN_ADDRESS',
    flags: '-dev-listen-address -config',
    config: '/vault/config',
    optional: '8201',
  }),
  row('infrastructure', 'K', 'consul hashicorp/consul', '8500 8600 8600/udp 8300 8301 8302 8301/udp 8302/udp', {
    env: 'CONSUL_LOCAL_CONFIG',
    flags: '-http-port -dns-port -config-file -config-dir -grpc-port -grpc-tls-port -serf-lan-port -server-port',
    config: '/consul/config',
    optional: '8501 8502 8503',
    multi: true,
    set: 'partly',
  }),
  row(
    'infrastructure',
    'K',
    'quay.io/coreos/etcd gcr.io/etcd-development/etcd registry.k8s.io/etcd k8s.gcr.io/etcd bitnami/etcd bitnamilegacy/etcd',
    '2379 2380',
    {
      env: 'ETCD_*',
      flags: '--listen-client-urls --listen-peer-urls --listen-metrics-urls --config-file -listen-client-urls',
      optional: '4001 7001 2381',
      multi: true,
      set: 'partly',
    },
  ),
  row('language-base', 'V', 'docker', '', {
    set: 'partly',
    tags: [
      {
        tag: /dind/,
        ports: '2375 2376',
        kind: 'infrastructure',
        env: 'DOCKER_TLS_CERTDIR',
        flags: '-H --host -p',
        optional: '2377',
        set: 'partly',
      },
    ],
  }),
  row('infrastructure', 'K', 'minio/minio quay.io/minio/minio', '9000', {
    optional: '9001',
    env: 'MINIO_ADDRESS MINIO_CONSOLE_ADDRESS MINIO_OPTS MINIO_CONFIG_ENV_FILE',
    flags: '--address --console-address --sftp --ftp --config',
  }),
  row('infrastructure', 'K', 'bitnami/minio bitnamilegacy/minio', '9000 9001', {
    env: 'MINIO_API_PORT_NUMBER MINIO_CONSOLE_PORT_NUMBER',
  }),
  row('infrastructure', 'K', 'localstack/localstack localstack/localstack-pro', '4566 4510-4559', {
    env: 'GATEWAY_LISTEN EDGE_PORT',
    set: 'partly',
  }),
  row('infrastructure', 'K', 'mcr.microsoft.com/azure-storage/azurite', '10000 10001 10002', {
    flags: '--blobPort --queuePort --tablePort',
  }),
  row('infrastructure', 'K', 'fsouza/fake-gcs-server', '4443', { flags: '-port --port -scheme' }),
  row('infrastructure', 'K', 'osixia/openldap', '389 636', { env: 'LDAP_PORT LDAPS_PORT' }),
  row('infrastructure', 'K', 'bitnami/openldap bitnamilegacy/openldap', '1389 1636', {
    env: 'LDAP_PORT_NUMBER LDAP_LDAPS_PORT_NUMBER',
  }),
  row('infrastructure', 'K', 'lldap/lldap', '3890 17170', { env: 'LLDAP_*PORT', optional: '6360' }),
  row('infrastructure', 'K', 'atmoz/sftp', '22', {}),
  row('infrastructure', 'K', 'linuxserver/openssh-server lscr.io/linuxserver/openssh-server', '2222', {
    env: 'LISTEN_PORT',
  }),
  row('infrastructure', 'K', 'pihole/pihole', '53 53/udp 80 443 67/udp 123/udp', {
    env: 'WEB_PORT FTLCONF_*',
    set: 'partly',
  }),
  row('infrastructure', 'K', 'adguard/adguardhome', '3000 53 53/udp 80 443', { set: 'partly' }),
  row('infrastructure', 'K', 'coturn/coturn instrumentisto/coturn', '3478 3478/udp', { set: 'partly' }),
  row('infrastructure', 'K', 'clamav/clamav clamav/clamav-debian', '3310 7357', { config: '/etc/clamav' }),
  row('infrastructure', 'K', 'temporalio/auto-setup temporalio/server', '7233 6933 6934 6935 6939 7234 7235 7239', {
    env: 'FRONTEND_GRPC_PORT *_GRPC_PORT',
    set: 'partly',
  }),
];

const APPLICATIONS: readonly ImageRow[] = [
  row('application', 'K', 'quay.io/keycloak/keycloak keycloak/keycloak', '8080 8443 9000', {
    env: 'KC_HTTP_PORT KC_HTTPS_PORT KC_HTTP_MANAGEMENT_PORT KC_HTTP_RELATIVE_PATH',
    flags: '--http-port --https-port --http-management-port --config-file',
    config: '/opt/keycloak/conf',
    optional: '7600 7800 57600 57800',
  }),
  row('application', 'K', 'jboss/keycloak', '8080 8443 9990', { flags: '-Djboss. -b', set: 'partly' }),
  row('application', 'K', 'bitnami/keycloak', '8080 8443 9000', { env: 'KEYCLOAK_*PORT*' }),
  row('application', 'K', 'gitea/gitea docker.gitea.com/gitea codeberg.org/forgejo/forgejo gogs/gogs', '3000 22', {
    env: 'HTTP_PORT SSH_LISTEN_PORT SSH_PORT GITEA__server__* FORGEJO__server__*',
    tags: [
      { tag: /rootless/, ports: '3000 2222', env: 'GITEA__server__* HTTP_PORT SSH_LISTEN_PORT FORGEJO__server__*' },
    ],
  }),
  row('application', 'K', 'gitlab/gitlab-ce gitlab/gitlab-ee', '80 443 22', {
    env: 'GITLAB_OMNIBUS_CONFIG EXTERNAL_URL',
    config: '/etc/gitlab',
    set: 'partly',
  }),
  row('application', 'V', 'ghost', '2368', {
    env: 'server__port PORT',
    config: '/var/lib/ghost/config.production.json',
  }),
  row('application', 'K', 'n8nio/n8n docker.n8n.io/n8nio/n8n', '5678', {
    env: 'N8N_PORT N8N_RUNNERS_BROKER_PORT',
    optional: '5679',
  }),
  row('application', 'K', 'hasura/graphql-engine', '8080', {
    env: 'HASURA_GRAPHQL_SERVER_PORT',
    flags: '--server-port',
  }),
  row('application', 'K', 'postgrest/postgrest', '3000', {
    env: 'PGRST_SERVER_PORT PGRST_ADMIN_SERVER_PORT',
    config: '/etc/postgrest.conf',
  }),
  row('application', 'K', 'directus/directus', '8055', { env: 'PORT' }),
  row('application', 'K', 'apache/superset', '8088', { env: 'SUPERSET_PORT', set: 'partly' }),
  row('application', 'K', 'apache/airflow', '8080', {
    env: 'AIRFLOW__*PORT',
    flags: '-p --port',
    set: 'partly',
    optional: '5555 8793 8794',
  }),
  row('application', 'K', 'selenium/standalone-*', '4444 7900', {
    env: 'SE_OPTS SE_NODE_PORT SE_NO_VNC_PORT SE_VNC_PORT',
    optional: '5900 9000',
  }),
  row('application', 'K', 'selenium/hub', '4444 4442 4443', { env: 'SE_*PORT' }),
  row('application', 'K', 'selenium/node-*', '5555 7900', { env: 'SE_*PORT', set: 'partly' }),
  row('application', 'K', 'browserless/chrome ghcr.io/browserless/chromium', '3000', { env: 'PORT' }),
  row('application', 'K', 'vaultwarden/server bitwardenrs/server ghcr.io/dani-garcia/vaultwarden', '80', {
    env: 'ROCKET_PORT WEBSOCKET_PORT ROCKET_*',
    optional: '3012',
  }),
  row('application', 'K', 'mattermost/mattermost-team-edition mattermost/mattermost-enterprise-edition', '8065', {
    env: 'MM_SERVICESETTINGS_LISTENADDRESS',
    optional: '8067 8074 8075',
  }),
  row('application', 'K', 'rocketchat/rocket.chat registry.rocket.chat/rocketchat/rocket.chat', '3000', {
    env: 'PORT',
  }),
  row('application', 'K', 'ollama/ollama', '11434', { env: 'OLLAMA_HOST' }),
  row('application', 'K', 'ghcr.io/open-webui/open-webui', '8080', { env: 'PORT' }),
  row('application', 'K', 'homeassistant/home-assistant ghcr.io/home-assistant/home-assistant', '8123', {
    config: '/config',
    set: 'partly',
  }),
  row('application', 'K', 'jellyfin/jellyfin', '8096 8920', { optional: '1900/udp 7359/udp', set: 'partly' }),
  row('application', 'K', 'linuxserver/sonarr lscr.io/linuxserver/sonarr', '8989', { set: 'partly' }),
  row('application', 'K', 'linuxserver/radarr lscr.io/linuxserver/radarr', '7878', { set: 'partly' }),
  row('application', 'K', 'linuxserver/prowlarr lscr.io/linuxserver/prowlarr', '9696', { set: 'partly' }),
  row('application', 'K', 'linuxserver/qbittorrent lscr.io/linuxserver/qbittorrent', '8080 6881 6881/udp', {
    env: 'WEBUI_PORT TORRENTING_PORT',
    set: 'partly',
  }),
  row('application', 'K', 'linuxserver/transmission lscr.io/linuxserver/transmission', '9091 51413 51413/udp', {
    set: 'partly',
  }),
  row('application', 'K', 'nocodb/nocodb', '8080', { env: 'PORT NC_*PORT' }),
  row('application', 'K', 'miniflux/miniflux ghcr.io/miniflux/miniflux', '8080', { env: 'PORT LISTEN_ADDR' }),
  row('application', 'K', 'ghcr.io/umami-software/umami docker.umami.is/umami-software/umami', '3000', { env: 'PORT' }),
  row('application', 'K', 'unleashorg/unleash-server', '4242', { env: 'HTTP_PORT PORT' }),
  row('application', 'K', 'parseplatform/parse-server', '1337', { env: 'PORT PARSE_SERVER_PORT', flags: '--port' }),
  row('web', 'K', 'swaggerapi/swagger-ui swaggerapi/swagger-editor docker.swagger.io/swaggerapi/swagger-ui', '8080', {
    env: 'PORT',
    optional: '80',
  }),
  row('web', 'K', 'redocly/redoc', '80', { env: 'PORT' }),
  row('application', 'K', 'stoplight/prism', '4010', { flags: '-p --port' }),
  row('application', 'K', 'wiremock/wiremock', '8080', {
    env: 'WIREMOCK_OPTIONS',
    flags: '--port --https-port --disable-http',
    optional: '8443',
  }),
  row('application', 'K', 'mockserver/mockserver', '1080', {
    env: 'MOCKSERVER_SERVER_PORT SERVER_PORT',
    flags: '-serverPort',
  }),
  row('application', 'K', 'stripe/stripe-mock', '12111 12112', { flags: '-http-port -https-port -port' }),
  row('web', 'K', 'traefik/whoami containous/whoami', '80', { env: 'WHOAMI_PORT_NUMBER', flags: '--port -port -p' }),
  row('web', 'K', 'traefik/whoamitcp traefik/whoamiudp', '8080 8080/udp', {
    env: 'WHOAMI_PORT_NUMBER',
    flags: '--port -port',
    set: 'partly',
  }),
  row('web', 'K', 'jwilder/whoami', '8000', { env: 'PORT' }),
  row('web', 'K', 'kennethreitz/httpbin', '80', { flags: '-b --bind' }),
  row('web', 'K', 'mccutchen/go-httpbin ghcr.io/mccutchen/go-httpbin', '8080', { env: 'PORT', flags: '-port --port' }),
  row('web', 'K', 'hashicorp/http-echo', '5678', { flags: '-listen --listen' }),
  row('web', 'K', 'mendhak/http-https-echo ghcr.io/mendhak/http-https-echo', '8080 8443', {
    env: 'HTTP_PORT HTTPS_PORT',
  }),
  row('web', 'K', 'nginxdemos/hello', '80', { config: '/etc/nginx' }),
  row('application', 'K', 'stefanprodan/podinfo ghcr.io/stefanprodan/podinfo', '9898', {
    env: 'PODINFO_*PORT*',
    flags: '--port --secure-port --grpc-port --port-metrics',
    optional: '9797 9999 9899',
  }),
  row(
    'web',
    'K',
    'tiangolo/uvicorn-gunicorn-fastapi tiangolo/uvicorn-gunicorn tiangolo/uvicorn-gunicorn-starlette',
    '80',
    { env: 'PORT BIND GUNICORN_CMD_ARGS' },
  ),
  row('web', 'K', 'tiangolo/uwsgi-nginx-flask tiangolo/uwsgi-nginx', '80 443', {
    env: 'LISTEN_PORT',
    config: '/etc/nginx',
  }),
];

/** .NET images set ASPNETCORE_HTTP_PORTS=8080 from version 8 on and ASPNETCORE_URLS=http://+:80 before; no EXPOSE. */
const ASPNET = {
  exposes: '',
  env: 'ASPNETCORE_URLS ASPNETCORE_HTTP_PORTS ASPNETCORE_HTTPS_PORTS DOTNET_URLS HTTP_PORTS HTTPS_PORTS URLS Kestrel__* ASPNETCORE_Kestrel__*',
  flags: '--urls --http_ports',
  set: 'partly',
  tags: [
    { tag: /^[1-7](?:\D|$)/, ports: '80' },
    { tag: /^(?:[89]|[1-9]\d)(?:\D|$)/, ports: '8080' },
  ],
} as const;

const BASES: readonly ImageRow[] = [
  row(
    'language-base',
    'V',
    'mcr.microsoft.com/dotnet/aspnet mcr.microsoft.com/dotnet/nightly/aspnet',
    '8080 80',
    ASPNET,
  ),
  row('language-base', 'V', 'mcr.microsoft.com/dotnet/core/aspnet microsoft/dotnet microsoft/aspnetcore', '80', {
    exposes: '',
    env: 'ASPNETCORE_URLS',
    set: 'partly',
  }),
  row('language-base', 'V', 'php', '', {
    tags: [
      { ...FPM, kind: 'web' },
      { tag: /(?:^|-)apache(?:-|$)/, ports: '80', kind: 'web', config: '/etc/apache2' },
    ],
  }),
  row(
    'language-base',
    'V',
    'node python golang ruby rust perl elixir erlang haskell swift julia gcc clojure openjdk eclipse-temurin amazoncorretto ibmjava sapmachine gradle maven composer pypy mono r-base buildpack-deps dart groovy crystallang/crystal',
    '',
  ),
  row(
    'language-base',
    'V',
    'alpine debian ubuntu busybox fedora centos amazonlinux rockylinux almalinux archlinux oraclelinux photon opensuse/leap opensuse/tumbleweed bash scratch hello-world',
    '',
  ),
  row(
    'language-base',
    'V',
    'mcr.microsoft.com/dotnet/sdk mcr.microsoft.com/dotnet/runtime mcr.microsoft.com/dotnet/runtime-deps mcr.microsoft.com/dotnet/core/sdk mcr.microsoft.com/dotnet/core/runtime',
    '',
  ),
  row(
    'language-base',
    'K',
    'gcr.io/distroless/* oven/bun denoland/deno ghcr.io/astral-sh/uv amazonlinux/amazonlinux public.ecr.aws/amazonlinux/amazonlinux curlimages/curl',
    '',
  ),
  row(
    'language-base',
    'K',
    'registry.access.redhat.com/ubi8 registry.access.redhat.com/ubi9 registry.access.redhat.com/ubi8/ubi-minimal registry.access.redhat.com/ubi9/ubi-minimal registry.access.redhat.com/ubi8/ubi registry.access.redhat.com/ubi9/ubi azul/zulu-openjdk azul/zulu-openjdk-alpine bellsoft/liberica-openjdk-alpine bellsoft/liberica-openjdk-debian adoptopenjdk/openjdk8 adoptopenjdk/openjdk11 cgr.dev/chainguard/static cgr.dev/chainguard/wolfi-base',
    '',
  ),
];

/** All rows. A repository stands in one row only; where it stands in several, the first counts. */
export const IMAGE_ROWS: readonly ImageRow[] = [
  ...DATABASES,
  ...CACHES_AND_QUEUES,
  ...WEB,
  ...ADMIN,
  ...MONITORING,
  ...INFRASTRUCTURE,
  ...APPLICATIONS,
  ...BASES,
];
