import type { SourceFile } from '../text/source';
import { lineText, positionAt } from '../text/source';
import type { Finding } from '../rules/finding';

const COMMENT = /(?:^|\s)(?:#|\/\/)\s*portolan:\s*ignore(-next-line)?\s*\[([^\]]*)\]/;

/**
 * Whether a comment takes the finding away: `# portolan: ignore[rule] reason` on its line, or
 * `# portolan: ignore-next-line[rule] reason` on the line above. Several rules are separated by commas. In Dockerfiles
 * a `#` behind an instruction is no comment, so only whole comment lines count there.
 */
export function isSuppressed(finding: Finding, file: SourceFile | undefined): boolean {
  if (!file) return false;
  const { line } = positionAt(file, finding.site.start);
  const own = commentOn(file, line);
  if (own && !own.next && own.rules.has(finding.rule.id) && !isInstruction(file, line)) return true;
  const above = line > 0 ? commentOn(file, line - 1) : undefined;
  return above?.next === true && above.rules.has(finding.rule.id);
}

interface Suppression {
  readonly next: boolean;
  readonly rules: ReadonlySet<string>;
}

const comments = new WeakMap<SourceFile, Map<number, Suppression | undefined>>();

/** The comment on a line; read once, since a line can be long and hold many findings. */
function commentOn(file: SourceFile, line: number): Suppression | undefined {
  const known = comments.get(file) ?? new Map<number, Suppression | undefined>();
  comments.set(file, known);
  if (known.has(line)) return known.get(line);
  const m = COMMENT.exec(lineText(file, line));
  const made = m
    ? { next: m[1] !== undefined, rules: new Set((m[2] ?? '').split(',').map((id) => id.trim())) }
    : undefined;
  known.set(line, made);
  return made;
}

function isInstruction(file: SourceFile, line: number): boolean {
  return (
    /(?:Docker|Container)file[^/]*$|\.(?:docker|container)file$/i.test(file.uri) && !/^\s*#/.test(lineText(file, line))
  );
}
