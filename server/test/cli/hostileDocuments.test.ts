// Names from files in the documents that the other commands write: Markdown, Mermaid, YAML, JSON.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { portolan, workspace } from './portolan';
import type { Files } from './portolan';

/** What ends a cell, a fence, a label, a scalar, a comment, a marker; what a terminal or a page would act upon. */
const payloads = [
  'a|b',
  'x\n| y | z |',
  '```\n# owned',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[click](javascript:alert(1))',
  '![x](http://example.com/x.png)',
  '<!-- portolan:end -->',
  '--> <b>',
  'a"]; click a "javascript:alert(1)"; b["',
  'a"] --> evil["b',
  'a\nend\nsubgraph x',
  '%%{init: {"securityLevel":"loose"}}%%',
  '#quot;#lt;',
  'a: b\n- c: d',
  '\'"\n---\nkind: Pod',
  '# comment\nkind: Secret',
  '{{ .Values.x }}',
  '&a *b !!binary',
  '\u001b]0;title\u0007',
  '\u001b[31mred',
  '\u202egpj.exe\u2066',
  '\u2028::error::owned',
  '\r::error::owned',
  '@everyone',
  '`code` $(touch pwned)',
  '\\',
  '__proto__',
];

const scalar = (text: string) => JSON.stringify(text);

