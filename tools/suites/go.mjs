// @ts-check
// Reads the part of Go that tables of tests are written in: constants, assignments, calls and composite literals. Bodies of
// loops, conditions and function literals are passed over; whoever asks knows what they do with the table.

/**
 * @typedef {{ kind: 'literal', value: string | number }
 *   | { kind: 'name', name: string }
 *   | { kind: 'call', callee: string, args: Expression[] }
 *   | { kind: 'composite', type: string, elements: { key?: Expression, value: Expression }[] }
 *   | { kind: 'sum', terms: Expression[] }
 *   | { kind: 'function' }} Expression
 */
/** @typedef {{ kind: 'set', name: string, value: Expression } | { kind: 'do', value: Expression }} Statement */
/** @typedef {{ kind: 'word' | 'text' | 'number' | 'mark' | 'end', text: string }} Token */

const TOKEN =
  /[ \t\r]+|\/\/[^\n]*|\/\*[^]*?\*\/|(?<end>\n)|(?<word>[\p{L}_][\p{L}\p{N}_]*)|(?<number>\d[\w.]*)|(?<text>"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*')|(?<mark>:=|&\^|&&|\|\||<-|\.\.\.|[-+*/%&|^!=<>]=?|[()[\]{},;.:~])/gu;

/**
 * @param {string} source
 * @returns {Token[]} with a mark `;` at the end of lines where Go puts one
 */
function tokensOf(source) {
  /** @type {Token[]} */
  const tokens = [];
  for (const { groups = {} } of source.matchAll(TOKEN)) {
    const last = tokens.at(-1);
    if (groups['end'] !== undefined) {
      const ends = last && (last.kind !== 'mark' ? last.kind !== 'end' : /^[)\]}]$/.test(last.text));
      if (ends) tokens.push({ kind: 'mark', text: ';' });
    } else
      for (const kind of /** @type {const} */ (['word', 'number', 'text', 'mark'])) {
        const found = groups[kind];
        if (found !== undefined) tokens.push({ kind, text: found });
      }
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

/**
 * A file of Go: what its variables and constants are, and the statements of its functions by name (methods too).
 * @param {string} source
 * @returns {{ top: Statement[], functions: Map<string, Statement[]> }} statements that are not of the subset are left out
 */
export function parseGo(source) {
  const at = new Cursor(tokensOf(source));
  /** @type {Statement[]} */
  const top = [];
  /** @type {Map<string, Statement[]>} */
  const functions = new Map();
  while (!at.done()) {
    if (at.take('func')) {
      if (at.is('(')) at.skipGroup();
      const name = at.next().text;
      while (!at.is('{') && !at.done()) at.step();
      functions.set(name, at.is('{') ? block(at) : []);
    } else top.push(...statement(at));
  }
  return { top, functions };
}

