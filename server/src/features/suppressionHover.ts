import type { Suppression } from '../lore/suppressions';
import { suppressionsIn } from '../lore/suppressions';
import { rules } from '../rules/list';
import { rulePage } from '../rules/pages';
import { say } from '../text/say';
import type { Span, Uri } from '../text/span';
import { touches } from '../text/span';
import { english } from '../text/tongue';
import type { Tongue } from '../text/tongue';
import { code, escapeMarkdown } from './markdown';
import type { Snapshot } from './snapshot';

const WHERE: Readonly<Record<Suppression['kind'], string>> = {
  line: say`Findings on this line are left alone:`,
  'next-line': say`Findings on the next line are left alone:`,
  file: say`Findings in this file are left alone:`,
  disable: say`Findings from here on are left alone, up to \`enable\`:`,
  enable: say`Findings from here on are reported again:`,
};

/** What a comment leaves alone: the rule under the cursor, or all that it names; `undefined` where there is none. */
export function suppressionAt(
  snapshot: Snapshot,
  uri: Uri,
  offset: number,
  tell: Tongue = english,
): { readonly at: Span; readonly markdown: string } | undefined {
  const file = snapshot.files.get(uri);
  const found = file && suppressionsIn(file).find((s) => touches(s.site, offset));
  if (!found) return undefined;
  const named = found.rules?.find((r) => touches(r.site, offset));
  const ids = named ? [named.id] : (found.rules ?? []).map((r) => r.id);
  const lines = found.rules === undefined ? [tell(say`of every rule.`)] : ids.map((id) => describe(id, tell));
  return { at: named?.site ?? found.site, markdown: [tell(WHERE[found.kind]), ...lines].join('\n\n') };
}

function describe(id: string, tell: Tongue): string {
  const meta = rules.find((r) => r.meta.id === id)?.meta;
  if (!meta) return tell(say`${code(id)}: there is no such rule.`);
  const severity =
    meta.severity === 'off'
      ? tell(say`off unless configured`)
      : tell(say`at most \`${meta.severity}\``).replaceAll('`', '');
  return `**[${escapeMarkdown(id)}](${rulePage(id)})** (${severity}): ${escapeMarkdown(tell(meta.summary))}`;
}
