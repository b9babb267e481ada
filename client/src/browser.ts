import * as vscode from 'vscode';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  type MessageTransports,
} from 'vscode-languageclient/browser';
import { SECTION } from '../../shared/src/protocol';
import { activateExtension, type Api, type Extension } from './extension';
import type { Host } from './session';

/** The server is a web worker of the extension host. */
function webHost(context: vscode.ExtensionContext): Host {
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'web', 'server.js').toString(true);
  return {
    connect: (options, died) => {
      let worker: Worker | undefined;
      // Reader and writer, not the worker: VS Code gives extensions a Worker of its own making, of which the library's
      // `instanceof Worker` does not hold.
      const launch = async (): Promise<MessageTransports> => {
        worker = new Worker(script, { name: 'Portolan' });
        // An exception that nobody caught ends a process. A worker would live on, half done: it is ended as well.
        worker.addEventListener('error', ({ message }) => {
          died(`The server failed: ${message || 'its script did not load'}`);
        });
        return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
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
