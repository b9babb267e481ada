import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConnectFact, EnvVar } from '../../src/facts';
import { showPort } from '../../src/facts';
import { connectsOfEnv, pairAddresses, scanAddresses } from '../../src/lore/addresses';
import { mapCopy } from '../../src/text/mapped';

const URI = 'file:///compose.yaml';
const scan = (text: string, key = 'API_URL', place: ConnectFact['place'] = 'env'): readonly ConnectFact[] =>
  scanAddresses(mapCopy(text, URI, 100), { key, place });

/** `host:port`, `~` in front of an implied port; host and port are read from their origins in the source. */
function show(facts: readonly ConnectFact[], source: string, base = 100): string {
  const origin = (f: ConnectFact['host'] | ConnectFact['port']): string => {
    const [o] = f.origins;
    return o?.kind === 'text' ? source.slice(o.span.start - base, o.span.end - base) : '~';
  };
  return facts.map((f) => `${origin(f.host)}:${f.explicit ? origin(f.port) : `~${showPort(f.port.value)}`}`).join(' ');
}

function vars(text: string): readonly EnvVar[] {
  let at = 0;
  return text.split('\n').map((line) => {
    const start = at;
    at += line.length + 1;
    const [name, value] = [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)];
    const nameSite = { uri: URI, start, end: start + name.length };
    return { name, nameSite, value: mapCopy(value, URI, start + name.length + 1), source: 'environment' };
  });
}

