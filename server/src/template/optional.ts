import type { TemplateNode } from './ast';
import type { Template } from './program';

const kept = new WeakMap<Template, readonly string[]>();

/**
 * The literal text of each body that only some values bring about: of `if`, `with`, `range` and their `else`. What stands
 * deeper is a text of its own; an action is a NUL, which no literal text has.
 */
export function optionalTexts(template: Template): readonly string[] {
  const known = kept.get(template);
  if (known) return known;
  const out: string[] = [];
  const visit = (nodes: readonly TemplateNode[], optional: boolean): void => {
    if (optional && nodes.length > 0) out.push(nodes.map((n) => textOf(n, template)).join(''));
    for (const node of nodes) {
      if (node.kind === 'define') visit(node.body, optional);
      else if (node.kind === 'if' || node.kind === 'with' || node.kind === 'range') {
        visit(node.body, true);
        visit(node.otherwise, true);
      }
    }
  };
  visit(template.syntax.nodes, false);
  kept.set(template, out);
  return out;
}

function textOf(node: TemplateNode, { rope }: Template): string {
  return node.kind === 'text' ? rope.text.slice(node.start, node.end) : '\0';
}
