import type { Site } from '../../model/chart';
import { chartOf } from '../../model/chart';
import type { TemplateNode } from '../../template/ast';
import { templateOf } from '../../template';
import type { SourceFile } from '../../text/source';
import type { Range, Span } from '../../text/span';
import type { Snapshot } from '../snapshot';
import type { ChartFolder, ValueUse } from './chartFolder';
import { isPrefix } from './chartFolder';
import { numberOf } from './literals';

/** `{{ .Values.service.port }}`: an action that writes one value and nothing else, around an expression. */
export function actionAround({ text }: SourceFile, at: Range): Range | undefined {
  const before = /\{\{ *$/.exec(text.slice(Math.max(0, at.start - 10), at.start));
  const after = /^ *\}\}/.exec(text.slice(at.end, at.end + 10));
  if (!before || !after || !/^\$?(?:\.\w+)+$/.test(text.slice(at.start, at.end))) return undefined;
  return { start: at.start - before[0].length, end: at.end + after[0].length };
}

/** The value that an action at a place writes; `undefined` for anything but an action of one value. */
export function valueWritten({ uses }: ChartFolder, at: Span): ValueUse | undefined {
  return uses.find((u) => {
    const action = u.file.uri === at.uri && actionAround(u.file, u.reference);
    return action && action.start === at.start && action.end === at.end;
  });
}

/** Whether a value is this number wherever, in any environment of a chart, a port is made of it. */
export function isNumberEverywhere(
  snapshot: Snapshot,
  folder: ChartFolder,
  path: readonly string[],
  number: number,
): boolean {
  const name = path.join('.');
  return snapshot.contexts.every((model) => {
    if (model.context.stack !== 'helm' || model.context.directory !== folder.directory) return true;
    const sites = [...chartOf(model).sites.values()].flat();
    const isOther = (s: Site): boolean => s.value.via.some((v) => v.kind === 'values' && v.name === name);
    return sites.every((s) => !isOther(s) || numberOf(s) === number);
  });
}

/** How the values are reached from literal text of a template: `.Values`, or `$.Values` where the dot is something else. */
export function valuesFrom(file: SourceFile, at: Range): '.Values' | '$.Values' | undefined {
  return scopeOf(templateOf(file).syntax.nodes, at, '.Values');
}

type Scope = '.Values' | '$.Values';

/** `undefined` inside of actions, and in defines, where the dot is what the caller gives. */
function scopeOf(nodes: readonly TemplateNode[], at: Range, scope: Scope): Scope | undefined {
  for (const node of nodes) {
    if (node.kind === 'text' && node.start <= at.start && at.end <= node.end) return scope;
    if (node.kind !== 'if' && node.kind !== 'with' && node.kind !== 'range') continue;
    const inner = node.kind === 'if' ? scope : '$.Values';
    const found = scopeOf(node.body, at, inner) ?? scopeOf(node.otherwise, at, scope);
    if (found) return found;
  }
  return undefined;
}

/** Whether a use takes a map as a whole in which a value stands, for more than to ask whether it is there; or may do so. */
export function takesWhole({ file, reference, path: used }: ValueUse, path: readonly string[]): boolean {
  if (!used) return reference.names.at(-1)?.name === path.at(-1);
  const before = file.text.slice(Math.max(0, reference.start - 30), reference.start);
  const asks = /\{\{-?\s*(?:else\s+)?if\s+$/.test(before);
  return used.length < path.length && isPrefix(used, path) && !asks;
}
