import { formats } from '../formats/list';
import { visible } from '../text/escape';
import { pathOf } from './reporters/reporter';
import type { Analysis } from './run';

/** What was indexed and what was not, one line each, sorted by path: `path: reason`. */
export function showFiles(analysis: Analysis): string {
  const { snapshot, skipped, root } = analysis;
  const lines: string[] = [];
  for (const uri of snapshot.files.keys()) {
    const contexts = snapshot.contextsAt(uri);
    const kinds = [...new Set(contexts.map((c) => c.context.stack))].sort();
    const named = formats.filter((f) => f.detect(uri)).map((f) => f.id);
    const quiet = contexts.length > 0 && contexts.every((c) => c.context.quiet) ? ', findings off (test data)' : '';
    const what = kinds.length > 0 ? `indexed (${kinds.join(', ')}${quiet})` : `read, holds nothing that is charted (looked at as ${named.join(', ') || 'a file that another names'})`;
    lines.push(`${pathOf(root, uri)}: ${what}`);
  }
  for (const s of skipped) lines.push(`${pathOf(root, s.uri)}: skipped, ${s.because}`);
  for (const n of snapshot.notes) lines.push(`${pathOf(root, n.uri)}: note, ${n.message}`);
  return lines.sort().map((l) => `${visible(l)}\n`).join('');
}
