// Each gate of `npm run check` must be able to fail: here is a small tree for each, with the mistake that it is there for.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkImports, checkSizes } from '../../tools/gates/bundles.mjs';
import { checkLayers } from '../../tools/gates/layers.mjs';
import { checkFormatting, checkGenerated, checkLint, checkTypes, checkUnused } from '../../tools/gates/programs.mjs';
import { checkDocumented, checkLength } from '../../tools/gates/sources.mjs';
import { tree } from './fixture/tree';

const documented = (code: string) => `/** For the test. */\nexport ${code}\n`;

describe('types', () => {
  const configuration = [
    'tsconfig.json',
    'tsconfig.core.json',
    'tsconfig.browser.json',
    'client/src/webview/tsconfig.json',
  ];
  const check = (files: Readonly<Record<string, string>>) => checkTypes(tree(files, configuration));

  test('a sound tree passes', async () => {
    expect(await check({ 'server/src/text/a.ts': documented('const a: number = 1;') })).toEqual([]);
  });
  test('a wrong type fails', async () => {
    expect(await check({ 'server/src/lsp/a.ts': documented("const a: number = 'one';") })).toEqual([
      expect.stringContaining('TS2322'),
    ]);
  });
  test.each([
    'console.log(1)',
    'setTimeout(() => 1, 1)',
    'document.title',
    'process.pid',
    "fetch('')",
    'new URL("a:b")',
  ])('the core knows no %s', async (code) => {
    const [first] = await check({ 'server/src/engine/a.ts': documented(`const a: unknown = ${code};`) });
    expect(first).toContain('server/src/engine/a.ts(2');
  });
  test('a web worker knows nothing of Node, however far away it is imported', async () => {
    const problems = await check({
      'server/src/browser/server.ts': "import { a } from '../lsp/a';\nvoid a;\n",
      'server/src/lsp/a.ts': documented('const a: unknown = Buffer.from("a");'),
    });
    expect(problems).toEqual([expect.stringMatching(/^tsconfig\.browser\.json: server\/src\/lsp\/a\.ts.*Buffer/)]);
  });
  test('the page of the picture knows a window, and nothing of Node', async () => {
    const problems = await check({
      'client/src/webview/a.ts': documented('const a: unknown = [document.title, process.pid];'),
    });
    expect(problems).toEqual([expect.stringMatching(/^client\/src\/webview\/tsconfig\.json: .*process/)]);
  });
  test('a file that no project sees fails', async () => {
    const root = tree({ 'server/src/text/a.ts': documented('const a = 1;'), 'tools/a.mjs': 'void 0;' }, configuration);
    fs.writeFileSync(path.join(root, 'tsconfig.core.json'), '{ "extends": "./tsconfig.json", "include": ["tools"] }');
    expect(await checkTypes(root)).toEqual(['tsconfig.core.json: tsc did not see server/src/text/a.ts']);
  });
});

describe('lint', () => {
  const check = (code: string, name = 'server/src/text/a.ts') =>
    checkLint(
      tree({ [name]: code, 'shared/a.ts': 'void 0;', 'client/a.ts': 'void 0;', 'tools/a.mjs': 'void 0;' }, [
        '.oxlintrc.json',
        'tsconfig.json',
      ]),
    );

  test('a sound tree passes', async () => {
    expect(await check(documented('const a = 1;'))).toEqual([]);
  });
  test.each([
    ['no-explicit-any', 'const a: any = 1;'],
    ['no-floating-promises', 'function a(): void { Promise.resolve(1); }'],
    ['switch-exhaustiveness-check', "function a(kind: 'x' | 'y'): void { switch (kind) { case 'x': } }"],
    ['no-console', 'const a = () => console.error(1);'],
    ['no-new-func', "const a: unknown = new Function('return 1');"],
    ['no-eval', "const a: unknown = eval('1');"],
    ['no-restricted-globals', "const a = fetch('http://localhost');"],
    ['max-lines-per-function', `function a(): void {\n${'  void 0;\n'.repeat(80)}}`],
  ])('%s fails', async (rule, code) => {
    expect(await check(documented(code))).toContainEqual(expect.stringContaining(rule));
  });
  test('a file that it is told not to see fails', async () => {
    const root = tree(
      {
        'server/a.ts': 'void 0;',
        'server/b.ts': 'void 0;',
        'shared/a.ts': 'void 0;',
        'client/a.ts': 'void 0;',
        'tools/a.mjs': 'void 0;',
      },
      ['tsconfig.json'],
    );
    fs.writeFileSync(path.join(root, '.oxlintrc.json'), '{ "ignorePatterns": ["server/b.ts"] }');
    expect(await checkLint(root)).toEqual(['oxlint saw 4 files, and git lists 5']);
  });
});

