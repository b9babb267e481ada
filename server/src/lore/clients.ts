import type { Protocol } from '../facts';
import type { MappedText } from '../text/mapped';
import { sliceMapped } from '../text/mapped';
import { HOLE, maskVariables } from './mask';
import { programName } from './runCommands';
import type { HostPort } from './urls';
import { findUrls, readHost } from './urls';

/** An address that a command dials. */
export interface ClientTarget {
  /** Absent: the program's own default, which is the container itself. */
  readonly host?: MappedText;
  /** Absent when no port is written. */
  readonly port?: MappedText;
  /** A variable without known value stands in the port. */
  readonly open: boolean;
  /** What the program takes when no port is written. */
  readonly defaultPort?: number;
  readonly scheme?: string;
  readonly protocol: Protocol;
  readonly program: string;
  /** `host:port` as written, or the part of it that is; the program's word when nothing is. */
  readonly place: MappedText;
}

/** How a client names its server. Flags as they are written, separated by blanks. */
interface Client {
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

const CLIENTS: readonly Client[] = [
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

const BY_NAME: ReadonlyMap<string, Client> = new Map(
  CLIENTS.flatMap((c) => c.names.split(' ').map((n) => [n, c] as const)),
);

/** Whether a command only connects: its flags never name a listener. */
export function isClient(words: readonly MappedText[]): boolean {
  return clientTargets(words) !== undefined;
}

/** The addresses that a command dials; `undefined` when its program is no known client. */
export function clientTargets(words: readonly MappedText[]): readonly ClientTarget[] | undefined {
  const at = programName(words[0]) === 'busybox' ? 1 : 0;
  const program = programName(words[at]);
  const client = BY_NAME.get(program);
  if (!client) return undefined;
  const args = readArguments(words.slice(at + 1), client);
  const { unless } = client;
  if (unless && [...args.flags.map((f) => f.flag), args.operands[0]?.text ?? ''].some((w) => unless.test(w)))
    return undefined;
  const written = [...fromOperands(args.operands, client, program), ...fromAddresses(args, client, program)];
  return written.length > 0 ? written : fromFlags(args, client, program, words[at] as MappedText);
}

interface Argument {
  readonly flag: string;
  readonly value: MappedText;
}

interface Arguments {
  readonly flags: readonly Argument[];
  readonly operands: readonly MappedText[];
}

function readArguments(words: readonly MappedText[], client: Client): Arguments {
  const takes = new Set(
    `${client.takes ?? ''} ${client.host ?? ''} ${client.port ?? ''} ${client.address ?? ''}`.split(' '),
  );
  const flags: Argument[] = [];
  const operands: MappedText[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as MappedText;
    const next = words[i + 1];
    const m = /^(--?[\w-]+)=/.exec(word.text);
    const short = word.text.slice(0, 2);
    if (!/^-./.test(word.text)) operands.push(word);
    else if (m) flags.push({ flag: m[1] as string, value: sliceMapped(word, m[0].length, word.text.length) });
    else if (takes.has(word.text) && next) {
      flags.push({ flag: word.text, value: next });
      i++;
    } else if (
      word.text.length > 2 &&
      !word.text.startsWith('--') &&
      takes.has(short) &&
      !takes.has(word.text) &&
      /^-[a-zA-Z][\w.:[\]$-]+$/.test(word.text) &&
      isShort(client, short, word.text)
    ) {
      flags.push({ flag: short, value: sliceMapped(word, 2, word.text.length) });
    } else flags.push({ flag: word.text, value: sliceMapped(word, word.text.length, word.text.length) });
  }
  return { flags, operands };
}

/** `-p5433`, `-hdb`: a short flag with its value; `-pass` is something else. */
function isShort(client: Client, flag: string, word: string): boolean {
  if (client.port?.split(' ').includes(flag)) return /^-[a-zA-Z](?:\d+|\$.*)$/.test(word);
  return client.host?.split(' ').includes(flag) === true;
}

function fromOperands(operands: readonly MappedText[], client: Client, program: string): readonly ClientTarget[] {
  const urls = operands.filter((o) => o.text.includes('://'));
  if (urls.length > 0) return urls.flatMap((o) => urlTargets(o, client, program));
  if (client.operands === 'urls')
    return operands
      .filter((o) => /^localhost\b|^[\w.-]*[.:].|^\[/.test(o.text))
      .flatMap((o) => urlTargets(o, client, program));
  if (client.operands === 'address')
    return operands.filter((o) => /:(?:\d|\$)/.test(o.text)).flatMap((o) => urlTargets(o, client, program));
  if (client.operands !== 'host port') return [];
  const [host, port] = operands;
  if (!host || (!port && client.default === undefined)) return [];
  return target(host, port && portOf(port), client, program, host);
}

function fromAddresses(args: Arguments, client: Client, program: string): readonly ClientTarget[] {
  const names = (client.address ?? '').split(' ');
  return args.flags.filter((f) => names.includes(f.flag)).flatMap((f) => urlTargets(f.value, client, program));
}

/** `-h host -p port`, either may be left out. Nothing at all still is an address when the client has a default. */
function fromFlags(args: Arguments, client: Client, program: string, word: MappedText): readonly ClientTarget[] {
  if (client.host === undefined) return [];
  const value = (names: string | undefined): MappedText | undefined =>
    args.flags.findLast((f) => names?.split(' ').includes(f.flag) && f.value.text !== '')?.value;
  const host = value(client.host);
  const port = value(client.port);
  if (!host && !port && client.default === undefined) return [];
  // A path is the socket's folder; a URL or `host:port` is read as such.
  if (host?.text.includes('/') && !host.text.includes('://')) return [];
  if (host && /:./.test(host.text)) return urlTargets(host, client, program);
  return target(host, port && portOf(port), client, program, port ?? host ?? word);
}

interface PortText {
  readonly text: MappedText;
  readonly open: boolean;
}

function portOf(word: MappedText): PortText | undefined {
  if (/^\d{1,5}$/.test(word.text)) return { text: word, open: false };
  return maskVariables(word.text) === word.text ? undefined : { text: word, open: true };
}

function target(
  host: MappedText | undefined,
  port: PortText | undefined,
  client: Client,
  program: string,
  place: MappedText,
): readonly ClientTarget[] {
  // Names only: what is left of a variable is no host.
  if (host && !readHost(host.text.includes(':') ? `[${host.text}]` : host.text, 0)) return [];
  return [
    {
      ...(host ? { host } : {}),
      ...(port ? { port: port.text } : {}),
      open: port?.open ?? false,
      ...(client.default === undefined ? {} : { defaultPort: client.default }),
      ...(client.scheme ? { scheme: client.scheme } : {}),
      protocol: 'tcp',
      program,
      place,
    },
  ];
}

/** URLs in a word; where there is none, the word itself as `host[:port][/path]`, which curl takes for http. */
function urlTargets(word: MappedText, client: Client, program: string): readonly ClientTarget[] {
  const urls = findUrls(word.text);
  if (word.text.includes('://')) {
    return urls.flatMap(({ scheme, hosts }) =>
      hosts.map((h) => ({
        host: sliceMapped(word, h.host.start, h.host.end),
        ...(h.port ? { port: sliceMapped(word, h.port.start, h.port.end) } : {}),
        open: h.open,
        ...(scheme.port === undefined ? {} : { defaultPort: scheme.port }),
        scheme: scheme.name,
        protocol: scheme.protocol,
        program,
        place: sliceMapped(word, h.all.start, h.all.end),
      })),
    );
  }
  const implied =
    client.operands === 'urls'
      ? { defaultPort: 80, scheme: 'http' }
      : {
          ...(client.default ? { defaultPort: client.default } : {}),
          ...(client.scheme ? { scheme: client.scheme } : {}),
        };
  return bareTargets(word, implied, program);
}

function bareTargets(
  word: MappedText,
  implied: { readonly defaultPort?: number; readonly scheme?: string },
  program: string,
): readonly ClientTarget[] {
  const masked = maskVariables(word.text);
  const out: ClientTarget[] = [];
  let at = 0;
  for (const item of masked.split(',')) {
    const authority = /^[^/?#]*/.exec(item)?.[0] ?? '';
    const found = readHost(authority, at);
    const local = found ? undefined : /^:(\d{1,5})$/.exec(authority);
    if (found) {
      out.push({
        host: sliceMapped(word, found.host.start, found.host.end),
        ...(found.port ? { port: sliceMapped(word, found.port.start, found.port.end) } : {}),
        open: found.open,
        ...implied,
        protocol: 'tcp',
        program,
        place: sliceMapped(word, found.all.start, found.all.end),
      });
    } else if (local || /^:\u0001+$/.test(authority)) {
      // `:50051` is the container itself.
      const port = sliceMapped(word, at + 1, at + authority.length);
      out.push({ port, open: !local, ...implied, protocol: 'tcp', program, place: port });
    }
    at += item.length + 1;
  }
  return out;
}

/** bash's `/dev/tcp/host/port` and `/dev/udp/…`, as a path or inside of one; `undefined` when the word is none. */
export function devTcpAddress(word: MappedText): (HostPort & { readonly protocol: Protocol }) | undefined {
  const m = /\/dev\/(tcp|udp)\/([^/\s]+)\/([^/\s"';)]+)/.exec(maskVariables(word.text));
  if (!m) return undefined;
  const [host, port] = [m[2] as string, m[3] as string];
  const start = m.index + `/dev/${m[1]}/`.length;
  const portAt = { start: start + host.length + 1, end: start + host.length + 1 + port.length };
  const known = /^\d{1,5}$/.test(port);
  if (!readHost(host, 0) || (!known && !port.includes(HOLE))) return undefined;
  return {
    host: { start, end: start + host.length },
    port: portAt,
    open: !known,
    all: { start, end: portAt.end },
    protocol: m[1] === 'udp' ? 'udp' : 'tcp',
  };
}
