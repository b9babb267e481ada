import * as vscode from 'vscode';
import {
  ReportCommand,
  reportMethod,
  whyMethod,
  type ServerReport,
  type WhyParams,
  type WhyResult,
} from '../../shared/src/report';
import { reportText, type EditorReport } from '../../shared/src/reportText';
import { settings } from '../../shared/src/settings';
import { SECTION } from '../../shared/src/protocol';
import { offerOutput, type Lifecycle } from './lifecycle';
import type { Shown } from './status';

/** Milliseconds that a server has to answer before the report is made without it. */
const PATIENCE = 5000;

/** Registers "Copy Diagnostics Report" and "Why Is This File (Not) Indexed?"; each answers whoever calls it, too. */
export function registerReport(
  context: vscode.ExtensionContext,
  lifecycle: Lifecycle,
  shown: () => Shown,
): vscode.Disposable {
  const { version } = context.extension.packageJSON as { readonly version: string };
  const ask = async <T>(method: string, params?: object): Promise<T | undefined> => {
    const client = lifecycle.session()?.client;
    await client?.start(); // resolves once it is up; starts no second server
    return client?.sendRequest<T>(method, params);
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand(ReportCommand.copyReport, async () => {
      const asked = ask<ServerReport>(reportMethod).catch(() => undefined);
      const server = await Promise.race([
        asked,
        new Promise<undefined>((then) => setTimeout(() => then(undefined), PATIENCE)),
      ]);
      const text = reportText(editorReport(version, shown()), server);
      await vscode.env.clipboard.writeText(text);
      tellCopied();
      return text;
    }),
    vscode.commands.registerCommand(ReportCommand.whyIndexed, async (picked?: unknown) => {
      const uri = picked instanceof vscode.Uri ? picked : vscode.window.activeTextEditor?.document.uri;
      const params: WhyParams | undefined = uri && { uri: uri.toString() };
      const told = params && (await ask<WhyResult>(whyMethod, params).catch(() => undefined));
      tellWhy(uri, told);
      return told;
    }),
  );
}

function tellCopied(): void {
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The diagnostics report is on the clipboard. It holds no contents of files.'),
  );
}

function tellWhy(uri: vscode.Uri | undefined, told: WhyResult | undefined): void {
  if (!uri) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No file is open that could be asked about.'));
    return;
  }
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  if (!told) {
    const message = vscode.l10n.t('The server of Portolan does not say why “{0}” is indexed or not.', name);
    void offerOutput(vscode.window.showErrorMessage, message);
    return;
  }
  const because = told.because.join(' ');
  void vscode.window.showInformationMessage(
    told.indexed
      ? vscode.l10n.t('“{0}” is indexed. {1}', name, because)
      : vscode.l10n.t('“{0}” is not indexed. {1}', name, because),
  );
}

function editorReport(version: string, shown: Shown): EditorReport {
  const { env, workspace } = vscode;
  const traits = [
    env.uiKind === vscode.UIKind.Web ? 'web' : 'desktop',
    ...(env.remoteName === undefined ? [] : [`remote ${env.remoteName}`]),
    `language ${env.language}`,
    workspace.isTrusted ? 'trusted' : 'restricted',
  ];
  return {
    editor: `${env.appName} ${vscode.version}`,
    traits,
    extension: version,
    settings: changed(),
    status: shown.state,
  };
}

/** Our settings that somebody has set, with the level that counts. */
function changed(): EditorReport['settings'] {
  const section = vscode.workspace.getConfiguration(SECTION);
  return settings.flatMap(({ key, default: value }) => {
    const set = section.inspect(key);
    const level = set?.workspaceFolderValue ?? set?.workspaceValue;
    const now: unknown = section.get(key);
    if (JSON.stringify(now) === JSON.stringify(value)) return [];
    return [{ key, value: now, level: level === undefined ? 'user' : 'workspace' }];
  });
}
