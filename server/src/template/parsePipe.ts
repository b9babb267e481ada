import type { SyntaxProblem } from '../syntax/tree';
import type { Command, Expression, FieldName, Pipe, VariableName } from './ast';
import type { Token } from './lex';

/** Parentheses deeper than this are not read: evaluation recurses. */
const DEPTH_LIMIT = 60;

/** A walk over the tokens of one action. */
export interface TokenCursor {
  readonly tokens: readonly Token[];
  /** Index of the next token. */
  next: number;
  /** Offset behind the last token, for what is missing there. */
  readonly end: number;
  readonly problems: SyntaxProblem[];
}

/** The next token that is not white space, without taking it. */
export function peek(cursor: TokenCursor): Token | undefined {
  while (cursor.tokens[cursor.next]?.kind === 'space') cursor.next++;
  return cursor.tokens[cursor.next];
}

/** Takes the next token that is not white space. */
export function take(cursor: TokenCursor): Token | undefined {
  const token = peek(cursor);
  if (token) cursor.next++;
  return token;
}

/** Reports something at a token, or at the end of the action. */
export function complain(cursor: TokenCursor, token: Token | undefined, message: string): void {
  const { start, end } = token ?? { start: cursor.end, end: cursor.end };
  cursor.problems.push({ start, end, message });
}

/**
 * Reads a pipeline up to the end of the action or to a closing parenthesis, which is left. What cannot be read is
 * reported and left out; a pipeline without any command has none.
 */
export function parsePipe(cursor: TokenCursor, depth = 0): Pipe {
  const start = peek(cursor)?.start ?? cursor.end;
  const { variables, assigns } = parseDeclaration(cursor, depth);
  const commands: Command[] = [];
  for (;;) {
    const token = peek(cursor);
    if (!token || token.kind === 'close') break;
    if (token.kind === 'pipe') {
      take(cursor);
      if (commands.length === 0) complain(cursor, token, 'a value must stand before `|`');
      const after = peek(cursor);
      if (!after || after.kind === 'close') complain(cursor, token, 'a function must follow `|`');
      continue;
    }
    const command = parseCommand(cursor, depth);
    if (command) commands.push(command);
  }
  const end = cursor.tokens[cursor.next - 1]?.end ?? start;
  if (commands.length === 0) complain(cursor, peek(cursor), 'a value is missing here');
  return { variables, assigns, commands, start, end: Math.max(start, end) };
}

interface Declaration {
  readonly variables: readonly VariableName[];
  readonly assigns: boolean;
}

/** `$x :=`, `$x =`, `$i, $x :=`; nothing is taken when there is none. */
function parseDeclaration(cursor: TokenCursor, depth: number): Declaration {
  const from = cursor.next;
  const first = peek(cursor);
  if (first?.kind !== 'variable' || depth > 0) return { variables: [], assigns: false };
  take(cursor);
  const variables = [nameOf(first)];
  if (peek(cursor)?.kind === 'comma') {
    take(cursor);
    const second = peek(cursor);
    if (second?.kind === 'variable') {
      take(cursor);
      variables.push(nameOf(second));
    } else complain(cursor, second, 'a second variable must follow the comma');
  }
  const sign = peek(cursor);
  if (sign?.kind === 'declare' || sign?.kind === 'assign') {
    take(cursor);
    return { variables, assigns: sign.kind === 'assign' };
  }
  cursor.next = from;
  return { variables: [], assigns: false };
}

function nameOf(token: Token): VariableName {
  return { name: token.text, start: token.start, end: token.end };
}

function parseCommand(cursor: TokenCursor, depth: number): Command | undefined {
  const operands: Expression[] = [];
  for (;;) {
    const token = peek(cursor);
    if (!token || token.kind === 'pipe' || token.kind === 'close') break;
    const operand = parseOperand(cursor, depth);
    if (operand) operands.push(operand);
  }
  const [head, ...args] = operands;
  if (!head) return undefined;
  return { head, args, start: head.start, end: (args.at(-1) ?? head).end };
}

function parseOperand(cursor: TokenCursor, depth: number): Expression | undefined {
  const token = take(cursor);
  if (!token) return undefined;
  const { start, end } = token;
  switch (token.kind) {
    case 'field':
      return withFields(cursor, (names) => {
        const all = [{ name: token.text, start: start + 1, end }, ...names];
        return { kind: 'field', names: all, start, end: all.at(-1)?.end ?? end };
      });
    case 'variable':
      return withFields(cursor, (names) => ({
        kind: 'variable',
        name: token.text,
        names,
        start,
        end: names.at(-1)?.end ?? end,
      }));
    case 'open':
      return parseParentheses(cursor, token, depth);
    case 'dot':
      return { kind: 'dot', start, end };
    case 'string':
      return token.inner === undefined
        ? { kind: 'literal', type: 'string', value: token.text, start, end }
        : { kind: 'literal', type: 'string', value: token.text, inner: token.inner, start, end };
    case 'number':
      return { kind: 'literal', type: token.integer ? 'int' : 'float', value: token.value ?? 0, start, end };
    case 'word':
      return wordOperand(token);
    case 'bad':
    case 'comma':
    case 'declare':
    case 'assign':
    case 'space':
    case 'pipe':
    case 'close':
      complain(cursor, token, token.message ?? `unexpected \`${token.text}\``);
      return { kind: 'bad', start, end };
  }
}

function wordOperand({ text, start, end }: Token): Expression {
  if (text === 'true' || text === 'false') return { kind: 'literal', type: 'bool', value: text === 'true', start, end };
  if (text === 'nil') return { kind: 'literal', type: 'nil', value: null, start, end };
  return { kind: 'function', name: text, start, end };
}

function withFields<T extends Expression>(cursor: TokenCursor, make: (names: readonly FieldName[]) => T): T {
  const names: FieldName[] = [];
  for (;;) {
    const token = cursor.tokens[cursor.next];
    if (token?.kind === 'field') names.push({ name: token.text, start: token.start + 1, end: token.end });
    else if (token?.kind === 'dot') complain(cursor, token, 'a name must follow the dot');
    else return make(names);
    cursor.next++;
  }
}

function parseParentheses(cursor: TokenCursor, open: Token, depth: number): Expression {
  if (depth >= DEPTH_LIMIT) {
    complain(cursor, open, `parentheses deeper than ${DEPTH_LIMIT} levels are not read`);
    cursor.next = cursor.tokens.length;
    return { kind: 'bad', start: open.start, end: open.end };
  }
  const pipe = parsePipe(cursor, depth + 1);
  const close = peek(cursor);
  if (close?.kind === 'close') take(cursor);
  else complain(cursor, open, 'this parenthesis is not closed');
  const end = close?.end ?? pipe.end;
  const base: Expression = { kind: 'pipe', pipe, start: open.start, end };
  return withFields(cursor, (names) =>
    names.length === 0 ? base : { kind: 'chain', base, names, start: open.start, end: names.at(-1)?.end ?? end },
  );
}
