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

/**
 * The fingerprints of several findings, in their order. Those that are alike to the letter get a running number, so that
 * each keeps a fingerprint of its own: `0123456789abcdef:2`.
 */
export function fingerprints(
  report: Pick<Report, 'snapshot' | 'root'>,
  findings: readonly Finding[],
): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map((f) => {
    const key = fingerprint(report, f);
    const n = (seen.get(key) ?? 0) + 1;
    seen.set(key, n);
    return `${key}:${n}`;
  });
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
