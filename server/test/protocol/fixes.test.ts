// Code actions through a connection: what is offered, for which version, and what is left after it is applied.
import type { CodeAction, Diagnostic, TextDocumentEdit } from 'vscode-languageserver/node';
import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { overTransports, pushing } from './client';
import type { Client } from './client';

const service = (port: string) => `# kept
apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: api
          image: ghcr.io/shop/api:1
          ports: [{ name: web, containerPort: 3000 }]
          readinessProbe:
            httpGet: { path: /, port: ${port} } # why
          livenessProbe:
            httpGet: { path: /, port: "3000" }
`;
const broken = service('http');

const whole = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

const actionsAt = (client: Client, name: string, range: Diagnostic['range'], only?: string[]) =>
  client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: client.uri(name) },
    range,
    context: { diagnostics: [], ...(only ? { only } : {}) },
  });

/** Applies the edits of an action to texts by URI. */
function applied(action: CodeAction, texts: Record<string, string>): Record<string, string> {
  const out = { ...texts };
  for (const change of (action.edit?.documentChanges ?? []) as TextDocumentEdit[]) {
    const { uri } = change.textDocument;
    const document = TextDocument.create(uri, '', 1, out[uri] ?? '');
    out[uri] = TextDocument.applyEdits(document, change.edits as Parameters<typeof TextDocument.applyEdits>[1]);
  }
  return out;
}

overTransports((start) => {
  test('a quick fix names its finding and the version that it is for, and mends it', async () => {
    const client = await start({ 'k/api.yaml': broken.replaceAll('\n', '\r\n') });
    const uri = client.uri('k/api.yaml');
    client.open('k/api.yaml');
    client.change('k/api.yaml', broken.replaceAll('\n', '\r\n'));
    await client.settled();
    const found = client.published.get(uri)!.diagnostics.find((d) => d.code === 'probe-port-name-unresolved')!;
    const [action] = await actionsAt(client, 'k/api.yaml', found.range);
    expect(action).toMatchObject({
      kind: 'quickfix',
      diagnostics: [found],
      edit: { documentChanges: [{ textDocument: { uri, version: 2 } }] },
    });
    const text = applied(action!, { [uri]: broken.replaceAll('\n', '\r\n') })[uri]!;
    // Comments, quotes and line breaks are kept.
    expect(text).toBe(service('web').replaceAll('\n', '\r\n'));
    client.change('k/api.yaml', text);
    await client.settled();
    expect(client.problems()['k/api.yaml']?.join()).not.toContain('probe-port-name-unresolved');
  });

  test('a file that is not open has no version, and a client without versions gets plain changes', async () => {
    const client = await start({ 'k/api.yaml': broken });
    const [action] = await actionsAt(client, 'k/api.yaml', whole);
    expect(action?.edit?.documentChanges).toMatchObject([{ textDocument: { version: null } }]);
    const { workspaceEdit: _, ...workspace } = pushing.workspace!;
    const plain = await start({ 'k/api.yaml': broken }, { capabilities: { ...pushing, workspace } });
    const [other] = await actionsAt(plain, 'k/api.yaml', whole);
    expect(other?.edit?.documentChanges).toBeUndefined();
    expect(Object.keys(other?.edit?.changes ?? {})).toEqual([plain.uri('k/api.yaml')]);
  });

  test('nothing is offered where nothing is wrong, for other kinds, and for files that are not known', async () => {
    const client = await start({ 'k/api.yaml': broken });
    const first = { start: { line: 0, character: 0 }, end: { line: 0, character: 2 } };
    expect(await actionsAt(client, 'k/api.yaml', first)).toEqual([]);
    expect(await actionsAt(client, 'k/api.yaml', whole, ['refactor'])).toEqual([]);
    expect(await actionsAt(client, 'k/none.yaml', whole)).toEqual([]);
  });

  test('`source.fixAll.portolan` applies every safe fix, and only where it is asked for', async () => {
    const client = await start({ 'k/api.yaml': broken });
    const uri = client.uri('k/api.yaml');
    const kinds = async (only?: string[]) =>
      new Set((await actionsAt(client, 'k/api.yaml', whole, only)).map((a) => a.kind));
    expect(await kinds()).toEqual(new Set(['quickfix']));
    for (const only of ['source', 'source.fixAll', 'source.fixAll.portolan']) {
      expect(await kinds([only])).toEqual(new Set(['source.fixAll.portolan']));
    }
    expect(await kinds(['source.fixAll.eslint'])).toEqual(new Set());
    const [action] = await actionsAt(client, 'k/api.yaml', whole, ['source.fixAll']);
    const text = applied(action!, { [uri]: broken })[uri]!;
    // What the probe's name should be is a guess, and left to a person.
    expect(text).toBe(broken.replace('"3000"', '3000'));
    client.open('k/api.yaml', text);
    await client.settled();
    expect(await actionsAt(client, 'k/api.yaml', whole, ['source.fixAll'])).toEqual([]);
    expect(client.problems()['k/api.yaml']?.join()).not.toContain('quoted-port-number');
  });

  test('no edit is offered for a text that is already another', async () => {
    const client = await start({ 'k/api.yaml': broken });
    client.open('k/api.yaml');
    for (let i = 0; i < 10; i++) {
      client.change('k/api.yaml', `${'#\n'.repeat(i)}${broken}`);
      const actions = await actionsAt(client, 'k/api.yaml', whole, ['source.fixAll']);
      for (const { edit } of actions) {
        const [change] = (edit?.documentChanges ?? []) as TextDocumentEdit[];
        expect(change?.textDocument.version).toBe(i + 2);
        expect(change?.edits[0]?.range.start.line).toBe(16 + i);
      }
    }
  });
});
