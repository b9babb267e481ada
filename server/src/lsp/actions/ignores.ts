import { CodeActionKind } from 'vscode-languageserver';
import { findingsAt } from '../../features/fixes';
import { hasComments, ignoreInFile, ignoreOnLine } from '../../features/ignoreComments';
import type { ConfigurationChange, IgnoreReach } from '../../features/ignoreConfiguration';
import { ignoreInConfiguration } from '../../features/ignoreConfiguration';
import type { Finding } from '../../rules/finding';
import type { TextEdit } from '../../text/edit';
import { say } from '../../text/say';
import { positionAt } from '../../text/source';
import { newFile, workspaceEdit } from '../edits';
import type { Asked, Offer } from './offer';

/** Findings up to which a client that cannot fetch edits later is given all of them now: each is tried on the text. */
const MADE_AHEAD = 20;

/** Ways to leave the findings in the range alone: by comments, and in the configuration. Each rule once for a line. */
export function ignoreOffers(asked: Asked): readonly Offer[] {
  const { snapshot, at, wants } = asked;
  const file = snapshot.files.get(at.uri);
  if (!file || !wants(CodeActionKind.QuickFix)) return [];
  const findings = findingsAt(snapshot, at);
  if (!asked.session.client.resolvesEdits && findings.length > MADE_AHEAD) return [];
  const out = new Map<string, Offer>();
  for (const finding of findings) {
    const { line } = positionAt(file, finding.site.start);
    for (const offer of ofFinding(asked, finding, line)) if (!out.has(offer.id)) out.set(offer.id, offer);
  }
  return [...out.values()];
}

function ofFinding(asked: Asked, finding: Finding, line: number): readonly Offer[] {
  const { snapshot, session, at } = asked;
  const { id } = finding.rule;
  const file = snapshot.files.get(at.uri);
  const offer = (what: string, title: string, edits: () => readonly TextEdit[] | undefined): Offer => ({
    id: `ignore ${what} ${id}`,
    title,
    kind: CodeActionKind.QuickFix,
    finding,
    at: finding.site,
    edit() {
      const made = edits();
      return made && workspaceEdit(snapshot, made, session);
    },
  });
  const comments =
    file && hasComments(file, finding)
      ? [
          offer(`line ${line}`, say`Ignore \`${id}\` on this line`, () => ignoreOnLine(file, finding)),
          offer('file', say`Ignore \`${id}\` in this file`, () => ignoreInFile(file, finding)),
        ]
      : [];
  return [...comments, ...inConfiguration(asked, finding, 'file'), ...inConfiguration(asked, finding, 'everywhere')];
}

function inConfiguration(asked: Asked, finding: Finding, reach: IgnoreReach): readonly Offer[] {
  const change = ignoreInConfiguration(asked.snapshot, finding, reach);
  if (!change) return [];
  const { id } = finding.rule;
  const title =
    reach === 'file'
      ? say`Ignore \`${id}\` for this file in ${change.name}`
      : say`Turn \`${id}\` off in ${change.name}`;
  return [
    {
      id: `ignore ${reach} ${id} configuration`,
      title,
      kind: CodeActionKind.QuickFix,
      finding,
      at: finding.site,
      edit: () => changeOf(asked, change),
    },
  ];
}

function changeOf({ snapshot, session }: Asked, change: ConfigurationChange): ReturnType<typeof workspaceEdit> {
  const edits = change.edits();
  if (!edits) return undefined;
  return change.isNew
    ? newFile(change.uri, edits.map((e) => e.newText).join(''), session)
    : workspaceEdit(snapshot, edits, session);
}
