// @ts-check
// The sentences in our sources that are shown to people and may be said in other languages: what stands in `l10n.t('…')` on
// the client's side, and in `` say`…` `` on the server's.
import { parseSync, Visitor } from 'oxc-parser';

/**
 * @typedef {{ form: string, line: number }} Sentence `form` has `{0}`, `{1}` … in place of values
 * @typedef {{ line: number, problem: string }} Problem
 * @typedef {import('oxc-parser').Expression} Expression
 */

/**
 * The sentences of one file, in the order of its text, and calls whose sentence cannot be told without running them.
 * @param {string} name of the file, for the parser to tell TypeScript from JavaScript
 * @param {string} text
 * @returns {{ sentences: Sentence[], problems: Problem[] }}
 */
export function sentencesOf(name, text) {
  const { program, errors } = parseSync(name, text);
  if (errors[0] !== undefined) throw new Error(`${name}: ${errors[0].message}`);
  /** @type {(Sentence & { start: number })[]} */
  const sentences = [];
  /** @type {Problem[]} */
  const problems = [];
  const lineAt = lines(text);
  new Visitor({
    CallExpression: (node) => {
      if (!isTranslation(node)) return;
      const form = formOf(node.arguments[0]);
      if (form === undefined)
        problems.push({ line: lineAt(node.start), problem: 'l10n.t wants its sentence as one string' });
      else sentences.push({ form, line: lineAt(node.start), start: node.start });
    },
    // What a rule is about is told in the settings and in hovers.
    Property: (node) => {
      const form = node.key.type === 'Identifier' && node.key.name === 'summary' ? formOf(node.value) : undefined;
      if (form && name.includes('/rules/')) sentences.push({ form, line: lineAt(node.start), start: node.start });
    },
    TaggedTemplateExpression: (node) => {
      if (node.tag.type !== 'Identifier' || node.tag.name !== 'say') return;
      const parts = node.quasi.quasis.map(({ value }) => value.cooked ?? '');
      // Values alone are the same in every language.
      if (!parts.some((part) => /\p{L}/u.test(part))) return;
      const form = parts.map((part, i) => (i === 0 ? part : `{${i - 1}}${part}`)).join('');
      // A part of a sentence brings the blank that parts it from the rest.
      sentences.push({ form: form.trim(), line: lineAt(node.start), start: node.start });
    },
  }).visit(program);
  sentences.sort((a, b) => a.start - b.start);
  return { sentences: sentences.map(({ form, line }) => ({ form, line })), problems };
}

/**
 * Whether a call is one of `l10n.t`.
 * @param {import('oxc-parser').CallExpression} call
 */
export function isTranslation({ callee }) {
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier' || callee.property.name !== 't')
    return false;
  const { object } = callee;
  if (object.type === 'Identifier') return object.name === 'l10n';
  return object.type === 'MemberExpression' && object.property.type === 'Identifier' && object.property.name === 'l10n';
}

/** @param {import('oxc-parser').Node | undefined} node */
function formOf(node) {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

/**
 * The values that a form has places for, each once, sorted.
 * @param {string} form
 * @returns {string[]}
 */
export function placesIn(form) {
  return [...new Set(form.match(/\{\d+\}/g) ?? [])].sort();
}

/**
 * A function from offsets to lines, counted from 1.
 * @param {string} text
 */
export function lines(text) {
  return (/** @type {number} */ offset) => text.slice(0, offset).split('\n').length;
}
