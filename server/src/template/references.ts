import type { Range } from '../text/span';
import type { Template } from './program';

/** An expression of a template that names a value. */
export interface TemplateReference extends Range {
  /**
   * The path from the chart's root, `['Values', 'service', 'port']`, as far as the text of this template tells it through
   * `with`, `range` and variables; `*` stands for an element of a list or map. `undefined` when it depends on the caller.
   */
  readonly path: readonly string[] | undefined;
  /** The names as written, each with its range: `.port` inside of `with .Values.service` has one. */
  readonly names: readonly (Range & { readonly name: string })[];
}

/** All references of a template, in the order of the text. */
export function referencesOf(_template: Template): readonly TemplateReference[] {
  return [];
}

/** The innermost reference at an offset; the end of a name counts too. */
export function referenceAt(_template: Template, _offset: number): TemplateReference | undefined {
  return undefined;
}
