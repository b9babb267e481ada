import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { renameAt, renameTargetAt } from '../../src/features/rename';
import type { Snapshot } from '../../src/features/snapshot';
import { chartOf } from '../../src/model/chart';
import { applyEdits } from '../../src/text/edit';
import type { TextEdit } from '../../src/text/edit';
import type { SourceFile } from '../../src/text/source';
import { sourceFile } from '../../src/text/source';
import { fromScratch } from '../fixture/drive';
import { parseFixture, ROOT } from '../fixture/parse';

const fixtures = path.resolve(import.meta.dirname, '../../../test-fixtures/rules');

function edited(files: readonly SourceFile[], edits: readonly TextEdit[]): readonly SourceFile[] {
  return files.map((f) =>
    edits.some((e) => e.uri === f.uri) ? sourceFile(f.uri, applyEdits(f.text, f.uri, edits)) : f,
  );
}

/** Where an offset of a file is after edits. */
function moved(uri: string, offset: number, edits: readonly TextEdit[]): number {
  return edits
    .filter((e) => e.uri === uri && e.start < offset)
    .reduce((at, e) => at + e.newText.length - (e.end - e.start), offset);
}

function texts(files: readonly SourceFile[]): string {
  return files.map((f) => `${f.uri}\n${f.text}`).join('\n');
}

function workspace(files: Readonly<Record<string, string>>): readonly SourceFile[] {
  return Object.entries(files).map(([name, text]) => sourceFile(`${ROOT}/${name}`, text));
}

function renamed(files: readonly SourceFile[], name: string, before: string, to: string): string {
  const uri = `${ROOT}/${name}`;
  const file = files.find((f) => f.uri === uri);
  const at = file?.text.indexOf(before) ?? -1;
  expect(at, before).toBeGreaterThanOrEqual(0);
  const result = renameAt(fromScratch(files), uri, at + before.length, to);
  if (result?.kind !== 'edits') return result?.because ?? 'nothing is there';
  return edited(files, result.edits)
    .flatMap((f) => {
      const lines = files.find((o) => o.uri === f.uri)?.text.split('\n') ?? [];
      return f.text.split('\n').filter((l, i) => l !== lines[i]);
    })
    .map((l) => l.trim())
    .join('\n');
}

