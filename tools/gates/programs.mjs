// @ts-check
// The checks that other people's programs make: types, lint, formatting, unused code. Each says how many files it saw or is
// asked for it, since a checker that reads nothing finds nothing.
import path from 'node:path';
import { core } from '../layers.mjs';
import { filesOfGit, repository, runCollected } from '../lib/repo.mjs';

const sources = ['shared', 'server', 'client', 'tools'];

/** The TypeScript projects, and the folders of which each must see every file. */
const projects = [
  {
    config: 'tsconfig.json',
    covers: ['shared', 'server', 'client'],
    except: /^server\/src\/browser\/|^client\/src\/browser\.ts$|^client\/src\/webview\//,
  },
  {
    config: 'tsconfig.core.json',
    covers: ['shared/src', ...core.map((room) => `server/src/${room}`)],
    except: undefined,
  },
  { config: 'client/src/webview/tsconfig.json', covers: ['client/src/webview'], except: undefined },
  { config: 'tsconfig.browser.json', covers: ['server/src/browser', 'client/src/browser.ts'], except: undefined },
];

/**
 * @param {string} root
 * @returns {Promise<string[]>}
 */
export async function checkTypes(root) {
  const results = projects.map(async ({ config, covers, except }) => {
    const wanted = filesOfGit(root, covers).filter((name) => name.endsWith('.ts') && !(except?.test(name) ?? false));
    const { code, stdout, stderr } = await program(root, 'typescript/bin/tsc', [
      '-p',
      config,
      '--noEmit',
      '--pretty',
      'false',
      '--listFiles',
    ]);
    const lines = `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
    const seen = new Set(
      lines.filter((line) => path.isAbsolute(line)).map((line) => path.relative(root, line).replaceAll('\\', '/')),
    );
    const problems = lines.filter((line) => !path.isAbsolute(line));
    // A project without a file is an error for tsc, but not here: the browser's entry may be all that there is or will be.
    if (wanted.length === 0 && problems.every((line) => line.includes('TS18003'))) return [];
    return [
      ...problems.map((line) => `${config}: ${line}`),
      ...(code !== 0 && problems.length === 0 ? [`${config}: tsc ended with ${code} and said nothing`] : []),
      ...wanted.filter((name) => !seen.has(name)).map((name) => `${config}: tsc did not see ${name}`),
    ];
  });
  return (await Promise.all(results)).flat();
}

/**
 * @param {string} root
 * @returns {Promise<string[]>}
 */
export async function checkLint(root) {
  const wanted = filesOfGit(root, sources).filter((name) => /\.(?:ts|mjs|cjs|js)$/.test(name)).length;
  const { code, stdout, stderr } = await program(root, 'oxlint/bin/oxlint', [
    '--type-aware',
    '--deny-warnings',
    '--report-unused-disable-directives',
    '--format=json',
    ...sources,
  ]);
  /** @type {{ diagnostics: { message: string, code: string, help?: string, filename: string, labels: { span: { line: number } }[] }[], number_of_files: number }} */
  let report;
  try {
    report = JSON.parse(stdout);
  } catch {
    return [`oxlint ended with ${code}: ${stderr.trim() || stdout.trim()}`];
  }
  const problems = report.diagnostics.map(
    ({ filename, labels, code: rule, message, help }) =>
      `${filename}:${labels[0]?.span.line ?? 1}: ${rule}: ${message}${help === undefined ? '' : ` (${help})`}`,
  );
  return [
    ...problems,
    ...(report.number_of_files < wanted ? [`oxlint saw ${report.number_of_files} files, and git lists ${wanted}`] : []),
    ...(code !== 0 && problems.length === 0 ? [`oxlint ended with ${code}: ${stderr.trim()}`] : []),
  ];
}

/**
 * @param {string} root
 * @returns {Promise<string[]>}
 */
export async function checkFormatting(root) {
  const { code, stdout, stderr } = await program(root, 'prettier/bin/prettier.cjs', ['--list-different', '.']);
  if (code === 0) return [];
  // Its complaints (a file that it cannot parse) come on the other stream.
  return [
    ...stdout
      .split('\n')
      .filter(Boolean)
      .map((name) => `${name}: not formatted (npm run format)`),
    ...stderr.split('\n').filter(Boolean),
  ];
}

/**
 * @param {string} root
 * @returns {Promise<string[]>}
 */
export async function checkUnused(root) {
  const { code, stdout, stderr } = await program(root, 'knip/bin/knip.js', [
    '--no-progress',
    '--treat-config-hints-as-errors',
    '--reporter',
    'compact',
  ]);
  const lines = `${stdout}${stderr}`.split('\n').filter(Boolean);
  return code === 0 ? [] : lines.length > 0 ? lines : [`knip ended with ${code}`];
}

/**
 * The generated pages, tables and manifest sections, compared with what the code would give today.
 * @param {string} root
 * @returns {Promise<string[]>}
 */
export async function checkGenerated(root) {
  const { code, stdout, stderr } = await runCollected(
    process.execPath,
    [path.join(root, 'tools/generate.mjs'), '--check'],
    { cwd: root },
  );
  const lines = `${stdout}${stderr}`.split('\n').filter(Boolean);
  return code === 0 ? [] : lines.length > 0 ? lines : [`tools/generate.mjs ended with ${code}`];
}

/**
 * Runs a program of this repository's packages on the tree at `root`.
 * @param {string} root
 * @param {string} script
 * @param {string[]} args
 */
function program(root, script, args) {
  return runCollected(process.execPath, [path.join(repository, 'node_modules', script), ...args], { cwd: root });
}
