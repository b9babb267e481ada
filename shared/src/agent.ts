/*
 * Questions that a language model asks about the ports of a workspace, through the editor. The same questions are the tools
 * of `portolan mcp`, where no client takes part. As all of `shared`, it imports nothing.
 */

/** Names of the questions, in the order in which they are offered. */
export const QUESTIONS = [
  'list_services',
  'trace_port',
  'list_findings',
  'list_exposed_ports',
  'next_free_port',
  'explain_rule',
] as const;

/** The name of a question. */
export type QuestionName = (typeof QUESTIONS)[number];

/** Request, client → server: one question about the workspace as it is now. Parameters {@link AskParams}, result {@link AskResult}. */
export const askMethod = 'portolan/ask';

/** Parameters of {@link askMethod}. */
export interface AskParams {
  readonly question: QuestionName;
  /** What the model gave, not looked at yet. */
  readonly input: unknown;
}

/** Result of {@link askMethod}: an answer, or what to ask instead; plain text without control characters but line breaks. */
export interface AskResult {
  readonly text: string;
  /** True if the question could not be answered; the text says why, and what to do. */
  readonly refused: boolean;
}

/** What VS Code calls the tool that asks a question: `portolan_list_services`. */
export function toolName(question: QuestionName): string {
  return `portolan_${question}`;
}
