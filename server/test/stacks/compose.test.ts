import { describe, expect, it } from 'vitest';
import { UNSET } from '../../src/facts/assembled';
import { at, itemsOf, siteOf, traceNode } from '../../src/syntax/tree';
import type { Node } from '../../src/syntax/tree';
import { assemble, cited, discover, discovered, plain, treeOf } from './composeProject';
import type { Files } from './composeProject';

const service = (tree: ReturnType<typeof treeOf>, name: string) =>
  plain(at(tree.root, 'services', name)) as Record<string, unknown>;

describe('discovery of Compose projects', () => {
  const API = 'services: {api: {image: a}}\n';
  const PART = 'services: {api: {ports: ["1:1"]}}\n';
  const cases: readonly [string, Files, readonly (readonly string[])[]][] = [
    ['the default file', { 'compose.yaml': API }, [['compose.yaml']]],
    [
      'the first of several default files; the others stand alone',
      { 'docker-compose.yml': API, 'compose.yml': API },
      [['compose.yml'], ['docker-compose.yml']],
    ],
    [
      'the default file with its override',
      { 'docker-compose.yml': API, 'docker-compose.override.yml': PART },
      [['docker-compose.yml', 'docker-compose.override.yml']],
    ],
    [
      'an override of the other name',
      { 'compose.yaml': API, 'docker-compose.override.yaml': PART },
      [['compose.yaml', 'docker-compose.override.yaml']],
    ],
    [
      'a complete file beside the default one',
      { 'compose.yaml': API, 'compose.prod.yaml': API },
      [['compose.yaml'], ['compose.prod.yaml']],
    ],
    [
      'a fragment over the default file without its override',
      { 'compose.yaml': API, 'compose.override.yaml': PART, 'compose.prod.yaml': PART },
      [
        ['compose.yaml', 'compose.override.yaml'],
        ['compose.yaml', 'compose.prod.yaml'],
      ],
    ],
    [
      'a fragment over the file whose name it continues',
      { 'docker-compose.yml': API, 'docker-compose-tests.yml': API, 'docker-compose-tests.override.yml': PART },
      [['docker-compose.yml'], ['docker-compose-tests.yml', 'docker-compose-tests.override.yml']],
    ],
    [
      'a fragment over the only complete file of its kin',
      { 'docker-compose.base.yml': API, 'docker-compose.dev.yml': PART },
      [['docker-compose.base.yml'], ['docker-compose.base.yml', 'docker-compose.dev.yml']],
    ],
    ['a fragment alone', { 'compose.dev.yaml': PART }, [['compose.dev.yaml']]],
    [
      'a file that depends on services of another is a fragment',
      { 'compose.yaml': API, 'compose.tests.yaml': 'services: {t: {image: t, depends_on: [api]}}' },
      [['compose.yaml'], ['compose.yaml', 'compose.tests.yaml']],
    ],
    [
      'a file that uses networks of another is a fragment',
      { 'compose.yaml': API, 'compose.x.yaml': 'services: {t: {image: t, networks: [back]}}' },
      [['compose.yaml'], ['compose.yaml', 'compose.x.yaml']],
    ],
    [
      'a file that uses volumes of another is a fragment',
      { 'compose.yaml': API, 'compose.x.yaml': 'services: {t: {image: t, volumes: ["data:/d"]}}' },
      [['compose.yaml'], ['compose.yaml', 'compose.x.yaml']],
    ],
    [
      'files that COMPOSE_FILE names',
      {
        '.env': 'COMPOSE_FILE=compose.yaml:extra.compose.yaml',
        'compose.yaml': API,
        'compose.override.yaml': PART,
        'extra.compose.yaml': PART,
      },
      [
        ['compose.yaml', 'extra.compose.yaml'],
        ['compose.yaml', 'compose.override.yaml'],
      ],
    ],
    [
      'COMPOSE_FILE with a separator of its own',
      {
        '.env': 'COMPOSE_PATH_SEPARATOR=,\nCOMPOSE_FILE=compose.yaml,b-compose.yml',
        'compose.yaml': API,
        'b-compose.yml': PART,
      },
      [['compose.yaml', 'b-compose.yml']],
    ],
    ['files of any name with complete services', { 'stack.yml': 'version: "3"\n' + API }, [['stack.yml']]],
    [
      'not other files with `services`',
      {
        'a.yaml': 'services:\n  App\\X: {class: X}\n',
        'b.yaml': 'services: [x]\n',
        'c.yaml': 'kind: X\nservices: {a: {image: b}}\n',
        'd.yml': 'services: {a: {image: b}, _defaults: 1}\n',
      },
      [],
    ],
    [
      'not a file of that name without services',
      { 'docker-compose.extras.yml': 'networks: {a: {}}\n', 'compose.yaml': '' },
      [],
    ],
    [
      'an included file is part of its project; one of a default name can be started alone too',
      {
        'compose.yaml': 'include: [db/compose.yaml, {path: [x/extra.yml]}]\n' + API,
        'db/compose.yaml': API,
        'x/extra.yml': API,
      },
      [['compose.yaml'], ['db/compose.yaml']],
    ],
    [
      'an included file whose ports need the .env of the project is part of it',
      {
        'compose.yaml': 'include: [db/compose.yaml]\n' + API,
        'db/compose.yaml': 'services: {a: {image: i, ports: ["${P}:1"]}}',
      },
      [['compose.yaml']],
    ],
    [
      'an included file with a port of its own .env is a project too',
      {
        'compose.yaml': 'include: [db/compose.yaml]\n' + API,
        'db/compose.yaml': 'services: {a: {image: i, ports: ["$P:1"]}}',
        'db/.env': 'P=1',
      },
      [['compose.yaml'], ['db/compose.yaml']],
    ],
    [
      'a file that is only extended is no project',
      {
        'compose.yaml': 'services: {a: {extends: {file: lib/common-compose.yml, service: x}}}',
        'lib/common-compose.yml': 'services: {x: {image: x}}',
      },
      [['compose.yaml']],
    ],
    [
      'a default file that is extended stays a project',
      {
        'a/compose.yaml': 'services: {a: {extends: {file: ../b/compose.yaml, service: x}}}',
        'b/compose.yaml': 'services: {x: {image: x}}',
      },
      [['a/compose.yaml'], ['b/compose.yaml']],
    ],
    ['directories apart', { 'b/compose.yaml': API, 'a/compose.yaml': API }, [['a/compose.yaml'], ['b/compose.yaml']]],
  ];
  it.each(cases)('%s', (_, files, expected) => expect(discovered(files)).toEqual(expected));

  it('gives stable ids, names and environments', () => {
    const files = {
      '.env': 'COMPOSE_PROJECT_NAME=harbour',
      'compose.yaml': API,
      'compose.override.yaml': PART,
      'compose.prod.yaml': API,
      'k8s/compose.yaml': 'name: other\n' + API,
    };
    expect(discover(files).map((r) => [r.id, r.name])).toEqual([
      ['compose:file:///w/compose.yaml+compose.override.yaml', 'harbour'],
      ['compose:file:///w/compose.prod.yaml', 'harbour/prod'],
      ['compose:file:///w/k8s/compose.yaml', 'other'],
    ]);
    expect(discover(files)[0]?.root).toBe('file:///w');
  });
});

