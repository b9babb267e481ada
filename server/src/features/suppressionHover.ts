import type { Suppression } from '../lore/suppressions';
import { suppressionsIn } from '../lore/suppressions';
import { rules } from '../rules/list';
import { rulePage } from '../rules/pages';
import type { Span, Uri } from '../text/span';
import { touches } from '../text/span';
import { code, escapeMarkdown } from './markdown';
import type { Snapshot } from './snapshot';

const WHERE: Readonly<Record<Suppression['kind'], string>> = {
  line: 'Findings on this line are left alone',
  'next-line': 'Findings on the next line are left alone',
  file: 'Findings in this file are left alone',
  disable: 'Findings from here on are left alone, up to `enable`',
  enable: 'Findings from here on are reported again',
};

/** What a comment leaves alone: the rule under the cursor, or all that it names; `undefined` where there is none. */
export function suppressionAt(
  snapshot: Snapshot,
  uri: Uri,
  offset: number,
): { readonly at: Span; readonly markdown: string } | undefined {
  const file = snapshot.files.get(uri);
  const found = file && suppressionsIn(file).find((s) => touches(s.site, offset));
  if (!found) return undefined;
  const named = found.rules?.find((r) => touches(r.site, offset));
  const ids = named ? [named.id] : (found.rules ?? []).map((r) => r.id);
  const lines = found.rules === undefined ? ['of every rule.'] : ids.map(describe);
  return { at: named?.site ?? found.site, markdown: [`${WHERE[found.kind]}:`, ...lines].join('\n\n') };
}

function describe(id: string): string {
  const meta = rules.find((r) => r.meta.id === id)?.meta;
  if (!meta) return `${code(id)}: there is no such rule.`;
  const severity = meta.severity === 'off' ? 'off unless configured' : `at most ${meta.severity}`;
  return `**[${escapeMarkdown(id)}](${rulePage(id)})** (${severity}): ${escapeMarkdown(meta.summary)}`;
}
