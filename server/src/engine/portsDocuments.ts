import { PORTS_FILE, portsDocument, portsPartOf } from '../features/portsDocument';
import type { ContextModel } from '../model/model';
import type { Finding } from '../rules/finding';
import type { Reader } from '../stacks/stack';
import type { SourceFile } from '../text/source';
import type { Uri } from '../text/span';
import { runRule } from './findings';
import type { Judging } from './suppress';

/** Has the documents of ports read that stand in the roots: no stack asks for them. */
export function askForPortsDocuments(roots: readonly Uri[], reader: Pick<Reader, 'file' | 'list'>): void {
  for (const root of roots) if (reader.list(root).includes(PORTS_FILE)) reader.file(`${root}/${PORTS_FILE}`);
}

/**
 * Runs the rules about documents of ports over those of the roots that have a generated part. Only once no stack waits for a
 * file: before that, some ports are not known yet.
 */
export function portsDocumentFindings(
  roots: readonly Uri[],
  contexts: readonly ContextModel[],
  fileOf: (uri: Uri) => SourceFile | undefined,
  { rules, levels, onError }: Judging,
): readonly Finding[] {
  return roots.flatMap((root) => {
    const file = fileOf(`${root}/${PORTS_FILE}`);
    const part = file && portsPartOf(file, portsDocument({ contexts }, root));
    if (!part) return [];
    return rules.flatMap((r) => (r.scope === 'document' ? runRule(r, part, levels, onError) : []));
  });
}
