import { DocumentHighlightKind, MarkupKind } from 'vscode-languageserver';
import type { Location, LocationLink } from 'vscode-languageserver';
import { hoverAt } from '../features/hover';
import { definitionAt, highlightsAt, referencesAt } from '../features/navigation';
import { canonicalUri } from '../text/uri';
import { codeActions } from './codeActions';
import { locationOf, offsetIn, rangeOf } from './convert';
import type { Session } from './server';

/** Registers what answers questions about a cursor; each handler converts, asks, converts. */
export function registerFeatures(session: Session): void {
  const { connection, capabilities, diagnostics } = session;

  connection.onHover(async ({ textDocument, position }) => {
    const uri = canonicalUri(textDocument.uri);
    const snapshot = await session.current();
    const offset = offsetIn(snapshot, uri, position);
    const hover = offset === undefined ? undefined : hoverAt(snapshot, uri, offset);
    return hover ? { contents: { kind: MarkupKind.Markdown, value: hover.markdown }, range: rangeOf(hover.at, snapshot.files.get(uri)) } : null;
  });

  connection.onDefinition(async ({ textDocument, position }) => {
    const uri = canonicalUri(textDocument.uri);
    const snapshot = await session.current();
    const offset = offsetIn(snapshot, uri, position);
    const found = offset === undefined ? undefined : definitionAt(snapshot, uri, offset);
    if (!found) return null;
    const locations: Location[] = found.targets.map((t) => locationOf(snapshot, t));
    if (!capabilities.textDocument?.definition?.linkSupport) return locations;
    const originSelectionRange = rangeOf(found.from, snapshot.files.get(uri));
    return locations.map((l): LocationLink => ({ originSelectionRange, targetUri: l.uri, targetRange: l.range, targetSelectionRange: l.range }));
  });

  connection.onReferences(async ({ textDocument, position, context }) => {
    const uri = canonicalUri(textDocument.uri);
    const snapshot = await session.current();
    const offset = offsetIn(snapshot, uri, position);
    return offset === undefined ? [] : referencesAt(snapshot, uri, offset, context.includeDeclaration).map((s) => locationOf(snapshot, s));
  });

  connection.onDocumentHighlight(async ({ textDocument, position }) => {
    const uri = canonicalUri(textDocument.uri);
    const snapshot = await session.current();
    const offset = offsetIn(snapshot, uri, position);
    const found = offset === undefined ? [] : highlightsAt(snapshot, uri, offset);
    return found.map((h) => ({ range: rangeOf(h.span, snapshot.files.get(uri)), kind: h.kind === 'write' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read }));
  });

  connection.onCodeAction(async (params) => codeActions(await session.current(), params, session));

  connection.languages.diagnostics.on(async ({ textDocument, previousResultId }) => {
    await session.current();
    return diagnostics.document(canonicalUri(textDocument.uri), previousResultId);
  });
  connection.languages.diagnostics.onWorkspace(({ previousResultIds }, token) =>
    diagnostics.workspace(previousResultIds.map((p) => ({ uri: canonicalUri(p.uri), value: p.value })), (then) => void token.onCancellationRequested(then)),
  );
}
