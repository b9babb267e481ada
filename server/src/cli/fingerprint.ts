import type { Finding } from '../rules/finding';
import type { Report } from './reporters/reporter';
import { lineAt, pathOf, placeOf } from './reporters/reporter';

/**
 * A text that stays the same while the finding stays the same: rule, path, the line's own text and the message, not the
 * line's number, so that lines above it may come and go. 16 hexadecimal digits.
 */
export function fingerprint(report: Pick<Report, 'snapshot' | 'root'>, finding: Finding): string {
  const place = placeOf(report, finding.site);
  const line = lineAt(report, finding.site.uri, place.line).trim();
  return hash(JSON.stringify([finding.rule.id, pathOf(report.root, finding.site.uri), line, finding.message]));
}

/** FNV-1a over UTF-16 units, 64 bits. Not for secrets. */
function hash(text: string): string {
  let h = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) {
    h ^= BigInt(text.charCodeAt(i));
    h = BigInt.asUintN(64, h * 0x100000001b3n);
  }
  return h.toString(16).padStart(16, '0');
}
