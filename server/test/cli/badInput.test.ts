// Whatever lies in a workspace: the run ends soon, says what it left out, and finds in all other files what it finds without.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { collision, findingsOf, portolan, quoted, workspace } from './portolan';
import type { Files } from './portolan';

/** Far more than any of this takes on a machine of its own, far less than what goes wrong by going on. */
const SECONDS = 30;
const posix = process.platform !== 'win32';

const good: Files = {
  'good/compose.yaml': collision(),
  'good/Dockerfile': 'FROM node:22\nEXPOSE 3000\n',
  'good/.env': 'A=1\n',
  'k8s/pod.yaml': quoted,
};
const expected = ['good/compose.yaml:7:14 error host-port-collision', 'k8s/pod.yaml:10:28 error quoted-port-number'];

interface Bad {
  readonly files?: Files;
  readonly make?: (cwd: string) => void;
  /** What is said of it. */
  readonly told?: RegExp;
  /** Findings of the bad file itself, when it is read in part. */
  readonly found?: readonly string[];
  readonly args?: readonly string[];
}

const at = (cwd: string, name: string) => path.join(cwd, name);
const deep = (n: number, open: string, close: string) => open.repeat(n) + close.repeat(n);
const clash = 'services:\n  a: { image: a, ports: ["81:80"] }\n  b: { image: b, ports: ["81:80"] }\n';
const isGood = (finding: string) => /^(?:good|k8s)\//.test(finding);
const clashAt = (name: string) => [`${name}:3:27 error host-port-collision`];

