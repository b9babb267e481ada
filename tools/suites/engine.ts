// Portolan over the files of a case, without a disk: texts in, findings out.
import { Engine } from '../../server/src/engine/engine';
import type { Protocol } from '../../server/src/facts';
import { networkPolicies } from '../../server/src/features/netpol';
import type { Snapshot } from '../../server/src/features/snapshot';
import { parts } from '../../server/src/index';
import type { ContextModel } from '../../server/src/model/model';
import type { Answer, End } from '../../server/src/model/policies';
import { allows, OUTSIDE, policyIndex } from '../../server/src/model/policies';
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

/** A file of a workspace. */
interface File {
  readonly path: string;
  readonly text: string;
}

/** What Portolan says, hints included, of a workspace of exactly these files. Test folders count like others. */
export function findingsIn(files: readonly File[]): readonly Heard[] {
  return snapshotOf(files).findings.map(({ rule, severity, site, message }) => ({
    rule: rule.id,
    severity,
    path: site.uri.slice(ROOT.length),
    start: site.start,
    end: site.end,
    message,
  }));
}

/** Workloads that stand in one context, and what may connect to what of them. */
export interface Pods {
  readonly workloads: readonly { readonly kind: string; readonly namespace: string; readonly name: string }[];
  /** Whether policies let one workload connect to a port of another; ends are indexes, or `undefined` for the outside. */
  readonly answer: (from: number | undefined, to: number | undefined, port: number, protocol: Protocol) => Answer;
}

/** The workloads of Kubernetes in these files, all of which are taken for one deployment; `undefined` when they are not. */
export function podsIn(files: readonly File[]): Pods | undefined {
  const model = modelOf(files);
  if (!model) return undefined;
  const ends = model.workloads.filter((w) => w.fact.platform === 'kubernetes');
  const index = policyIndex(model);
  const end = (at: number | undefined): End | undefined => (at === undefined ? OUTSIDE : ends[at]);
  return {
    workloads: ends.map(({ fact }) => ({
      kind: fact.objectKind,
      namespace: fact.namespace?.value ?? 'default',
      name: fact.name.value,
    })),
    answer: (from, to, port, protocol) => {
      const [a, b] = [end(from), end(to)];
      return a && b ? allows(index, a, b, port, protocol).answer : 'unknown';
    },
  };
}

/** The policies that Portolan writes for the workloads in these files. */
export function policiesFor(files: readonly File[]): string {
  const model = modelOf(files);
  return model ? networkPolicies(model) : '';
}

/** The one context of Kubernetes. */
function modelOf(files: readonly File[]): ContextModel | undefined {
  const models = snapshotOf(files).contexts.filter((m) => m.workloads.some((w) => w.fact.platform === 'kubernetes'));
  return models.length === 1 ? models[0] : undefined;
}

function snapshotOf(files: readonly File[]): Snapshot {
  const engine = new Engine(parts, { roots: [ROOT.slice(0, -1)], includeFixtures: true, severities: new Map() });
  let snapshot: Snapshot = engine.apply(
    files.map(({ path, text }) => ({ kind: 'text', file: sourceFile(ROOT + path, text) })),
  );
  for (let round = 0; snapshot.wanted.length > 0 && round < 20; round++)
    snapshot = engine.apply(snapshot.wanted.map((uri) => ({ kind: 'absent', uri })));
  return snapshot;
}
