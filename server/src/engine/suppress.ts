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
  const own = COMMENT.exec(lineText(file, line));
  if (own && !own[1] && names(own[2] as string, finding) && !isInstruction(file, line)) return true;
  const above = line > 0 ? COMMENT.exec(lineText(file, line - 1)) : null;
  return above?.[1] !== undefined && names(above[2] as string, finding);
}

function names(list: string, finding: Finding): boolean {
  return list.split(',').some((id) => id.trim() === finding.rule.id);
}

function isInstruction(file: SourceFile, line: number): boolean {
  return (
    /(?:Docker|Container)file[^/]*$|\.(?:docker|container)file$/i.test(file.uri) && !/^\s*#/.test(lineText(file, line))
  );
}
