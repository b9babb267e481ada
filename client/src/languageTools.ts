import * as vscode from 'vscode';
import {
  askMethod,
  QUESTIONS,
  toolName,
  type AskParams,
  type AskResult,
  type QuestionName,
} from '../../shared/src/agent';
import type { Lifecycle } from './lifecycle';

/*
 * Tools by which language models ask about ports (`contributes.languageModelTools`). They answer in text that is made for a
 * model, and change nothing.
 */

/**
 * VS Code's interface for such tools, which came with 1.95. Before, there was none of it, or one that throws, since it was only
 * proposed; such editors are left without tools.
 */
interface ToolApi {
  readonly lm?: {
    readonly registerTool?: (name: string, tool: Tool) => vscode.Disposable;
  };
  readonly LanguageModelToolResult?: new (content: readonly unknown[]) => unknown;
  readonly LanguageModelTextPart?: new (text: string) => unknown;
}

interface Tool {
  prepareInvocation(): { readonly invocationMessage: string };
  invoke(options: { readonly input: unknown }, token: vscode.CancellationToken): Promise<unknown>;
}

/** Registers the tools, where the editor knows of such a thing. Nothing is asked of the server before a model does. */
export function registerLanguageTools(lifecycle: Lifecycle): vscode.Disposable {
  const { lm, LanguageModelToolResult: Result, LanguageModelTextPart: Text } = vscode as ToolApi;
  const isThere = lm?.registerTool && Result && Text && hasTools(vscode.version);
  if (!isThere) return new vscode.Disposable(() => undefined);
  const tools = QUESTIONS.map((question) =>
    lm.registerTool?.(toolName(question), {
      prepareInvocation: () => ({ invocationMessage: doing(question) }),
      invoke: async ({ input }, token) => new Result([new Text(await answer(lifecycle, { question, input }, token))]),
    }),
  );
  return vscode.Disposable.from(...tools.flatMap((tool) => tool ?? []));
}

/** Whether a version of VS Code (`1.95.0`, `1.96.0-insider`) has the interface. */
function hasTools(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 1 || (major === 1 && minor >= 95);
}

async function answer(lifecycle: Lifecycle, params: AskParams, token: vscode.CancellationToken): Promise<string> {
  if (!lifecycle.session()) await lifecycle.restart();
  const client = lifecycle.session()?.client;
  // Not shown: read by the model, or by whoever looks why it got no answer.
  if (!client) throw new Error('The language server of Portolan is not running.');
  await client.start(); // resolves once it is up; starts no second server
  return (await client.sendRequest<AskResult>(askMethod, params, token)).text;
}

/** What a chat shows while a tool is at work. */
function doing(question: QuestionName): string {
  switch (question) {
    case 'list_services':
      return vscode.l10n.t('Listing services and their ports');
    case 'trace_port':
      return vscode.l10n.t('Following the way of a port');
    case 'list_findings':
      return vscode.l10n.t('Listing what does not add up in the ports');
    case 'list_exposed_ports':
      return vscode.l10n.t('Listing ports that can be reached from outside');
    case 'next_free_port':
      return vscode.l10n.t('Looking for a free port');
    case 'explain_rule':
      return vscode.l10n.t('Looking up a rule of Portolan');
  }
}
