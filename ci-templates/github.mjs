// @ts-check
// The step of action.yml: annotations for findings, a SARIF report where one is asked for, the exit code of the check. Its
// inputs are variables PORTOLAN_…, since text in an environment is never read as code.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = path.join(path.dirname(fileURLToPath(import.meta.url)), '../dist/cli.js');

/** @param {string} name an input; empty when it is not given */
const input = (name) => (process.env[`PORTOLAN_${name}`] ?? '').trim();

/**
 * `--flag=value`, so that no value is taken for a flag.
 * @param {string} flag
 * @param {string} value
 */
const option = (flag, value) => (value === '' ? [] : [`--${flag}=${value}`]);

const paths = input('PATHS')
  .split('\n')
  .map((one) => one.trim())
  .filter((one) => one !== '');
const common = [
  ...option('root', input('ROOT')),
  ...option('min-severity', input('MIN_SEVERITY')),
  ...option('since', input('SINCE')),
  ...option('baseline', input('BASELINE')),
  '--allow-nothing',
];

/** @param {readonly string[]} flags */
function check(...flags) {
  const args = [cli, 'check', ...common, ...flags, '--', ...paths];
  const { status, error } = spawnSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) console.error(`portolan: ${error.message}`);
  return status ?? 2;
}

/**
 * @param {string} name
 * @param {string | number} value a text without line breaks
 */
function output(name, value) {
  const file = process.env['GITHUB_OUTPUT'];
  if (file) fs.appendFileSync(file, `${name}=${value}\n`);
}

let code = check('--format=github', ...option('fail-on', input('FAIL_ON')));
const upload = input('UPLOAD_SARIF') === 'true';
const sarif =
  input('SARIF_FILE') || (upload ? path.join(process.env['RUNNER_TEMP'] ?? os.tmpdir(), 'portolan.sarif') : '');
if (/[\r\n]/.test(sarif)) {
  console.error('portolan: the name of the SARIF file holds a line break.');
  code = 2;
} else if (sarif !== '' && code !== 2) {
  const written = check('--format=sarif', '--fail-on=never', `--output-file=${sarif}`);
  if (written === 0) output('sarif-file', sarif);
  else code = 2;
}
output('exit-code', code);
process.exitCode = code;
