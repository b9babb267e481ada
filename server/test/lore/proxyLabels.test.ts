import fc from 'fast-check';
import { expect, it } from 'vitest';
import { showPort } from '../../src/facts';
import type { LabelEntry } from '../../src/lore/proxyLabels';
import { proxyPorts } from '../../src/lore/proxyLabels';
import { mapCopy } from '../../src/text/mapped';
import { variables } from './commands';

function labels(text: string): readonly LabelEntry[] {
  return variables(text).map(({ name, nameSite, value }) => ({
    key: name,
    keySite: nameSite,
    ...(value ? { value: mapCopy(value.text, nameSite.uri, value.whole.start) } : {}),
  }));
}

const show = (label: string, env = ''): string =>
  proxyPorts(labels(label), variables(env))
    .map((f) => `${f.proxy} ${f.port ? showPort(f.port.value) : '-'}`)
    .join(', ');

it.each([
  ['traefik.http.services.api.loadbalancer.server.port=8000', 'traefik 8000'],
  ['traefik.HTTP.Services.api.LoadBalancer.server.port=8000', 'traefik 8000'],
  [
    'traefik.tcp.services.db.loadbalancer.server.port=5432\ntraefik.http.services.ui.loadbalancer.server.port= 80',
    'traefik 5432, traefik 80',
  ],
  ['traefik.enable=true\ntraefik.http.routers.api.rule=Host(`a`)', 'traefik -'],
  ['traefik.http.routers.api.rule=Host(`a`)', 'traefik -'],
  ['traefik.port=8080', 'traefik 8080'],
  ['traefik.web.port=8080\ntraefik.enable=true', 'traefik 8080'],
  ['caddy=example.com\ncaddy.reverse_proxy={{upstreams 8080}}', 'caddy 8080'],
  ['caddy_1.handle_path.0_reverse_proxy=/api/* {{ upstreams http 81 }}', 'caddy 81'],
  ['caddy.reverse_proxy={{upstreams}}', 'caddy -'],
  ['swag=enable\nswag_port=8443', 'swag 8443'],
  ['swag=enable', 'swag -'],
])('%j', (text, expected) => {
  expect(show(text)).toBe(expected);
});

it.each([
  'traefik.enable=false\ntraefik.http.services.api.loadbalancer.server.port=8000',
  'traefik.enable=true\ntraefik.http.services.api.loadbalancer.server.port=${PORT}',
  'traefik.enable=true\ntraefik.http.services.api.loadbalancer.server.port',
  'traefik.enable=true\ntraefik.http.services.api.loadbalancer.server.port=70000',
  'traefik.enable=true\ntraefik.http.routers.dash.service=api@internal',
  'traefik.docker.network=web',
  'traefik.http.middlewares.x.redirectscheme.port=443',
  'caddy.reverse_proxy=http://other:80',
  'swag_port=80',
  'com.example.port=80',
])('nothing: %j', (text) => {
  expect(show(text)).toBe('');
});

it.each([
  ['VIRTUAL_HOST=a.example\nVIRTUAL_PORT=8080', 'nginx-proxy 8080'],
  ['VIRTUAL_HOST=a.example', 'nginx-proxy -'],
  ['VIRTUAL_PORT=8080', ''],
  ['VIRTUAL_HOST=\nVIRTUAL_PORT=8080', ''],
  ['VIRTUAL_HOST\nVIRTUAL_PORT=8080', 'nginx-proxy 8080'],
  ['VIRTUAL_HOST', ''],
  ['VIRTUAL_HOST=a\nVIRTUAL_PORT', ''],
  [
    'VIRTUAL_HOST=a\nVIRTUAL_HOST_MULTIPORTS={"a": {"/": {"port": 8080}, "/x": {"port": "9090"}}}',
    'nginx-proxy 8080, nginx-proxy 9090',
  ],
])('nginx-proxy %j', (env, expected) => {
  expect(show('', env)).toBe(expected);
});

it('places', () => {
  expect(proxyPorts(labels('caddy.reverse_proxy={{upstreams 8080}}'), [])[0]).toMatchObject({
    site: { start: 32, end: 36 },
    key: 'caddy.reverse_proxy',
  });
  expect(proxyPorts(labels('traefik.enable=true'), [])[0]).toMatchObject({
    site: { start: 15, end: 19 },
    key: 'traefik.enable',
  });
});

it('never throws', () => {
  const key = fc.constantFrom(
    'traefik.enable',
    'traefik.http.services.a.loadbalancer.server.port',
    'traefik.http.routers.a.rule',
    'caddy.reverse_proxy',
    'swag',
    'swag_port',
    'VIRTUAL_HOST',
    'VIRTUAL_PORT',
  );
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom('true', 'false', '80', '{{upstreams 80}}', 'enable', '{{upstreams'),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(key, value)), (pairs) => {
      const text = pairs.map(([k, v]) => `${k}=${v.replaceAll('\n', '')}`).join('\n');
      for (const f of proxyPorts(labels(text), variables(text))) expect(f.site.end).toBeLessThanOrEqual(text.length);
    }),
  );
});
