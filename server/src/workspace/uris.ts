import type { Uri } from '../text/span';

/**
 * The one spelling of a URI inside the server. Editors spell the same file in several ways (`file:///c%3A/x`,
 * `file:///C:/x`, `a+b` or `a%2Bb`); files are told apart by text, so what comes in is spelled anew: each path segment
 * percent-encoded but for unreserved characters, a drive letter in lower case, no trailing slash.
 */
export function canonicalUri(uri: string): Uri {
  const m = /^([a-zA-Z][\w+.-]*:)(\/\/[^/?#]*)?([^?#]*)(.*)$/s.exec(uri);
  if (!m) return uri;
  const path = (m[3] as string).replace(/\/+$/, '').split('/').map((s) => encodeSegment(decode(s)));
  const rest = m[1] === 'file:' ? '' : (m[4] ?? '');
  return `${(m[1] as string).toLowerCase()}${m[2] ?? ''}${path.join('/').replace(/^\/([A-Z])%3A/, (_, d: string) => `/${d.toLowerCase()}%3A`)}${rest}`;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** A file name as a URI segment. Lone surrogates, which file names may hold, cannot be encoded and become U+FFFD. */
export function encodeSegment(segment: string): string {
  if (/^[\w.~-]*$/.test(segment)) return segment;
  const whole = segment.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
  return encodeURIComponent(whole).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
