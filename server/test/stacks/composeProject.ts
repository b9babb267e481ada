import type { ComposeTree } from '../../src/facts/assembled';
import { compose } from '../../src/stacks/compose/index';
import type { Assembly, Discovery, Reader, StackRequest } from '../../src/stacks/stack';
import { textOf } from '../../src/syntax/tree';
import type { Node } from '../../src/syntax/tree';
import { sourceFile } from '../../src/text/source';
import type { SourceFile } from '../../src/text/source';
import type { Span } from '../../src/text/span';

/** A workspace of files by path below its root. */
export type Files = Readonly<Record<string, string>>;

export const ROOT = 'file:///w';

/** A reader over files; `unread` names those that are there without text. */
export function readerOf(
  files: Files,
  unread: readonly string[] = [],
): Reader & { readonly sources: readonly SourceFile[] } {
  const byUri = new Map(
    Object.entries(files).map(([path, text]) => [`${ROOT}/${path}`, sourceFile(`${ROOT}/${path}`, text)]),
  );
  const listed = [...byUri.keys(), ...unread.map((p) => `${ROOT}/${p}`)];
  return {
    sources: [...byUri.values()].sort((a, b) => (a.uri < b.uri ? -1 : 1)),
    file: (uri) => byUri.get(uri) ?? (listed.includes(uri) ? 'unread' : 'absent'),
    list(directory) {
      const names = listed.filter((u) => u.startsWith(`${directory}/`)).map((u) => u.slice(directory.length + 1));
      return [...new Set(names.map((n) => (n.includes('/') ? `${n.split('/')[0]}/` : n)))].sort();
    },
  };
}

const settings = { includeFixtures: false };

/** The requests that discovery makes. */
export function discover(files: Files): readonly StackRequest[] {
  const reader = readerOf(files);
  const discovery: Discovery = { ...reader, files: reader.sources, roots: [ROOT], settings };
  return compose.discover(discovery);
}

/** File sets of the requests, as paths below the root. */
export function discovered(files: Files): readonly (readonly string[])[] {
  return discover(files).map((r) => r.files.map((f) => f.slice(ROOT.length + 1)));
}

/** Assembles the request of which `file` is the first file, or the first request. */
export function assemble(files: Files, file?: string, unread: readonly string[] = []): Assembly {
  const requests = discover(files);
  const request = file === undefined ? requests[0] : requests.find((r) => r.files.at(-1) === `${ROOT}/${file}`);
  if (!request) throw new Error(`no project with ${file ?? 'any file'}`);
  return compose.assemble(request, readerOf(files, unread), settings);
}

/** The tree of the only project. */
export function treeOf(files: Files, file?: string, unread: readonly string[] = []): ComposeTree {
  const [tree] = assemble(files, file, unread).trees;
  if (tree?.kind !== 'compose') throw new Error('no tree');
  return tree;
}

/** A node as plain data: texts for scalars, `null` for nothing, `?` for unknown. */
export function plain(node: Node | undefined): unknown {
  if (!node) return undefined;
  if (node.kind === 'map') return Object.fromEntries(node.entries.map((e) => [e.key.value, plain(e.value)]));
  if (node.kind === 'seq') return node.items.map(plain);
  return node.kind === 'unknown' ? '?' : (textOf(node) ?? null);
}

/** The text of a span with its file: `compose.yaml: 8080`. */
export function cited(files: Files, span: Span): string {
  const path = span.uri.slice(ROOT.length + 1);
  return `${path}: ${(files[path] ?? '').slice(span.start, span.end)}`;
}
