import { say } from '../text/say';
/** Kinds of ports that should not be open to everyone. `docker-api` gives root without a password. */
export type PortClassKind = 'database' | 'cache' | 'queue' | 'cluster' | 'docker-api' | 'admin' | 'debug' | 'shell';

/** What usually answers on a port. */
export interface PortClass {
  readonly kind: PortClassKind;
  /** As a message names it: `PostgreSQL`, `the Node.js inspector`. */
  readonly name: string;
  /** The number alone says it; otherwise others use the number as well, and image or name must agree before it is reported. */
  readonly distinctive: boolean;
}

/** What usually answers on a number and protocol; `undefined` for numbers without such a use (formats.md §10.2). */
export function portClass(number: number, protocol: 'tcp' | 'udp' | 'sctp' = 'tcp'): PortClass | undefined {
  const table = protocol === 'udp' ? UDP : protocol === 'tcp' ? TCP : undefined;
  return table?.get(number);
}

/** First and last of a range of ports, both included. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** Ports that Linux hands out to outgoing connections (`ip_local_port_range`): a fixed port there may be taken. */
export const LINUX_EPHEMERAL: PortRange = { from: 32768, to: 60999 };

/** Ports that IANA leaves to be handed out (RFC 6335); Windows and macOS do so. */
export const IANA_EPHEMERAL: PortRange = { from: 49152, to: 65535 };

/** Default range of Kubernetes node ports; a flag of the API server can change it. */
export const NODE_PORTS: PortRange = { from: 30000, to: 32767 };

/** Ports that need a capability or root where the kernel's default `ip_unprivileged_port_start` holds. */
export const PRIVILEGED_PORTS: PortRange = { from: 1, to: 1023 };

/** Whether a number lies in a range, both ends included. */
export function inRange(number: number, range: PortRange): boolean {
  return range.from <= number && number <= range.to;
}

/** Whether programs usually serve operators on the port, beside what they are for and often without saying so anywhere. */
export function isManagementPort(number: number): boolean {
  return MANAGEMENT.has(number);
}

const MANAGEMENT: ReadonlySet<number> = new Set([
  2019, 8081, 8082, 8086, 9000, 9001, 9090, 9091, 9100, 9102, 9464, 9901, 9990, 10254, 15000, 15020, 15021, 20000,
]);

/**
 * Whether Istio's proxies and agents keep the port for themselves (https://istio.io/latest/docs/ops/deployment/application-requirements/):
 * whoever has one of them listens there, whatever its pod declares.
 */
export function isMeshPort(number: number): boolean {
  return number >= 15000 && number <= 15090;
}

/** The usual port of the same protocol over TLS: 80 → 443. `undefined` when there is none. */
export function tlsTwin(number: number): number | undefined {
  return TLS_TWINS.get(number);
}

const TLS_TWINS: ReadonlyMap<number, number> = new Map([
  [21, 990],
  [25, 465],
  [80, 443],
  [110, 995],
  [143, 993],
  [389, 636],
  [587, 465],
  [1883, 8883],
  [5672, 5671],
]);

type Row = readonly [ports: string, kind: PortClassKind, name: string, distinctive?: 'shared'];

