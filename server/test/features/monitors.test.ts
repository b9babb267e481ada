import { describe, expect, it } from 'vitest';
import { hoverAt } from '../../src/features/hover';
import { definitionAt, referencesAt } from '../../src/features/navigation';
import type { Span } from '../../src/text/span';
import { fromScratch } from '../fixture/drive';
import { parseFixture, ROOT } from '../fixture/parse';

const FIXTURE = `# x

## Not reported

\`\`\`yaml skaffold.yaml
apiVersion: skaffold/v4beta11
kind: Config
portForward:
  - resourceType: service
    resourceName: web
    port: 80
    localPort: 9000
\`\`\`

\`\`\`yaml kind.yaml
apiVersion: kind.x-k8s.io/v1alpha4
kind: Cluster
nodes:
  - role: control-plane
    extraPortMappings:
      - containerPort: 30080
        hostPort: 8888
\`\`\`

\`\`\`yaml k8s/web.yaml
apiVersion: v1
kind: ConfigMap
metadata: { name: web }
data:
  default.conf: |
    server {
      listen 8080;
    }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata:
      labels: { app: web }
      annotations: { prometheus.io/port: "8080" }
    spec:
      containers:
        - name: nginx
          image: nginx:1.27
          ports:
            - containerPort: 8080
              name: http
          volumeMounts: [{ name: conf, mountPath: /etc/nginx/conf.d }]
      volumes: [{ name: conf, configMap: { name: web } }]
---
apiVersion: v1
kind: Service
metadata: { name: web, labels: { app: web } }
spec:
  type: NodePort
  selector: { app: web }
  ports:
    - name: http
      port: 80
      targetPort: http
      nodePort: 30080
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  endpoints:
    - port: http
\`\`\`
`;

const { files } = parseFixture(FIXTURE)[0] ?? { files: [] };
const snapshot = fromScratch(files);

function place(file: string, line: string, before = line): Parameters<typeof definitionAt> {
  const uri = `${ROOT}/${file}`;
  const text = snapshot.files.get(uri)?.text ?? '';
  const at = text.indexOf(line);
  if (at < 0) throw new Error(`${line} is not in ${file}`);
  return [snapshot, uri, at + before.length];
}

const cited = (s: Span): string => {
  const text = snapshot.files.get(s.uri)?.text ?? '';
  const start = text.lastIndexOf('\n', s.start) + 1;
  return `${s.uri.slice(ROOT.length + 1)} ${text.slice(start, text.indexOf('\n', s.start)).trim()}`;
};
const definition = (...at: Parameters<typeof place>) => definitionAt(...place(...at))?.targets.map(cited);
const hover = (...at: Parameters<typeof place>) => hoverAt(...place(...at))?.markdown ?? '';

describe('ports of monitors, tools and configuration files', () => {
  it('lead to what they mean', () => {
    expect(definition('skaffold.yaml', 'port: 80', 'port: ')).toEqual(['k8s/web.yaml port: 80']);
    expect(definition('kind.yaml', 'containerPort: 30080', 'containerPort: ')).toEqual([
      'k8s/web.yaml nodePort: 30080',
    ]);
    expect(definition('k8s/web.yaml', '- port: http', '- port: ')).toEqual(['k8s/web.yaml port: 80']);
    expect(definition('k8s/web.yaml', 'prometheus.io/port: "8080"', 'prometheus.io/port: "')).toEqual([
      'k8s/web.yaml - containerPort: 8080',
    ]);
  });

  it('are found from the Service, in all files', () => {
    const found = referencesAt(...place('k8s/web.yaml', 'port: 80\n', 'port: '), true).map(cited);
    expect(found).toContain('skaffold.yaml port: 80');
    expect(found).toContain('skaffold.yaml localPort: 9000');
    expect(found).toContain('kind.yaml hostPort: 8888');
    expect(found).toContain('k8s/web.yaml - port: http');
    expect(found).toContain('k8s/web.yaml listen 8080;');
  });

  it('show the whole way', () => {
    const text = hover('skaffold.yaml', 'localPort: 9000', 'localPort: ');
    for (const step of ['listens **8080**', 'container **8080**', 'service **80**', 'edge **9000**'])
      expect(text).toContain(step);
    expect(hover('k8s/web.yaml', 'listen 8080', 'listen ')).toContain('service **80**');
  });
});
