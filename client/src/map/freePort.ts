import * as vscode from 'vscode';
import { freePortMethod, type FreePortParams } from '../../../shared/src/portMap';
import type { Lifecycle } from '../lifecycle';

/**
 * Asks where to begin, tells the next port that no file of the workspace binds while the number is typed, and copies it. With
 * `from` nothing is asked, and nothing copied. The port, or undefined when there is none or the user thought better of it.
 */
export async function nextFreePort(lifecycle: Lifecycle, usual: string, from?: number): Promise<number | undefined> {
  const ask = async (start: number): Promise<number | undefined> => {
    const client = lifecycle.session()?.client;
    if (!client) return undefined;
    await client.start();
    const params: FreePortParams = { from: start };
    return (await client.sendRequest<number | null>(freePortMethod, params)) ?? undefined;
  };
  if (from !== undefined) return ask(from);
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Next Free Port'),
    prompt: vscode.l10n.t('Where to begin, from 1 to 65535. Enter copies the port that is found.'),
    value: usual,
    validateInput: async (value) => {
      const start = portOf(value);
      if (start === undefined) {
        const message = vscode.l10n.t('Type a port number from 1 to 65535.');
        return { message, severity: vscode.InputBoxValidationSeverity.Error };
      }
      const port = await ask(start).catch(() => undefined);
      const message =
        port === undefined
          ? vscode.l10n.t('No port from {0} on is free.', start)
          : port === start
            ? vscode.l10n.t('Port {0} is free: no file of the workspace binds it.', port)
            : vscode.l10n.t('Port {0} is taken; the next free one is {1}.', start, port);
      return { message, severity: vscode.InputBoxValidationSeverity.Info };
    },
  });
  const start = typed === undefined ? undefined : portOf(typed);
  const port = start === undefined ? undefined : await ask(start);
  if (port !== undefined) await copy(String(port));
  return port;
}

/** Puts a text into the clipboard and says so in the status bar. */
export async function copy(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied: {0}', text), 4000);
}

function portOf(text: string): number | undefined {
  const trimmed = text.trim();
  const port = /^\d{1,5}$/.test(trimmed) ? Number(trimmed) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}
