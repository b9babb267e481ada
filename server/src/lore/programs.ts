/** How a program is told where to listen (formats.md §9.3). Flags are separated by blanks; a value may be a port or an address. */
export interface Program {
  readonly names: string;
  /** Flags of the main listener. */
  readonly main?: string;
  readonly metrics?: string;
  readonly admin?: string;
  readonly debug?: string;
  readonly extra?: string;
  /** Flags that name the address to bind where `main` is a port alone. Without value: every interface. */
  readonly host?: string;
  /** Words of which one must stand among the arguments: `dev start` of next. */
  readonly subs?: string;
  /** A word without dash that is `[address:]port`: the first (`http.server 8000`), or the first behind the sub-command. */
  readonly operand?: true;
  /** Binds 127.0.0.1 unless told otherwise by `host` or by the variable of this name (may be empty). */
  readonly loopback?: string;
  /** Port when none is written, and variables that say otherwise. */
  readonly default?: readonly [number, string];
  /** There may be more main listeners than the flags name. */
  readonly shared?: true;
  /** Ports that stay open whatever the flags say. */
  readonly also?: readonly number[];
}

const WEB: readonly Program[] = [
  { names: 'next', main: '-p --port', host: '-H --hostname', subs: 'dev start', default: [3000, 'PORT'] },
  { names: 'nuxt nuxi', main: '-p --port', host: '-h --host', subs: 'dev preview start' },
  { names: 'vite', main: '--port', host: '--host', loopback: '' },
  { names: 'astro', main: '--port', host: '--host', subs: 'dev preview', loopback: '' },
  { names: 'ng', main: '--port', host: '--host', subs: 'serve s', loopback: '' },
  { names: 'vue-cli-service', main: '--port', host: '--host', subs: 'serve' },
  { names: 'webpack webpack-dev-server', main: '--port', host: '--host' },
  { names: 'gatsby', main: '-p --port', host: '-H --host', subs: 'develop serve', loopback: '' },
  { names: 'parcel', main: '-p --port', host: '--host' },
  { names: 'storybook start-storybook', main: '-p --port', host: '-h --host' },
  { names: 'remix react-router', main: '-p --port', subs: 'dev' },
  { names: 'docusaurus', main: '-p --port', host: '-h --host', subs: 'start serve', loopback: '' },
  { names: 'eleventy expo metro', main: '-p --port' },
  { names: 'wrangler', main: '--port', host: '--ip', debug: '--inspector-port', subs: 'dev' },
  { names: 'serve', main: '-l --listen -p --port', default: [3000, 'PORT'] },
  { names: 'http-server', main: '-p --port', host: '-a --address', default: [8080, 'PORT'] },
  { names: 'live-server', main: '--port', host: '--host' },
  { names: 'json-server', main: '-p --port', host: '-H --host' },
  { names: 'prism', main: '-p --port', host: '-h --host', subs: 'mock proxy', loopback: '' },
  { names: 'uvicorn', main: '--port', host: '--host', loopback: 'UVICORN_HOST', default: [8000, 'UVICORN_PORT'] },
  { names: 'fastapi', main: '--port', host: '--host', subs: 'run dev', default: [8000, 'PORT'] },
  { names: 'gunicorn hypercorn', main: '-b --bind' },
  { names: 'granian', main: '--port', host: '--host', loopback: 'GRANIAN_HOST', default: [8000, 'GRANIAN_PORT'] },
  { names: 'daphne', main: '-p --port', host: '-b --bind', loopback: '', default: [8000, ''] },
  { names: 'waitress-serve', main: '--port --listen', host: '--host' },
  { names: 'sanic', main: '-p --port', host: '-H --host' },
  {
    names: 'flask',
    main: '-p --port',
    host: '-h --host',
    subs: 'run',
    loopback: 'FLASK_RUN_HOST',
    default: [5000, 'FLASK_RUN_PORT'],
  },
  {
    names: 'manage.py django-admin',
    subs: 'runserver runserver_plus',
    operand: true,
    loopback: '',
    default: [8000, ''],
  },
  { names: 'http.server SimpleHTTPServer', operand: true, host: '-b --bind', default: [8000, ''] },
  { names: 'uwsgi', main: '--http --http-socket --https --socket -s --uwsgi-socket' },
  { names: 'streamlit', main: '--server.port', host: '--server.address', subs: 'run' },
  {
    names: 'jupyter jupyter-lab jupyter-notebook jupyterhub',
    main: '--port --ServerApp.port --NotebookApp.port',
    host: '--ip --ServerApp.ip --NotebookApp.ip',
  },
  { names: 'mlflow', main: '-p --port', host: '-h --host', subs: 'server ui', loopback: 'MLFLOW_HOST' },
  { names: 'bokeh panel', main: '--port', host: '--address', subs: 'serve' },
  { names: 'airflow', main: '-p --port', host: '-H --hostname', subs: 'webserver api-server celery' },
  { names: 'superset', main: '-p --port', host: '-h --host', subs: 'run', loopback: 'FLASK_RUN_HOST' },
  { names: 'celery', main: '--port', host: '--address', subs: 'flower' },
  { names: 'flower tensorboard', main: '--port', host: '--address --host --bind_all' },
  { names: 'mkdocs', main: '-a --dev-addr', subs: 'serve' },
  { names: 'locust', main: '-P --web-port', host: '--web-host' },
  { names: 'rails', main: '-p --port', host: '-b --binding', subs: 's server' },
  { names: 'puma', main: '-p --port -b --bind' },
  { names: 'rackup thin', main: '-p --port', host: '-o --host -a --address' },
  { names: 'unicorn', main: '-p --port -l --listen', host: '-o --host' },
  { names: 'ruby', main: '-p', host: '-o' },
  { names: 'jekyll', main: '-P --port', host: '-H --host', subs: 'serve server s', loopback: '' },
  {
    names: 'artisan',
    main: '--port',
    host: '--host',
    subs: 'serve octane:start reverb:start',
    loopback: 'SERVER_HOST',
    default: [8000, 'SERVER_PORT PORT'],
  },
  { names: 'php', main: '-S' },
  { names: 'symfony', main: '--port', host: '--listen-ip', subs: 'serve server:start local:server:start' },
  { names: 'frankenphp', main: '-l --listen', subs: 'php-server' },
  { names: 'hugo', main: '-p --port', host: '--bind', subs: 'server serve', loopback: '' },
  { names: 'zola', main: '-p --port', host: '-i --interface', subs: 'serve', loopback: '' },
  { names: 'caddy', main: '-l --listen -f --from', subs: 'file-server reverse-proxy respond' },
  { names: 'keycloak kc', main: '--http-port', extra: '--https-port', admin: '--http-management-port', shared: true },
  { names: 'http-echo', main: '-listen --listen', default: [5678, ''] },
  { names: 'whoami', main: '--port -port' },
  { names: 'podinfo', main: '--port', extra: '--grpc-port --secure-port', metrics: '--port-metrics' },
  { names: 'mailpit', main: '-l --listen', extra: '-s --smtp --pop3' },
  { names: 'maildev', main: '-w --web', extra: '-s --smtp' },
  { names: 'MailHog', main: '-ui-bind-addr -api-bind-addr', extra: '-smtp-bind-addr' },
  { names: 'code-server', main: '--bind-addr --port' },
  { names: 'ttyd gotty', main: '-p --port' },
  { names: 'anvil ganache', main: '-p --port', host: '-h --host' },
  { names: 'hardhat', main: '--port', host: '--hostname', subs: 'node' },
  {
    names: 'geth',
    main: '--http.port',
    host: '--http.addr',
    extra: '--ws.port --authrpc.port --port',
    metrics: '--metrics.port',
  },
];

