import { describe, expect, it } from 'vitest';
import { helmIgnore } from '../../src/stacks/helm/ignore';
import { versionFits } from '../../src/stacks/helm/versions';
import { valuesOfFile } from '../../src/stacks/helm/values';
import { sourceFile } from '../../src/text/source';
import { chartAt, valuesAt } from './helmFiles';

const layer = (text: string) => valuesOfFile(sourceFile('file:///w/over.yaml', text));

const parent = (dependencies: string) => `apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n${dependencies}`;
const sub = (name: string, version = '1.2.3') => `apiVersion: v2\nname: ${name}\nversion: ${version}\n`;

describe('values of a chart', () => {
  it('maps merge, lists are replaced, null takes a key away', () => {
    const files = {
      'c/Chart.yaml': sub('c'),
      'c/values.yaml': 'service: {port: 80, type: ClusterIP}\nports: [1, 2]\nprobe: {path: /}\n',
    };
    const over = [layer('service: {port: 81}\nports: [3]\nprobe: null\n'), layer('service: {type: null}\n')];
    expect(valuesAt(files, 'c', over).values).toEqual({ service: { port: 81 }, ports: [3] });
  });

  it('the parent wins over its dependency, globals reach all', () => {
    const files = {
      'c/Chart.yaml': parent('  - name: redis\n    version: 1.x.x\n'),
      'c/values.yaml': 'global: {tag: a}\nredis: {port: 6380}\n',
      'c/charts/redis/Chart.yaml': sub('redis'),
      'c/charts/redis/values.yaml': 'port: 6379\nhost: r\nglobal: {tag: b, zone: z}\n',
    };
    expect(valuesAt(files, 'c').values).toEqual({
      global: { tag: 'a' },
      redis: { port: 6380, host: 'r', global: { tag: 'a', zone: 'z' } },
    });
  });

  it('an alias gives the dependency another name, and makes two of one', () => {
    const files = {
      'c/Chart.yaml': parent(
        '  - {name: redis, version: 1.x, alias: cache}\n  - {name: redis, version: 1.x, alias: queue}\n',
      ),
      'c/values.yaml': 'queue: {port: 1}\n',
      'c/charts/redis/Chart.yaml': sub('redis'),
      'c/charts/redis/values.yaml': 'port: 6379\n',
    };
    const { values, on } = valuesAt(files, 'c');
    expect(on).toEqual(['cache', 'queue']);
    expect(values).toEqual({ cache: { port: 6379 }, queue: { port: 1 } });
  });

  it.each([
    ['a condition of the parent', 'redis: {enabled: false}\n', '  - {name: redis, condition: redis.enabled}\n', []],
    ['the first condition that is a boolean', 'a: 1\nb: true\n', "  - {name: redis, condition: 'a,b,c'}\n", ['redis']],
    ['a tag', 'tags: {back: false}\n', '  - {name: redis, tags: [back]}\n', []],
    ['one tag that is on', 'tags: {back: false, db: true}\n', '  - {name: redis, tags: [back, db]}\n', ['redis']],
    [
      'a condition above tags',
      'tags: {back: false}\nredis: {enabled: true}\n',
      '  - {name: redis, tags: [back], condition: redis.enabled}\n',
      ['redis'],
    ],
    ['nothing', '', '  - {name: redis, condition: redis.enabled}\n', ['redis']],
  ])('%s switches a dependency', (_, values, dependency, on) => {
    const files = {
      'c/Chart.yaml': parent(dependency),
      'c/values.yaml': values,
      'c/charts/redis/Chart.yaml': sub('redis'),
    };
    expect(valuesAt(files, 'c').on).toEqual(on);
  });

  it('import-values: exports go to the root, child to parent, below what the parent says', () => {
    const files = {
      'c/Chart.yaml': parent(
        '  - name: db\n    import-values:\n      - data\n      - {child: service, parent: database.service}\n',
      ),
      'c/values.yaml': 'mine: 1\ndatabase: {service: {port: 2}}\n',
      'c/charts/db/Chart.yaml': sub('db'),
      'c/charts/db/values.yaml': 'exports: {data: {mine: 0, theirs: 3}}\nservice: {port: 5432, name: pg}\n',
    };
    expect(valuesAt(files, 'c').values).toMatchObject({
      mine: 1,
      theirs: 3,
      database: { service: { port: 2, name: 'pg' } },
    });
  });
});

