import { expect, it } from 'vitest';
import { showPort } from '../../src/facts';
import { connectsOfCommand } from '../../src/lore/addresses';
import { commandLine, variables } from './commands';

const connects = (text: string, env = ''): string =>
  connectsOfCommand(commandLine(text), undefined, variables(env))
    .map(
      (f) =>
        `${f.key} ${f.host.value}:${f.explicit ? '' : '~'}${showPort(f.port.value)}${f.class === 'backend' ? '' : ` ${f.class}`}`,
    )
    .join(', ');

it.each([
  ['app --upstream http://api:8080', '--upstream api:8080'],
  ['["app", "--upstream=http://api", "-v"]', '--upstream api:~80'],
  ['./podinfo --backend-url http://backend:9899/status/200 --port 9898', '--backend-url backend:9899'],
  ['wait-for-it db:5432 -t 30 -- npm start', 'wait-for-it db:5432 other'],
  ['./wait-for-it.sh -h db -p 5432', 'wait-for-it db:5432 other'],
  ['dockerize -wait tcp://db:5432 -wait http://es:9200 ./app', 'dockerize db:5432 other, dockerize es:9200 other'],
  ['sh -c "until pg_isready -h db -p 5433; do sleep 1; done; exec app"', 'pg_isready db:5433'],
  ['psql postgres://u:p@db/x -c "select 1"', 'psql db:~5432'],
  ['mysql -h mysql -uroot', 'mysql mysql:~3306'],
  ['redis-cli -h cache -p 6380', 'redis-cli cache:6380'],
  ['bash -c "while ! </dev/tcp/db/5432; do :; done"', '/dev/tcp db:5432 other'],
  ['run taskworker --rpc-host=taskbroker:50051', '--rpc-host taskbroker:50051'],
  ['["--upstream=http://api:81"]', '--upstream api:81'],
  ['["http://api:82", "--x"]', 'command api:82 other'],
  ['app --db-host db --db-port=5433', '--db-port db:5433'],
  ['app --host 0.0.0.0 --port 80', '--port 0.0.0.0:80 own-listener'],
  ['app redis:6379', 'app redis:6379 other'],
  ['API=http://api:81 app', 'API api:81 other'],
  ['app --upstream http://$HOST_NAME:80', ''],
  ['app --upstream http://api:$P', ''],
  ['app --listen 0.0.0.0:80', '--listen 0.0.0.0:80 own-listener'],
  ['java -Dspring.url=http://config:8888 -jar x', '-Dspring.url config:8888 other'],
  ['curl -H "Host: x:90" -o out:80 http://api:8080', 'curl api:8080 other'],
])('%s', (text, expected) => {
  expect(connects(text)).toBe(expected);
});

it.each([
  'app --telemetry-host 127.0.0.1 --telemetry-port 8082',
  'echo http://api:80',
  'chown app:1000 /x',
  'docker run -p 8080:80 app:8080',
  'nc -l 80',
  'app --image redis:8000',
  'pg_isready',
  'mysqladmin ping -h /run/x',
  'app node:20',
  'test -z a:8080',
  '',
])('none in %s', (text) => {
  expect(connects(text)).toBe('');
});

it('takes variables from the environment', () => {
  expect(connects('app --upstream http://$H:${P:-80}', 'H=api')).toBe('--upstream api:80');
  const [f] = connectsOfCommand(commandLine('psql -h $H'), undefined, variables('H=db'));
  expect(f).toMatchObject({
    explicit: false,
    host: { value: 'db', site: { start: 8, end: 10 }, via: [{ kind: 'variable', name: 'H' }] },
    port: { certainty: 'high' },
  });
});
