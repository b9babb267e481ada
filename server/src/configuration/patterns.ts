import type { Uri } from '../text/span';
import { relativePath } from '../text/uri';

/**
 * A path pattern, taken apart: the segments of a `.gitignore` line without negation (gitignore(5)). `*` and `?` stay inside
 * a segment, `**` stands for any number of segments, and what matches a folder matches all that lies in it.
 */
export interface PathPattern {
  readonly segments: readonly string[];
}

/** Takes a pattern apart; `undefined` when nothing is written. */
export function pathPattern(text: string): PathPattern | undefined {
  const bare = text.trim().replace(/^\.\//, '').replace(/\/+$/, '');
  // A slash inside or at the start ties the pattern to the folder of the configuration, as in .gitignore.
  const anchored = bare.includes('/');
  const segments = bare.split('/').filter((s) => s !== '');
  if (segments.length === 0) return undefined;
  return { segments: anchored ? segments : ['**', ...segments] };
}

/** Whether one of the patterns, read in `root`, matches a file or folder, or a folder that it lies in. */
export function matchesPath(patterns: readonly PathPattern[], root: Uri, uri: Uri): boolean {
  const path = relativePath(root, uri).split('/');
  if (path[0] === '..') return false;
  return patterns.some((p) => matchesSegments(p.segments, path));
}

/** Whether the pattern matches the first segments of the path: then it matches a folder on the way, or the path itself. */
function matchesSegments(pattern: readonly string[], path: readonly string[]): boolean {
  // Ends of what the part of the pattern so far may have matched: no backtracking, whatever strangers write.
  let ends = new Set([0]);
  for (const [i, segment] of pattern.entries()) {
    const next = new Set<number>();
    if (segment === '**') {
      // At the end it stands for something, not for the folder before it.
      const first = Math.min(...ends) + (i === pattern.length - 1 ? 1 : 0);
      for (let k = first; k <= path.length; k++) next.add(k);
    } else for (const at of ends) if (at < path.length && matchesSegment(segment, path[at] as string)) next.add(at + 1);
    if (next.size === 0) return false;
    ends = next;
  }
  return true;
}

function matchesSegment(pattern: string, text: string): boolean {
  let ends = new Set([0]);
  for (const c of pattern) {
    const next = new Set<number>();
    if (c === '*') for (let k = Math.min(...ends); k <= text.length; k++) next.add(k);
    else for (const at of ends) if (c === '?' ? at < text.length : text.startsWith(c, at)) next.add(at + c.length);
    if (next.size === 0) return false;
    ends = next;
  }
  return ends.has(text.length);
}