describe('merge', () => {
  const merged = (base: string, over: string) =>
    service(
      treeOf({
        'compose.yaml': `services: {a: {image: i, ${base}}}`,
        'compose.override.yaml': `services: {a: {${over}}}`,
      }),
      'a',
    );
  const cases: readonly [string, string, string, Record<string, unknown>][] = [
    [
      'maps merge, scalars replace',
      'deploy: {replicas: 1, mode: x}',
      'deploy: {replicas: 3}, image: j',
      { image: 'j', deploy: { replicas: '3', mode: 'x' } },
    ],
    ['other sequences append', 'security_opt: [a]', 'security_opt: [b]', { security_opt: ['a', 'b'] }],
    ['command replaces', 'command: [a, b]', 'command: c', { command: 'c' }],
    ['a null command replaces', 'command: [a, b]', 'command: null', { command: null }],
    ['entrypoint replaces', 'entrypoint: a', 'entrypoint: [b]', { entrypoint: ['b'] }],
    [
      'healthcheck.test replaces, the rest merges',
      'healthcheck: {test: [CMD, a], interval: 5s}',
      'healthcheck: {test: b}',
      { healthcheck: { test: 'b', interval: '5s' } },
    ],
    [
      'ports of the same key are one',
      'ports: ["8080:80", "9:9"]',
      'ports: ["0.0.0.0:8080:80/tcp"]',
      { ports: ['0.0.0.0:8080:80/tcp', '9:9'] },
    ],
    [
      'ports of another host port are added',
      'ports: ["8080:80"]',
      'ports: ["9090:80"]',
      { ports: ['8080:80', '9090:80'] },
    ],
    [
      'long and short ports are compared',
      'ports: ["8080:80"]',
      'ports: [{target: 80, published: "8080"}]',
      { ports: [{ target: '80', published: '8080' }] },
    ],
    ['another protocol is another port', 'ports: ["53:53/udp"]', 'ports: ["53:53"]', { ports: ['53:53/udp', '53:53'] }],
    [
      'environment maps',
      'environment: {A: 1, B: 2}',
      'environment: {B: 3, C: 4}',
      { environment: { A: '1', B: '3', C: '4' } },
    ],
    ['environment lists', 'environment: [A=1, B=2]', 'environment: [B=3, C]', { environment: ['A=1', 'B=3', 'C'] }],
    [
      'environment map over list',
      'environment: [A=1, B=2]',
      'environment: {B: 3}',
      { environment: ['A=1', { B: '3' }] },
    ],
    [
      'environment list over map',
      'environment: {A: 1, B: 2}',
      'environment: [B=3]',
      { environment: [{ A: '1' }, 'B=3'] },
    ],
    ['labels by key', 'labels: [a=1]', 'labels: [a=2, b=3]', { labels: ['a=2', 'b=3'] }],
    [
      'env files by path',
      'env_file: a.env',
      'env_file: [a.env, {path: b.env}]',
      { env_file: ['a.env', { path: 'b.env' }] },
    ],
    ['expose is unique', 'expose: ["1", "2"]', 'expose: ["2", "3"]', { expose: ['1', '2', '3'] }],
    [
      'volumes by target',
      'volumes: ["./a:/x", "vol:/y"]',
      'volumes: ["./b:/x:ro", {type: bind, source: ./c, target: /y}]',
      { volumes: ['./b:/x:ro', { type: 'bind', source: './c', target: '/y' }] },
    ],
    [
      'networks of a list and a map',
      'networks: [a, b]',
      'networks: {b: {aliases: [x]}, c: {}}',
      { networks: { a: null, b: { aliases: ['x'] }, c: {} } },
    ],
    [
      'aliases are unique',
      'networks: {a: {aliases: [x, y]}}',
      'networks: {a: {aliases: [y, z]}}',
      { networks: { a: { aliases: ['x', 'y', 'z'] } } },
    ],
    ['build of a text and a map', 'build: ./a', 'build: {target: t}', { build: { context: './a', target: 't' } }],
    [
      'build args by key in either form',
      'build: {args: [A=1]}',
      'build: {args: {A: 2, B: 3}}',
      { build: { args: [{ A: '2' }, { B: '3' }] } },
    ],
    ['null says nothing', 'ports: ["1:1"]', 'ports: null', { ports: ['1:1'] }],
    ['!reset takes away', 'ports: ["1:1"], expose: [2]', 'ports: !reset null', { image: 'i', expose: ['2'] }],
    ['!override replaces', 'ports: ["1:1"]', 'ports: !override ["2:2"]', { ports: ['2:2'] }],
    [
      '!reset of one variable',
      'environment: {A: 1, B: 2}',
      'environment: {A: !reset null}',
      { environment: { B: '2' } },
    ],
    [
      'extra_hosts',
      'extra_hosts: ["a:1.1.1.1"]',
      'extra_hosts: ["b:1.1.1.2", "a:1.1.1.1"]',
      { extra_hosts: ['a:1.1.1.1', 'b:1.1.1.2'] },
    ],
    [
      'configs by target',
      'configs: [{source: a, target: /x}]',
      'configs: [{source: b, target: /x}, c]',
      { configs: [{ source: 'b', target: '/x' }, 'c'] },
    ],
  ];
  it.each(cases)('%s', (_, base, over, expected) => expect(merged(base, over)).toEqual({ image: 'i', ...expected }));

  it('keeps what stands twice in one file', () => {
    expect(
      service(treeOf({ 'compose.yaml': 'services: {a: {image: i, ports: ["1:1", "1:1"]}}' }), 'a')['ports'],
    ).toEqual(['1:1', '1:1']);
  });

  it('adds services and networks of the override', () => {
    const tree = treeOf({
      'compose.yaml': 'services: {a: {image: i}}\nnetworks: {x: {internal: true}}',
      'compose.override.yaml': 'services: {b: {image: j}}\nnetworks: {x: {name: n}}',
    });
    expect(plain(tree.root)).toEqual({
      services: { a: { image: 'i' }, b: { image: 'j' } },
      networks: { x: { internal: 'true', name: 'n' } },
    });
  });

  it('drops tags of a file that is merged over nothing', () => {
    expect(
      service(
        treeOf({ 'compose.yaml': 'services: {a: {image: i, ports: !override ["1:1"], expose: !reset []}}' }),
        'a',
      ),
    ).toEqual({ image: 'i', ports: ['1:1'] });
  });

  it('merges the documents of one file', () => {
    expect(
      service(treeOf({ 'compose.yaml': 'services: {a: {image: i}}\n---\nservices: {a: {command: c}}\n' }), 'a'),
    ).toEqual({ image: 'i', command: 'c' });
  });
});

