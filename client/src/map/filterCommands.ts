import * as vscode from 'vscode';
import { visible } from '../../../shared/src/visible';
import type { FilterState } from './filterState';
import type { MapSource } from './source';

/** Lets the user type a part of the names of services; what passes is seen while they type. Escape takes it back. */
export function askForService(filters: FilterState): void {
  const before = filters.filter().service;
  const box = vscode.window.createInputBox();
  box.title = vscode.l10n.t('Show Services by Name');
  box.prompt = vscode.l10n.t('A part of the name. Nothing shows all services.');
  box.value = before;
  let accepted = false;
  box.onDidChangeValue((service) => filters.change({ service: service.trim() }));
  box.onDidAccept(() => {
    accepted = true;
    box.hide();
  });
  box.onDidHide(() => {
    if (!accepted) filters.change({ service: before });
    box.dispose();
  });
  box.show();
}

/** Lets the user pick environments; all of them is no filter. */
export async function askForEnvironments(source: MapSource, filters: FilterState): Promise<void> {
  const environments = source.map()?.environments ?? [];
  const chosen = new Set(filters.filter().environments);
  const items = environments.map(({ id, name, source: from }) => ({
    id,
    label: plain(name),
    description: plain(from),
    picked: chosen.size === 0 || chosen.has(id),
  }));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    title: vscode.l10n.t('Show Environments'),
    placeHolder: vscode.l10n.t('Environments that the port map shows'),
  });
  if (!picked) return;
  filters.change({ environments: picked.length === items.length ? [] : picked.map(({ id }) => id) });
}

/** A text of a file for a place that would turn `$(name)` into an icon. */
const plain = (text: string): string => visible(text).replaceAll('$(', '$\u200b(');