const shop = workspace({
  'api/Dockerfile': 'FROM registry.example/base\nEXPOSE 3000\n',
  '.env': 'API_PORT=3000\n',
  'compose.yaml': `services:
  api:
    build: ./api
    ports: ["8000:\${API_PORT}"]
    healthcheck: { test: ["CMD", "curl", "-f", "http://localhost:3000/"] }
  other:
    image: registry.example/other
    ports: ["3000:3000"]
  web:
    image: registry.example/web
    environment: { API_URL: "http://api:3000" }
`,
  'k8s/api.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: api
          image: registry.example/api
          ports: [{ name: http, containerPort: 8080 }, { containerPort: 9090 }]
          readinessProbe: { httpGet: { port: http } }
---
apiVersion: v1
kind: Service
metadata: { name: api }
spec:
  selector: { app: api }
  ports: [{ name: web, port: 80, targetPort: http }]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: api }
spec:
  defaultBackend: { service: { name: api, port: { name: web } } }
`,
});

const chart = workspace({
  'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'chart/values.yaml': 'ports:\n  http: 8080\nname: admin\n',
  'chart/templates/shop.yaml': `apiVersion: apps/v1
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
          args: ["--listen={{ .Values.ports.http }}"]
          ports:
            {{- range $name, $port := .Values.ports }}
            - { name: {{ $name }}, containerPort: {{ $port }} }
            {{- end }}
            - { name: {{ .Values.name }}, containerPort: 9090 }
          readinessProbe: { httpGet: { port: http } }
          livenessProbe: { httpGet: { port: admin } }
`,
});

describe('rename', () => {
  it('follows a number along its chain, to the characters that make it, and no further', () => {
    expect(renamed(shop, 'compose.yaml', 'http://api:', '4000')).toBe(
      [
        'EXPOSE 4000',
        'API_PORT=4000',
        'healthcheck: { test: ["CMD", "curl", "-f", "http://localhost:4000/"] }',
        'environment: { API_URL: "http://api:4000" }',
      ].join('\n'),
    );
  });

  it('changes a published number only where the cursor is on it', () => {
    expect(renamed(shop, 'compose.yaml', 'ports: ["', '8001')).toBe('ports: ["8001:${API_PORT}"]');
  });

  it('keeps the two numbers of a headless Service equal, and those of another apart', () => {
    const kind = (clusterIP: string) =>
      workspace({
        'db.yaml': `apiVersion: v1
kind: Service
metadata: { name: db }
spec:
  ${clusterIP}
  selector: { app: db }
  ports: [{ port: 5000, targetPort: 5000 }]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  serviceName: db
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec: { containers: [{ name: db, image: registry.example/db, ports: [{ containerPort: 5000 }] }] }
`,
      });
    const inner = 'spec: { containers: [{ name: db, image: registry.example/db, ports: [{ containerPort: 5001 }] }] }';
    expect(renamed(kind('clusterIP: None'), 'db.yaml', 'containerPort: ', '5001')).toBe(
      `ports: [{ port: 5001, targetPort: 5001 }]\n${inner}`,
    );
    expect(renamed(kind('type: ClusterIP'), 'db.yaml', 'containerPort: ', '5001')).toBe(
      `ports: [{ port: 5000, targetPort: 5001 }]\n${inner}`,
    );
  });

  it('changes the number by which a patch means a port, in the patch and in its base', () => {
    const api = workspace({
      'base/kustomization.yaml': 'resources: [api.yaml]\n',
      'base/api.yaml': `apiVersion: v1
kind: Service
metadata: { name: api }
spec:
  selector: { app: api }
  ports: [{ name: web, port: 80, targetPort: 8080 }]
---
apiVersion: v1
kind: Pod
metadata: { name: api, labels: { app: api } }
spec:
  containers:
    - { name: api, image: registry.example/api, ports: [{ containerPort: 8080 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers:
    - { name: web, image: registry.example/web, env: [{ name: API_URL, value: "http://api:80" }] }
`,
      'prod/kustomization.yaml': 'resources: [../base]\n',
      'dev/kustomization.yaml': `resources: [../base]
patches:
  - path: pod.yaml
  - patch: |-
      apiVersion: v1
      kind: Service
      metadata: { name: api }
      spec:
        type: NodePort
        ports: [{ port: 80, nodePort: 30080 }]
`,
      'dev/pod.yaml': `apiVersion: v1
kind: Pod
metadata: { name: api }
spec: { containers: [{ name: api, ports: [{ containerPort: 8080, hostPort: 9000 }] }] }
`,
    });
    const service = [
      'ports: [{ name: web, port: 81, targetPort: 8080 }]',
      '- { name: web, image: registry.example/web, env: [{ name: API_URL, value: "http://api:81" }] }',
      'ports: [{ port: 81, nodePort: 30080 }]',
    ].join('\n');
    expect(renamed(api, 'base/api.yaml', 'port: ', '81')).toBe(service);
    expect(renamed(api, 'base/api.yaml', 'http://api:', '81')).toBe(service);
    expect(renamed(api, 'dev/kustomization.yaml', '{ port: ', '81')).toBe(service);
    const container = [
      'ports: [{ name: web, port: 80, targetPort: 8081 }]',
      '- { name: api, image: registry.example/api, ports: [{ containerPort: 8081 }] }',
      'spec: { containers: [{ name: api, ports: [{ containerPort: 8081, hostPort: 9000 }] }] }',
    ].join('\n');
    expect(renamed(api, 'base/api.yaml', 'targetPort: ', '8081')).toBe(container);
    expect(renamed(api, 'dev/pod.yaml', 'containerPort: ', '8081')).toBe(container);
  });

  it('renames a port name on its own layer', () => {
    expect(renamed(shop, 'k8s/api.yaml', '[{ name: ', 'web-http')).toBe(
      [
        'ports: [{ name: web-http, containerPort: 8080 }, { containerPort: 9090 }]',
        'readinessProbe: { httpGet: { port: web-http } }',
        'ports: [{ name: web, port: 80, targetPort: web-http }]',
      ].join('\n'),
    );
    expect(renamed(shop, 'k8s/api.yaml', 'port: { name: ', 'public')).toBe(
      [
        'ports: [{ name: public, port: 80, targetPort: http }]',
        'defaultBackend: { service: { name: api, port: { name: public } } }',
      ].join('\n'),
    );
  });

  it('refuses with a reason, and names the next free port', () => {
    expect(renamed(shop, 'k8s/api.yaml', 'containerPort: ', '9090')).toBe(
      'Port 9090 is already taken by container `api` of Deployment `api`. The next free one is 9091.',
    );
    expect(renamed(shop, 'compose.yaml', 'ports: ["', '3000')).toContain('The next free one is 3001.');
    const node = (port: number) =>
      workspace({
        'api.yaml': `apiVersion: v1
kind: Service
metadata: { name: api }
spec:
  type: NodePort
  selector: { app: api }
  ports: [{ port: 80, nodePort: ${port} }]
`,
      });
    expect(renamed(node(30080), 'api.yaml', 'nodePort: ', '8080')).toBe(
      'A node port lies between 30000 and 32767, unless the cluster sets another range.',
    );
    expect(renamed(node(30080), 'api.yaml', 'nodePort: ', '30081')).toBe('ports: [{ port: 80, nodePort: 30081 }]');
    expect(renamed(node(8080), 'api.yaml', 'nodePort: ', '9090')).toBe('ports: [{ port: 80, nodePort: 9090 }]');
    const range = workspace({
      'compose.yaml': `services:
  a: { image: registry.example/a, ports: ["8081:3000"] }
  b: { image: registry.example/b, ports: ["5000-5003:5000-5003"] }
`,
    });
    expect(renamed(range, 'compose.yaml', 'ports: ["', '5002')).toBe(
      'Port 5002 is already taken by the host, for service `b`. The next free one is 5004.',
    );
    expect(renamed(shop, 'compose.yaml', 'http://api:', '99999')).toBe('A port is a number from 1 to 65535.');
    expect(renamed(shop, 'k8s/api.yaml', '[{ name: ', 'much-too-long-a-name')).toContain('longer than 15 characters');
  });

  it('leaves alone what a template computes with', () => {
    const files = workspace({
      'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'web/values.yaml': 'port: 8080\nbase: 8000\n',
      'web/templates/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: app
          image: registry.example/web
          ports:
            - containerPort: {{ .Values.port }}
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  selector: { app: web }
  ports:
    - port: 80
      targetPort: {{ add .Values.base 80 }}
`,
    });
    expect(renamed(files, 'web/templates/web.yaml', 'containerPort: ', '9000')).toContain('is computed');
  });

  it('leaves keys of the values alone, which templates read by name', () => {
    expect(renamed(chart, 'chart/templates/shop.yaml', 'httpGet: { port: ', 'web')).toContain('is a key');
    expect(renamed(chart, 'chart/values.yaml', 'name: ', 'ops')).toBe(
      ['name: ops', 'livenessProbe: { httpGet: { port: ops } }'].join('\n'),
    );
  });

  it('writes the port where an address only implies it', () => {
    const files = workspace({
      'compose.yaml':
        'services:\n  api:\n    image: registry.example/api\n    expose: ["80"]\n  web:\n    image: registry.example/web\n    environment: { API_URL: "http://api/v1" }\n',
    });
    expect(renamed(files, 'compose.yaml', 'expose: ["', '8080')).toBe(
      'expose: ["8080"]\nenvironment: { API_URL: "http://api:8080/v1" }',
    );
  });

  it('says that an image listens where it does by itself', () => {
    const files = workspace({
      'compose.yaml': 'services:\n  db:\n    image: postgres:16\n    ports: ["5432:5432"]\n',
    });
    expect(renamed(files, 'compose.yaml', '5432:', '6000')).toContain('by itself');
    expect(renamed(files, 'compose.yaml', 'ports: ["', '6000')).toBe('ports: ["6000:5432"]');
  });

  it('moves what an image listens on by itself where the service tells it the number', () => {
    const files = (told: string, inner = 80) =>
      workspace({
        'compose.yaml': `services:\n  gw:\n    image: traefik:v3\n    ${told}\n    ports: ["9000:${inner}"]\n`,
      });
    const command = (port: number) => `command: ["--entrypoints.web.address=:${port}"]`;
    expect(renamed(files(command(80)), 'compose.yaml', '9000:', '8000')).toBe(`${command(8000)}\nports: ["9000:8000"]`);
    // And back: the number that the image would have by itself is nobody else's.
    expect(renamed(files(command(8000), 8000), 'compose.yaml', '9000:', '80')).toBe(
      `${command(80)}\nports: ["9000:80"]`,
    );
    expect(renamed(files('environment: { PORT: 80 }'), 'compose.yaml', '9000:', '8000')).toContain('by itself');
    // The flag switches the port on and does not say it.
    expect(renamed(files('command: ["--api.insecure=true"]', 8080), 'compose.yaml', '9000:', '7000')).toContain(
      'itself',
    );
  });

  it('takes along what a reverse proxy is told', () => {
    const label = 'traefik.http.services.api.loadbalancer.server.port';
    const files = workspace({
      'compose.yaml': `services:
  api:
    image: registry.example/api
    command: [serve, "--port=3000"]
    expose: ["3000"]
    labels: ["${label}=3000"]
`,
    });
    expect(renamed(files, 'compose.yaml', 'expose: ["', '4000')).toBe(
      `command: [serve, "--port=4000"]\nexpose: ["4000"]\nlabels: ["${label}=4000"]`,
    );
  });
});

