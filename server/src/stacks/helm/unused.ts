import type { UnusedPortKey } from '../../facts/assembled';
import { documentTree, documentsOf } from '../../syntax/documents';
import type { Entry, Node } from '../../syntax/tree';
import { entriesOf, siteOf } from '../../syntax/tree';
import type { SourceFile } from '../../text/source';
import { referencesOf, templateOf } from '../../template';
import type { Chart } from './load';

/**
 * Keys of a chart's `values.yaml` that look like ports and that none of its templates reads. Silent wherever a template may
 * read them in a way that its text does not tell: a map that is used whole, a key that stands somewhere as text, a
 * dependency that is not there.
 */
export function unusedPortKeys(chart: Chart): readonly UnusedPortKey[] {
  const { values } = chart;
  if (!values || chart.templates.length === 0 || !isWhole(chart)) return [];
  const candidates = portKeys(values, partsOf(chart));
  if (candidates.length === 0) return [];
  // Values may be templates themselves.
  const files = [...new Set([...templatesOf(chart), ...(values.text.includes('{{') ? [values] : [])])];
  const use = useOf(files);
  if (!use) return [];
  return candidates.filter((key) => !isUsed(key, use));
}

/** Whether everything that may read the values is in the workspace. */
function isWhole(chart: Chart): boolean {
  return chart.missing.length === 0 && chart.unread === 0 && chart.charts.every(isWhole);
}

/** Keys that belong to other charts. */
function partsOf({ charts }: Chart): ReadonlySet<string> {
  return new Set(['global', ...charts.map((c) => c.name)]);
}

function templatesOf(chart: Chart): readonly SourceFile[] {
  return [...chart.templates.map((t) => t.file), ...chart.notes, ...chart.charts.flatMap(templatesOf)];
}

const PORT_KEY = /^(?:[\w-]*[a-z0-9_-])?(?:port|Port)$/;

function portKeys(file: SourceFile, others: ReadonlySet<string>): readonly UnusedPortKey[] {
  const [document] = documentsOf(file);
  const out: UnusedPortKey[] = [];
  const visit = (node: Node | undefined, path: readonly string[]): void => {
    for (const e of entriesOf(node)) {
      if (path.length === 0 && others.has(e.key.value)) continue;
      const own = [...path, e.key.value];
      const number = portOf(e, file);
      if (number !== undefined) out.push({ path: own, number, at: siteOf(e.key) });
      else visit(e.value, own);
    }
  };
  visit(document && documentTree(document), []);
  return out;
}

/** The port that an entry sets, when nothing else in the file uses its characters. */
function portOf({ key, value }: Entry, file: SourceFile): number | undefined {
  if (!PORT_KEY.test(key.value) || value.kind !== 'scalar' || value.type !== 'int' || value.shared) return undefined;
  const number = Number(value.value);
  // An anchor serves others under another name.
  const anchored = file.text.slice(key.end, value.start).includes('&');
  return number >= 1 && number <= 65535 && !anchored ? number : undefined;
}

/** What templates read, as far as their text tells. */
interface Use {
  /** Paths below `.Values`; `*` stands for any element. */
  readonly paths: readonly (readonly string[])[];
  /** Last names of references whose beginning is not told. */
  readonly names: ReadonlySet<string>;
  readonly texts: readonly string[];
}

/** `undefined`: all of the values are used as one somewhere. */
function useOf(files: readonly SourceFile[]): Use | undefined {
  const paths: (readonly string[])[] = [];
  const names = new Set<string>();
  for (const file of files) {
    for (const reference of referencesOf(templateOf(file))) {
      const { path } = reference;
      if (path?.[0] === 'Values') {
        if (path.length === 1) return undefined;
        paths.push(path.slice(1));
      } else if (path === undefined) for (const { name } of reference.names) names.add(name);
    }
    if (file.text.includes('tpl') && file.text.includes('.Files')) return undefined;
  }
  return { paths, names, texts: files.map((f) => f.text) };
}

function isUsed({ path }: UnusedPortKey, use: Use): boolean {
  const key = path.at(-1) ?? '';
  if (use.names.has(key)) return true;
  if (use.paths.some((p) => p.every((name, i) => i >= path.length || name === '*' || name === path[i]))) return true;
  const spelled = [`"${key}"`, `\`${key}\``, path.join('.')];
  return use.texts.some((text) => spelled.some((s) => text.includes(s)));
}
