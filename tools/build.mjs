// @ts-check
// Bundles everything that Portolan ships into dist/, and writes down what went into each bundle (dist/meta.json) for the
// checks of imports and sizes, and whose licences came along (dist/THIRD-PARTY-NOTICES.txt).
import * as esbuild from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { bundles, demo } from './bundles.mjs';
import { noticesFor } from './lib/notices.mjs';
import { filesBelow, repository } from './lib/repo.mjs';

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: repository,
  bundle: true,
  minifySyntax: true,
  minifyWhitespace: true,
  // For reading stack traces here; what is given away has no maps, and does not ask for them.
  sourcemap: 'external',
  legalComments: 'none',
  metafile: true,
  logLevel: 'silent',
  // The CommonJS builds of several packages hide their imports from a bundler: prefer the modules.
  mainFields: ['module', 'main'],
};

/** @type {esbuild.BuildOptions} */
const forNode = {
  ...common,
  platform: 'node',
  format: 'cjs',
  target: 'node20.9',
  external: ['vscode'],
  alias: { '@modelcontextprotocol/server/_shims': './tools/shims/mcp.mjs' },
};
/** @type {esbuild.BuildOptions} */
const forBrowser = {
  ...common,
  platform: 'browser',
  target: 'es2022',
  external: ['vscode'],
  define: { global: 'globalThis' },
};

/**
 * What an editor loads has short names: a quarter less to read at each start, and to download. The maps tell a stack trace in
 * a report of a crash. The command line keeps its names.
 */
const short = { minifyIdentifiers: true };

/**
 * VS Code gives an extension one object with hundreds of properties. For `import * as vscode` esbuild copies it in each file that
 * imports it, and TypeScript did so in the files of the language client: half of the time that loading the client took. The
 * object itself does as well.
 * @type {esbuild.Plugin}
 */
const oneObject = {
  name: 'one-object',
  setup(build) {
    const copies = /__importStar\((require\("vscode"\))\)/g;
    build.onLoad({ filter: /[\\/]vscode-languageclient[\\/]lib[\\/].*\.js$/ }, ({ path: file }) => ({
      contents: fs.readFileSync(file, 'utf8').replace(copies, '$1'),
    }));
    build.onLoad({ filter: /[\\/]client[\\/]src[\\/].*\.ts$/ }, ({ path: file }) => ({
      contents: fs
        .readFileSync(file, 'utf8')
        .replace("import * as vscode from 'vscode'", "import vscode = require('vscode')"),
      loader: 'ts',
    }));
    // Sources that say it in other words, or another version of the library, must not bring the copies back unseen.
    build.onEnd(({ outputFiles = [] }) => {
      const copied = outputFiles
        .filter((file) => /[\w$]\(require\("vscode"\)/.test(file.text))
        .map((file) => file.path);
      return {
        errors: copied.map((file) => ({
          text: `${file} copies the object of VS Code: see one-object in tools/build.mjs`,
        })),
      };
    });
  },
};

/** @type {Record<import('./bundles.mjs').Kind, esbuild.BuildOptions>} */
const options = {
  'node program': { ...forNode, banner: { js: '#!/usr/bin/env node' } },
  'node module': { ...forNode, ...short, plugins: [oneObject] },
  'browser module': { ...forBrowser, ...short, format: 'cjs', plugins: [oneObject] },
  'browser worker': { ...forBrowser, ...short, format: 'iife', inject: ['tools/shims/buffer.mjs'] },
  page: { ...forBrowser, ...short, format: 'iife' },
  copy: { ...common, sourcemap: false, loader: { '.js': 'copy' } },
};

const results = await Promise.allSettled(
  bundles.map(async ({ outfile, entry, kind }) => {
    const { outputFiles, metafile } = await esbuild.build({
      ...options[kind],
      entryPoints: [entry],
      outfile,
      metafile: true,
      write: false,
    });
    for (const file of outputFiles) replace(file.path, file.contents);
    return { outfile, metafile };
  }),
);
const built = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));

if (reasons.length === 0) {
  const metafiles = Object.fromEntries(built.map(({ outfile, metafile }) => [outfile, metafile]));
  replace(path.join(repository, 'dist/meta.json'), JSON.stringify(metafiles));
  replace(path.join(repository, 'dist/THIRD-PARTY-NOTICES.txt'), noticesFor(Object.values(metafiles)));
  replace(path.join(repository, demo.outfile), JSON.stringify(demoFiles()));
} else {
  await explain(reasons);
  process.exitCode = 1;
}

/** The texts of the demo workspace by path, which the extension shows without a file system. */
function demoFiles() {
  const folder = path.join(repository, demo.folder);
  return Object.fromEntries(
    filesBelow(folder, '').map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8')]),
  );
}

/**
 * Tells each mistake once, however many bundles it is in.
 * @param {readonly unknown[]} failures
 */
async function explain(failures) {
  /** @type {(failure: unknown) => esbuild.Message[]} */
  const messagesOf = (failure) =>
    failure instanceof Error && 'errors' in failure && Array.isArray(failure.errors) ? failure.errors : [];
  const other = failures.find((failure) => messagesOf(failure).length === 0);
  if (other !== undefined) throw new Error('The build failed.', { cause: other });
  const lines = await esbuild.formatMessages(failures.flatMap(messagesOf), {
    kind: 'error',
    color: process.stderr.isTTY,
  });
  for (const line of new Set(lines)) process.stderr.write(line);
}

/**
 * Puts a whole file in the place of the old one by one rename: a server or test that starts during a build reads either.
 * @param {string} file
 * @param {string | Uint8Array} contents
 */
function replace(file, contents) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}.tmp`;
  fs.writeFileSync(unfinished, contents);
  fs.renameSync(unfinished, file);
}
