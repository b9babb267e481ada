// What editors can do: the server is asked the same by each of them, and answers what it can use.
import type { ClientCapabilities } from 'vscode-languageserver/node';
import { CodeActionKind } from 'vscode-languageserver/node';
import type { InitializationOptions } from '../../../shared/src/protocol';

/** A kind of client. */
export interface Profile {
  readonly name: string;
  readonly capabilities: ClientCapabilities;
  /** What it sends with `initialize` of our own; `null` for editors that know nothing of it. */
  readonly initializationOptions: InitializationOptions | null;
}

/** What VS Code's library says, as far as the server asks. */
const vscode: ClientCapabilities = {
  general: { positionEncodings: ['utf-16'], staleRequestSupport: { cancel: true, retryOnContentModified: [] } },
  workspace: {
    applyEdit: true,
    configuration: true,
    workspaceFolders: true,
    diagnostics: { refreshSupport: true },
    didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
    didChangeConfiguration: { dynamicRegistration: true },
    workspaceEdit: {
      documentChanges: true,
      resourceOperations: ['create', 'rename', 'delete'],
      failureHandling: 'textOnlyTransactional',
      normalizesLineEndings: true,
      changeAnnotationSupport: { groupsOnLabel: true },
    },
  },
  textDocument: {
    synchronization: { dynamicRegistration: true, willSave: true, willSaveWaitUntil: true, didSave: true },
    diagnostic: { dynamicRegistration: true, relatedInformation: true },
    publishDiagnostics: { relatedInformation: true, versionSupport: true, codeDescriptionSupport: true },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    definition: { linkSupport: true },
    implementation: { linkSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    rename: { prepareSupport: true, prepareSupportDefaultBehavior: 1, honorsChangeAnnotations: true },
    codeAction: {
      isPreferredSupport: true,
      dataSupport: true,
      resolveSupport: { properties: ['edit'] },
      codeActionLiteralSupport: {
        codeActionKind: { valueSet: ['', CodeActionKind.QuickFix, CodeActionKind.Refactor, CodeActionKind.Source] },
      },
    },
  },
};

function without<T extends object, K extends keyof T>(from: T | undefined, ...keys: readonly K[]): Omit<T, K> {
  const out = { ...from } as T;
  for (const key of keys) delete out[key];
  return out;
}

/** VS Code's library without our client: diagnostics are pulled. */
export const pulling: ClientCapabilities = vscode;

/** An editor that knows no pulls. */
export const pushing: ClientCapabilities = { ...vscode, textDocument: without(vscode.textDocument, 'diagnostic') };

const pullOnly: ClientCapabilities = {
  ...vscode,
  general: { positionEncodings: ['utf-8', 'utf-32'] },
  textDocument: without(vscode.textDocument, 'publishDiagnostics'),
};

/** Whether diagnostics are pulled by such a client. */
export function pulls({ capabilities, initializationOptions }: Profile): boolean {
  return capabilities.textDocument?.diagnostic !== undefined && initializationOptions?.pushDiagnostics !== true;
}

/** VS Code with our client. */
export const ours: Profile = {
  name: 'VS Code',
  capabilities: vscode,
  initializationOptions: { fileSystem: true, settings: {}, pushDiagnostics: true },
};

/** Other editors. */
export const others: readonly Profile[] = [
  {
    // As Neovim 0.10 on Linux: nothing is registered later, and nobody tells what changes on disk.
    name: 'pushed to, not watching',
    capabilities: {
      ...pushing,
      general: { positionEncodings: ['utf-8', 'utf-16', 'utf-32'] },
      workspace: without(vscode.workspace, 'didChangeWatchedFiles', 'didChangeConfiguration', 'diagnostics'),
    },
    initializationOptions: null,
  },
  { name: 'pulling, told to pull again', capabilities: pullOnly, initializationOptions: null },
  {
    name: 'pulling, never told to',
    capabilities: { ...pullOnly, workspace: without(vscode.workspace, 'diagnostics', 'didChangeWatchedFiles') },
    initializationOptions: null,
  },
  { name: 'minimal', capabilities: { workspace: { applyEdit: true } }, initializationOptions: null },
];
