// Code actions beyond the fix of one finding: all of a rule, leaving findings alone, explanations; resolved lazily or at once.
import type { ClientCapabilities, CodeAction, Command, Range, TextDocumentEdit } from 'vscode-languageserver/node';
import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Evidence, EvidencePlace, Explanation, RulePage } from '../../../shared/src/explain';
import { explainFindingMethod, rulePageMethod } from '../../../shared/src/explain';
import { overTransports } from './client';
import type { Client, ClientOptions } from './client';
import { pushing } from './profiles';

const probe = (name: string, port: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - name: ${name}
          image: ghcr.io/shop/${name}:1
          ports: [{ name: web, containerPort: 3000 }]
          readinessProbe:
            httpGet: { path: /, port: ${port} }
          livenessProbe:
            httpGet: { path: /, port: ${port} }
`;
const files = { 'k8s/api.yaml': probe('api', '"3000"'), 'k8s/web.yaml': probe('web', '"3000"') };
const RULE = 'quoted-port-number';
const first: Range = { start: { line: 13, character: 40 }, end: { line: 13, character: 40 } };

/** An editor that resolves nothing and makes no files. */
const plain: ClientCapabilities = {
  ...pushing,
  workspace: { ...pushing.workspace, workspaceEdit: { documentChanges: true } },
  textDocument: {
    ...pushing.textDocument,
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
  },
};

const actionsAt = (client: Client, name: string, range: Range, only?: string[]) =>
  client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: client.uri(name) },
    range,
    context: { diagnostics: [], ...(only ? { only } : {}) },
  });

const resolve = (client: Client, action: CodeAction) =>
  client.connection.sendRequest<CodeAction>('codeAction/resolve', action);

function titled(actions: readonly CodeAction[], title: string): CodeAction {
  const found = actions.find((a) => a.title === title);
  if (!found) throw new Error(`there is no “${title}” among ${actions.map((a) => a.title).join(' | ')}`);
  return found;
}

/** The texts after an edit, by URI; those of files that it makes included. */
function applied({ edit }: CodeAction, texts: Record<string, string>): Record<string, string> {
  const out = { ...texts };
  for (const change of (edit?.documentChanges ?? []) as TextDocumentEdit[]) {
    if (!('edits' in change)) continue;
    const { uri } = change.textDocument;
    const document = TextDocument.create(uri, '', 1, out[uri] ?? '');
    out[uri] = TextDocument.applyEdits(document, change.edits as Parameters<typeof TextDocument.applyEdits>[1]);
  }
  return out;
}

overTransports((start) => {
  test('all of a rule are fixed in the file and in the workspace, with a note for each file', async () => {
    const client = await start(files, { capabilities: pushing });
    const [api, web] = [client.uri('k8s/api.yaml'), client.uri('k8s/web.yaml')];
    const texts = { [api]: files['k8s/api.yaml'], [web]: files['k8s/web.yaml'] };
    const actions = await actionsAt(client, 'k8s/api.yaml', first);
    expect(actions.map((a) => a.title)).toEqual([
      'Write 3000 without quotes',
      `Fix all 2 \`${RULE}\` findings in this file`,
      `Fix all 4 \`${RULE}\` findings in the workspace`,
      `Ignore \`${RULE}\` on this line`,
      `Ignore \`${RULE}\` in this file`,
      `Ignore \`${RULE}\` for this file in portolan.yaml`,
      `Turn \`${RULE}\` off in portolan.yaml`,
    ]);
    expect(actions.map((a) => a.isPreferred ?? false)).toEqual([true, false, false, false, false, false, false]);
    const here = await resolve(client, titled(actions, `Fix all 2 \`${RULE}\` findings in this file`));
    expect(applied(here, texts)).toEqual({ ...texts, [api]: probe('api', '3000') });
    const all = await resolve(client, titled(actions, `Fix all 4 \`${RULE}\` findings in the workspace`));
    expect(applied(all, texts)).toEqual({ [api]: probe('api', '3000'), [web]: probe('web', '3000') });
    const label = `Fix \`${RULE}\` (2 places)`;
    expect(Object.values(all.edit?.changeAnnotations ?? {})).toEqual([
      { label, needsConfirmation: false },
      { label, needsConfirmation: true },
    ]);
    // One finding alone is not called “all”.
    client.open('k8s/web.yaml', probe('web', '3000'));
    client.open('k8s/api.yaml', probe('api', '"3000"').replace(/"3000" \}\n$/, '3000 }\n'));
    await client.settled();
    const one = await actionsAt(client, 'k8s/api.yaml', first);
    expect(one.filter((a) => a.title.startsWith('Fix all'))).toEqual([]);
  });

  test('edits come when they are asked for, and not for another text', async () => {
    const client = await start(files, { capabilities: pushing });
    expect(client.result.capabilities.codeActionProvider).toMatchObject({ resolveProvider: true });
    client.open('k8s/api.yaml');
    const actions = await actionsAt(client, 'k8s/api.yaml', first);
    expect(actions.length).toBeGreaterThan(5);
    for (const action of actions) {
      expect(action.edit).toBeUndefined();
      expect((await resolve(client, action)).edit).toBeDefined();
    }
    // Something else changes: the document is the same, and so is what is right for it.
    client.open('k8s/web.yaml', probe('web', '3000'));
    await client.settled();
    const fix = titled(actions, 'Write 3000 without quotes');
    expect((await resolve(client, fix)).edit).toBeDefined();
    client.change('k8s/api.yaml', `# one line more\n${files['k8s/api.yaml']}`);
    for (const action of actions) expect((await resolve(client, action)).edit).toBeUndefined();
    client.change('k8s/api.yaml', probe('api', '3000'));
    await client.settled();
    for (const action of actions) expect((await resolve(client, action)).edit).toBeUndefined();
  });

  test('a client that resolves nothing gets edits at once, and nothing that it cannot do', async () => {
    const client = await start(files, { capabilities: plain });
    expect(client.result.capabilities.codeActionProvider).toMatchObject({ resolveProvider: false });
    const actions = await actionsAt(client, 'k8s/api.yaml', first);
    expect(actions.every((a) => a.edit !== undefined && a.data === undefined && a.command === undefined)).toBe(true);
    // It makes no files, and there is no configuration yet.
    expect(actions.filter((a) => a.title.includes('portolan.yaml'))).toEqual([]);
    expect(titled(actions, `Fix all 4 \`${RULE}\` findings in the workspace`).edit?.changeAnnotations).toBeUndefined();
  });

  test('who resolves nothing and selects many findings does not wait for each to be ignored', async () => {
    const all = Array.from({ length: 12 }, (_, i) => probe(`api${i}`, '"3000"')).join('---\n');
    const whole: Range = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
    const offered = async (options: ClientOptions): Promise<readonly string[]> => {
      const client = await start({ 'k8s/all.yaml': all }, options);
      return (await actionsAt(client, 'k8s/all.yaml', whole)).map(({ title }) => title);
    };
    const [lazy, eager] = [await offered({}), await offered({ capabilities: plain })];
    expect(lazy.filter((t) => t.startsWith('Ignore')).length).toBeGreaterThan(20);
    expect(eager.filter((t) => t.startsWith('Ignore'))).toEqual([]);
    expect(eager).toContain(`Fix all 24 \`${RULE}\` findings in this file`);
  });
  test('what is ignored is gone, and nothing is said of the comment', async () => {
    const client = await start(files, { capabilities: pushing });
    const api = client.uri('k8s/api.yaml');
    for (const [title, left] of [
      [`Ignore \`${RULE}\` on this line`, 1],
      [`Ignore \`${RULE}\` in this file`, 0],
    ] as const) {
      client.open('k8s/api.yaml', files['k8s/api.yaml']);
      await client.settled();
      const action = titled(await actionsAt(client, 'k8s/api.yaml', first), title);
      const text = applied(await resolve(client, action), { [api]: files['k8s/api.yaml'] })[api] ?? '';
      client.change('k8s/api.yaml', text);
      await client.settled();
      expect(client.problems()['k8s/api.yaml'] ?? []).toHaveLength(left);
      client.close('k8s/api.yaml');
    }
  });

  test('a configuration is made, and written on afterwards; settings of the editor come before it', async () => {
    const client = await start(files, { capabilities: pushing });
    const off = titled(await actionsAt(client, 'k8s/api.yaml', first), `Turn \`${RULE}\` off in portolan.yaml`);
    const made = await resolve(client, off);
    expect(made.edit?.documentChanges?.[0]).toMatchObject({ kind: 'create', uri: client.uri('portolan.yaml') });
    client.write('portolan.yaml', applied(made, {})[client.uri('portolan.yaml')] ?? '');
    client.watch(['created', 'portolan.yaml']);
    await client.settled();
    expect(client.problems()).toEqual({});
    const settings = { rules: { [RULE]: 'warning' } };
    const set = await start(files, { capabilities: pushing, initializationOptions: { fileSystem: true, settings } });
    const actions = await actionsAt(set, 'k8s/api.yaml', first);
    expect(actions.filter((a) => a.title.includes('portolan.yaml'))).toEqual([]);
  });

  test('a client with the commands is offered explanations and pages', async () => {
    const initializationOptions = { fileSystem: true, settings: {}, showsFindings: true };
    const client = await start(files, { capabilities: pushing, initializationOptions });
    const actions = await actionsAt(client, 'k8s/api.yaml', first);
    const commands = actions.flatMap((a): Command[] => (a.command ? [a.command] : []));
    const position = { line: 13, character: 38 };
    expect(commands).toEqual([
      {
        title: 'Explain this finding',
        command: 'portolan.explainFinding',
        arguments: [{ uri: client.uri('k8s/api.yaml'), position, rule: RULE }],
      },
      { title: `Show the page of \`${RULE}\``, command: 'portolan.showRule', arguments: [{ rule: RULE }] },
    ]);
    const [told] = await client.connection.sendRequest<Explanation<EvidencePlace>[]>(
      explainFindingMethod,
      commands[0]?.arguments?.[0],
    );
    expect(told).toMatchObject({ rule: RULE, severity: 'error' });
    const rows = (e: Evidence<EvidencePlace>): string[] => [e.text, ...e.children.flatMap(rows)];
    expect(told && rows(told.claim)).toContain('Write 3000 without quotes (safe)');
    expect(told?.claim.at).toMatchObject({ name: 'k8s/api.yaml:14', line: 'httpGet: { path: /, port: "3000" }' });
    const page = await client.connection.sendRequest<RulePage>(rulePageMethod, { rule: RULE });
    expect(page.markdown).toContain(`# ${RULE}\n`);
    expect(await client.connection.sendRequest(rulePageMethod, { rule: 'no-such-rule' })).toBeNull();
    const nowhere = { uri: client.uri('k8s/api.yaml'), position: { line: 0, character: 0 } };
    expect(await client.connection.sendRequest(explainFindingMethod, nowhere)).toEqual([]);
  });
});
