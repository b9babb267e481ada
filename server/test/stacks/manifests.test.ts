import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manifests } from '../../src/stacks/manifests/index';
import { get, textOf } from '../../src/syntax/tree';
import { isParsed, documentsOf } from '../../src/syntax/documents';
import { sourceFile } from '../../src/text/source';
import type { Files } from './manifestFiles';
import { assembleAll, discover, discoveryOf, groups, object, sourcesOf } from './manifestFiles';

const web = object('Deployment', 'web');
const api = object('Deployment', 'api');
const svc = object('Service', 'web');

describe('groups of manifests', () => {
  const cases: readonly [string, Files, readonly string[]][] = [
    ['one directory', { 'k8s/a.yaml': web, 'k8s/b.yaml': svc }, ['w: k8s/a.yaml k8s/b.yaml']],
    [
      'directories grow together up to the root',
      { 'a/k8s/d.yaml': web, 'b/k8s/d.yaml': api },
      ['w: a/k8s/d.yaml b/k8s/d.yaml'],
    ],
    ['no manifests, no group', { 'compose.yaml': 'services: {}\n', 'x.json': '{"kind": "x"}' }, []],
    ['kinds that nothing reads make no group', { 'a.yaml': object('Ingress', 'web') }, []],
    [
      'the same object in two directories keeps them apart',
      { 'a/d.yaml': web, 'b/d.yaml': web },
      ['a: a/d.yaml', 'b: b/d.yaml'],
    ],
    [
      'what is beside the two directories is for itself',
      { 'a/d.yaml': web, 'b/d.yaml': web, 'c.yaml': api },
      ['w: c.yaml', 'a: a/d.yaml', 'b: b/d.yaml'],
    ],
    [
      'growth stops where an object would stand twice',
      { 'k8s/one/a/d.yaml': web, 'k8s/one/b/d.yaml': api, 'k8s/two/d.yaml': web },
      ['k8s/one: k8s/one/a/d.yaml k8s/one/b/d.yaml', 'k8s/two: k8s/two/d.yaml'],
    ],
    [
      'other namespaces are other objects',
      { 'a/d.yaml': object('Deployment', 'x/web'), 'b/d.yaml': object('Deployment', 'y/web') },
      ['w: a/d.yaml b/d.yaml'],
    ],
    ['other kinds are other objects', { 'a/d.yaml': web, 'b/d.yaml': svc }, ['w: a/d.yaml b/d.yaml']],
    [
      'a kind of another API group is another object',
      {
        'a/d.yaml': svc,
        'b/d.yaml': 'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: web\n---\n' + web,
      },
      ['w: a/d.yaml b/d.yaml'],
    ],
    [
      'objects that nothing reads tell directories apart too',
      { 'a/d.yaml': `${web}---\n${object('Role', 'r')}`, 'b/d.yaml': `${api}---\n${object('Role', 'r')}` },
      ['a: a/d.yaml', 'b: b/d.yaml'],
    ],
    [
      'a Namespace is declared wherever it is needed',
      { 'a/d.yaml': `${web}---\n${object('Namespace', 'n')}`, 'b/d.yaml': `${api}---\n${object('Namespace', 'n')}` },
      ['w: a/d.yaml b/d.yaml'],
    ],
    [
      'objects without a name are no twins',
      {
        'a/d.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  generateName: x-\n',
        'b/d.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  generateName: x-\n',
      },
      ['w: a/d.yaml b/d.yaml'],
    ],
    [
      'names with template text are no twins',
      { 'a/d.yaml': object('Deployment', '{{ .name }}'), 'b/d.yaml': object('Deployment', '{{ .name }}') },
      ['w: a/d.yaml b/d.yaml'],
    ],
    [
      'environments are not joined',
      { 'k8s/prod/d.yaml': web, 'k8s/staging/d.yaml': api, 'k8s/d.yaml': svc },
      ['w: k8s/d.yaml', 'k8s/prod: k8s/prod/d.yaml', 'k8s/staging: k8s/staging/d.yaml'],
    ],
    [
      'directories grow up to their environment',
      { 'prod/a/d.yaml': web, 'prod/b/d.yaml': api },
      ['prod: prod/a/d.yaml prod/b/d.yaml'],
    ],
    [
      'examples and fixtures are not joined to the rest',
      { 'examples/d.yaml': web, 'pkg/testdata/d.yaml': api, 'k8s/d.yaml': svc },
      ['w: k8s/d.yaml', 'examples: examples/d.yaml', 'pkg/testdata: pkg/testdata/d.yaml'],
    ],
    [
      'two files of a directory with the same object: each for itself',
      { 'k8s/a.yaml': web, 'k8s/b.yaml': web, 'k8s/c.yaml': svc },
      ['k8s/a.yaml: k8s/a.yaml', 'k8s/b.yaml: k8s/b.yaml', 'k8s/c.yaml: k8s/c.yaml'],
    ],
    [
      'a bundle that repeats its neighbours stands apart, they stay together',
      { 'k8s/a.yaml': web, 'k8s/b.yaml': svc, 'k8s/install.yaml': `${web}---\n${svc}` },
      ['k8s: k8s/a.yaml k8s/b.yaml', 'k8s/install.yaml: k8s/install.yaml'],
    ],
    [
      'several bundles: each for itself (argo-cd, manifests/)',
      { 'm/install.yaml': `${web}---\n${svc}`, 'm/core.yaml': web, 'm/ns.yaml': `${web}---\n${svc}` },
      ['m/core.yaml: m/core.yaml', 'm/install.yaml: m/install.yaml', 'm/ns.yaml: m/ns.yaml'],
    ],
    [
      'JSON',
      {
        'a.json': '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"labels":{"name":"no"},"name":"web"}}',
        'sub/b.yaml': web,
      },
      ['w: a.json', 'sub: sub/b.yaml'],
    ],
    ['JSON that only mentions kinds', { 'a.json': '{"items":[{"apiVersion":"v1","kind":"Pod"}]}' }, []],
    [
      'a list is its items',
      { 'a.yaml': `apiVersion: v1\nkind: List\nitems:\n- ${web.trim().replace(/\n/g, '\n  ')}\n`, 'sub/b.yaml': web },
      ['w: a.yaml', 'sub: sub/b.yaml'],
    ],
    [
      'a document in flow style',
      { 'a.yaml': '{apiVersion: v1, kind: Service, metadata: {name: web}}', 'sub/b.yaml': svc },
      ['w: a.yaml', 'sub: sub/b.yaml'],
    ],
    [
      'metadata in flow style and quotes',
      {
        'a.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: "web"}\n',
        'sub/b.yaml': `apiVersion: v1\nkind: Service\nmetadata:\n  # of the shop\n  labels:\n    name: no\n  name: 'web' # yes\n`,
      },
      ['w: a.yaml', 'sub: sub/b.yaml'],
    ],
    ['CRLF', { 'a.yaml': svc.replace(/\n/g, '\r\n'), 'sub/b.yaml': svc }, ['w: a.yaml', 'sub: sub/b.yaml']],
  ];
  it.each(cases)('%s', (_name, files, expected) => {
    expect([...groups(files)].sort()).toEqual([...expected].sort());
  });

  it('gives ids that do not depend on the order of files', () => {
    const files = { 'a/d.yaml': web, 'b/d.yaml': web, 'c.yaml': api };
    expect(discover(files).map((r) => r.id)).toEqual([
      'manifests:file:///w',
      'manifests:file:///w/a',
      'manifests:file:///w/b',
    ]);
  });
});

