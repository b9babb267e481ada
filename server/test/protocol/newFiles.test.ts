// What the server writes on request: the document of ports, and NetworkPolicies beside a manifest.
import type { ApplyWorkspaceEditParams, CreateFile, TextDocumentEdit } from 'vscode-languageserver/node';
import { expect, test } from 'vitest';
import type { UpdatePortsResult } from '../../../shared/src/protocol';
import { updatePortsMethod } from '../../../shared/src/protocol';
import type { Client } from './client';
import { overTransports } from './client';
import { pushing } from './profiles';

const compose = "services:\n  api:\n    image: registry.example/api\n    expose: ['3000']\n";

const pods = ['web', 'api']
  .map(
    (name) => `apiVersion: v1
kind: Pod
metadata: { name: ${name}, labels: { app: ${name} } }
spec: { containers: [{ name: c, image: registry.example/${name}, env: [{ name: API_ADDR, value: "api:80" }] }] }
`,
  )
  .concat(
    'apiVersion: v1\nkind: Service\nmetadata: { name: api }\nspec: { selector: { app: api }, ports: [{ port: 80 }] }\n',
  )
  .join('---\n');

const creating = {
  ...pushing,
  workspace: {
    ...pushing.workspace,
    workspaceEdit: { documentChanges: true, resourceOperations: ['create' as const] },
  },
};

const actions = (client: Client, name: string, line: number, only?: string[]) => {
  const at = { line, character: 0 };
  return client.actions(name, { start: at, end: at }, only);
};

overTransports((start) => {
  test('PORTS.md is made, and is no finding any more once it is updated', async () => {
    const client = await start({ 'compose.yaml': compose }, { capabilities: creating });
    const edits: ApplyWorkspaceEditParams[] = [];
    client.connection.onRequest('workspace/applyEdit', (params: ApplyWorkspaceEditParams) => {
      edits.push(params);
      return { applied: true };
    });
    const result = await client.connection.sendRequest<UpdatePortsResult>(updatePortsMethod);
    expect(result).toEqual({ documents: [client.uri('PORTS.md')], applied: true });
    const [create, fill] = (edits[0]?.edit.documentChanges ?? []) as [CreateFile, TextDocumentEdit];
    expect(create).toMatchObject({ kind: 'create', uri: client.uri('PORTS.md') });
    const text = (fill.edits[0] as { newText: string }).newText;
    expect(text).toContain('| api | 3000/tcp |');

    client.write('PORTS.md', text);
    client.watch(['created', 'PORTS.md']);
    await client.settled();
    expect(client.problems()['PORTS.md']).toBeUndefined();
    expect(await actions(client, 'compose.yaml', 0, ['source'])).toEqual([]);
    client.open('compose.yaml');
    client.change('compose.yaml', compose.replace('3000', '3001'));
    await client.settled();
    expect(client.problems()['PORTS.md']?.join()).toContain('port-undocumented');
    const [update] = await actions(client, 'compose.yaml', 0, ['source']);
    expect(update).toMatchObject({ title: 'Update PORTS.md', kind: 'source.updatePorts.portolan' });
    expect(await actions(client, 'compose.yaml', 0)).toEqual([]);
  });

  test('policies are offered on a workload of a plain manifest, once', async () => {
    const client = await start({ 'k8s/app.yaml': pods }, { capabilities: creating });
    const [action, ...others] = await actions(client, 'k8s/app.yaml', 2);
    expect(others).toEqual([]);
    expect(action?.title).toBe('Write NetworkPolicies for `web`');
    expect(await actions(client, 'k8s/app.yaml', 3)).toEqual([]);
    expect(await actions(client, 'k8s/app.yaml', 3, ['refactor'])).toHaveLength(1);
    const [create, fill] = (action?.edit?.documentChanges ?? []) as [CreateFile, TextDocumentEdit];
    expect(create.uri).toBe(client.uri('k8s/web-netpol.yaml'));
    const text = (fill.edits[0] as { newText: string }).newText;
    expect(text).toContain('name: allow-web');
    client.write('k8s/web-netpol.yaml', text);
    client.watch(['created', 'k8s/web-netpol.yaml']);
    await client.settled();
    expect(await actions(client, 'k8s/app.yaml', 2)).toEqual([]);
  });

  test('a client that cannot make files is offered none', async () => {
    const capabilities = { ...pushing, workspace: { ...pushing.workspace, workspaceEdit: { documentChanges: true } } };
    const client = await start({ 'k8s/app.yaml': pods }, { capabilities });
    expect(await actions(client, 'k8s/app.yaml', 2, ['refactor', 'source'])).toEqual([]);
  });
});
