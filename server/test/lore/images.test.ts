import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageRepository, knownImage, parseImageRef, turnedKnob } from '../../src/lore/images';
import { IMAGE_ROWS } from '../../src/lore/imageTable';

const ports = (ref: string): string =>
  knownImage(ref)
    ?.ports.map((p) => (p.protocol === 'tcp' ? `${p.port}` : `${p.port}/${p.protocol}`))
    .join(' ') ?? 'unknown';

describe('parseImageRef', () => {
  it.each([
    ['redis', { path: 'redis' }],
    ['redis:7-alpine', { path: 'redis', tag: '7-alpine' }],
    ['docker.io/library/redis:7', { path: 'redis', tag: '7' }],
    ['index.docker.io/grafana/grafana', { path: 'grafana/grafana' }],
    ['public.ecr.aws/docker/library/haproxy:2.8', { path: 'haproxy', tag: '2.8' }],
    ['mirror.gcr.io/library/nginx', { path: 'nginx' }],
    ['localhost:5000/shop/api:dev', { registry: 'localhost:5000', path: 'shop/api', tag: 'dev' }],
    ['GHCR.io/Acme/Api', { registry: 'ghcr.io', path: 'acme/api' }],
    ['postgres@sha256:0123abcd', { path: 'postgres', digest: 'sha256:0123abcd' }],
    ['postgres:16@sha256:0123abcd', { path: 'postgres', tag: '16', digest: 'sha256:0123abcd' }],
    ['docker://alpine:3', { path: 'alpine', tag: '3' }],
  ])('%s', (ref, parts) => {
    expect(parseImageRef(ref)).toEqual({ openTag: false, openRegistry: false, ...parts });
  });

  it.each([
    ['${REG}/redis:7', 'redis', '7', false, true],
    ['${REG:-docker.io/library}/redis', 'redis', undefined, false, true],
    ['${PREFIX}acme/cp-server:8', 'acme/cp-server', '8', false, true],
    ['{{ .Values.registry }}/redis', 'redis', undefined, false, true],
    ['redis:${TAG:-7}', 'redis', '${TAG:-7}', true, false],
    ['php:$PHP_VERSION-fpm', 'php', '$PHP_VERSION-fpm', true, false],
  ])('%s has variables', (ref, path, tag, openTag, openRegistry) => {
    expect(parseImageRef(ref)).toMatchObject({ path, openTag, openRegistry });
    expect(parseImageRef(ref)?.tag).toBe(tag);
  });

  it.each([
    '',
    ' ',
    '$IMAGE',
    '${IMAGE:-redis}:7',
    '${PREFIX}redis',
    'acme/${NAME}:1',
    '{{ .image }}',
    'a//b',
    'no spaces',
    ':tag',
    'a:b c',
    '../x',
  ])('no reference: %s', (ref) => {
    expect(parseImageRef(ref)).toBeUndefined();
    expect(knownImage(ref)).toBeUndefined();
  });
});

describe('knownImage', () => {
  it.each([
    ['postgres:16-alpine', '5432'],
    ['postgis/postgis', '5432'],
    ['mysql:8', '3306 33060'],
    ['library/mariadb', '3306'],
    ['valkey/valkey:8', '6379'],
    ['redis/redis-stack', '6379 8001'],
    ['mongo:7', '27017'],
    ['rabbitmq:3', '5672 5671 4369 25672 15691 15692'],
    ['rabbitmq:3-management-alpine', '5672 15672 5671 4369 25672 15691 15692 15671'],
    ['nginx:1.27', '80'],
    ['nginxinc/nginx-unprivileged', '8080'],
    ['php:8.3-fpm-alpine', '9000'],
    ['php:8.3-apache', '80'],
    ['php:8.3-cli', ''],
    ['wordpress:6', '80'],
    ['wordpress:6-fpm', '9000'],
    ['nextcloud:fpm', '9000'],
    ['wordpress:cli', ''],
    ['caddy', '80 443 443/udp 2019'],
    ['influxdb:1.8', '8086'],
    ['influxdb:3-core', '8181'],
    ['docker:27-dind', '2375 2376'],
    ['docker:27', ''],
    ['mcr.microsoft.com/dotnet/aspnet:8.0-alpine', '8080'],
    ['mcr.microsoft.com/dotnet/aspnet:10.0', '8080'],
    ['mcr.microsoft.com/dotnet/aspnet:6.0', '80'],
    ['mcr.microsoft.com/dotnet/aspnet', '8080 80'],
    ['quay.io/prometheus/prometheus:v3', '9090'],
    ['selenium/standalone-chrome:4', '4444 7900'],
    ['gcr.io/distroless/static-debian12', ''],
    ['jaegertracing/all-in-one:1', '16686 14268 14250 4317 4318 14269 5778 5775/udp 6831/udp 6832/udp'],
    ['gitea/gitea:1-rootless', '3000 2222'],
    ['harbor.example.com/hub/grafana/grafana:11', '3000'],
    ['123.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/library/redis:7', '6379'],
    ['registry.example.com/postgres:16', '5432'],
  ])('%s', (ref, expected) => {
    expect(ports(ref)).toBe(expected);
  });

  it.each([
    'acme/postgres',
    'bitnami/unheard-of',
    'gcr.io/my-project/redis',
    'ghcr.io/acme/nginx',
    'cgr.dev/chainguard/postgres',
    'rapidfort/redis',
    'web',
    'shop/api:latest',
  ])('unknown: %s', (ref) => {
    expect(knownImage(ref)).toBeUndefined();
  });

  it('is complete only when nothing is left open', () => {
    const complete = (ref: string): boolean | undefined => knownImage(ref)?.complete;
    expect(complete('postgres')).toBe(true);
    expect(complete('rabbitmq:3-management')).toBe(true);
    expect(complete('postgres:${PG}')).toBe(true);
    expect(complete('rabbitmq:${TAG}')).toBe(false);
    expect(complete('registry.example.com/postgres')).toBe(false);
    expect(complete('registry.example.com/grafana/grafana')).toBe(true);
    expect(complete('${REG}/postgres')).toBe(false);
    expect(complete('haproxy')).toBe(false);
    expect(complete('node:22')).toBe(false);
    expect(complete('confluentinc/cp-kafka')).toBe(false);
    expect(complete('mcr.microsoft.com/dotnet/aspnet:8.0')).toBe(false);
  });

  it('tells listening from exposing', () => {
    expect(knownImage('mcr.microsoft.com/dotnet/aspnet:8.0')).toMatchObject({ exposes: [], exposesComplete: true });
    expect(knownImage('node')).toMatchObject({ exposes: [], exposesComplete: true, readsPort: undefined });
    expect(knownImage('nginx')).toMatchObject({
      exposes: [{ port: 80, protocol: 'tcp' }],
      exposesComplete: true,
      readsPort: false,
    });
    expect(knownImage('mongo-express')?.readsPort).toBe(true);
    expect(knownImage('grafana/grafana')?.exposesComplete).toBe(false);
  });
});

