import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ListenFact } from '../../src/facts';
import { showPort } from '../../src/facts';
import { knownImage } from '../../src/lore/images';
import type { ListenOptions } from '../../src/lore/listen';
import { listensOfCommand, listensOfEnv } from '../../src/lore/listen';
import { commandLine, variables } from './commands';

/** `[host:]port`, then what is not the common case: purpose, `?` unknown, `~` implied, `+` not exclusive, `@level`, certainty. */
function show(f: ListenFact): string {
  const [port] = f.port.alternatives;
  const number =
    f.port.open || !port ? '?' : `${port.origins[0]?.kind === 'implied' ? '~' : ''}${showPort(port.value)}`;
  const host = f.host ? `${f.host.origins[0]?.kind === 'implied' ? '~' : ''}${f.host.value}:` : '';
  const purpose = f.purpose === 'main' ? (f.exclusive ? '' : '+') : ` ${f.purpose}`;
  return `${host}${number}${f.protocol === 'tcp' ? '' : `/${f.protocol}`}${purpose}${f.certainty === 'high' ? '' : ` ${f.certainty}`}`;
}

function options(image: string): ListenOptions {
  const known = knownImage(image);
  return known ? { from: 'deployment', image: known } : { from: 'deployment' };
}

function command(text: string, { env = '', image = '', entrypoint = '' } = {}): string {
  const facts = listensOfCommand(
    text === '' ? undefined : commandLine(text),
    entrypoint === '' ? undefined : commandLine(entrypoint),
    variables(env),
    options(image),
  );
  return facts
    .filter((f) => f.level === 1)
    .map(show)
    .join(', ');
}

