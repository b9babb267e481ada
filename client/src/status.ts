import * as vscode from 'vscode';
import { Command, type Status } from '../../shared/src/protocol';

/** What the language status item can show: what the server says of itself, or that there is none. */
export type Shown = Status | { readonly state: 'starting' } | { readonly state: 'stopped'; readonly message: string };

/** The entry behind the `{}` of the status bar, seen while a document that the server may read is in front. */
export interface StatusItem extends vscode.Disposable {
  show(status: Shown): void;
}

/** Makes the item; it says "starting" until it is told something else. */
export function createStatusItem(selector: vscode.DocumentSelector): StatusItem {
  const item = vscode.languages.createLanguageStatusItem('portolan.status', selector);
  item.name = vscode.l10n.t('Portolan: chart of ports');
  const show = (status: Shown): void => {
    const failed = status.state === 'error' || status.state === 'stopped';
    item.busy = status.state === 'indexing' || status.state === 'starting';
    item.severity = failed ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    item.text = textOf(status);
    item.detail = ('message' in status ? status.message : undefined) ?? vscode.l10n.t('Portolan');
    item.command = commandFor(status);
  };
  show({ state: 'starting' });
  return { show, dispose: () => item.dispose() };
}

function textOf(status: Shown): string {
  switch (status.state) {
    case 'starting':
      return vscode.l10n.t('Starting');
    case 'indexing':
      return vscode.l10n.t('Reading {0} files', status.files);
    case 'ready':
      return vscode.l10n.t('{0} in {1}', findings(status.findings), files(status.files));
    case 'error':
      return vscode.l10n.t('The ports could not be charted');
    case 'stopped':
      return vscode.l10n.t('The server is stopped');
  }
}

const findings = (count: number): string =>
  count === 1 ? vscode.l10n.t('1 finding') : vscode.l10n.t('{0} findings', count);
const files = (count: number): string => (count === 1 ? vscode.l10n.t('1 file') : vscode.l10n.t('{0} files', count));

function commandFor(status: Shown): vscode.Command {
  if (status.state === 'stopped') return { command: Command.restartServer, title: vscode.l10n.t('Restart Server') };
  if (status.state === 'ready') return { command: Command.checkWorkspace, title: vscode.l10n.t('Check Workspace') };
  return { command: Command.showOutput, title: vscode.l10n.t('Show Output') };
}
