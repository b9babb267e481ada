import { isConfigurationFile } from '../configuration/files';
import { formats } from '../formats/list';
import type { Workspace } from '../index';
import { visible } from '../text/escape';
import { isBelow } from '../text/uri';
import { pathOf } from './reporters/reporter';
import type { Places } from './run';

/** What was indexed and what was not, one line each, sorted by path: `path: reason`. */
export function showFiles({ snapshot, skipped }: Workspace, { root, paths }: Places): string {
  const lines: string[] = [];
  const add = (uri: string, text: string) => {
    if (paths.length === 0 || paths.some((p) => isBelow(p, uri))) lines.push(`${pathOf(root, uri)}: ${text}`);
  };
  for (const uri of snapshot.files.keys()) {
    if (isConfigurationFile(uri, snapshot.roots)) {
      add(uri, 'read for the configuration');
      continue;
    }
    const contexts = snapshot.contextsAt(uri);
    const kinds = [...new Set(contexts.map((c) => c.context.stack))].sort();
    const named = formats.filter((f) => f.detect(uri)).map((f) => f.id);
    const quiet = contexts.every((c) => c.context.quiet) ? ', findings off (test data)' : '';
    if (kinds.length > 0) add(uri, `indexed (${kinds.join(', ')}${quiet})`);
    else
      add(uri, `read, holds nothing that is charted (looked at as ${named.join(', ') || 'a file that another names'})`);
  }
  for (const s of skipped) add(s.uri, `skipped, ${s.because}`);
  for (const n of snapshot.notes) add(n.uri, `note, ${n.message}`);
  return lines
    .sort()
    .map((l) => `${visible(l)}\n`)
    .join('');
}
