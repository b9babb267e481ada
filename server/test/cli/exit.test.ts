// Exit codes, thresholds, paths and what is said when something cannot be.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { appended, collision, findingsOf, portolan, quoted, workspace } from './portolan';

const error = workspace({ 'compose.yaml': collision() });
const info = workspace(appended);
const clean = workspace({ 'compose.yaml': 'services: { a: { image: a } }\n' });
const empty = workspace({ 'README.md': '' });

describe('the exit code', () => {
  const codeOf = async (cwd: string, ...args: string[]) => (await portolan(['check', ...args], { cwd })).status;
  test('is 0 without findings, 1 with, 2 when it could not run, 3 when there was nothing', async () => {
    expect(await codeOf(clean)).toBe(0);
    expect(await codeOf(error)).toBe(1);
    expect(await codeOf(error, 'nowhere')).toBe(2);
    expect(await codeOf(empty)).toBe(3);
  });
  test('is decided by --fail-on', async () => {
    for (const [cwd, level, code] of [
      [error, 'error', 1],
      [error, 'never', 0],
      [info, 'warning', 0],
      [info, 'info', 1],
      [info, 'never', 0],
    ] as const) {
      expect([cwd, level, await codeOf(cwd, '--fail-on', level)]).toEqual([cwd, level, code]);
    }
  });
  test('is not changed by what --min-severity hides', async () => {
    const { status, stdout } = await portolan(['check', '--fail-on', 'info', '--min-severity', 'error'], { cwd: info });
    expect(status).toBe(1);
    expect(stdout).toBe('No findings in 2 files and 1 stack; 1 hidden by --min-severity.\n');
  });
  test('is that of the rules as they are set', async () => {
    expect(await codeOf(error, '--rule', 'host-port-collision=info')).toBe(0);
    expect(await codeOf(info, '--rule', 'override-ports-append=error', '--fail-on', 'error')).toBe(1);
    const { status, stdout } = await portolan(['check', '--rule', 'host-port-collision=off', '.'], { cwd: error });
    expect([status, stdout]).toEqual([0, 'No findings in 1 file and 1 stack.\n']);
  });
  test('of --help and --version is 0', async () => {
    for (const args of [['--help'], ['check', '--help'], ['--version']]) {
      const { status, stderr } = await portolan(args, { cwd: empty });
      expect([status, stderr]).toEqual([0, '']);
    }
  });
  test('of a name that does not exist is 2, and the nearest one is named', async () => {
    for (const [args, said] of [
      [['check', '--formt', 'json'], "unknown option '--formt'"],
      [['check', '--format', 'xml'], 'Allowed choices are pretty, concise, json, sarif, github'],
      [['check', '--fail-on', 'hint'], 'Allowed choices are error, warning, info, never'],
      [['check', '--max-file-size', '1e3'], 'It must be a whole number of bytes from 1000 to 100000000'],
      [['check', '--max-file-size', '-5'], 'It must be a whole number'],
      [['check', '--rule', 'host-port-colision=off'], 'did you mean `host-port-collision`?'],
      [['check', '--rule', 'host-port-collision'], 'Write `host-port-collision=SEVERITY`'],
      [['check', '--rule', 'host-port-collision=fatal'], 'Write `host-port-collision=SEVERITY`'],
      [['explain', 'host-port-colision'], 'did you mean `host-port-collision`?'],
      [['explain'], "missing required argument 'rule'"],
      [['chek'], "unknown command 'chek'"],
    ] as const) {
      const { status, stdout, stderr } = await portolan(args, { cwd: error });
      expect([args, status, stdout]).toEqual([args, 2, '']);
      expect(stderr).toContain(said);
      expect(stderr.split('\n').length).toBeLessThan(5);
    }
  });
});

test('`explain` shows why, how to mend it and when to ignore it', async () => {
  const { status, stdout } = await portolan(['explain', 'host-port-collision'], { cwd: empty });
  expect(status).toBe(0);
  for (const part of [
    'host-port-collision (',
    'Why\n',
    'How to fix\n',
    'When to ignore\n',
    '# portolan: ignore[host-port-collision]',
  ]) {
    expect(stdout).toContain(part);
  }
});

