import * as vscode from 'vscode';
import { checkMethod, Command, type CheckResult } from '../../shared/src/protocol';
import { afterCrash } from './restarts';
import { documentSelector } from './selector';
import { createSession, type Host, type Session } from './session';
import { createStatusItem, type Shown } from './status';

/** What the extension exports to other extensions and to the end-to-end tests. */
export interface Api {
  /** Process id of the running server; undefined without one and in a web worker. */
  serverPid(): number | undefined;
  /** What the language status item shows. */
  status(): Shown;
}

/** The extension as a running thing: the one place with state that changes. */
export interface Extension {
  readonly api: Api;
  /** Ends the server. Never rejects. */
  stop(): Promise<void>;
}

/** Registers commands and status item and starts the server, without waiting for it. */
export function activateExtension(context: vscode.ExtensionContext, host: Host): Extension {
  const output = vscode.window.createOutputChannel('Portolan', { log: true });
  const item = createStatusItem(documentSelector() as vscode.DocumentSelector);
  let shown: Shown = { state: 'starting' };
  let session: Session | undefined;
  let crashes: readonly number[] = [];
  let stopped = false;

  const show = (status: Shown): void => item.show((shown = status));

  /** Ends the present server, if any, and starts another. Rejects if that one does not come up. */
  const start = async (): Promise<void> => {
    const before = session;
    session = undefined;
    await before?.end();
    if (stopped) return;
    show({ state: 'starting' });
    const fresh = createSession(host, output, {
      status: (status) => {
        if (session === fresh) show(status);
      },
      died: () => {
        if (session === fresh) void revive();
      },
    });
    session = fresh;
    await fresh.start();
  };

  /** After a crash: start again, then say so; or give up and say that. One message, however many starts it took. */
  const revive = async (): Promise<void> => {
    const next = afterCrash(crashes, Date.now());
    crashes = next.crashes;
    const before = session;
    session = undefined;
    await before?.end();
    if (next.kind === 'giveUp') {
      show({ state: 'stopped', message: vscode.l10n.t('The server stopped {0} times in 3 minutes', crashes.length) });
      await tellGivenUp(crashes.length);
      return;
    }
    output.warn(`Starting the server again in ${next.pause} ms (crash ${crashes.length} in 3 minutes).`);
    await new Promise((resolve) => setTimeout(resolve, next.pause));
    if (stopped || session) return; // ended, or restarted by hand meanwhile
    try {
      await start();
    } catch {
      return; // this start has died as well, and its own revival speaks
    }
    await tellRestarted();
  };

  const restart = async (): Promise<void> => {
    crashes = [];
    await start().catch(() => undefined); // told by the session that failed
  };

  const check = async (): Promise<void> => {
    if (!session) await restart();
    const client = session?.client;
    if (!client) return;
    try {
      const title = vscode.l10n.t('Charting ports');
      await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, async () => {
        await client.start(); // resolves once it is up; no second server
        return client.sendRequest<CheckResult>(checkMethod);
      });
    } catch (error) {
      output.error(`The workspace could not be checked: ${String(error)}`);
      void offerOutput(vscode.window.showErrorMessage, vscode.l10n.t('Portolan could not check the workspace.'));
      return;
    }
    await vscode.commands.executeCommand('workbench.panel.markers.view.focus');
  };

  context.subscriptions.push(
    output,
    item,
    vscode.commands.registerCommand(Command.restartServer, restart),
    vscode.commands.registerCommand(Command.showOutput, () => output.show(true)),
    vscode.commands.registerCommand(Command.checkWorkspace, check),
  );
  start().catch(() => undefined); // told by the session that failed

  return {
    api: { serverPid: () => session?.pid(), status: () => shown },
    stop: async () => {
      stopped = true;
      await session?.end();
    },
  };
}

type ShowMessage = (message: string, ...items: string[]) => Thenable<string | undefined>;

/** A message with "Show Output" and perhaps one more action in front; does what the user picks. */
async function offerOutput(
  tell: ShowMessage,
  message: string,
  action?: { title: string; command: string },
): Promise<void> {
  const showOutput = vscode.l10n.t('Show Output');
  const picked = await tell(message, ...(action ? [action.title] : []), showOutput);
  if (picked === showOutput) await vscode.commands.executeCommand(Command.showOutput);
  else if (picked && action) await vscode.commands.executeCommand(action.command);
}

function tellRestarted(): Promise<void> {
  const message = vscode.l10n.t('The Portolan server stopped unexpectedly and was started again.');
  return offerOutput(vscode.window.showWarningMessage, message);
}

function tellGivenUp(times: number): Promise<void> {
  const message = vscode.l10n.t(
    'The Portolan server stopped {0} times in 3 minutes and is left stopped: findings are not shown until you restart it.',
    times,
  );
  const action = { title: vscode.l10n.t('Restart Server'), command: Command.restartServer };
  return offerOutput(vscode.window.showErrorMessage, message, action);
}