describe('dependencies', () => {
  it('file:// ones and siblings of the right version are there, packed and remote ones are noted', () => {
    const files = {
      'charts/c/Chart.yaml': parent(
        '  - {name: common, repository: "file://../../lib/common", version: "*"}\n  - {name: redis, repository: "oci://x", version: 22.x.x}\n  - {name: mysql, repository: "oci://x", version: 1.x.x}\n  - {name: old, version: 1.0.0}\n',
      ),
      'charts/c/charts/old-1.0.0.tgz': '',
      'lib/common/Chart.yaml': `${sub('common')}type: library\n`,
      'charts/redis/Chart.yaml': sub('redis', '22.0.7'),
      'charts/mysql/Chart.yaml': sub('mysql', '9.0.0'),
    };
    const { chart, notes } = chartAt(files, 'charts/c');
    expect(chart.charts.map((c) => [c.name, c.path])).toEqual([
      ['common', 'shop/charts/common'],
      ['redis', 'shop/charts/redis'],
    ]);
    expect(chart.missing.map((d) => d.name)).toEqual(['mysql', 'old']);
    expect(notes.map((n) => n.message)).toContainEqual(expect.stringContaining('the chart mysql'));
  });

  it('a chart that depends on itself ends', () => {
    const files = { 'c/Chart.yaml': parent('  - {name: shop, repository: "file://."}\n') };
    expect(chartAt(files, 'c').chart.missing.map((d) => d.name)).toEqual(['shop']);
  });

  it('charts that all depend on one another end', () => {
    const names = Array.from({ length: 12 }, (_, i) => `c${i}`);
    const all = names.map((n) => `  - {name: ${n}, repository: "file://../${n}"}\n`).join('');
    const files = Object.fromEntries(names.map((n) => [`${n}/Chart.yaml`, `${sub(n)}dependencies:\n${all}`]));
    expect(chartAt(files, 'c0').chart.missing.map((d) => d.name)).toContain('c0');
  });

  it('requirements.yaml counts for charts of the old format', () => {
    const files = {
      'c/Chart.yaml': 'name: c\nversion: 1.0.0\n',
      'c/requirements.yaml': 'dependencies:\n  - name: redis\n    version: 1.0.0\n',
    };
    expect(chartAt(files, 'c').chart.missing.map((d) => d.name)).toEqual(['redis']);
  });

  it('templates are all files of the folder but notes and what .helmignore leaves out', () => {
    const files = {
      'c/Chart.yaml': sub('c'),
      'c/.helmignore': '*.bak.yaml\n/templates/old/\n',
      'c/templates/a.yaml': '',
      'c/templates/a.bak.yaml': '',
      'c/templates/old/b.yaml': '',
      'c/templates/in/_h.tpl': '',
      'c/templates/NOTES.txt': '',
    };
    expect(chartAt(files, 'c').chart.templates.map((t) => t.name)).toEqual([
      'c/templates/a.yaml',
      'c/templates/in/_h.tpl',
    ]);
  });
});

describe('.helmignore', () => {
  it.each([
    ['*.md', 'docs/a.md', true],
    ['docs/', 'docs/a.md', true],
    ['docs/', 'docs', false],
    ['/a.yaml', 'x/a.yaml', false],
    ['a.yaml', 'x/a.yaml', true],
    ['ci/*.yaml', 'ci/a.yaml', true],
    ['ci/*.yaml', 'ci/x/a.yaml', false],
    ['*.yaml\n!b.yaml', 'b.yaml', false],
    ['[ab].yaml', 'a.yaml', true],
    ['[', 'a', false],
    ['# x', '# x', false],
    ['', 'templates/.hidden.yaml', true],
  ])('%j and %s', (text, path, ignored) => {
    expect(helmIgnore(text)(path)).toBe(ignored);
  });
});

describe('versions', () => {
  it.each([
    ['2.x.x', '2.31.4', true],
    ['2.x.x', '3.0.0', false],
    ['^1.2.0', '1.9.0', true],
    ['~1.2', '1.1.0', false],
    ['0.5.x', '0.6.0', false],
    ['>=1.0.0', '4.0.0', true],
    ['*', '1.0.0', true],
    [undefined, '1.0.0', true],
    ['latest', '1.0.0', false],
  ])('%s and %s', (range, version, fits) => {
    expect(versionFits(range, version)).toBe(fits);
  });
});
