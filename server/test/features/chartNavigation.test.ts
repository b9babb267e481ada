import { describe, expect, it } from 'vitest';
import { hoverAt } from '../../src/features/hover';
import { definitionAt, referencesAt } from '../../src/features/navigation';
import { renameAt } from '../../src/features/rename';
import type { Span } from '../../src/text/span';
import { positionAt, sourceFile } from '../../src/text/source';
import { fromScratch } from '../fixture/drive';
import { ROOT } from '../fixture/parse';

const files: Readonly<Record<string, string>> = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'chart/values.yaml': 'containerPort: 8080\nservice:\n  port: 80\n  targetPort: web\n',
  'chart/values-prod.yaml': 'service:\n  port: 8000\n',
  'chart/templates/all.yaml': `apiVersion: apps/v1
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
          ports:
            - name: http
              containerPort: {{ .Values.containerPort }}
          readinessProbe:
            httpGet: { path: /, port: http }
---
apiVersion: v1
kind: Service
metadata: { name: shop }
spec:
  selector: { app: shop }
  ports:
    - port: {{ .Values.service.port }}
      targetPort: {{ .Values.service.targetPort }}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop }
spec:
  defaultBackend:
    service:
      name: shop
      port:
        number: {{ .Values.service.port }}
`,
};

const snapshot = fromScratch(Object.entries(files).map(([n, t]) => sourceFile(`${ROOT}/${n}`, t)));

function at(file: string, before: string): [typeof snapshot, string, number] {
  const offset = files[file]?.indexOf(before) ?? -1;
  expect(offset, before).toBeGreaterThanOrEqual(0);
  return [snapshot, `${ROOT}/${file}`, offset + before.length];
}

function places(spans: readonly Span[]): readonly string[] {
  return spans.map((s) => {
    const file = snapshot.files.get(s.uri);
    return `${s.uri.slice(ROOT.length + 1)}:${file ? positionAt(file, s.start).line + 1 : 0}`;
  });
}

describe('in charts', () => {
  it('an expression leads to the values key of each environment', () => {
    const found = definitionAt(...at('chart/templates/all.yaml', '- port: {{ .Values'));
    expect(places(found?.targets ?? [])).toEqual(['chart/values.yaml:3', 'chart/values-prod.yaml:2']);
  });

  it('a values key has every use as reference, also one that means no port that there is', () => {
    expect(places(referencesAt(...at('chart/values.yaml', 'port: '), true))).toEqual(
      expect.arrayContaining(['chart/templates/all.yaml:24', 'chart/templates/all.yaml:35', 'chart/values.yaml:3']),
    );
    expect(places(referencesAt(...at('chart/values.yaml', 'targetPort: '), true))).toEqual([
      'chart/templates/all.yaml:25',
      'chart/values.yaml:4',
    ]);
  });

  it('a rename edits the values key or the literal of the template, wherever the cursor is', () => {
    const edits = (file: string, before: string, to: string) => {
      const made = renameAt(...at(file, before), to);
      return made?.kind === 'edits' ? places(made.edits) : made?.because;
    };
    expect(edits('chart/templates/all.yaml', '{{ .Values.containerP', '9000')).toEqual(['chart/values.yaml:1']);
    expect(edits('chart/values.yaml', 'containerPort: ', '9000')).toEqual(['chart/values.yaml:1']);
    expect(edits('chart/templates/all.yaml', '- name: ht', 'web')).toEqual([
      'chart/templates/all.yaml:13',
      'chart/templates/all.yaml:16',
    ]);
  });
});

describe('a further port of a container', () => {
  const hover = (name: string) => {
    const pod = `apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: registry.example/api
      env: [{ name: SERVER_PORT, value: "8080" }]
      ports: [{ name: http, containerPort: 8080 }, { name: metrics, containerPort: 9090 }]
`;
    const uri = `${ROOT}/pod.yaml`;
    return hoverAt(fromScratch([sourceFile(uri, pod)]), uri, pod.indexOf(name) + 1)?.markdown ?? '';
  };

  it('is not called dead where the program may have further listeners', () => {
    expect(hover('http')).toContain('listens **8080**');
    expect(hover('9090')).toContain('**9090**');
    expect(hover('9090')).not.toContain('✗');
  });
});
