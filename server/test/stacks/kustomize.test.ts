import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inflateChart } from '../../src/stacks/helm/inflate';
import { kustomizeWith } from '../../src/stacks/kustomize/index';
import type { Assembly, Discovery } from '../../src/stacks/stack';
import type { Node } from '../../src/syntax/tree';
import { at, entriesOf, itemsOf, siteOf, textOf, traceNode } from '../../src/syntax/tree';
import type { Files } from './manifestFiles';
import { ROOT, sourcesOf } from './manifestFiles';

/** A workspace in which directories can be listed. */
function workspace(files: Files): Discovery {
  const sources = sourcesOf(files);
  const byUri = new Map(sources.map((s) => [s.uri, s]));
  // As in the engine: what has not changed is the same array.
  const lists = new Map<string, readonly string[]>();
  const list = (directory: string): readonly string[] => {
    const names = sources
      .filter((s) => s.uri.startsWith(`${directory}/`))
      .map((s) => s.uri.slice(directory.length + 1).replace(/\/.*/, '/'));
    const made = lists.get(directory) ?? [...new Set(names)].sort();
    lists.set(directory, made);
    return made;
  };
  const settings = { includeFixtures: false };
  return { files: sources, roots: [ROOT], settings, file: (uri) => byUri.get(uri) ?? 'absent', list };
}

const kustomize = kustomizeWith(inflateChart);

function assembleIn(discovery: Discovery): readonly Assembly[] {
  return kustomize.discover(discovery).map((r) => kustomize.assemble(r, discovery, discovery.settings));
}

function assemble(files: Files): readonly Assembly[] {
  return assembleIn(workspace(files));
}

/** The only object of a kind in the only build. */
function objectIn(files: Files, kind: string): Node {
  const trees = assemble(files).flatMap((a) => a.trees);
  const found = trees.find((t) => textOf(at(t.kind === 'kubernetes' ? t.root : undefined, 'kind')) === kind);
  if (found?.kind !== 'kubernetes') throw new Error(`no ${kind}`);
  return found.root;
}

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: app
          image: registry.example/web:1
          envFrom:
            - configMapRef: { name: settings }
          ports:
            - containerPort: 8080
