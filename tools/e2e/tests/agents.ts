/// <reference types="mocha" />
import * as vscode from 'vscode';
import { QUESTIONS, toolName } from '../../../shared/src/agent';
import { closeAll, equal, indexed, manifest, ok, open, rangeOf, replace, root, untouched } from './util';

/** VS Code's interface to the tools of all extensions, which came with 1.95. */
interface Tools {
  readonly tools: readonly { readonly name: string; readonly description: string; readonly inputSchema?: object }[];
  invokeTool(
    name: string,
    options: { readonly input: object; readonly toolInvocationToken: undefined },
    token?: vscode.CancellationToken,
  ): Promise<{ readonly content: readonly { readonly value: string }[] }>;
}

const lm = vscode.lm as unknown as Partial<Tools> | undefined;

/** Older editors leave what the manifest says alone; the interface was only proposed, and throws. */
const isOld = Number(vscode.version.split('.')[1]) < 95;

suite('tools for language models', () => {
  suiteSetup(indexed);
  teardown(closeAll);

  const ask = async (question: (typeof QUESTIONS)[number], input: object = {}): Promise<string> => {
    const told = await lm?.invokeTool?.(toolName(question), { input, toolInvocationToken: undefined });
    return told?.content.map(({ value }) => value).join('\n') ?? '';
  };

  if (isOld) {
    test('are left out where there is no such thing', untouched);
    return;
  }

  test('are there, as package.json describes them', () => {
    const own = lm?.tools?.filter(({ name }) => name.startsWith('portolan_')) ?? [];
    equal(own.map(({ name }) => name).sort(), QUESTIONS.map(toolName).sort(), 'tools');
    const { languageModelTools = [] } = manifest().contributes;
    equal(
      languageModelTools.map(({ name }) => name),
      QUESTIONS.map(toolName),
      'contributed tools',
    );
    for (const { description, inputSchema } of own) ok(description.length > 100 && inputSchema, 'it is not described');
  });

  test('answer about the workspace', async () => {
    ok((await ask('list_services')).startsWith('Services: 12. Environments: `cluster`, `local`.'), 'services');
    const way = await ask('trace_port', { service: 'api', environment: 'local' });
    ok(way.includes('host 3001 of the host, for service `api` [every interface of the host] compose.yaml:21:10'), way);
    ok((await ask('list_findings')).startsWith(`Findings: ${FINDINGS_OF_THE_COMMAND_LINE.length} in all`), 'findings');
    ok((await ask('list_exposed_ports')).startsWith('Ways in from the outside: 8.'), 'exposure');
    ok((await ask('next_free_port', { from: 8080 })).startsWith('Port 8083 is free'), 'free port');
    ok((await ask('explain_rule', { rule: 'duplicate-port' })).startsWith('duplicate-port ('), 'rule');
    await untouched();
  });

  test('say what to do where there is no answer', async () => {
    equal(await ask('trace_port', { service: 'wbe' }), 'There is no service `wbe`; did you mean `web`?');
    equal(await ask('explain_rule'), '`rule` is missing: text. Id of the rule, such as `host-port-collision`.');
    const outside = vscode.Uri.joinPath(root(), '../../etc/passwd').fsPath;
    ok((await ask('list_services', { folder: outside })).includes('has read no file or folder'), 'outside');
  });

  test('see what is not saved yet', async () => {
    const document = await open('compose.yaml');
    await replace(document, rangeOf(document, '3001', 'ports:'), '3991');
    const way = await ask('trace_port', { service: 'api', environment: 'local' });
    ok(way.includes('host 3991 of the host'), way);
  });
});