/** Every payload as the name of a service, a port, a variable, an image and a label. */
const files: Files = {
  'compose.yaml': `services:\n${payloads
    .map((p, i) => {
      const others = `environment: { ${scalar(`${p}_URL`)}: "http://target:80" }`;
      return `  ${scalar(`${p}${i}`)}:\n    image: ${scalar(`example/${p}`)}\n    ports: ["${8100 + i}:80"]\n    ${others}\n`;
    })
    .join('')}  target:\n    image: example/target\n    expose: ["80"]\n`,
  'k8s/all.yaml': payloads
    .map(
      (p, i) => `apiVersion: v1
kind: Pod
metadata: { name: ${scalar(`${p}${i}`)}, namespace: ${scalar(p)}, labels: { app: ${scalar(`${p}${i}`)}, ${scalar(p)}: ${scalar(p)} } }
spec:
  containers:
    - name: ${scalar(p)}
      image: example/a
      ports: [{ name: ${scalar(p)}, containerPort: 80 }]
      env: [{ name: ${scalar(`${p}_URL`)}, value: ${scalar(`http://target${i}`)} }, { name: DB_URL, value: "postgres://db.example.org:5432" }]
---
apiVersion: v1
kind: Service
metadata: { name: target${i}, namespace: ${scalar(p)} }
spec: { type: LoadBalancer, selector: { app: ${scalar(`${p}${i}`)} }, ports: [{ port: 80 }] }
`,
    )
    .join('---\n'),
};

const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

describe('hostile names', () => {
  let cwd = '';
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd, stdio: 'ignore' });
  beforeAll(() => {
    cwd = workspace({ 'compose.yaml': 'services: {}\n' });
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'a');
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
      fs.writeFileSync(path.join(cwd, name), text);
    }
  });
  const out = async (...args: readonly string[]) => {
    const { stdout, stderr, status } = await portolan(args, { cwd });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).not.toMatch(control);
    expect(stdout).not.toMatch(/^::error/m);
    return stdout;
  };
  /** The cells of a row: no bar but an escaped one is text, in code or not. */
  const cells = (row: string) => row.replaceAll(/\\[\\|]/g, '').split('|');
  /** What Markdown reads as markup: with code and escaped characters taken out. */
  const live = (markdown: string) =>
    markdown.replaceAll(/\\[\\`*_[\]|<>~#!()]/g, '').replaceAll(/(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, 'CODE');

  test('are text in the document of ports', async () => {
    const text = await out('docs');
    const [before = '', chart = '', after = '', ...more] = text.split(/^```(?:mermaid)?$/m);
    expect(more).toEqual([]);
    // One row for each service and port, each with the same cells.
    const rows = before.split('\n').filter((line) => line.startsWith('|'));
    expect(rows.length).toBeGreaterThan(payloads.length);
    for (const row of rows) expect(cells(row)).toHaveLength(9);
    for (const line of before.split('\n')) expect(line).toMatch(/^(?:$|\||<!-- portolan:start -->$|Written by )/);
    expect(live(before.replace('<!-- portolan:start -->', ''))).not.toMatch(/[<>]|!\[|\]\(javascript/);
    expect(after.trim()).toBe('<!-- portolan:end -->');
    // Mermaid: nothing but nodes and edges, and no quote, bracket or entity that a name brought.
    for (const line of chart.trim().split('\n'))
      expect(line).toMatch(
        /^(?:flowchart LR|  outside\(\("outside"\)\)|  s\d+\["(?:[\w .:/-]|#\d+;)*"\]|  (?:s\d+|outside) -->\|(?:[\w .:/-]|#\d+;)+\| s\d+)$/,
      );
  });
  test('do not make the document stale, nor end it', async () => {
    expect((await portolan(['docs', '--write'], { cwd })).status).toBe(0);
    expect(await portolan(['docs', '--check'], { cwd })).toMatchObject({ status: 0, stderr: '' });
    const once = fs.readFileSync(path.join(cwd, 'PORTS.md'), 'utf8');
    expect((await portolan(['docs', '--write'], { cwd })).status).toBe(0);
    expect(fs.readFileSync(path.join(cwd, 'PORTS.md'), 'utf8')).toBe(once);
    const { stdout } = await portolan(['check', '--format', 'json'], { cwd });
    expect(stdout).not.toContain('port-undocumented');
    fs.rmSync(path.join(cwd, 'PORTS.md'));
  });
  test('are one line each in the list of exposures, and themselves for programs', async () => {
    const lines = (await out('exposure')).trimEnd().split('\n');
    const entries = lines.filter((line) => line.startsWith('  '));
    const { exposures } = JSON.parse(await out('exposure', '--format', 'json')) as {
      exposures: readonly { service: string }[];
    };
    expect(entries).toHaveLength(exposures.length);
    expect(lines.filter((line) => line !== '' && !line.startsWith('  ')).length).toBeLessThanOrEqual(2);
    // Text of templates is known to nobody.
    for (const [i, p] of payloads.entries())
      if (!p.includes('{{')) expect(exposures.map((e) => e.service)).toContain(`${p}${i}`);
  });
  test('are scalars in policies', async () => {
    const documents = parseAllDocuments(await out('netpol'));
    expect(documents.length).toBeGreaterThan(payloads.length);
    for (const document of documents) {
      expect(document.errors).toEqual([]);
      const value = document.toJS() as { kind: string; spec: object; metadata: { name: string; namespace: string } };
      expect(Object.keys(value)).toEqual(['apiVersion', 'kind', 'metadata', 'spec']);
      expect(value.kind).toBe('NetworkPolicy');
      expect(payloads).toContain(value.metadata.namespace);
      for (const key of Object.keys(value.spec))
        expect(['podSelector', 'policyTypes', 'ingress', 'egress']).toContain(key);
    }
  });
  test('are text in a difference', async () => {
    const lines = (await out('diff', 'HEAD')).trimEnd().split('\n');
    for (const line of lines) expect(line).toMatch(/^[+~!.x-] /);
    const rows = (await out('diff', 'HEAD', '--format', 'markdown')).trimEnd().split('\n').slice(4);
    expect(rows.length).toBe(lines.length);
    for (const row of rows) {
      expect(cells(row)).toHaveLength(4);
      expect(live(row)).not.toMatch(/[<>]|!\[|\]\(/);
    }
    expect(JSON.parse(await out('diff', 'HEAD', '--format', 'json'))).toMatchObject({ version: 1 });
  });
});