`;
const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n    - port: 80\n';

describe('builds', () => {
  it('are those that no other uses; components are none', () => {
    const names = kustomize
      .discover(
        workspace({
          'base/kustomization.yaml': 'resources: [web.yaml]\n',
          'overlays/prod/kustomization.yaml': 'resources: [../../base]\ncomponents: [../../tls]\n',
          'overlays/dev/kustomization.yml': 'bases: [../../base]\n',
          'tls/kustomization.yaml': 'kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\n',
          'alone/Kustomization': 'resources: []\n',
          'flux/kustomization.yaml': 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n',
        }),
      )
      .map((r) => `${r.name} ${r.environment ?? ''}`.trim());
    expect(names).toEqual(['alone', 'overlays/dev dev', 'overlays/prod prod']);
  });

  it('end where they ask for themselves', () => {
    const [made, ...more] = assemble({
      'a/kustomization.yaml': 'resources: [../b, web.yaml]\n',
      'a/web.yaml': service,
      'b/kustomization.yaml': 'resources: [../a]\n',
    });
    expect(more).toEqual([]);
    expect(made?.trees).toHaveLength(1);
    expect(made?.notes.map((n) => n.message)).toContain('`../a` asks for itself');
  });

  it('are open when a part is fetched or missing', () => {
    const [made] = assemble({
      'kustomization.yaml': 'resources: [web.yaml, "https://example.com/x//y?ref=1", gone.yaml]\n',
      'web.yaml': service,
    });
    expect(made?.context.open).toContain('is fetched from elsewhere');
    expect(made?.notes.map((n) => n.message)).toContain('`gone.yaml` is not there');
    expect(made?.trees).toHaveLength(1);
  });

  it('share what they leave alone', () => {
    const [a, b] = assemble({
      'base/kustomization.yaml': 'resources: [web.yaml, svc.yaml]\n',
      'base/web.yaml': deployment,
      'base/svc.yaml': service,
      'o/a/kustomization.yaml': 'resources: [../../base]\npatches: [{ path: p.yaml }]\n',
      'o/a/p.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { type: NodePort }\n',
      'o/b/kustomization.yaml': 'resources: [../../base]\n',
    });
    expect(a?.trees[0]).toBe(b?.trees[0]);
    expect(a?.trees[1]).not.toBe(b?.trees[1]);
    expect([...(a?.context.distances ?? [])].map(([uri, n]) => `${uri.slice(ROOT.length + 1)} ${n}`).sort()).toEqual([
      'base/kustomization.yaml 1',
      'base/svc.yaml 1',
      'base/web.yaml 1',
      'o/a/kustomization.yaml 0',
      'o/a/p.yaml 0',
    ]);
  });
});

describe('values', () => {
  const files = {
    'kustomization.yaml':
      'namePrefix: dev-\nnamespace: shop\nresources: [web.yaml]\nlabels:\n  - pairs: { team: a }\n    includeSelectors: true\nimages:\n  - name: registry.example/web\n    newTag: "2"\nreplicas:\n  - { name: web, count: 3 }\nconfigMapGenerator:\n  - name: settings\n    literals: [PORT=9000]\n',
    'web.yaml': deployment,
  };
  const web = objectIn(files, 'Deployment');
  const textAt = (...path: readonly string[]): string | undefined => textOf(at(web, ...path));

  it('become what Kustomize makes of them', () => {
    expect(textAt('metadata', 'name')).toBe('dev-web');
    expect(textAt('metadata', 'namespace')).toBe('shop');
    expect(textAt('spec', 'replicas')).toBe('3');
    for (const path of [['metadata'], ['spec', 'template', 'metadata']])
      expect(textAt(...path, 'labels', 'team')).toBe('a');
    expect(textAt('spec', 'selector', 'matchLabels', 'team')).toBe('a');
    const [app] = itemsOf(at(web, 'spec', 'template', 'spec', 'containers'));
    expect(textOf(at(app, 'image'))).toBe('registry.example/web:2');
    expect(textOf(at(itemsOf(at(app, 'envFrom'))[0], 'configMapRef', 'name'))).toMatch(/^dev-settings-[a-z0-9]{10}$/);
  });

  it('know where they were written', () => {
    const namespace = at(web, 'metadata', 'namespace') as Node;
    expect(siteOf(namespace)).toEqual({ uri: `${ROOT}/kustomization.yaml`, start: 28, end: 32 });
    const name = traceNode(at(web, 'metadata', 'name') as Node);
    expect(name.site.uri).toBe(`${ROOT}/web.yaml`);
    expect(name.origins.map((o) => (o.kind === 'text' ? o.span.uri.slice(ROOT.length + 1) : 'implied'))).toEqual([
      'kustomization.yaml',
      'web.yaml',
    ]);
    expect(name.via.map((s) => `${s.kind} ${s.name}`)).toEqual(['patch namePrefix']);
  });

  it('of generated names are hashed as Kustomize hashes them', () => {
    const config = objectIn(
      { 'kustomization.yaml': 'configMapGenerator:\n  - name: my-map\n    literals: [foo=bar]\n' },
      'ConfigMap',
    );
    expect(textOf(at(config, 'metadata', 'name'))).toBe('my-map-798k5k7g9f');
  });
});

describe('patches', () => {
  const patched = (patch: string): readonly string[] => {
    const indented = patch.replace(/^/gm, '      ');
    const root = objectIn(
      { 'kustomization.yaml': `resources: [web.yaml]\npatches:\n  - patch: |-\n${indented}\n`, 'web.yaml': deployment },
      'Deployment',
    );
    const [app] = itemsOf(at(root, 'spec', 'template', 'spec', 'containers'));
    return itemsOf(at(app, 'ports')).map((p) =>
      entriesOf(p)
        .map((e) => `${e.key.value}=${textOf(e.value) ?? ''}`)
        .join(),
    );
  };
  const ports = (list: string): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec: { template: { spec: { containers: [{ name: app, ports: ${list} }] } } }`;

  const cases: readonly [string, string, readonly string[]][] = [
    ['add by key, in front', ports('[{ containerPort: 9090 }]'), ['containerPort=9090', 'containerPort=8080']],
    ['change by key', ports('[{ containerPort: 8080, name: http }]'), ['containerPort=8080,name=http']],
    ['delete an item', ports('[{ $patch: delete, containerPort: 8080 }, { containerPort: 1 }]'), ['containerPort=1']],
    ['replace a list', ports('[{ $patch: replace }, { containerPort: 1 }]'), ['containerPort=1']],
    [
      'lose to a protocol that only they write',
      ports('[{ containerPort: 8080, protocol: TCP, hostPort: 1 }]'),
      ['containerPort=8080'],
    ],
    ['take a field away', ports('null'), []],
  ];
  it.each(cases)('%s', (_, patch, expected) => expect(patched(patch)).toEqual(expected));

  it('of operations need their target', () => {
    const root = objectIn(
      {
        'kustomization.yaml':
          'resources: [web.yaml]\npatches:\n  - target: { kind: Dep.*, name: w.b }\n    path: p.json\n',
        'p.json':
          '[{"op": "replace", "path": "/spec/template/spec/containers/0/ports/0/containerPort", "value": 9090}]',
        'web.yaml': deployment,
      },
      'Deployment',
    );
    const [app] = itemsOf(at(root, 'spec', 'template', 'spec', 'containers'));
    const port = at(itemsOf(at(app, 'ports'))[0], 'containerPort') as Node;
    expect([textOf(port), siteOf(port).uri]).toEqual(['9090', `${ROOT}/p.json`]);
  });
});