describe('listeners that flags name', () => {
  it.each([
    ['next start -p 4000', '4000'],
    ['["npx", "next", "dev", "--port=4000", "-H", "0.0.0.0"]', '0.0.0.0:4000'],
    ['serve -s build -l 5000', '5000'],
    ['serve -l tcp://0.0.0.0:5000', '0.0.0.0:5000'],
    ['http-server dist -p8081', '8081'],
    ['npm run dev -- --port 3000', '3000+'],
    ['npm run dev -- --host 0.0.0.0 --port=3000', '0.0.0.0:3000+'],
    ['yarn dev --port 3001 --host', '3001+'],
    ['pnpm next dev -p 3002', '3002'],
    ['vite --host 0.0.0.0 --port 5174', '0.0.0.0:5174'],
    ['vite --port 5174', '~127.0.0.1:5174'],
    ['node node_modules/.bin/next start -p 80', '80'],
    ['ng serve --host=0.0.0.0 --port=4201', '0.0.0.0:4201'],
    ['gunicorn app:app -b 0.0.0.0:80 --log-file - --workers 4', '0.0.0.0:80'],
    ['["gunicorn", "-b", "[::]:9080", "app:app"]', ':::9080'],
    ['gunicorn --bind=:8000 --bind 127.0.0.1:8001 a', '8000, 127.0.0.1:8001'],
    ['uvicorn main:app --host 0.0.0.0 --port 8001', '0.0.0.0:8001'],
    ['uvicorn main:app --port 8001', '~127.0.0.1:8001'],
    ['python -m uvicorn main:app --host :: --port 8001', ':::8001'],
    ['fastapi run --port 81 app/main.py', '81'],
    ['flask --app x run -h 0.0.0.0 -p 5001', '0.0.0.0:5001'],
    ['python manage.py runserver 0.0.0.0:8002', '0.0.0.0:8002'],
    ['python manage.py runserver 8002', '~127.0.0.1:8002'],
    ['python3 -u -m http.server 9000 --bind 127.0.0.1', '127.0.0.1:9000'],
    ['python -m http.server --directory /srv 9000', '9000'],
    ['streamlit run app.py --server.port=8502 --server.address=0.0.0.0', '0.0.0.0:8502'],
    ['celery -A app flower --port=5556', '5556'],
    ['bundle exec rails s -p 3001 -b 0.0.0.0', '0.0.0.0:3001'],
    ['bin/rails server -b 0.0.0.0 -p 3001', '0.0.0.0:3001'],
    ['puma -b tcp://0.0.0.0:9293', '0.0.0.0:9293'],
    ['php artisan serve --host=0.0.0.0 --port=8003', '0.0.0.0:8003'],
    ['php -S 0.0.0.0:8004 -t public', '0.0.0.0:8004'],
    ['java -Dserver.port=8083 -jar app.jar', '8083'],
    ['java -jar app.jar --server.port=8083 --management.server.port=8084', '8083, 8084 admin'],
    ['java -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005 -jar app.jar', '*:5005 debug'],
    ['dotnet Api.dll --urls http://+:5000', '5000'],
    ['dotnet Api.dll --urls "http://0.0.0.0:80;https://0.0.0.0:443"', '0.0.0.0:80, 0.0.0.0:443'],
    ['nodemon --inspect=0.0.0.0 server.js', '0.0.0.0:~9229 debug'],
    ['node --inspect server.js', '~127.0.0.1:~9229 debug'],
    ['node --inspect-brk=0.0.0.0:9230 server.js', '0.0.0.0:9230 debug'],
    ['node server.js --port 3000', '3000+'],
    [
      'python -m debugpy --listen 0.0.0.0:5678 -m uvicorn a:b --host 0.0.0.0 --port 8000',
      '0.0.0.0:5678 debug, 0.0.0.0:8000',
    ],
    ['dlv exec --continue --headless --listen=:2345 ./app -- --port 8080', '2345 debug, 8080+'],
    ['./podinfo --port 9899 --grpc-port=9999 --port-metrics 9797', '9899, 9999 extra, 9797 metrics'],
    [
      './app --listen-address=:8080 --metrics-bind-address=:8081 --health-probe-bind-address :8082',
      '8080+, 8081 metrics, 8082 extra',
    ],
    ['/app/server -addr :8080', '8080+'],
    ['prometheus --web.listen-address=:9990 --config.file=x', '9990'],
    ['postgres -p 5433', '5433'],
    ['postgres -c port=5433 -c max_connections=10', '5433'],
    ['docker-entrypoint.sh mysqld --port=3307', '3307, ~33060 extra'],
    ['redis-server /etc/redis.conf --port 6380 --bind 127.0.0.1', '127.0.0.1:6380'],
    ['memcached -m 64 -p 11212', '11212'],
    ['mongod --shardsvr --replSet rs0', '~27018'],
    ['mongod --configsvr --port 27020', '27020'],
    ['nats-server -p 4223 -m 8223', '4223, 8223 admin'],
    ['minio server /data --address :9002 --console-address ":9001"', '9002, 9001 admin'],
    [
      'traefik --entrypoints.web.address=:8000 --entryPoints.dns.address=:53/udp --api.insecure=true',
      '8000+, 53/udp+, ~8080 admin',
    ],
    [
      'etcd --listen-client-urls http://0.0.0.0:2379,http://0.0.0.0:4001 --listen-peer-urls http://0.0.0.0:2380',
      '0.0.0.0:2379+, 0.0.0.0:4001+, 0.0.0.0:2380 extra',
    ],
    ['dockerd -H unix:///var/run/docker.sock -H tcp://0.0.0.0:2375', '0.0.0.0:2375+'],
    ['caddy reverse-proxy --from :8080 --to api:80', '8080'],
    ['nc -lk -p 8080', '8080'],
    ['nc -l 8080', '8080'],
    ['http-echo -listen=:5679 -text=x', '5679'],
    ['alembic upgrade head && uvicorn app:app --host 0.0.0.0 --port 80', '0.0.0.0:80'],
    ['exec gunicorn -b :80 app', '80'],
    ['PORT=3005 node server.js', '3005+ medium'],
    ['cross-env NODE_ENV=x next start -p 3006', '3006'],
    ['if [ -n "$X" ]; then flask run -p 5001 -h 0.0.0.0; else gunicorn -b :8000 a; fi', '0.0.0.0:5001+ low, 8000+ low'],
    ['server --port 0', '?+'],
  ])('%s', (text, expected) => {
    expect(command(text)).toBe(expected);
  });

  it.each([
    ['mkdir -p 777'],
    ['docker run -p 8080:80 x --port 80'],
    ['ssh -p 2222 u@h'],
    ['psql -h db -p 5432'],
    ['mysql -P 3306'],
    ['curl -p 80 http://x:80'],
    ['nc -z db 5432'],
    ['nc -p 31337 db 80'],
    ['wait-for-it db:5432 -t 30'],
    ['app --upstream http://api:8080'],
    ['app --db-port 5432 --redis-port=6379'],
    ['app --proxy :8080'],
    ['app --target=:80'],
    ['app --host db --port 5432'],
    ['app --addr=redis:6379'],
    ['app --listen 0.0.0.0'],
    ['app -p 80'],
    ['app --port http'],
    ['app --port'],
    ['app --listen /run/x.sock'],
    ['app --listen=unix:///x'],
    ['uvicorn app:app'],
    ['npm start'],
    ['sleep 8080'],
    ['echo --port 80'],
    ['kubectl port-forward --address 0.0.0.0 svc/x 80:80'],
    ['celery worker --port 1'],
    ['next build -p 80'],
    ['java -agentlib:jdwp=transport=dt_socket,server=n,address=ide:5005 -jar x'],
    ['php -dxdebug.client_port=9003 x.php'],
    ['python -c "serve(--port 80)"'],
    ['X=$(nc -l 80) app'],
    ['app --port 99999'],
    ['app --images-port 80'],
    [''],
    ['[]'],
  ])('none in %s', (text) => {
    expect(command(text)).toBe('');
  });

  it('joins entrypoint and command', () => {
    expect(command('["--port", "80"]', { entrypoint: '["/app/server"]' })).toBe('80+');
    expect(command('["--port=80"]', { entrypoint: 'app --port 81' })).toBe('81+');
    expect(command('next start -p 80', { entrypoint: '["tini", "--"]' })).toBe('80');
  });

  it('gives flags without program to the image', () => {
    expect(command('["--port=3307"]', { image: 'mysql:8' })).toBe('3307, ~33060 extra');
    expect(command('["-p", "5433"]', { image: 'postgres' })).toBe('5433');
    expect(command('["-p", "5433"]')).toBe('');
    expect(command('["server", "/data", "--console-address", ":9001"]', { image: 'minio/minio' })).toBe('9001 admin');
    expect(
      command('["start-dev", "--http-port=8081", "--http-management-port=9001"]', {
        image: 'quay.io/keycloak/keycloak',
      }),
    ).toBe('8081+, 9001 admin');
    expect(command('["--web.listen-address=:9990"]', { image: 'prom/prometheus' })).toBe('9990');
    expect(command('["--log-bin", "-p", "1"]', { image: 'redis' })).toBe('1');
  });

  it('takes variables from the environment', () => {
    expect(command('gunicorn -b :$PORT app', { env: 'PORT=8080' })).toBe('8080');
    expect(command('gunicorn -b :$PORT app')).toBe('?');
    expect(command('gunicorn -b :${PORT:-8000} app')).toBe('8000');
    expect(command('gunicorn -b :${PORT:-8000} app', { env: 'PORT' })).toBe('?');
    expect(command('gunicorn -b $HOST:8000 app')).toBe('8000');
    expect(command('["gunicorn", "-b", ":$PORT"]', { env: 'PORT=8080' })).toBe('?');
    expect(command('export PORT=81; app --port $PORT')).toBe('81+');
    expect(command('gunicorn -b 0.0.0.0:\u0001 app')).toBe('0.0.0.0:?');
    expect(command('gunicorn -b \u0001:80 app')).toBe('80');
    expect(command('uvicorn app:app --host \u0001 --port 80')).toBe('80');
    expect(command('\u0001 --port 80')).toBe('80+');
  });

  it('knows defaults that only flags and variables change', () => {
    const defaults = (text: string, env = ''): string =>
      listensOfCommand(commandLine(text), undefined, variables(env), { from: 'image' })
        .map((f) => `${f.level} ${show(f)}`)
        .join(', ');
    expect(defaults('uvicorn app:app')).toBe('11 ~127.0.0.1:~8000+ medium');
    expect(defaults('uvicorn app:app --host 0.0.0.0')).toBe('11 0.0.0.0:~8000+ medium');
    expect(defaults('uvicorn app:app', 'UVICORN_PORT=1')).toBe('');
    expect(defaults('next start')).toBe('11 ~3000+ medium');
    expect(defaults('next start', 'PORT=80')).toBe('');
    expect(defaults('gunicorn app')).toBe('');
    expect(defaults('next start -p 80')).toBe('5 80');
  });

  it('places and names', () => {
    const [f] = listensOfCommand(commandLine('uvicorn a:b --host=0.0.0.0 --port 8000'), undefined, [], {
      from: 'deployment',
    });
    expect(f).toMatchObject({
      by: '--port',
      level: 1,
      site: { start: 34, end: 38 },
      host: { value: '0.0.0.0', site: { start: 19, end: 26 } },
    });
  });
});

