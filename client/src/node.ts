import * as vscode from 'vscode';
import { LanguageClient, TransportKind, type ServerOptions } from 'vscode-languageclient/node';
import { SECTION } from '../../shared/src/protocol';
import { activateExtension, type Api, type Extension } from './extension';
import type { Host } from './session';

/** The server is a Node process of its own, reached by the IPC channel. */
function nodeHost(context: vscode.ExtensionContext): Host {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath;
  const launch = {
    module,
    transport: TransportKind.ipc,
    // Not the workspace: a server that stands in a folder keeps it from being removed on some systems.
    options: { cwd: vscode.Uri.joinPath(context.extensionUri, 'dist').fsPath },
  };
  const debug = { ...launch, options: { ...launch.options, execArgv: ['--nolazy', '--inspect=6019'] } };
  const server: ServerOptions = { run: launch, debug };
  return {
    connect: (options) => {
      const client = new LanguageClient(SECTION, 'Portolan', server, options);
      return { client, pid: () => client.serverProcess?.pid, release: () => undefined };
    },
  };
}

let extension: Extension | undefined;

/** Called by VS Code, once. */
export function activate(context: vscode.ExtensionContext): Api {
  extension = activateExtension(context, nodeHost(context));
  return extension.api;
}

/** Called by VS Code when the window closes or the extension is disabled. */
export async function deactivate(): Promise<void> {
  await extension?.stop();
}
