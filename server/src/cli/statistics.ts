import type { Finding } from '../rules/finding';

/** How many findings each rule has, most first: `count severity rule`, one line each, columns aligned. */
export function statistics(findings: readonly Finding[]): string {
  const counts = new Map<string, { readonly severity: string; readonly rule: string; count: number }>();
  for (const { rule, severity } of findings) {
    const key = `${severity} ${rule.id}`;
    const known = counts.get(key) ?? { severity, rule: rule.id, count: 0 };
    known.count++;
    counts.set(key, known);
  }
  const rows = [...counts.values()].sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1));
  const width = Math.max(0, ...rows.map((r) => String(r.count).length));
  return rows.map((r) => `${String(r.count).padStart(width)} ${r.severity.padEnd(7)} ${r.rule}\n`).join('');
}
