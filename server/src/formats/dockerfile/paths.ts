import type { MappedText } from '../../text/mapped';
import type { Span } from '../../text/span';

/** Something that an instruction writes into the image. */
export type Written =
  /** A file, or a folder with unknown files in it; paths are absolute. */
  | { readonly kind: 'file' | 'folder'; readonly path: string; readonly site: Span }
  /** A RUN, which may write anything that its text names. */
  | { readonly kind: 'script'; readonly text: string; readonly site: Span };

/** The working directory after `WORKDIR path`; `undefined` when a relative path starts from an unknown one. */
export function moved(directory: string | undefined, path: string): string | undefined {
  if (path.startsWith('/')) return normal(path);
  return directory === undefined ? undefined : normal(`${directory}/${path}`);
}

function normal(path: string): string {
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') out.pop();
    else if (part !== '' && part !== '.') out.push(part);
  }
  return `/${out.join('/')}`;
}

/**
 * What COPY or ADD writes. Whether a destination without a slash at its end is a folder only the base image knows, so it
 * counts as both.
 */
export function copied(
  words: readonly (MappedText | undefined)[],
  directory: string | undefined,
  site: Span,
): readonly Written[] {
  const destination = words.at(-1)?.text;
  if (words.length < 2 || destination === undefined) return [];
  const to = moved(directory ?? '/', destination);
  if (to === undefined) return [];
  const out: Written[] = [];
  for (const word of words.slice(0, -1)) {
    const source = word?.text;
    if (source === undefined || isFolder(source)) out.push({ kind: 'folder', path: to, site });
    else {
      const name = source.slice(source.lastIndexOf('/') + 1);
      if (!destination.endsWith('/')) out.push({ kind: 'file', path: to, site });
      out.push({ kind: 'file', path: normal(`${to}/${name}`), site });
    }
  }
  return out;
}

/** Whether a source may hold several files: no extension, a pattern, an archive that ADD unpacks. */
function isFolder(source: string): boolean {
  if (source.startsWith('<<')) return false;
  const name = source.slice(source.lastIndexOf('/') + 1);
  return /[*?[]/.test(name) || !/[^.]\.[^.]/.test(name) || /\.(?:tar|tgz|tar\.\w+)$/.test(name);
}

/** Where configuration at one of the paths is written or changed. */
export function changeOf(written: readonly Written[], paths: readonly string[]): Span | undefined {
  return written.find((w) => paths.some((path) => touchesPath(w, path)))?.site;
}

function touchesPath(written: Written, path: string): boolean {
  if (written.kind === 'script') return written.text.includes(path);
  if (isWithin(path, written.path)) return true;
  return written.kind === 'folder' && isWithin(written.path, path);
}

function isWithin(directory: string, path: string): boolean {
  return directory === '/' || path === directory || path.startsWith(`${directory}/`);
}