const SERVERS: readonly Program[] = [
  { names: 'postgres postmaster', main: '-p --port port -cport', host: '-h --host listen_addresses' },
  { names: 'mysqld', main: '-P --port', host: '--bind-address', extra: '--mysqlx-port --admin-port', also: [33060] },
  { names: 'mariadbd', main: '-P --port', host: '--bind-address', extra: '--extra-port' },
  {
    names: 'redis-server valkey-server keydb-server dragonfly',
    main: '--port -p',
    host: '--bind',
    extra: '--tls-port --memcached_port --admin_port',
  },
  { names: 'memcached', main: '-p --port', host: '-l --listen' },
  { names: 'mongod mongos', main: '--port', host: '--bind_ip' },
  { names: 'nats-server', main: '-p --port', host: '-a --addr --net', admin: '-m --http_port -ms --https_port' },
  { names: 'cockroach', main: '--listen-addr --sql-addr -p --port', admin: '--http-addr --http-port' },
  {
    names: 'etcd',
    main: '--listen-client-urls -listen-client-urls',
    extra: '--listen-peer-urls -listen-peer-urls',
    metrics: '--listen-metrics-urls',
    shared: true,
  },
  { names: 'influxd', main: '--http-bind-address' },
  { names: 'meilisearch', main: '--http-addr' },
  { names: 'surreal', main: '-b --bind', subs: 'start' },
  { names: 'rethinkdb', main: '--driver-port', admin: '--http-port', extra: '--cluster-port', host: '--bind' },
  { names: 'clickhouse-server', main: '--tcp_port --http_port', shared: true },
  { names: 'minio', main: '--address', admin: '--console-address', subs: 'server' },
  { names: 'vault', main: '-dev-listen-address', subs: 'server' },
  {
    names: 'consul',
    admin: '-http-port',
    extra: '-dns-port -grpc-port -grpc-tls-port -serf-lan-port -server-port',
    subs: 'agent',
  },
  {
    names: 'redpanda',
    main: '--kafka-addr',
    admin: '--pandaproxy-addr --schema-registry-addr',
    extra: '--rpc-addr',
    shared: true,
  },
  { names: 'temporal', main: '--port', host: '--ip', extra: '--ui-port --http-port --metrics-port', subs: 'server' },
  { names: 'dockerd', main: '-H --host', shared: true },
  { names: 'sshd dropbear', main: '-p' },
  { names: 'iperf3 iperf', main: '-p --port', subs: '-s --server' },
  { names: 'varnishd', main: '-a' },
  { names: 'nc ncat netcat', main: '-p', operand: true, subs: '-l -lk -kl -lp -lvp -nlvp --listen' },
  { names: 'prometheus', main: '--web.listen-address', default: [9090, ''] },
  { names: 'alertmanager', main: '--web.listen-address', extra: '--cluster.listen-address' },
  { names: 'thanos', main: '--http-address', extra: '--grpc-address' },
  {
    names: 'loki tempo mimir promtail cortex',
    main: '-server.http-listen-port --server.http-listen-port',
    extra: '-server.grpc-listen-port --server.grpc-listen-port',
  },
  { names: 'grafana-server grafana', main: 'cfg:default.server.http_port cfg:server.http_port' },
  {
    names: 'kube-rbac-proxy',
    main: '--secure-listen-address',
    extra: '--insecure-listen-address --proxy-endpoints-port',
  },
  { names: 'oauth2-proxy', main: '--http-address', extra: '--https-address', metrics: '--metrics-address' },
  { names: 'cloudflared', metrics: '--metrics' },
  { names: 'solr', main: '-p --port' },
  { names: 'stripe-mock', main: '-http-port -https-port' },
  { names: 'azurite', main: '--blobPort --queuePort --tablePort', host: '--blobHost', shared: true },
  { names: 'dlv', debug: '-l --listen' },
  { names: 'debugpy ptvsd', debug: '--listen --port' },
  { names: 'gdbserver', operand: true },
];

