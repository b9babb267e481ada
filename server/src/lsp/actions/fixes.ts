import { CodeActionKind } from 'vscode-languageserver';
import type { CombinedFixes, ReadyFix } from '../../features/fixes';
import { findingsAt, fixAll, fixesOf, fixesOfEach, fixesOfRule, isObvious } from '../../features/fixes';
import type { Finding } from '../../rules/finding';
import { say } from '../../text/say';
import { spanKey } from '../../text/span';
import { annotatedEdit, workspaceEdit } from '../edits';
import type { Asked, Offer } from './offer';

/** The kind of the action that applies every safe fix of a file. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.portolan`;

/** Fixes of the findings in the range, each finding's best one first; then those of all findings of their rules. */
export function fixOffers(asked: Asked): readonly Offer[] {
  if (!asked.wants(CodeActionKind.QuickFix)) return [];
  const findings = findingsAt(asked.snapshot, asked.at);
  const byRule = new Map(findings.map((f) => [f.rule.id, f]));
  return [
    ...fixesOfEach(asked.snapshot, findings).flatMap((fixes) => fixes.map((f, i) => fixOffer(asked, f, i === 0))),
    ...[...byRule.values()].flatMap((f) => ofRule(asked, f)),
  ];
}

function fixOffer({ snapshot, session }: Asked, { finding, fix, edits }: ReadyFix, isFirst: boolean): Offer {
  return {
    id: `fix ${finding.rule.id} ${spanKey(finding.site)} ${fix.title}`,
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    isPreferred: isFirst && isObvious(fix),
    finding,
    at: finding.site,
    edit: () => workspaceEdit(snapshot, edits, session),
  };
}

/** All of the rule in the file, and in the workspace where there are more. */
function ofRule(asked: Asked, finding: Finding): readonly Offer[] {
  const { snapshot, at } = asked;
  const { id } = finding.rule;
  if (!fixesOf(snapshot, finding).some(({ fix }) => isObvious(fix))) return [];
  const here = fixesOfRule(snapshot, id, at.uri);
  const everywhere = fixesOfRule(snapshot, id);
  const [few, many] = [here.findings.length, everywhere.findings.length];
  return [
    ...(few > 1
      ? [severalOffer(asked, finding, here, 'file', say`Fix all ${few} \`${id}\` findings in this file`)]
      : []),
    ...(many > 1 && many > few
      ? [
          severalOffer(
            asked,
            finding,
            everywhere,
            'workspace',
            say`Fix all ${many} \`${id}\` findings in the workspace`,
          ),
        ]
      : []),
  ];
}

function severalOffer(
  { snapshot, session, at }: Asked,
  finding: Finding,
  all: CombinedFixes,
  where: 'file' | 'workspace',
  title: string,
): Offer {
  const { id } = finding.rule;
  const label = (places: number) =>
    session.tell(places === 1 ? say`Fix \`${id}\` (1 place)` : say`Fix \`${id}\` (${places} places)`);
  return {
    id: `fix all ${where} ${id}`,
    title,
    kind: CodeActionKind.QuickFix,
    finding,
    at: finding.site,
    edit: () => annotatedEdit(snapshot, all.edits(), session, label, { outside: at.uri }),
  };
}

/** All safe fixes of a file, for those who ask: an editor that does so on saving. */
export function fixAllOffers({ snapshot, session, at, wants, isAsked }: Asked): readonly Offer[] {
  if (!isAsked || !wants(FIX_ALL)) return [];
  const all = fixAll(snapshot, at.uri);
  if (all.findings.length === 0) return [];
  const edit = () => workspaceEdit(snapshot, all.edits(), session);
  return [{ id: 'fix all safe', title: say`Fix all safe port findings`, kind: FIX_ALL, edit }];
}
