import { describe, expect, it } from 'vitest';
import type { Fact, UnitFact } from '../../src/facts';
import { settings } from '../../src/formats/settings';
import { withConfigs } from '../../src/model/configs';
import { cited, configOf, deployment, factsOf, shown } from './kubernetesObjects';

const MAP =
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: conf\ndata:\n  PORT: "9000"\n  API_URL: http://api:8080\n  nginx.conf: |\n    # http://comment:1\n    proxy_pass http://backend:3000;\nbinaryData:\n  blob: aGk=\n';

describe('ConfigMaps and Secrets (§3.4)', () => {
  it('entries at their places; what is encoded by its key only', () => {
    const config = configOf(MAP);
    expect(config).toMatchObject({ id: 'kubernetes/ConfigMap//conf', objectKind: 'ConfigMap', fragment: false });
    expect([...config.entries].map(([k, e]) => [k, e.value?.text.split('\n')[0]])).toEqual([
      ['blob', undefined],
      ['PORT', '9000'],
      ['API_URL', 'http://api:8080'],
      ['nginx.conf', '# http://comment:1'],
    ]);
    expect(cited(MAP, config.entries.get('PORT')?.keySite)).toBe('PORT');
    const secret = configOf('apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {A: aGk=}\nstringData: {B: x}\n');
    expect([...secret.entries].map(([k, e]) => [k, e.value?.text])).toEqual([
      ['A', undefined],
      ['B', 'x'],
    ]);
  });

  it('files as text', () => {
    const texts = factsOf(MAP).filter((f) => f.kind === 'text');
    expect(texts.map((t) => [t.hint, t.owner])).toEqual([['nginx.conf', 'kubernetes/ConfigMap//conf']]);
  });

  it('a variable that is filled in later is not known, a dollar in a file is ordinary', () => {
    const config = configOf(
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  A: ${X}\n  n.conf: proxy_set_header Host $host;\n',
    );
    expect(config.entries.get('A')?.value).toBeUndefined();
    expect(config.entries.get('n.conf')?.value).toBeDefined();
  });
});

describe('entries in workloads', () => {
  const unitOf = (facts: readonly Fact[]): UnitFact => {
    const files = facts.flatMap((f) => (f.kind === 'text' ? (settings.readText(f)?.facts ?? []) : [f]));
    for (const f of withConfigs(files)) if (f.kind === 'workload' && f.units[0]) return f.units[0];
    throw new Error('no unit');
  };
  const read = (container: string, pod = '', map = MAP) => unitOf(factsOf(`${deployment(container, pod)}---\n${map}`));

  it('a single key', () => {
    const u = read('env: [{name: PORT, valueFrom: {configMapKeyRef: {name: conf, key: PORT}}}]');
    expect(u.env.map((v) => [v.name, v.value?.text, v.open])).toEqual([['PORT', '9000', undefined]]);
    expect(u.listens.map((l) => [l.by, shown(l.port), l.level])).toEqual([['PORT', '9000', 3]]);
  });

  it('all keys; variables of the container win, files are no variables', () => {
    const u = read('envFrom: [{configMapRef: {name: conf}}]\nenv: [{name: PORT, value: "80"}]');
    expect(u.env.map((v) => `${v.name}=${v.value?.text ?? '?'}`)).toEqual([
      'blob=?',
      'API_URL=http://api:8080',
      'PORT=80',
    ]);
    expect(u.envOpen).toBeUndefined();
    expect(u.envFrom).toBeUndefined();
    expect(u.connects.map((c) => c.host.value)).toEqual(['api']);
  });

  it('a prefix', () => {
    expect(read('envFrom: [{configMapRef: {name: conf}, prefix: X_}]').env.map((v) => v.name)).toEqual([
      'X_blob',
      'X_PORT',
      'X_API_URL',
    ]);
  });

  it('what is not here stays unknown', () => {
    const u = read(
      'envFrom: [{configMapRef: {name: conf}}, {secretRef: {name: gone}}]\nenv: [{name: A, valueFrom: {secretKeyRef: {name: gone, key: a}}}]',
    );
    expect(u.envOpen).toBeDefined();
    expect(u.envFrom?.map((s) => s.name.value)).toEqual(['gone']);
    expect(u.env.at(-1)?.open).toBeDefined();
  });

  it('an object of another namespace is another object', () => {
    expect(
      read('envFrom: [{configMapRef: {name: conf}}]', '', MAP.replace('name: conf', 'name: conf\n  namespace: other'))
        .env,
    ).toEqual([]);
  });

  it('addresses of mounted files', () => {
    const u = read('volumeMounts: [{name: c, mountPath: /etc/nginx}]', 'volumes: [{name: c, configMap: {name: conf}}]');
    expect(u.connects.map((c) => `${c.host.value} ${c.place}`)).toEqual(['backend config']);
  });

  it('an object that stands twice is not known', () => {
    const u = unitOf(factsOf(`${deployment('envFrom: [{configMapRef: {name: conf}}]')}---\n${MAP}---\n${MAP}`));
    expect(u.env).toEqual([]);
    expect(u.envOpen).toBeDefined();
  });
});
