import type { SourceFile } from '../text/source';
import { mapFile } from '../text/mapped';
import type { DefineNode, TemplateNode, TemplateSyntax } from './ast';
import { parseTemplate } from './parse';
import type { Rope } from './rope';
import { fromMapped } from './rope';

/** A template text with its syntax. */
export interface Template {
  /** The text; for a file every character stands where it is. */
  readonly rope: Rope;
  readonly syntax: TemplateSyntax;
  /** The file; left out for text that `tpl` evaluates. */
  readonly file?: SourceFile;
}

const templates = new WeakMap<SourceFile, Template>();

/** The template of a file, parsed once for each state of the file. */
export function templateOf(file: SourceFile): Template {
  const known = templates.get(file);
  if (known) return known;
  const mapped = mapFile(file);
  const [segment] = mapped.segments;
  // Literal text is used where it stands: it has a site from the start.
  const rope: Rope = segment
    ? { text: file.text, runs: [{ at: 0, site: segment.site, origin: segment.site }] }
    : fromMapped(mapped);
  const made: Template = { rope, syntax: parseTemplate(file.text), file };
  templates.set(file, made);
  return made;
}

/** A template under the name by which Helm knows it: `chart/templates/service.yaml`, `chart/charts/sub/templates/_x.tpl`. */
export interface NamedTemplate {
  readonly name: string;
  readonly template: Template;
}

/** Something that `include` and `template` can call. */
export interface Callable {
  readonly name: string;
  readonly template: Template;
  readonly body: readonly TemplateNode[];
  /** Left out when it is a whole file. */
  readonly define?: DefineNode;
}

/** Templates that can call one another. Immutable. */
export interface Program {
  readonly callables: ReadonlyMap<string, Callable>;
}

/**
 * Templates as one program, in the order in which they are parsed: of two defines of one name the later wins. Helm parses
 * the deepest path first and, in one depth, from Z to A ({@link helmOrder}).
 */
export function programOf(named: readonly NamedTemplate[]): Program {
  const callables = new Map<string, Callable>();
  for (const { name, template } of named) {
    for (const define of template.syntax.defines) {
      // As in Go, a define without content does not take the place of one that has some.
      if (callables.has(define.name) && isEmpty(define.body, template.rope.text)) continue;
      callables.set(define.name, { name: define.name, template, body: define.body, define });
    }
    callables.set(name, { name, template, body: template.syntax.nodes });
  }
  return { callables };
}

function isEmpty(body: readonly TemplateNode[], text: string): boolean {
  return body.every((n) => n.kind === 'define' || (n.kind === 'text' && text.slice(n.start, n.end).trim() === ''));
}

/** Sorts templates by name in the order in which Helm parses and renders them. */
export function helmOrder<T extends { readonly name: string }>(named: readonly T[]): readonly T[] {
  const depth = (name: string) => name.split('/').length;
  return named.toSorted((a, b) => depth(b.name) - depth(a.name) || (a.name < b.name ? 1 : a.name > b.name ? -1 : 0));
}
