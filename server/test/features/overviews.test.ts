import { describe, expect, it } from 'vitest';
import { completionsAt } from '../../src/features/completion';
import { hintsIn } from '../../src/features/hints';
import { inventoryOf } from '../../src/features/inventory';
import { lensesIn } from '../../src/features/lenses';
import { linksIn } from '../../src/features/links';
import { searchPorts, symbolsIn } from '../../src/features/symbols';
import type { TrafficEnd } from '../../src/features/traffic';
import { implementationsAt, trafficEndsAt, trafficOf } from '../../src/features/traffic';
import type { Span } from '../../src/text/span';
import { positionAt, sourceFile } from '../../src/text/source';
import { fromScratch } from '../fixture/drive';
import { ROOT } from '../fixture/parse';

const files: Readonly<Record<string, string>> = {
  '.env': 'API_PORT=3000\n',
  'api/Dockerfile': 'FROM registry.example/base\nENV PORT=3000\nEXPOSE 3000\n',
  'compose.yaml': `services:
  api:
    build: ./api
    ports: ["8000:\${API_PORT}"]
  web:
    image: registry.example/web
    ports:
      - "127.0.0.1:8080:80"
    environment:
      API_URL: http://api:3000/v1
`,
  'k8s/all.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
      containers:
        - name: shop
          image: registry.example/shop
          ports: [{ name: http, containerPort: 8080 }]
---
apiVersion: v1
kind: Service
metadata: { name: shop }
spec:
  selector: { app: shop }
  ports:
    - port: 80
      targetPort: http
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop }
spec:
  defaultBackend:
    service:
      name: shop
      port:
        number: 80
`,
};

function snapshotOf(changed: Readonly<Record<string, string>> = {}) {
  return fromScratch(Object.entries({ ...files, ...changed }).map(([n, t]) => sourceFile(`${ROOT}/${n}`, t)));
}

const snapshot = snapshotOf();
const uri = (name: string): string => `${ROOT}/${name}`;
const textAt = (at: Span): string => snapshot.files.get(at.uri)?.text.slice(at.start, at.end) ?? '';

function behind(name: string, text: string): [string, number] {
  const at = files[name]?.indexOf(text) ?? -1;
  expect(at, text).toBeGreaterThanOrEqual(0);
  return [uri(name), at + text.length];
}

function lineOf(at: Span): string {
  const file = snapshot.files.get(at.uri);
  return `${at.uri.slice(ROOT.length + 1)}:${file ? positionAt(file, at.start).line + 1 : 0}`;
}

describe('inlay hints', () => {
  const hints = (name: string) =>
    hintsIn(snapshot, uri(name), { start: 0, end: files[name]?.length ?? 0 }).map((h) => h.text);
  it('show the number behind a variable or a name, the target behind a reference, and what is open', () => {
    expect(hints('compose.yaml')).toEqual(['3000', 'every interface of the host']);
    expect(hints('k8s/all.yaml')).toEqual(['8080', '→ 8080']);
  });
  it('are silent in long files', () => {
    const long = snapshotOf({ 'compose.yaml': `${files['compose.yaml']}${'#\n'.repeat(6000)}` });
    expect(hintsIn(long, uri('compose.yaml'), { start: 0, end: 1e6 })).toEqual([]);
    expect(lensesIn(long, uri('compose.yaml'))).toEqual([]);
  });
});

it('lenses say ports, clients and what is public', () => {
  expect(lensesIn(snapshot, uri('compose.yaml')).map((l) => `${textAt(l.at)}: ${l.text}`)).toEqual([
    'api: port 3000 · 1 client · public on 8000',
    'web: port 80',
  ]);
  expect(lensesIn(snapshot, uri('k8s/all.yaml')).map((l) => l.text)).toEqual([
    'port 8080 · public through Ingress `shop`',
  ]);
});

it('what Docker refuses to publish is not public', () => {
  const text = `services:
  api:
    image: registry.example/api
    ports: ['8000:3000']
  worker:
    image: registry.example/worker
    network_mode: service:api
    ports: ['3001:3001']
`;
  const other = snapshotOf({ 'compose.yaml': text });
  expect(lensesIn(other, uri('compose.yaml')).map((l) => l.text)).toEqual(['port 3000 · public on 8000', 'port 3001']);
});

it('of two projects with an environment of one name the lens tells the projects', () => {
  const own = `services:
  queue:
    image: registry.example/queue
    ports: ['61616:61616']
