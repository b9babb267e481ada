import { describe, expect, it } from 'vitest';
import { linksIn } from '../../src/features/links';
import { sourceFile } from '../../src/text/source';
import { fromScratch } from '../fixture/drive';
import { ROOT } from '../fixture/parse';

/** The links of a file as `text → path`, in a workspace of these files; those without text of their own are empty. */
function links(name: string, files: Readonly<Record<string, string>>): readonly string[] {
  const snapshot = fromScratch(Object.entries(files).map(([n, t]) => sourceFile(`${ROOT}/${n}`, t)));
  const text = files[name] ?? '';
  return linksIn(snapshot, `${ROOT}/${name}`).map(
    ({ at, target }) => `${text.slice(at.start, at.end)} → ${target.slice(ROOT.length + 1)}`,
  );
}

const empty = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '']));

describe('compose', () => {
  const service = (text: string) => `services:\n  api:\n    image: registry.example/api\n${text}`;

  it('leads to files of variables, labels, configs, secrets and mounts', () => {
    const compose = service(`    env_file:
      - api.env
      - path: "./config/\${NAME}.env"
        required: false
      - missing.env
    label_file: labels
    volumes:
      - ./nginx.conf:/etc/nginx/nginx.conf:ro
      - ./data:/data
      - { type: bind, source: ./conf.d/app.conf, target: /etc/app.conf }
      - /etc/hosts:/etc/hosts
configs:
  app: { file: ./app.conf }
secrets:
  key: { file: secrets/key.txt }
  other: { external: true }
`);
    const files = {
      ...empty('api.env', 'config/prod.env', 'labels', 'nginx.conf', 'data/x', 'conf.d/app.conf', 'app.conf'),
      ...empty('secrets/key.txt', 'etc/hosts'),
      '.env': 'NAME=prod\n',
    };
    expect(links('compose.yaml', { ...files, 'compose.yaml': compose })).toEqual([
      'api.env → api.env',
      './config/${NAME}.env → config/prod.env',
      'labels → labels',
      './nginx.conf → nginx.conf',
      './conf.d/app.conf → conf.d/app.conf',
      './app.conf → app.conf',
      'secrets/key.txt → secrets/key.txt',
    ]);
  });

  it('leads to what is included and extended, whose paths start where they stand', () => {
    const files = {
      'compose.yaml': `include:
  - db/compose.yaml
  - path: [cache/compose.yaml]
    env_file: cache/.env
services:
  api:
    extends: { file: common/base.yaml, service: base }
`,
      'db/compose.yaml': 'services:\n  db:\n    image: x\n    env_file: db.env\nsecrets:\n  s: { file: s.txt }\n',
      'cache/compose.yaml': 'services:\n  cache:\n    image: x\n',
      'common/base.yaml': 'services:\n  base:\n    image: x\n    env_file: ./base.env\n',
      ...empty('db/db.env', 'db/s.txt', 'cache/.env', 'common/base.env', 'base.env'),
    };
    expect(links('compose.yaml', files)).toEqual([
      'db/compose.yaml → db/compose.yaml',
      'cache/compose.yaml → cache/compose.yaml',
      'cache/.env → cache/.env',
      'common/base.yaml → common/base.yaml',
    ]);
    expect(links('db/compose.yaml', files)).toEqual(['db.env → db/db.env', 's.txt → db/s.txt']);
    expect(links('common/base.yaml', files)).toEqual(['./base.env → common/base.env']);
  });

  it('leads to Dockerfiles, from what names them', () => {
    const files = {
      'compose.yaml': `services:
  a:
    build: ./a
  b:
    build:
      context: b
      dockerfile: Dockerfile.dev
  c:
    build: { context: a, args: { X: 1 } }
  d:
    build: ./missing
`,
      'a/Dockerfile': 'FROM x\n',
      'b/Dockerfile.dev': 'FROM x\n',
    };
    expect(links('compose.yaml', files)).toEqual([
      './a → a/Dockerfile',
      'Dockerfile.dev → b/Dockerfile.dev',
      'a → a/Dockerfile',
    ]);
  });

  it('leads nowhere from a place that means several files', () => {
    const files = {
      'compose.yaml': service('    env_file: ${STAGE}.env\n'),
      'a/compose.yaml': 'include: [{ path: ../compose.yaml, project_directory: ., env_file: .env }]\n',
      '.env': 'STAGE=one\n',
      'a/.env': 'STAGE=two\n',
      ...empty('one.env', 'a/two.env'),
    };
    expect(links('compose.yaml', files)).toEqual([]);
  });
});