describe('interpolation', () => {
  const image = (env: string | undefined, text: string) => {
    const files: Files = {
      'compose.yaml': `services:\n  a:\n    image: ${text}\n`,
      ...(env === undefined ? {} : { '.env': env }),
    };
    return service(treeOf(files), 'a')['image'];
  };
  const cases: readonly [string, string | undefined, string, string][] = [
    ['.env', 'TAG=7', 'x:${TAG}', 'x:7'],
    ['without braces', 'TAG=7', 'x:$TAG', 'x:7'],
    ['default without .env', undefined, 'x:${TAG:-1}', 'x:1'],
    ['.env before default', 'TAG=7', 'x:${TAG:-1}', 'x:7'],
    ['empty with `-`', 'TAG=', 'x:${TAG-1}', 'x:'],
    ['empty with `:-`', 'TAG=', 'x:${TAG:-1}', 'x:1'],
    ['nested defaults', 'B=2', 'x:${A:-${B:-3}}', 'x:2'],
    ['nested without value', undefined, 'x:${A:-${B}}', `x:${UNSET}`],
    ['unset', undefined, 'x:${TAG}', `x:${UNSET}`],
    ['unset and required', undefined, 'x:${TAG:?set it}', `x:${UNSET}`],
    ['alternative of an unset variable', undefined, 'x:1${TAG:+-b}', 'x:1'],
    ['alternative of a set variable', 'TAG=7', 'x:1${TAG:+-b}', 'x:1-b'],
    ['dollars', undefined, "'$$x $${y}'", '$x ${y}'],
    ['variables of .env in .env', 'A=1\nB=${A}2', 'x:${B}', 'x:12'],
    ['unset variables of .env', 'B=${A}2', 'x:${B}', `x:${UNSET}2`],
    ['single quotes of .env', "A='$B'", "'${A}'", '$B'],
  ];
  it.each(cases)('%s', (_, env, text, expected) => expect(image(env, text)).toBe(expected));

  it('leaves keys and extensions alone', () => {
    const tree = treeOf({ 'compose.yaml': 'x-a: ${A}\nservices: {a: {image: i, environment: {"${K}": "${V:-1}"}}}' });
    expect(plain(tree.root)).toMatchObject({ 'x-a': '${A}', services: { a: { environment: { '${K}': '1' } } } });
    expect(tree.variables.map((v) => v.name)).toEqual(['V']);
  });

  it('records each use once, with anchors', () => {
    const tree = treeOf({
      'compose.yaml':
        'x-e: &e {A: "${A}"}\nservices:\n  a: {image: i, environment: *e}\n  b: {image: i, environment: *e}\n  c: {image: "${B:?no}"}\n',
    });
    expect(tree.variables).toMatchObject([
      { name: 'A', resolved: false, required: false },
      { name: 'B', resolved: false, required: true },
    ]);
  });

  it('finds where an unset variable is documented', () => {
    const files = { 'compose.yaml': 'services: {a: {image: "${A}"}}', '.env.example': '# x\nA=1\n' };
    expect(cited(files, treeOf(files).variables[0]?.example as never)).toBe('.env.example: A');
  });

  it('does not take env_file for interpolation', () => {
    expect(
      service(treeOf({ 'compose.yaml': 'services: {a: {image: "${A}", env_file: a.env}}', 'a.env': 'A=1' }), 'a')[
        'image'
      ],
    ).toBe(UNSET);
  });

  it('knows nothing when .env cannot be read', () => {
    expect(
      service(treeOf({ 'compose.yaml': 'services: {a: {image: "${A:-1}"}}' }, undefined, ['.env']), 'a')['image'],
    ).toBe(UNSET);
  });

  it('gives names without value the value of .env', () => {
    const files = {
      'compose.yaml':
        'services:\n  a: {image: i, environment: [PORT, X], build: {args: {PORT: }}}\n  b: {image: i, environment: {PORT: }}\n',
      '.env': 'PORT=3000',
    };
    const tree = treeOf(files);
    expect(service(tree, 'a')).toMatchObject({ environment: ['PORT=3000', 'X'], build: { args: { PORT: '3000' } } });
    expect(service(tree, 'b')).toMatchObject({ environment: { PORT: '3000' } });
  });

  it('reports what is no variable', () => {
    const files = { 'compose.yaml': 'services: {a: {image: "${A/x/y}"}}' };
    expect(treeOf(files).problems).toHaveLength(1);
  });
});