`;
  const two = snapshotOf({
    'orders/compose.yaml': own,
    'app/compose.yaml': 'include: [{ path: [../orders/compose.yaml, more.yaml] }]\n',
    'app/more.yaml': "services: { queue: { ports: ['5672:5672'] } }\n",
  });
  const texts = lensesIn(two, uri('orders/compose.yaml')).map((l) => l.text);
  expect(texts).toEqual([
    '`app` · ports 61616, 5672 · public on 61616, 5672 | `orders` · port 61616 · public on 61616',
  ]);
});

it('symbols hold services with their ports, and a search finds every use', () => {
  expect(symbolsIn(snapshot, uri('compose.yaml')).map((s) => [s.name, s.ports.map((p) => p.name)])).toEqual([
    ['api', ['3000']],
    ['web', ['80']],
  ]);
  expect(
    searchPorts(snapshot, '3000')
      .map((f) => lineOf(f.at))
      .sort(),
  ).toEqual(['.env:1', 'api/Dockerfile:2', 'api/Dockerfile:3', 'compose.yaml:4', 'compose.yaml:10'].sort());
  expect(searchPorts(snapshot, 'SHO').map((f) => f.name)).toEqual(['shop', 'shop 8080']);
  expect(searchPorts(snapshot, ' ')).toEqual([]);
});

it('links lead from a build to its Dockerfile', () => {
  expect(linksIn(snapshot, uri('compose.yaml')).map((l) => l.target)).toEqual([uri('api/Dockerfile')]);
});

it('implementations are the whole way', () => {
  expect(implementationsAt(snapshot, ...behind('k8s/all.yaml', 'number: ')).map(lineOf)).toEqual([
    'k8s/all.yaml:12',
    'k8s/all.yaml:20',
  ]);
});

describe('traffic', () => {
  const name = (e: { readonly name: string }) => e.name;
  it('knows who connects and to whom', () => {
    const [api] = trafficEndsAt(snapshot, ...behind('compose.yaml', 'http://api:'));
    expect(api && name(api)).toBe('api');
    const [incoming] = trafficOf(snapshot, api as TrafficEnd, 'incoming');
    expect(incoming?.end).toMatchObject({ name: 'web', detail: 'service · API_URL → 3000' });
    expect(incoming?.places.map(lineOf)).toEqual(['compose.yaml:10']);
    const outgoing = trafficOf(snapshot, incoming?.end as TrafficEnd, 'outgoing');
    expect(outgoing.map((t) => t.end.name)).toEqual(['api']);
  });
  it('of one port knows who asks that one, where it stands', () => {
    const base = `services:
  api:
    image: registry.example/api
    expose: ['3000', '9090']
  web:
    image: registry.example/web
    environment: { API_URL: 'http://api:3000' }
  prometheus:
    image: registry.example/scraper
    environment: { TARGET_URL: 'http://api:9090' }
`;
    const two = snapshotOf({ 'compose.yaml': base });
    const clients = (after: string): readonly string[] => {
      const [end] = trafficEndsAt(two, uri('compose.yaml'), base.indexOf(after) + after.length);
      expect(end?.name).toBe('api');
      return trafficOf(two, end as TrafficEnd, 'incoming').map((t) => t.end.name);
    };
    expect(clients("['3")).toEqual(['web']);
    expect(clients("'90")).toEqual(['prometheus']);
    expect(clients('  ap').toSorted()).toEqual(['prometheus', 'web']);
  });
});

describe('completion', () => {
  const complete = (name: string, from: string, to: string, after: string) => {
    const text = (files[name] ?? '').replace(from, to);
    expect(text).not.toBe(files[name]);
    const at = text.indexOf(after);
    expect(at, after).toBeGreaterThanOrEqual(0);
    return completionsAt(snapshotOf({ [name]: text }), uri(name), at + after.length).map((c) => c.text);
  };
  it('offers hosts and their ports in addresses', () => {
    expect(complete('compose.yaml', 'http://api:3000/v1', 'http://', 'URL: http://')).toEqual(['api', 'web']);
    expect(complete('compose.yaml', 'http://api:3000/v1', 'http://api:', 'URL: http://api:')).toEqual(['3000']);
  });
  it('offers what the pods declare as target port, names first', () => {
    expect(complete('k8s/all.yaml', 'targetPort: http', 'targetPort: ', 'targetPort: ')).toEqual([
      'http',
      '8080',
      '80',
    ]);
  });
  it('offers the ports of the Service that a backend names', () => {
    expect(complete('k8s/all.yaml', 'number: 80\n', 'number: 8\n', 'number: 8')).toEqual(['80']);
  });
  it('offers what the container listens on behind a published port, and free host ports before', () => {
    expect(complete('compose.yaml', '["8000:${API_PORT}"]', '\n      - "8000:', '"8000:')).toContain('3000');
    expect(complete('compose.yaml', '["8000:${API_PORT}"]', '\n      - "', '      - "')[0]).toBe('3000');
  });
  it('says nothing where no port is expected', () => {
    expect(complete('compose.yaml', 'image: registry.example/web', 'image: ', 'image: ')).toEqual([]);
  });
});

it('the inventory tells services, clients and ways in', () => {
  const api = inventoryOf(snapshot).find((s) => s.name === 'api');
  expect(api).toMatchObject({ environment: 'local', kind: 'service' });
  expect(api?.ports[0]?.clients).toEqual([{ owner: 'service `web`', service: 'web', by: 'API_URL' }]);
  const shop = inventoryOf(snapshot).find((s) => s.name === 'shop');
  expect(shop?.ports[0]?.ways.map((w) => [w.layer, w.isPublic, w.through])).toContainEqual([
    'edge',
    true,
    ['Service `shop` 80'],
  ]);
});

it('a lens names the environments where they differ', () => {
  const base = `apiVersion: v1
kind: Pod
metadata: { name: api }
spec: { containers: [{ name: api, image: registry.example/api, ports: [{ containerPort: 8080 }] }] }
`;
  const lenses = (patch: string) => {
    const all = {
      'base/kustomization.yaml': 'resources: [api.yaml]\n',
      'base/api.yaml': base,
      'overlays/prod/kustomization.yaml': 'resources: [../../base]\n',
      'overlays/staging/kustomization.yaml': `resources: [../../base]\n${patch}`,
      'overlays/staging/admin.yaml': base.replace('8080', '9900'),
    };
    const snapshot = fromScratch(Object.entries(all).map(([name, text]) => sourceFile(`${ROOT}/${name}`, text)));
    return lensesIn(snapshot, `${ROOT}/base/api.yaml`).map((l) => l.text);
  };
  expect(lenses('')).toEqual(['port 8080']);
  expect(lenses('patches: [{ path: admin.yaml }]\n')).toEqual(['`prod` · port 8080 | `staging` · ports 9900, 8080']);
});