describe('what has no end', () => {
  const names = Array.from({ length: 24 }, (_, i) => `k${i}`);
  const kustomizations = (usesOf: (i: number) => readonly string[]): Files =>
    Object.fromEntries(
      names.map((name, i) => [
        `${name}/kustomization.yaml`,
        `resources: [web.yaml, ${usesOf(i)
          .map((n) => `../${n}`)
          .join(', ')}]\n`,
      ]),
    );

  it('kustomizations that all use one another', () => {
    const files = kustomizations((i) => names.filter((_, j) => j !== i));
    const [only, ...others] = assemble({ ...files, 'k3/web.yaml': deployment });
    expect(others).toEqual([]);
    expect(only?.trees).toHaveLength(1);
    expect(only?.notes.some((n) => n.message.includes('asks for itself'))).toBe(true);
  });

  it('kustomizations that share what they build on, many times over', () => {
    // Each uses the next one by two names: what the last one notes gets here on 2^23 ways.
    const all = kustomizations((i) => names.slice(i + 1, i + 3));
    const [only] = assemble({ ...all, 'k23/web.yaml': deployment });
    expect(only?.trees).toHaveLength(1);
    expect(only?.notes.length).toBeLessThan(100);
  });

  it('definitions that hold one another', () => {
    const properties = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((k) => [k, { $ref: 'x.T' }]));
    const whole = { ...properties, kind: {}, apiVersion: {}, metadata: {} };
    const [only] = assemble({
      'kustomization.yaml': 'resources: [web.yaml]\ncrds: [types.json]\n',
      'types.json': JSON.stringify({ 'x.T': { Schema: { properties: whole } } }),
      'web.yaml': deployment,
    });
    expect(only?.trees).toHaveLength(1);
  });
});

describe('bad input', () => {
  it('has fields that are called as members of every object are', () => {
    const patch = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec:\n';
    const odd = '  constructor: [a]\n  toString: [b]\n  __proto__: [c]\n';
    const [only] = assemble({
      'kustomization.yaml': 'resources: [web.yaml]\npatches: [{ path: p.yaml }]\n',
      'web.yaml': deployment.replace('spec:\n', `spec:\n${odd}`),
      'p.yaml': patch + odd.replaceAll('[', '[d, '),
    });
    const [tree] = only?.trees ?? [];
    const root = tree?.kind === 'kubernetes' ? tree.root : undefined;
    expect(itemsOf(at(root, 'spec', 'constructor')).map(textOf)).toEqual(['d', 'a']);
  });

  it('of one overlay leaves the others whole', () => {
    const overlay = (more: string): string => `resources: [../base]\n${more}`;
    const refused =
      'patches:\n  - target: { kind: Deployment }\n    patch: |\n      [{ op: remove, path: /spec/nothing }]\n';
    const all = assemble({
      'base/kustomization.yaml': 'resources: [web.yaml]\ncommonLabels: { a: b }\n',
      'base/web.yaml': deployment,
      'one/kustomization.yaml': overlay(refused),
      'two/kustomization.yaml': overlay(''),
    });
    expect(all.map((a) => a.trees.map((t) => t.kind === 'kubernetes' && t.fragment))).toEqual([[true], [false]]);
  });

  const words = [
    'resources:',
    'patches:',
    '- patch: |',
    '  a',
    '- path: x',
    'namePrefix: p-',
    '- ../a',
    '$patch: delete',
    '[',
    '{',
    '- ',
    'vars:',
    'replacements:',
    '- source: {kind: A}',
    'components: [.]',
    ': x',
    '&a',
    '*a',
    '\n',
  ];
  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...words), { maxLength: 25 }),
        fc.array(fc.constantFrom(...words)),
        (a, b) => {
          const all = assemble({
            'a/kustomization.yaml': a.join('\n'),
            'b/kustomization.yaml': `resources: [../a, x.yaml]\n${b.join('\n')}`,
            'b/x.yaml': `${deployment}---\n${a.join(' ')}`,
          });
          for (const { trees } of all) for (const t of trees) if (t.kind === 'kubernetes') expect(t.root).toBeDefined();
        },
      ),
      { numRuns: 150 },
    );
  });
});
