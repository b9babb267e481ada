import type { SyntaxProblem } from '../syntax/tree';
import type { Range } from '../text/span';
import type { DefineNode, Pipe, TemplateNode, TemplateSyntax } from './ast';
import type { ActionPiece, Piece, Token } from './lex';
import { lexTemplate } from './lex';
import type { TokenCursor } from './parsePipe';
import { complain, parsePipe, peek, take } from './parsePipe';

/** Blocks nested deeper than this are not read: evaluation recurses. */
const DEPTH_LIMIT = 100;
/** Problems of one template that are kept. */
const PROBLEM_LIMIT = 100;

type BlockKind = 'if' | 'with' | 'range' | 'define' | 'block';

/** A block that waits for its `end`. */
interface Open {
  readonly kind: BlockKind;
  readonly tag: Range;
  readonly pipe?: Pipe;
  readonly name?: string;
  readonly at?: Range;
  readonly body: TemplateNode[];
  readonly otherwise: TemplateNode[];
  /** Whether nodes go to `otherwise` now. */
  inElse: boolean;
  /** `else if`: it ends with the `end` of the block around it. */
  readonly chained: boolean;
}

interface Parsing {
  readonly top: TemplateNode[];
  readonly open: Open[];
  readonly defines: DefineNode[];
  readonly problems: SyntaxProblem[];
}

/**
 * Parses a template text. Total: an action that cannot be read becomes a `bad` node, an `end` too many is left out, a
 * block without `end` ends with the text; each with a problem at its place.
 */
export function parseTemplate(text: string): TemplateSyntax {
  const parsing: Parsing = { top: [], open: [], defines: [], problems: [] };
  for (const piece of lexTemplate(text)) add(parsing, piece);
  while (parsing.open.length > 0) {
    const { tag, kind, chained } = parsing.open.at(-1) as Open;
    if (!chained) report(parsing, tag, `this \`${kind}\` has no \`end\``);
    closeInnermost(parsing);
  }
  return { nodes: parsing.top, defines: parsing.defines, problems: parsing.problems.slice(0, PROBLEM_LIMIT) };
}

function report(parsing: Parsing, at: Range, message: string): void {
  parsing.problems.push({ start: at.start, end: at.end, message });
}

function add(parsing: Parsing, piece: Piece): void {
  if (piece.kind === 'text') {
    push(parsing, { kind: 'text', start: piece.start, end: piece.end });
    return;
  }
  if (piece.unclosed)
    report(parsing, piece, piece.comment ? 'this comment is not closed' : 'this action is not closed by `}}`');
  if (piece.comment) return;
  const cursor: TokenCursor = {
    tokens: piece.tokens,
    next: 0,
    end: piece.tokens.at(-1)?.end ?? piece.end,
    problems: parsing.problems,
  };
  const first = peek(cursor);
  if (!first) {
    report(parsing, piece, 'this action is empty');
    push(parsing, { kind: 'bad', start: piece.start, end: piece.end, message: 'the action is empty' });
  } else if (first.kind !== 'word' || !addKeyword(parsing, piece, cursor, first)) {
    const pipe = parsePipe(cursor);
    push(parsing, { kind: 'action', pipe, start: piece.start, end: piece.end });
  }
  const rest = peek(cursor);
  if (rest) complain(cursor, rest, `unexpected \`${rest.text || ')'}\``);
}

function push(parsing: Parsing, node: TemplateNode): void {
  const block = parsing.open.at(-1);
  if (!block) parsing.top.push(node);
  else if (block.inElse) block.otherwise.push(node);
  else block.body.push(node);
}

