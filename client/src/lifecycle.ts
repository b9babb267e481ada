import * as vscode from 'vscode';
import { Command } from '../../shared/src/protocol';
import { afterCrash } from './restarts';
import { createSession, type Host, type Session } from './session';
import type { Shown } from './status';

/** The server's life over all its sessions: started, restarted, revived after a crash, or given up. */
export interface Lifecycle {
  /** The session that runs or starts; undefined between two and after giving up. */
  readonly session: () => Session | undefined;
  /** Ends the server, if there is one, and starts another. Forgets earlier crashes. Never rejects. */
  readonly restart: () => Promise<void>;
  /** Ends the server for good. Never rejects. */
  readonly stop: () => Promise<void>;
}

/** Prepares the life of a server; nothing runs before the first `restart`. `show` is told of every change of state. */
export function createLifecycle(host: Host, output: vscode.LogOutputChannel, show: (status: Shown) => void): Lifecycle {
  let session: Session | undefined;
  let crashes: readonly number[] = [];
  let stopped = false;
  let starts = 0;

  const endPresent = async (): Promise<void> => {
    const present = session;
    session = undefined;
    await present?.end();
  };

  /** Rejects if the server does not come up; `revive` is then under way. */
  const start = async (): Promise<void> => {
    const turn = ++starts;
    await endPresent();
    if (stopped || turn !== starts) return; // of two starts at once the later one is made
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
    await endPresent();
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

  return {
    session: () => session,
    restart: async () => {
      crashes = [];
      await start().catch(() => undefined); // told by the session that failed
    },
    stop: async () => {
      stopped = true;
      await endPresent();
    },
  };
}

type ShowMessage = (message: string, ...items: string[]) => Thenable<string | undefined>;

/** A message with "Show Output" and perhaps one more action in front; does what the user picks. */
export async function offerOutput(
  tell: ShowMessage,
  message: string,
  action?: { readonly title: string; readonly command: string },
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
