import type { Context } from '../stacks/stack';
import { BLOCK_MARK, VALUE_MARK } from '../template';
import type { MappedText } from '../text/mapped';
import { trace } from '../text/mapped';
import type { Span, Uri } from '../text/span';
import { baseName } from '../text/uri';
import type { Snapshot } from './snapshot';

/** What a template or a chart is rendered to in one environment, to be read and followed to its sources. */
export interface RenderedManifest {
  /** With the environment: `service.yaml (prod)`. */
  readonly title: string;
  readonly text: string;
  /** For each line of the text where it comes from; absent for lines that no template writes. */
  readonly sources: readonly (Span | undefined)[];
}

/** A context whose rendering can be shown, as people choose it. */
export interface RenderedChoice {
  readonly context: string;
  /** The environment, or the stack's name. */
  readonly label: string;
}

/** The contexts that render a file, or take values from it; empty for files of no chart. */
export function renderedChoices(snapshot: Snapshot, uri: Uri): readonly RenderedChoice[] {
  const contexts = snapshot.contexts.map((m) => m.context).filter((c) => c.rendered && isOf(c, uri));
  return contexts.map((c) => ({ context: c.id, label: labelOf(c) }));
}

function isOf(context: Context, uri: Uri): boolean {
  return uri.startsWith(`${context.directory}/`);
}

function labelOf({ environment, name }: Context): string {
  return environment === undefined ? name : `${environment} · ${name}`;
}

/**
 * What a context renders: of the template `uri` alone, or of all when it is no template. `undefined` when the context is
 * not there any more or renders nothing.
 */
export function renderedManifest(snapshot: Snapshot, contextId: string, uri: Uri): RenderedManifest | undefined {
  const context = snapshot.contexts.find((m) => m.context.id === contextId)?.context;
  const texts = context?.rendered?.();
  if (!context || !texts) return undefined;
  const own = texts.filter((t) => t.text.whole.uri === uri);
  const shown = (own.length > 0 ? own : texts).filter((t) => t.text.text.trim() !== '');
  const lines: string[] = [];
  const sources: (Span | undefined)[] = [];
  for (const { name, text } of shown) {
    lines.push('---', `# Source: ${name}`);
    sources.push(undefined, undefined);
    addLines(text, lines, sources);
  }
  const subject = own.length > 0 ? baseName(uri) : context.name;
  return { title: `${subject} (${context.environment ?? context.name})`, text: `${lines.join('\n')}\n`, sources };
}

function addLines(text: MappedText, lines: string[], sources: (Span | undefined)[]): void {
  let start = 0;
  for (const line of text.text.split('\n')) {
    const end = start + line.length;
    const first = start + line.length - line.trimStart().length;
    if (line.trim() !== '' || lines.at(-1)?.trim() !== '') {
      lines.push(readable(line.replace(/\r$/, '')));
      sources.push(first < end ? trace(text, first, end).site : undefined);
    }
    start = end + 1;
  }
}

/** Marks of unknown parts as people can read them. */
function readable(line: string): string {
  return line.replaceAll(VALUE_MARK, '<unknown>').replaceAll(BLOCK_MARK, ' unknown lines');
}

/** The place that a line (zero-based) of a rendered manifest comes from: its own, else that of the nearest line above. */
export function sourceOfLine(manifest: RenderedManifest, line: number): Span | undefined {
  for (let at = Math.min(line, manifest.sources.length - 1); at >= 0; at--) {
    const source = manifest.sources[at];
    if (source) return source;
  }
  return undefined;
}
