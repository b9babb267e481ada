import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { environmentOf, fileRole, fixtureFolder } from '../../src/lore/fileRole';

describe('fileRole', () => {
  it.each([
    ['compose.yaml', 'neutral'],
    ['api/Dockerfile', 'neutral'],
    ['docker-compose.dev.yml', 'dev'],
    ['docker-compose-local.yml', 'dev'],
    ['compose.override.yaml', 'dev'],
    ['.devcontainer/docker-compose.yml', 'dev'],
    ['Dockerfile.dev', 'dev'],
    ['local/compose.yaml', 'dev'],
    ['k8s/device-plugin.yaml', 'neutral'],
    ['products/compose.yaml', 'neutral'],
    ['latest/compose.yaml', 'neutral'],
    ['compose.prod.yaml', 'prod'],
    ['composeProd.yml', 'prod'],
    ['overlays/production/service.yaml', 'prod'],
    ['dev/compose.prod.yaml', 'prod'],
    ['prod/compose.dev.yaml', 'dev'],
    ['compose.deploy.yml', 'prod'],
    ['docker-compose.release.yml', 'prod'],
    ['deploy/k8s/service.yaml', 'neutral'],
    ['base/web-deploy.yaml', 'neutral'],
    ['compose.test.yml', 'test'],
    ['docker-compose-tests.override.yml', 'test'],
    ['.github/e2e/compose.prod.yml', 'test'],
    ['examples/prod/compose.yaml', 'example'],
    ['samples/compose.dev.yaml', 'example'],
    ['test/examples/a.yaml', 'test'],
    ['', 'neutral'],
  ])('%s: %s', (path, role) => {
    expect(fileRole(path)).toBe(role);
  });
});

describe('fixtureFolder', () => {
  it.each([
    ['pkg/testdata/a/b.yaml', 'pkg/testdata'],
    ['test-data/compose.yaml', 'test-data'],
    ['src/__tests__/compose.yaml', 'src/__tests__'],
    ['a/__snapshots__/x.yaml', 'a/__snapshots__'],
    ['conformance/base/manifests.yaml', 'conformance'],
    ['pkg/provider/gateway/fixtures/httproute/x.yml', 'pkg/provider/gateway/fixtures'],
    ['test-fixtures/workspaces/harbour/compose.yaml', 'test-fixtures'],
    ['tests/e2e/kind/a.yaml', 'tests'],
    ['ui-tests/compose.yaml', 'ui-tests'],
    ['src/test/resources/application.yml', 'src/test'],
    ['test/compose.yaml', 'test'],
    ['hack/invalid-examples/gateway/a.yaml', 'hack/invalid-examples'],
    ['E2E/compose.yaml', 'E2E'],
    ['spec/Dockerfile', 'spec'],
    ['overlays/test/service.yaml', undefined],
    ['environments/test/values.yaml', undefined],
    ['deploy/test/compose.yaml', undefined],
    ['examples/compose.yaml', undefined],
    ['samples/bookinfo/a.yaml', undefined],
    ['demo/compose.yaml', undefined],
    ['integration/compose.yaml', undefined],
    ['templates/snapshots/init-job.yaml', undefined],
    ['latest/compose.yaml', undefined],
    ['contest/compose.yaml', undefined],
    ['specification/compose.yaml', undefined],
    ['tests', undefined],
    ['compose.tests.yaml', undefined],
    ['a/testdata.yaml', undefined],
    ['', undefined],
  ])('%s: %s', (path, folder) => {
    expect(fixtureFolder(path)).toBe(folder);
  });
});

it('environmentOf spells environments one way', () => {
  expect(
    ['prod', 'Production', 'stg', 'dev', 'local', 'uat', 'test', 'base', 'producer', ''].map(environmentOf),
  ).toEqual(['prod', 'prod', 'staging', 'dev', 'local', 'qa', 'test', undefined, undefined, undefined]);
});

it('any path has an answer', () => {
  fc.assert(
    fc.property(fc.string(), (path) => {
      fileRole(path);
      environmentOf(path);
      const folder = fixtureFolder(path);
      expect(folder === undefined || path.startsWith(`${folder}/`)).toBe(true);
    }),
  );
});
