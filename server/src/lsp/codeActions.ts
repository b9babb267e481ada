import { CodeActionKind } from 'vscode-languageserver';
import type { CodeAction, CodeActionParams, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver';
import { fixAll, fixesAt } from '../features/fixes';
import type { Snapshot } from '../features/snapshot';
import type { TextEdit } from '../text/edit';
import type { Uri } from '../text/span';
import { canonicalUri } from '../text/uri';
import { diagnosticOf, editsOf, offsetIn } from './convert';
import type { Session } from './session';

/** The kind of the action that applies every safe fix of a file. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.portolan`;

/** Quick fixes for the findings in a range, and the safe fixes of the whole file where those are asked for. */
export function codeActions(snapshot: Snapshot, params: CodeActionParams, session: Session): CodeAction[] {
  const uri = canonicalUri(params.textDocument.uri);
  const { only } = params.context;
  const wants = (kind: string) => !only || only.some((o) => kind === o || kind.startsWith(`${o}.`));
  if (!session.isFresh(snapshot, uri)) return [];
  const start = offsetIn(snapshot, uri, params.range.start);
  const end = offsetIn(snapshot, uri, params.range.end);
  if (start === undefined || end === undefined) return [];
  const out: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) {
    for (const { finding, fix, edits } of fixesAt(snapshot, { uri, start, end })) {
      const edit = workspaceEdit(snapshot, edits, session);
      if (!edit) continue;
      const diagnostics = [diagnosticOf(snapshot, finding, session.diagnostics.client.related)];
      out.push({
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        isPreferred: fix.preferred ?? false,
        diagnostics,
        edit,
      });
    }
  }
  if (only && wants(FIX_ALL)) {
    const edits = fixAll(snapshot, uri);
    const edit = edits.length > 0 ? workspaceEdit(snapshot, edits, session) : undefined;
    if (edit) out.push({ title: 'Fix all safe port findings', kind: FIX_ALL, edit });
  }
  return out;
}

/**
 * Edits with the versions of open documents, so that a client refuses those made for another text. `undefined` when the
 * text of a document is already another one.
 */
function workspaceEdit(snapshot: Snapshot, edits: readonly TextEdit[], session: Session): WorkspaceEdit | undefined {
  const files = new Map<Uri, TextEdit[]>();
  for (const e of edits) files.set(e.uri, [...(files.get(e.uri) ?? []), e]);
  const documentChanges: TextDocumentEdit[] = [];
  const changes: NonNullable<WorkspaceEdit['changes']> = {};
  for (const [uri, list] of files) {
    const file = snapshot.files.get(uri);
    if (!file || !session.isFresh(snapshot, uri)) return undefined;
    changes[uri] = editsOf(list, file);
    documentChanges.push({
      textDocument: { uri, version: session.versionOf(uri) ?? null },
      edits: editsOf(list, file),
    });
  }
  return session.capabilities.workspace?.workspaceEdit?.documentChanges ? { documentChanges } : { changes };
}
