import { CodeActionKind } from 'vscode-languageserver';
import { visible } from '../../text/escape';
import { say } from '../../text/say';
import { isBelow } from '../../text/uri';
import { policiesAt, portsUpdate } from '../newFiles';
import type { Asked, Offer } from './offer';

/** The kind of the action that brings PORTS.md up to date. */
export const UPDATE_PORTS = `${CodeActionKind.Source}.updatePorts.portolan`;

/** The kind of the action that writes NetworkPolicies. */
export const WRITE_POLICIES = `${CodeActionKind.Refactor}.networkPolicies.portolan`;

/** Actions that write files of their own: the policies of a workload, and PORTS.md for those who ask. */
export function fileOffers({ snapshot, session, at, wants, isAsked }: Asked): readonly Offer[] {
  const out: Offer[] = [];
  const policies = wants(WRITE_POLICIES)
    ? policiesAt(snapshot, { uri: at.uri, offset: at.start, isAsked }, session)
    : undefined;
  if (policies) {
    const title = say`Write NetworkPolicies for \`${visible(policies.workload)}\``;
    out.push({ id: `policies ${policies.workload}`, title, kind: WRITE_POLICIES, edit: () => policies.edit });
  }
  if (!isAsked || !wants(UPDATE_PORTS)) return out;
  for (const root of snapshot.roots) {
    const edit = isBelow(root, at.uri) ? portsUpdate(snapshot, root, session)?.edit : undefined;
    if (edit) out.push({ id: `ports ${root}`, title: say`Update PORTS.md`, kind: UPDATE_PORTS, edit: () => edit });
  }
  return out;
}
