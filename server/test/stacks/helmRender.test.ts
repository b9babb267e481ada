import { describe, expect, it } from 'vitest';
import { sourceFile } from '../../src/text/source';
import { fromScratch } from '../fixture/drive';
import { ROOT } from '../fixture/parse';

type Files = Readonly<Record<string, string>>;

/** The objects of each context: `name: Service web 80→http, Deployment web http=8080`. */
function objects(files: Files): readonly string[] {
  const snapshot = fromScratch(Object.entries(files).map(([path, text]) => sourceFile(`${ROOT}/${path}`, text)));
  return snapshot.contexts.map((m) => {
    const services = m.services.map(({ fact }) => {
      const ports = fact.ports.map((p) => `${known(p.port)}→${p.targetPort ? known(p.targetPort) : ''}`);
      return `Service ${fact.name.value} ${ports.join(' ')}${fact.fragment || fact.open ? ' …' : ''}`;
    });
    const workloads = m.workloads.map(({ fact }) => {
      const ports = fact.units.flatMap((u) => u.ports.map((p) => `${p.name?.value ?? ''}=${known(p.container)}`));
      return `${fact.objectKind} ${fact.name.value} ${ports.join(' ')}${fact.fragment ? ' …' : ''}`;
    });
    return `${m.context.name}: ${[...services, ...workloads].join(', ')}`;
  });
}

function known(values: {
  readonly alternatives: readonly { readonly value: unknown }[];
  readonly open?: unknown;
}): string {
  const [first] = values.alternatives;
  if (!first || values.open) return '?';
  const port = first.value as { readonly number?: number; readonly name?: string };
  return String(port.number ?? port.name);
}

const chart = 'apiVersion: v2\nname: web\nversion: 1.0.0\n';

const service = `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  selector: { app: web }
  ports:
    - port: {{ .Values.service.port }}
      targetPort: http
`;

const deployment = `apiVersion: apps/v1
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
          image: registry.example/web
          ports:
            - name: http
              containerPort: {{ .Values.containerPort }}
`;

const plain: Files = {
  'charts/web/Chart.yaml': chart,
  'charts/web/values.yaml': 'service: { port: 80 }\ncontainerPort: 8080\n',
  'charts/web/templates/service.yaml': service,
  'charts/web/templates/deployment.yaml': deployment,
};

describe('charts are rendered', () => {
  it('with their own values and with each values file', () => {
    const files = { ...plain, 'charts/web/values-prod.yaml': 'service: { port: 443 }\n' };
    expect(objects(files)).toEqual([
      'charts/web: Service web 80→http, Deployment web http=8080',
      'charts/web (values-prod.yaml): Service web 443→http, Deployment web http=8080',
    ]);
  });

  it('as an Application installs them', () => {
    const files = {
      ...plain,
      'apps/shop.yaml':
        'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: shop }\nspec:\n  source:\n    path: charts/web\n    helm:\n      parameters:\n        - { name: service.port, value: "81" }\n',
    };
    expect(objects(files)).toContain('charts/web (shop): Service shop 81→http, Deployment shop http=8080');
  });

  it('what is not known is not guessed, and what stands beside it is known', () => {
    const files = {
      ...plain,
      'charts/web/templates/service.yaml': service.replace('{{ .Values.service.port }}', '{{ include "gone" . }}'),
      'charts/web/templates/deployment.yaml': deployment.replace(
        '      containers:',
        '      nodeName: {{ randAlphaNum 5 }}\n      containers:',
      ),
    };
    const [found] = objects(files);
    expect(found).toContain('Service web ?→http …');
    expect(found).toContain('Deployment web http=8080');
  });

  it('lines that are not known make an object a part of one', () => {
    const files = {
      ...plain,
      'charts/web/templates/deployment.yaml': `${deployment}            {{- include "gone.ports" . | nindent 12 }}\n`,
    };
    expect(objects(files)[0]).toMatch(/Deployment web http=8080 …$/);
  });

  it('while a template is half typed', () => {
    const files = {
      ...plain,
      'charts/web/templates/service.yaml': service.replace('{{ .Values.service.port }}', '{{ .Values.service.'),
    };
    expect(objects(files)[0]).toContain('Deployment web http=8080');
  });

  it('a runaway template stops, and the others are rendered', () => {
    const files = {
      ...plain,
      'charts/web/templates/a.yaml':
        '{{- define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}{{ range until 1000000000 }}x{{ end }}',
    };
    expect(objects(files)[0]).toContain('Deployment web http=8080');
  });

  it('for Kustomize, which builds on what they render', () => {
    const { 'charts/web/Chart.yaml': head = '', ...rest } = plain;
    const moved = Object.fromEntries(Object.entries(rest).map(([path, text]) => [`overlay/${path}`, text]));
    const files = {
      ...moved,
      'overlay/charts/web/Chart.yaml': head,
      'overlay/kustomization.yaml':
        'namePrefix: eu-\nhelmCharts:\n  - name: web\n    releaseName: shop\n    valuesInline: { service: { port: 81 } }\n',
    };
    expect(objects(files)).toContainEqual(
      expect.stringMatching(/^overlay: Service eu-shop 81→http, Deployment eu-shop http=8080$/),
    );
  });
});