describe('provenance', () => {
  const origins = (files: Files, node: Node | undefined) => {
    const traced = traceNode(node as Node);
    return {
      site: cited(files, traced.site),
      origins: traced.origins.map((o) => (o.kind === 'text' ? cited(files, o.span) : o.because)),
      via: traced.via.map((v) => `${v.kind} ${v.name}`),
    };
  };
  const image = (files: Files) => origins(files, at(treeOf(files).root, 'services', 'a', 'image'));

  it('leads to .env', () => {
    const files = { 'compose.yaml': 'services: {a: {image: "${TAG}"}}', '.env': '# tags\nTAG=seven\n' };
    expect(image(files)).toEqual({ site: 'compose.yaml: ${TAG}', origins: ['.env: seven'], via: ['env-file TAG'] });
  });

  it('leads to the default', () => {
    const files = { 'compose.yaml': 'services: {a: {image: "${TAG:-seven}"}}' };
    expect(image(files)).toEqual({
      site: 'compose.yaml: ${TAG:-seven}',
      origins: ['compose.yaml: seven'],
      via: ['default TAG'],
    });
  });

  it('leads to the override', () => {
    const files = {
      'compose.yaml': 'services: {a: {image: one}}',
      'compose.override.yaml': 'services: {a: {image: two}}',
    };
    expect(image(files)).toMatchObject({ site: 'compose.override.yaml: two', origins: ['compose.override.yaml: two'] });
  });

  it('leads to the anchor', () => {
    const files = { 'compose.yaml': 'x-s: &s {image: one}\nservices: {a: {<<: *s}}' };
    expect(image(files)).toMatchObject({ site: 'compose.yaml: one' });
  });

  it('leads from a name without value to .env', () => {
    const files = { 'compose.yaml': 'services: {a: {image: i, environment: {PORT: }}}', '.env': 'PORT=80' };
    expect(origins(files, at(treeOf(files).root, 'services', 'a', 'environment', 'PORT'))).toEqual({
      site: 'compose.yaml: PORT',
      origins: ['.env: 80'],
      via: ['env-file PORT'],
    });
  });

  it('keeps the place of a list item with a variable', () => {
    const files = { 'compose.yaml': 'services: {a: {image: i, ports: ["${P:-1}:2"]}}' };
    const ports = at(treeOf(files).root, 'services', 'a', 'ports');
    expect(cited(files, siteOf(itemsOf(ports)[0] as Node))).toContain('${P:-1}:2');
  });
});

