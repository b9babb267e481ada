// What a pipeline needs beside a report: configuration, baselines, statistics, what has changed, one file from an editor.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, collision, findingsOf, portolan, quoted, workspace } from './portolan';

const json = (args: readonly string[], cwd: string) => portolan(['check', '--format', 'json', ...args], { cwd });

describe('a configuration', () => {
  test('sets severities, and the command line comes first', async () => {
    const cwd = workspace({ 'compose.yaml': collision(), 'portolan.yaml': 'rules: { host-port-collision: info }\n' });
    const soft = await json([], cwd);
    expect(findingsOf(soft.stdout)).toEqual(['compose.yaml:7:14 info host-port-collision']);
    expect(soft.status).toBe(0);
    expect((await json(['--rule', 'host-port-collision=error'], cwd)).status).toBe(1);
  });
  test('that cannot be read ends with 2, with the place on standard error and no report', async () => {
    const cwd = workspace({ 'compose.yaml': collision(), 'portolan.yaml': 'rules:\n  host-port-colision: off\n' });
    const { status, stdout, stderr } = await json([], cwd);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      'portolan: portolan.yaml:2:3: `rules` names `host-port-colision`, which is no rule. Did you mean `host-port-collision`?\n',
    );
  });
});

describe('init', () => {
  const files = {
    'compose.yaml': 'services:\n  web: { image: a, ports: ["8080:80"] }\n  api: { image: b, expose: ["3000"] }\n',
  };
  test('writes what there is, the same each time, and nothing new is reported then', async () => {
    const cwd = workspace(files);
    expect((await portolan(['init'], { cwd })).status).toBe(0);
    const text = fs.readFileSync(path.join(cwd, 'portolan.yaml'), 'utf8');
    expect(text).toContain('  services:\n    api: 3000\n    web: 80\n');
    expect(text).toContain('  public: [8080]\n');
    const check = await json(['--min-severity', 'hint'], cwd);
    expect(findingsOf(check.stdout)).toEqual([]);
    expect((await portolan(['init', '--force'], { cwd })).status).toBe(0);
    expect(fs.readFileSync(path.join(cwd, 'portolan.yaml'), 'utf8')).toBe(text);
  });
  test.each([
    ['portolan.yaml', '{}\n'],
    ['portolan.json', '{}\n'],
    ['package.json', '{ "portolan": {} }\n'],
  ])('keeps %s', async (name, text) => {
    const cwd = workspace({ ...files, [name]: text });
    const { status, stderr } = await portolan(['init', '.'], { cwd });
    expect(status).toBe(2);
    expect(stderr).toContain(name);
    expect(fs.readFileSync(path.join(cwd, name), 'utf8')).toBe(text);
  });
  test('takes a folder, and no notice of a package.json without the key', async () => {
    const cwd = workspace({ 'shop/compose.yaml': collision(), 'shop/package.json': '{}' });
    expect((await portolan(['init', 'shop'], { cwd })).status).toBe(0);
    expect(fs.existsSync(path.join(cwd, 'shop/portolan.yaml'))).toBe(true);
  });
});

