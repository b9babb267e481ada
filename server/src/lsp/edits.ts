import type { AnnotatedTextEdit, CreateFile, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver';
import type { Snapshot } from '../features/snapshot';
import type { TextEdit } from '../text/edit';
import { append } from '../text/lists';
import type { Uri } from '../text/span';
import { editsOf } from './convert';
import type { Session } from './session';

/**
 * Edits with the versions of open documents, so that a client refuses those made for another text. `undefined` when the
 * text of a document is already another one.
 */
export function workspaceEdit(
  snapshot: Snapshot,
  edits: readonly TextEdit[],
  session: Session,
): WorkspaceEdit | undefined {
  const files = new Map<Uri, TextEdit[]>();
  for (const e of edits) append(files, e.uri, e);
  const documentChanges: TextDocumentEdit[] = [];
  const changes: NonNullable<WorkspaceEdit['changes']> = {};
  for (const [uri, list] of files) {
    const file = snapshot.files.get(uri);
    if (!file || !session.isFresh(snapshot, uri)) return undefined;
    const made = editsOf(list, file);
    changes[uri] = made;
    documentChanges.push({ textDocument: { uri, version: session.versionOf(uri) ?? null }, edits: made });
  }
  return session.capabilities.workspace?.workspaceEdit?.documentChanges ? { documentChanges } : { changes };
}

/**
 * As {@link workspaceEdit}, with a note for each file that a client shows in its preview. What has to be confirmed VS Code shows
 * at once and unticked: right for many changes each of which stands alone (`confirm`: those outside of the file at hand), and
 * wrong for one change of several places, of which one press of a key would make a half.
 */
export function annotatedEdit(
  snapshot: Snapshot,
  edits: readonly TextEdit[],
  session: Session,
  title: (places: number) => string,
  confirm: 'nothing' | { readonly outside: Uri },
): WorkspaceEdit | undefined {
  const plain = workspaceEdit(snapshot, edits, session);
  const support = session.capabilities.workspace?.workspaceEdit?.changeAnnotationSupport;
  if (!plain?.documentChanges || !support) return plain;
  const changeAnnotations: NonNullable<WorkspaceEdit['changeAnnotations']> = {};
  const documentChanges = plain.documentChanges.map((change): (typeof plain.documentChanges & object)[number] => {
    if (!('textDocument' in change)) return change;
    const { uri } = change.textDocument;
    const needsConfirmation = confirm !== 'nothing' && uri !== confirm.outside;
    changeAnnotations[uri] = { label: title(change.edits.length), needsConfirmation };
    const annotated = change.edits.map((e) => ({ ...e, annotationId: uri }) as AnnotatedTextEdit);
    return { ...change, edits: annotated };
  });
  return { documentChanges, changeAnnotations };
}

/** An edit that makes a file and fills it; it fails when something is there. `undefined` when the client makes no files. */
export function newFile(uri: Uri, text: string, { capabilities }: Session): WorkspaceEdit | undefined {
  const { documentChanges, resourceOperations = [] } = capabilities.workspace?.workspaceEdit ?? {};
  if (!documentChanges || !resourceOperations.includes('create')) return undefined;
  const start = { line: 0, character: 0 };
  const create: CreateFile = { kind: 'create', uri, options: { overwrite: false, ignoreIfExists: false } };
  const fill: TextDocumentEdit = {
    textDocument: { uri, version: null },
    edits: [{ range: { start, end: start }, newText: text }],
  };
  return { documentChanges: [create, fill] };
}