/** A generator of its own, so that a failure can be had again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('there and back', () => {
  const wanted = Number(process.env['PORTOLAN_RENAMES'] ?? 150);
  it(`gives the same bytes for ${wanted} ports of the fixtures`, () => {
    const next = random(7);
    const cases = fs
      .readdirSync(fixtures)
      // `2525:25` is one number to YAML, and no longer is when its first half is another.
      .filter((n) => n.endsWith('.md') && n !== 'yaml-sexagesimal-port.md')
      .sort()
      .flatMap((n) => parseFixture(fs.readFileSync(path.join(fixtures, n), 'utf8')).map((c) => ({ n, c })))
      .map((one) => ({ ...one, snapshot: undefined as Snapshot | undefined }));
    let done = 0;
    const wrong: string[] = [];
    for (let tries = 0; done < wanted && tries < wanted * 20; tries++) {
      const one = cases[Math.floor(next() * cases.length)];
      if (!one) break;
      const snapshot = (one.snapshot ??= fromScratch(one.c.files));
      const sites = snapshot.contexts.flatMap((m) => [...chartOf(m).sites.values()].flat());
      const site = sites[Math.floor(next() * sites.length)];
      if (site?.value.value.kind !== 'number') continue;
      const { uri, start } = site.span;
      const target = renameTargetAt(snapshot, uri, start);
      if (target?.at.start !== start) continue;
      // `80-80` and `0080` are ways to write a number that a rename does not come back to.
      const [origin] = site.value.origins;
      const written =
        origin?.kind === 'text'
          ? snapshot.files.get(origin.span.uri)?.text.slice(origin.span.start, origin.span.end)
          : '';
      if (written !== target.placeholder) continue;
      const to = String(20000 + Math.floor(next() * 30000));
      const there = renameAt(snapshot, uri, start, to);
      // Writing a port that was only implied is a step that has no way back.
      if (there?.kind !== 'edits' || there.edits.some((e) => e.start === e.end)) continue;
      const files = edited(one.c.files, there.edits);
      const back = renameAt(fromScratch(files), uri, moved(uri, start, there.edits), target.placeholder);
      // The fixture begins with two of that number, which a rename would not make.
      if (back?.kind === 'refused' && back.because.includes('already taken')) continue;
      done++;
      const again = back?.kind === 'edits' ? texts(edited(files, back.edits)) : `${back?.kind}: ${back?.because}`;
      if (again !== texts(one.c.files))
        wrong.push(`${one.n} "${one.c.heading}" ${uri}@${start} ${target.placeholder} -> ${to}: ${again.slice(0, 90)}`);
    }
    expect(done).toBeGreaterThanOrEqual(Math.min(wanted, 150));
    expect(wrong.slice(0, 12)).toEqual([]);
  }, 600_000);
});
