import { decoded } from '../../syntax/decode';
import { documentTree, documentsOf } from '../../syntax/documents';
import type { Node } from '../../syntax/tree';
import { entriesOf, get, itemsOf, scalar, siteOf, textOf } from '../../syntax/tree';
import type { SourceFile } from '../../text/source';
import type { Span } from '../../text/span';

/** `Chart.yaml` as far as rendering asks. */
export interface ChartFile {
  readonly file: SourceFile;
  /** Its tree; absent when nothing of it can be read. */
  readonly root: Node | undefined;
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** It is only there for its defines (`type: library`). */
  readonly library: boolean;
  /** Of `Chart.yaml`; charts of the old format have theirs in `requirements.yaml`. */
  readonly dependencies: readonly Dependency[];
}

/** One entry of `dependencies`. */
export interface Dependency {
  readonly name: string;
  /** A range of versions. */
  readonly version: string | undefined;
  /** `https://…`, `oci://…`, `file://../x`, `@name`; absent: it lies in `charts/`. */
  readonly repository: string | undefined;
  /** The name under which its values stand. */
  readonly alias: string | undefined;
  /** Paths of values, of which the first that is a boolean decides. */
  readonly conditions: readonly string[];
  readonly tags: readonly string[];
  readonly imports: readonly ImportedValues[];
  /** What names its folder: `file://../x`, else the name. */
  readonly at: Span;
}

/** An entry of `import-values`: what stands at a path of the dependency's values becomes values of the chart. */
export interface ImportedValues {
  readonly child: readonly string[];
  /** Empty: the root of the chart's values. */
  readonly parent: readonly string[];
}

const chartFiles = new WeakMap<SourceFile, ChartFile>();
const requirements = new WeakMap<SourceFile, readonly Dependency[]>();

/** Reads `Chart.yaml`; the same object for the same file. */
export function chartFile(file: SourceFile): ChartFile {
  const known = chartFiles.get(file);
  if (known) return known;
  const root = treeOf(file);
  const made: ChartFile = {
    file,
    root,
    name: textOf(get(root, 'name')),
    version: textOf(get(root, 'version')),
    library: textOf(get(root, 'type')) === 'library',
    dependencies: dependenciesOf(root),
  };
  chartFiles.set(file, made);
  return made;
}

/** Reads `requirements.yaml` of the chart format before Helm 3. */
export function requirementsOf(file: SourceFile): readonly Dependency[] {
  const known = requirements.get(file);
  if (known) return known;
  const made = dependenciesOf(treeOf(file));
  requirements.set(file, made);
  return made;
}

function treeOf(file: SourceFile): Node | undefined {
  const [document] = documentsOf(file);
  return document && documentTree(document);
}

function dependenciesOf(root: Node | undefined): readonly Dependency[] {
  return itemsOf(get(root, 'dependencies')).flatMap((item) => {
    const name = textOf(get(item, 'name'));
    if (name === undefined || name === '' || name.includes('/')) return [];
    const condition = textOf(get(item, 'condition')) ?? '';
    return [
      {
        name,
        version: textOf(get(item, 'version')),
        repository: textOf(get(item, 'repository')),
        alias: textOf(get(item, 'alias')) || undefined,
        conditions: condition
          .split(',')
          .map((c) => c.trim())
          .filter((c) => c !== ''),
        tags: itemsOf(get(item, 'tags')).flatMap((t) => textOf(t) ?? []),
        imports: itemsOf(get(item, 'import-values')).flatMap(importOf),
        at: placeIn(item),
      },
    ];
  });
}

function placeIn(item: Node): Span {
  const repository = scalar(get(item, 'repository'));
  const named = repository?.value.startsWith('file://') ? repository : scalar(get(item, 'name'));
  return named ? decoded(named).whole : siteOf(item);
}

/** `data` means `exports.data` of the dependency, merged into the root; a map names both sides. */
function importOf(node: Node): readonly ImportedValues[] {
  const name = textOf(node);
  if (name !== undefined) return [{ child: ['exports', ...pathOf(name)], parent: [] }];
  const child = textOf(get(node, 'child'));
  const parent = textOf(get(node, 'parent'));
  if (entriesOf(node).length === 0 || child === undefined || parent === undefined) return [];
  return [{ child: pathOf(child), parent: parent === '.' ? [] : pathOf(parent) }];
}

function pathOf(text: string): readonly string[] {
  return text.split('.').filter((key) => key !== '');
}