describe('turnedKnob', () => {
  const turned = (ref: string, env: string[], words: string[], paths: string[]): string | undefined =>
    turnedKnob(knownImage(ref) as never, { env, words, paths });

  it.each([
    ['postgres', ['PGPORT'], [], [], 'PGPORT'],
    ['postgres', [], ['postgres', '-p', '5433'], [], '-p'],
    ['postgres', [], ['postgres', '-p5433'], [], '-p5433'],
    ['postgres', [], ['postgres', '-c', 'port=5433'], [], 'port=5433'],
    ['mysql:8', [], ['--port=3307'], [], '--port=3307'],
    ['redis', [], ['redis-server', '/etc/redis.conf'], [], '/etc/redis.conf'],
    ['traefik', [], ['--entrypoints.web.address=:8080'], [], '--entrypoints.web.address=:8080'],
    ['nginx', [], [], ['/etc/nginx/conf.d/default.conf'], '/etc/nginx/conf.d/default.conf'],
    ['confluentinc/cp-kafka', ['KAFKA_LISTENERS'], [], [], 'KAFKA_LISTENERS'],
    ['bitnami/rabbitmq', ['RABBITMQ_MANAGEMENT_PORT_NUMBER'], [], [], 'RABBITMQ_MANAGEMENT_PORT_NUMBER'],
  ])('%s %j %j %j', (ref, env, words, paths, expected) => {
    expect(turned(ref, env, words, paths)).toBe(expected);
  });

  it.each([
    [
      'postgres',
      ['POSTGRES_PASSWORD', 'PORT'],
      ['postgres', '-c', 'max_connections=100', '-pretty'],
      ['/var/lib/postgresql/data', '/docker-entrypoint-initdb.d'],
    ],
    ['mysql:8', ['MYSQL_ROOT_PASSWORD'], ['--transaction-isolation=READ-COMMITTED', '--portable'], ['/var/lib/mysql']],
    ['nginx', ['TZ'], ['nginx', '-g', 'daemon off;'], ['/usr/share/nginx/html', '/etc/nginxed']],
    ['rabbitmq:3', ['RABBITMQ_DEFAULT_USER'], [], ['/var/lib/rabbitmq']],
  ])('%s is not moved by %j %j %j', (ref, env, words, paths) => {
    expect(turned(ref, env, words, paths)).toBeUndefined();
  });
});

describe('the table', () => {
  it('has valid ports and no repository twice', () => {
    const names = IMAGE_ROWS.flatMap((r) => r.names.split(' '));
    expect(names.filter((n, i) => names.indexOf(n) !== i)).toEqual([]);
    for (const r of IMAGE_ROWS) {
      for (const text of [r.ports, r.exposes, r.optional, ...(r.tags ?? []).flatMap((t) => [t.ports, t.optional])]) {
        expect(text ?? '', r.names).toMatch(/^(?:\d+(?:-\d+)?(?:\/udp)?(?: |$))*$/);
      }
    }
  });

  it('is found by every name', () => {
    for (const r of IMAGE_ROWS)
      for (const n of r.names.split(' '))
        expect(knownImage(n.replace('*', 'x'))?.repository, n).toBe(n.replace('*', 'x'));
  });
});

it('repositories for linking', () => {
  expect(imageRepository('docker.io/library/Redis:7')).toBe('redis');
  expect(imageRepository('ghcr.io/acme/api@sha256:00')).toBe('ghcr.io/acme/api');
  expect(imageRepository('${REG}/acme/api:${SHA}')).toBe('acme/api');
  expect(imageRepository('$IMAGE')).toBeUndefined();
});

it('never throws', () => {
  const piece = fc.constantFrom(
    '${',
    '}',
    '$',
    '{{',
    '}}',
    '/',
    ':',
    '@',
    'redis',
    'library',
    'ghcr.io',
    'A',
    '-',
    '.',
    '\u0001',
    ' ',
    'sha256:',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map((p) => p.join('')),
      ),
      (ref) => {
        knownImage(ref);
        imageRepository(ref);
      },
    ),
  );
});
