// @ts-check
// What npm runs when the package is installed from git: builds dist/. Inside `npm install --global` npm puts the packages that
// building needs somewhere else, and then they are installed here.
import { createRequire } from 'node:module';
import { ensureInstalled } from './lib/setup.mjs';

/** Whether the bundler is there. */
function isInstalled() {
  try {
    createRequire(import.meta.url).resolve('esbuild');
    return true;
  } catch {
    return false;
  }
}

if (isInstalled() || ensureInstalled()) await import('./build.mjs');
else process.exitCode = 1;