describe('what a chart or a kustomization owns', () => {
  const cases: readonly [string, Files, readonly string[]][] = [
    [
      'a chart and all below it',
      {
        'chart/Chart.yaml': 'name: x\n',
        'chart/templates/d.yaml': web,
        'chart/charts/sub/templates/d.yaml': api,
        'd.yaml': svc,
      },
      ['w: d.yaml'],
    ],
    [
      'the directory of a kustomization, named or not',
      { 'k/kustomization.yaml': 'resources: [a.yaml]\n', 'k/a.yaml': web, 'k/b.yaml': api },
      [],
    ],
    [
      'files that it names elsewhere',
      { 'k/kustomization.yml': 'resources:\n- ../base/a.yaml\n', 'base/a.yaml': web, 'base/b.yaml': api },
      ['w: base/b.yaml'],
    ],
    [
      'directories below it out of which it names files',
      {
        'k/Kustomization': 'resources:\n- parts/a.yaml\n',
        'k/parts/a.yaml': web,
        'k/parts/b.yaml': api,
        'k/other/c.yaml': svc,
      },
      ['k/other: k/other/c.yaml'],
    ],
    [
      'directories that it names',
      {
        'k/kustomization.yaml': 'bases:\n- ../base\ncomponents:\n- ../parts/tls\n',
        'base/x/a.yaml': web,
        'parts/tls/b.yaml': api,
        'parts/c.yaml': svc,
      },
      ['w: parts/c.yaml'],
    ],
    [
      'patches of every form',
      {
        'k/kustomization.yaml':
          'patches:\n- path: ../p/a.yaml\npatchesStrategicMerge:\n- ../p/b.yaml\n- |-\n  kind: Service\npatchesJson6902:\n- target: {kind: Service}\n  path: ../p/c.yaml\n',
        'p/a.yaml': web,
        'p/b.yaml': api,
        'p/c.yaml': svc,
        'p/d.yaml': object('Service', 'd'),
      },
      ['w: p/d.yaml'],
    ],
    [
      'remote bases cover nothing',
      {
        'k/kustomization.yaml': 'resources:\n- https://example.com/x.yaml\n- github.com/a/b//deploy?ref=v1\n',
        'd.yaml': web,
      },
      ['w: d.yaml'],
    ],
    [
      'the directory above is not covered',
      { 'k/kustomization.yaml': 'resources: [..]\n', 'd.yaml': web },
      ['w: d.yaml'],
    ],
    [
      'nothing grows past it',
      { 'k/kustomization.yaml': '', 'k/x/a.yaml': web, 'k/y/b.yaml': api },
      ['k/x: k/x/a.yaml', 'k/y: k/y/b.yaml'],
    ],
    [
      'a Flux Kustomization is an object like others',
      { 'flux.yaml': object('Kustomization', 'apps'), 'd.yaml': web },
      ['w: d.yaml'],
    ],
  ];
  it.each(cases)('%s', (_name, files, expected) => {
    expect(groups(files)).toEqual(expected);
  });
});