describe('addresses in a value', () => {
  it.each([
    ['http://api:8080/v1', 'api:8080'],
    ['http://api', 'api:~80'],
    ['https://api/x?next=y', 'api:~443'],
    ['HTTP://Api:80', 'Api:80'],
    ['ws://hub:81 wss://hub', 'hub:81 hub:~443'],
    ['postgres://u:p@db:5433/app?sslmode=disable', 'db:5433'],
    ['postgresql+psycopg2://db/app', 'db:~5432'],
    ['postgres://user:p@ss:w@db:5432/x', 'db:5432'],
    ['postgres://user:pa/s#s?w@db:5432/x', 'db:5432'],
    ['postgres://user:${DB_PASS:-a/b@c}@db:5432/x', 'db:5432'],
    ['mysql+pymysql://root@mysql/x', 'mysql:~3306'],
    ['mongodb://a:27017,b:27018,c/?replicaSet=rs', 'a:27017 b:27018 c:~27017'],
    ['redis://:secret@cache:6379/0', 'cache:6379'],
    ['rediss://cache', 'cache:~6379'],
    ['amqp://guest:guest@rabbit:5672//', 'rabbit:5672'],
    ['amqp://a:5672,amqp://b', 'a:5672 b:~5672'],
    ['nats://n1:4222,nats://n2:4222', 'n1:4222 n2:4222'],
    ['kafka1:9092,kafka2:9093', 'kafka1:9092 kafka2:9093'],
    ['tcp://redis:6379', 'redis:6379'],
    ['grpc://api', ''],
    ['dns:///api:50051', 'api:50051'],
    ['http://[::1]:8080/', '::1:8080'],
    ['[fe80::1%eth0]:8080', 'fe80::1:8080'],
    ['http://10.0.0.7:9000', '10.0.0.7:9000'],
    ['http://svc.shop.svc.cluster.local.:80', 'svc.shop.svc.cluster.local.:80'],
    ['jdbc:postgresql://ledger-db:5432/ledger', 'ledger-db:5432'],
    ['jdbc:mysql:loadbalance://a:3306,b/x', 'a:3306 b:~3306'],
    ['jdbc:sqlserver://sql;databaseName=x', 'sql:~1433'],
    ['jdbc:sqlserver://sql:1434;encrypt=false', 'sql:1434'],
    ['jdbc:oracle:thin:@ora:1521:XE', 'ora:1521'],
    ['jdbc:oracle:thin:@//ora/XE', 'ora:~1521'],
    ['r2dbc:pool:postgresql://db/x', 'db:~5432'],
    ['Server=sql,1435;Initial Catalog=x;User Id=sa', 'sql:1435'],
    ['Server=tcp:sql;Initial Catalog=x', 'sql:~1433'],
    ['Data Source=sql\\inst,1436;Database=x', 'sql:1436'],
    ['Server=basket;Database=x', ''],
    ['Host=db;Port=5432;Database=x', 'db:5432'],
    ['Host=db;Database=x;Username=u;Password=p', 'db:~5432'],
    ['host=rabbit:5672;username=guest', 'rabbit:5672'],
    ['host=db port=5432 dbname=x', 'db:5432'],
    ['host=db user=x dbname=y', 'db:~5432'],
    ['mysql:host=db;port=3307;dbname=x', 'db:3307'],
    ['pgsql:host=db', 'db:~5432'],
    ['root:pw@tcp(mysql:3306)/shop?parseTime=true', 'mysql:3306'],
    ['redis:6379,password=x,ssl=False', 'redis:6379'],
    ['cart:7070', 'cart:7070'],
    ['redis:6379/0', 'redis:6379'],
    ['user:pw@mail:1025', 'mail:1025'],
    [
      'DefaultEndpointsProtocol=http;BlobEndpoint=http://azurite:10000/dev;QueueEndpoint=http://azurite:10001/dev',
      'azurite:10000 azurite:10001',
    ],
    ['-Dspring.url=http://config:8888 -Dx=y', 'config:8888'],
    ['{"url":"http://api:8080/x","n":1}', 'api:8080'],
    ['INTERNAL://kafka:9093,EXTERNAL://localhost:9092', 'kafka:9093 localhost:9092'],
  ])('%s', (text, expected) => {
    expect(show(scan(text), text)).toBe(expected);
  });

  it.each([
    ['redis:7-alpine'],
    ['node:20'],
    ['postgres:16'],
    ['12:30'],
    ['12:30:45'],
    ['2024-01-01T12:30'],
    ['8080:80'],
    ['127.0.0.1:8080:80'],
    ['1000:1000'],
    ['key: value'],
    ['Note: 8080 is free'],
    ['C:\\data:80'],
    ['C:8080'],
    ['aa:bb:cc:dd:ee:ff'],
    ['16:9'],
    ['v1.2'],
    ['http://${HOST}:80'],
    ['http://api:${PORT}'],
    ['${HOST}:8080'],
    ['api:$PORT'],
    ['http://{{ .host }}:80'],
    ['http://*:80'],
    ['http://+:80'],
    ['http://:8080'],
    ['http://'],
    ['://'],
    ['http://api:99999'],
    ['api:0'],
    ['file:///etc/passwd:80'],
    ['unix:///run/x.sock'],
    ['sqlite:///db:80'],
    ['s3://bucket:80'],
    ['mongodb+srv://u:p@cluster.example.net/x'],
    ['docker://alpine:3000'],
    ['lb://orders'],
    ['git@github.com:org/repo'],
    ['noreply@example.com'],
    ['registry:5000/app:1'],
    ['./data:/data'],
    ['a:b:8080'],
    ['host:80 other'],
    ['sha256:12345'.replace('12345', 'ab12')],
    ['application/json'],
    [''],
    ['{"host":"redis","port":6379}'],
    ['::1'],
    ['[::1]'],
    ['user=app;mode=x'],
    ['http://api:/x'],
    ['http://a_very_odd host:80'.replace('http', 'x')],
  ])('none in %s', (text) => {
    expect(show(scan(text), text)).toBe('');
  });

  it.each([
    ['IMAGE', 'app:8080'],
    ['BASE_TAG', 'release:2024'],
    ['RUN_AS_USER', 'app:1000'],
    ['RATIO', 'canary:90'],
  ])('%s=%s is no address', (key, text) => {
    expect(scan(text, key)).toEqual([]);
  });

  it('takes low ports under keys that name an address', () => {
    expect(show(scan('mail:25', 'SMTP_ADDR'), 'mail:25')).toBe('mail:25');
    expect(scan('mail:25', 'FOO')).toEqual([]);
  });

  it('classes', () => {
    const of = (key: string, text: string): string | undefined => scan(text, key)[0]?.class;
    expect(of('CART_ADDR', 'cart:7070')).toBe('backend');
    expect(of('API_URL', 'http://api:8080')).toBe('other');
    expect(of('URL', 'postgres://db/x')).toBe('backend');
    expect(of('SITE_URL', 'http://localhost:3000')).toBe('browser');
    expect(of('KAFKA_ADVERTISED_LISTENERS', 'PLAINTEXT://broker:29092')).toBe('own-listener');
    expect(of('API_URL', 'http://0.0.0.0:3000')).toBe('own-listener');
  });

  it('knows scheme, protocol, site and why a port is implied', () => {
    const [f] = scan('udp://agent:8125');
    expect(f).toMatchObject({
      protocol: 'udp',
      scheme: 'udp',
      place: 'env',
      key: 'API_URL',
      site: { start: 106, end: 116 },
    });
    const [http] = scan('http://api/x');
    expect(http?.port).toMatchObject({
      certainty: 'certain',
      origins: [{ kind: 'implied', because: '`http` means port 80 when none is written' }],
    });
    expect(http?.site).toEqual({ uri: URI, start: 107, end: 110 });
  });

  it('reads configuration files line by line', () => {
    const text = [
      '# see http://docs:80',
      'server.port=8080',
      'upstream: "redis:6379"',
      'listen 0.0.0.0:8081;',
      'proxy_pass http://api:8082;',
      'image: node:2000',
      '  targets: ["aa:9090", \'bb:9091\']',
      '  - kafka:9092',
      '  - 8080:80',
      '  url: http://prom:9093',
    ].join('\n');
    const found = scan(text, 'app.conf', 'config');
    expect(show(found, text)).toBe('redis:6379 0.0.0.0:8081 api:8082 aa:9090 bb:9091 kafka:9092 prom:9093');
    expect(found.map((f) => `${f.key} ${f.class}`)).toEqual([
      'upstream backend',
      'listen own-listener',
      'proxy_pass other',
      'targets backend',
      'targets backend',
      'app.conf other',
      'url other',
    ]);
  });
});

