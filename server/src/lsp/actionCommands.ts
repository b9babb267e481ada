import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { CodeAction, Command, ExecuteCommandParams } from 'vscode-languageserver';
import { resolvedAction } from './codeActions';
import type { Session } from './session';

/** The command that applies a code action, for clients that know actions only as commands (LSP before 3.8). */
export const APPLY_ACTION = 'portolan.applyAction';

/** Actions as commands; those that cannot be are left out. */
export function asCommands(actions: readonly CodeAction[]): Command[] {
  return actions.flatMap(({ title, data, command }) =>
    command ? [command] : data === undefined ? [] : [{ title, command: APPLY_ACTION, arguments: [data] }],
  );
}

/** Has the client apply the action of a command, as it is now. */
export async function runCommand(
  { command, arguments: given = [] }: ExecuteCommandParams,
  session: Session,
): Promise<null | ResponseError> {
  const data: unknown = given[0];
  if (command !== APPLY_ACTION || typeof data !== 'object' || data === null)
    return new ResponseError(LSPErrorCodes.RequestFailed, 'There is no such command.');
  const { edit } = resolvedAction(await session.current(), { title: '', data }, session);
  if (!edit) return new ResponseError(LSPErrorCodes.RequestFailed, 'The text has changed: ask for the action again.');
  const { applied, failureReason = 'the client did not apply it' } = await session.connection.workspace.applyEdit(edit);
  return applied ? null : new ResponseError(LSPErrorCodes.RequestFailed, `The edit was not made: ${failureReason}.`);
}
