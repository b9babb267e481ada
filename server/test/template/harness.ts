import { documentTree, documentsOf } from '../../src/syntax/documents';
import type { MapValue, RenderOptions, RenderedFile, Rendering } from '../../src/template';
import { chartRoot, programOf, render, templateOf, valueOfNode } from '../../src/template';
import { traceAll, trace } from '../../src/text/mapped';
import type { Traced } from '../../src/text/mapped';
import type { SourceFile } from '../../src/text/source';
import { sourceFile } from '../../src/text/source';

/** A small chart: the text of its files by name; `values.yaml` and templates. */
export interface Rendered {
  readonly rendering: Rendering;
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly file: RenderedFile;
  readonly text: string;
}

export function valuesOf(file: SourceFile): MapValue {
  const [document] = documentsOf(file);
  const tree = document && documentTree(document);
  const value = tree ? valueOfNode(tree, {}) : undefined;
  return value?.kind === 'map' ? value : { kind: 'map', entries: new Map() };
}

/** Renders `main.yaml` (and gives what it became) with `values.yaml`, `_helpers.tpl` and other files. */
export function renderChart(texts: Readonly<Record<string, string>>, options: RenderOptions = {}): Rendered {
  const files = new Map(
    Object.entries(texts).map(([name, text]) => [name, sourceFile(`file:///c/${name}`, text)] as const),
  );
  const values = valuesOf(files.get('values.yaml') ?? sourceFile('file:///c/values.yaml', ''));
  const chart = sourceFile('file:///c/Chart.yaml', 'name: demo\nversion: 1.2.3\nappVersion: "4.5"\n');
  const [document] = documentsOf(chart);
  const root = chartRoot({
    values,
    chart: document && documentTree(document),
    isRoot: true,
    at: { uri: chart.uri, start: 0, end: 0 },
    release: { name: 'rel', namespace: 'default' },
    capabilities: { kubeVersion: 'v1.29.0', apiVersions: new Set(['v1', 'apps/v1']), helmVersion: 'v3.14.0' },
    files: {
      paths: () => [...files.keys()].filter((name) => !name.endsWith('.tpl') && name !== 'main.yaml').toSorted(),
      file: (path) => files.get(path) ?? 'absent',
    },
    subcharts: new Map(),
  });
  const templates = [...files].filter(([name]) => name.endsWith('.tpl') || name === 'main.yaml');
  const program = programOf(
    templates.map(([name, file]) => ({ name: `demo/templates/${name}`, template: templateOf(file) })),
  );
  const rendering = render(program, [{ name: 'demo/templates/main.yaml', root, basePath: 'demo/templates' }], options);
  const [file] = rendering.files;
  if (!file) throw new Error('nothing was rendered');
  return { rendering, files, file, text: file.text.text };
}

/** What a template prints with these values. */
export function print(template: string, values = '', helpers = ''): string {
  return renderChart({ 'main.yaml': template, 'values.yaml': values, '_helpers.tpl': helpers }).text;
}

/** Where the only occurrence of `part` in the output comes from. */
export function traced({ file, text }: Rendered, part: string): Traced {
  const at = text.indexOf(part);
  if (at < 0) throw new Error(`${JSON.stringify(part)} is not in ${JSON.stringify(text)}`);
  return part === text ? traceAll(file.text) : trace(file.text, at, at + part.length);
}

/** `file: text` of the places of a trace. */
export function places({ files }: Rendered, { site, origins }: Traced): { site: string; origins: readonly string[] } {
  const show = (span: { uri: string; start: number; end: number }) => {
    const name = span.uri.replace('file:///c/', '');
    return `${name}: ${files.get(name)?.text.slice(span.start, span.end) ?? '?'}`;
  };
  return { site: show(site), origins: origins.map((o) => (o.kind === 'text' ? show(o.span) : o.because)) };
}
