import { describe, expect, it } from 'vitest';
import { hoverAt } from '../../src/features/hover';
import { definitionAt, referencesAt } from '../../src/features/navigation';
import { positionAt, sourceFile } from '../../src/text/source';
import type { Span } from '../../src/text/span';
import { fromScratch } from '../fixture/drive';
import { ROOT } from '../fixture/parse';

const text = `apiVersion: apps/v1
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
            - containerPort: 3000
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: app
          image: registry.example/api
          ports:
            - containerPort: 8080
              name: http
---
apiVersion: v1
kind: Service
metadata: { name: api }
spec:
  selector: { app: api }
  ports: [{ port: 80, targetPort: http }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: api }
spec:
  podSelector: { matchLabels: { app: api } }
  ingress:
    - from: [{ podSelector: { matchLabels: { app: web } } }]
      ports: [{ port: http }]
    - ports: [{ port: 9000, endPort: 9100 }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: closed }
spec:
  podSelector: { matchLabels: { app: web } }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public }
spec:
  selector: { istio: ingressgateway }
  servers:
    - port: { number: 443, name: https, protocol: HTTPS }
      tls: { mode: SIMPLE, credentialName: cert }
      hosts: [shop.example.com]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.example.com]
  gateways: [public]
  http:
    - route:
        - destination: { host: api, port: { number: 80 } }
      mirror: { host: stats.example.com, port: { number: 8443 } }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: stats }
spec:
  hosts: [stats.example.com]
  ports: [{ number: 8443, name: https, protocol: TLS }]
  resolution: DNS
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: api }
spec:
  host: api
  trafficPolicy:
    portLevelSettings: [{ port: { number: 81 } }]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: api }
spec:
  selector: { matchLabels: { app: api } }
  rules: [{ to: [{ operation: { ports: ["8080"] } }] }]
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: api }
spec:
  selector: { matchLabels: { app: api } }
  portLevelMtls:
    8080: { mode: DISABLE }
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: api }
spec:
  workloadSelector: { labels: { app: api } }
  ingress:
    - port: { number: 9080, name: http, protocol: HTTP }
      defaultEndpoint: 127.0.0.1:8080
`;
const file = sourceFile(`${ROOT}/k8s/all.yaml`, text);
const snapshot = fromScratch([file]);

/** The offset behind `before` in the first place of `line`. */
function offset(line: string, before: string): number {
  const at = text.indexOf(line);
  expect(at, line).toBeGreaterThanOrEqual(0);
  return at + line.indexOf(before) + before.length;
}

const hover = (line: string, before: string) => hoverAt(snapshot, file.uri, offset(line, before))?.markdown ?? '';
const lineOf = (s: Span) => text.split('\n')[positionAt(file, s.start).line]?.trim();
const targets = (line: string, before: string) =>
  definitionAt(snapshot, file.uri, offset(line, before))?.targets.map(lineOf) ?? [];

describe('policies and the mesh', () => {
  it.each([
    ['port: http }]\n', 'port: ', '`ingress.ports.port` of NetworkPolicy `api`', 'container **8080**'],
    [
      'host: api, port: { number: 80 }',
      'number: ',
      '`destination.port.number` of VirtualService `shop`',
      'service **80**',
    ],
    ['number: 8443 } }', 'number: ', '`mirror.port.number` of VirtualService `shop`', 'edge **8443**'],
    ['number: 81 } }]', 'number: ', '`portLevelSettings.port.number` of DestinationRule `api`', '**81** is not there'],
    ['ports: ["8080"]', '["', '`operation.ports` of AuthorizationPolicy `api`', 'container **8080**'],
    ['8080: { mode', '', '`portLevelMtls` of PeerAuthentication `api`', 'container **8080**'],
    ['127.0.0.1:8080', '127.0.0.1:', '`defaultEndpoint` of Sidecar `api`', 'container **8080**'],
    ['number: 443, name', 'number: ', 'listener of Gateway `public`', 'service **80**'],
  ])('hover on %s', (line, before, label, way) => {
    const shown = hover(line, before);
    expect(shown).toContain(label);
    expect(shown).toContain(way);
  });

  it('says whom policies let in', () => {
    expect(hover('containerPort: 8080', 'containerPort: ')).toContain(
      '**Policies:** NetworkPolicy `api` lets in Deployment `web`',
    );
    expect(hover('containerPort: 3000', 'containerPort: ')).toContain(
      '**Policies:** NetworkPolicy `closed` closes the pod, and no rule lets anyone in here',
    );
    expect(hover('{ port: 80, targetPort', '{ port: ')).toContain('lets in Deployment `web`');
  });

  it('goes from a name to the port that has it, and from a destination to the Service', () => {
    expect(targets('port: http }]\n', 'port: ')).toEqual(['- containerPort: 8080']);
    expect(targets('host: api, port: { number: 80 }', 'number: ')).toEqual(['ports: [{ port: 80, targetPort: http }]']);
    expect(targets('number: 8443 } }', 'number: ')).toEqual(['ports: [{ number: 8443, name: https, protocol: TLS }]']);
    expect(targets('ports: ["8080"]', '["')).toEqual(['- containerPort: 8080']);
  });

  it('finds policies among the references of a port', () => {
    const found = referencesAt(snapshot, file.uri, offset('containerPort: 8080', 'containerPort: '), true);
    const lines = found.map(lineOf);
    expect(lines).toContain('ports: [{ port: http }]');
    expect(lines).toContain('rules: [{ to: [{ operation: { ports: ["8080"] } }] }]');
    expect(lines).toContain('8080: { mode: DISABLE }');
  });
});
