import type { SourceFile } from '../text/source';
import { positionAt } from '../text/source';
import type { Span, Uri } from '../text/span';
import { visible } from '../text/escape';

/** Text from files as Markdown that renders as just that text: control characters visible, every active character escaped. */
export function escapeMarkdown(text: string): string {
  return visible(text).replace(/[\\`*_{}[\]()#+\-.!|<>~&$]/g, (c) => `\\${c}`);
}

/** Text as a code span that cannot be broken out of. */
export function code(text: string): string {
  const safe = visible(text).replace(/`/g, 'ˋ');
  return safe === '' ? '``' : `\`${safe}\``;
}

/**
 * A message that holds back-quoted names as Markdown: what stands in back-quotes becomes a code span, the rest is escaped.
 */
export function messageMarkdown(message: string): string {
  return message
    .split('`')
    .map((part, i) => (i % 2 === 1 ? code(part) : escapeMarkdown(part)))
    .join('');
}

/**
 * Markdown of our own making as plain text: what {@link escapeMarkdown}, {@link code} and {@link link} write is taken back,
 * emphasis and the targets of links are left out.
 */
export function plainText(markdown: string): string {
  const parts = /\\([^a-z\d\s])|`([^`]*)`|\[|\]\([^)]*\)|\*+|[ ]+$/gim;
  return markdown.replace(parts, (_, escaped: string | undefined, span: string | undefined) => escaped ?? span ?? '');
}

/** `compose.yaml:12` as a link to the place. */
export function link(at: Span, file: SourceFile | undefined, roots: readonly Uri[]): string {
  const { line, character } = file ? positionAt(file, at.start) : { line: 0, character: 0 };
  const name = `${shortName(at.uri, roots)}:${line + 1}`;
  const target = at.uri.replace(/[()<>\\ ]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `[${escapeMarkdown(name)}](${target}#L${line + 1},${character + 1})`;
}

/** A file's path below its root, decoded for people. */
export function shortName(uri: Uri, roots: readonly Uri[]): string {
  const root = roots.find((r) => uri.startsWith(`${r}/`));
  const path = root ? uri.slice(root.length + 1) : uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
