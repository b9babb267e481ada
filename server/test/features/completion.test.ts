import { describe, expect, it } from 'vitest';
import type { Completion } from '../../src/features/completion';
import { completionsAt } from '../../src/features/completion';
import { typedAt } from '../../src/features/completion/typed';
import { sourceFile } from '../../src/text/source';
import { fromScratch } from '../fixture/drive';
import { ROOT } from '../fixture/parse';

/** What is proposed at the `|` of a file, in a workspace with these other files. */
function proposals(name: string, marked: string, others: Readonly<Record<string, string>> = {}): readonly Completion[] {
  const offset = marked.indexOf('|');
  expect(offset, 'no cursor').toBeGreaterThanOrEqual(0);
  const files = { ...others, [name]: marked.replace('|', '') };
  const snapshot = fromScratch(Object.entries(files).map(([n, t]) => sourceFile(`${ROOT}/${n}`, t)));
  return completionsAt(snapshot, `${ROOT}/${name}`, offset);
}

const texts = (...args: Parameters<typeof proposals>) => proposals(...args).map((p) => p.text);

describe('in a Compose project', () => {
  const others = {
    'api/Dockerfile': 'FROM registry.example/base\nENV PORT=3000\nEXPOSE 3000\n',
    'other/compose.yaml': 'services:\n  x:\n    image: registry.example/x\n    ports: ["8080:1234"]\n',
  };
  const project = (web: string) => `services:
  api:
    build: ./api
  db:
    image: postgres:16
  web:
    image: nginx:1.27
${web}`;
  const at = (web: string) => texts('compose.yaml', project(web), others);

  it.each<[string, string, readonly string[]]>([
    ['the container’s side', '    ports:\n      - "8000:|"\n', ['80', '8000']],
    ['the container’s side, unfinished', '    ports:\n      - 8000:|', ['80', '8000']],
    ['the container’s side with an address', '    ports: ["127.0.0.1:8000:|"]\n', ['80', '8000']],
    ['the long form', '    ports:\n      - target: |\n        published: "8000"\n', ['80']],
    ['exposed ports', '    expose:\n      - |\n', ['80']],
    ['an address', '    environment:\n      DB: postgres://me@db:|\n', ['5432']],
    ['a host', '    environment:\n      API: http://|\n', ['api', 'db', 'web']],
    ['a host and a port apart', '    environment:\n      - DB_HOST=db\n      - DB_PORT=|\n', ['5432', '80']],
    ['its own port', '    environment:\n      NGINX_PORT: |\n', ['80']],
    ['a health check', '    healthcheck:\n      test: curl -f http://localhost:|\n', ['80']],
    ['a health check by option', '    healthcheck:\n      test: ["CMD", "probe", "-p", "x -p |\n', ['80']],
    ['a health check by nc', '    healthcheck:\n      test: nc -z 127.0.0.1 |\n', ['80']],
    ['a label', '    labels:\n      - traefik.http.services.web.loadbalancer.server.port=|\n', ['80']],
    ['a flag', '    command: ["run", "--port=|"]\n', ['80']],
    ['no port: an image', '    image: |\n', []],
    ['no port: a mount', '    volumes:\n      - type: bind\n        target: |\n', []],
    ['no port: a word that ends so', '    environment:\n      TRANSPORT: |\n', []],
  ])('%s', (_, web, expected) => {
    expect(at(web)).toEqual(expected);
  });

  it('free ports of the host: those of no project, then those of this one', () => {
    expect(at('    ports:\n      - "|:80"\n')).toEqual(['8081', '8082', '3000', '8080', '80']);
    const [first, , , inProject] = proposals('compose.yaml', project('    ports:\n      - published: |\n'), others);
    expect(first?.detail).toBe('free on the host, as far as the workspace goes');
    expect(inProject?.detail).toBe('free in this project, but taken elsewhere in the workspace');
  });
  it('an item that begins may be either side', () => {
    expect(at('    ports:\n      - "|"\n')).toEqual(expect.arrayContaining(['8081', '80']));
  });
  it('says where it comes from', () => {
    const [found] = proposals('compose.yaml', project('    environment:\n      API: http://api:|\n'), others);
    expect(found).toMatchObject({ text: '3000', kind: 'port', detail: 'PORT of service api' });
  });
  it('replaces what is written of it', () => {
    const marked = project('    ports:\n      - "8000:8|"\n');
    const [found] = proposals('compose.yaml', marked, others);
    expect(found?.at).toMatchObject({ start: marked.indexOf('8|'), end: marked.indexOf('|') });
  });
  it('knows the service that an override changes', () => {
    const base = { ...others, 'compose.yaml': project('') };
    const override = 'services:\n  api:\n    ports:\n      - 3001:|\n';
    expect(texts('compose.override.yaml', override, base)).toEqual(['3000', '3001']);
  });
  it('tells a Dockerfile what runs its image', () => {
    const compose =
      'services:\n  a:\n    build: .\n    ports: ["80:4000"]\n    healthcheck: { test: curl localhost:4000 }\n';
    expect(texts('Dockerfile', 'FROM registry.example/x\nEXPOSE |\n', { 'compose.yaml': compose })).toEqual(['4000']);
    expect(texts('Dockerfile', 'FROM registry.example/x\nENV PORT=|\n', { 'compose.yaml': compose })).toEqual(['4000']);
    expect(texts('Dockerfile', 'FROM x\nEXPOSE 4000\nHEALTHCHECK CMD curl http://localhost:|\n')).toEqual(['4000']);
  });
});

