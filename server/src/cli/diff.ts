import { structuredPatch } from 'diff';
import { visible } from '../text/escape';
import type { Uri } from '../text/span';
import type { FixedFile } from './fix';
import { pathOf } from './reporters/reporter';

/**
 * The changes as a unified diff that `git apply` takes. Control characters are made visible, so that a line which holds
 * one can be read but not applied; tabs and the CR before a line break stay.
 */
export function diffOf(files: readonly FixedFile[], root: Uri, bomOf: (uri: Uri) => boolean): string {
  return files
    .map(({ uri, before, after }) => {
      const name = pathOf(root, uri);
      const bom = bomOf(uri) ? '\ufeff' : '';
      const { hunks } = structuredPatch(name, name, bom + before, bom + after, undefined, undefined, { context: 3 });
      const lines = hunks.flatMap((h) => [
        `@@ -${h.oldStart},${h.oldLines} +${h.newStart},${h.newLines} @@`,
        ...h.lines.map(safeLine),
      ]);
      return [`--- ${quoted(`a/${name}`)}`, `+++ ${quoted(`b/${name}`)}`, ...lines].map((l) => `${l}\n`).join('');
    })
    .join('');
}

function safeLine(line: string): string {
  const bare = line.endsWith('\r') ? line.slice(0, -1) : line;
  return bare.replace(/[^\t]+/g, visible) + line.slice(bare.length);
}

/** A file name as git writes it: in quotes with C escapes when it holds a quote, a backslash or a control character. */
function quoted(name: string): string {
  if (!/["\\]/.test(name) && visible(name) === name) return name;
  const escapes: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  const body = [...name].map((c) => escapes[c] ?? (visible(c) === c ? c : octal(c))).join('');
  return `"${body}"`;
}

function octal(character: string): string {
  return [...new TextEncoder().encode(character)].map((b) => `\\${b.toString(8).padStart(3, '0')}`).join('');
}
