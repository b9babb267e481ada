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

/** The innermost of some folders that a URI is or lies in; `undefined` outside all. */
export function folderOf(folders: Iterable<Uri>, uri: Uri): Uri | undefined {
  let found: Uri | undefined;
  for (const folder of folders) if (isBelow(folder, uri) && (found?.length ?? -1) < folder.length) found = folder;
  return found;
}

function withoutSlash(uri: Uri): Uri {
  return uri.replace(/\/+$/, '');
}

/** `scheme://authority` and the segments below it. */
function splitRoot(uri: Uri): [string, readonly string[]] {
  const root = /^[a-z][a-z0-9+.-]*:(?:\/\/[^/]*)?/i.exec(uri)?.[0] ?? '';
  return [
    root,
    uri
      .slice(root.length)
      .split('/')
      .filter((s) => s !== ''),
  ];
}

/**
 * A file name as a URI segment (RFC 3986): all but unreserved characters percent-encoded, as editors do. Half a surrogate
 * pair, which file names may hold, has no encoding and becomes U+FFFD.
 */
export function encodeSegment(segment: string): string {
  if (/^[\w.~-]*$/.test(segment)) return segment;
  const whole = segment.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
  return encodeURIComponent(whole).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/**
 * The one spelling of a URI inside Portolan. Editors spell the same file in several ways (`file:///c%3A/x`, `file:///C:/x`,
 * `a+b` or `a%2Bb`); files are told apart by text, so what comes in is spelled anew: each path segment percent-encoded but
 * for unreserved characters, a drive letter in lower case, no trailing slash.
 */
export function canonicalUri(uri: string): Uri {
  const m = /^([a-zA-Z][\w+.-]*:)(\/\/[^/?#]*)?([^?#]*)(.*)$/s.exec(uri);
  if (!m) return uri;
  const [, scheme = '', authority = '', path = '', rest = ''] = m;
  const segments = path
    .replace(/\/+$/, '')
    .split('/')
    .map((s) => encodeSegment(decoded(s)));
  const spelled = segments.join('/').replace(/^\/([A-Z])%3A/, (_, drive: string) => `/${drive.toLowerCase()}%3A`);
  return `${scheme.toLowerCase()}${authority}${spelled}${scheme === 'file:' ? '' : rest}`;
}
