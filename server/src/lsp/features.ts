import { DocumentHighlightKind, LSPErrorCodes, MarkupKind, ResponseError } from 'vscode-languageserver';
import type { CancellationToken, Location, LocationLink } from 'vscode-languageserver';
import { hoverAt } from '../features/hover';
import { plainText } from '../features/markdown';
import { definitionAt, highlightsAt, referencesAt } from '../features/navigation';
import { renameAt, renameTargetAt } from '../features/rename';
import { visible } from '../text/escape';
import { say } from '../text/say';
import { canonicalUri } from '../text/uri';
import { asCommands, runCommand } from './actionCommands';
import { registerAgent } from './agent';
import { codeActions, resolvedAction } from './codeActions';
import { annotatedEdit } from './edits';
import { locationOf, offsetIn, rangeOf } from './convert';
import type { AtCursor } from './cursor';
import { registerExplain } from './explain';
import { registerOverviews } from './overviews';
import { registerPortMap } from './portMap';
import { registerRendered } from './rendered';
import { cancelled } from './session';
import type { Session } from './session';

/** Registers what answers questions about a cursor; each handler converts, asks, converts. */
export function registerFeatures(session: Session): void {
  const { connection, capabilities } = session;

  const at: AtCursor = async ({ textDocument, position }, token, answer) => {
    const uri = canonicalUri(textDocument.uri);
    const snapshot = await session.current(token);
    if (token.isCancellationRequested) return cancelled();
    // A position in a text that is not analysed yet means nothing here.
    const offset = session.isFresh(snapshot, uri) ? offsetIn(snapshot, uri, position) : undefined;
    return offset === undefined ? undefined : answer(snapshot, uri, offset);
  };

  connection.onHover(async (params, token) => {
    const found = await at(params, token, (snapshot, uri, offset) => {
      const hover = hoverAt(snapshot, uri, offset, session.tell);
      if (!hover) return null;
      const contents = session.client.markdown
        ? { kind: MarkupKind.Markdown, value: hover.markdown }
        : { kind: MarkupKind.PlainText, value: plainText(hover.markdown) };
      return { contents, range: rangeOf(hover.at, snapshot.files.get(uri)) };
    });
    return found ?? null;
  });

  connection.onDefinition(async (params, token) => {
    const found = await at(params, token, (snapshot, uri, offset) => {
      const definition = definitionAt(snapshot, uri, offset);
      if (!definition) return null;
      const locations: Location[] = definition.targets.map((t) => locationOf(snapshot, t));
      if (!capabilities.textDocument?.definition?.linkSupport) return locations;
      const originSelectionRange = rangeOf(definition.from, snapshot.files.get(uri));
      return locations.map((l): LocationLink => ({
        originSelectionRange,
        targetUri: l.uri,
        targetRange: l.range,
        targetSelectionRange: l.range,
      }));
    });
    return found ?? null;
  });

  connection.onReferences(async (params, token) => {
    const found = await at(params, token, (snapshot, uri, offset) =>
      referencesAt(snapshot, uri, offset, params.context.includeDeclaration).map((s) => locationOf(snapshot, s)),
    );
    return found ?? [];
  });

  connection.onDocumentHighlight(async (params, token) => {
    const found = await at(params, token, (snapshot, uri, offset) =>
      highlightsAt(snapshot, uri, offset).map((h) => ({
        range: rangeOf(h.span, snapshot.files.get(uri)),
        kind: h.kind === 'write' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      })),
    );
    return found ?? [];
  });

  registerRename(session, at);
  registerOverviews(session, at);
  registerRendered(session);
  registerExplain(session);
  registerPortMap(session);
  registerAgent(session);

  connection.onCodeAction(async (params, token) => {
    const snapshot = await session.current(token);
    if (token.isCancellationRequested) return cancelled();
    const actions = codeActions(snapshot, params, session);
    return session.client.actionLiterals ? actions : asCommands(actions);
  });
  connection.onCodeActionResolve(async (action, token) => {
    const snapshot = await session.current(token);
    return token.isCancellationRequested ? cancelled() : resolvedAction(snapshot, action, session);
  });

  connection.onExecuteCommand((params) => runCommand(params, session));

  registerPulls(session);
}

function registerRename(session: Session, at: AtCursor): void {
  const { connection } = session;
  connection.onPrepareRename(async (params, token) => {
    const found = await at(params, token, (snapshot, uri, offset) => {
      const target = renameTargetAt(snapshot, uri, offset);
      return target && { range: rangeOf(target.at, snapshot.files.get(uri)), placeholder: target.placeholder };
    });
    return found ?? null;
  });
  connection.onRenameRequest(async (params, token) => {
    const found = await at(params, token, (snapshot, uri, offset) => {
      const made = renameAt(snapshot, uri, offset, params.newName);
      if (!made) return null;
      if (made.kind === 'refused')
        return new ResponseError(LSPErrorCodes.RequestFailed, visible(session.tell(made.because)));
      const title = (places: number) => session.tell(changeTitle(visible(made.from), visible(made.to), places));
      return annotatedEdit(snapshot, made.edits, session, title, 'nothing') ?? null;
    });
    return found ?? null;
  });
}

function changeTitle(from: string, to: string, places: number): string {
  return places === 1
    ? say`Change port ${from} to ${to} (1 place)`
    : say`Change port ${from} to ${to} (${places} places)`;
}

function registerPulls(session: Session): void {
  const { diagnostics } = session;
  const { diagnostics: pulls } = session.connection.languages;
  pulls.on(async ({ textDocument, previousResultId }, token) => {
    // Whoever cannot be told to pull again must not be told too early that there is nothing.
    if (!session.client.refreshes) await Promise.race([session.firstIndex, cancellation(token)]);
    await session.current(token);
    if (token.isCancellationRequested) {
      return new ResponseError(LSPErrorCodes.ServerCancelled, 'The request was cancelled.', { retriggerRequest: true });
    }
    return diagnostics.document(canonicalUri(textDocument.uri), previousResultId);
  });
  pulls.onWorkspace(({ previousResultIds }, token) => {
    const previous = previousResultIds.map((p) => ({ uri: canonicalUri(p.uri), value: p.value }));
    return diagnostics.workspace(previous, (then) => {
      // A request that was cancelled before it was handled has a token that tells nobody any more.
      if (token.isCancellationRequested) then();
      else token.onCancellationRequested(then);
    });
  });
}

function cancellation(token: CancellationToken): Promise<void> {
  return new Promise((resolve) => {
    if (token.isCancellationRequested) resolve();
    else token.onCancellationRequested(() => resolve());
  });
}
