// @ts-check
// The mocha tests in desktop VS Code, where it can be downloaded and a display can be had.
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import fs from 'node:fs';
import path from 'node:path';
import { testBundles } from '../bundle.mjs';
import { quietSettings } from '../lib/codeserver.mjs';
import { copyOf, demoWorkspace, extensionFolder, hostsFolder, inFreshFolder } from '../lib/places.mjs';
import { verdict } from '../lib/results.mjs';

/** The program, downloaded if it is not yet; throws, after some seconds, where neither is possible. */
export async function findDesktop() {
  const { platform, env } = process;
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) throw new Error('there is no display');
  const quiet = { report: () => undefined, error: () => undefined };
  return downloadAndUnzipVSCode({ version: 'stable', cachePath: hostsFolder, timeout: 10_000, reporter: quiet });
}

/**
 * @param {{ program: string }} options
 * @returns {Promise<import('../lib/results.mjs').Result>}
 */
export function runInDesktop({ program }) {
  return inFreshFolder(async (data) => {
    const workspace = copyOf(demoWorkspace, path.join(data, 'harbour'));
    const results = path.join(data, 'results.json');
    fs.mkdirSync(path.join(data, 'user/User'), { recursive: true });
    fs.writeFileSync(path.join(data, 'user/User/settings.json'), JSON.stringify(quietSettings));
    const folders = [`--user-data-dir=${path.join(data, 'user')}`, `--extensions-dir=${path.join(data, 'extensions')}`];
    const ended = await runTests({
      vscodeExecutablePath: program,
      extensionDevelopmentPath: extensionFolder,
      extensionTestsPath: testBundles.node,
      extensionTestsEnv: { PORTOLAN_E2E_RESULTS: results },
      launchArgs: [workspace, ...folders, '--no-sandbox', '--disable-gpu', '--skip-welcome', '--skip-release-notes'],
    }).catch(String);
    const counted = fs.existsSync(results) ? JSON.parse(fs.readFileSync(results, 'utf8')) : undefined;
    return verdict(ended, counted, `Look in ${data}: user/logs.`);
  });
}
