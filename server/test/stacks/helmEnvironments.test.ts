import { describe, expect, it } from 'vitest';
import { releasesOf } from '../../src/stacks/helm/releases';
import { valuesFileKind } from '../../src/stacks/helm/names';
import { sourceFile } from '../../src/text/source';
import { requests } from './helmFiles';
import type { Files } from './manifestFiles';

const chart = (name: string) => `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`;

function found(files: Files): readonly string[] {
  return requests(files).map((r) => `${r.name}${r.environment === undefined ? '' : ` in ${r.environment}`}`);
}

describe('environments of a chart', () => {
  it('its own values, then each values file', () => {
    const files = {
      'charts/web/Chart.yaml': chart('web'),
      'charts/web/values.yaml': '',
      'charts/web/values-prod.yaml': '',
      'charts/web/ci/tls-values.yaml': '',
      'charts/web/environments/staging/values.yaml': '',
      'charts/web/envs/dev.yaml': '',
      'charts/web/templates/values-prod.yaml': '',
      'charts/web/files/dashboards.yaml': '',
    };
    expect(found(files)).toEqual([
      'charts/web',
      'charts/web (ci/tls-values.yaml)',
      'charts/web (environments/staging/values.yaml) in staging',
      'charts/web (envs/dev.yaml) in dev',
      'charts/web (values-prod.yaml) in prod',
    ]);
  });

  it('libraries and charts inside of charts have none', () => {
    const files = {
      'a/Chart.yaml': chart('a'),
      'a/charts/b/Chart.yaml': chart('b'),
      'lib/Chart.yaml': `${chart('lib')}type: library\n`,
    };
    expect(found(files)).toEqual(['a']);
  });

  it('at most two dozen, and it is told how many are left', () => {
    const files: Record<string, string> = { 'a/Chart.yaml': chart('a') };
    for (let i = 0; i < 30; i++) files[`a/values-${i}.yaml`] = '';
    expect(requests(files)).toHaveLength(24);
    expect(requests(files)[0]?.chart?.left).toBe(7);
  });

  it.each([
    ['values.yaml', undefined],
    ['values-prod.yaml', 'environment'],
    ['prod-values.yml', 'environment'],
    ['values.schema.json', undefined],
    ['myvalues.yaml', undefined],
    ['ci/a-values.yaml', 'ci'],
    ['ci/chart-testing.yaml', undefined],
    ['envs/prod.yaml', 'environment'],
    ['envs/notes.yaml', undefined],
    ['templates/values.yaml', undefined],
  ])('%s', (path, kind) => {
    expect(valuesFileKind(path)).toBe(kind);
  });
});

describe('files that install charts', () => {
  const argo = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: web-prod }
spec:
  destination: { namespace: shop }
  source:
    repoURL: https://example.com/repo.git
    path: charts/web
    helm:
      valueFiles: [values-prod.yaml]
      values: |
        service: { port: 81 }
      valuesObject: { replicas: 2 }
      parameters:
        - { name: service.type, value: NodePort }
`;

  it('an Argo CD Application', () => {
    const files = { 'charts/web/Chart.yaml': chart('web'), 'charts/web/values-prod.yaml': '', 'apps/web.yaml': argo };
    expect(found(files)).toEqual([
      'charts/web',
      'charts/web (web-prod) in prod',
      'charts/web (values-prod.yaml) in prod',
    ]);
    const [release] = releasesOf(sourceFile('file:///w/apps/web.yaml', argo));
    expect(release?.namespace).toBe('shop');
    expect(release?.layers.map((l) => l.kind)).toEqual(['file', 'text', 'tree', 'set']);
  });

  it('an ApplicationSet with a list', () => {
    const text = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: web }
spec:
  generators:
    - list:
        elements:
          - { env: dev }
          - { env: prod }
  template:
    metadata: { name: 'web-{{env}}' }
    spec:
      source:
        path: charts/web
        helm: { valueFiles: ['values-{{ env }}.yaml'] }
`;
    const files = { 'charts/web/Chart.yaml': chart('web'), 'apps/web.yaml': text };
    expect(found(files)).toEqual(['charts/web', 'charts/web (web-dev) in dev', 'charts/web (web-prod) in prod']);
    const git = text.replace('list:', 'git:');
    expect(found({ 'charts/web/Chart.yaml': chart('web'), 'apps/web.yaml': git })).toEqual(['charts/web']);
  });

  it('a HelmRelease of a chart in the repository', () => {
    const text = (source: string) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: web, namespace: staging }
spec:
  chart:
    spec: { chart: ./charts/web, sourceRef: { kind: ${source}, name: repo } }
  values: { service: { port: 81 } }
`;
    const files = (source: string) => ({
      'charts/web/Chart.yaml': chart('web'),
      'clusters/staging/web.yaml': text(source),
    });
    expect(found(files('GitRepository'))).toEqual(['charts/web', 'charts/web (web) in staging']);
    expect(found(files('HelmRepository'))).toEqual(['charts/web']);
  });

  it('a Helmfile: what a template has a part in is left out', () => {
    const text = `releases:
  - name: web
    namespace: shop
    chart: ./charts/web
    values:
      - prod.yaml
      - service: { port: 81 }
  - name: api
    chart: ./charts/web
    values: [api.yaml.gotmpl]
  - name: redis
    chart: bitnami/redis
`;
    const files = { 'charts/web/Chart.yaml': chart('web'), 'helmfile.yaml': text };
    expect(found(files)).toEqual(['charts/web', 'charts/web (web) in prod']);
  });
});
