// What must hold wherever a server runs: settings of folders, folders in folders, the same findings in a process and in a web
// worker, another language, and what the server says when it is asked about itself.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ServerReport, WhyResult } from '../../../shared/src/report';
import { reportMethod, whyMethod } from '../../../shared/src/report';
import { features, settings } from '../../../shared/src/settings';
import { pseudoBundle } from '../../../tools/lib/pseudo.mjs';
import { repository } from '../../../tools/lib/repo.mjs';
import { bundleOf } from '../../../tools/pages/bundle.mjs';
import { parseFixture } from '../fixture/parse';
import type { Client, Files } from './client';
import { overTransports } from './client';

const clash = 'services:\n  a: { image: x/a, ports: ["80:1"] }\n  b: { image: x/b, ports: ["80:2"] }\n';
const at = '3:29 host-port-collision';
const changed = 'workspace/didChangeConfiguration';

/** Tells that the settings are others, and waits for what follows. */
async function resettle(client: Client): Promise<void> {
  await client.connection.sendNotification(changed, { settings: null });
  await client.check();
}

/** A workspace of everything that Portolan reads: cases of all fixtures, each in a folder, and the demo. */
function everything(): Files {
  const files: Record<string, string> = { 'portolan.yaml': 'rules:\n  host-port-or-network: info\n' };
  for (const kind of ['rules', 'formats', 'stacks']) {
    const folder = path.join(repository, 'test-fixtures', kind);
    for (const name of fs.readdirSync(folder)) {
      const cases = parseFixture(fs.readFileSync(path.join(folder, name), 'utf8'));
      for (const [i, one] of cases.slice(0, kind === 'rules' ? 3 : 20).entries())
        for (const { uri, text } of one.files)
          files[`${path.basename(name, '.md')}/${i}/${uri.slice('file:///ws/'.length)}`] = text;
    }
  }
  const demo = path.join(repository, 'test-fixtures/workspaces/harbour');
  for (const entry of fs.readdirSync(demo, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    files[`harbour/${path.relative(demo, file)}`] = fs.readFileSync(file, 'utf8');
  }
  return files;
}

const findings: { readonly by: string; readonly all: unknown }[] = [];

overTransports((start, transport) => {
  test('the findings of everything are the same', { timeout: 240_000 }, async () => {
    const client = await start(everything());
    const all = [...client.published.values()].flatMap(({ uri, diagnostics }) =>
      diagnostics.map((d) => JSON.stringify({ uri, ...d }).replaceAll(client.uri(''), '')),
    );
    for (const stack of ['helm', 'kustomize', 'dev-tool']) {
      const { contexts } = await client.connection.sendRequest<ServerReport>(reportMethod);
      expect(contexts.map(({ what }) => what)).toContain(stack);
    }
    expect(all.length).toBeGreaterThan(150);
    findings.push({ by: transport.name, all: all.sort() });
    expect(all).toEqual(findings[0]?.all);
    client.complaints.splice(0);
  });

  describe('folders in folders', () => {
    const files = {
      'compose.yaml': clash,
      'deploy/compose.yaml': clash,
      '.gitignore': 'hidden/\n',
      'hidden/compose.yaml': clash,
    };
    const both = { 'compose.yaml': [at], 'deploy/compose.yaml': [at] };
    test('report once, whichever is opened first', async () => {
      for (const folders of [
        ['', 'deploy'],
        ['deploy', ''],
      ])
        expect((await start(files, { folders })).problems()).toEqual(both);
    });
    test('come and go, and with them what only they bring', async () => {
      const client = await start(files);
      const change = async (added: readonly string[], removed: readonly string[]) => {
        const folders = (names: readonly string[]) => names.map((name) => ({ name, uri: client.uri(name) }));
        const event = { added: folders(added), removed: folders(removed) };
        await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
        await client.check();
        return client.problems();
      };
      expect(client.problems()).toEqual(both);
      expect(await change(['deploy'], [])).toEqual(both);
      // An ignored folder that is opened itself is wanted.
      expect(await change(['hidden'], [])).toEqual({ ...both, 'hidden/compose.yaml': [at] });
      expect(await change([], [''])).toEqual({ 'deploy/compose.yaml': [at], 'hidden/compose.yaml': [at] });
      expect(await change([], ['hidden'])).toEqual({ 'deploy/compose.yaml': [at] });
      expect(await change([''], ['deploy'])).toEqual(both);
      expect(await change([], [''])).toEqual({});
    });
  });

  test('folders have settings of their own where the scope says so', async () => {
    const files = { 'one/compose.yaml': clash, 'two/compose.yaml': clash, 'two/old/compose.yaml': clash };
    let own: Record<string, object> = { two: { rules: { 'host-port-collision': 'hint' }, exclude: ['old/'] } };
    const configuration = (scope = '') => own[path.posix.basename(scope)] ?? {};
    const client = await start(files, { folders: ['one', 'two'], configuration });
    await resettle(client);
    const severities = () =>
      Object.fromEntries(
        [...client.published].map(([uri, p]) => [uri.slice(client.uri('').length + 1), p.diagnostics[0]?.severity]),
      );
    expect(severities()).toMatchObject({ 'one/compose.yaml': 1, 'two/compose.yaml': 4 });
    expect(client.problems()).toEqual({ 'one/compose.yaml': [at], 'two/compose.yaml': [at] });
    own = { one: { rules: { 'host-port-collision': 'off' }, inlayHints: false } };
    await resettle(client);
    expect(client.problems()).toEqual({ 'two/compose.yaml': [at], 'two/old/compose.yaml': [at] });
    const hints = async (name: string) => {
      const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
      const params = { textDocument: { uri: client.uri(name) }, range };
      return (await client.connection.sendRequest<unknown[]>('textDocument/inlayHint', params)).length;
    };
    expect(await hints('one/compose.yaml')).toBe(0);
    expect(await hints('two/compose.yaml')).toBeGreaterThan(0);
  });

  describe('every setting takes effect while the server runs', () => {
    const files = {
      'compose.yaml': clash,
      'testdata/compose.yaml': clash,
      'large.yaml': `# ${'x'.repeat(2000)}\n`,
      ...Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`many/${String(i).padStart(3, '0')}.txt`, ''])),
      'z/compose.yaml': clash,
    };
    const problems = (client: Client) => Promise.resolve(Object.keys(client.problems()));
    const count = (method: string, params: object) => async (client: Client) => {
      const textDocument = { uri: client.uri('compose.yaml') };
      return (await client.connection.sendRequest<unknown[] | null>(method, { textDocument, ...params }))?.length ?? 0;
    };
    const whole = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
    /** For each setting a value and what it changes: what is seen before, then with it. */
    const effects: Readonly<
      Record<string, { value: unknown; seen: (client: Client) => Promise<unknown>; before: unknown; after: unknown }>
    > = {
      rules: {
        value: { 'host-port-collision': 'off' },
        seen: problems,
        before: ['compose.yaml', 'z/compose.yaml'],
        after: [],
      },
      exclude: { value: ['/z'], seen: problems, before: ['compose.yaml', 'z/compose.yaml'], after: ['compose.yaml'] },
      checkFixtures: {
        value: true,
        seen: problems,
        before: ['compose.yaml', 'z/compose.yaml'],
        after: ['compose.yaml', 'testdata/compose.yaml', 'z/compose.yaml'],
      },
      maxFileSize: {
        value: 1000,
        seen: async (client) =>
          (await client.connection.sendRequest<ServerReport>(reportMethod)).skipped.map((s) => s.examples.length),
        before: [],
        after: [1],
      },
      // What comes behind the limit is left out.
      maxFiles: { value: 110, seen: problems, before: ['compose.yaml', 'z/compose.yaml'], after: ['compose.yaml'] },
      inlayHints: {
        value: false,
        seen: async (c) => (await count('textDocument/inlayHint', { range: whole })(c)) > 0,
        before: true,
        after: false,
      },
      codeLens: {
        value: false,
        seen: async (c) => (await count('textDocument/codeLens', {})(c)) > 0,
        before: true,
        after: false,
      },
      features: {
        value: Object.fromEntries(Object.keys(features).map((name) => [name, false])),
        seen: async (c) => (await count('textDocument/documentSymbol', {})(c)) > 0,
        before: true,
        after: false,
      },
    };
    test('and none is forgotten here', () => {
      // What the client itself writes into the output is the library's affair; tests in real editors look at it.
      const own = settings.map((s) => s.key).filter((key) => key !== 'trace.server');
      expect(Object.keys(effects).sort()).toEqual(own.sort());
      expect(settings.length).toBeLessThanOrEqual(15);
    });
    test.each(Object.keys(effects))('%s', async (key) => {
      let section: object = {};
      const client = await start(files, { configuration: () => section });
      const { value, seen, before, after } = effects[key] as (typeof effects)[string];
      expect(await seen(client)).toEqual(before);
      section = { [key]: value };
      await resettle(client);
      expect(await seen(client)).toEqual(after);
      section = {};
      await resettle(client);
      expect(await seen(client)).toEqual(before);
      client.complaints.splice(0);
    });
  });

  test('tells of itself without contents of files, and why a file is indexed or not', async () => {
    const secret = 'services:\n  a: { image: x/a, environment: { PASSWORD: hunter2 } }\n';
    const client = await start({ 'compose.yaml': secret, 'vendor/compose.yaml': clash, 'bad.yaml': '\u0000' });
    const report = await client.connection.sendRequest<ServerReport>(reportMethod);
    expect(report).toMatchObject({
      roots: [client.uri('')],
      files: [{ what: 'compose', count: 1 }],
      contexts: [{ what: 'compose', count: 1 }],
      findings: [],
    });
    expect(report.skipped.map((s) => s.count)).toEqual([1, 1]);
    expect(report.timings.map((t) => t.what)).toContain('analysing');
    expect(report.platform).toMatch(transport.ownFiles ? /^Node \d+/ : /^web worker$/);
    expect(JSON.stringify(report)).not.toContain('hunter2');
    const why = async (name: string) => client.connection.sendRequest<WhyResult>(whyMethod, { uri: client.uri(name) });
    expect(await why('compose.yaml')).toEqual({
      indexed: true,
      because: [expect.stringMatching(/^It is charted as part of the Compose project `/)],
    });
    expect(await why('vendor/compose.yaml')).toEqual({
      indexed: false,
      because: [
        'It is not read, because of its folder `vendor`: folders of this name hold packages or what builds make.',
      ],
    });
    expect(client.output.splice(0)).not.toEqual([]);
  });

  test('speaks the language that the client brings', async () => {
    const sentences = pseudoBundle(bundleOf(repository));
    const initializationOptions = { fileSystem: true, pushDiagnostics: true, settings: {}, sentences };
    const client = await start({ 'compose.yaml': clash }, { initializationOptions });
    const [diagnostic] = client.published.get(client.uri('compose.yaml'))?.diagnostics ?? [];
    expect(diagnostic?.message).toMatch(/^⟦Ħöšţ|^⟦Höšţ/u);
    const range = diagnostic?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const titles = (await client.actions('compose.yaml', range)).map((a) => a.title);
    expect(titles.length).toBeGreaterThan(0);
    expect(titles.filter((title) => !title.startsWith('⟦'))).toEqual([]);
    const textDocument = { uri: client.uri('compose.yaml') };
    const position = { line: 1, character: 30 };
    const hover = await client.connection.sendRequest<{ contents: { value: string } } | null>('textDocument/hover', {
      textDocument,
      position,
    });
    expect(hover?.contents.value).toContain('⟦');
    const nonsense = { ...initializationOptions, sentences: { 'Host port': 7 } as never };
    const other = await start({ 'compose.yaml': clash }, { initializationOptions: nonsense });
    expect(other.published.get(other.uri('compose.yaml'))?.diagnostics[0]?.message).toMatch(/^Host port 80/);
  });
});
