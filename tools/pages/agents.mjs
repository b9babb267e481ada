// @ts-check
// What the questions for language models become: tools in the manifest, and the table of docs/agents.md.
import { table } from './markdown.mjs';

/**
 * @typedef {import('../../server/src/features/agent/question').Question} Question
 * @typedef {import('../../shared/src/agent').QuestionName} QuestionName
 */

/**
 * The icon of each tool, among VS Code's own, and how it is named in a prompt, behind a `#`.
 * @type {Readonly<Record<QuestionName, { icon: string, reference: string }>>}
 */
const looks = {
  list_services: { icon: '$(list-tree)', reference: 'portolanServices' },
  trace_port: { icon: '$(git-commit)', reference: 'portolanWay' },
  list_findings: { icon: '$(warning)', reference: 'portolanFindings' },
  list_exposed_ports: { icon: '$(globe)', reference: 'portolanExposure' },
  next_free_port: { icon: '$(search)', reference: 'portolanFreePort' },
  explain_rule: { icon: '$(book)', reference: 'portolanRule' },
};

/**
 * `contributes.languageModelTools` of the manifest.
 * @param {readonly Question[]} questions
 * @param {(name: QuestionName) => string} toolName
 */
export function languageModelTools(questions, toolName) {
  return questions.map(({ name, title, summary, description, input }) => ({
    name: toolName(name),
    toolReferenceName: looks[name].reference,
    displayName: title,
    userDescription: summary,
    modelDescription: description,
    icon: looks[name].icon,
    canBeReferencedInPrompt: true,
    tags: ['portolan', 'ports', 'docker', 'kubernetes'],
    inputSchema: input,
  }));
}

/**
 * The tools, for people.
 * @param {readonly Question[]} questions
 */
export function toolTable(questions) {
  return table(
    ['Tool', 'In a prompt', 'What it does', 'Arguments'],
    questions.map(({ name, summary, input }) => [
      `\`${name}\``,
      `\`#${looks[name].reference}\``,
      summary,
      Object.keys(input.properties)
        .map((argument) => (input.required?.includes(argument) ? `**\`${argument}\`**` : `\`${argument}\``))
        .join(', '),
    ]),
  );
}
