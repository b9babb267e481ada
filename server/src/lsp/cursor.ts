import type { CancellationToken, Position, ResponseError, TextDocumentIdentifier } from 'vscode-languageserver';
import type { Snapshot } from '../features/snapshot';
import type { Uri } from '../text/span';

/** A place in a document, as requests give it. */
interface Cursor {
  readonly textDocument: TextDocumentIdentifier;
  readonly position: Position;
}

/** Asks the current snapshot about a cursor; `undefined` where the text there is not analysed yet. */
export type AtCursor = <T>(
  cursor: Cursor,
  token: CancellationToken,
  answer: (snapshot: Snapshot, uri: Uri, offset: number) => T,
) => Promise<T | undefined | ResponseError>;