describe('contexts of manifests', () => {
  const context = (path: string, includeFixtures = false) =>
    assembleAll({ [path]: web, 'other.yaml': web }, { includeFixtures }).find((a) => a.context.name !== 'w')?.context;

  it('tell environment and role from folders', () => {
    expect(context('k8s/prod/web/d.yaml')).toMatchObject({
      name: 'k8s/prod',
      environment: 'prod',
      role: 'production',
      quiet: false,
    });
    expect(context('deploy/dev/d.yaml')).toMatchObject({ environment: 'dev', role: 'development' });
    expect(context('examples/guestbook/d.yaml')).toMatchObject({ role: 'example', quiet: false });
    expect(context('k8s/d.yaml')).toMatchObject({ role: 'neutral' });
    expect(context('k8s/d.yaml')?.environment).toBeUndefined();
  });

  it('are quiet for fixtures unless these are asked for (trap DV23)', () => {
    const path = 'pkg/provider/kubernetes/gateway/fixtures/httproute/with_wrong_service_port.yml';
    expect(context(path)).toMatchObject({ quiet: true });
    expect(context(path, true)).toMatchObject({ quiet: false });
  });
});

describe('trees of manifests', () => {
  const only = (text: string) => assembleAll({ 'a.yaml': text })[0];
  const names = (text: string) =>
    only(text)?.trees.map((t) => (t.kind === 'kubernetes' ? textOf(get(get(t.root, 'metadata'), 'name')) : undefined));

  it('are the documents that are worth reading', () => {
    expect(names(`${web}---\n${object('CustomResourceDefinition', 'x')}---\n${svc}`)).toEqual(['web', 'web']);
  });

  it('are the items of a list, also in JSON and in lists of one kind', () => {
    const items = [
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } },
      { kind: 'x' },
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'b' } },
    ];
    const [assembly] = assembleAll({ 'a.json': JSON.stringify({ apiVersion: 'v1', kind: 'ServiceList', items }) });
    expect(assembly?.trees).toHaveLength(3);
    expect(
      names(
        `apiVersion: v1\nkind: List\nitems:\n- ${web.trim().replace(/\n/g, '\n  ')}\n- ${api.trim().replace(/\n/g, '\n  ')}\n`,
      ),
    ).toEqual(['web', 'api']);
  });

  it('are the same objects for the same file, so that facts can be kept', () => {
    const sources = sourcesOf({ 'a.yaml': web });
    const discovery = discoveryOf(sources);
    const [request] = manifests.discover(discovery);
    if (!request) throw new Error('no request');
    const first = manifests.assemble(request, discovery, discovery.settings).trees;
    expect(manifests.assemble(request, discovery, discovery.settings).trees[0]).toBe(first[0]);
  });

  it('are fragments when an object stands twice in the file or the text is broken', () => {
    expect(only(`${web}---\n${web}`)?.trees.map((t) => t.kind === 'kubernetes' && t.fragment)).toEqual([true, true]);
    expect(only(`${web}spec:\n  - a: b\n c\n`)?.trees.map((t) => t.kind === 'kubernetes' && t.fragment)).toEqual([
      true,
    ]);
    expect(only(`${web}---\n${svc}`)?.trees.map((t) => t.kind === 'kubernetes' && t.fragment)).toEqual([false, false]);
  });

  it('keep kinds that hold pod templates where all have them', () => {
    const clone = `apiVersion: apps.kruise.io/v1alpha1\nkind: CloneSet\nmetadata:\n  name: c\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n`;
    expect(names(clone)).toEqual(['c']);
    expect(groups({ 'a.yaml': clone.replace(/ {6}containers[^]*/, '') })).toEqual([]);
  });

  const notRead: readonly [string, string][] = [
    ['a control line', `${svc}spec:\n  ports:\n{{- if .tls }}\n  - port: 443\n{{- end }}\n`],
    ['a value that is a template as a whole', `${svc}spec:\n  ports:\n  - port: {{ .port }}\n`],
    ['a key', `${svc}spec:\n  {{ .key }}: 1\n`],
    ['Jinja', `${svc}{% if x %}\nspec: {}\n{% endif %}\n`],
    [
      'a control line inside of plain text of several lines',
      `${svc}spec:\n  ports:\n  - port: 80\n    name: http\n      {{- if .x }}\n`,
    ],
    ['a comment, which may be a control line in disguise', `${svc}#{{ if .x }}\nspec:\n  ports: []\n#{{ end }}\n`],
    ['the very first line', `{{- if .x }}\n${svc}{{- end }}\n`],
  ];
  it.each(notRead)('are left out when template text stands outside of values: %s', (_name, text) => {
    const [assembly] = assembleAll({ 'a.yaml': text });
    expect(assembly?.trees ?? []).toEqual([]);
    if (assembly) expect(assembly.notes[0]?.message).toContain('template text');
  });

  const read: readonly [string, string][] = [
    ['in quotes', `${svc}spec:\n  ports:\n  - port: "{{ .port }}"\n`],
    ['in plain text', `${svc}spec:\n  selector:\n    app: web-{{ .release }}\n`],
    ['in a block', `${object('ConfigMap', 'rules')}data:\n  rules.yaml: |\n    {{ if x }}\n    a: {{ y }}\n`],
    [
      'in annotations',
      `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations:\n    summary: 'value {{ $value }}'\n`,
    ],
    ['in ERB', `${svc}spec:\n  ports:\n  - port: <%= port %>\n`],
  ];
  it.each(read)('are read when it stands in values: %s', (_name, text) => {
    expect(only(text)?.trees).toHaveLength(1);
  });

  it('say which files are gone', () => {
    const discovery = discoveryOf(sourcesOf({ 'a.yaml': web }));
    const [request] = manifests.discover(discovery);
    if (!request) throw new Error('no request');
    const gone = manifests.assemble(request, { file: () => 'absent', list: () => [] }, discovery.settings);
    expect(gone.trees).toEqual([]);
    expect(gone.notes).toEqual([{ uri: 'file:///w/a.yaml', message: 'is not there any more' }]);
  });
});

