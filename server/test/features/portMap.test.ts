import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MapEnvironment, PortMap } from '../../../shared/src/portMap';
import { freePortFrom } from '../../src/features/freePort';
import { portMapOf } from '../../src/features/portMap';
import { parts, Workspace } from '../../src/index';
import { nodeFileSystem, uriOfPath } from '../../src/node/fileSystem';
import { positionAt } from '../../src/text/source';
import type { Span } from '../../src/text/span';
import { readSettings } from '../../src/workspace/settings';

const root = uriOfPath(path.join(import.meta.dirname, '../../../test-fixtures/workspaces/harbour'));
let workspace: Workspace;
let map: PortMap<Span>;

beforeAll(async () => {
  const { settings } = readSettings({}, [root], new Set());
  workspace = new Workspace(parts, settings, { fs: nodeFileSystem, now: () => performance.now() });
  map = portMapOf(await workspace.load());
});

const environment = (name: string, of = map): MapEnvironment<Span> => {
  const found = of.environments.find((e) => e.name === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
};
const service = (name: string, of = environment('local')) => of.services.find((s) => s.name === name);

function place(span: Span | undefined): string {
  const file = span && workspace.snapshot.files.get(span.uri);
  return file ? `${span.uri.slice(root.length + 1)}:${positionAt(file, span.start).line + 1}` : '?';
}

describe('the map of the demo', () => {
  it('has each deployment once, with its networks', () => {
    expect(map.environments.map((e) => `${e.name} ${e.source} ${e.id}`)).toEqual([
      'cluster manifests harbour manifests:.',
      'local compose.yaml + compose.override.yaml compose:compose.yaml+compose.override.yaml',
    ]);
    expect(environment('local').networks.map((n) => n.name)).toEqual(['default', 'queues', 'storage']);
    expect(service('api')?.networks).toHaveLength(2);
  });
  it('has services with their ports and the ways to them', () => {
    expect(environment('local').services.map((s) => `${s.name} ${s.ports.map((p) => p.label).join()}`)).toEqual([
      'adminer 8080',
      'api 3000',
      'cache 6379',
      'catalog 8000',
      'db 5432',
      'docs 80,443',
      // What the image listens on, and somebody asks for.
      'queue 61616,5672',
      'web 80',
      'worker 9229',
    ]);
    expect(service('adminer')?.ports[0]?.ways).toMatchObject([
      { label: '8081', owner: 'the host', reach: 'this host only (loopback)', isPublic: false, isHost: true },
    ]);
    const web = service('web', environment('cluster'))?.ports[0];
    expect(web).toMatchObject({ label: '3000', name: 'http', id: expect.stringMatching(/web:http\/tcp$/) as string });
    expect(web?.ways).toMatchObject([{ label: '80', owner: 'Service web', isPublic: true, isHost: false }]);
    expect(place(web?.declared[0])).toMatch(/^k8s\/web\.yaml:\d+$/);
  });
  it('has connections to ports, and to services that lack the port', () => {
    const shown = environment('local').connections.map((c) => {
      const [from, to] = [c.from, c.port ?? c.to].map((id) => id.replace(/^.*#compose\//, ''));
      return `${from} ${c.by} ${c.label} ${to}`;
    });
    expect(shown).toEqual([
      'web API_URL 3000 api:3000/tcp',
      'web CATALOG_URL 8000 catalog:8000/tcp',
      'api DATABASE_URL 5433 db',
      'api REDIS_URL 6379 cache:6379/tcp',
      'api QUEUE_PORT 5672 queue:5672/tcp',
    ]);
  });
  it('has each finding of a context at what it contradicts, the most severe first', () => {
    const told = new Map<string, string>();
    for (const e of map.environments) {
      for (const f of e.findings) told.set(f.rule, e.name);
      for (const s of e.services) {
        for (const f of s.findings) told.set(f.rule, s.name);
        for (const p of s.ports) for (const f of p.findings) told.set(f.rule, `${s.name} ${p.label}`);
      }
      for (const c of e.connections) for (const f of c.findings) told.set(f.rule, c.by);
    }
    expect(told.get('compose-no-shared-network')).toBe('REDIS_URL');
    expect(told.get('compose-url-published-port')).toBe('DATABASE_URL');
    expect(told.get('container-port-mismatch')).toBe('web 80');
    expect(told.get('expose-host-mapping')).toBe('worker');
    expect(told.get('targetport-number-mismatch')).toBe('catalog 8000');
    const collided = environment('local').services.flatMap((s) =>
      s.ports.flatMap((p) => p.findings.flatMap((f) => (f.rule === 'host-port-collision' ? [s.name] : []))),
    );
    expect(collided).toEqual(['adminer', 'docs']);
    const listed = new Set(workspace.snapshot.findings.filter((f) => f.contexts.length > 0).map((f) => f.rule.id));
    expect([...listed].filter((rule) => !told.has(rule))).toEqual([]);
    const ranks = ['error', 'warning', 'info', 'hint'];
    for (const e of map.environments)
      for (const s of e.services)
        for (const p of s.ports) {
          const own = p.findings.map((f) => ranks.indexOf(f.severity));
          expect(own).toEqual(own.toSorted((a, b) => a - b));
        }
  });
  it('has ids that are its own, and none that names the machine', () => {
    const ids = map.environments.flatMap((e) => [
      e.id,
      ...e.networks.map((n) => n.id),
      ...e.services.flatMap((s) => [s.id, ...s.ports.flatMap((p) => [p.id, ...p.ways.map((w) => w.id)])]),
      ...e.connections.map((c) => c.id),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => id.includes('file:') || id.includes(root))).toEqual([]);
  });
  it('is the same object for the same snapshot', () => {
    expect(portMapOf(workspace.snapshot)).toBe(map);
  });
});

describe('an edit', () => {
  it('keeps ids, and what it does not touch', async () => {
    const uri = `${root}/k8s/web.yaml`;
    const text = workspace.snapshot.files.get(uri)?.text ?? '';
    await workspace.open(uri, text.replaceAll('9100', '9200'));
    const after = portMapOf(await workspace.settled());
    await workspace.open(uri, text);
    await workspace.settled();
    const before = environment('cluster').services.find((s) => s.name === 'web');
    const web = service('web', environment('cluster', after));
    expect(web?.ports.map((p) => p.label)).toEqual(['3000', '9200']);
    expect(web?.ports.map((p) => p.id)).toEqual(before?.ports.map((p) => p.id));
    expect(environment('local', after).networks).toBe(environment('local').networks);
    expect(service('cache', environment('local', after))).toBe(service('cache'));
  });
});

describe('a free port', () => {
  it('is one that nothing publishes', () => {
    expect([8080, 8081, 5432, 5433, 61616, 65535].map((n) => freePortFrom(workspace.snapshot, n))).toEqual([
      8083, 8083, 5432, 5434, 61617, 65535,
    ]);
    expect([0, -1, 1.5, 65536, NaN].map((n) => freePortFrom(workspace.snapshot, n))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
