// Names and values that a terminal, a log or an annotation would act upon never get there raw.
import { describe, expect, test } from 'vitest';
import { portolan, quoted, workspace } from './portolan';
import type { Files } from './portolan';

const ESC = '\u001b';
const nasty = `${ESC}[31mred${ESC}]0;title\u0007`;
const names = [`a${ESC}[2J.d`, 'b\n::error::owned.d', 'c\r\t.d', 'd\u009b31m.d', 'e\u202egpj.d', 'f%0A.d', 'g\'"\\.d'];

const files: Files = {
  ...Object.fromEntries(
    names.map((n) => [`${n}/pod.yaml`, quoted.replace('name: c\n', `name: "${JSON.stringify(nasty).slice(1, -1)}"\n`)]),
  ),
  'raw/pod.yaml': quoted.replace('{ port: "3000" }', `{ port: "3000" } # ${nasty}\u202e\u2028`),
  'odd/compose.yaml': `services:\n  "a\\u001b[31m\\n::error::x":\n    image: a\n    ports: ["80:80"]\n  b:\n    image: b\n    ports: ["80:80"]\n`,
};
const bad = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

describe('control characters in names and values', () => {
  const cwd = workspace(files);
  const runs: Readonly<Record<string, readonly string[]>> = {
    pretty: ['check'],
    concise: ['check', '--format', 'concise'],
    json: ['check', '--format', 'json'],
    sarif: ['check', '--format', 'sarif'],
    github: ['check', '--format', 'github'],
    gitlab: ['check', '--format', 'gitlab'],
    junit: ['check', '--format', 'junit'],
    markdown: ['check', '--format', 'markdown'],
    'the list of files': ['check', '--show-files'],
    'a diff': ['check', '--diff'],
    'a missing path': ['check', `no${nasty}\nsuch`],
    'an unknown option': ['check', `--no${nasty}\nsuch`],
    'an unknown rule': ['explain', nasty],
    'a rule setting': ['check', '--rule', `${nasty}=off`],
    'a bad choice': ['check', '--format', nasty],
    'an output file': ['check', '--output-file', `${names[0]}/pod.yaml/x${nasty}`],
  };
  for (const [what, args] of Object.entries(runs)) {
    test(`are not in ${what}`, async () => {
      const { stdout, stderr, status } = await portolan(args, { cwd });
      expect(stdout + stderr).not.toMatch(bad);
      expect(stdout + stderr).not.toMatch(/^::error::(?:owned|x)/m);
      expect(stdout + stderr).not.toBe('');
      const reports = ['pretty', 'concise', 'json', 'sarif', 'github', 'gitlab', 'junit', 'markdown'];
      expect(status).toBe([...reports, 'the list of files', 'a diff'].includes(what) ? 1 : 2);
    });
  }
  test('are only those of our own colours where colours are asked for', async () => {
    const { stdout } = await portolan(['check'], { cwd, env: { FORCE_COLOR: '1' } });
    expect(stdout).toContain(`${ESC}[`);
    expect(stdout.replaceAll(/\u001b\[\d+m/g, '')).not.toMatch(bad);
  });
  test('make one line of one finding, however its file is called', async () => {
    const concise = (await portolan(['check', '--format', 'concise'], { cwd })).stdout.trimEnd().split('\n');
    const github = (await portolan(['check', '--format', 'github'], { cwd })).stdout.trimEnd().split('\n');
    expect(concise).toHaveLength(names.length + 2);
    expect(github).toHaveLength(names.length + 2);
    for (const line of concise) expect(line).toMatch(/^.*:\d+:\d+: \w+\[[\w-]+\] /);
    for (const line of github) expect(line).toMatch(/^::error file=[^,]*,line=\d+,/);
  });
  test('stay what they are for programs', async () => {
    const { stdout } = await portolan(['check', '--format', 'json'], { cwd });
    const paths = (JSON.parse(stdout) as { findings: { path: string }[] }).findings.map((f) => f.path);
    expect(paths.sort()).toEqual([...names.map((n) => `${n}/pod.yaml`), 'odd/compose.yaml', 'raw/pod.yaml'].sort());
  });
});
