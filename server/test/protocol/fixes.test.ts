// Code actions through a connection: what is offered, for which version, and what is left after it is applied.
import type { CodeAction, Command, TextDocumentEdit, TextEdit } from 'vscode-languageserver/node';
import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { overProfiles } from './client';
import { ours, pushing } from './profiles';

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

/** Applies the edits of an action to texts by URI. */
function applied(action: CodeAction, texts: Record<string, string>): Record<string, string> {
  const out = { ...texts };
  const changes = (action.edit?.documentChanges ?? []) as TextDocumentEdit[];
  const edits = changes.map((c) => [c.textDocument.uri, c.edits] as const);
  for (const [uri, list] of [...edits, ...Object.entries(action.edit?.changes ?? {})]) {
    const document = TextDocument.create(uri, '', 1, out[uri] ?? '');
    out[uri] = TextDocument.applyEdits(document, list as TextEdit[]);
  }
  return out;
}

overProfiles((start, _, { capabilities, name: profile }) => {
  const literals = capabilities.textDocument?.codeAction !== undefined;

  test('a quick fix names its finding and the version that it is for, and mends it', async () => {
    const client = await start({ 'k/api.yaml': broken.replaceAll('\n', '\r\n') });
    const uri = client.uri('k/api.yaml');
    client.open('k/api.yaml');
    client.change('k/api.yaml', broken.replaceAll('\n', '\r\n'));
    await client.settled();
    const found = client.published.get(uri)!.diagnostics.find((d) => d.code === 'probe-port-name-unresolved')!;
    const [action] = await client.actions('k/api.yaml', found.range);
    if (literals)
      expect(action).toMatchObject({
        kind: 'quickfix',
        diagnostics: [found],
        edit: { documentChanges: [{ textDocument: { uri, version: 2 } }] },
      });
    else expect(Object.keys(action?.edit ?? {})).toEqual(['changes']);
    const text = applied(action!, { [uri]: broken.replaceAll('\n', '\r\n') })[uri]!;
    // Comments, quotes and line breaks are kept.
    expect(text).toBe(service('web').replaceAll('\n', '\r\n'));
    client.change('k/api.yaml', text);
    await client.settled();
    expect(client.problems()['k/api.yaml']?.join()).not.toContain('probe-port-name-unresolved');
  });

  test.skipIf(profile !== ours.name)(
    'a file that is not open has no version, and a client without versions gets plain changes',
    async () => {
      const client = await start({ 'k/api.yaml': broken });
      const [action] = await client.actions('k/api.yaml', whole);
      expect(action?.edit?.documentChanges).toMatchObject([{ textDocument: { version: null } }]);
      const { workspaceEdit: _, ...workspace } = pushing.workspace!;
      const plain = await start({ 'k/api.yaml': broken }, { capabilities: { ...pushing, workspace } });
      const [other] = await plain.actions('k/api.yaml', whole);
      expect(other?.edit?.documentChanges).toBeUndefined();
      expect(Object.keys(other?.edit?.changes ?? {})).toEqual([plain.uri('k/api.yaml')]);
    },
  );

  test('nothing is offered where nothing is wrong, for other kinds, and for files that are not known', async () => {
    const client = await start({ 'k/api.yaml': broken });
    const first = { start: { line: 0, character: 0 }, end: { line: 0, character: 2 } };
    expect(await client.actions('k/api.yaml', first)).toEqual([]);
    expect(await client.actions('k/api.yaml', whole, ['refactor'])).toEqual([]);
    expect(await client.actions('k/none.yaml', whole)).toEqual([]);
  });

  test('`source.fixAll.portolan` applies every safe fix, and only where it is asked for', async () => {
    const client = await start({ 'k/api.yaml': broken });
    const uri = client.uri('k/api.yaml');
    const kinds = async (only?: string[]) =>
      new Set((await client.actions('k/api.yaml', whole, only)).map((a) => a.kind));
    if (literals) expect(await kinds()).toEqual(new Set(['quickfix']));
    expect(await kinds(['source'])).toContain(literals ? 'source.fixAll.portolan' : undefined);
    for (const only of ['source.fixAll', 'source.fixAll.portolan']) {
      expect(await kinds([only])).toEqual(new Set([literals ? 'source.fixAll.portolan' : undefined]));
    }
    expect(await kinds(['source.fixAll.eslint'])).toEqual(new Set());
    const [action] = await client.actions('k/api.yaml', whole, ['source.fixAll']);
    const text = applied(action!, { [uri]: broken })[uri]!;
    // What the probe's name should be is a guess, and left to a person.
    expect(text).toBe(broken.replace('"3000"', '3000'));
    client.open('k/api.yaml', text);
    await client.settled();
    expect(await client.actions('k/api.yaml', whole, ['source.fixAll'])).toEqual([]);
    expect(client.problems()['k/api.yaml']?.join()).not.toContain('quoted-port-number');
  });

  test('no edit is offered for a text that is already another', async () => {
    const client = await start({ 'k/api.yaml': broken });
    client.open('k/api.yaml');
    for (let i = 0; i < 10; i++) {
      client.change('k/api.yaml', `${'#\n'.repeat(i)}${broken}`);
      const actions = await client.actions('k/api.yaml', whole, ['source.fixAll']);
      for (const { edit } of actions) {
        const [change] = (edit?.documentChanges ?? []) as TextDocumentEdit[];
        if (change) expect(change.textDocument.version).toBe(i + 2);
        const [first] = change?.edits ?? Object.values(edit?.changes ?? {})[0] ?? [];
        if (edit) expect((first as TextEdit).range.start.line).toBe(16 + i);
      }
    }
  });

  test.skipIf(literals)('an action is a command, which is refused once the text is another', async () => {
    const client = await start({ 'k/api.yaml': broken });
    expect(client.result.capabilities.codeActionProvider).toBe(true);
    expect(client.result.capabilities.executeCommandProvider?.commands).toEqual(['portolan.applyAction']);
    const params = { textDocument: { uri: client.uri('k/api.yaml') }, range: whole, context: { diagnostics: [] } };
    const found = await client.connection.sendRequest<Command[]>('textDocument/codeAction', params);
    expect(new Set(found.map((c) => c.command))).toEqual(new Set(['portolan.applyAction']));
    client.open('k/api.yaml', 'kind: Other\n');
    await client.settled();
    const run = (command: object) => client.connection.sendRequest('workspace/executeCommand', command);
    await expect(run(found[0]!)).rejects.toThrow('The text has changed');
    for (const command of ['portolan.applyAction', 'rm', ''])
      await expect(run({ command, arguments: [] })).rejects.toThrow('There is no such command.');
    expect(client.edits).toEqual([]);
  });

  test.skipIf(literals)('a client that has no edits applied either gets no actions', async () => {
    const client = await start({ 'k/api.yaml': broken }, { capabilities: {} });
    expect(client.result.capabilities.codeActionProvider).toBe(false);
    expect(client.result.capabilities.executeCommandProvider).toBeUndefined();
  });
});