describe('extends', () => {
  it('of the same file, in steps', () => {
    const tree = treeOf({
      'compose.yaml':
        'services:\n  a: {extends: b, ports: ["1:1"]}\n  b: {extends: {service: c}, environment: {X: 1}}\n  c: {image: i, ports: ["2:2"]}\n',
    });
    expect(service(tree, 'a')).toEqual({ image: 'i', ports: ['2:2', '1:1'], environment: { X: '1' } });
  });

  it('of another file, with paths that start there', () => {
    const files = {
      'compose.yaml': 'services: {a: {extends: {file: lib/base.yml, service: x}}}',
      'lib/base.yml':
        'services: {x: {extends: {file: deep/b.yml, service: y}, build: ./src, env_file: x.env, volumes: ["./c:/c", "v:/v", "/abs:/a"]}}',
      'lib/deep/b.yml': 'services: {y: {image: "${I:-i}", env_file: [{path: y.env}]}}',
      'lib/x.env': 'A=1',
      'lib/deep/y.env': 'B=2',
    };
    const tree = treeOf(files);
    expect(service(tree, 'a')).toEqual({
      image: 'i',
      build: './lib/./src',
      env_file: [{ path: './lib/./deep/y.env' }, './lib/x.env'],
      volumes: ['./lib/./c:/c', 'v:/v', '/abs:/a'],
    });
    expect(tree.envFiles.get('a')?.flatMap((f) => f.entries.map((e) => e.key))).toEqual(['B', 'A']);
  });

  it('applies tags to what is extended', () => {
    expect(
      service(
        treeOf({
          'compose.yaml':
            'services:\n  a: {extends: b, ports: !reset [], expose: !override [1]}\n  b: {image: i, ports: ["2:2"], expose: [3]}\n',
        }),
        'a',
      ),
    ).toEqual({ image: 'i', expose: ['1'] });
  });

  it('drops tags of what is extended', () => {
    const files = {
      'compose.yaml': 'services: {a: {extends: {file: b.yml, service: x}}}',
      'b.yml': 'services: {x: {image: i, ports: !reset [], expose: !override ["1"]}}',
    };
    expect(service(treeOf(files), 'a')).toEqual({ image: 'i', expose: ['1'] });
  });

  it.each([
    ['itself', 'services: {a: {image: i, extends: a}}'],
    ['a cycle', 'services: {a: {image: i, extends: b}, b: {extends: a}}'],
    ['a service that is not there', 'services: {a: {image: i, extends: b}}'],
    ['a file that is not there', 'services: {a: {image: i, extends: {file: x.yml, service: b}}}'],
    ['a file of a variable', 'services: {a: {image: i, extends: {file: "${X}", service: b}}}'],
  ])('of %s leaves a note and the mark', (_, text) => {
    const assembly = assemble({ 'compose.yaml': text });
    expect(assembly.notes).not.toEqual([]);
    const [tree] = assembly.trees;
    expect(service(tree as never, 'a')).toHaveProperty('extends');
  });
});

