import * as vscode from 'vscode';
import type { Middleware, vsdiag } from 'vscode-languageclient';
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
      if (typeof given?.rule === 'string') await show(addressOf(given.rule));
    }),
  );
}

function addressOf(rule: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${rule}.md` });
}

/** The page as it is meant to be read; as text where nothing shows Markdown. */
async function show(uri: vscode.Uri): Promise<void> {
  try {
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } catch {
    await vscode.window.showTextDocument(uri, { preview: true });
  }
}

/** Lets the rules of diagnostics lead to the pages that the server has, rather than to those on a network. */
export const ruleLinks: Middleware = {
  handleDiagnostics: (uri, diagnostics, next) => next(uri, diagnostics.map(withRulePage)),
  provideDiagnostics: async (document, previous, token, next) => {
    const report = await next(document, previous, token);
    return report && linked(report);
  },
  provideWorkspaceDiagnostics: async (previous, token, tell, next) => {
    const all = <T extends vsdiag.WorkspaceDiagnosticReport>(report: T): T => ({
      ...report,
      items: report.items.map(linked),
    });
    const report = await next(previous, token, (chunk) => tell(chunk && all(chunk)));
    return report && all(report);
  },
};

function linked<T extends vsdiag.DocumentDiagnosticReport>(report: T): T {
  return 'items' in report ? { ...report, items: report.items.map(withRulePage) } : report;
}

function withRulePage(diagnostic: vscode.Diagnostic): vscode.Diagnostic {
  const { code } = diagnostic;
  if (typeof code !== 'object' || typeof code.value !== 'string') return diagnostic;
  // Hovers follow links to documents, but run no commands.
  diagnostic.code = { value: code.value, target: addressOf(code.value) };
  return diagnostic;
}