describe('kustomizations', () => {
  const deployment = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: api }\n';
  const files = {
    'base/kustomization.yaml': 'resources: [api.yaml, https://example.org/x.yaml]\n',
    'base/api.yaml': deployment,
    'parts/kustomization.yaml': 'kind: Component\npatches: [{ path: part.yaml }]\n',
    'parts/part.yaml': deployment,
    'prod/kustomization.yaml': `resources:
  - ../base
  - missing.yaml
components: [../parts]
patchesStrategicMerge: [patch.yaml]
patches:
  - path: "ports.yaml"
    target: { kind: Deployment }
configMapGenerator:
  - name: settings
    envs: [settings.env]
    files:
      - app.conf
      - key=other.conf
`,
    'prod/patch.yaml': deployment,
    'prod/ports.yaml': '- { op: add, path: /spec/replicas, value: 2 }\n',
    'prod/settings.env': 'PORT=3000\n',
    'prod/app.conf': 'x',
    'prod/other.conf': 'x',
  };

  it('lead to bases, components, patches and generated content', () => {
    expect(links('prod/kustomization.yaml', files)).toEqual([
      '../base → base/kustomization.yaml',
      '../parts → parts/kustomization.yaml',
      'patch.yaml → prod/patch.yaml',
      'ports.yaml → prod/ports.yaml',
      'settings.env → prod/settings.env',
      'app.conf → prod/app.conf',
      'key=other.conf → prod/other.conf',
    ]);
  });
  it('lead on from a base and a component that others use', () => {
    expect(links('base/kustomization.yaml', files)).toEqual(['api.yaml → base/api.yaml']);
    expect(links('parts/kustomization.yaml', files)).toEqual(['part.yaml → parts/part.yaml']);
  });
});

describe('charts', () => {
  const chart = {
    'charts/shop/Chart.yaml': `apiVersion: v2
name: shop
version: 1.0.0
dependencies:
  - { name: common, version: 1.x.x, repository: "file://../common" }
  - { name: redis, version: 1.0.0, repository: https://charts.example.org }
  - { name: db, version: 1.0.0 }
`,
    'charts/shop/values.yaml': 'port: 80\n',
    'charts/shop/values-prod.yaml': 'port: 81\n',
    'charts/shop/templates/service.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: shop }\n',
    'charts/shop/charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.0.0\n',
    'charts/common/Chart.yaml': 'apiVersion: v2\nname: common\nversion: 1.2.0\n',
    'env/prod.yaml': 'port: 82\n',
  };

  it('lead to the charts that they depend on', () => {
    expect(links('charts/shop/Chart.yaml', chart)).toEqual([
      'file://../common → charts/common/Chart.yaml',
      'db → charts/shop/charts/db/Chart.yaml',
    ]);
  });
  it.each<[string, string, string, readonly string[]]>([
    [
      'Argo CD',
      'app.yaml',
      `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop }
spec:
  source:
    repoURL: https://example.org/repo.git
    path: charts/shop
    helm: { valueFiles: [values-prod.yaml, ../../env/prod.yaml] }
`,
      [
        'charts/shop → charts/shop/Chart.yaml',
        'values-prod.yaml → charts/shop/values-prod.yaml',
        '../../env/prod.yaml → env/prod.yaml',
      ],
    ],
    [
      'Flux',
      'flux/release.yaml',
      `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: shop }
spec:
  chart:
    spec:
      chart: ./charts/shop
      sourceRef: { kind: GitRepository, name: repo }
      valuesFiles: [./charts/shop/values.yaml, ./env/prod.yaml]
`,
      [
        './charts/shop → charts/shop/Chart.yaml',
        './charts/shop/values.yaml → charts/shop/values.yaml',
        './env/prod.yaml → env/prod.yaml',
      ],
    ],
    [
      'Helmfile',
      'deploy/helmfile.yaml',
      'releases:\n  - name: shop\n    chart: ../charts/shop\n    values: [../env/prod.yaml, { port: 1 }]\n',
      ['../charts/shop → charts/shop/Chart.yaml', '../env/prod.yaml → env/prod.yaml'],
    ],
  ])('are found from %s, with their values', (_, name, text, expected) => {
    expect(links(name, { ...chart, [name]: text })).toEqual(expected);
  });
  it('are found from a kustomization that installs them', () => {
    const text = 'helmGlobals: { chartHome: ../charts }\nhelmCharts: [{ name: shop, valuesFile: ../env/prod.yaml }]\n';
    expect(links('k/kustomization.yaml', { ...chart, 'k/kustomization.yaml': text })).toEqual([
      'shop → charts/shop/Chart.yaml',
      '../env/prod.yaml → env/prod.yaml',
    ]);
  });
});

