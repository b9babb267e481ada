import { CodeActionKind } from 'vscode-languageserver';
import type { ExplainParams, RulePageParams } from '../../../../shared/src/explain';
import { Command } from '../../../../shared/src/protocol';
import { findingsAt } from '../../features/fixes';
import type { Finding } from '../../rules/finding';
import { say } from '../../text/say';
import { positionAt } from '../../text/source';
import { spanKey } from '../../text/span';
import type { Asked, Offer } from './offer';

/** What a finding rests on, and the page of its rule, for clients that have the commands which show them. */
export function learnOffers({ snapshot, session, at, wants }: Asked): readonly Offer[] {
  const file = snapshot.files.get(at.uri);
  if (!file || !session.showsFindings || !wants(CodeActionKind.QuickFix)) return [];
  const findings = findingsAt(snapshot, at);
  const byRule = new Map(findings.map((f) => [f.rule.id, f]));
  return [
    ...findings.map((f) => {
      const title = findings.length === 1 ? say`Explain this finding` : say`Explain this \`${f.rule.id}\` finding`;
      const params: ExplainParams = { uri: at.uri, position: positionAt(file, f.site.start), rule: f.rule.id };
      return offer(`explain ${f.rule.id} ${spanKey(f.site)}`, f, title, Command.explainFinding, params);
    }),
    ...[...byRule.values()].map((f) => {
      const params: RulePageParams = { rule: f.rule.id };
      return offer(`page ${f.rule.id}`, f, say`Show the page of \`${f.rule.id}\``, Command.showRule, params);
    }),
  ];
}

function offer(id: string, finding: Finding, title: string, command: string, params: object): Offer {
  return { id, title, kind: CodeActionKind.QuickFix, finding, command: { title, command, arguments: [params] } };
}
