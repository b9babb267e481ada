import type { LabelSelector, PolicyPeer } from '../facts';
import { say } from '../text/say';
import type { Draft } from './chartDraft';
import { stopsOf, unitKey } from './chartDraft';
import type { NetworkObject, Workload } from './model';
import type { Admission, PolicyIndex } from './policies';
import { admissions, peerWorkloads, policyIndex, selectionsOf } from './policies';

/** At most this many policies, and as many peers of one, are named. */
const LIMIT = 4;

/** Writes on the container ports of closed workloads whom their policies let in. */
export function drawGuards(draft: Draft): void {
  const { model } = draft;
  const index = policyIndex(model);
  if (index.policies.length === 0) return;
  for (const unit of model.units) {
    for (const stop of stopsOf(draft, unitKey(unit))) {
      if (stop.layer !== 'container' || stop.port.kind !== 'number') continue;
      const found = admissions(index, unit.workload, stop.port.number, stop.protocol);
      if (found) Object.assign(stop, { guard: guardOf(draft, index, unit.workload, found) });
    }
  }
}

function guardOf(draft: Draft, index: PolicyIndex, workload: Workload, found: readonly Admission[]): string {
  if (found.length === 0) {
    const closing = selectionsOf(index, workload).find((s) => s.sure && s.policy.isolates.includes('ingress'));
    return closing
      ? say`${nameOf(closing.object)} closes the pod, and no rule lets anyone in here`
      : say`a policy closes the pod, and no rule lets anyone in here`;
  }
  const lists = new Map<string, Set<string>>();
  for (const admission of found) {
    const name = nameOf(admission.object);
    const list = lists.get(name) ?? new Set<string>();
    for (const who of admission.rule.peers?.flatMap((p) => peerNames(draft, index, admission, p)) ?? [say`everyone`])
      list.add(who);
    lists.set(name, list);
  }
  const all = [...lists].map(([name, who]) => say`${name} lets in ${few([...who])}`);
  return few(all, '; ');
}

function few(all: readonly string[], joint = ', '): string {
  const shown = all.slice(0, LIMIT).join(joint);
  return all.length > LIMIT ? say`${shown}${joint}and ${all.length - LIMIT} more` : shown;
}

function nameOf({ fact }: NetworkObject): string {
  return `${fact.objectKind} \`${fact.name.value}\``;
}

/** Workloads where the workspace has them, else what they are chosen by. */
function peerNames(draft: Draft, index: PolicyIndex, admission: Admission, peer: PolicyPeer): readonly string[] {
  if (peer.kind === 'cidr') return [`\`${peer.cidr.value}\``];
  if (peer.kind === 'unknown') return [say`others that are not known here`];
  const known = peerWorkloads(index, draft.model, admission, peer);
  const text = selectorText(peer.selector);
  const space = peer.namespaces.kind;
  if (text === '')
    return [
      space === 'own'
        ? say`all pods of its namespace`
        : space === 'all'
          ? say`all pods`
          : say`all pods of some namespaces`,
    ];
  return known.length > 0
    ? known.map((w) => `${w.fact.objectKind} \`${w.fact.name.value}\``)
    : [say`pods with ${text}`];
}

function selectorText({ labels, requirements }: LabelSelector): string {
  const parts = [
    ...[...labels].map(([key, { value }]) => `${key}=${value}`),
    ...requirements.map((r) => `${r.key} ${r.operator} ${r.values.join(',')}`.trim()),
  ];
  return parts.length === 0 ? '' : `\`${parts.join(' ')}\``;
}