/** Numbers or ranges, kind, name; `shared` marks numbers that many programs use. The first row of a number counts. */
const TCP_ROWS: readonly Row[] = [
  ['5432', 'database', 'PostgreSQL'],
  ['3306 33060', 'database', 'MySQL'],
  ['1433', 'database', 'SQL Server'],
  ['1521', 'database', 'Oracle Database'],
  ['27017-27019', 'database', 'MongoDB'],
  ['9042', 'database', 'Cassandra'],
  ['7000-7001', 'database', 'Cassandra', 'shared'],
  ['5984', 'database', 'CouchDB'],
  ['7474 7687', 'database', 'Neo4j'],
  ['8086', 'database', 'InfluxDB', 'shared'],
  ['8123', 'database', 'ClickHouse', 'shared'],
  ['9200 9300', 'database', 'Elasticsearch'],
  ['50000', 'database', 'Db2', 'shared'],
  ['26257', 'database', 'CockroachDB'],
  ['28015', 'database', 'RethinkDB'],
  ['6379', 'cache', 'Redis'],
  ['11211', 'cache', 'Memcached'],
  ['9092', 'queue', 'Kafka'],
  ['5671-5672', 'queue', 'RabbitMQ'],
  ['4222', 'queue', 'NATS'],
  ['1883', 'queue', 'MQTT'],
  ['61616', 'queue', 'ActiveMQ'],
  ['2379-2380', 'cluster', 'etcd'],
  ['2181', 'cluster', 'ZooKeeper'],
  ['2377 7946', 'cluster', 'Docker Swarm'],
  ['6443', 'cluster', say`the Kubernetes API`],
  ['10250', 'cluster', say`the kubelet`],
  ['10255', 'cluster', say`the read-only kubelet`],
  ['10257', 'cluster', say`the Kubernetes controller manager`],
  ['10259', 'cluster', say`the Kubernetes scheduler`],
  ['8001', 'cluster', say`kubectl proxy`, 'shared'],
  ['2375', 'docker-api', say`the Docker API without TLS`],
  ['2376', 'docker-api', say`the Docker API`],
  ['15672', 'admin', say`the RabbitMQ management page`],
  ['8161', 'admin', say`the ActiveMQ console`],
  ['8222', 'admin', say`the NATS monitor`],
  ['5601', 'admin', 'Kibana'],
  ['8500', 'admin', 'Consul'],
  ['4646', 'admin', 'Nomad'],
  ['8200', 'admin', 'Vault'],
  ['2019', 'admin', say`the Caddy admin API`],
  ['9901', 'admin', say`the Envoy admin page`],
  ['15000', 'admin', say`Istio's Envoy admin page`],
  ['8888', 'admin', 'Jupyter', 'shared'],
  ['5555', 'admin', 'Flower', 'shared'],
  ['10000', 'admin', 'Webmin', 'shared'],
  ['9090', 'admin', 'Prometheus', 'shared'],
  ['3000', 'admin', 'Grafana', 'shared'],
  ['8080', 'admin', say`the Traefik dashboard`, 'shared'],
  ['8081', 'admin', 'mongo-express', 'shared'],
  ['5050', 'admin', 'pgAdmin', 'shared'],
  ['9001', 'admin', say`the MinIO console`, 'shared'],
  ['9000', 'admin', 'Portainer', 'shared'],
  ['9229', 'debug', say`the Node.js inspector`],
  ['5005', 'debug', say`the Java debugger (JDWP)`, 'shared'],
  ['8000', 'debug', say`the Java debugger (JDWP)`, 'shared'],
  ['5678', 'debug', 'debugpy', 'shared'],
  ['2345', 'debug', 'Delve', 'shared'],
  ['40000', 'debug', 'Delve', 'shared'],
  ['9003', 'debug', 'Xdebug', 'shared'],
  ['4711', 'debug', say`a debugger`, 'shared'],
  ['1234', 'debug', 'gdbserver', 'shared'],
  ['6060', 'debug', say`Go pprof`, 'shared'],
  ['22', 'shell', 'SSH'],
  ['23', 'shell', 'Telnet'],
  ['21', 'shell', 'FTP'],
  ['3389', 'shell', 'Remote Desktop'],
  ['5900-5910', 'shell', 'VNC'],
  ['512-514', 'shell', say`the BSD r-commands`],
  ['111', 'shell', say`the RPC port mapper`],
  ['135 139 445', 'shell', say`Windows file sharing`],
  ['873', 'shell', 'rsync'],
  ['2049', 'shell', 'NFS'],
];

const UDP_ROWS: readonly Row[] = [
  ['11211', 'cache', 'Memcached'],
  ['7946 4789', 'cluster', 'Docker Swarm'],
  ['69', 'shell', 'TFTP'],
  ['111', 'shell', say`the RPC port mapper`],
  ['2049', 'shell', 'NFS'],
];

const TCP = tableOf(TCP_ROWS);
const UDP = tableOf(UDP_ROWS);

function tableOf(rows: readonly Row[]): ReadonlyMap<number, PortClass> {
  const table = new Map<number, PortClass>();
  for (const [ports, kind, name, shared] of rows) {
    for (const part of ports.split(' ')) {
      const [from, to = from] = part.split('-').map(Number) as [number, number?];
      for (let n = from; n <= to; n++)
        if (!table.has(n)) table.set(n, { kind, name, distinctive: shared === undefined });
    }
  }
  return table;
}