const cases: Readonly<Record<string, Bad>> = {
  'bad YAML': { files: { 'x/compose.yaml': 'services: [ : }{ &a *b\n\t- "' } },
  'a YAML file with a mistake in its middle': {
    files: { 'x/compose.yaml': `${clash}  c: { image: c, ports: ["82:80" }\n` },
  },
  'bad YAML in a manifest': { files: { 'x/pod.yaml': 'apiVersion: v1\nkind: Pod\nspec: {containers: [{ports: [' } },
  'bad JSON': { files: { 'x/pod.json': '{"apiVersion": "v1", "kind": "Pod", "spec": {' } },
  'a bad Dockerfile': { files: { 'x/Dockerfile': 'EXPOSE\nFROM\nRUN <<EOF\nEXPOSE 80/xyz ${ ${A:-\nCMD ["\n' } },
  'a bad .env': {
    files: {
      'x/.env': '=\n==\n"\nA="\n${\nexport\n',
      'x/compose.yaml': 'services: { a: { image: "${A}${", ports: ["${B"] } }\n',
    },
  },
  'a directory named compose.yaml': {
    make: (cwd) => fs.mkdirSync(at(cwd, 'x/compose.yaml'), { recursive: true }),
  },
  'a directory where a file is asked for': {
    files: {
      'x/compose.yaml': 'services: { a: { image: a, env_file: conf, extends: { file: conf, service: b } } }\n',
      'x/conf/y': '',
    },
    told: /^x\/conf: it is a directory$/m,
  },
  'a FIFO': {
    make: (cwd) => {
      fs.mkdirSync(at(cwd, 'x'));
      for (const name of ['compose.yaml', 'Dockerfile', '.env', '.gitignore'])
        execFileSync('mkfifo', [at(cwd, `x/${name}`)]);
    },
    told: /^x\/compose\.yaml: it is not a regular file$/m,
  },
  'a link loop': {
    make: (cwd) => {
      fs.mkdirSync(at(cwd, 'x'));
      fs.symlinkSync('compose.yaml', at(cwd, 'x/compose.yaml'));
      fs.symlinkSync('..', at(cwd, 'x/up'));
      fs.symlinkSync('.', at(cwd, 'x/here'));
    },
    told: /^x\/compose\.yaml: it is a link that leads out of the workspace, in a circle or nowhere$/m,
  },
  'a link out of the root': {
    make: (cwd) => {
      fs.writeFileSync(at(cwd, '../secret.yaml'), clash);
      fs.mkdirSync(at(cwd, '../outside'));
      fs.writeFileSync(at(cwd, '../outside/compose.yaml'), clash);
      fs.mkdirSync(at(cwd, 'x'));
      fs.symlinkSync('../../secret.yaml', at(cwd, 'x/compose.yaml'));
      fs.symlinkSync('../../outside', at(cwd, 'x/y'));
      fs.writeFileSync(at(cwd, 'x/docker-compose.yml'), 'include: [y/compose.yaml, ../../secret.yaml, /etc/passwd]\n');
    },
    told: /^x\/y: it is a link that leads out/m,
  },
  'a 0-byte file': {
    files: { 'x/compose.yaml': '', 'x/Dockerfile': '', 'x/.env': '', 'x/pod.yaml': '', 'x/y.json': '' },
  },
  'an alias bomb': {
    files: {
      'x/compose.yaml': `x-a: &a [lol, lol]\n${Array.from({ length: 60 }, (_, i) => `x-${i}: &n${i} [${`*${i ? `n${i - 1}` : 'a'},`.repeat(9)}]`).join('\n')}\nservices: { a: { image: a, ports: *n59, environment: *n59 } }\n`,
      'x/k8s.yaml': `apiVersion: v1\nkind: Pod\nmetadata: { name: p }\na0: &a0 {b: c}\n${Array.from({ length: 60 }, (_, i) => `a${i + 1}: &a${i + 1} {${Array.from({ length: 9 }, (__, k) => `k${k}: *a${i}`).join(', ')}}`).join('\n')}\nspec: { containers: [*a60] }\n`,
    },
  },
  'merge keys in a circle': {
    files: { 'x/compose.yaml': 'x: &x\n  <<: *x\n  a: b\nservices:\n  a: &a\n    <<: [*a, *x]\n    image: a\n' },
  },
  '50,000 keys in one map': {
    files: {
      'x/compose.yaml': `x-many:\n${Array.from({ length: 50_000 }, (_, i) => `  k${i}: v`).join('\n')}\n${clash}`,
    },
    found: ['x/compose.yaml:50004:27 error host-port-collision'],
  },
  '20,000 variables for one service': {
    files: {
      'x/compose.yaml': `services:\n  a:\n    image: a\n    environment:\n${Array.from({ length: 20_000 }, (_, i) => `      K${i}: "${i}"`).join('\n')}\n`,
    },
  },
  '100,000 nested brackets': {
    files: {
      'x/compose.yaml': `services: ${deep(100_000, '[', ']')}\n`,
      'x/y.yaml': `kind: ${deep(100_000, '{a: ', '}')}\n`,
      'x/z.json': deep(100_000, '[', ']'),
      'x/block.yaml': Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    },
  },
  '100,000 nested braces in variables': {
    files: {
      'x/compose.yaml': `services: { a: { image: "${'${A:-'.repeat(100_000)}" } }\n`,
      'x/Dockerfile': `FROM a\nEXPOSE ${'${A:-'.repeat(100_000)}\n`,
    },
  },
  'invalid UTF-8': {
    files: { 'x/compose.yaml': Uint8Array.from([...Buffer.from(clash), 0xff, 0xc3]) },
    told: /^x\/compose\.yaml: it is not valid UTF-8$/m,
  },
  'UTF-16': { files: { 'x/compose.yaml': Buffer.from(`\ufeff${clash}`, 'utf16le') }, found: clashAt('x/compose.yaml') },
  'half of a UTF-16 file': {
    files: { 'x/compose.yaml': Buffer.from(`\ufeff${clash}`, 'utf16le').subarray(0, 41) },
    told: /^x\/compose\.yaml: it is not valid UTF-16$/m,
  },
  CRLF: { files: { 'x/compose.yaml': clash.replaceAll('\n', '\r\n') }, found: clashAt('x/compose.yaml') },
  'a byte order mark': { files: { 'x/compose.yaml': `\ufeff${clash}` }, found: clashAt('x/compose.yaml') },
  'NUL bytes': {
    files: { 'x/compose.yaml': `${clash}\u0000` },
    told: /^x\/compose\.yaml: it is a binary file/m,
  },
  'file names with control characters': {
    files: { 'x\u001b[2J/compose.yaml': clash, 'y\n/compose.yaml': clash.replaceAll('81', '82') },
    found: [
      'x\u001b[2J/compose.yaml:3:27 error host-port-collision',
      'y\n/compose.yaml:3:27 error host-port-collision',
    ],
  },
  'a 6 MB file': {
    files: { 'x/compose.yaml': `${clash}#${'x'.repeat(6_000_000)}` },
    told: /^x\/compose\.yaml: it has \d+ bytes, more than the limit of 5000000 \(portolan\.maxFileSize\)$/m,
  },
  'a 6 MB file that is allowed': {
    files: { 'x/compose.yaml': `${clash}${`# ${'x'.repeat(98)}\n`.repeat(60_000)}` },
    args: ['--max-file-size', '10000000'],
    found: clashAt('x/compose.yaml'),
  },
  'a 4 MB line': {
    files: { 'x/compose.yaml': `${clash}# ${'y'.repeat(4_000_000)}`, 'x/y.yaml': `kind: ${'z'.repeat(4_000_000)}` },
    found: clashAt('x/compose.yaml'),
  },
  'a 1 MB line in a Dockerfile': {
    files: {
      'x/Dockerfile': `FROM a\nRUN ${'true && '.repeat(140_000)}true\nEXPOSE ${'80 '.repeat(20_000)}\nENV ${'A=b '.repeat(30_000)}\nCMD ${'x '.repeat(100_000)}\n`,
    },
  },
  'a Dockerfile that never ends its lines': { files: { 'x/Dockerfile': `FROM a\nRUN x ${'\\\n'.repeat(100_000)}` } },
  '300,000 dollar signs': {
    files: {
      'x/compose.yaml': `services: { a: { image: "${'$'.repeat(300_000)}" } }\n`,
      'x/.env': `A=${'$A'.repeat(100_000)}\n`,
    },
  },
  'variables that grow': {
    files: {
      'x/.env': `A0=aaaaaaaaaa\n${Array.from({ length: 40 }, (_, i) => `A${i + 1}=${`\${A${i}}`.repeat(10)}`).join('\n')}\n`,
      'x/compose.yaml': 'services: { a: { image: "${A40}", ports: ["${A40}:80"] } }\n',
    },
  },
  'a file that includes itself': {
    files: {
      'x/compose.yaml':
        'include: [compose.yaml, y.yaml]\nservices: { a: { extends: { file: compose.yaml, service: a } } }\n',
      'x/y.yaml': 'include: [compose.yaml]\n',
    },
  },
  '10,000 documents in one file': {
    files: { 'x/all.yaml': '---\napiVersion: v1\nkind: Service\nmetadata: {name: s}\n'.repeat(10_000) },
  },
  'deep directories': {
    make: (cwd) => {
      fs.mkdirSync(at(cwd, `x/${'d/'.repeat(300)}`), { recursive: true });
      fs.writeFileSync(at(cwd, `x/${'d/'.repeat(300)}compose.yaml`), clash);
    },
    told: /: folders are nested deeper than 64$/m,
  },
  'a hostile .gitignore': {
    files: {
      'x/.gitignore': `${'**/*a*/**/*b*\n'.repeat(3000)}[z-a]\n\\\n${'['.repeat(3000)}`,
      'x/compose.yaml': clash,
    },
    found: clashAt('x/compose.yaml'),
  },
};

const onlyPosix = new Set(['a FIFO', 'a link loop', 'a link out of the root', 'file names with control characters']);

interface Report {
  readonly skipped: readonly { readonly path: string; readonly because: string }[];
  readonly notes: readonly { readonly path: string; readonly message: string }[];
}

describe('a workspace with', () => {
  beforeAll(async () => {
    const { stdout, stderr } = await portolan(['check', '--format', 'json'], { cwd: workspace(good) });
    expect([findingsOf(stdout), stderr]).toEqual([expected, '']);
  });
  for (const [what, bad] of Object.entries(cases)) {
    test.skipIf(!posix && onlyPosix.has(what))(what, { timeout: SECONDS * 4000 }, async () => {
      const cwd = workspace({ ...good, ...bad.files });
      bad.make?.(cwd);
      const start = performance.now();
      const { status, stdout, stderr } = await portolan(['check', '--format', 'json', ...(bad.args ?? [])], { cwd });
      const seconds = (performance.now() - start) / 1000;
      expect([status, stderr]).toEqual([1, '']);
      const found = findingsOf(stdout);
      expect(found.filter((f) => isGood(f))).toEqual(expected);
      if (bad.found) expect(found.filter((f) => !isGood(f))).toEqual(bad.found);
      const { skipped, notes } = JSON.parse(stdout) as Report;
      if (bad.told) expect(skipped.map((s) => `${s.path}: ${s.because}`).join('\n')).toMatch(bad.told);
      // Faults of ours that were caught are faults all the same.
      expect(notes.filter((n) => /Error|could not be read:|^rule |linking/.test(n.message))).toEqual([]);
      expect(seconds).toBeLessThan(SECONDS);
    });
  }

  test.skipIf(!posix)('files and folders that may not be read', async () => {
    const cwd = workspace({ ...good, 'x/compose.yaml': clash, 'y/compose.yaml': clash });
    fs.chmodSync(at(cwd, 'x/compose.yaml'), 0);
    fs.chmodSync(at(cwd, 'y'), 0);
    // Root may read everything: somebody else looks.
    const uid = process.getuid?.() === 0 ? { uid: 65_534 } : {};
    fs.chmodSync(path.dirname(cwd), 0o755);
    const shown = await portolan(['check', '--show-files'], { cwd, ...uid });
    const report = await portolan(['check', '--format', 'json'], { cwd, ...uid });
    const pretty = await portolan(['check'], { cwd, ...uid });
    fs.chmodSync(at(cwd, 'y'), 0o755);
    expect(shown.stdout).toContain('x/compose.yaml: skipped, it cannot be read (EACCES)\n');
    expect(shown.stdout).toContain('y: skipped, it cannot be listed (EACCES)\n');
    expect(findingsOf(report.stdout)).toEqual(expected);
    expect(pretty.stdout).toMatch(/; 2 left out \(--show-files says why\)\.\n$/);
  });
});
