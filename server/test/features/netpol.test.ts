import { expect, it } from 'vitest';
import { networkPolicies } from '../../src/features/netpol';
import { endsOf } from '../../src/model/ends';
import { OUTSIDE, allows, policyIndex } from '../../src/model/policies';
import type { ContextModel } from '../../src/model/model';
import { sourceFile } from '../../src/text/source';
import { fromScratch } from '../fixture/drive';
import { ROOT } from '../fixture/parse';

const deployment = (name: string, port: number, url?: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name}, version: "1" } }
    spec:
      containers:
        - name: ${name}
          image: registry.example/${name}
          ports: [{ name: http, containerPort: ${port} }]
          env: [{ name: BACKEND_URL, value: "${url ?? 'none'}" }]
---
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec:
  selector: { app: ${name} }
  ports: [{ port: 80, targetPort: http }]
`;

const shop = [
  deployment('web', 3000, 'http://api'),
  deployment('api', 8080, 'postgres://db.example.org:5432/x'),
  deployment('idle', 9000),
  `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web }
spec: { defaultBackend: { service: { name: web, port: { number: 80 } } } }
`,
].join('---\n');

function model(...texts: readonly string[]): ContextModel {
  const { contexts } = fromScratch(texts.map((t, i) => sourceFile(`${ROOT}/k8s/${i}.yaml`, t)));
  const found = contexts.find((c) => c.workloads.length > 0);
  if (!found) throw new Error('no context');
  return found;
}

it('writes policies that allow what is modelled and nothing else', () => {
  const policies = networkPolicies(model(shop));
  const guarded = model(shop, policies);
  const index = policyIndex(guarded);
  expect(index.policies.length).toBe(4);
  const ends = guarded.connections.flatMap((c) => endsOf(c).map((e) => ({ from: c.from?.workload, e })));
  expect(ends.length).toBeGreaterThan(0);
  for (const { from, e } of ends)
    if (from) expect(allows(index, from, e.workload, e.port, e.protocol).answer, from.fact.id).toBe('yes');
  const find = (name: string) => {
    const found = guarded.workloads.find((w) => w.fact.name.value === name);
    if (!found) throw new Error(name);
    return found;
  };
  const [web, api, idle] = [find('web'), find('api'), find('idle')];
  expect(allows(index, web, api, 8081, 'tcp').answer).toBe('no');
  expect(allows(index, idle, api, 8080, 'tcp').answer).toBe('no');
  expect(allows(index, api, web, 3000, 'tcp').answer).toBe('no');
  expect(allows(index, OUTSIDE, api, 8080, 'tcp').answer).toBe('no');
  expect(allows(index, api, OUTSIDE, 5432, 'tcp').answer).toBe('yes');
  expect(allows(index, api, OUTSIDE, 443, 'tcp').answer).toBe('no');
});

it('is the same text each time, chooses stable labels, and can be for one workload', () => {
  const policies = networkPolicies(model(shop));
  expect(networkPolicies(model(shop))).toBe(policies);
  expect(policies).not.toContain('version');
  expect(networkPolicies(model(shop), 'web')).toBe(`apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: allow-web
spec:
  podSelector:
    matchLabels:
      app: web
  policyTypes: [Ingress, Egress]
  ingress:
    # from outside by Ingress web
    - from:
        - namespaceSelector: {}
      ports:
        - { protocol: TCP, port: 3000 }
  egress:
    # BACKEND_URL of web connects to api
    - to:
        - podSelector:
            matchLabels:
              app: api
      ports:
        - { protocol: TCP, port: 8080 }
    # looks names up
    - to:
        - namespaceSelector: {}
      ports:
        - { protocol: UDP, port: 53 }
        - { protocol: TCP, port: 53 }
`);
  expect(networkPolicies(model(shop), 'nobody')).toBe('');
});

it('allows every port of a Service that a variable names without a port', () => {
  const policies = networkPolicies(
    model(shop.replace('name: BACKEND_URL, value: "http://api"', 'name: API_HOST, value: api')),
  );
  expect(policies).toContain('# API_HOST of web names api');
  expect(policies).toMatch(/name: allow-api[\s\S]*# API_HOST of web\n[\s\S]*port: 8080/);
});

it('selects all pods of the namespace where a workload has no labels, and says so', () => {
  const policies = networkPolicies(
    model(
      shop,
      `apiVersion: v1
kind: Pod
metadata: { name: job }
spec: { containers: [{ name: job, image: registry.example/job, env: [{ name: API_ADDR, value: "api:80" }] }] }
`,
    ),
  );
  expect(policies).toContain('# job has no labels to choose its pods by: all pods of the namespace are meant.');
  expect(policies).not.toMatch(/matchLabels:\n\s*(?!\s|[\w"])/);
  expect(policies).toMatch(/# API_ADDR of job\n {4}- from:\n {8}- podSelector: \{\}/);
});
