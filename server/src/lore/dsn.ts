import type { Range } from '../text/span';
import type { HostPort } from './urls';
import { readHost } from './urls';

/** An address in a connection string that is no URL. */
export interface DsnMatch {
  /** Product as in schemes.ts: `sqlserver`, `postgresql`; absent when the string does not tell. */
  readonly product?: string;
  /** Port that the client takes when none is written. */
  readonly defaultPort?: number;
  readonly address: HostPort;
}

/**
 * The address of a connection string: ADO.NET (`Server=db,1433;…`, `Host=db;Port=5432;…`), libpq (`host=db port=5432`),
 * PDO (`mysql:host=db;port=3306`), Go MySQL (`u:p@tcp(db:3306)/x`), Oracle (`jdbc:oracle:thin:@db:1521/X`). Empty when the
 * whole text is none of these.
 */
export function findDsn(text: string): readonly DsnMatch[] {
  if (text.length > 4000 || text.includes('\n')) return [];
  if (!text.includes('=')) return goMysql(text) ?? oracle(text) ?? [];
  return goMysql(text) ?? oracle(text) ?? keyValues(text) ?? [];
}

function goMysql(text: string): readonly DsnMatch[] | undefined {
  if (!text.includes('(')) return undefined;
  const m = /(?:^|@)(?:tcp[46]?)\(([^()\s]+)\)\//.exec(text);
  if (!m || text.includes('://')) return undefined;
  const address = readHost(m[1] as string, m.index + m[0].indexOf('(') + 1);
  return address ? [{ product: 'mysql', defaultPort: 3306, address }] : [];
}

function oracle(text: string): readonly DsnMatch[] | undefined {
  if (!text.includes(':oracle:')) return undefined;
  const m = /jdbc:oracle:[a-z]+:(?:[^@\s]*)@(?:\/\/)?([^\s/?()]+)/i.exec(text);
  if (!m) return undefined;
  // `host:port:SID` is the old form; the SID is no part of the address.
  const [, server = ''] = m;
  const written = /^[^:]+:\d+/.exec(server)?.[0] ?? server;
  const address = readHost(written, m.index + m[0].length - server.length);
  return address ? [{ product: 'oracle', defaultPort: 1521, address }] : [];
}

interface Pair {
  readonly key: string;
  readonly value: Range;
}

const HOST_KEYS = new Set([
  'host',
  'server',
  'data source',
  'datasource',
  'address',
  'addr',
  'network address',
  'hostname',
  'servername',
]);
const PDO: Readonly<Record<string, readonly [string, number]>> = {
  mysql: ['mysql', 3306],
  pgsql: ['postgresql', 5432],
  sqlsrv: ['sqlserver', 1433],
  dblib: ['sqlserver', 1433],
};

function keyValues(text: string): readonly DsnMatch[] | undefined {
  const pdo = /^(mysql|pgsql|sqlsrv|dblib):(?=\w+=)/i.exec(text);
  const pairs = readPairs(text, pdo ? pdo[0].length : 0);
  const host = pairs.find((p) => HOST_KEYS.has(p.key));
  if (!host || (pairs.length < 2 && !pdo)) return undefined;
  const keys = new Set(pairs.map((p) => p.key));
  const port = pairs.find((p) => p.key === 'port');
  const product = pdo ? PDO[(pdo[1] as string).toLowerCase()] : productOf(keys, text);
  const address = hostOf(text, host, port);
  if (!address) return [];
  return [{ address, ...(product ? { product: product[0], defaultPort: product[1] } : {}) }];
}

/** `key=value` separated by `;`, or by blanks when there is no semicolon. */
function readPairs(text: string, from: number): readonly Pair[] {
  const separator = text.includes(';') ? /[^;]+/g : /\S+/g;
  separator.lastIndex = from;
  const out: Pair[] = [];
  for (let m = separator.exec(text); m; m = separator.exec(text)) {
    const equals = m[0].indexOf('=');
    if (equals < 0) continue;
    const raw = m[0].slice(equals + 1);
    const lead = raw.length - raw.trimStart().length;
    const start = m.index + equals + 1 + lead;
    out.push({ key: m[0].slice(0, equals).trim().toLowerCase(), value: { start, end: start + raw.trim().length } });
  }
  return out;
}

/** What the other keys say about the client. A string that fits several products says nothing. */
function productOf(keys: ReadonlySet<string>, text: string): readonly [string, number] | undefined {
  const has = (...names: readonly string[]): boolean => names.some((n) => keys.has(n));
  if (!text.includes(';')) return has('dbname') ? ['postgresql', 5432] : undefined;
  const found: (readonly [string, number])[] = [];
  if (
    has(
      'initial catalog',
      'trustservercertificate',
      'multipleactiveresultsets',
      'integrated security',
      'trusted_connection',
    )
  )
    found.push(['sqlserver', 1433]);
  if (has('uid', 'sslmode', 'allowpublickeyretrieval') && has('pwd', 'allowpublickeyretrieval'))
    found.push(['mysql', 3306]);
  if (has('host') && has('database') && has('username')) found.push(['postgresql', 5432]);
  return found.length === 1 ? found[0] : undefined;
}

function hostOf(text: string, host: Pair, port: Pair | undefined): HostPort | undefined {
  const raw = text.slice(host.value.start, host.value.end);
  // SQL Server: `tcp:db,1433`, `db\instance,1433`; `(localdb)\x` and `.` are the machine itself and are no names.
  const protocol = /^(?:tcp|np|lpc|admin):/i.exec(raw)?.[0].length ?? 0;
  const start = host.value.start + protocol;
  const m = /^([^,\\]+)(?:\\[^,]*)?,\s*(\d{1,5})$/.exec(raw.slice(protocol));
  if (m) {
    const name = readHost(m[1] as string, start);
    const end = host.value.end;
    return name && !name.port
      ? { ...name, port: { start: end - (m[2] as string).length, end }, all: { start, end } }
      : undefined;
  }
  const address = readHost(raw.slice(protocol), start);
  if (!address || address.port || !port) return address;
  const written = text.slice(port.value.start, port.value.end);
  if (/^\d{1,5}$/.test(written)) return { ...address, port: port.value };
  return { ...address, port: port.value, open: true };
}