/** Reads an action that starts with a keyword; says whether it did. */
function addKeyword(parsing: Parsing, piece: ActionPiece, cursor: TokenCursor, first: Token): boolean {
  const tag = { start: piece.start, end: piece.end };
  switch (first.text) {
    case 'if':
    case 'with':
    case 'range':
      take(cursor);
      open(parsing, first.text, tag, { pipe: parsePipe(cursor) });
      return true;
    case 'else':
      take(cursor);
      addElse(parsing, tag, cursor);
      return true;
    case 'end':
      take(cursor);
      if (parsing.open.length === 0) report(parsing, tag, 'this `end` closes nothing');
      else {
        while ((parsing.open.at(-1) as Open).chained) closeInnermost(parsing);
        closeInnermost(parsing);
      }
      return true;
    case 'define':
    case 'block':
    case 'template':
      take(cursor);
      addNamed(parsing, first.text, tag, cursor);
      return true;
    case 'break':
    case 'continue':
      take(cursor);
      if (!parsing.open.some((o) => o.kind === 'range')) report(parsing, tag, `\`${first.text}\` outside of a range`);
      else push(parsing, { kind: first.text, ...tag });
      return true;
    default:
      return false;
  }
}

function open(
  parsing: Parsing,
  kind: BlockKind,
  tag: Range,
  more: { readonly pipe?: Pipe; readonly name?: string; readonly at?: Range; readonly chained?: boolean },
): void {
  if (parsing.open.length >= DEPTH_LIMIT && parsing.problems.length < PROBLEM_LIMIT)
    report(parsing, tag, `blocks deeper than ${DEPTH_LIMIT} levels are not evaluated`);
  parsing.open.push({ kind, tag, body: [], otherwise: [], inElse: false, ...more, chained: more.chained === true });
}

function addElse(parsing: Parsing, tag: Range, cursor: TokenCursor): void {
  const block = parsing.open.at(-1);
  const next = peek(cursor);
  const chain = next?.kind === 'word' && (next.text === 'if' || next.text === 'with') ? next.text : undefined;
  if (chain) take(cursor);
  const pipe = chain ? parsePipe(cursor) : undefined;
  if (!block || block.kind === 'define' || block.kind === 'block') {
    report(parsing, tag, 'this `else` belongs to nothing');
    return;
  }
  if (block.inElse) report(parsing, tag, 'a second `else`');
  block.inElse = true;
  if (chain && pipe) open(parsing, chain, tag, { pipe, chained: true });
}

function addNamed(parsing: Parsing, kind: 'define' | 'block' | 'template', tag: Range, cursor: TokenCursor): void {
  const token = peek(cursor);
  const named = token?.kind === 'string';
  if (named) take(cursor);
  else complain(cursor, token, `the name of the template must follow \`${kind}\`, in quotes`);
  const name = named ? token.text : '';
  const at = named
    ? { start: token.inner ?? token.start, end: token.inner === undefined ? token.end : token.inner + name.length }
    : { start: tag.end, end: tag.end };
  if (kind === 'define') {
    open(parsing, kind, tag, { name, at });
    return;
  }
  const pipe = peek(cursor) ? parsePipe(cursor) : undefined;
  if (kind === 'block') open(parsing, kind, tag, pipe ? { name, at, pipe } : { name, at });
  else push(parsing, pipe ? { kind, name, at, pipe, ...tag } : { kind, name, at, ...tag });
}

function closeInnermost(parsing: Parsing): void {
  const block = parsing.open.pop() as Open;
  if (parsing.open.length >= DEPTH_LIMIT) {
    push(parsing, { kind: 'bad', ...block.tag, message: 'blocks are nested too deeply' });
    return;
  }
  const { tag, pipe, body, otherwise } = block;
  if (block.kind === 'define' || block.kind === 'block') {
    const define: DefineNode = { kind: 'define', name: block.name ?? '', at: block.at ?? tag, body, ...tag };
    parsing.defines.push(define);
    push(parsing, define);
    if (block.kind === 'block') {
      const call = { kind: 'template' as const, name: define.name, at: define.at, ...tag };
      push(parsing, pipe ? { ...call, pipe } : call);
    }
  } else if (pipe) push(parsing, { kind: block.kind, pipe, body, otherwise, ...tag });
}
