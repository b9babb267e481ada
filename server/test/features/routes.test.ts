import { expect, it } from 'vitest';
import { hoverAt } from '../../src/features/hover';
import { definitionAt, referencesAt } from '../../src/features/navigation';
import type { Snapshot } from '../../src/features/snapshot';
import { positionAt, sourceFile } from '../../src/text/source';
import type { Span } from '../../src/text/span';
import { fromScratch } from '../fixture/drive';
import { ROOT } from '../fixture/parse';

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: app
          image: registry.example/shop/app
          ports:
            - { name: http, containerPort: 8080 }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  selector: { app: web }
  ports:
    - { name: main, port: 80, targetPort: http }
---
`;

const uri = `${ROOT}/k8s/shop.yaml`;

function chart(text: string): Snapshot {
  return fromScratch([sourceFile(uri, text)]);
}

/** The offset behind `before` in the last line that holds `line`. */
function offset(text: string, line: string, before: string): number {
  const at = text.lastIndexOf(line);
  expect(at, line).toBeGreaterThanOrEqual(0);
  return at + line.indexOf(before) + before.length;
}

function hover(text: string, line: string, before: string): string {
  return hoverAt(chart(text), uri, offset(text, line, before))?.markdown ?? '';
}

/** The steps of the way, as layer and number. */
function way(markdown: string): readonly string[] {
  return markdown
    .split('\n')
    .filter((l) => /^- .*—/.test(l))
    .map((l) => l.slice(2, l.indexOf(' —')).replaceAll(/\*| `.*`/g, ''));
}

function lines(text: string, spans: readonly Span[]): readonly string[] {
  const file = sourceFile(uri, text);
  return spans.map((s) => text.split('\n')[positionAt(file, s.start).line]?.trim() ?? '');
}

function definition(text: string, line: string, before: string): readonly string[] {
  const found = definitionAt(chart(text), uri, offset(text, line, before));
  return lines(text, found?.targets ?? []);
}

const INGRESS = `${WEB}apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop }
spec:
  defaultBackend:
    service: { name: web, port: { number: 80 } }
`;

it('tells the whole way of an Ingress backend', () => {
  const text = hover(INGRESS, 'number: 80', 'number: ');
  expect(way(text).slice(0, 3)).toEqual(['container 8080', 'service 80', 'edge 80']);
  expect(text).toContain('**Reach:** outside the cluster \\(Ingress shop\\)');
  expect(text).not.toContain('only inside');
  expect(definition(INGRESS, 'number: 80', 'number: ')).toEqual(['- { name: main, port: 80, targetPort: http }']);
});

it('shows what is there instead of a port that is not', () => {
  const text = hover(INGRESS.replace('number: 80', 'number: 81'), 'number: 81', 'number: ');
  expect(text).toContain('**81** is not there');
  expect(text).toContain('service **80**');
});

it('finds routes and gateways from the container', () => {
  const text = `${WEB}apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge }
spec:
  gatewayClassName: example
  listeners:
    - { name: https, port: 8443, protocol: HTTPS }
    - { name: admin, port: 9443, protocol: HTTPS }
    - { name: blog, port: 8443, protocol: HTTPS, hostname: blog.example.com }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: shop }
spec:
  parentRefs:
    - { name: edge, sectionName: https }
  rules:
    - backendRefs:
        - { name: web, port: 80 }
`;
  const steps = way(hover(text, 'containerPort: 8080', 'containerPort: '));
  expect(steps).toContain('edge 8443');
  expect(steps).not.toContain('edge 9443');
  expect(definition(text, 'sectionName: https', 'sectionName: ')).toEqual([
    '- { name: https, port: 8443, protocol: HTTPS }',
  ]);
  expect(
    hover(text.replace('sectionName: https', 'sectionName: http'), 'sectionName: http', 'sectionName: '),
  ).toContain('**http** is not there');
  const names = referencesAt(chart(text), uri, offset(text, '{ name: https, port', 'name: h'), false);
  expect(lines(text, names)).toContain('- { name: edge, sectionName: https }');
  const references = referencesAt(chart(text), uri, offset(text, 'port: 80, targetPort', 'port: '), true);
  expect(lines(text, references)).toContain('- { name: web, port: 80 }');
});

it('follows ports inside JSON of annotations', () => {
  const text = `${WEB}apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    alb.ingress.kubernetes.io/listen-ports: '[{"HTTP": 8000}]'
    alb.ingress.kubernetes.io/actions.all: >-
      {"type":"forward","forwardConfig":{"targetGroups":[{"serviceName":"web","servicePort":"main"}]}}
`;
  expect(way(hover(text, '"servicePort":"main"', '"servicePort":"m'))).toContain('edge 8000');
  expect(definition(text, '"servicePort":"main"', '"servicePort":"m')).toEqual([
    '- { name: main, port: 80, targetPort: http }',
  ]);
  expect(way(hover(text, '"HTTP": 8000', '"HTTP": 8'))).toContain('container 8080');
});

it('leads a Service without selector to its endpoints', () => {
  const text = `apiVersion: v1
kind: Service
metadata: { name: db }
spec:
  ports:
    - { name: pg, port: 5432 }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: db-1, labels: { kubernetes.io/service-name: db } }
addressType: IPv4
ports:
  - { name: pg, port: 5433 }
endpoints:
  - addresses: ["10.0.0.7"]
`;
  expect(way(hover(text, 'port: 5432', 'port: '))).toContain('container 5433');
  expect(definition(text, '{ name: pg, port: 5433 }', '{ name: p')).toEqual(['- { name: pg, port: 5432 }']);
});

it('reads each stream of ingress-nginx for itself', () => {
  const text = `${WEB}apiVersion: v1
kind: ConfigMap
metadata: { name: tcp-services }
data:
  "9000": default/web:80
  "9001": "default/other:5432"
`;
  const steps = way(hover(text, 'default/web:80', 'default/web:8'));
  expect(steps).toContain('edge 9000');
  expect(steps).not.toContain('edge 9001');
});

it('tells of webhooks, Traefik, OpenShift and annotations of Services whose port they mean', () => {
  const text = `${WEB}apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: shop }
spec:
  entryPoints: [web]
  routes:
    - services: [{ name: web, port: main }]
---
apiVersion: route.openshift.io/v1
kind: Route
metadata: { name: shop }
spec:
  to: { kind: Service, name: web }
  port: { targetPort: 8080 }
---
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: { name: v1.shop.example.com }
spec:
  service: { name: web, namespace: shop, port: 80 }
`;
  expect(definition(text, 'port: main }]', 'port: ')).toEqual(['- { name: main, port: 80, targetPort: http }']);
  expect(definition(text, '{ targetPort: 8080 }', 'targetPort: ')).toEqual(['- { name: http, containerPort: 8080 }']);
  expect(definition(text, 'namespace: shop, port: 80', 'port: ')).toEqual([
    '- { name: main, port: 80, targetPort: http }',
  ]);
});
