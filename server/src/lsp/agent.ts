import type { CancellationToken, ResponseError } from 'vscode-languageserver';
import { askMethod } from '../../../shared/src/agent';
import type { AskParams, AskResult } from '../../../shared/src/agent';
import { ask, questions } from '../features/agent/list';
import { parts } from '../index';
import { cancelled } from './session';
import type { Session } from './session';

/** Registers what answers a language model in the editor. Answers are in English: who reads them is no person. */
export function registerAgent({ connection, workspace, roots }: Session): void {
  const rules = parts.rules.map((r) => r.meta);
  const answer = async (params: AskParams, token: CancellationToken): Promise<AskResult | ResponseError> => {
    // A model does not come back for a better answer: it waits for the index.
    const snapshot = await untilCancelled(workspace.settled(), token);
    if (!snapshot) return cancelled();
    const question = questions.find((q) => q.name === params.question);
    if (!question) return { refused: true, text: 'There is no such question.' };
    if (roots().length === 0)
      return { refused: true, text: 'No folder is open, so that there is nothing to tell about.' };
    if (!workspace.indexed) return { refused: true, text: 'The workspace is still being read. Ask again in a moment.' };
    const told = ask(question, { snapshot, rules }, params.input);
    return told.kind === 'refused' ? { refused: true, text: told.because } : { refused: false, text: told.text };
  };
  connection.onRequest(askMethod, answer);
}

/** What a promise comes to; `undefined` when the request was cancelled before. */
function untilCancelled<T>(work: Promise<T>, token: CancellationToken): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    token.onCancellationRequested(() => resolve(undefined));
    work.then(resolve, reject);
  });
}
