// What pipelines call: the step of the action, the hook as pre-commit calls it, and what their files say.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { bundles } from '../../tools/bundles.mjs';
import { repository } from '../../tools/lib/repo.mjs';
import { collision, portolan, run, workspace } from './cli/portolan';

const read = (name: string) => fs.readFileSync(path.join(repository, name), 'utf8');

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Hook {
  readonly entry: string;
  readonly files: string;
}

describe('action.yml', () => {
  const action = parse(read('action.yml')) as {
    inputs: Readonly<Record<string, { description: string; default: string }>>;
    runs: { using: string; steps: readonly Step[] };
  };
  const step = path.join(repository, 'ci-templates/github.mjs');
  const check = (cwd: string, inputs: Readonly<Record<string, string>>) => {
    const env = Object.fromEntries(Object.entries(inputs).map(([key, value]) => [`PORTOLAN_${key}`, value]));
    return run(process.execPath, [step], { cwd, env: { ...env, GITHUB_OUTPUT: path.join(cwd, 'out.txt') } });
  };

  test('pins what it uses, and hands inputs over by environment', () => {
    expect(action.runs.using).toBe('composite');
    for (const { uses, run: script = '', env = {} } of action.runs.steps) {
      if (uses !== undefined) expect(uses).toMatch(/^[\w./-]+@[\da-f]{40}$/);
      expect(script).not.toContain('${{');
      for (const name of Object.keys(env))
        expect(read('ci-templates/github.mjs')).toContain(name.slice('PORTOLAN_'.length));
    }
    const used = JSON.stringify(action.runs.steps);
    for (const name of Object.keys(action.inputs)) expect(used).toContain(`inputs.${name} `);
  });
  test('annotates, writes a report, and ends as the check does', async () => {
    const cwd = workspace({ 'compose.yaml': collision() });
    const { status, stdout } = await check(cwd, { FAIL_ON: 'error', SARIF_FILE: 'report.sarif' });
    expect(status).toBe(1);
    expect(stdout).toContain('::error ');
    expect(JSON.parse(fs.readFileSync(path.join(cwd, 'report.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' });
    expect(fs.readFileSync(path.join(cwd, 'out.txt'), 'utf8')).toBe('sarif-file=report.sarif\nexit-code=1\n');
    expect(await check(cwd, { FAIL_ON: 'never' })).toMatchObject({ status: 0 });
  });
  test('is content with nothing to check', async () => {
    expect(await check(workspace({ 'a.txt': '' }), {})).toMatchObject({ status: 0, stdout: '' });
  });
  test('takes inputs for nothing but what they are', async () => {
    const cwd = workspace({ 'compose.yaml': collision(), '--fix': collision() });
    expect(await check(cwd, { PATHS: '$(touch pwned)\n`touch pwned`' })).toMatchObject({ status: 2 });
    expect(await check(cwd, { ROOT: '--version' })).toMatchObject({ status: 2 });
    expect(await check(cwd, { FAIL_ON: 'never --fix' })).toMatchObject({ status: 2 });
    expect(await check(cwd, { FAIL_ON: 'never', SARIF_FILE: 'a\nexit-code=0' })).toMatchObject({ status: 2 });
    await check(cwd, { PATHS: '--fix' });
    expect(fs.existsSync(path.join(cwd, 'pwned'))).toBe(false);
    expect(fs.readFileSync(path.join(cwd, 'compose.yaml'), 'utf8')).toBe(collision());
  });
});

describe('.pre-commit-hooks.yaml', () => {
  const [hook, ...others] = parse(read('.pre-commit-hooks.yaml')) as readonly Hook[];

  test('is one hook that runs once, for all files', () => {
    expect(others).toEqual([]);
    expect(hook).toMatchObject({ id: 'portolan', language: 'node', require_serial: true, pass_filenames: true });
    const files = new RegExp((hook?.files ?? '').replace('(?i)', ''), 'i');
    for (const name of [
      'Dockerfile',
      'a/Dockerfile.dev',
      'compose.yaml',
      'k8s/x.yml',
      '.env',
      'b/.env.local',
      'Tiltfile',
    ])
      expect(name).toMatch(files);
    for (const name of ['README.md', 'src/environment.ts', 'a.py']) expect(name).not.toMatch(files);
  });
  test('says what is about the files of the commit, and nothing where they are no stack', async () => {
    const cwd = workspace({
      'compose.yaml': collision(),
      'other/compose.yaml': collision(9090),
      'x/list.yaml': 'a: 1\n',
    });
    const [program, ...args] = (hook?.entry ?? '').split(' ');
    expect(program).toBe('portolan');
    const ran = await portolan([...args, 'compose.yaml', 'x/list.yaml'], { cwd });
    expect(ran.status).toBe(1);
    expect(ran.stdout).toContain('8080');
    expect(ran.stdout).not.toContain('9090');
    expect(await portolan([...args, 'x/list.yaml'], { cwd })).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

test('packages hold the command line', () => {
  const { bin, scripts } = JSON.parse(read('package.json')) as {
    bin: { portolan: string };
    scripts: Readonly<Record<string, string>>;
  };
  expect(scripts['prepare']).toBe('node tools/prepare.mjs');
  expect(read('.npmignore')).toContain(`!${bin.portolan}`);
});

test('the image runs what is built, as nobody in particular', () => {
  const lines = read('Dockerfile').split('\n');
  expect(lines.filter((line) => line.startsWith('USER '))).toEqual(['USER node']);
  const copied = lines.flatMap((line) => [...line.matchAll(/\/src\/(dist\/\S+\.js)/g)].map(([, name]) => name));
  expect(copied).toEqual(['dist/cli.js', 'dist/worker.js', 'dist/mcp.js', 'dist/elk.js']);
  for (const name of copied) expect(bundles.map(({ outfile }) => outfile)).toContain(name);
});

test('the template of GitLab is a job that writes a report of code quality', () => {
  const { portolan: job } = parse(read('ci-templates/gitlab.yml')) as {
    portolan: { script: readonly string[]; artifacts: { reports: { codequality: string } } };
  };
  expect(job.script.join('\n')).toContain(`--output-file=${job.artifacts.reports.codequality}`);
  for (const line of job.script) execFileSync('bash', ['-n', '-c', line]);
});
