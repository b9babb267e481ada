import { MarkupKind } from 'vscode-languageserver';
import type { ClientCapabilities, InitializeParams } from 'vscode-languageserver';
import type { InitializationOptions } from '../../../shared/src/protocol';

/** What a client can do, as far as answers depend on it: what it does not say it can, it cannot. */
export interface Abilities {
  /** Diagnostics are pulled, else pushed. */
  readonly pulls: boolean;
  /** The client can be told to pull again. */
  readonly refreshes: boolean;
  /** Places that belong to a diagnostic are shown. */
  readonly related: boolean;
  /** Changes of files are told by the client. */
  readonly watches: boolean;
  /** Hovers may be Markdown, else they are plain text. */
  readonly markdown: boolean;
  /** Symbols of a document may hold one another, else they are a list. */
  readonly hierarchicalSymbols: boolean;
  /** Code actions may be more than commands. */
  readonly actionLiterals: boolean;
  /** The client fetches the edit of an action when it is chosen. */
  readonly resolvesEdits: boolean;
  /** The server may ask the client to apply an edit. */
  readonly appliesEdits: boolean;
  /** A rename may be asked about before there is a new name. */
  readonly preparesRename: boolean;
}

/**
 * Reads the capabilities of a client. A client that takes pushes and pulls is pushed to when it asks for that, or when it could not
 * be told to pull again, since the diagnostics of one file depend on others.
 */
export function abilitiesOf({ capabilities, initializationOptions }: InitializeParams): Abilities {
  const { textDocument, workspace }: ClientCapabilities = capabilities;
  const options = (initializationOptions ?? {}) as InitializationOptions;
  const refreshes = workspace?.diagnostics?.refreshSupport === true;
  const pushed = textDocument?.publishDiagnostics;
  const mayPush = pushed !== undefined && (options.pushDiagnostics === true || !refreshes);
  return {
    ...actionAbilities(capabilities),
    pulls: textDocument?.diagnostic !== undefined && !mayPush,
    refreshes,
    related: pushed?.relatedInformation ?? textDocument?.diagnostic?.relatedInformation ?? false,
    watches: workspace?.didChangeWatchedFiles?.dynamicRegistration === true && options.watchFiles !== true,
    markdown: textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) ?? false,
    hierarchicalSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport ?? false,
    preparesRename: textDocument?.rename?.prepareSupport === true,
  };
}

function actionAbilities({
  textDocument,
  workspace,
}: ClientCapabilities): Pick<Abilities, 'actionLiterals' | 'resolvesEdits' | 'appliesEdits'> {
  const action = textDocument?.codeAction;
  return {
    actionLiterals: action?.codeActionLiteralSupport !== undefined,
    resolvesEdits: action?.resolveSupport?.properties.includes('edit') ?? false,
    appliesEdits: workspace?.applyEdit === true,
  };
}