describe('include', () => {
  it('loads a project with its own directory and .env, which the outer one overrides', () => {
    const files = {
      'compose.yaml': 'include: [db/compose.yaml]\nservices: {a: {image: i}}',
      '.env': 'OUTER=1\nBOTH=outer',
      'db/compose.yaml':
        'services: {db: {image: "x:${BOTH}-${INNER}-${OUTER}", build: ., env_file: db.env}}\nnetworks: {back: {}}',
      'db/.env': 'INNER=2\nBOTH=inner',
      'db/db.env': 'Z=1',
    };
    const tree = treeOf(files);
    expect(service(tree, 'db')).toEqual({ image: 'x:outer-2-1', build: './db/.', env_file: './db/db.env' });
    expect(plain(at(tree.root, 'networks'))).toEqual({ back: {} });
    expect(tree.envFiles.get('db')?.[0]?.entries).toHaveLength(1);
  });

  it('takes the long form', () => {
    const files = {
      'compose.yaml':
        'include:\n  - path: [a/one.yml, b/two.yml]\n    project_directory: p\n    env_file: [x.env]\nservices: {m: {image: i}}',
      'a/one.yml': 'services: {s: {image: "${V}", build: .}}',
      'b/two.yml': 'services: {s: {ports: ["1:1"]}}',
      'x.env': 'V=v',
      'p/.env': 'V=wrong',
    };
    expect(service(treeOf(files), 's')).toEqual({ image: 'v', build: './p/.', ports: ['1:1'] });
  });

  it('lets the including file have the last word', () => {
    expect(
      service(
        treeOf({
          'compose.yaml': 'include: [b.yml]\nservices: {a: {image: j}}',
          'b.yml': 'services: {a: {image: i, command: c}}',
        }),
        'a',
      ),
    ).toEqual({ image: 'j', command: 'c' });
  });

  it.each([
    [
      'a cycle',
      {
        'compose.yaml': 'include: [b.yml]\nservices: {m: {image: i}}',
        'b.yml': 'include: [compose.yaml]\nservices: {n: {image: i}}',
      },
    ],
    ['itself', { 'compose.yaml': 'include: [compose.yaml]\nservices: {m: {image: i}}' }],
    ['a file that is not there', { 'compose.yaml': 'include: [x.yml]\nservices: {m: {image: i}}' }],
    ['a remote', { 'compose.yaml': 'include: ["oci://x/y:1"]\nservices: {m: {image: i}}' }],
    ['nonsense', { 'compose.yaml': 'include: [[1], null, {}]\nservices: {m: {image: i}}' }],
  ])('of %s leaves a note', (_, files) => {
    const assembly = assemble(files, 'compose.yaml');
    expect(assembly.notes).not.toEqual([]);
    expect(service(assembly.trees[0] as never, 'm')).toEqual({ image: 'i' });
  });
});