describe('formatting', () => {
  test('passes and fails', async () => {
    expect(await checkFormatting(tree({ 'a.ts': "export const a = 'one';\n" }, ['.prettierrc']))).toEqual([]);
    expect(await checkFormatting(tree({ 'a.ts': 'export const a = "one"\n' }, ['.prettierrc']))).toEqual([
      expect.stringContaining('a.ts'),
    ]);
    expect(await checkFormatting(tree({ 'a.ts': 'export const\n' }, ['.prettierrc']))).toContainEqual(
      expect.stringContaining('a.ts'),
    );
  });
});

describe('layers', () => {
  const check = (files: Readonly<Record<string, string>>) => checkLayers(tree(files));
  const sound = {
    'shared/src/a.ts': documented('const a = 1;'),
    'server/src/text/a.ts': documented('type A = 1;'),
    'server/src/text/b.ts': "export type { A } from './a';\n",
    'server/src/syntax/yaml.ts':
      "import { parse } from 'yaml';\nimport type { A } from '../text/a';\nparse as unknown as A;\n",
    'server/src/formats/compose/ports.ts': '',
    'server/src/formats/compose/compose.ts': "import './ports';\n",
    'server/src/formats/format.ts': '',
    'server/src/formats/list.ts': "import './compose/compose';\nimport './format';\n",
    'server/src/cli/main.ts': "import '../index';\nimport fs from 'node:fs';\nvoid fs;\n",
    'server/src/index.ts': '',
    'client/src/node.ts': "import 'vscode';\nimport '../../shared/src/a';\n",
  };

  test('a sound tree passes', async () => {
    expect(check(sound)).toEqual([]);
  });
  test.each([
    [
      'an import of what stands behind',
      { 'server/src/text/a.ts': "import '../syntax/yaml';" },
      'text may not import syntax',
    ],
    [
      'the same for a type alone',
      { 'server/src/text/a.ts': "import type { A } from '../syntax/yaml';" },
      'text may not import syntax',
    ],
    [
      'a type inside a type',
      { 'server/src/text/a.ts': "export type A = import('../syntax/yaml').A;" },
      'text may not import syntax',
    ],
    ['a dynamic import', { 'server/src/text/a.ts': "void import('../syntax/yaml');" }, 'text may not import syntax'],
    ['a re-export', { 'server/src/text/a.ts': "export * from '../syntax/yaml';" }, 'text may not import syntax'],
    ['a require', { 'server/src/text/a.ts': "require('../syntax/yaml');" }, 'text may not import syntax'],
    [
      'a rule that knows a format',
      { 'server/src/rules/a.ts': "import '../formats/compose/compose';" },
      'rules may not import formats',
    ],
    [
      'a rule that knows a rule',
      { 'server/src/rules/a-b.ts': "import './c-d';", 'server/src/rules/c-d.ts': '' },
      'a rule may not import another',
    ],
    [
      'a format that knows a format',
      { 'server/src/formats/a.ts': "import './compose/ports';" },
      'a format may not import another',
    ],
    [
      'what formats share knows one',
      { 'server/src/formats/format.ts': "import './compose/ports';" },
      'share may not import a format',
    ],
    [
      'a format that knows a stack',
      { 'server/src/formats/a.ts': "import '../stacks/b';", 'server/src/stacks/b.ts': '' },
      'formats may not import stacks',
    ],
    [
      'a parser outside of syntax',
      { 'server/src/formats/a.ts': "import 'yaml';" },
      'may not import the package “yaml”',
    ],
    [
      'an LSP type in a rule',
      { 'server/src/rules/a.ts': "import type { Range } from 'vscode-languageserver/node';" },
      'may not import the package',
    ],
    ['Node in the core', { 'server/src/engine/a.ts': "import 'node:fs';" }, 'it must run without Node'],
    ['Node without its prefix', { 'server/src/engine/a.ts': "import 'fs';" }, 'may not import the package “fs”'],
    [
      'the engine in the client',
      { 'client/src/node.ts': "import '../../server/src/index';" },
      'client may not import front',
    ],
    [
      'an import in the contract',
      { 'shared/src/a.ts': "import '../../server/src/text/a';" },
      'shared may not import text',
    ],
    ['an import that leads nowhere', { 'server/src/text/a.ts': "import './nothing';" }, 'is no source file'],
    ['an extension', { 'server/src/text/a.ts': "import './b.ts';" }, 'without an extension'],
    ['a folder that is no room', { 'server/src/util/a.ts': '' }, 'lies in no room'],
  ])('%s fails', (_, files, problem) => {
    expect(check({ ...sound, ...files })).toContainEqual(expect.stringContaining(problem));
  });
  test('words in comments and strings are no imports', () => {
    expect(
      check({
        ...sound,
        'server/src/text/a.ts': documented("type A = \"import '../syntax/yaml'\"; // import '../syntax/yaml'"),
      }),
    ).toEqual([]);
  });
  test('a file that git lists and the check does not see fails', () => {
    const root = tree(sound);
    fs.mkdirSync(path.join(root, 'server/src/text/out'));
    fs.writeFileSync(path.join(root, 'server/src/text/out/hidden.ts'), '');
    expect(checkLayers(root)).toEqual(['server/src/text/out/hidden.ts: git lists it, but the check did not see it']);
  });
  test('no file at all fails', () => {
    expect(check({})).toEqual(['there is no source file to check']);
  });
  test('a file that cannot be parsed fails', () => {
    expect(() => check({ 'server/src/text/a.ts': 'import from from from' })).toThrow('server/src/text/a.ts');
  });
});

