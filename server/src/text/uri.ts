import type { Uri } from './span';

/** The directory of a file or folder, without a trailing slash. */
export function directoryOf(uri: Uri): Uri {
  const bare = withoutSlash(uri);
  return bare.slice(0, Math.max(0, bare.lastIndexOf('/')));
}

/** The last segment of a URI as people write it: percent signs decoded. */
export function baseName(uri: Uri): string {
  const bare = withoutSlash(uri);
  return decoded(bare.slice(bare.lastIndexOf('/') + 1));
}

/**
 * The URI that a path with `/` between its segments means when it is read in `directory`; `.` and `..` are resolved and
 * never climb above the URI's root. An absolute path (`/etc/x`) starts at that root. The result has no trailing slash.
 */
export function joinUri(directory: Uri, path: string): Uri {
  const [root, below] = splitRoot(withoutSlash(directory));
  const segments = path.startsWith('/') ? [] : below;
  const out = [...segments];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') out.pop();
    else out.push(encodeSegment(segment));
  }
  return [root, ...out].join('/');
}

/** The path from `directory` to `uri`, `../` included where needed, percent signs decoded; `.` for the directory itself. */
export function relativePath(directory: Uri, uri: Uri): string {
  const from = withoutSlash(directory).split('/');
  const to = withoutSlash(uri).split('/');
  let common = 0;
  while (common < from.length && common < to.length && from[common] === to[common]) common++;
  const up = from.slice(common).map(() => '..');
  return [...up, ...to.slice(common).map(decoded)].join('/') || '.';
}

/** Whether `uri` is `directory` or lies below it. */
export function isBelow(directory: Uri, uri: Uri): boolean {
  const bare = withoutSlash(directory);
  return uri === bare || uri.startsWith(`${bare}/`);
}

function withoutSlash(uri: Uri): Uri {
  return uri.replace(/\/+$/, '');
}

/** `scheme://authority` and the segments below it. */
function splitRoot(uri: Uri): [string, readonly string[]] {
  const root = /^[a-z][a-z0-9+.-]*:(?:\/\/[^/]*)?/i.exec(uri)?.[0] ?? '';
  return [root, uri.slice(root.length).split('/').filter((s) => s !== '')];
}

/** Segments are written as RFC 3986 has them: all but unreserved characters encoded, as editors do. */
function encodeSegment(segment: string): string {
  try {
    return encodeURIComponent(segment).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  } catch {
    // Half a surrogate pair has no encoding; such a path names nothing.
    return segment.replace(/[^\w.~-]/g, '_');
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
