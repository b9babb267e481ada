import type { PortMap } from '../../../../shared/src/portMap';
import type { Finding } from '../../rules/finding';
import { append } from '../../text/lists';
import type { Span } from '../../text/span';
import { english } from '../../text/tongue';
import type { Tongue } from '../../text/tongue';
import type { Snapshot } from '../snapshot';
import type { Drawing } from './drawing';
import { drawingOf } from './drawing';
import { withFindings } from './findings';

interface Known {
  readonly of: Snapshot['contexts'];
  readonly tell: Tongue;
  readonly map: PortMap<Span>;
}

const maps = new WeakMap<Snapshot['findings'], Known>();

/**
 * The map of a snapshot: every deployment that runs something, in order of name. The same object for the same snapshot; an
 * environment without findings is the same object as long as its context is. `tell` says the words of ways in another language.
 */
export function portMapOf(
  { contexts, findings, roots }: Pick<Snapshot, 'contexts' | 'findings' | 'roots'>,
  tell: Tongue = english,
): PortMap<Span> {
  const known = maps.get(findings);
  if (known?.of === contexts && known.tell === tell) return known.map;
  const drawings = contexts.flatMap((model) => drawingOf(model, roots, tell) ?? []);
  const told = findingsByContext(drawings, findings);
  const environments = drawings
    .map((d) => withFindings(d, told.get(d) ?? []))
    .sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id));
  const map = { environments };
  maps.set(findings, { of: contexts, tell, map });
  return map;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Findings by the drawing that they hold in; those of an image by the drawings that run it. */
function findingsByContext(
  drawings: readonly Drawing[],
  findings: readonly Finding[],
): ReadonlyMap<Drawing, readonly Finding[]> {
  const byId = new Map<string, Drawing[]>();
  const byFile = new Map<string, Drawing[]>();
  for (const d of drawings) {
    append(byId, d.model.context.id, d);
    const files = new Set(d.model.units.flatMap((u) => u.image?.fact.dockerfile ?? []));
    for (const file of files) append(byFile, file, d);
  }
  const out = new Map<Drawing, Finding[]>();
  for (const f of findings) {
    const images = f.contexts.every((c) => c.stack === 'image-build') ? (byFile.get(f.site.uri) ?? []) : [];
    const own = f.contexts.flatMap((c) => byId.get(c.id) ?? []);
    for (const d of new Set([...own, ...images])) append(out, d, f);
  }
  return out;
}
