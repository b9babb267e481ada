// Portolan over the files of a case, without a disk: texts in, findings out.
import { Engine } from '../../server/src/engine/engine';
import { parts } from '../../server/src/index';
import type { Snapshot } from '../../server/src/features/snapshot';
import { sourceFile } from '../../server/src/text/source';

const ROOT = 'file:///case/';

/** A finding with the path of its file and its offsets in it (UTF-16, half-open). */
export interface Heard {
  readonly rule: string;
  readonly severity: string;
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** The ids of all rules. */
export const ruleIds: ReadonlySet<string> = new Set(parts.rules.map((rule) => rule.meta.id));

/** What Portolan says, hints included, of a workspace of exactly these files. Test folders count like others. */
export function findingsIn(files: readonly { readonly path: string; readonly text: string }[]): readonly Heard[] {
  const engine = new Engine(parts, { roots: [ROOT.slice(0, -1)], includeFixtures: true, severities: new Map() });
  let snapshot: Snapshot = engine.apply(
    files.map(({ path, text }) => ({ kind: 'text', file: sourceFile(ROOT + path, text) })),
  );
  for (let round = 0; snapshot.wanted.length > 0 && round < 20; round++)
    snapshot = engine.apply(snapshot.wanted.map((uri) => ({ kind: 'absent', uri })));
  return snapshot.findings.map(({ rule, severity, site, message }) => ({
    rule: rule.id,
    severity,
    path: site.uri.slice(ROOT.length),
    start: site.start,
    end: site.end,
    message,
  }));
}
