/** How a client names its server. Flags as they are written, separated by blanks. */
export interface Client {
  readonly names: string;
  readonly host?: string;
  readonly port?: string;
  /** Flags whose value is `host:port`. */
  readonly address?: string;
  readonly default?: number;
  /** What words without dash are: `urls` (curl), `host port` (nc), `address` (wait-for-it). URLs count in any case. */
  readonly operands?: 'urls' | 'host port' | 'address';
  /** Flags that take a word which is no operand: curl `-H "Host: x"`. */
  readonly takes?: string;
  readonly scheme?: string;
  /** A flag or first operand that makes it no client: `nc -l`, `vault server`. */
  readonly unless?: RegExp;
}

/** Programs that connect. */
export const CLIENTS: readonly Client[] = [
  {
    names: 'curl',
    operands: 'urls',
    scheme: 'http',
    takes:
      '-H --header -o --output -X --request -d --data --data-raw --data-binary --data-urlencode -F --form -u --user -w --write-out -A --user-agent -e --referer -m --max-time ' +
      '--connect-timeout --retry --retry-delay --retry-max-time -T --upload-file -b --cookie -c --cookie-jar -K --config -E --cert --key --cacert --capath -x --proxy -U --proxy-user ' +
      '--resolve --connect-to --interface --unix-socket --noproxy --max-redirs --limit-rate -r --range -Y -y -z --json --oauth2-bearer --ciphers --tls-max -D --dump-header --stderr',
  },
  {
    names: 'wget',
    operands: 'urls',
    scheme: 'http',
    takes:
      '-O --output-document -o --output-file -a -P --directory-prefix -t --tries -T --timeout -U --user-agent --header --post-data --post-file --user --password -e -Y -w',
  },
  { names: 'http https xh', operands: 'urls', scheme: 'http', takes: '-a --auth --timeout -o --output' },
  { names: 'podcli', operands: 'address' },
  {
    names: 'nc ncat netcat',
    operands: 'host port',
    takes: '-w -G -i -q -s -p -x -X',
    unless: /^(?:-[a-z]*[lk][a-z]*|--listen)$/,
  },
  { names: 'telnet', operands: 'host port', default: 23 },
  { names: 'grpc_health_probe grpc-health-probe', address: '-addr --addr' },
  {
    names: 'grpcurl',
    operands: 'address',
    takes: '-d -proto -import-path -H -rpc-header -authority -max-time -connect-timeout -cacert -cert -key',
  },
  {
    names: 'pg_isready psql pg_dump pg_dumpall pg_restore pg_basebackup createdb dropdb pgbench vacuumdb',
    host: '-h --host',
    port: '-p --port',
    default: 5432,
    scheme: 'postgres',
  },
  {
    names: 'mysql mysqladmin mysqldump mysqlcheck mysqlshow mysqlimport mariadb mariadb-admin mariadb-dump mysqlsh',
    host: '-h --host',
    port: '-P --port',
    default: 3306,
    scheme: 'mysql',
  },
  { names: 'redis-cli valkey-cli keydb-cli', host: '-h', port: '-p', default: 6379, scheme: 'redis' },
  {
    names: 'mongo mongosh mongodump mongorestore mongoimport mongoexport',
    host: '--host -h',
    port: '--port',
    default: 27017,
    operands: 'address',
    scheme: 'mongodb',
  },
  { names: 'cqlsh', operands: 'host port', default: 9042 },
  { names: 'clickhouse-client', host: '--host -h', port: '--port', default: 9000, scheme: 'clickhouse' },
  { names: 'influx', address: '--host', host: '-host', port: '-port', default: 8086 },
  { names: 'ldapsearch', host: '-h', port: '-p', address: '-H', default: 389 },
  { names: 'etcdctl', address: '--endpoints --endpoint', default: 2379 },
  { names: 'vault', address: '-address --address', default: 8200, unless: /^server$/ },
  { names: 'consul', address: '-http-addr', default: 8500, unless: /^agent$/ },
  { names: 'temporal tctl', address: '--address --ad', default: 7233, unless: /^server$/ },
  { names: 'nats', address: '-s --server', default: 4222 },
  { names: 'mosquitto_sub mosquitto_pub', host: '-h', port: '-p', default: 1883 },
  {
    names:
      'kafka-topics kafka-topics.sh kafka-broker-api-versions kafka-broker-api-versions.sh kafka-consumer-groups kafka-consumer-groups.sh',
    address: '--bootstrap-server --broker-list --zookeeper',
  },
  {
    names: 'kafka-console-producer kafka-console-consumer kafka-configs cub',
    address: '--bootstrap-server --broker-list',
  },
  { names: 'kcat kafkacat', address: '-b', default: 9092 },
  { names: 'rpk', address: '--brokers -X' },
  { names: 'wait-for-it wait-for', operands: 'address', host: '-h --host', port: '-p --port', takes: '-t --timeout' },
  { names: 'wait-for-postgres', operands: 'address', default: 5432 },
  {
    names: 'dockerize',
    address: '-wait',
    takes: '-timeout -template -stdout -stderr -wait-retry-interval -wait-http-header',
  },
  { names: 'wait-on', operands: 'urls', takes: '-t --timeout -i --interval -d --delay' },
  { names: 'ssh scp sftp rsync nmap ping dig nslookup host git', takes: '-p -P -i -o -l' },
  { names: 'sqlcmd', address: '-S', default: 1433 },
  { names: 'rabbitmqadmin', host: '-H --host', port: '-P --port', default: 15672 },
];