describe('development tools', () => {
  const files = {
    'api/Dockerfile.dev': 'FROM x\n',
    'k8s/api.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: api }\n',
    'base/kustomization.yml': 'resources: []\n',
    'chart/Chart.yaml': 'apiVersion: v2\nname: chart\nversion: 1.0.0\n',
    'other/Tiltfile': '',
    ...empty('values.yaml', 'compose.yml'),
  };

  it('Skaffold', () => {
    const text = `apiVersion: skaffold/v4beta11
kind: Config
build:
  artifacts:
    - { image: api, context: api, docker: { dockerfile: Dockerfile.dev } }
manifests:
  rawYaml: [k8s/api.yaml, "k8s/*.yaml"]
  kustomize: { paths: [base] }
profiles:
  - name: helm
    deploy: { helm: { releases: [{ name: x, chartPath: chart, valuesFiles: [values.yaml] }] } }
`;
    expect(links('skaffold.yaml', { ...files, 'skaffold.yaml': text })).toEqual([
      'Dockerfile.dev → api/Dockerfile.dev',
      'k8s/api.yaml → k8s/api.yaml',
      'base → base/kustomization.yml',
      'chart → chart/Chart.yaml',
      'values.yaml → values.yaml',
    ]);
  });
  it('Tilt', () => {
    const text = `load('./other/Tiltfile', 'f')
docker_compose("compose.yml")
k8s_yaml(['k8s/api.yaml', name + '.yaml'])
k8s_yaml(kustomize('base'))
k8s_yaml(helm('chart', values=['values.yaml']))
docker_build('api', 'api', dockerfile='api/Dockerfile.dev')
`;
    expect(links('Tiltfile', { ...files, Tiltfile: text })).toEqual([
      './other/Tiltfile → other/Tiltfile',
      'compose.yml → compose.yml',
      'k8s/api.yaml → k8s/api.yaml',
      'base → base/kustomization.yml',
      'chart → chart/Chart.yaml',
      'values.yaml → values.yaml',
      'api/Dockerfile.dev → api/Dockerfile.dev',
    ]);
  });
  it('DevSpace', () => {
    const text = `version: v2beta1
imports: [{ path: ./missing }]
deployments:
  a: { helm: { chart: { name: ./chart }, valuesFiles: [values.yaml] } }
  b: { kubectl: { manifests: [base, k8s/api.yaml] } }
`;
    expect(links('devspace.yaml', { ...files, 'devspace.yaml': text })).toEqual([
      './chart → chart/Chart.yaml',
      'values.yaml → values.yaml',
      'base → base/kustomization.yml',
      'k8s/api.yaml → k8s/api.yaml',
    ]);
  });
});