describe('`explain` of a place', () => {
  const line =
    collision()
      .split('\n')
      .findLastIndex((l) => l.includes('8080')) + 1;

  test('shows what its findings rest on, for people and for programs', async () => {
    const { status, stdout } = await portolan(['explain', `compose.yaml:${line}`], { cwd: error });
    expect(status).toBe(0);
    expect(stdout).toContain('error host-port-collision\n');
    expect(stdout).toMatch(/^├─ What contradicts\n│ {2}├─ reported here {2}compose\.yaml:\d+:\d+$/m);
    expect(stdout).toContain('├─ Why it matters: A host port can be bound once');
    const json = await portolan(['explain', `compose.yaml:${line}`, '--format', 'json'], { cwd: error });
    const { findings } = JSON.parse(json.stdout) as { findings: { rule: string; claim: { at: { line: number } } }[] };
    expect(findings.map((f) => [f.rule, f.claim.at.line])).toEqual([['host-port-collision', line]]);
    const elsewhere = await portolan(['explain', path.join(error, `compose.yaml:${line}`), '--root', error], {
      cwd: empty,
    });
    expect(elsewhere.stdout).toBe(stdout);
  });

  test('is 1 where there is no finding, and 2 where there is no file', async () => {
    const nothing = await portolan(['explain', 'compose.yaml:1'], { cwd: error });
    expect([nothing.status, nothing.stdout]).toEqual([1, '']);
    expect(nothing.stderr).toContain('there is no finding at compose.yaml:1');
    const nowhere = await portolan(['explain', 'none.yaml:1'], { cwd: error });
    expect([nowhere.status, nowhere.stdout]).toEqual([2, '']);
    expect(nowhere.stderr).toContain('there is no none.yaml');
  });
});

describe('what is said when there is nothing', () => {
  test('names the place, and what could not be read', async () => {
    const cwd = workspace({ Dockerfile: Uint8Array.from([0xff, 0x00]) });
    const { status, stdout, stderr } = await portolan(['check'], { cwd });
    expect([status, stdout]).toEqual([3, '']);
    expect(stderr).toContain('nothing to check in this folder');
    expect(stderr).toContain('1 could not be read: --show-files says why.');
  });
  test('is an empty report for programs', async () => {
    const json = await portolan(['check', '--format', 'json'], { cwd: empty });
    expect([json.status, findingsOf(json.stdout)]).toEqual([3, []]);
    const sarif = await portolan(['check', '--format', 'sarif', '--output-file', 'out.sarif'], { cwd: empty });
    expect(sarif.status).toBe(3);
    expect(JSON.parse(fs.readFileSync(path.join(empty, 'out.sarif'), 'utf8'))).toMatchObject({
      runs: [{ results: [] }],
    });
    fs.rmSync(path.join(empty, 'out.sarif'));
  });
});

describe('paths', () => {
  const files = {
    'a/compose.yaml': collision(81),
    'b/compose.yaml': collision(82),
    'b/c/pod.yaml': quoted,
    '..d/compose.yaml': collision(83),
  };
  const cwd = workspace(files);
  const found = async (args: readonly string[], at = cwd) => {
    const { status, stdout, stderr } = await portolan(['check', '--format', 'json', ...args], { cwd: at });
    return { status, files: stdout === '' ? stderr : [...new Set(findingsOf(stdout).map((f) => f.split(':')[0]))] };
  };
  test('a folder alone is the root; files and several folders filter what is reported', async () => {
    expect((await found(['b'])).files).toEqual(['c/pod.yaml', 'compose.yaml']);
    expect((await found(['b/c/pod.yaml', 'a'])).files).toEqual(['a/compose.yaml', 'b/c/pod.yaml']);
    expect((await found(['--root', '.', 'b'])).files).toEqual(['b/c/pod.yaml', 'b/compose.yaml']);
    expect((await found(['--root', 'b', 'b/c'])).files).toEqual(['c/pod.yaml']);
    expect((await found(['--root', '.', '..d'])).files).toEqual(['..d/compose.yaml']);
    expect((await found(['..', 'compose.yaml'], path.join(cwd, 'a'))).status).toBe(2);
    expect((await found(['--root', '..', 'compose.yaml'], path.join(cwd, 'a'))).files).toEqual(['a/compose.yaml']);
  });
  test('everything under the root is analysed, whatever is reported', async () => {
    const both = workspace({ ...appended, '.env': '' });
    const { stdout } = await portolan(['check', '--format', 'concise', '--fail-on', 'info', 'compose.override.yaml'], {
      cwd: both,
    });
    expect(stdout).toContain('override-ports-append');
    const other = await portolan(['check', '--format', 'json', 'compose.yaml'], { cwd: both });
    expect([other.status, findingsOf(other.stdout)]).toEqual([0, []]);
  });
  test('a path in which nothing is charted is told, not passed over', async () => {
    const mixed = workspace({ ...files, 'docs/x.md': '', 'node_modules/m/compose.yaml': collision() });
    for (const given of [['docs'], ['--root', '.', 'docs/x.md'], ['--root', '.', 'node_modules/m/compose.yaml']]) {
      expect((await portolan(['check', ...given], { cwd: mixed })).status).toBe(3);
    }
  });
  test('a path outside of the root is refused', async () => {
    const { status, stderr } = await portolan(['check', '--root', 'a', 'b/compose.yaml'], { cwd });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^portolan: b\/compose\.yaml is not below .*\/a; name its folder with --root\.\n$/);
    expect((await portolan(['check', 'a/compose.yaml', '--root', 'a/compose.yaml'], { cwd })).stderr).toContain(
      'is not a folder',
    );
  });
  test.skipIf(process.platform === 'win32')('a link is the place that it leads to', async () => {
    const linked = workspace(files);
    fs.symlinkSync('b', path.join(linked, 'link'));
    fs.symlinkSync(path.join(cwd, 'a'), path.join(linked, 'out'));
    expect((await found(['--root', '.', 'link'], linked)).files).toEqual(['b/c/pod.yaml', 'b/compose.yaml']);
    expect((await found(['link'], linked)).files).toEqual(['c/pod.yaml', 'compose.yaml']);
    expect((await found(['--root', '.', 'out'], linked)).status).toBe(2);
  });
});