describe('in Kubernetes', () => {
  const deployment = (container: string) => `apiVersion: apps/v1
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
${container}`;
  const service = (ports: string) => `apiVersion: v1
kind: Service
metadata: { name: shop }
spec:
  selector: { app: shop }
  ports:
${ports}`;
  const ports =
    '          ports:\n            - { name: http, containerPort: 8080 }\n            - { name: metrics, containerPort: 9090 }\n';
  const usual = {
    'deployment.yaml': deployment(ports),
    'service.yaml': service('    - { name: web, port: 80, targetPort: http }\n'),
  };
  const at = (name: string, marked: string) => texts(name, marked, { ...usual, [name]: '' });

  it.each<[string, string, string, readonly string[]]>([
    [
      'a targetPort',
      'service.yaml',
      service('    - port: 80\n      targetPort: |\n'),
      ['http', 'metrics', '8080', '9090', '80'],
    ],
    ['the port of a Service', 'service.yaml', service('    - port: |\n      targetPort: http\n'), ['8080', '9090']],
    ['a nodePort', 'service.yaml', service('    - port: 80\n      nodePort: |\n'), ['30000']],
    [
      'a containerPort',
      'deployment.yaml',
      deployment('          ports:\n            - containerPort: |\n          args: ["--port=7000"]\n'),
      ['7000'],
    ],
    [
      'the name of a container’s port: what others call it',
      'deployment.yaml',
      deployment('          ports:\n            - containerPort: 8080\n              name: |\n'),
      ['http', 'web'],
    ],
    [
      'a probe: names before numbers',
      'deployment.yaml',
      deployment(`${ports}          readinessProbe:\n            httpGet: { path: /, port: | }\n`),
      ['http', 'metrics', '8080', '9090'],
    ],
    [
      'a probe’s command',
      'deployment.yaml',
      deployment(`${ports}          livenessProbe:\n            exec: { command: [sh, -c, "wget localhost:|"] }\n`),
      ['8080', '9090'],
    ],
    [
      'a variable',
      'deployment.yaml',
      deployment(`${ports}          env:\n            - name: PORT\n              value: "|"\n`),
      ['8080', '9090'],
    ],
    [
      'the address of a Service',
      'deployment.yaml',
      deployment(`${ports}          env:\n            - name: SELF\n              value: http://shop:|\n`),
      ['80'],
    ],
    [
      'no port: the name of a container',
      'deployment.yaml',
      deployment(ports).replace('- name: shop\n', '- name: |\n'),
      [],
    ],
  ])('%s', (_, name, marked, expected) => {
    expect(at(name, marked)).toEqual(expected);
  });

  const backend = (port: string) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop }
spec:
  defaultBackend:
    service:
      name: shop
      port:
        ${port}
`;
  it('the port of a backend, by number and by name', () => {
    expect(texts('ingress.yaml', backend('number: |'), usual)).toEqual(['80', 'web']);
    expect(texts('ingress.yaml', backend('name: |'), usual)).toEqual(['web']);
  });
  it('the port of a policy', () => {
    const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: shop }
spec:
  podSelector: { matchLabels: { app: shop } }
  ingress:
    - ports:
        - protocol: TCP
          port: |
`;
    expect(texts('policy.yaml', policy, usual)).toEqual(['http', 'metrics', '8080', '9090']);
  });
});

it('proposes what all overlays have before what only some have', () => {
  const others = {
    'base/kustomization.yaml': 'resources: [api.yaml]\n',
    'dev/kustomization.yaml': 'resources: [../base]\npatches: [{ path: admin.yaml }]\n',
    'dev/admin.yaml': `apiVersion: v1
kind: Pod
metadata: { name: api }
spec: { containers: [{ name: api, ports: [{ name: admin, containerPort: 9900 }] }] }
`,
    'prod/kustomization.yaml': 'resources: [../base]\n',
  };
  const base = `apiVersion: v1
kind: Pod
metadata: { name: api, labels: { app: api } }
spec: { containers: [{ name: api, image: registry.example/api, ports: [{ name: http, containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: api }
spec:
  selector: { app: api }
  ports:
    - port: 8080
      targetPort: |
`;
  expect(texts('base/api.yaml', base, others)).toEqual(['http', '8080', 'admin', '9900']);
});

describe('the text at a cursor', () => {
  const typed = (marked: string) => typedAt(sourceFile('file:///a', marked.replace('|', '')), marked.indexOf('|'));

  it('is told by the keys above it, also where the list stands at the indentation of its key', () => {
    expect(typed('services:\n  a:\n    ports:\n    - "80:|')).toMatchObject({
      kind: 'container-port',
      published: '80',
      under: ['ports', 'a', 'services'],
    });
    expect(typed('services:\n  a:\n    volumes:\n    - x\n    links:\n    - "80:|')?.kind).toBeUndefined();
    expect(typed('env:\n- name: A\n  value: x\n- name: HTTP_PORT\n  value: "|')).toMatchObject({ key: 'HTTP_PORT' });
    expect(typed('env:\n- name: A\n  value: "|')).toBeUndefined();
  });
  it('is not looked at in lines that nobody types', () => {
    expect(typed(`${'a, '.repeat(5000)}port: |`)).toBeUndefined();
  });
  it('costs nothing in long lines of blanks and commas', () => {
    for (const line of [' '.repeat(2000), ', '.repeat(1000), ' '.repeat(1000) + ', '.repeat(500), '- '.repeat(1000)]) {
      const start = performance.now();
      expect(typed(`services:\n${line}|`)).toBeUndefined();
      expect(performance.now() - start).toBeLessThan(500);
    }
  });
});
