import { offsetAt, positionAt } from '../../text/source';
import type { Span, Uri } from '../../text/span';
import { shortVisible } from '../../text/escape';
import { baseName, canonicalUri, isBelow, joinUri, relativePath } from '../../text/uri';
import { nearestName } from '../../lore/portNames';
import type { Snapshot } from '../snapshot';

/*
 * How places are told to whoever stands outside: `k8s/web.yaml:12:9`, the path below the workspace's folder with one-based line
 * and column (UTF-16). Where there are several folders, the folder's name stands in front.
 */

/** Longest path that is shown. */
const PATH_LIMIT = 300;

type Rooted = Pick<Snapshot, 'roots'>;

/** A place in a file; the file alone when its text is not known. */
export function placeName(snapshot: Pick<Snapshot, 'roots' | 'files'>, at: Span): string {
  const name = fileName(snapshot, at.uri);
  const file = snapshot.files.get(at.uri);
  if (!file) return name;
  const { line, character } = positionAt(file, at.start);
  return `${name}:${line + 1}:${character + 1}`;
}

/** A file or folder. */
export function fileName({ roots }: Rooted, uri: Uri): string {
  const root = roots.filter((r) => isBelow(r, uri)).sort((a, b) => b.length - a.length)[0];
  if (root === undefined) return shortVisible(uri, PATH_LIMIT);
  const below = relativePath(root, uri);
  const front = labelOf(roots, root);
  return shortVisible(front === '' ? below : below === '.' ? front : `${front}/${below}`, PATH_LIMIT);
}

/** What stands in front of the paths of a root: nothing for the only one, else as much of its end as tells it from the others. */
function labelOf(roots: readonly Uri[], root: Uri): string {
  if (roots.length < 2) return '';
  const last = (uri: Uri, n: number): string => uri.split('/').slice(-n).map(baseName).join('/');
  for (let n = 1; n < 8; n++) {
    const label = last(root, n);
    if (roots.every((r) => r === root || last(r, n) !== label)) return label;
  }
  return root;
}

/** What a path means: a file of the workspace, or a folder that holds some. */
export type Found =
  | { readonly kind: 'file'; readonly uri: Uri; readonly line?: number; readonly column?: number }
  | { readonly kind: 'folder'; readonly uri: Uri }
  | { readonly kind: 'refused'; readonly because: string };

/**
 * The file or folder that is meant by a path as answers give it, an absolute path or a URI; `:12` or `:12:9` at its end is the
 * place in it. Only what has been read is found: nothing is looked up.
 */
export function findPath(snapshot: Snapshot, given: string): Found {
  const [, path = '', line, column] = /^(.*?)(?::(\d{1,9}))?(?::(\d{1,9}))?$/s.exec(given.trim()) ?? [];
  const place = {
    ...(line === undefined ? {} : { line: Number(line) }),
    ...(column === undefined ? {} : { column: Number(column) }),
  };
  const candidates = [...candidatesOf(snapshot, path), ...candidatesOf(snapshot, given.trim())];
  for (const uri of candidates) if (snapshot.files.has(uri)) return { kind: 'file', uri, ...place };
  const isFolder = (uri: Uri): boolean =>
    snapshot.roots.includes(uri) || [...snapshot.files.keys()].some((f) => isBelow(uri, f));
  for (const uri of candidates) if (isFolder(uri)) return { kind: 'folder', uri };
  return { kind: 'refused', because: notFound(snapshot, path) };
}

function candidatesOf({ roots }: Rooted, given: string): readonly Uri[] {
  const path = given.replace(/\\/g, '/').replace(/(?<=.)\/+$/, '');
  if (/^[a-z][a-z0-9+.-]+:/i.test(path)) return withinRoots(roots, [canonicalUri(path)]);
  const drive = /^([a-z]):(\/.*)$/i.exec(path);
  if (drive) return withinRoots(roots, [canonicalUri(`file:///${drive[1]}%3A${joinUri('', drive[2] ?? '')}`)]);
  const below = roots.map((root) => {
    const front = `${labelOf(roots, root)}/`;
    return joinUri(root, front !== '/' && `${path}/`.startsWith(front) ? path.slice(front.length) : path);
  });
  // A slash may begin an absolute path, or one that somebody takes for absolute in the workspace.
  const inside = path.startsWith('/') ? roots.map((root) => joinUri(root, `.${path}`)) : [];
  return withinRoots(roots, [...below, ...inside]);
}

function withinRoots(roots: readonly Uri[], uris: readonly Uri[]): readonly Uri[] {
  return uris.filter((uri) => roots.some((root) => isBelow(root, uri)));
}

function notFound(snapshot: Snapshot, path: string): string {
  const names = [...snapshot.files.keys()].map((uri) => fileName(snapshot, uri));
  const base = path.slice(path.replace(/\\/g, '/').lastIndexOf('/') + 1);
  const same = names.filter((n) => n.slice(n.lastIndexOf('/') + 1) === base);
  const near = nearestName(path, names);
  const hints = (same.length > 0 ? same : near === undefined ? [] : [near]).slice(0, 5).map((n) => `\`${n}\``);
  const said = `Portolan has read no file or folder \`${shortVisible(path)}\``;
  if (hints.length > 0) return `${said}; did you mean ${hints.join(' or ')}?`;
  return `${said}. Give the path below the workspace's folder, as answers do; only files that describe ports are read.`;
}

/** The offsets of a one-based line, or of the one character at a one-based column of it; `undefined` behind the end of the file. */
export function spanOfLine(snapshot: Snapshot, uri: Uri, line: number, column?: number): Span | undefined {
  const file = snapshot.files.get(uri);
  if (!file) return undefined;
  const at = (character: number): number => offsetAt(file, { line: line - 1, character });
  const start = at(column === undefined ? 0 : column - 1);
  if (positionAt(file, start).line !== line - 1) return undefined;
  return { uri, start, end: column === undefined ? at(Number.MAX_SAFE_INTEGER) : start };
}
