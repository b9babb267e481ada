// Refactorings through a connection: offered at a cursor, fetched when chosen, and what is left after they are applied.
import type { ClientCapabilities, CodeAction, CreateFile, TextDocumentEdit } from 'vscode-languageserver/node';
import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { overTransports } from './client';
import { pushing } from './profiles';
import type { Client } from './client';

const compose = `services:
  api:
    image: registry.example/shop/api:4
    ports:
      - 8080:80
`;

/** An editor that resolves nothing and makes no files. */
const plain: ClientCapabilities = {
  ...pushing,
  workspace: { ...pushing.workspace, workspaceEdit: { documentChanges: true } },
  textDocument: {
    ...pushing.textDocument,
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
  },
};

const at = (line: number, character: number) => ({ start: { line, character }, end: { line, character } });
const onPort = at(4, 9);

function actionsAt(client: Client, range: ReturnType<typeof at>, only?: string[]): Promise<CodeAction[]> {
  return client.connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri: client.uri('compose.yaml') },
    range,
    context: { diagnostics: [], ...(only ? { only } : {}) },
  });
}

const resolved = (client: Client, action: CodeAction | undefined): Promise<CodeAction> =>
  client.connection.sendRequest('codeAction/resolve', action);

/** The texts of files after an edit, by name. */
function applied(
  client: Client,
  { edit }: CodeAction,
  texts: Readonly<Record<string, string>>,
): Record<string, string> {
  const out = Object.fromEntries(Object.entries(texts).map(([name, text]) => [client.uri(name), text]));
  for (const change of (edit?.documentChanges ?? []) as (TextDocumentEdit | CreateFile)[]) {
    if ('kind' in change) out[change.uri] = '';
    else {
      const { uri } = change.textDocument;
      const document = TextDocument.create(uri, '', 1, out[uri] ?? '');
      out[uri] = TextDocument.applyEdits(document, change.edits as Parameters<typeof TextDocument.applyEdits>[1]);
    }
  }
  return Object.fromEntries(Object.entries(out).map(([uri, text]) => [uri.slice(uri.lastIndexOf('/') + 1), text]));
}

overTransports((start) => {
  test('are offered by their kinds, and fetched when chosen', async () => {
    const client = await start({ 'compose.yaml': compose }, { capabilities: pushing });
    client.open('compose.yaml');
    await client.settled();
    const offered = await actionsAt(client, onPort, ['refactor']);
    expect(offered.map((a) => [a.kind, a.title, a.edit])).toEqual([
      ['refactor.extract', 'Extract port 8080 to variable `API_PORT` in .env', undefined],
      ['refactor.rewrite', 'Publish it on 127.0.0.1 only', undefined],
    ]);
    const [extract] = await actionsAt(client, onPort, ['refactor.extract']);
    const made = await resolved(client, extract);
    const texts = applied(client, made, { 'compose.yaml': compose });
    expect(texts).toEqual({
      'compose.yaml': compose.replace('8080', '${API_PORT:-8080}'),
      '.env': 'API_PORT=8080\n',
    });
    client.change('compose.yaml', texts['compose.yaml'] ?? '');
    await client.settled();
    const [inline] = await actionsAt(client, onPort, ['refactor.inline']);
    expect(inline?.title).toBe('Inline variable `API_PORT` (8080)');
    expect(applied(client, await resolved(client, inline), texts)['compose.yaml']).toBe(compose);
  });

  test('are offered with their edits where the client fetches none, and without new files where it makes none', async () => {
    const client = await start({ 'compose.yaml': compose }, { capabilities: plain });
    const offered = await actionsAt(client, onPort, ['refactor']);
    expect(offered.map((a) => a.title)).toEqual(['Publish it on 127.0.0.1 only']);
    const [loopback] = offered;
    expect(loopback && applied(client, loopback, { 'compose.yaml': compose })['compose.yaml']).toBe(
      compose.replace('8080', '127.0.0.1:8080'),
    );
    const other = await start({ 'compose.yaml': compose, '.env': 'TAG=4\n' }, { capabilities: plain });
    expect((await actionsAt(other, onPort, ['refactor'])).map((a) => a.title)).toContain(
      'Extract port 8080 to variable `API_PORT` in .env',
    );
  });

  test('nothing is offered beside a port, nor twice where a fix does it', async () => {
    const database = compose.replace('registry.example/shop/api:4', 'postgres:16').replace('8080:80', '5432:5432');
    const client = await start({ 'compose.yaml': database }, { capabilities: pushing });
    expect(await actionsAt(client, at(0, 2), ['refactor'])).toEqual([]);
    const titles = (await actionsAt(client, onPort)).map((a) => a.title);
    expect(titles.filter((t) => t === 'Publish it on 127.0.0.1 only')).toHaveLength(1);
    expect(titles).toContain('Extract port 5432 to variable `API_PORT` in .env');
  });

  test('an edit that was offered for another text is not made', async () => {
    const client = await start({ 'compose.yaml': compose }, { capabilities: pushing });
    client.open('compose.yaml');
    await client.settled();
    const [extract] = await actionsAt(client, onPort, ['refactor.extract']);
    client.change('compose.yaml', `# moved\n${compose}`);
    await client.settled();
    expect((await resolved(client, extract)).edit).toBeUndefined();
  });
});
