import fc from 'fast-check';
import { expect, it } from 'vitest';
import { classOfKey, pairKeys, tokensOf } from '../../src/lore/envKeys';

it('tokens', () => {
  expect(tokensOf('--advertise-kafka-addr')).toBe('_ADVERTISE_KAFKA_ADDR_');
  expect(tokensOf('spring.data.redisHost')).toBe('_SPRING_DATA_REDIS_HOST_');
  expect(tokensOf('ConnectionStrings__Main')).toBe('_CONNECTION_STRINGS_MAIN_');
  expect(tokensOf('')).toBe('__');
});

it.each(
  `KAFKA_ADVERTISED_LISTENERS KAFKA_LISTENERS KAFKA_CONTROLLER_QUORUM_VOTERS ETCD_INITIAL_CLUSTER ETCD_LISTEN_CLIENT_URLS
  ETCD_ADVERTISE_CLIENT_URLS ZOO_SERVERS SENTRY_BIND APP_LISTEN_ADDR --listen-address --advertise-kafka-addr ASPNETCORE_URLS
  GUNICORN_CMD_ARGS STATSD_ADDR SNUBA_STATSD_ADDR HTTP_PROXY no_proxy MINIO_ADDRESS HOST PORT HOSTNAME SERVER_HOST HTTP_ADDR
  KAFKA_JMX_HOSTNAME CASSANDRA_SEEDS SCHEMA_REGISTRY_HOST_NAME SCHEMA_REGISTRY_LISTENERS METRICS_ADDR KONG_ADMIN_LISTEN`.split(
    /\s+/,
  ),
)('own listener: %s', (key) => expect(classOfKey(key)).toBe('own-listener'));

it.each(
  `APP_PUBLIC_URL GRAFANA_EXTERNAL_URL SITE_URL GF_SERVER_ROOT_URL url API_BASE_URL CORS_ORIGINS BACKEND_CORS_ORIGINS ALLOWED_ORIGIN
  OAUTH_REDIRECT_URI GOOGLE_CALLBACK_URL FRONTEND_HOST DJANGO_ALLOWED_HOSTS NEXT_PUBLIC_API_URL VITE_API_URL REACT_APP_BACKEND_URL
  NEXTAUTH_URL VIRTUAL_HOST OIDC_ISSUER APP_URL homepage.href`.split(/\s+/),
)('browser: %s', (key) => expect(classOfKey(key)).toBe('browser'));

it.each(
  `DATABASE_URL DB_HOST ConnectionStrings__Basket SPRING_DATASOURCE_URL SPRING_DATA_REDIS_HOST REDIS_URL RETAIL_CHECKOUT_PERSISTENCE_REDIS_URL
  AMQP_URL CELERY_BROKER_URL KAFKA_BOOTSTRAP_SERVERS MONGO_URI PGHOST ELASTICSEARCH_HOSTS SMTP_HOST OTEL_EXPORTER_OTLP_ENDPOINT
  services__api__http__0 CART_SERVICE_ADDR USERSERVICE_API_ADDR VOTINGSVC_HOST PRODUCT_CATALOG_ADDR INTERNAL_API_BASE_URL BACKEND_URL
  --upstream VAULT_ADDR MINIO_ENDPOINT FRONTEND_ADDR RETAIL_UI_ENDPOINTS_ORDERS_ENDPOINT API_HOST`.split(/\s+/),
)('backend: %s', (key) => expect(classOfKey(key)).toBe('backend'));

it.each('API_URL FOO COMMENT PORTAL README MESSAGE'.split(' '))('other: %s', (key) =>
  expect(classOfKey(key)).toBe('other'),
);

it.each([
  ['DB_HOST DB_PORT DB_NAME', 'DB_HOST+DB_PORT'],
  ['PGHOST PGPORT PGUSER', 'PGHOST+PGPORT'],
  ['REDISHOST REDISPORT', 'REDISHOST+REDISPORT'],
  ['MYSQL_HOST MYSQL_TCP_PORT', 'MYSQL_HOST+MYSQL_TCP_PORT'],
  ['SPRING_DATA_REDIS_HOST SPRING_DATA_REDIS_PORT', 'SPRING_DATA_REDIS_HOST+SPRING_DATA_REDIS_PORT'],
  ['SMTP_SERVER SMTP_PORT', 'SMTP_SERVER+SMTP_PORT'],
  ['CACHE_ADDR CACHE_PORT', 'CACHE_ADDR+CACHE_PORT'],
  ['db.hostname db.port', 'db.hostname+db.port'],
  ['Db__Host Db__Port', 'Db__Host+Db__Port'],
  ['dbHost dbPort', 'dbHost+dbPort'],
  [
    '_APP_DB_HOST_DOCS _APP_DB_PORT_DOCS _APP_DB_HOST _APP_DB_PORT',
    '_APP_DB_HOST_DOCS+_APP_DB_PORT_DOCS _APP_DB_HOST+_APP_DB_PORT',
  ],
  ['MATOMO_DATABASE_HOST MATOMO_DATABASE_PORT_NUMBER', 'MATOMO_DATABASE_HOST+MATOMO_DATABASE_PORT_NUMBER'],
  [
    'OTEL_COLLECTOR_HOST OTEL_COLLECTOR_PORT_GRPC OTEL_COLLECTOR_PORT_HTTP',
    'OTEL_COLLECTOR_HOST~OTEL_COLLECTOR_PORT_HTTP OTEL_COLLECTOR_HOST~OTEL_COLLECTOR_PORT_GRPC',
  ],
  ['HOST PORT', 'HOST+PORT'],
  ['DB_HOST REDIS_PORT', ''],
  ['DB_HOST DB_PORTAL', ''],
  ['GHOST GPORT', ''],
  ['DB_HOSTS DB_PORTS', ''],
  ['POSTGRES_HOST_AUTH_METHOD POSTGRES_PORT_AUTH_METHOD', 'POSTGRES_HOST_AUTH_METHOD+POSTGRES_PORT_AUTH_METHOD'],
  ['POSTGRES_HOST_AUTH_METHOD POSTGRES_PORT', ''],
  ['Db__Host DB__PORT', ''],
  ['DB_HOST', ''],
  ['', ''],
])('pairs of %s', (keys, pairs) => {
  const found = pairKeys(keys.split(' ')).map((p) => `${p.host}${p.certainty === 'high' ? '+' : '~'}${p.port}`);
  expect(found.join(' ')).toBe(pairs);
});

it('never throws, and pairs only what is there', () => {
  const key = fc
    .array(fc.constantFrom('HOST', 'PORT', '_', 'DB', 'host', 'Port', '.', 'TCP', 'ß', 'SERVER', 'ADDR'), {
      maxLength: 6,
    })
    .map((p) => p.join(''));
  fc.assert(
    fc.property(fc.array(fc.oneof(key, fc.string())), (keys) => {
      for (const p of pairKeys(keys)) {
        expect(keys).toContain(p.host);
        expect(keys).toContain(p.port);
      }
      keys.forEach(classOfKey);
    }),
  );
});
