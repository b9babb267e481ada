import * as vscode from 'vscode';
import {
  renderedContextsMethod,
  renderedDocumentMethod,
  renderedSourceMethod,
  type RenderedContext,
  type RenderedDocument,
  type RenderedSubject,
} from '../../shared/src/rendered';
import type { Lifecycle } from './lifecycle';

/** Scheme of the read-only documents that show what a chart renders. */
const SCHEME = 'portolan-rendered';

/** Rendered charts as read-only documents: they follow the workspace, and "go to definition" leads to the source of a line. */
export interface RenderedManifests extends vscode.Disposable {
  /** Asks which environment where there are several, and shows what the active file renders to in it. */
  readonly show: () => Promise<void>;
  /** The index has changed: open documents are asked for anew. */
  readonly refresh: () => void;
}

/** Registers the documents; nothing is asked of the server before one is shown. */
export function createRendered(lifecycle: Lifecycle): RenderedManifests {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const ask = async <T>(method: string, params: object): Promise<T | undefined> => {
    const client = lifecycle.session()?.client;
    if (!client) return undefined;
    await client.start();
    return (await client.sendRequest<T | null>(method, params)) ?? undefined;
  };
  const provider: vscode.TextDocumentContentProvider & vscode.DefinitionProvider = {
    onDidChange: changed.event,
    async provideTextDocumentContent(uri) {
      const document = await ask<RenderedDocument>(renderedDocumentMethod, subjectOf(uri));
      return document?.text ?? vscode.l10n.t('# This environment renders nothing of it any more.');
    },
    async provideDefinition(document, position) {
      const params = { ...subjectOf(document.uri), line: position.line };
      const found = await ask<{ uri: string; range: vscode.Range }>(renderedSourceMethod, params);
      if (!found) return undefined;
      const { start, end } = found.range;
      const range = new vscode.Range(start.line, start.character, end.line, end.character);
      return new vscode.Location(vscode.Uri.parse(found.uri), range);
    },
  };
  const registered = vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, provider),
    vscode.languages.registerDefinitionProvider({ scheme: SCHEME }, provider),
  );
  return {
    async show() {
      const uri = vscode.window.activeTextEditor?.document.uri;
      if (!uri) return;
      const subject = await chosen(
        uri,
        await ask<readonly RenderedContext[]>(renderedContextsMethod, { uri: uri.toString() }),
      );
      const document = subject && (await ask<RenderedDocument>(renderedDocumentMethod, subject));
      if (!subject || !document) return;
      const opened = await vscode.workspace.openTextDocument(addressOf(subject, document.title));
      await vscode.languages.setTextDocumentLanguage(opened, 'yaml');
      await vscode.window.showTextDocument(opened, { viewColumn: vscode.ViewColumn.Beside, preview: true });
    },
    refresh() {
      for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === SCHEME) changed.fire(uri);
    },
    dispose: () => void registered.dispose(),
  };
}

async function chosen(
  uri: vscode.Uri,
  contexts: readonly RenderedContext[] | undefined,
): Promise<RenderedSubject | undefined> {
  const [first] = contexts ?? [];
  if (!first) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No chart of the workspace renders this file.'));
    return undefined;
  }
  if (contexts?.length === 1) return { uri: uri.toString(), context: first.context };
  const items = (contexts ?? []).map((c) => ({ label: c.label, context: c.context }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Environment') });
  return picked && { uri: uri.toString(), context: picked.context };
}

/** The title is the path, so that the editor's tab shows it; the subject is the query. */
function addressOf(subject: RenderedSubject, title: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${title}`, query: JSON.stringify(subject) });
}

function subjectOf(uri: vscode.Uri): RenderedSubject {
  return JSON.parse(uri.query) as RenderedSubject;
}
