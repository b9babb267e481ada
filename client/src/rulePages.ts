import * as vscode from 'vscode';
import { rulePageMethod, type RulePage, type RulePageParams } from '../../shared/src/explain';
import { Command } from '../../shared/src/protocol';
import type { Lifecycle } from './lifecycle';

/** Scheme of the read-only documents that hold the pages of rules. */
const SCHEME = 'portolan-rule';

/** Registers the pages of rules: the server has them all, so that they are there without a network. */
export function registerRulePages(lifecycle: Lifecycle): vscode.Disposable {
  const ask = async (rule: string): Promise<RulePage | undefined> => {
    const client = lifecycle.session()?.client;
    if (!client) return undefined;
    await client.start(); // resolves once it is up; starts no second server
    const params: RulePageParams = { rule };
    return (await client.sendRequest<RulePage | null>(rulePageMethod, params)) ?? undefined;
  };
  const provider: vscode.TextDocumentContentProvider = {
    async provideTextDocumentContent({ path }) {
      const page = await ask(path.slice(1).replace(/\.md$/, ''));
      return page?.markdown ?? vscode.l10n.t('There is no such rule.');
    },
  };
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, provider),
    vscode.commands.registerCommand(Command.showRule, async (given?: Partial<RulePageParams>) => {
      if (typeof given?.rule === 'string') await show(vscode.Uri.from({ scheme: SCHEME, path: `/${given.rule}.md` }));
    }),
  );
}

/** The page as it is meant to be read; as text where nothing shows Markdown. */
async function show(uri: vscode.Uri): Promise<void> {
  try {
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } catch {
    await vscode.window.showTextDocument(uri, { preview: true });
  }
}

/** A diagnostic whose rule leads to the page that the server has, rather than to one on a network. */
export function withRulePage(diagnostic: vscode.Diagnostic): vscode.Diagnostic {
  const { code } = diagnostic;
  if (typeof code !== 'object' || typeof code.value !== 'string') return diagnostic;
  const params: RulePageParams = { rule: code.value };
  const target = vscode.Uri.from({
    scheme: 'command',
    path: Command.showRule,
    query: JSON.stringify([params]),
  });
  diagnostic.code = { value: code.value, target };
  return diagnostic;
}