/** Stands in a list of tokens. */
class Cursor {
  /** @param {readonly Token[]} tokens */
  constructor(tokens) {
    this.tokens = tokens;
    this.index = 0;
  }
  peek(ahead = 0) {
    return this.tokens[Math.min(this.index + ahead, this.tokens.length - 1)] ?? { kind: 'end', text: '' };
  }
  next() {
    const token = this.peek();
    this.index++;
    return token;
  }
  done() {
    return this.peek().kind === 'end';
  }
  /** @param {string} text */
  is(text) {
    const { kind, text: here } = this.peek();
    return here === text && (kind === 'mark' || kind === 'word');
  }
  /** @param {string} text */
  take(text) {
    if (!this.is(text)) return false;
    this.index++;
    return true;
  }
  /** @param {string} text */
  must(text) {
    if (!this.take(text)) throw new SyntaxError(`"${text}" expected, "${this.peek().text}" found`);
  }
  /** Over one token, or a whole group of brackets. */
  step() {
    if (/^[([{]$/.test(this.peek().text) && this.peek().kind === 'mark') this.skipGroup();
    else this.index++;
  }
  skipGroup() {
    let depth = 0;
    do {
      const { kind, text } = this.next();
      if (kind === 'mark' && /^[([{]$/.test(text)) depth++;
      if (kind === 'mark' && /^[)\]}]$/.test(text)) depth--;
      if (kind === 'end') return;
    } while (depth > 0);
  }
  skipStatement() {
    while (!this.is(';') && !this.is('}') && !this.is(')') && !this.done()) this.step();
    this.take(';');
  }
}

/**
 * @param {Cursor} at
 * @returns {Statement[]}
 */
function block(at) {
  /** @type {Statement[]} */
  const statements = [];
  at.must('{');
  while (!at.take('}') && !at.done()) statements.push(...statement(at));
  return statements;
}

/**
 * @param {Cursor} at
 * @returns {Statement[]} nothing for what is not of the subset
 */
function statement(at) {
  if (at.take(';')) return [];
  const from = at.index;
  try {
    const read = at.is('const') || at.is('var') ? declaration(at) : simple(at);
    if (!at.is('}') && !at.is(')')) at.must(';');
    return read;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    at.index = from;
    at.step();
    at.skipStatement();
    if (at.is(')') || (at.index === from && !at.is('}'))) at.step();
    return [];
  }
}

/**
 * @param {Cursor} at
 * @returns {Statement[]}
 */
function declaration(at) {
  at.next();
  if (!at.take('(')) return [named(at)];
  /** @type {Statement[]} */
  const statements = [];
  while (!at.take(')')) {
    statements.push(named(at));
    at.take(';');
  }
  return statements;
}

/**
 * @param {Cursor} at
 * @returns {Statement}
 */
function named(at) {
  const name = at.next().text;
  if (!at.is('=')) type(at);
  at.must('=');
  return { kind: 'set', name, value: expression(at) };
}

/**
 * @param {Cursor} at
 * @returns {Statement[]}
 */
function simple(at) {
  const value = expression(at);
  if (!at.take(':=') && !at.take('=')) return [{ kind: 'do', value }];
  const given = expression(at);
  return value.kind === 'name' ? [{ kind: 'set', name: value.name, value: given }] : [];
}

/**
 * @param {Cursor} at
 * @returns {Expression}
 */
function expression(at) {
  const terms = [operand(at)];
  while (at.take('+')) terms.push(operand(at));
  return terms.length === 1 && terms[0] ? terms[0] : { kind: 'sum', terms };
}

/**
 * @param {Cursor} at
 * @returns {Expression}
 */
function operand(at) {
  if (at.take('&') || at.take('*')) return operand(at);
  if (at.take('-')) {
    const { kind, text } = at.next();
    if (kind !== 'number') throw new SyntaxError('only numbers are negated');
    return { kind: 'literal', value: -Number(text) };
  }
  const { kind, text } = at.peek();
  if (kind === 'text') {
    at.next();
    return { kind: 'literal', value: unquoted(text) };
  }
  if (kind === 'number') {
    at.next();
    return { kind: 'literal', value: Number(text) };
  }
  if (at.is('{')) return composite(at, '');
  if (at.take('func')) {
    at.skipGroup();
    while (!at.is('{') && !at.done()) at.step();
    at.skipGroup();
    return { kind: 'function' };
  }
  const name = type(at);
  if (at.is('{')) return composite(at, name);
  return at.is('(') ? call(at, name) : { kind: 'name', name };
}

/**
 * @param {Cursor} at
 * @param {string} callee
 * @returns {Expression}
 */
function call(at, callee) {
  at.must('(');
  /** @type {Expression[]} */
  const args = [];
  while (!at.take(')')) {
    args.push(expression(at));
    at.take('...');
    at.take(',');
  }
  if (at.take('.')) return call(at, `${callee}().${at.next().text}`);
  return { kind: 'call', callee, args };
}

/**
 * @param {Cursor} at
 * @param {string} name
 * @returns {Expression}
 */
function composite(at, name) {
  at.must('{');
  /** @type {{ key?: Expression, value: Expression }[]} */
  const elements = [];
  while (!at.take('}')) {
    const first = expression(at);
    elements.push(at.take(':') ? { key: first, value: expression(at) } : { value: first });
    if (!at.take(',')) at.take(';');
  }
  return { kind: 'composite', type: name, elements };
}

/**
 * A type, or a name with its dots: which of the two it is only what follows can say.
 * @param {Cursor} at
 * @returns {string}
 */
function type(at) {
  if (at.take('*')) return type(at);
  if (at.take('[')) {
    while (!at.take(']')) at.step();
    return `[]${type(at)}`;
  }
  if (at.take('map')) {
    at.must('[');
    const key = type(at);
    at.must(']');
    return `map[${key}]${type(at)}`;
  }
  if (at.take('struct') || at.take('interface')) {
    at.skipGroup();
    return 'struct';
  }
  if (at.peek().kind !== 'word' || /^(?:for|if|switch|return|defer|go|type|import|package)$/.test(at.peek().text))
    throw new SyntaxError(`a name expected, "${at.peek().text}" found`);
  let name = at.next().text;
  while (at.is('.') && at.peek(1).kind === 'word') {
    at.next();
    name += `.${at.next().text}`;
  }
  return name;
}

/** @param {string} text */
function unquoted(text) {
  if (text.startsWith('`')) return text.slice(1, -1);
  const inner = text
    .slice(1, -1)
    .replaceAll(/\\(.)/g, (whole, c) => (c === 'x' || c === 'u' ? whole : c === 'n' ? '\n' : c === 't' ? '\t' : c));
  return inner;
}

/**
 * The value of an expression as plain data: structs and maps are objects, lists are arrays, names that are not known stand
 * as `{ symbol }` and calls as `{ call, args }`.
 * @param {Expression} expression
 * @param {ReadonlyMap<string, Expression>} known
 * @returns {any}
 */
export function valueOf(expression, known) {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'name': {
      const found = known.get(expression.name);
      return found ? valueOf(found, known) : expression.name === 'nil' ? null : { symbol: expression.name };
    }
    case 'sum': {
      const terms = expression.terms.map((term) => valueOf(term, known));
      return terms.every((term) => typeof term === 'number')
        ? terms.reduce((sum, term) => sum + term, 0)
        : terms.map(String).join('');
    }
    case 'call':
      return { call: expression.callee, args: expression.args.map((arg) => valueOf(arg, known)) };
    case 'function':
      return { symbol: 'func' };
    case 'composite':
      return expression.type.startsWith('[]') ||
        (expression.elements.length > 0 && expression.elements[0]?.key === undefined)
        ? expression.elements.map(({ value }) => valueOf(value, known))
        : Object.fromEntries(expression.elements.map(({ key, value }) => [keyOf(key, known), valueOf(value, known)]));
  }
}

/**
 * @param {Expression | undefined} key
 * @param {ReadonlyMap<string, Expression>} known
 */
function keyOf(key, known) {
  if (!key) return '';
  const found = valueOf(key, known);
  return typeof found === 'object' && found !== null ? found.symbol : String(found);
}

/**
 * The names that statements set.
 * @param {readonly Statement[]} statements
 * @returns {Map<string, Expression>}
 */
export function namesIn(statements) {
  return new Map(statements.flatMap((s) => (s.kind === 'set' ? [[s.name, s.value]] : [])));
}
