// Configuration files as the rim sees them: what they exclude, and that a change of one is a change of everything.
import { describe, expect, test } from 'vitest';
import { Workspace } from '../../src/workspace/workspace';
import { parts } from '../../src/index';
import type { Tree } from './memory';
import { ROOT, memoryFileSystem, uriOf } from './memory';

const clash = 'services:\n  a: { image: example/a, ports: ["80:80"] }\n  b: { image: example/b, ports: ["80:80"] }\n';
const settings = {
  roots: [ROOT],
  severities: new Map(),
  includeFixtures: false,
  excludes: [],
  maxFileSize: 1e6,
  maxFiles: 1e6,
};

function workspaceOf(tree: Tree, later = false): Workspace {
  return new Workspace(parts, settings, { fs: memoryFileSystem(tree, { later }), now: () => 0 });
}

/** `path rule severity` of each finding. */
function found(w: Workspace): readonly string[] {
  return w.snapshot.findings.map((f) => `${f.site.uri.slice(ROOT.length + 1)} ${f.rule.id} ${f.severity}`);
}

const config = uriOf('w/portolan.yaml');

describe.each([false, true])('answers that come later: %s', (later) => {
  test('what is excluded is not read, and is when the configuration changes', async () => {
    const tree: Tree = new Map([
      ['w/compose.yaml', clash],
      ['w/old/compose.yaml', clash],
      ['w/portolan.yaml', 'exclude: [old/]\n'],
    ]);
    const w = workspaceOf(tree, later);
    await w.load();
    expect(found(w)).toEqual(['compose.yaml host-port-collision error']);
    tree.set('w/portolan.yaml', 'exclude: [compose.yaml]\n');
    await w.refresh([config]);
    expect(found(w)).toEqual([]);
    tree.delete('w/portolan.yaml');
    await w.refresh([config]);
    expect(found(w)).toHaveLength(2);
    await w.open(config, 'exclude: old\n');
    expect(found(w)).toEqual(['compose.yaml host-port-collision error']);
    await w.close(config);
    expect(found(w)).toHaveLength(2);
  });

  test('severities are those of the file while it says so, and the editor’s own come first', async () => {
    const tree: Tree = new Map([['w/compose.yaml', clash]]);
    const w = workspaceOf(tree, later);
    await w.load();
    await w.open(config, 'rules: { host-port-collision: hint }\n');
    expect(found(w)).toEqual(['compose.yaml host-port-collision hint']);
    await w.open(config, 'rules: { host-port-collision: off }\n');
    expect(found(w)).toEqual([]);
    await w.configure({ ...settings, severities: new Map([['host-port-collision', 'info']]) });
    expect(found(w)).toEqual(['compose.yaml host-port-collision info']);
  });

  test('the key of package.json is read, and a file of its own counts before it', async () => {
    const tree: Tree = new Map([
      ['w/compose.yaml', clash],
      ['w/package.json', '{ "portolan": { "rules": { "host-port-collision": "info" } } }'],
    ]);
    const w = workspaceOf(tree, later);
    await w.load();
    expect(found(w)).toEqual(['compose.yaml host-port-collision info']);
    await w.open(config, 'rules: {}\n');
    expect(found(w)).toEqual(['compose.yaml host-port-collision error', 'package.json invalid-configuration warning']);
  });

  test('each root has its own', async () => {
    const tree: Tree = new Map([
      ['w/compose.yaml', clash],
      ['w/portolan.yaml', 'rules: { host-port-collision: off }\n'],
      ['w/inner/compose.yaml', clash],
      ['w/inner/portolan.yaml', 'rules: { host-port-collision: hint }\n'],
    ]);
    const w = workspaceOf(tree, later);
    await w.load();
    expect(found(w)).toEqual([]);
    await w.configure({ ...settings, roots: [ROOT, `${ROOT}/inner`] });
    expect(found(w)).toEqual(['inner/compose.yaml host-port-collision hint']);
  });
});

test('environments name findings and make exposure more or less severe', async () => {
  const tree: Tree = new Map([
    ['w/a/compose.yaml', 'services: { db: { image: postgres, ports: ["5432:5432"] } }\n'],
    ['w/b/compose.yaml', 'services: { db: { image: postgres, ports: ["5432:5432"] } }\n'],
    ['w/portolan.yaml', 'environments: { production: a/, local: [b/**] }\n'],
  ]);
  const w = workspaceOf(tree);
  await w.load();
  expect(w.snapshot.findings.map((f) => [f.severity, f.contexts[0]?.environment])).toEqual([
    ['warning', 'production'],
    ['hint', 'local'],
  ]);
});