describe('--output-file', () => {
  test('takes the report, in a folder that it makes, without colours', async () => {
    const cwd = workspace({ 'compose.yaml': collision() });
    const ran = await portolan(['check', '--output-file', 'a/b/report.txt'], { cwd, env: { FORCE_COLOR: '1' } });
    expect([ran.status, ran.stdout]).toEqual([1, '']);
    const { stdout } = await portolan(['check'], { cwd });
    expect(fs.readFileSync(path.join(cwd, 'a/b/report.txt'), 'utf8')).toBe(stdout);
  });
  test('that cannot be written is an error', async () => {
    const cwd = workspace({ 'compose.yaml': collision(), file: '' });
    const { status, stderr } = await portolan(['check', '--output-file', 'file/report.txt'], { cwd });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^portolan: the report cannot be written to file\/report\.txt: /);
  });
});

test('--show-files lists what was indexed and what was not, with reasons', async () => {
  const cwd = workspace({
    '.gitignore': 'ignored.yaml\nlocal/\n',
    'compose.yaml': 'services:\n  a:\n    build: .\n    env_file: app.conf\n',
    Dockerfile: 'FROM scratch\n',
    'app.conf': 'A=b\n',
    'ignored.yaml': '',
    'local/x.yaml': '',
    'notes.json': '{}',
    'node_modules/m/package.json': '{}',
    'testdata/compose.yaml': collision(),
    'latin.yaml': Uint8Array.from([0x61, 0xe4]),
  });
  const { stdout, status } = await portolan(['check', '--show-files'], { cwd });
  expect(status).toBe(0);
  expect(stdout.split('\n')).toEqual([
    'Dockerfile: indexed (compose, image-build)',
    'app.conf: indexed (compose)',
    'compose.yaml: indexed (compose)',
    'ignored.yaml: skipped, it is ignored by `ignored.yaml` of `.gitignore`',
    'latin.yaml: skipped, it is not valid UTF-8',
    'local: skipped, it is ignored by `local/` of `.gitignore`',
    'node_modules: skipped, folders of this name hold packages or what builds make',
    'notes.json: read, holds nothing that is charted (looked at as kubernetes)',
    'testdata/compose.yaml: indexed (compose, findings off (test data))',
    '',
  ]);
  const { stdout: some } = await portolan(['check', '--show-files', '--root', '.', 'testdata', 'local'], { cwd });
  expect(some.split('\n')).toHaveLength(3);
});

test('--exclude and --check-fixtures decide what is looked at', async () => {
  const cwd = workspace({
    'a/compose.yaml': collision(1),
    'b/compose.yaml': collision(2),
    'testdata/compose.yaml': collision(3),
  });
  const { stdout } = await portolan(
    ['check', '--format', 'json', '--exclude', '/a', '--exclude', 'b', '--check-fixtures', '.'],
    { cwd },
  );
  expect(findingsOf(stdout)).toEqual(['testdata/compose.yaml:7:14 error host-port-collision']);
});
