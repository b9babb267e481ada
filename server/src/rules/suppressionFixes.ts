import type { Fix } from '../facts';
import type { NamedRule, Suppression } from '../lore/suppressions';
import type { Change } from '../text/change';
import { say } from '../text/say';
import { fixOf } from './rule';

/** The change that takes a whole comment away; none when its end is not on its line. */
export function withoutComment({ comment }: Suppression): readonly Change[] {
  return comment ? [{ kind: 'rewrite', at: comment, text: '' }] : [];
}

/** A fix that takes rules out of the brackets of a comment, and the comment when it names no other. */
export function withoutNames(suppression: Suppression, gone: readonly NamedRule[]): readonly Fix[] {
  const { rules = [], site } = suppression;
  const left = rules.filter((r) => !gone.some((g) => g.id === r.id));
  if (left.length === 0) return fixOf(say`Delete the comment`, withoutComment(suppression), true);
  const first = rules[0] as NamedRule;
  // From the first name to the closing bracket.
  const at = { uri: site.uri, start: first.site.start, end: site.end - 1 };
  const title = say`Take ${gone.map((g) => `\`${g.id}\``).join(', ')} out of the brackets`;
  return fixOf(title, [{ kind: 'rewrite', at, text: left.map((r) => r.id).join(', ') }], true);
}
