import type { Range } from '../text/span';
import type { SyntaxProblem } from '../syntax/tree';

/*
 * The syntax of Go's text/template (https://pkg.go.dev/text/template, go1.23) as plain data. Ranges are offsets in the
 * template's text.
 */

/** A parsed template text. */
export interface TemplateSyntax {
  readonly nodes: readonly TemplateNode[];
  /** What `define` and `block` define, in order; a later one of the same name wins. */
  readonly defines: readonly DefineNode[];
  readonly problems: readonly SyntaxProblem[];
}

/** One part of a template. */
export type TemplateNode =
  TextNode | ActionNode | IfNode | WithNode | RangeNode | TemplateCallNode | DefineNode | BreakNode | BadNode;

/** Literal text; the range leaves out what trim markers cut off. */
export interface TextNode extends Range {
  readonly kind: 'text';
}

/** `{{ pipeline }}`. */
export interface ActionNode extends Range {
  readonly kind: 'action';
  readonly pipe: Pipe;
}

/** `{{ if }}`; `else if` is an `if` that is alone in `otherwise`. The range is that of the first tag. */
export interface IfNode extends Range {
  readonly kind: 'if';
  readonly pipe: Pipe;
  readonly body: readonly TemplateNode[];
  readonly otherwise: readonly TemplateNode[];
}

/** `{{ with }}`; `else with` is a `with` that is alone in `otherwise`. */
export interface WithNode extends Range {
  readonly kind: 'with';
  readonly pipe: Pipe;
  readonly body: readonly TemplateNode[];
  readonly otherwise: readonly TemplateNode[];
}

/** `{{ range }}`; the pipeline declares no, one or two variables. */
export interface RangeNode extends Range {
  readonly kind: 'range';
  readonly pipe: Pipe;
  readonly body: readonly TemplateNode[];
  readonly otherwise: readonly TemplateNode[];
}

/** `{{ template "name" pipeline }}`, and what `{{ block }}` leaves at its place. */
export interface TemplateCallNode extends Range {
  readonly kind: 'template';
  readonly name: string;
  /** Range of the name. */
  readonly at: Range;
  readonly pipe?: Pipe;
}

/** `{{ define "name" }} … {{ end }}`. */
export interface DefineNode extends Range {
  readonly kind: 'define';
  readonly name: string;
  readonly at: Range;
  readonly body: readonly TemplateNode[];
}

/** `{{ break }}` or `{{ continue }}`. */
export interface BreakNode extends Range {
  readonly kind: 'break' | 'continue';
}

/** An action that could not be read. */
export interface BadNode extends Range {
  readonly kind: 'bad';
  readonly message: string;
}

/** Commands joined by `|`, perhaps assigned to variables. */
export interface Pipe extends Range {
  readonly variables: readonly VariableName[];
  /** `$x = …`: the variable is there already. */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
}

/** A variable's name, `$` included. */
export interface VariableName extends Range {
  readonly name: string;
}

/** A function, method or value with arguments. */
export interface Command extends Range {
  readonly head: Expression;
  readonly args: readonly Expression[];
}

/** An operand. */
export type Expression =
  | LiteralExpression
  | DotExpression
  | FieldExpression
  | VariableExpression
  | ChainExpression
  | PipeExpression
  | FunctionExpression
  | BadExpression;

/** A constant. */
export interface LiteralExpression extends Range {
  readonly kind: 'literal';
  readonly value: string | number | boolean | null;
  /** `int` and `float` tell numbers apart; a character is an `int`. */
  readonly type: 'string' | 'int' | 'float' | 'bool' | 'nil';
  /** For strings: where the text between the quotes starts, when it stands there without escapes. */
  readonly inner?: number;
}

/** `.`. */
export interface DotExpression extends Range {
  readonly kind: 'dot';
}

/** `.A.B`. */
export interface FieldExpression extends Range {
  readonly kind: 'field';
  readonly names: readonly FieldName[];
}

/** One name of a chain, its range without the dot. */
export interface FieldName extends Range {
  readonly name: string;
}

/** `$x.A.B`. */
export interface VariableExpression extends Range {
  readonly kind: 'variable';
  readonly name: string;
  readonly names: readonly FieldName[];
}

/** `(pipeline).A.B`. */
export interface ChainExpression extends Range {
  readonly kind: 'chain';
  readonly base: Expression;
  readonly names: readonly FieldName[];
}

/** `(pipeline)`. */
export interface PipeExpression extends Range {
  readonly kind: 'pipe';
  readonly pipe: Pipe;
}

/** A function's name. */
export interface FunctionExpression extends Range {
  readonly kind: 'function';
  readonly name: string;
}

/** An operand that could not be read. */
export interface BadExpression extends Range {
  readonly kind: 'bad';
}
