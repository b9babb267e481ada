import { describe, expect, it } from 'vitest';
import { hoverAt } from '../../src/features/hover';
import { definitionAt, referencesAt } from '../../src/features/navigation';
import { renderedChoices, renderedManifest, sourceOfLine } from '../../src/features/rendered';
import { lineText, positionAt, sourceFile } from '../../src/text/source';
import type { Span } from '../../src/text/span';
import { makeEngine, settle } from '../fixture/drive';
import { ROOT } from '../fixture/parse';

const files: Readonly<Record<string, string>> = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'chart/values.yaml': 'service:\n  port: 80\ncontainerPort: 8080\n',
  'chart/values-prod.yaml': 'service:\n  port: 443\n',
  'chart/templates/_helpers.tpl': '{{- define "shop.port" -}}{{ .Values.containerPort }}{{- end -}}\n',
  'chart/templates/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: app
          image: registry.example/shop
          ports:
            - name: http
              containerPort: {{ include "shop.port" . }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  selector: { app: web }
  ports:
    - port: {{ .Values.service.port }}
      targetPort: http
`,
};

const engine = makeEngine();
const snapshot = settle(
  engine,
  Object.entries(files).map(([path, text]) => ({ kind: 'text', file: sourceFile(`${ROOT}/${path}`, text) })),
);

function place(path: string, text: string): { readonly uri: string; readonly offset: number } {
  const at = (files[path] ?? '').indexOf(text);
  if (at < 0) throw new Error(`${text} is not in ${path}`);
  return { uri: `${ROOT}/${path}`, offset: at + 1 };
}

function shown(span: Span): string {
  const file = snapshot.files.get(span.uri);
  if (!file) return span.uri;
  const { line } = positionAt(file, span.start);
  return `${span.uri.slice(ROOT.length + 1)}:${line + 1} ${file.text.slice(span.start, span.end)}`;
}

describe('charts in the editor', () => {
  it('hover on an expression shows its value in each environment and where it comes from', () => {
    const { uri, offset } = place('chart/templates/web.yaml', '{{ .Values.service.port }}');
    const hover = hoverAt(snapshot, uri, offset)?.markdown ?? '';
    expect(hover).toContain('**80/tcp**');
    expect(hover).toContain('**443/tcp**');
    expect(hover).toContain(String.raw`values\.yaml:2`);
    expect(hover).toContain(String.raw`values\-prod\.yaml:2`);
    expect(hover).toContain('container **8080**');
  });

  it('definition leads to the values key, through a define too', () => {
    const direct = place('chart/templates/web.yaml', '{{ .Values.service.port }}');
    expect(definitionAt(snapshot, direct.uri, direct.offset)?.targets.map(shown)).toEqual(
      expect.arrayContaining(['chart/values.yaml:2 80', 'chart/values-prod.yaml:2 443']),
    );
    const through = place('chart/templates/web.yaml', '{{ include "shop.port" . }}');
    expect(definitionAt(snapshot, through.uri, through.offset)?.targets.map(shown)).toContain(
      'chart/values.yaml:3 8080',
    );
  });

  it('references of a values key are the templates that use it', () => {
    const { uri, offset } = place('chart/values.yaml', '8080');
    expect(referencesAt(snapshot, uri, offset, true).map(shown)).toEqual(
      expect.arrayContaining([
        'chart/templates/web.yaml:15 {{ include "shop.port" . }}',
        'chart/templates/web.yaml:25 http',
      ]),
    );
  });

  it('the rendered manifest leads back to its sources', () => {
    const uri = `${ROOT}/chart/templates/web.yaml`;
    expect(renderedChoices(snapshot, uri).map((c) => c.label)).toEqual(['chart', 'prod · chart (values-prod.yaml)']);
    const manifest = renderedManifest(snapshot, `helm:${ROOT}/chart#values-prod.yaml`, uri);
    expect(manifest?.title).toBe('web.yaml (prod)');
    const line = manifest?.text.split('\n').indexOf('    - port: 443') ?? -1;
    const source = manifest && sourceOfLine(manifest, line);
    const file = source && snapshot.files.get(source.uri);
    expect(file && lineText(file, positionAt(file, source.start).line).trim()).toBe(
      '- port: {{ .Values.service.port }}',
    );
  });
});
