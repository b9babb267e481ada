import type { MappedText } from '../text/mapped';
import type { SourceFile } from '../text/source';
import type { Span } from '../text/span';
import type { MapValue, Value, ValueSource } from './value';

/** A file to render: a named template of the program with the values it sees. */
export interface RenderEntry {
  /** Its name in the program. */
  readonly name: string;
  /**
   * What the dot is, see `chartRoot`; the same object for all templates of one chart. `.Template` is added by the
   * evaluator. Nested maps are shared, so what one template `set`s the next one sees, as in Helm.
   */
  readonly root: MapValue;
  /** `.Template.BasePath`: `chart/templates`. */
  readonly basePath: string;
}

/** How far an evaluation may go. */
export interface Budget {
  /** Nodes and function calls evaluated, over all files of one {@link RenderEntry} list. */
  readonly steps: number;
  /** Characters that one file writes and its functions make, what it includes counted each time. */
  readonly output: number;
  /** Nested `include`, `template` and `tpl`. */
  readonly depth: number;
}

/** Options of an evaluation. */
export interface RenderOptions {
  readonly budget?: Partial<Budget>;
  /** Keep what each expression was, for {@link Rendering.evaluations}; costs memory. */
  readonly record?: boolean;
}

/** What an evaluation gives. Total: what failed is unknown, and said. */
export interface Rendering {
  readonly files: readonly RenderedFile[];
  /** Values that templates read, each place of the template and of the values once. */
  readonly reads: readonly ValueRead[];
  /** What expressions were, when `record` was asked for; keys as of {@link evaluationKey}. */
  readonly evaluations: ReadonlyMap<string, readonly Value[]>;
  /** What stopped at a budget, as sentences. */
  readonly notes: readonly RenderNote[];
}

/** The rendered text of one file. */
export interface RenderedFile {
  readonly name: string;
  readonly file: SourceFile;
  /**
   * The text as Helm prints it, except that unknown parts are marks (see `marks.ts`); parse it with
   * `renderedDocuments`, which turns marks into unknown nodes. A character's site is in a template: the literal
   * itself, or the `{{ … }}` that wrote it. Text of a define keeps its place there when the define writes literal text
   * of its own, and is used at the `include` when it only passes values on. The origin is the place in values.yaml
   * and so on; `via` names values by path (`values`), defines (`template`), `default`, and functions that computed
   * (`generated`: the characters stand nowhere, an edit cannot simply replace them).
   */
  readonly text: MappedText;
  /** Problems of evaluation, with their places; Helm would have stopped at the first. */
  readonly problems: readonly RenderProblem[];
}

/** A problem at its place. */
export interface RenderProblem {
  /** `failed`: `fail` or `required` spoke; `error`: Helm would not render this; `unsupported`: it is not evaluated here. */
  readonly kind: 'failed' | 'error' | 'unsupported';
  readonly message: string;
  readonly at: Span;
}

/** Something that ended early. */
export interface RenderNote {
  /** The file that was rendered. */
  readonly file: SourceFile;
  readonly message: string;
  readonly at: Span;
}

/** A place of a template that read a value. */
export interface ValueRead {
  /** The expression, without the pipes behind it: `.Values.service.port`. For text of `tpl`, the place in the values. */
  readonly at: Span;
  /** What was read; for a key that is not there, where it would be. */
  readonly source: ValueSource;
  /** The key is not there. */
  readonly missing: boolean;
  /** Everything below was read too: it was printed, or turned to YAML. */
  readonly deep: boolean;
}

/** The key of an expression in {@link Rendering.evaluations}: its file and range. */
export function evaluationKey(at: Span): string {
  return `${at.uri}#${at.start}-${at.end}`;
}
