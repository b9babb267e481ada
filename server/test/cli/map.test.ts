// `portolan map`: every format over one workspace. The golden files are the contract with whoever reads the output; `vitest -u`
// makes them anew when they are meant to change.
import fs from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { repository } from '../../../tools/lib/repo.mjs';
import { portolan, workspace } from './portolan';
import type { Files } from './portolan';

const files: Files = {
  'compose.yaml': `services:
  web:
    image: nginx:1.27
    ports: ["8080:80", "127.0.0.1:8443:443"]
    networks: [front]
    environment: { API_URL: "http://api:3000", DB_URL: "postgres://db:5432/shop" }
  api:
    image: registry.example/api
    expose: ["3000"]
    networks: [front, back]
    environment: { DATABASE_URL: "postgres://db:5433/shop" }
  db:
    image: postgres:17
    ports: ["5433:5432"]
    networks: [back]
  worker:
    image: registry.example/worker
    networks: [back]
networks: { front: {}, back: {} }
`,
  'k8s/überall.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, namespace: prod }
spec:
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
      containers:
        - name: shop
          image: registry.example/shop
          ports: [{ name: http, containerPort: 8080 }, { name: dns, containerPort: 53, protocol: UDP }]
---
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: prod }
spec:
  selector: { app: shop }
  ports: [{ name: web, port: 80, targetPort: http }]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: front, namespace: prod }
spec:
  rules:
    - host: shop.example
      http:
        paths: [{ path: /, pathType: Prefix, backend: { service: { name: shop, port: { name: web } } } }]
`,
};
const cwd = workspace(files);
const formats = { svg: 'svg', html: 'html', mermaid: 'mmd', dot: 'dot', json: 'json' };
const golden = (ending: string) => path.join(repository, `server/test/cli/golden/map.${ending}`);

async function map(args: readonly string[], at = cwd, env: Record<string, string> = {}): Promise<string> {
  const { stdout, stderr, status } = await portolan(['map', ...args], { cwd: at, env });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout;
}

describe.each(Object.entries(formats))('%s', (format, ending) => {
  const report = map(['--format', format]);
  test('is what it was', async () => {
    await expect(await report).toMatchFileSnapshot(golden(ending));
  });
  test('is the same on every run, wherever the workspace lies and in whatever order it was written', async () => {
    const copy = workspace(Object.fromEntries(Object.entries(files).toReversed()));
    const env = { TZ: 'Asia/Tokyo', LC_ALL: 'tr_TR.UTF-8', LANG: 'C' };
    expect(await map(['--format', format], copy, env)).toBe(await report);
  });
  test('ends with a line break and names no absolute path', async () => {
    const text = await report;
    expect(text.endsWith('\n')).toBe(true);
    expect(text).not.toContain(path.dirname(cwd));
    expect(text).not.toContain('file://');
  });
  test('has something to say of an empty folder too', async () => {
    const empty = workspace({ 'README.md': 'Nothing.\n' });
    expect(await map(['--format', format], empty)).not.toBe('');
  });
});

interface Found {
  readonly environments: readonly {
    readonly name: string;
    readonly services: readonly { readonly name: string; readonly ports: readonly { readonly port: string }[] }[];
    readonly connections: readonly unknown[];
  }[];
}

/** Environments with their services and ports: `local: web 80,443`. */
async function found(...args: readonly string[]): Promise<readonly string[]> {
  const { environments } = JSON.parse(await map(['--format', 'json', ...args])) as Found;
  return environments.flatMap((e) =>
    e.services.map((s) => `${e.name}: ${s.name} ${s.ports.map((p) => p.port).join()}`),
  );
}

describe('the map', () => {
  test('as JSON is as its schema says', async () => {
    const schema = JSON.parse(
      fs.readFileSync(path.join(repository, 'schemas/portolan-map.schema.json'), 'utf8'),
    ) as object;
    const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
    for (const folder of [cwd, path.join(repository, 'test-fixtures/workspaces/harbour')]) {
      validate(JSON.parse(await map(['--format', 'json'], folder)));
      expect(validate.errors).toBeNull();
    }
  });
  test('is cut to environments, services, public ports and what is broken', async () => {
    expect(await found()).toEqual([
      'cluster: shop 8080,53',
      'local: api 3000',
      'local: db 5432',
      'local: web 80,443',
      'local: worker ',
    ]);
    expect(await found('--environment', 'cluster')).toEqual(['cluster: shop 8080,53']);
    expect(await found('--environment', 'compose.yaml', 'cluster')).toHaveLength(5);
    expect(await found('--service', 'AP')).toEqual(['local: api 3000', 'local: db ', 'local: web ']);
    expect(await found('--public')).toEqual(['cluster: shop 8080', 'local: db 5432', 'local: web 80']);
    expect(await found('--broken', '--environment', 'local')).toEqual(['local: api ', 'local: db 5432', 'local: web ']);
  });
  test('says what is wrong with its arguments', async () => {
    const run = async (...args: readonly string[]) => portolan(['map', ...args], { cwd });
    expect(await run('--environment', 'prod')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining(
        'there is no environment prod; there are cluster, manifests harbour, local',
      ) as string,
    });
    expect(await run('--format', 'png')).toMatchObject({ status: 2 });
    expect(await run('--max-nodes', '0')).toMatchObject({ status: 2 });
    expect(await run('nowhere')).toMatchObject({ status: 2 });
  });
  test('folds above a number of nodes, and not what is to be whole', async () => {
    const folded = await map(['--max-nodes', '3']);
    expect(folded).toContain('4 services');
    expect(await map(['--max-nodes', '3', '--expand', 'local'])).toContain('>worker<');
    expect(await map([])).not.toContain('class="node fold');
  });
  test('goes to a file', async () => {
    expect(await map(['--output-file', 'out/map.svg'])).toBe('');
    expect(fs.readFileSync(path.join(cwd, 'out/map.svg'), 'utf8')).toBe(await map([]));
    fs.rmSync(path.join(cwd, 'out'), { recursive: true });
  });
});