describe('bundles', () => {
  const bundles = [{ outfile: 'dist/a.js' }];
  const meta = (imports: readonly string[], bytes = 10, input = 'server/src/a.ts') =>
    tree({
      'dist/meta.json': JSON.stringify({
        'dist/a.js': {
          inputs: {
            [input]: {
              bytes: 1,
              imports: imports.map((name) => ({ path: name, kind: 'import-statement', external: true })),
            },
          },
          outputs: { 'dist/a.js': { bytes, inputs: {}, imports: [], exports: [] } },
        },
      }),
    });

  test('sound bundles pass', () => {
    expect(checkImports(meta(['node:fs', 'node:worker_threads']), bundles)).toEqual([]);
    expect(checkSizes(meta([]), bundles, { 'dist/a.js': 10 })).toEqual([]);
  });
  test.each([
    'child_process',
    'node:child_process',
    'net',
    'node:http',
    'node:https',
    'http2',
    'dgram',
    'node:tls',
    'vm',
    'cluster',
  ])('an import of %s fails', (name) => {
    expect(checkImports(meta([name]), bundles)).toEqual([`server/src/a.ts: imports “${name}” (seen in dist/a.js)`]);
  });
  test('what esbuild really writes is understood', async () => {
    const root = tree({
      'server/src/a.ts':
        "import { spawn } from 'child_process';\nconst vm = require('node:vm');\nvoid [spawn, vm, import('node:net')];\n",
    });
    const esbuild = await import('esbuild');
    const { metafile } = await esbuild.build({
      absWorkingDir: root,
      entryPoints: ['server/src/a.ts'],
      outfile: 'dist/a.js',
      bundle: true,
      platform: 'node',
      format: 'cjs',
      metafile: true,
    });
    fs.writeFileSync(path.join(root, 'dist/meta.json'), JSON.stringify({ 'dist/a.js': metafile }));
    expect(checkImports(root, bundles)).toHaveLength(3);
  });
  test('an import of a package’s own is the package’s', () => {
    expect(checkImports(meta(['net'], 10, 'node_modules/a/index.js'), bundles)).toEqual([
      'dist/a.js: esbuild lists no source of ours in it',
    ]);
  });
  test('a bundle that is too big, has no budget or was not built fails', () => {
    expect(checkSizes(meta([], 11), bundles, { 'dist/a.js': 10 })).toEqual([
      expect.stringContaining('11 bytes are more than its budget of 10'),
    ]);
    expect(checkSizes(meta([]), bundles, {})).toEqual([expect.stringContaining('has no budget')]);
    expect(checkSizes(meta([]), bundles, { 'dist/a.js': 10, 'dist/b.js': 10 })).toEqual([
      'tools/budgets.json: dist/b.js is no bundle',
    ]);
    expect(checkImports(meta([]), [...bundles, { outfile: 'dist/b.js' }])).toEqual(['dist/b.js: it was not built']);
  });
});

