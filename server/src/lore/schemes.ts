import type { Protocol } from '../facts';

/** What a URL scheme means for its address. */
export interface Scheme {
  /** The port when none is written; absent where there is no such port. */
  readonly port?: number;
  readonly protocol: Protocol;
  /** Only a backend speaks it: an address with it is a client setting, whatever the variable's name says. */
  readonly backend: boolean;
}

/** Default ports of formats.md §2.9: `name=port`, `name=` where the scheme has none, `/udp` for datagrams. */
const BACKENDS =
  'postgres=5432 postgresql=5432 pgsql=5432 postgis=5432 cockroachdb=26257 cockroach=26257 mysql=3306 mysql2=3306 mysqlx=33060 mariadb=3306 ' +
  'mongodb=27017 mongo=27017 redis=6379 rediss=6379 valkey=6379 valkeys=6379 keydb=6379 memcached=11211 memcache=11211 ' +
  'amqp=5672 amqps=5671 nats=4222 kafka=9092 mqtt=1883 mqtts=8883 stomp=61613 pulsar=6650 beanstalk=11300 beanstalkd=11300 ' +
  'mssql=1433 sqlserver=1433 oracle=1521 clickhouse=9000 cassandra=9042 scylla=9042 elasticsearch=9200 opensearch=9200 ' +
  'bolt=7687 neo4j=7687 influxdb=8086 couchdb=5984 couchbase=11210 zk=2181 zookeeper=2181 etcd=2379 solr=8983 ldap=389 ldaps=636 ' +
  'smtp=25 smtps=465 submission=587 imap=143 imaps=993 pop3=110 activemq= jms= db2=50000 trino=8080 presto=8080 hive2=10000 firebird=3050 ' +
  'redis-sentinel=26379 ampq=5672';

const OTHERS =
  'http=80 https=443 ws=80 wss=443 h2c= grpc= grpcs= tcp= tcp4= tcp6= tls= ssl= udp=/udp sb= ' +
  'ftp=21 ftps=990 sftp=22 ssh=22 rtmp=1935 rtsp=554 rtsps=322 telnet=23 git=9418 svn=3690 rsync=873 syslog=514/udp gelf=12201/udp statsd=8125/udp coap=5683/udp ' +
  'plaintext= sasl_ssl= sasl_plaintext= internal= external= controller= fastcgi= uwsgi= dns= passthrough= vnc=5900 rdp=3389 dict=2628 gopher=70 icecast=8000';

function read(text: string, backend: boolean): (readonly [string, Scheme])[] {
  return text.split(' ').map((item) => {
    const [name, rest] = item.split('=') as [string, string];
    const [port, protocol] = rest.split('/');
    const base = { protocol: (protocol ?? 'tcp') as Protocol, backend };
    return [name, port ? { ...base, port: Number(port) } : base] as const;
  });
}

/** Schemes by name in lower case. */
const SCHEMES: ReadonlyMap<string, Scheme> = new Map([...read(BACKENDS, true), ...read(OTHERS, false)]);

/** Schemes whose authority is no host with a port: files, objects, images, names that something else resolves. */
const NO_HOST = new Set(
  (
    'file unix unixs npipe sqlite sqlite3 duckdb h2 s3 s3a s3n gs gcs az abfs abfss wasb wasbs hdfs docker oci docker-daemon containers-storage ' +
    'mongodb+srv spiffe urn lb jar classpath mem memory inproc ipc data blob chrome vscode about resource k8s xds srv app sm secretsmanager ssm arn op ' +
    'vault git+ssh git+file pkg cid android-app intent magnet bitcoin doi stun turn'
  ).split(' '),
);

/**
 * The scheme by what stands before `://`: `jdbc:postgresql`, `postgresql+psycopg2`, `HTTP`. `undefined` for schemes without
 * host; unknown ones have no default port.
 */
export function schemeOf(text: string): (Scheme & { readonly name: string }) | undefined {
  const parts = text.toLowerCase().split(':');
  const last = parts.at(-1) as string;
  if (NO_HOST.has(last) || (parts.length > 1 && NO_HOST.has(parts[1] as string) && !SCHEMES.has(last)))
    return undefined;
  const known = parts.findLast((p) => SCHEMES.has(p) || SCHEMES.has(p.split('+')[0] as string)) ?? last;
  const name = SCHEMES.has(known) ? known : (known.split('+')[0] as string);
  if (parts[0] === 'jdbc' && name === 'clickhouse') return { name, port: 8123, protocol: 'tcp', backend: true };
  if (known === 'clickhouse+http' || known === 'clickhouse+https')
    return { name, port: 8123, protocol: 'tcp', backend: true };
  return { name, ...(SCHEMES.get(name) ?? { protocol: 'tcp', backend: false }) };
}
