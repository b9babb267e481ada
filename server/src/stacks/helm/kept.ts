import type { KubernetesTree } from '../../facts/assembled';
import { templateOf } from '../../template';
import type { SourceFile } from '../../text/source';
import type { StackRequest } from '../stack';
import type { Dependency } from './chartFile';
import type { Chart, ChartTemplate } from './load';
import { isManifest } from './render';

/*
 * What is left of the last rendering of a chart in one environment. While somebody writes a template, all others render what
 * they did before: their objects stay the same, and with them all that was made of these.
 */

type Given = SourceFile | Dependency | string;

/** Everything that a rendering is made of. */
export interface Inputs {
  /** `Chart.yaml` and values of all charts in it and why they are there, what lies over them, the names of the release. */
  readonly given: readonly Given[];
  /** Templates that define something for others. */
  readonly shared: readonly SourceFile[];
  readonly manifests: readonly ChartTemplate[];
}

interface Kept {
  readonly inputs: Inputs;
  readonly trees: ReadonlyMap<string, readonly KubernetesTree[]>;
}

/** Environments that are kept: those in which something was edited lately. */
const LIMIT = 32;

const assembled = new WeakSet<StackRequest>();
const kept = new Map<StackRequest, Kept>();

/** What a chart is rendered from, `others` apart from its own files; of its manifests those that are `wanted`. */
export function inputsOf(
  chart: Chart,
  others: readonly (SourceFile | string)[],
  wanted: (template: ChartTemplate, of: Chart) => boolean,
): Inputs {
  const given: Given[] = [...others];
  const shared: SourceFile[] = [];
  const manifests: ChartTemplate[] = [];
  const visit = (part: Chart): void => {
    given.push(part.path, part.file.file, ...(part.values ? [part.values] : []));
    // Of `requirements.yaml`, which is no file of its own here.
    if (part.dependency) given.push(part.dependency);
    for (const template of part.templates) {
      if (isShared(template)) shared.push(template.file);
      if (isManifest(template.name) && !part.file.library && wanted(template, part)) manifests.push(template);
    }
    part.charts.forEach(visit);
  };
  visit(chart);
  return { given, shared, manifests };
}

/** Whether others may depend on a template: it defines something, or is not rendered itself. */
function isShared({ name, file }: ChartTemplate): boolean {
  return !isManifest(name) || templateOf(file).syntax.defines.length > 0;
}

/** Whether a template may read one of the changed ones, or files, by a path. */
function looksAt(file: SourceFile, changed: readonly string[]): boolean {
  const { text } = file;
  if (text.includes('.Files')) return true;
  if (!text.includes('BasePath') && !text.includes('/templates/')) return false;
  const literal = text.split('BasePath').every((rest, i) => i === 0 || rest.trimStart().startsWith('"/'));
  return !literal || changed.some((name) => text.includes(name.slice(name.lastIndexOf('/') + 1)));
}

/**
 * The objects of the manifests that need no rendering, by the names of their templates; `undefined` when all have to be
 * rendered.
 */
export function unchanged(
  request: StackRequest,
  inputs: Inputs,
): ReadonlyMap<string, readonly KubernetesTree[]> | undefined {
  const before = kept.get(request);
  if (!before || !same(before.inputs.given, inputs.given) || !same(before.inputs.shared, inputs.shared))
    return undefined;
  const old = new Map(before.inputs.manifests.map((t) => [t.name, t.file]));
  const now = new Set(inputs.manifests.map((t) => t.name));
  const changed = inputs.manifests.filter((t) => old.get(t.name) !== t.file).map((t) => t.name);
  for (const name of old.keys()) if (!now.has(name)) changed.push(name);
  if (inputs.shared.some((file) => looksAt(file, changed))) return undefined;
  const trees = new Map<string, readonly KubernetesTree[]>();
  for (const { name, file } of inputs.manifests) {
    const known = old.get(name) === file && !looksAt(file, changed) ? before.trees.get(name) : undefined;
    if (known) trees.set(name, known);
  }
  return trees;
}

/**
 * Keeps what was rendered, from the second time on: most charts of a workspace are never edited. Not where templates change
 * values, so that each depends on those before it (`independent`).
 */
export function keep(
  request: StackRequest,
  inputs: Inputs,
  trees: ReadonlyMap<string, readonly KubernetesTree[]>,
  independent: boolean,
): void {
  kept.delete(request);
  const again = assembled.has(request);
  assembled.add(request);
  if (!again || !independent) return;
  kept.set(request, { inputs, trees });
  for (const oldest of kept.keys()) {
    if (kept.size <= LIMIT) break;
    kept.delete(oldest);
  }
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i]);
}