describe('listeners that variables name', () => {
  const env = (text: string, image = '', readsPort?: boolean): string =>
    listensOfEnv(variables(text), { ...options(image), ...(readsPort === undefined ? {} : { readsPort }) })
      .map((f) => `${f.by} ${show(f)} @${f.level}`)
      .join(', ');

  it.each([
    ['PORT=3000', 'PORT 3000+ medium @3'],
    ['PORT=3000\nHOST=127.0.0.1', 'PORT 127.0.0.1:3000+ medium @3'],
    ['ASPNETCORE_URLS=http://0.0.0.0:80', 'ASPNETCORE_URLS 0.0.0.0:80 @2'],
    ['ASPNETCORE_URLS=https://+:443;http://+', 'ASPNETCORE_URLS 443 @2, ASPNETCORE_URLS ~80 @2'],
    ['ASPNETCORE_HTTP_PORTS=8080;8081', 'ASPNETCORE_HTTP_PORTS 8080 @2, ASPNETCORE_HTTP_PORTS 8081 @2'],
    ['ASPNETCORE_HTTP_PORTS=8080\nASPNETCORE_URLS=http://*:5000', 'ASPNETCORE_URLS *:5000 @2'],
    [
      'ASPNETCORE_URLS=http://*:5000\nKestrel__Endpoints__Http__Url=http://*:5001',
      'Kestrel__Endpoints__Http__Url *:5001 @2',
    ],
    ['SERVER_PORT=8081\nSERVER_ADDRESS=127.0.0.1', 'SERVER_PORT 127.0.0.1:8081 @2'],
    ['FLASK_RUN_PORT=5001\nFLASK_RUN_HOST=0.0.0.0', 'FLASK_RUN_PORT 0.0.0.0:5001 @2'],
    ['GUNICORN_CMD_ARGS=--bind=0.0.0.0:8000 --workers=3', 'GUNICORN_CMD_ARGS 0.0.0.0:8000 @2'],
    ['GUNICORN_CMD_ARGS=-b :8000', 'GUNICORN_CMD_ARGS 8000 @2'],
    ['KC_HTTP_PORT=8081\nKC_HTTP_MANAGEMENT_PORT=9001', 'KC_HTTP_PORT 8081+ @2, KC_HTTP_MANAGEMENT_PORT 9001 admin @2'],
    ['GF_SERVER_HTTP_PORT=3001', 'GF_SERVER_HTTP_PORT 3001 @2'],
    ['N8N_PORT=5679\nN8N_RUNNERS_BROKER_PORT=5680', 'N8N_PORT 5679 @2, N8N_RUNNERS_BROKER_PORT 5680 extra @2'],
    [
      'KAFKA_LISTENERS=PLAINTEXT://broker:29092,CONTROLLER://:29093,HOST://0.0.0.0:9092',
      'KAFKA_LISTENERS broker:29092+ @2, KAFKA_LISTENERS 29093+ @2, KAFKA_LISTENERS 0.0.0.0:9092+ @2',
    ],
    ['KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://broker:29092', 'KAFKA_ADVERTISED_LISTENERS broker:29092 extra medium @3'],
    ['GRPC_PORT=81\nPORT=80', 'GRPC_PORT 81 extra medium @3, PORT 80+ medium @3'],
    ['METRICS_PORT=9102', 'METRICS_PORT 9102 metrics medium @3'],
    ['JAVA_OPTS=-Xmx1g -Dserver.port=8085', 'JAVA_OPTS 8085 @2'],
    [
      'JAVA_TOOL_OPTIONS=-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=5005',
      'JAVA_TOOL_OPTIONS 5005 debug @2',
    ],
    ['NODE_OPTIONS=--inspect=0.0.0.0:9229', 'NODE_OPTIONS 0.0.0.0:9229 debug @2'],
    ['TRAEFIK_ENTRYPOINTS_WEB_ADDRESS=:8000', 'TRAEFIK_ENTRYPOINTS_WEB_ADDRESS 8000+ @2'],
    ['REDIS_EXPORTER_WEB_LISTEN_ADDRESS=:9122', 'REDIS_EXPORTER_WEB_LISTEN_ADDRESS 9122 @2'],
    ['PROXY_ADMIN_LISTEN_ADDR=0.0.0.0:4191', 'PROXY_ADMIN_LISTEN_ADDR 0.0.0.0:4191 extra medium @3'],
    ['AD_PORT=9555', 'AD_PORT 9555 extra low @3'],
    ['PORT', 'PORT ?+ medium @3'],
    ['PORT=${X}', 'PORT ?+ medium @3'],
  ])('%j', (text, expected) => {
    expect(env(text)).toBe(expected);
  });

  it.each([
    'DB_HOST=db\nDB_PORT=5432',
    'API_HOST=api\nAPI_PORT=8000',
    'SERVER_HOST=remote\nSERVER_PORT=8081',
    'DB_PORT=5432',
    'ADMIN_LISTEN_ADDRESS',
    'GRPC_PORT',
    'REDIS_PORT=6379',
    'POSTGRES_PORT=5432',
    'ORDERS_SERVICE_PORT=80',
    'REDIS_PORT=tcp://10.0.0.1:6379'.replace('REDIS', 'DB'),
    'ASPNETCORE_HTTPS_PORT=443',
    'ASPNETCORE_URLS=',
    'PORT=http',
    'PORT=99999',
    'PORT=',
    'JAVA_OPTS=-Xmx1g -Dhttp.proxyPort=3128',
    'SUPPORT=80',
    'HTTP_PUBLIC_PORT=80',
  ])('none in %j', (text) => {
    expect(env(text)).toBe('');
  });

  it('asks the image', () => {
    expect(env('PORT=8080', 'nginx')).toBe('');
    expect(env('PORT=8080', 'node:22')).toBe('PORT 8080+ medium @3');
    expect(env('PORT=8082', 'mongo-express')).toBe('PORT 8082 @2');
    expect(env('PORT=8080', '', true)).toBe('PORT 8080 @3');
    expect(env('PORT=8080', '', false)).toBe('');
    expect(env('PGPORT=5433', 'postgres')).toBe('PGPORT 5433 @2');
    expect(env('PGPORT=5433', 'node')).toBe('');
    expect(env('MYSQL_TCP_PORT=3307', 'mysql')).toBe('MYSQL_TCP_PORT 3307+ @2');
    expect(env('APACHE_HTTP_PORT_NUMBER=8081', 'bitnami/apache')).toBe('APACHE_HTTP_PORT_NUMBER 8081+ @2');
    expect(env('SERVER_PORT=8080\nGRPC_PORT=81\nASPNETCORE_URLS=http://+:80\nAPI_PORT=3', 'postgres')).toBe('');
    expect(env('KAFKA_LISTENERS=A://:9092', 'apache/kafka')).toBe('KAFKA_LISTENERS 9092+ @2');
    expect(env('PG_EXPORTER_WEB_LISTEN_ADDRESS=:9188', 'prometheuscommunity/postgres-exporter')).toBe(
      'PG_EXPORTER_WEB_LISTEN_ADDRESS 9188 @2',
    );
    expect(env('NGINX_PORT=8081', 'nginx')).toBe('NGINX_PORT 8081 extra medium @3');
  });

  it('levels of an image', () => {
    const facts = listensOfEnv(variables('PORT=80\nSERVER_PORT=81'), { from: 'image' });
    expect(facts.map((f) => f.level)).toEqual([6, 6]);
    expect(facts[0]).toMatchObject({ site: { uri: 'file:///.env', start: 5, end: 7 } });
  });
});

it('never throws and stays inside the text', () => {
  const piece = fc.constantFrom(
    'next ',
    'start ',
    '-p',
    '--port',
    '=',
    ' ',
    '80',
    ':',
    '$PORT',
    '${',
    '}',
    'python ',
    '-m ',
    'npm ',
    'run ',
    '-- ',
    'node ',
    '--inspect',
    'java ',
    '-Dserver.port=',
    '[::]',
    '"',
    "'",
    '&&',
    'PORT=',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece, { maxLength: 15 }).map((p) => p.join('')),
      ),
      (text) => {
        const found = [
          ...listensOfCommand(commandLine(text), undefined, [], { from: 'image' }),
          ...listensOfEnv(variables(`PORT=${text.replaceAll('\n', ' ')}`), { from: 'image' }),
        ];
        for (const f of found) {
          expect(f.site.start).toBeGreaterThanOrEqual(0);
          expect(f.site.end).toBeLessThanOrEqual(text.length + 5);
        }
      },
    ),
    { numRuns: 1000 },
  );
});