/**
 * Flags that mean the same for nearly every program. Not here, since they name somebody else's port: `--upstream`,
 * `--proxy`, `--target`, `--db-port`, `--redis-port`.
 */
export const GENERIC: Program = {
  names: '',
  main:
    '--port -port --http-port -http-port --http.port --listen -listen --listen-address -listen-address --listen-addr -listen-addr --listen-port ' +
    '--bind -bind --bind-addr --addr -addr --http-addr -http-addr --http.addr --http-address --web.listen-address -web.listen-address --server.port --urls --http_ports --serve-addr',
  extra:
    '--grpc-port -grpc-port --grpc-addr --grpc-address --https-port --https-address --secure-port --tls-port --ssl-port --ws-port --websocket-port --webhook-port --rpc-port ' +
    '--health-port --health-addr --health-probe-bind-address --healthz-port --healthz-bind-address --insecure-port',
  metrics:
    '--metrics-port -metrics-port --metrics-addr -metrics-addr --metrics-address --metrics-bind-address --prometheus-port --telemetry-port --telemetry.addr',
  admin:
    '--admin-port -admin-port --admin-addr --management-port --management.server.port --profiling-port --pprof-port --pprof-addr -pprof-addr',
  debug: '--debug-port',
  host: '--host -host --hostname --bind-address --listen-host --ip --server.address',
  shared: true,
};

/** Programs by name. */
export const PROGRAMS: ReadonlyMap<string, Program> = new Map(
  [...WEB, ...SERVERS].flatMap((p) => p.names.split(' ').map((n) => [n, p] as const)),
);

/** The program that an image starts, by the last part of its repository, where the names differ. */
export const IMAGE_PROGRAMS: Readonly<Record<string, string>> = {
  postgis: 'postgres',
  pgvector: 'postgres',
  timescaledb: 'postgres',
  mysql: 'mysqld',
  'mysql-server': 'mysqld',
  percona: 'mysqld',
  'percona-server': 'mysqld',
  mariadb: 'mariadbd',
  redis: 'redis-server',
  'redis-stack-server': 'redis-server',
  valkey: 'valkey-server',
  keydb: 'keydb-server',
  mongo: 'mongod',
  'mongodb-community-server': 'mongod',
  nats: 'nats-server',
  influxdb: 'influxd',
  surrealdb: 'surreal',
  'docker.io': 'dockerd',
  docker: 'dockerd',
  'http-https-echo': '',
  mailhog: 'MailHog',
};
