import fs from 'node:fs';
import path from 'node:path';

/** A synthetic monorepo on disk. */
export interface Monorepo {
  readonly root: string;
  readonly files: number;
  readonly bytes: number;
  /** A .env file that feeds fifty services. */
  readonly wideEnv: string;
  /** A manifest of about 2 MB. */
  readonly bigManifest: string;
  /** One of five hundred manifests that are one group. */
  readonly crowded: string;
}

const CROWD = 500;
const TEAMS = 40;

/** Share of files by kind; it follows what public infrastructure repositories hold (docs: 6,600 YAML of 10,000 …). */
const SHARES: readonly (readonly [kind: Kind, share: number])[] = [
  ['service', 0.28],
  ['config', 0.06],
  ['dashboard', 0.04],
  ['crd', 0.04],
  ['rules', 0.06],
  ['workflow', 0.06],
  ['values', 0.06],
  ['template', 0.13],
  ['dockerfile', 0.07],
  ['json', 0.07],
  ['compose', 0.05],
  ['env', 0.03],
  ['terraform', 0.05],
];

type Kind =
  | 'service'
  | 'config'
  | 'dashboard'
  | 'crd'
  | 'rules'
  | 'workflow'
  | 'values'
  | 'template'
  | 'dockerfile'
  | 'json'
  | 'compose'
  | 'env'
  | 'terraform';

/** A small deterministic generator (mulberry32): the same monorepo on every run. */
export function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Writes `count` files with about `count` × 5 kB below `root`, and the worst cases beside them. Forty teams name their
 * objects as they like, so that every team has an `app-1`: manifests of one team are one group.
 */
export function writeMonorepo(root: string, count: number): Monorepo {
  const next = random(count);
  let files = 0;
  let bytes = 0;
  const write = (at: string, text: string) => {
    const full = path.join(root, at);
    fs.mkdirSync(path.dirname(full), { recursive: true });
    fs.writeFileSync(full, text);
    files++;
    bytes += Buffer.byteLength(text);
  };
  for (const [kind, share] of SHARES) {
    const n = Math.round(count * share);
    for (let i = 0; i < n; i++) write(...make(kind, i, next));
  }
  write('wide/.env', Array.from({ length: 50 }, (_, i) => `PORT_${i}=${4000 + i}`).join('\n') + '\n');
  write(
    'wide/compose.yaml',
    'services:\n' +
      Array.from(
        { length: 50 },
        (_, i) => `  s${i}:\n    image: example.com/s${i}\n    ports: ["\${PORT_${i}}:\${PORT_${i}}"]\n`,
      ).join(''),
  );
  write(
    'big/install.yaml',
    Array.from({ length: 900 }, (_, i) => deployment(`big-${i}`, 8000 + (i % 1000), 12)).join('---\n'),
  );
  for (let i = 0; i < CROWD; i++) {
    const name = `crowd-${i}`;
    write(`crowd/${name}/k8s.yaml`, `${deployment(name, 3000 + i, 10)}---\n${service(name, 3000 + i)}`);
  }
  return {
    root,
    files,
    bytes,
    crowded: path.join(root, 'crowd/crowd-7/k8s.yaml'),
    wideEnv: path.join(root, 'wide/.env'),
    bigManifest: path.join(root, 'big/install.yaml'),
  };
}

function make(kind: Kind, i: number, next: () => number): [string, string] {
  const team = `team-${i % TEAMS}`;
  const number = Math.floor(i / TEAMS);
  const app = `app-${number}`;
  const port = 3000 + Math.floor(next() * 6000);
  switch (kind) {
    case 'service':
      return [
        `${team}/${app}/k8s/app.yaml`,
        `${deployment(app, port, 4 + Math.floor(next() * 20))}---\n${service(app, port)}`,
      ];
    case 'config':
      return [`${team}/${app}/k8s/config-${i}.yaml`, configMap(`config-${number}`, 20 + Math.floor(next() * 60))];
    case 'dashboard':
      return [`${team}/monitoring/dashboard-${i}.yaml`, dashboard(i, 110)];
    case 'crd':
      return [`${team}/crds/crd-${i}.yaml`, crd(i, 260)];
    case 'rules':
      return [`${team}/monitoring/rules-${i}.yaml`, rules(i, 20)];
    case 'workflow':
      return [`${team}/.github/workflows/w-${i}.yml`, workflow(i, 40)];
    case 'values':
      return [`${team}/charts/${app}/values-${i}.yaml`, values(i, 60)];
    case 'template':
      return [`${team}/charts/${app}/templates/t-${i}.yaml`, template(i, 30)];
    case 'dockerfile':
      return [`${team}/${app}/svc-${i}/Dockerfile`, dockerfile(port, 8 + Math.floor(next() * 20))];
    case 'json':
      return [
        `${team}/${app}/conf-${i}.json`,
        JSON.stringify(
          Array.from({ length: 60 }, (_, k) => ({ id: k, name: `item ${k}`, value: `${i}-${k}`, tags: ['a', 'b'] })),
          null,
          2,
        ),
      ];
    case 'compose':
      return [`${team}/compose-${i}/compose.yaml`, compose(i, 6 + Math.floor(next() * 10))];
    case 'env':
      return [
        `${team}/compose-${i}/.env`,
        Array.from({ length: 30 }, (_, k) => `VAR_${k}=value-${k}`).join('\n') + `\nWEB_PORT=${port}\n`,
      ];
    case 'terraform':
      return [
        `${team}/terraform/m-${i}.tf`,
        Array.from(
          { length: 40 },
          (_, k) => `resource "null_resource" "r${k}" {\n  triggers = { port = ${port + k} }\n}\n`,
        ).join('\n'),
      ];
  }
}

