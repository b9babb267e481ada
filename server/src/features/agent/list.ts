import { listExposedPorts } from './exposed';
import { listFindings } from './findings';
import { nextFreePort } from './free';
import type { Answer, Asked, Question } from './question';
import { explainRule } from './rule';
import { checkInput } from './schema';
import { listServices } from './services';
import { tracePort } from './trace';

/** All questions, in the order in which they are offered. */
export const questions: readonly Question[] = [
  listServices,
  tracePort,
  listFindings,
  listExposedPorts,
  nextFreePort,
  explainRule,
];

/** Answers a question that came from outside: an input that is not of its form is refused with a sentence about it. */
export function ask(question: Question, asked: Asked, given: unknown): Answer {
  const checked = checkInput(question.input, given);
  return checked.kind === 'refused' ? checked : question.answer(asked, checked.values);
}
