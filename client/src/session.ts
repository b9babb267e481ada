import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  RevealOutputChannelOn,
  type BaseLanguageClient,
  type LanguageClientOptions,
} from 'vscode-languageclient';
import { SECTION, statusMethod, type InitializationOptions, type Status } from '../../shared/src/protocol';
import { answerFileRequests } from './files';
import { OPEN_COMMAND, withCommandLinks } from './links';
import { ruleLinks } from './rulePages';
import { documentSelector } from './selector';
import { traceInto } from './trace';

/** What differs between a Node and a web worker extension host. */
export interface Host {
  /**
   * Makes a client whose `start` launches a fresh server. `died` is to be called, with the reason, if that server can be
   * seen to have failed in a way that does not close the connection (a worker has no way to close one).
   */
  connect(options: LanguageClientOptions, died: (why: string) => void): Connection;
}

/** One client and its server. */
export interface Connection {
  readonly client: BaseLanguageClient;
  /** The operating system's id of the server, if it is a process of its own and runs. */
  pid?(): number | undefined;
  /** Ends the server if the protocol's `shutdown` and `exit` did not. */
  release(): void;
}

/** What a session tells its owner. */
export interface Listener {
  status(status: Status): void;
  /** The server is gone, and nobody asked it to go. Called once at most, and never after `end`. */
  died(): void;
}

/** One life of the server, from its start to its end. Restarting means a new session: no state is carried over. */
export interface Session {
  readonly client: BaseLanguageClient;
  pid(): number | undefined;
  /** Rejects if the server does not come up; `died` is then called as well. */
  start(): Promise<void>;
  /** Shuts the server down, by force if it does not answer. Never rejects. */
  end(): Promise<void>;
}

/** Prepares a session; nothing runs before `start`. */
export function createSession(host: Host, output: vscode.LogOutputChannel, listener: Listener): Session {
  let over = false;
  const died = (why: string): void => {
    if (over) return;
    over = true;
    output.error(why);
    // Not at once: the library is in the midst of tearing its own state down when it says that the connection closed.
    setTimeout(() => listener.died(), 0);
  };
  const trace = traceInto(output);
  const connection = host.connect(clientOptions(output, trace.channel, died), died);
  const { client } = connection;
  keepQuiet(client);
  const handlers = vscode.Disposable.from(
    trace,
    answerFileRequests(client),
    client.onNotification(statusMethod, (status: Status) => listener.status(status)),
  );
  return {
    client,
    pid: () => connection.pid?.(),
    start: async () => {
      try {
        await client.start();
      } catch (error) {
        died(`The server did not start: ${String(error)}`);
        throw error;
      }
    },
    end: async () => {
      over = true;
      await client.dispose().catch(() => undefined); // it rejects if the server hangs or never came up
      handlers.dispose();
      connection.release();
    },
  };
}

function clientOptions(
  output: vscode.LogOutputChannel,
  trace: vscode.LogOutputChannel,
  died: (why: string) => void,
): LanguageClientOptions {
  return {
    documentSelector: documentSelector(),
    outputChannel: output,
    traceOutputChannel: trace,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: (): InitializationOptions => ({
      settings: settings(),
      folderSettings: folderSettings(),
      fileSystem: true,
      pushDiagnostics: true,
      showsFindings: true,
      ...(vscode.l10n.bundle ? { sentences: vscode.l10n.bundle } : {}),
    }),
    initializationFailedHandler: () => false,
    middleware: {
      ...ruleLinks,
      provideHover: async (document, position, token, next) => {
        const hover = await next(document, position, token);
        return hover && new vscode.Hover(hover.contents.map(followable), hover.range);
      },
    },
    // Restarting is decided by the owner of the session, in one place for every way in which a server can fail.
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        died('The server stopped unexpectedly.');
        // Not shown: the library writes it into the output.
        return { action: CloseAction.DoNotRestart, handled: true, message: 'The connection to the server is closed.' };
      },
    },
  };
}

/** A part of a hover, with links that VS Code follows in a virtual workspace too. */
function followable<T>(content: T): T | vscode.MarkdownString {
  if (!(content instanceof vscode.MarkdownString)) return content;
  const schemes = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.scheme);
  const text = withCommandLinks(content.value, schemes);
  if (text === undefined) return content;
  const rewritten = new vscode.MarkdownString(text);
  rewritten.isTrusted = { enabledCommands: [OPEN_COMMAND] };
  return rewritten;
}

/** The settings as plain data: VS Code hands out proxies, which cannot be sent to a worker. */
function settings(folder?: vscode.Uri): unknown {
  return JSON.parse(JSON.stringify(vscode.workspace.getConfiguration(undefined, folder).get(SECTION) ?? {}));
}

/** The settings of each folder, where there are several. */
function folderSettings(): Record<string, unknown> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return Object.fromEntries(folders.length < 2 ? [] : folders.map(({ uri }) => [uri.toString(), settings(uri)]));
}

/**
 * The library turns many a failed request into a notification. Nobody asked for those: they go to the output channel
 * alone, and what the user must know is said by the owner of the session.
 */
function keepQuiet(client: BaseLanguageClient): void {
  for (const level of ['error', 'warn', 'info'] as const) {
    const log = client[level].bind(client);
    client[level] = (message: string, data?: unknown) => log(message, data, false);
  }
}