describe('env files', () => {
  const entries = (env: string, files: Files, unread: readonly string[] = []) =>
    treeOf(
      { 'compose.yaml': `services:\n  a:\n    image: i\n    environment: {E: e}\n    env_file: ${env}\n`, ...files },
      undefined,
      unread,
    )
      .envFiles.get('a')
      ?.map((f) => f.open?.because ?? Object.fromEntries(f.entries.map((e) => [e.key, e.value?.text])));

  it.each([
    ['a path', 'a.env', { 'a.env': 'A=1\nB="$A$E"' }, [{ A: '1', B: '1e' }]],
    ['a list', '[a.env, sub/b.env]', { 'a.env': 'A=1', 'sub/b.env': 'export B=2' }, [{ A: '1' }, { B: '2' }]],
    ['the long form', '[{path: a.env, required: false}]', { 'a.env': 'A=1' }, [{ A: '1' }]],
    ['raw', '[{path: a.env, format: raw}]', { 'a.env': 'A="$X"' }, [{ A: '"$X"' }]],
    ['.env before the file', 'a.env', { 'a.env': 'P=2\nA=$P', '.env': 'P=1' }, [{ P: '2', A: '1' }]],
    ['a variable without value', 'a.env', { 'a.env': 'A=x$Q\nB' }, [{ A: `x${UNSET}`, B: undefined }]],
    ['a missing file', 'a.env', {}, ['`a.env` is not there']],
    [
      'a missing file that need not be',
      '[{path: a.env, required: false}]',
      {},
      ['`a.env` is not there and need not be'],
    ],
    ['a path of a variable', '"${X}.env"', {}, ['the path of an `env_file` is not known']],
  ] as const)('%s', (_, env, files, expected) => expect(entries(env, files as Files)).toEqual(expected));

  it('that are not read', () => expect(entries('a.env', {}, ['a.env'])).toEqual(['`a.env` cannot be read']));
});

