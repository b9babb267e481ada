import { describe, expect, it } from 'vitest';
import type { ConfigFileFact } from '../../src/facts';
import { showPort } from '../../src/facts';
import { textFormats } from '../../src/formats/list';
import { parseNginx } from '../../src/syntax/nginx';
import { mapFile } from '../../src/text/mapped';
import { sourceFile } from '../../src/text/source';

function fileOf(text: string, hint = 'default.conf'): ConfigFileFact {
  const fact = { kind: 'text', hint, text: mapFile(sourceFile('file:///w/a', text)), owner: 'o' } as const;
  for (const format of textFormats) {
    const [made] = format.readText(fact)?.facts ?? [];
    if (made?.kind === 'config-file') return made;
  }
  throw new Error('nobody reads it');
}

const cited = (text: string, at: { start: number; end: number }): string => text.slice(at.start, at.end);

function listens(text: string): readonly string[] {
  return fileOf(text).listens.map((l) => {
    const ports = [...l.port.alternatives.map((a) => showPort(a.value)), ...(l.port.open ? ['?'] : [])].join(' ');
    return `${l.host ? `${l.host.value} ` : ''}${ports}/${l.protocol} at ${cited(text, l.site)}`;
  });
}

function dials(text: string, hint?: string): readonly string[] {
  return fileOf(text, hint).connects.map(
    (c) => `${c.host.value}:${c.explicit ? '' : '~'}${showPort(c.port.value)} ${c.key} at ${cited(text, c.site)}`,
  );
}

describe('nginx (§8.1)', () => {
  it.each([
    ['server { listen 80; }', ['80/tcp at 80']],
    ['server { listen [::]:80 default_server; server_name a; }', [':: 80/tcp at [::]:80']],
    [
      'server { listen *:8080; listen 127.0.0.1:8081; }',
      ['8080/tcp at *:8080', '127.0.0.1 8081/tcp at 127.0.0.1:8081'],
    ],
    [
      'server { listen localhost:8000; listen 10.0.0.1; }',
      ['localhost 8000/tcp at localhost:8000', '10.0.0.1 80/tcp at 10.0.0.1'],
    ],
    ['server { listen unix:/run/a.sock; listen 443 quic reuseport; }', ['443/udp at 443']],
    ['server { listen ${NGINX_PORT}; root /x; }', ['?/tcp at ${NGINX_PORT}']],
    ['server { server_name a; }', ['80 ?/tcp at server']],
    ['stream { server { listen 12345 udp; proxy_pass dns:53; } }', ['12345/udp at 12345']],
    ['stream { server { listen 7000-7010; proxy_pass db:5432; } }', ['7000-7010/tcp at 7000-7010']],
    ['server { listen 99999; listen 0; }', []],
  ])('%s', (text, expected) => expect(listens(text)).toEqual(expected));

  it.each([
    ['server { location / { proxy_pass http://api:8080/x; } }', ['api:8080 proxy_pass at api:8080']],
    ['server { location / { proxy_pass http://api; } }', ['api:~80 proxy_pass at api']],
    ['server { location / { proxy_pass http://api:8080$request_uri; } }', ['api:8080 proxy_pass at api:8080']],
    ['server { location / { proxy_pass http://$host:8080; proxy_pass $up; } }', []],
    [
      'upstream api { server web-1:3000 max_fails=3; server web-2; } server { location / { proxy_pass http://api; } }',
      ['web-1:3000 server at web-1:3000', 'web-2:~80 server at web-2'],
    ],
    [
      'server { location / { fastcgi_pass php:9000; } location /b { fastcgi_pass php; } }',
      ['php:9000 fastcgi_pass at php:9000'],
    ],
    ['server { location / { grpc_pass grpc://api:50051; } }', ['api:50051 grpc_pass at api:50051']],
    ['server { # proxy_pass http://old:1;\n listen 80; }', []],
    [
      'server { location / { content_by_lua_block { if x then y = "}" end } proxy_pass "http://api:1"; } }',
      ['api:1 proxy_pass at api:1'],
    ],
    ['server { location / { proxy_pass http://unix:/tmp/x.sock; uwsgi_pass unix:/tmp/y; } }', []],
  ])('%s', (text, expected) => expect(dials(text)).toEqual(expected));

  it('never throws, and ends', () => {
    for (const text of ['server {', '}}}}{{{{', 'a "b', "a 'b\\", 'server { listen', '{'.repeat(5000), 'x ${a', '\\'])
      expect(() => parseNginx(text)).not.toThrow();
  });
});

describe('Prometheus (§8.6)', () => {
  it('targets; not those that a relabelling makes parameters', () => {
    const text =
      'scrape_configs:\n  - job_name: a\n    static_configs:\n      - targets: ["api:8080", localhost:9090, web]\n  - job_name: b\n    static_configs: [{ targets: ["https://x.example:1"] }]\n    relabel_configs:\n      - target_label: __address__\n        replacement: blackbox:9115\nremote_write: [{ url: http://store:9009/push }]\n';
    expect(dials(text, 'prometheus.yml')).toEqual([
      'api:8080 targets at api:8080',
      'localhost:9090 targets at localhost:9090',
      'web:~80 targets at web',
      'blackbox:9115 replacement at blackbox:9115',
      'store:9009 remote_write.url at store:9009',
    ]);
  });
});

describe('Spring (§9.2)', () => {
  const shown = (text: string, hint: string) =>
    fileOf(text, hint).listens.map(
      (l) =>
        `${l.by} ${l.purpose} ${l.port.alternatives.map((a) => showPort(a.value)).join(' ')}${l.port.open ? '?' : ''}${l.exclusive ? ' only' : ''}`,
    );

  it.each([
    [
      'server:\n  port: 8081\nmanagement: { server: { port: 9001 } }\n',
      'application.yaml',
      ['server.port main 8081 only', 'management.server.port admin 9001'],
    ],
    ['server.port=8081\n# server.port=1\n', 'application.properties', ['server.port main 8081 only']],
    ['server.port: ${PORT:8080}\n', 'application.yml', ['server.port main 8080? only']],
    ['server: { port: 0 }\n', 'application.yml', ['server.port main ? only']],
    [
      'server: { port: 80 }\n---\nspring.config.activate.on-profile: x\nserver: { port: 81 }\n',
      'application.yml',
      ['server.port main 80?'],
    ],
    ['quarkus.http.port=8085\n', 'application.properties', ['quarkus.http.port main 8085 only']],
  ])('%s', (text, hint, expected) => expect(shown(text, hint)).toEqual(expected));

  it('hosts with a port beside them', () => {
    expect(dials('spring.data.redis.host=cache\nspring.data.redis.port=6380\n', 'application.properties')).toEqual([
      'cache:6380 SPRING_DATA_REDIS_PORT at cache',
    ]);
  });
});