describe('discovery after an edit', () => {
  const settings = { includeFixtures: false };
  const files = { 'a/d.yaml': web, 'b/d.yaml': api, 'k/kustomization.yaml': 'resources: [x.yaml]\n', 'k/x.yaml': svc };
  const edited = (path: string, text: string) => sourcesOf({ ...files, [path]: text });

  it('finds the very same when no name has changed', () => {
    const before = manifests.discover(discoveryOf(sourcesOf(files), settings));
    const after = manifests.discover(discoveryOf(edited('a/d.yaml', `${web}spec: {}\n`), settings));
    expect(after).toBe(before);
    expect(manifests.discover(discoveryOf(edited('k/x.yaml', web), settings))).toBe(before);
  });

  it.each([
    ['a name', 'a/d.yaml', api],
    ['a kustomization', 'k/kustomization.yaml', 'resources: [../a/d.yaml]\n'],
    ['a new file', 'c/d.yaml', web],
  ])('finds what it would find from scratch: %s', (_name, path, text) => {
    manifests.discover(discoveryOf(sourcesOf(files), settings));
    const after = manifests.discover(discoveryOf(edited(path, text), settings));
    expect(after).toEqual(manifests.discover(discoveryOf(edited(path, text))));
  });

  it('parses nothing that a look at the lines tells', () => {
    const sources = sourcesOf({
      'a.yaml': `${web}---\n${object('CustomResourceDefinition', 'x')}`,
      'c/Chart.yaml': '',
      'c/templates/x.yaml': `${web}{{ end }}`,
    });
    manifests.discover(discoveryOf(sources));
    for (const file of sources) for (const d of documentsOf(file)) expect(isParsed(d)).toBe(false);
  });
});

describe('any text', () => {
  const piece = fc.constantFrom(
    'apiVersion: v1\n',
    'kind: Service\n',
    'kind: List\n',
    'items:\n',
    '- ',
    'metadata:\n',
    '  name: a\n',
    '{{ x }}',
    '---\n',
    '"',
    '{',
    '}',
    '[',
    '\t',
    'spec:\n',
    '  ports:\n',
    '&a ',
    '*a',
    '<<: *a\n',
    '\r\n',
    '# c\n',
    '\u0000',
  );
  it('never throws', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.boolean(), (pieces, json) => {
        const file = sourceFile(`file:///w/a.${json ? 'json' : 'yaml'}`, pieces.join(''));
        const discovery = discoveryOf([file]);
        for (const r of manifests.discover(discovery))
          for (const t of manifests.assemble(r, discovery, discovery.settings).trees)
            if (t.kind === 'kubernetes') void t.root;
      }),
      { numRuns: 500 },
    );
  });
});