function deployment(name: string, port: number, variables: number): string {
  const env = Array.from(
    { length: variables },
    (_, k) => `            - name: SETTING_${k}\n              value: "some value ${k} of ${name}"\n`,
  ).join('');
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\n  labels:\n    app.kubernetes.io/name: ${name}\n    app.kubernetes.io/part-of: bench\nspec:\n  replicas: 2\n  selector:\n    matchLabels:\n      app.kubernetes.io/name: ${name}\n  template:\n    metadata:\n      labels:\n        app.kubernetes.io/name: ${name}\n    spec:\n      containers:\n        - name: app\n          image: registry.example.com/bench/${name}:1.0.0\n          ports:\n            - name: http\n              containerPort: ${port}\n            - name: metrics\n              containerPort: 9090\n          readinessProbe:\n            httpGet:\n              path: /ready\n              port: http\n          env:\n            - name: PORT\n              value: "${port}"\n            - name: BACKEND_URL\n              value: http://${name}:80\n${env}          resources:\n            limits:\n              cpu: 500m\n              memory: 256Mi\n`;
}

function service(name: string, port: number): string {
  return `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  selector:\n    app.kubernetes.io/name: ${name}\n  ports:\n    - name: http\n      port: 80\n      targetPort: ${port % 7 === 0 ? port : 'http'}\n    - name: metrics\n      port: 9090\n      targetPort: metrics\n`;
}

function configMap(name: string, lines: number): string {
  const body = Array.from(
    { length: lines },
    (_, k) => `    setting.number.${k} = a value that is written out at some length ${k}\n`,
  ).join('');
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  UPSTREAM: http://other:8080/\n  application.properties: |\n${body}`;
}

function dashboard(i: number, panels: number): string {
  const json = JSON.stringify(
    {
      title: `dashboard ${i}`,
      panels: Array.from({ length: panels }, (_, k) => ({
        id: k,
        type: 'graph',
        expr: `rate(http_requests_total{job="x${k}"}[5m])`,
      })),
    },
    null,
    2,
  );
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: dashboard-${i}\ndata:\n  dashboard.json: |\n${json.replace(/^/gm, '    ')}\n`;
}

function crd(i: number, fields: number): string {
  const properties = Array.from(
    { length: fields },
    (_, k) =>
      `                field${k}:\n                  description: A field of the resource that says something about number ${k}.\n                  type: string\n`,
  ).join('');
  return `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: things${i}.bench.example.com\nspec:\n  group: bench.example.com\n  versions:\n    - name: v1\n      schema:\n        openAPIV3Schema:\n          type: object\n          properties:\n            spec:\n              type: object\n              properties:\n${properties}`;
}

function rules(i: number, n: number): string {
  const list = Array.from(
    { length: n },
    (_, k) =>
      `        - alert: Alert${k}\n          expr: sum(rate(errors_total{app="a${k}"}[5m])) > ${k}\n          for: 10m\n          labels:\n            severity: warning\n          annotations:\n            summary: "Something is wrong on {{ $labels.instance }}"\n`,
  ).join('');
  return `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: rules-${i}\nspec:\n  groups:\n    - name: g\n      rules:\n${list}`;
}

function workflow(i: number, n: number): string {
  return `name: build ${i}\non: [push]\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n${Array.from({ length: n }, (_, k) => `      - name: step ${k}\n        run: echo "step ${k}"\n`).join('')}`;
}

function values(i: number, n: number): string {
  return `service:\n  port: ${80 + (i % 9)}\nimage:\n  repository: example/${i}\n${Array.from({ length: n }, (_, k) => `section${k}:\n  # A comment about section ${k}\n  enabled: false\n  value: text ${k}\n`).join('')}`;
}

function template(i: number, n: number): string {
  return `{{- if .Values.enabled }}\napiVersion: v1\nkind: Service\nmetadata:\n  name: {{ include "chart.fullname" . }}-${i}\nspec:\n  ports:\n${Array.from({ length: n }, (_, k) => `    - port: {{ .Values.service.port${k} | default ${k + 1} }}\n      targetPort: http${k}\n`).join('')}{{- end }}\n`;
}

function dockerfile(port: number, steps: number): string {
  return `FROM node:22-alpine AS build\nWORKDIR /app\n${Array.from({ length: steps }, (_, k) => `RUN echo "step ${k}" && \\\n    mkdir -p /tmp/${k}\n`).join('')}FROM node:22-alpine\nWORKDIR /app\nCOPY --from=build /app .\nENV PORT=${port}\nEXPOSE ${port}\nHEALTHCHECK CMD wget -qO- http://localhost:${port}/ || exit 1\nCMD ["node", "server.js"]\n`;
}

function compose(i: number, services: number): string {
  const list = Array.from(
    { length: services },
    (_, k) =>
      `  s${k}:\n    image: registry.example.com/s${k}:1\n    environment:\n      PORT: "${8000 + k}"\n      NEXT_URL: http://s${(k + 1) % services}:${8000 + ((k + 1) % services)}\n      A: value one\n      B: value two\n    ports:\n      - "${10000 + ((i * 20 + k) % 20000)}:${8000 + k}"\n    depends_on: [db]\n`,
  ).join('');
  return `services:\n${list}  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: secret\n    ports:\n      - "127.0.0.1:\${WEB_PORT:-5432}:5432"\n`;
}
