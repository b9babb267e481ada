// @ts-check
// The conditions (`when`, `enablement`) of package.json. VS Code takes one that it cannot read as false and says nothing.

/** A token: an operator, a quoted text, a pattern, or a bare word. */
const TOKEN =
  /\s*(?:(&&|\|\||===?|!==?|=~|<=?|>=?|!|\(|\))|'([^']*)'|(\/(?:[^/\\]|\\.)+\/[a-z]*)|([^\s"'()!=<>&|~]+))/y;

const COMPARISONS = new Set(['==', '===', '!=', '!==', '<', '<=', '>', '>=', '=~', 'in']);

/**
 * @typedef {{ key: string, operator?: string, value?: string }} Term a context key, and what it is compared with
 */

/**
 * The terms of a condition, by the grammar of VS Code: `!`, `&&`, `||`, parentheses, comparisons, `in` and `not in`, and
 * `=~` with a pattern.
 * @param {string} condition
 * @returns {Term[] | string} what is wrong with it, for one that cannot be read
 */
export function termsOf(condition) {
  const tokens = tokensOf(condition);
  if (typeof tokens === 'string') return tokens;
  /** @type {Term[]} */
  const terms = [];
  let at = 0;
  const next = () => tokens[at]?.text;
  /** @returns {string | undefined} */
  const either = () => {
    for (;;) {
      const problem = operand();
      if (problem !== undefined) return problem;
      // Precedence is of no concern: it is about the terms, and about what can be read.
      if (next() !== '&&' && next() !== '||') return undefined;
      at += 1;
    }
  };
  /** @returns {string | undefined} */
  const operand = () => {
    while (next() === '!') at += 1;
    if (next() === '(') {
      at += 1;
      const problem = either();
      if (problem !== undefined) return problem;
      if (next() !== ')') return 'a parenthesis is not closed';
      at += 1;
      return undefined;
    }
    const key = tokens[at++];
    if (key?.kind !== 'word') return `a context key is missing${key === undefined ? '' : ` before “${key.text}”`}`;
    const not = next() === 'not' && tokens[at + 1]?.text === 'in';
    if (not) at += 1;
    const operator = next();
    if (operator === undefined || !COMPARISONS.has(operator)) {
      terms.push({ key: key.text });
      return undefined;
    }
    at += 1;
    const value = tokens[at++];
    if (value === undefined || value.kind === 'operator') return `“${operator}” has nothing behind it`;
    if ((operator === '=~') !== (value.kind === 'pattern')) return `“${operator}” cannot compare with ${value.text}`;
    terms.push({ key: key.text, operator, value: value.text });
    return undefined;
  };
  const problem = either();
  if (problem !== undefined) return problem;
  return at === tokens.length ? terms : `“${next()}” stands where an operator should`;
}

/**
 * @param {string} condition
 * @returns {{ kind: 'operator' | 'text' | 'pattern' | 'word', text: string }[] | string}
 */
function tokensOf(condition) {
  /** @type {{ kind: 'operator' | 'text' | 'pattern' | 'word', text: string }[]} */
  const tokens = [];
  for (let at = 0; at < condition.trimEnd().length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const [, operator, text, pattern, word] = TOKEN.exec(condition) ?? [];
    const token =
      operator !== undefined
        ? /** @type {const} */ ({ kind: 'operator', text: operator })
        : text !== undefined
          ? /** @type {const} */ ({ kind: 'text', text })
          : pattern !== undefined
            ? /** @type {const} */ ({ kind: 'pattern', text: pattern })
            : word === undefined
              ? undefined
              : /** @type {const} */ ({ kind: 'word', text: word });
    if (token === undefined) return `it cannot be read from “${condition.slice(at)}” on`;
    tokens.push(token);
  }
  return tokens;
}