describe('sources', () => {
  test('a file that is too long fails, but for the tables that are named', () => {
    const root = tree({ 'server/src/a.ts': 'a;\n'.repeat(11), 'server/src/b.ts': 'a;\n'.repeat(10) });
    expect(checkLength(root, { limit: 10, limitOfTests: 20, tables: [] })).toEqual([
      'server/src/a.ts: 11 lines, and 10 is the limit',
    ]);
    expect(checkLength(root, { limit: 10, limitOfTests: 20, tables: ['server/src/a.ts'] })).toEqual([]);
    expect(checkLength(root, { limit: 11, limitOfTests: 20, tables: ['server/src/b.ts'] })).toEqual([
      'tools/budgets.json: server/src/b.ts is no long table',
    ]);
    expect(checkLength(tree({}), { limit: 10, limitOfTests: 20, tables: [] })).toEqual([
      'there is no source file to check',
    ]);
  });
  test.each([
    'const a = 1;',
    'function a() {}',
    'type A = 1;',
    'interface A {}',
    'class A {}',
    'enum A {}',
    'default 1;',
  ])('export %s without a doc comment fails', (code) => {
    expect(checkDocumented(tree({ 'server/src/a.ts': documented(code) }))).toEqual([]);
    for (const before of ['', '// A comment.\n', '/* A comment. */\n', '/** Of another. */\nconst b = 1;\n']) {
      expect(checkDocumented(tree({ 'server/src/a.ts': `${before}export ${code}\n` }))).toHaveLength(1);
    }
  });
});

describe('unused', () => {
  const files = {
    'package.json': '{ "devDependencies": { "yaml": "1" } }',
    'knip.json': '{ "entry": ["a.ts"], "project": ["*.ts"] }',
    'a.ts': "import 'yaml';\nimport { b } from './b';\nvoid b;\n",
    'b.ts': 'export const b = 1;\n',
  };
  test('passes, and fails for an unused export, file or package', async () => {
    expect(await checkUnused(tree(files))).toEqual([]);
    expect(await checkUnused(tree({ ...files, 'b.ts': `${files['b.ts']}export const c = 1;\n` }))).toContain('b.ts: c');
    expect(await checkUnused(tree({ ...files, 'c.ts': '' }))).toContainEqual(expect.stringContaining('c.ts'));
    expect(await checkUnused(tree({ ...files, 'a.ts': "import { b } from './b';\nvoid b;\n" }))).toContain(
      'package.json: yaml',
    );
  });
});

describe('generated', () => {
  test('fails with the generator', async () => {
    expect(await checkGenerated(tree({ 'tools/generate.mjs': '' }))).toEqual([]);
    expect(
      await checkGenerated(
        tree({ 'tools/generate.mjs': "console.log('docs/a.md is stale');\nprocess.exitCode = 1;\n" }),
      ),
    ).toEqual(['docs/a.md is stale']);
    expect(await checkGenerated(tree({}))).not.toEqual([]);
  });
});
