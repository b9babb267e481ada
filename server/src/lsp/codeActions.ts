import { CodeActionKind } from 'vscode-languageserver';
import type { CodeAction, CodeActionParams, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver';
import { fixAll, fixesAt } from '../features/fixes';
import type { Snapshot } from '../features/snapshot';
import type { TextEdit } from '../text/edit';
import type { Uri } from '../text/span';
import { canonicalUri } from '../text/uri';
import { diagnosticOf, editsOf, offsetIn } from './convert';
import type { Session } from './server';

const FIX_ALL = `${CodeActionKind.SourceFixAll}.portolan`;

/** Quick fixes for the findings in a range, and the safe fixes of the whole file where those are asked for. */
export function codeActions(snapshot: Snapshot, params: CodeActionParams, session: Session): CodeAction[] {
  const uri = canonicalUri(params.textDocument.uri);
  const wants = (kind: string) => !params.context.only || params.context.only.some((o) => kind === o || kind.startsWith(`${o}.`));
  const start = offsetIn(snapshot, uri, params.range.start);
  const end = offsetIn(snapshot, uri, params.range.end);
  if (start === undefined || end === undefined) return [];
  const out: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) {
    for (const { finding, fix, edits } of fixesAt(snapshot, { uri, start, end })) {
      const edit = workspaceEdit(snapshot, edits, session);
      out.push({ title: fix.title, kind: CodeActionKind.QuickFix, isPreferred: fix.preferred ?? false, diagnostics: [diagnosticOf(snapshot, finding, true)], edit });
    }
  }
  if (params.context.only && wants(FIX_ALL)) {
    const edits = fixAll(snapshot, uri);
    if (edits.length > 0) out.push({ title: 'Fix all safe port findings', kind: FIX_ALL, edit: workspaceEdit(snapshot, edits, session) });
  }
  return out;
}

/** Edits with the versions of open documents, so that a client refuses those made for another text. */
function workspaceEdit(snapshot: Snapshot, edits: readonly TextEdit[], session: Session): WorkspaceEdit {
  const files = new Map<Uri, TextEdit[]>();
  for (const e of edits) files.set(e.uri, [...(files.get(e.uri) ?? []), e]);
  const versions = new Map(session.documents.all().map((d) => [canonicalUri(d.uri), d.version]));
  const documentChanges: TextDocumentEdit[] = [];
  const changes: NonNullable<WorkspaceEdit['changes']> = {};
  for (const [uri, list] of files) {
    const file = snapshot.files.get(uri);
    if (!file) continue;
    changes[uri] = editsOf(list, file);
    documentChanges.push({ textDocument: { uri, version: versions.get(uri) ?? null }, edits: editsOf(list, file) });
  }
  return session.capabilities.workspace?.workspaceEdit?.documentChanges ? { documentChanges } : { changes };
}
