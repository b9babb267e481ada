import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { showPort } from '../../src/facts';
import type { CheckTarget } from '../../src/lore/health';
import { checkOfCommand } from '../../src/lore/health';
import { commandLine, variables } from './commands';

/** `host:port by program`, `~` in front of an implied port, `?` for an unknown one; the site is checked to be inside. */
function show(t: CheckTarget): string {
  const port = t.port.open ? '?' : t.port.alternatives.map((a) => showPort(a.value)).join('|');
  return `${t.host?.value ?? ''}:${t.explicit ? '' : '~'}${port} ${t.by}`;
}

const check = (text: string, env = ''): string =>
  checkOfCommand(commandLine(text), variables(env)).map(show).join(', ');

describe('targets of health commands', () => {
  it.each([
    ['["curl", "-f", "http://localhost:8080/health"]', 'localhost:8080 curl'],
    ['["curl", "-f", "http://localhost"]', 'localhost:~80 curl'],
    ['["curl", "-fsSk", "https://127.0.0.1/x"]', '127.0.0.1:~443 curl'],
    ['curl -f http://localhost:8080/health || exit 1', 'localhost:8080 curl'],
    ['curl -sS -H "Host: example.com:90" -o /dev/null localhost:3000/up', 'localhost:3000 curl'],
    ['curl --fail --silent http://[::1]:9021 --output /dev/null', '::1:9021 curl'],
    ['curl -s http://localhost:9200/_cluster/health | grep -E green', 'localhost:9200 curl'],
    ['["wget", "--quiet", "--tries=1", "--spider", "http://localhost:4321/"]', 'localhost:4321 wget'],
    ['wget -qO- 127.0.0.1:8025/livez', '127.0.0.1:8025 wget'],
    ['busybox wget -q -T 3 http://localhost:81', 'localhost:81 wget'],
    ['["http", "GET", ":8000/ping"]', ':8000 http'],
    ['nc -z localhost 9092', 'localhost:9092 nc'],
    ['nc -zv -w 2 127.0.0.1 9092', '127.0.0.1:9092 nc'],
    ['echo stats | nc 127.0.0.1 11211', '127.0.0.1:11211 nc'],
    ['["/bin/grpc_health_probe", "-addr=:50051"]', ':50051 grpc_health_probe'],
    ['["grpc_health_probe", "-addr", "localhost:50051"]', 'localhost:50051 grpc_health_probe'],
    ['["podcli", "check", "http", "localhost:9898/healthz"]', 'localhost:9898 podcli'],
    ['pg_isready -U postgres', ':~5432 pg_isready'],
    ['pg_isready -h 127.0.0.1 -p 5433 -U x', '127.0.0.1:5433 pg_isready'],
    ['pg_isready -p5433', ':5433 pg_isready'],
    ['["constructor", "x"]', ''],
    ['psql -U postgres -p 5432 -h 127.0.0.1 -tA -c "select 1;" -d postgres >/dev/null', '127.0.0.1:5432 psql'],
    ['redis-cli ping', ':~6379 redis-cli'],
    ['redis-cli -h localhost -p 6380 ping | grep PONG', 'localhost:6380 redis-cli'],
    ['["mysqladmin", "ping", "-h", "localhost", "-P", "3307"]', 'localhost:3307 mysqladmin'],
    ['mysqladmin ping --port=3307 -psecret', ':3307 mysqladmin'],
    ['mongosh --eval "db.adminCommand(1)"', ':~27017 mongosh'],
    ['mongosh --port 27018 --quiet', ':27018 mongosh'],
    ['mongo localhost:27019/test --quiet', 'localhost:27019 mongo'],
    ['mongosh "mongodb://u:p@localhost:27020/x"', 'localhost:27020 mongosh'],
    ['bash -c "echo > /dev/tcp/localhost/8080"', 'localhost:8080 /dev/tcp'],
    ['["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080; cat <&3"]', '127.0.0.1:8080 /dev/tcp'],
    [
      `node -e "require('http').get('http://localhost:3000/up', r => process.exit(r.statusCode))"`,
      'localhost:3000 node',
    ],
    [`node -e "fetch('http://localhost', x)"`, 'localhost:~80 node'],
    [`["node", "-e", "require('net').connect(3001,'localhost')"]`, 'localhost:3001 node'],
    [`["node", "-e", "require('http').request({host:'localhost',port:3002,path:'/'})"]`, ':3002 node'],
    [`python3 -c "import urllib.request as u; u.urlopen('http://127.0.0.1:8000')"`, '127.0.0.1:8000 python3'],
    [`python -c "import socket; socket.create_connection(('localhost', 5000))"`, 'localhost:5000 python'],
    [`php -r "fsockopen('localhost', 8090) or die('x');"`, 'localhost:8090 php'],
    [`["ruby", "-e", "TCPSocket.new('localhost', 6060).close"]`, 'localhost:6060 ruby'],
    ['curl http://localhost:8080 && curl http://localhost:8081', 'localhost:8080 curl, localhost:8081 curl'],
    ['kafka-topics --bootstrap-server localhost:9092 --list', 'localhost:9092 kafka-topics'],
  ])('%s', (text, expected) => {
    expect(check(text)).toBe(expected);
  });

  it.each([
    'exit 0',
    'pgrep k6',
    '["/app/healthcheck"]',
    '["/bin/app", "healthcheck", "--port", "80"]',
    'test -f /tmp/health',
    'nc -l 8080',
    'nc -lk -p 8080',
    'curl --version',
    'curl http://${HOST}:80',
    'psql -h /var/run/postgresql -U x',
    'ssh -p 2222 me@box',
    'echo http://localhost:80',
    `node -e "require('./health')"`,
    `node -e "get('http://localhost' + port)"`,
    `node -e "get('http://localhost:' + process.env.PORT)"`,
    'rabbitmq-diagnostics -q ping',
    '["sh", "/check.sh", "8080"]',
    '',
    '[]',
  ])('nothing in %s', (text) => {
    expect(check(text)).toBe('');
  });

  it('takes variables from the environment', () => {
    expect(check('curl http://localhost:$PORT/x', 'PORT=8080')).toBe('localhost:8080 curl');
    expect(check('curl http://localhost:${PORT:-3000}/x')).toBe('localhost:3000 curl');
    expect(check('curl http://localhost:${PORT:-3000}/x', 'PORT=81')).toBe('localhost:81 curl');
    expect(check('curl http://localhost:${PORT:-3000}/x', 'PORT')).toBe('localhost:? curl');
    expect(check('nc -z localhost $PORT')).toBe('localhost:? nc');
    expect(check('["curl", "http://localhost:$PORT"]', 'PORT=80')).toBe('localhost:? curl');
    expect(check('echo > /dev/tcp/localhost/$PORT')).toBe('localhost:? /dev/tcp');
  });

  it('takes what assembly could not know for unknown', () => {
    expect(check('curl http://localhost:\u0001/x')).toBe('localhost:? curl');
    expect(check('curl http://\u0001:80/x')).toBe('');
    expect(check('nc -z localhost \u0001')).toBe('localhost:? nc');
    expect(check('pg_isready -p \u0001')).toBe(':? pg_isready');
    expect(check('["/bin/grpc_health_probe", "-addr=:\u0001"]')).toBe(':? grpc_health_probe');
    expect(check('echo > /dev/tcp/localhost/\u0001')).toBe('localhost:? /dev/tcp');
    expect(checkOfCommand(commandLine('nc -z localhost \u0001'), [])[0]?.port.open?.because).toBe(
      'a variable in it has no value here',
    );
  });

  it('traces a port through its variable', () => {
    const [t] = checkOfCommand(commandLine('curl http://localhost:$PORT/x'), variables('A=b\nPORT=8080'));
    expect(t?.port.alternatives[0]).toMatchObject({
      site: { start: 22, end: 27 },
      origins: [{ kind: 'text', span: { uri: 'file:///.env', start: 9, end: 13 } }],
      via: [{ kind: 'variable', name: 'PORT' }],
      certainty: 'high',
    });
    expect(t?.site).toMatchObject({ start: 12, end: 27 });
  });

  it('says why a port is implied', () => {
    const [t] = checkOfCommand(commandLine('pg_isready -U x'), []);
    expect(t?.port.alternatives[0]?.origins).toEqual([
      { kind: 'implied', at: t?.site, because: '`pg_isready` asks port 5432 when none is written' },
    ]);
    expect(t?.site).toMatchObject({ start: 0, end: 10 });
  });
});

it('never throws and stays inside the text', () => {
  const piece = fc.constantFrom(
    'curl ',
    'nc ',
    '-z ',
    'psql ',
    '-p',
    '-h ',
    'http://',
    'localhost',
    ':',
    '80',
    '$PORT',
    '${X:-',
    '}',
    "'",
    '"',
    '|',
    '/dev/tcp/a/',
    ' ',
    'node -e ',
    'mongosh ',
    ';',
    '\\',
    '[',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece, { maxLength: 15 }).map((p) => p.join('')),
      ),
      (text) => {
        for (const t of checkOfCommand(commandLine(text), variables('PORT=8080'))) {
          expect(t.site.start).toBeGreaterThanOrEqual(0);
          expect(t.site.end).toBeLessThanOrEqual(text.length);
        }
      },
    ),
    { numRuns: 1000 },
  );
});
