import { CodeActionKind } from 'vscode-languageserver';
import type { CodeAction, CodeActionParams } from 'vscode-languageserver';
import { fixAll, fixesAt } from '../features/fixes';
import type { Snapshot } from '../features/snapshot';
import { visible } from '../text/escape';
import { say } from '../text/say';
import { canonicalUri, isBelow } from '../text/uri';
import { diagnosticOf, offsetIn } from './convert';
import { workspaceEdit } from './edits';
import { policiesAt, portsUpdate } from './newFiles';
import type { Session } from './session';

/** The kind of the action that applies every safe fix of a file. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.portolan`;

/** The kind of the action that brings PORTS.md up to date. */
export const UPDATE_PORTS = `${CodeActionKind.Source}.updatePorts.portolan`;

/** The kind of the action that writes NetworkPolicies. */
export const WRITE_POLICIES = `${CodeActionKind.Refactor}.networkPolicies.portolan`;

/**
 * Quick fixes for the findings in a range and the policies of a workload there; the safe fixes of the whole file and the
 * update of PORTS.md where those are asked for.
 */
export function codeActions(snapshot: Snapshot, params: CodeActionParams, session: Session): CodeAction[] {
  const uri = canonicalUri(params.textDocument.uri);
  const { only } = params.context;
  const wants = (kind: string) => !only || only.some((o) => kind === o || kind.startsWith(`${o}.`));
  if (!session.isFresh(snapshot, uri)) return [];
  const start = offsetIn(snapshot, uri, params.range.start);
  const end = offsetIn(snapshot, uri, params.range.end);
  if (start === undefined || end === undefined) return [];
  const out: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) {
    for (const { finding, fix, edits } of fixesAt(snapshot, { uri, start, end })) {
      const edit = workspaceEdit(snapshot, edits, session);
      if (!edit) continue;
      const diagnostics = [diagnosticOf(snapshot, finding, session.diagnostics.client)];
      out.push({
        title: session.tell(fix.title),
        kind: CodeActionKind.QuickFix,
        isPreferred: fix.preferred ?? false,
        diagnostics,
        edit,
      });
    }
  }
  if (only && wants(FIX_ALL)) {
    const edits = fixAll(snapshot, uri);
    const edit = edits.length > 0 ? workspaceEdit(snapshot, edits, session) : undefined;
    if (edit) out.push({ title: session.tell(say`Fix all safe port findings`), kind: FIX_ALL, edit });
  }
  return [...out, ...written(snapshot, { uri, start }, wants, only !== undefined, session)];
}

/** Actions that write files of their own. */
function written(
  snapshot: Snapshot,
  at: { readonly uri: string; readonly start: number },
  wants: (kind: string) => boolean,
  isAsked: boolean,
  session: Session,
): CodeAction[] {
  const out: CodeAction[] = [];
  const policies = wants(WRITE_POLICIES)
    ? policiesAt(snapshot, { uri: at.uri, offset: at.start, isAsked }, session)
    : undefined;
  if (policies)
    out.push({
      title: session.tell(say`Write NetworkPolicies for \`${visible(policies.workload)}\``),
      kind: WRITE_POLICIES,
      edit: policies.edit,
    });
  if (!isAsked || !wants(UPDATE_PORTS)) return out;
  for (const root of snapshot.roots) {
    const edit = isBelow(root, at.uri) ? portsUpdate(snapshot, root, session)?.edit : undefined;
    if (edit) out.push({ title: session.tell(say`Update PORTS.md`), kind: UPDATE_PORTS, edit });
  }
  return out;
}
