// Diagnostics that are pulled: by document and for the whole workspace.
import type {
  DocumentDiagnosticReport,
  WorkspaceDiagnosticReport,
  WorkspaceFullDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import { describe, expect, test } from 'vitest';
import { brief, overTransports, until } from './client';
import { pulling } from './profiles';
import type { Client, ClientOptions } from './client';

const compose = (...ports: readonly number[]) =>
  `services:\n${ports.map((p, i) => `  s${i}:\n    image: example/s${i}\n    ports: ["${p}:80"]\n`).join('')}`;
const clash = compose(8080, 8080);
const fine = compose(8080, 8081);
const at = '7:14 host-port-collision';
const options: ClientOptions = { capabilities: pulling, initializationOptions: { fileSystem: true, settings: {} } };

const pull = (client: Client, name: string, previousResultId?: string) =>
  client.connection.sendRequest<DocumentDiagnosticReport>('textDocument/diagnostic', {
    textDocument: { uri: client.uri(name) },
    identifier: 'portolan',
    ...(previousResultId === undefined ? {} : { previousResultId }),
  });

type Ids = Record<string, string>;

interface OpenPull {
  readonly answer: Promise<WorkspaceDiagnosticReport>;
  readonly source: CancellationTokenSource;
  answered(): boolean;
}

function pullAll(client: Client, previous: Ids = {}): OpenPull {
  const previousResultIds = Object.entries(previous).map(([name, value]) => ({ uri: client.uri(name), value }));
  const source = new CancellationTokenSource();
  let done = false;
  const answer = client.connection
    .sendRequest<WorkspaceDiagnosticReport>(
      'workspace/diagnostic',
      { identifier: 'portolan', previousResultIds },
      source.token,
    )
    .finally(() => (done = true));
  return { answer, source, answered: () => done };
}

/** A report by name: brief lines, and the ids for the next pull. */
function read(client: Client, report: WorkspaceDiagnosticReport) {
  const items = report.items as WorkspaceFullDocumentDiagnosticReport[];
  const name = (uri: string) => uri.slice(client.uri('').length + 1);
  return {
    problems: Object.fromEntries(
      items.map((i) => [name(i.uri), brief(i.items)] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    ids: Object.fromEntries(items.map((i) => [name(i.uri), i.resultId!])),
  };
}

overTransports((start) => {
  test('nothing is pushed to a client that pulls', async () => {
    const client = await start({ 'compose.yaml': clash }, options);
    expect(client.result.capabilities.diagnosticProvider).toMatchObject({
      interFileDependencies: true,
      workspaceDiagnostics: true,
    });
    client.open('compose.yaml');
    client.change('compose.yaml', fine);
    await client.settled();
    expect(client.pushes()).toBe(0);
    expect(client.refreshes()).toBeGreaterThan(0);
  });

  test('a client that refuses to pull again is told so after the next change', async () => {
    let asked = 0;
    const client = await start({ 'compose.yaml': clash }, options);
    client.connection.onRequest('workspace/diagnostic/refresh', () => {
      asked++;
      throw new Error('not now');
    });
    client.open('compose.yaml');
    for (const [i, text] of [fine, clash, fine].entries()) {
      client.change('compose.yaml', text);
      await until(() => asked > i);
    }
  });

  test('a client that cannot be told to pull again gets pushes', async () => {
    const { diagnostics: _, ...workspace } = pulling.workspace!;
    const client = await start({ 'compose.yaml': clash }, { ...options, capabilities: { ...pulling, workspace } });
    expect(client.result.capabilities.diagnosticProvider).toBeUndefined();
    expect(client.problems()).toEqual({ 'compose.yaml': [at] });
  });

  test('a client that takes only pulls, and cannot be told to, waits for the first index', async () => {
    const { publishDiagnostics: _, ...textDocument } = pulling.textDocument!;
    const { diagnostics: __, ...workspace } = pulling.workspace!;
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`p${i}/compose.yaml`, clash]));
    const client = await start(many, { ...options, capabilities: { ...pulling, textDocument, workspace }, cold: true });
    const report = await pull(client, 'p99/compose.yaml');
    expect(report.kind === 'full' && brief(report.items)).toEqual([at]);
    client.open('p99/compose.yaml');
    client.change('p99/compose.yaml', fine);
    expect(await pull(client, 'p99/compose.yaml')).toMatchObject({ items: [] });
    expect([client.refreshes(), client.pushes()]).toEqual([0, 0]);
  });

  describe('a document', () => {
    test('is told with a result id, and as unchanged to whoever has it', async () => {
      const client = await start({ 'compose.yaml': clash }, options);
      const report = await pull(client, 'compose.yaml');
      if (report.kind !== 'full') throw new Error(report.kind);
      expect(brief(report.items)).toEqual([at]);
      expect(await pull(client, 'compose.yaml', report.resultId)).toEqual({
        kind: 'unchanged',
        resultId: report.resultId,
      });
      expect(await pull(client, 'compose.yaml', 'other')).toEqual(report);
    });
    test('is told as it is after the last edit', async () => {
      const client = await start({ 'compose.yaml': clash }, options);
      const before = await pull(client, 'compose.yaml');
      client.open('compose.yaml');
      for (const text of [fine, clash, fine]) {
        client.change('compose.yaml', text);
        const report = await pull(client, 'compose.yaml', before.resultId);
        expect(report.kind === 'full' ? brief(report.items) : [at]).toEqual(text === clash ? [at] : []);
      }
    });
    test('without findings, or unknown, is empty', async () => {
      const client = await start({ 'compose.yaml': fine }, options);
      for (const name of ['compose.yaml', 'none.yaml']) {
        expect(await pull(client, name)).toEqual({ kind: 'full', items: [] });
      }
    });
  });

  describe('the workspace', () => {
    test('is told at once, only documents with findings', async () => {
      const client = await start({ 'a/compose.yaml': clash, 'b/compose.yaml': fine }, options);
      expect(read(client, await pullAll(client).answer).problems).toEqual({ 'a/compose.yaml': [at] });
    });
    test('stays open until something changes, and then tells what changed', async () => {
      const client = await start({ 'a/compose.yaml': clash, 'b/compose.yaml': fine, 'c/compose.yaml': clash }, options);
      const first = read(client, await pullAll(client).answer);
      const open = pullAll(client, first.ids);
      client.open('b/compose.yaml');
      client.change('b/compose.yaml', `${fine}# nothing\n`);
      await client.settled();
      await client.check();
      expect(open.answered()).toBe(false);
      client.change('b/compose.yaml', clash);
      client.write('a/compose.yaml', fine);
      client.watch(['changed', 'a/compose.yaml']);
      const second = read(client, await open.answer);
      const ids = { ...first.ids, ...second.ids };
      let known = { ...first.problems, ...second.problems };
      if (known['a/compose.yaml']?.length !== 0 || !known['b/compose.yaml']) {
        // The two changes may have been two.
        known = { ...known, ...read(client, await pullAll(client, ids).answer).problems };
      }
      // Who had findings is told to be clean.
      expect(known).toEqual({ 'a/compose.yaml': [], 'b/compose.yaml': [at], 'c/compose.yaml': [at] });
    });
    test('is told once to each of several pulls', async () => {
      const client = await start({ 'compose.yaml': clash }, options);
      const { ids } = read(client, await pullAll(client).answer);
      const pulls = [pullAll(client, ids), pullAll(client, ids)];
      client.remove('compose.yaml');
      client.watch(['deleted', 'compose.yaml']);
      for (const p of pulls) expect(read(client, await p.answer).problems).toEqual({ 'compose.yaml': [] });
    });
    test('ends for a pull that is cancelled, and only for that', async () => {
      const client = await start({ 'compose.yaml': clash }, options);
      const { ids } = read(client, await pullAll(client).answer);
      const [given, kept] = [pullAll(client, ids), pullAll(client, ids)];
      given.source.cancel();
      await given.answer.catch(() => undefined);
      // Many that are taken back in the same breath: some before the server has looked at them, some after.
      for (const pull of Array.from({ length: 30 }, () => pullAll(client, ids))) {
        pull.source.cancel();
        await pull.answer.catch(() => undefined);
      }
      expect(kept.answered()).toBe(false);
      client.open('compose.yaml', fine);
      expect(read(client, await kept.answer).problems).toEqual({ 'compose.yaml': [] });
    });
    test('clears what a client knows from an earlier server', async () => {
      const client = await start({ 'compose.yaml': fine }, options);
      const report = read(client, await pullAll(client, { 'old.yaml': '7', 'compose.yaml': '8' }).answer);
      expect(report.problems).toEqual({ 'compose.yaml': [], 'old.yaml': [] });
      const open = pullAll(client, report.ids);
      await client.settled();
      expect(open.answered()).toBe(false);
      open.source.cancel();
      await open.answer.catch(() => undefined);
    });
    test('is not told before it is known: no empty report while the index is made', async () => {
      const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`p${i}/compose.yaml`, clash]));
      const client = await start(many, { ...options, cold: true });
      const report = read(client, await pullAll(client).answer);
      expect(Object.keys(report.problems)).toHaveLength(200);
    });
  });

  test('the client is told to pull again when files change that it did not edit', async () => {
    const client = await start({ 'compose.yaml': clash.replace('8080', '${P}'), '.env': 'P=1\n' }, options);
    client.open('compose.yaml');
    await client.settled();
    const before = client.refreshes();
    client.write('.env', 'P=8080\n');
    client.watch(['changed', '.env']);
    await until(() => client.refreshes() > before, 'no refresh came');
    const report = await pull(client, 'compose.yaml');
    expect(report.kind === 'full' && brief(report.items)).toEqual([at]);
  });
});