describe('ports that an override adds', () => {
  const added = (base: string, over: string) =>
    treeOf({
      'compose.yaml': `services:\n  a:\n    image: i\n    ports: ${base}\n`,
      'compose.override.yaml': `services:\n  a:\n    ports: ${over}\n`,
    }).appended.map((a) => `${a.baseText} + ${a.addedText}`);
  it.each([
    ['another host port for the same target', '["8080:80"]', '["9090:80"]', ['8080:80 + 9090:80']],
    ['the long form', '["8080:80"]', '[{target: 80, published: 9090}]', ['8080:80 + 9090:80']],
    ['the same mapping', '["8080:80"]', '["8080:80"]', []],
    ['another target', '["8080:80"]', '["9090:81"]', []],
    ['another protocol', '["53:53"]', '["54:53/udp"]', []],
    ['another address', '["127.0.0.1:8080:80"]', '["192.168.1.2:9090:80"]', []],
    ['a random host port', '["8080:80"]', '["80"]', []],
    ['an unknown host port', '["8080:80"]', '["${P}:80"]', []],
    ['with !override', '["8080:80"]', '!override ["9090:80"]', []],
    ['with !reset', '["8080:80"]', '!reset []', []],
    ['the base repeated', '["8080:80"]', '["8080:80", "9090:80"]', []],
    ['two for one target', '["8080:80"]', '["9090:80", "9091:80"]', []],
    ['a comment that says so', '["8080:80"]', '\n      - "9090:80" # additional, for the proxy', []],
  ])('%s', (_, base, over, expected) => expect(added(base, over)).toEqual(expected));

  it('says where a tag goes', () => {
    const files = {
      'compose.yaml': 'services: {a: {image: i, ports: ["8080:80"]}}',
      'compose.override.yaml': 'services:\n  a:\n    ports:\n      - 9090:80\n',
    };
    const tag = treeOf(files).appended[0]?.tagAt;
    expect(tag && files['compose.override.yaml'].slice(0, tag.start)).toMatch(/ports:$/);
  });
});

describe('what cannot be read', () => {
  it.each([
    ['Jinja', 'services:\n{% if x %}\n  a: {image: i}\n{% endif %}\n'],
    ['ERB', 'services:\n<% if x %>\n  a: {image: i}\n<% end %>\n'],
    ['Go template', 'services:\n{{- range .Services }}\n  a: {image: i}\n{{ end }}\n'],
  ])('%s gives a note and no tree', (name, text) => {
    const { trees, notes } = assemble({ 'docker-compose.yml': text });
    expect(trees).toEqual([]);
    expect(notes[0]?.message).toContain(name);
  });

  it('values of templates stay as they are', () => {
    expect(
      service(treeOf({ 'compose.yaml': 'services: {a: {image: "x:{{ tag }}", hostname: "{{.Node.Hostname}}"}}' }), 'a'),
    ).toEqual({ image: 'x:{{ tag }}', hostname: '{{.Node.Hostname}}' });
  });

  it('marks fragments and broken files', () => {
    expect(treeOf({ 'compose.yaml': 'services: {a: {image: i}}' }).fragment).toBe(false);
    expect(treeOf({ 'compose.dev.yaml': 'services: {a: {ports: ["1:1"]}}' }).fragment).toBe(true);
    expect(treeOf({ 'compose.yaml': 'services: {a: {image: i, ports: ["1:1"}}\nx: [' }).fragment).toBe(true);
  });

  it('notes default files that are passed over', () => {
    const { notes } = assemble({
      'compose.yaml': 'services: {a: {image: i}}',
      'docker-compose.yml': 'services: {a: {image: i}}',
    });
    expect(notes).toEqual([
      {
        uri: 'file:///w/docker-compose.yml',
        message: 'is passed over by `docker compose up`, which takes compose.yaml',
      },
    ]);
  });
});
