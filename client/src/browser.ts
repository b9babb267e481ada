import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { SECTION } from '../../shared/src/protocol';
import { activateExtension, type Api, type Extension } from './extension';
import type { Host } from './session';

/** The server is a web worker of the extension host. */
function webHost(context: vscode.ExtensionContext): Host {
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'web', 'server.js').toString(true);
  return {
    connect: (options, died) => {
      let worker: Worker | undefined;
      const launch = async (): Promise<Worker> => {
        worker = new Worker(script, { name: 'Portolan' });
        // An exception that nobody caught ends a process. A worker would live on, half done: it is ended as well.
        worker.addEventListener('error', died);
        return worker;
      };
      const client = new LanguageClient(SECTION, 'Portolan', launch, options);
      return { client, release: () => worker?.terminate() };
    },
  };
}

let extension: Extension | undefined;

/** Called by VS Code, once. */
export function activate(context: vscode.ExtensionContext): Api {
  extension = activateExtension(context, webHost(context));
  return extension.api;
}

/** Called by VS Code when the window closes or the extension is disabled. */
export async function deactivate(): Promise<void> {
  await extension?.stop();
}