describe('a baseline', () => {
  test('hides what it knows, also after lines have moved, and nothing newer', async () => {
    const cwd = workspace({ 'compose.yaml': collision(), 'pod.yaml': quoted });
    const written = await portolan(['check', '--baseline', 'known.json', '--write-baseline'], { cwd });
    expect([written.status, written.stdout, written.stderr]).toEqual([
      0,
      '',
      'portolan: wrote 2 findings into known.json.\n',
    ]);
    const quiet = await json(['--baseline', 'known.json'], cwd);
    expect([quiet.status, findingsOf(quiet.stdout)]).toEqual([0, []]);
    expect((await portolan(['check', '--baseline', 'known.json'], { cwd })).stdout).toContain('2 in the baseline');
    fs.writeFileSync(path.join(cwd, 'pod.yaml'), `# one\n\n# two\n${quoted}`);
    expect((await json(['--baseline', 'known.json'], cwd)).status).toBe(0);
    fs.writeFileSync(path.join(cwd, 'compose.yaml'), collision(9090));
    const newer = await json(['--baseline', 'known.json'], cwd);
    expect([newer.status, findingsOf(newer.stdout)]).toEqual([1, ['compose.yaml:7:14 error host-port-collision']]);
  });
  test('loses what is gone when it is pruned, whatever is reported', async () => {
    const cwd = workspace({ 'compose.yaml': collision(), 'pod.yaml': quoted });
    await portolan(['check', '--baseline', 'b.json', '--write-baseline'], { cwd });
    fs.writeFileSync(path.join(cwd, 'compose.yaml'), 'services: { a: { image: a } }\n');
    await json(['--baseline', 'b.json', '--prune-baseline', 'compose.yaml'], cwd);
    const { findings } = JSON.parse(fs.readFileSync(path.join(cwd, 'b.json'), 'utf8')) as {
      findings: { rule: string }[];
    };
    expect(findings.map((f) => f.rule)).toEqual(['quoted-port-number']);
  });
  test('counts findings that are alike to the letter', async () => {
    const twice = `${quoted}---\n${quoted}`;
    const cwd = workspace({ 'pod.yaml': quoted });
    await portolan(['check', '--baseline', 'b.json', '--write-baseline'], { cwd });
    fs.writeFileSync(path.join(cwd, 'pod.yaml'), twice);
    expect(findingsOf((await json(['--baseline', 'b.json'], cwd)).stdout)).toEqual([
      'pod.yaml:21:28 error quoted-port-number',
    ]);
  });
  test.each([
    [['--baseline', 'none.json'], 'cannot be read'],
    [['--baseline', 'compose.yaml'], 'cannot be read'],
    [['--baseline', 'other.json'], 'is no baseline'],
    [['--write-baseline'], 'needs --baseline'],
    [['--prune-baseline'], 'needs --baseline'],
  ])('%s ends with 2', async (args, message) => {
    const cwd = workspace({ 'compose.yaml': collision(), 'other.json': '{"version":1,"findings":[{}]}' });
    const { status, stderr } = await json(args, cwd);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});

test('statistics count by rule on standard error, most first', async () => {
  const cwd = workspace({
    'compose.yaml': collision(),
    'a.yaml': quoted,
    'b.yaml': quoted.replace('name: p', 'name: q'),
  });
  const { stderr, stdout } = await json(['--statistics'], cwd);
  expect(stderr).toBe('2 error   quoted-port-number\n1 error   host-port-collision\n');
  expect(findingsOf(stdout)).toHaveLength(3);
});

describe('a file from standard input', () => {
  const run = (args: readonly string[], cwd: string, input: string) =>
    spawnSync(process.execPath, [cli, 'check', '--format', 'json', ...args], { cwd, input, encoding: 'utf8' });
  test('counts instead of the one on disk, with all others around it, and is reported alone', () => {
    const cwd = workspace({ 'compose.yaml': 'services: {}\n', 'pod.yaml': quoted });
    const { status, stdout } = run(['--stdin-filename', 'compose.yaml'], cwd, collision());
    expect(status).toBe(1);
    expect(findingsOf(stdout)).toEqual(['compose.yaml:7:14 error host-port-collision']);
  });
  test('need not be there', () => {
    const cwd = workspace({ 'pod.yaml': quoted });
    expect(findingsOf(run(['--stdin-filename', 'new/compose.yaml'], cwd, collision()).stdout)).toEqual([
      'new/compose.yaml:7:14 error host-port-collision',
    ]);
  });
  test('goes with no other path, and lies below the root', () => {
    const cwd = workspace({ 'compose.yaml': collision(), 'a/compose.yaml': collision() });
    expect(run(['--stdin-filename', 'compose.yaml', 'a'], cwd, '').status).toBe(2);
    expect(run(['--stdin-filename', '../compose.yaml'], cwd, '').status).toBe(2);
    expect(run(['--stdin-filename', 'compose.yaml', '--root', 'a'], cwd, '').status).toBe(2);
  });
});

describe('what has changed', () => {
  const git = (cwd: string, ...args: readonly string[]) => {
    const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=main'];
    const { status, stderr } = spawnSync('git', [...who, ...args], { cwd, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };
  test('alone is reported, on either side of a contradiction, and everything is analysed', async () => {
    const cwd = workspace({ 'compose.yaml': collision(), 'pod.yaml': quoted });
    git(cwd, 'init', '-q');
    git(cwd, 'add', '.');
    git(cwd, 'commit', '-q', '-m', 'one');
    const none = await json(['--changed'], cwd);
    expect([none.status, findingsOf(none.stdout)]).toEqual([0, []]);
    fs.appendFileSync(path.join(cwd, 'compose.yaml'), '# more\n');
    fs.writeFileSync(path.join(cwd, 'fresh.yaml'), quoted.replace('name: p', 'name: fresh'));
    const changed = ['compose.yaml:7:14 error host-port-collision', 'fresh.yaml:10:28 error quoted-port-number'];
    expect(findingsOf((await json(['--changed'], cwd)).stdout)).toEqual(changed);
    git(cwd, 'add', '.');
    git(cwd, 'commit', '-q', '-m', 'two');
    expect(findingsOf((await json(['--changed'], cwd)).stdout)).toEqual([]);
    expect(findingsOf((await json(['--since', 'HEAD~1'], cwd)).stdout)).toEqual(changed);
  });
  test('is not known without a repository or for a revision that there is not', async () => {
    const cwd = workspace({ 'compose.yaml': collision() });
    expect((await json(['--changed'], cwd)).status).toBe(2);
    git(cwd, 'init', '-q');
    expect((await json(['--since', 'no\u001bsuch'], cwd)).stderr).not.toContain('\u001b');
    expect((await json(['--since', '--output=x'], cwd)).status).toBe(2);
    expect((await json(['--since', 'HEAD', '--changed'], cwd)).status).toBe(2);
  });
});

describe('watching', () => {
  test('reports now and after each change, and goes on through a broken configuration', async () => {
    const cwd = workspace({ 'compose.yaml': collision() });
    const child = spawn(process.execPath, [cli, 'check', '--watch', '--format', 'concise'], { cwd });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (out += text));
    const until = async (pattern: RegExp) => {
      for (let i = 0; i < 600 && !pattern.test(out); i++) await new Promise((resolve) => setTimeout(resolve, 50));
      expect(out).toMatch(pattern);
      out = '';
    };
    try {
      await until(/Host port 8080/);
      fs.writeFileSync(path.join(cwd, 'compose.yaml'), collision(9090));
      await until(/Host port 9090/);
      fs.writeFileSync(path.join(cwd, 'portolan.yaml'), 'rule: {}\n');
      await until(/portolan\.yaml:1:1/);
      fs.rmSync(path.join(cwd, 'portolan.yaml'));
      await until(/Host port 9090/);
    } finally {
      child.kill();
    }
  });
  test.each(['--fix', '--diff', '--show-files'])('does not go with %s', async (flag) => {
    const cwd = workspace({ 'compose.yaml': collision() });
    const { status, stderr } = await portolan(['check', '--watch', flag], { cwd });
    expect(status).toBe(2);
    expect(stderr).toContain(flag);
  });
});