describe('pairs of variables', () => {
  it.each([
    ['DB_HOST=db\nDB_PORT=5432', 'db:5432'],
    ['DB_PORT=5432\nDB_HOST=db', 'db:5432'],
    ['PGHOST=db\nPGPORT=5432', 'db:5432'],
    ['QDRANT_HOST=http://qdrant\nQDRANT_PORT=6333', 'qdrant:6333'],
    ['A_HOST=::1\nA_PORT=80', ''],
    ['A_HOST=[::1]\nA_PORT=80', '::1:80'],
    ['DB_HOST=db:5433\nDB_PORT=5432', ''],
    ['DB_HOST=${X}\nDB_PORT=5432', ''],
    ['DB_HOST=db\nDB_PORT=${X}', ''],
    ['DB_HOST=db\nDB_PORT=tcp://10.0.0.1:5432', ''],
    ['DB_HOST=a,b\nDB_PORT=5432', ''],
    ['DB_HOST=/var/run/postgresql\nDB_PORT=5432', ''],
    ['DB_HOST=db\nDB_PORT=0', ''],
    ['DB_HOST=\nDB_PORT=5432', ''],
  ])('%j', (text, expected) => {
    expect(show(pairAddresses(vars(text)), text, 0)).toBe(expected);
  });

  it('stands at the host, is named after the port', () => {
    const [f] = pairAddresses(vars('REDIS_HOST=cache\nREDIS_PORT=6379'));
    expect(f).toMatchObject({
      key: 'REDIS_PORT',
      class: 'backend',
      explicit: true,
      site: { start: 11, end: 16 },
      port: { certainty: 'high', site: { start: 28, end: 32 } },
    });
  });

  it('HOST and PORT alone are the own listener', () => {
    expect(pairAddresses(vars('HOST=localhost\nPORT=3000'))[0]?.class).toBe('own-listener');
    expect(pairAddresses(vars('DB_HOST=0.0.0.0\nDB_PORT=3000'))[0]?.class).toBe('own-listener');
  });

  it('a port beside a URL takes away what the scheme implies', () => {
    const text = 'QDRANT_HOST=http://qdrant\nQDRANT_PORT=6333\nAPI=http://api\nWEB_HOST=web:8080\nWEB_PORT=8080';
    expect(show(connectsOfEnv(vars(text)), text, 0)).toBe('api:~80 web:8080 qdrant:6333');
  });
});

it('never throws and stays inside the text', () => {
  const piece = fc.constantFrom(
    'http',
    '://',
    ':',
    '/',
    '@',
    ',',
    ';',
    '80',
    '5432',
    'db',
    '[',
    ']',
    '::1',
    '${',
    '}',
    '$X',
    'Host=',
    'Server=',
    'Port=',
    ' ',
    '\n',
    'jdbc:',
    'tcp(',
    ')',
    '=',
    '"',
    '- ',
    'ü',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece, { maxLength: 20 }).map((p) => p.join('')),
      ),
      fc.constantFrom<ConnectFact['place']>('env', 'config'),
      (text, place) => {
        for (const f of scan(text, 'X_HOST', place)) {
          for (const s of [
            f.site,
            f.host.site,
            f.port.site,
            ...[...f.host.origins, ...f.port.origins].map((o) => (o.kind === 'text' ? o.span : o.at)),
          ]) {
            expect(s.start).toBeGreaterThanOrEqual(100);
            expect(s.end).toBeLessThanOrEqual(100 + text.length);
            expect(s.start).toBeLessThan(s.end);
          }
        }
      },
    ),
    { numRuns: 2000 },
  );
});

it('is linear on long text', () => {
  const before = Date.now();
  scan('a'.repeat(500_000), 'X');
  scan('a:/'.repeat(200_000), 'X');
  scan('x://'.repeat(100_000), 'X', 'config');
  scan('a\n'.repeat(200_000), 'X', 'config');
  expect(Date.now() - before).toBeLessThan(5000);
});
