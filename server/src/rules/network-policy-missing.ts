import type { Fix, Located, Protocol } from '../facts';
import type { ContextModel, NetworkObject, Workload } from '../model/model';
import { policyIndex, selectionsOf } from '../model/policies';
import { closeness, servingUnits } from '../model/select';
import { say } from '../text/say';
import { isKnown, workloadName } from './kubernetesParts';
import { objectName } from './policyPorts';
import type { ContextRule } from './rule';

interface Data {
  readonly workload: Workload;
}

/** D10: a workload that no policy closes, where policies close others of its namespace. */
export const networkPolicyMissing: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'network-policy-missing',
    summary: 'No network policy selects this workload, though its namespace has policies.',
    category: 'exposure',
    severity: 'hint',
    since: '0.2.0',
    fixable: true,
    docs: {
      why: 'A pod that no NetworkPolicy selects is open: every pod of the cluster may ask every port of it. Where policies close some workloads of a namespace, one that was left out is easily forgotten.',
      howToFix: 'Add a policy that selects the workload and lets in what needs its ports.',
      whenToIgnore:
        'When the workload is meant to be open to the whole cluster, or when a policy that is not in the workspace selects it. Left alone on purpose: namespaces without policies, workloads without ports, pods on the network of their node, policies that may select the workload.',
    },
  },
  *check(model) {
    const closing = closingPolicies(model);
    if (closing.length === 0) return;
    const index = policyIndex(model);
    for (const workload of model.workloads) {
      const namespace = workload.fact.namespace?.value;
      const beside = closing.find((o) => isBeside(model, o, workload));
      if (!beside || !isOpenWorkload(workload)) continue;
      const selected = selectionsOf(index, workload);
      if (selected.some((s) => s.policy.isolates.includes('ingress') || s.policy.engine === 'admin')) continue;
      const where = namespace === undefined ? say`of its namespace` : say`of namespace \`${namespace}\``;
      yield {
        site: workload.fact.name.site,
        message: say`No network policy selects ${workloadName(workload)}, so every pod may ask all of its ports, while ${objectName(beside)} closes others ${where}. Add a policy that lets in what needs it.`,
        certainty: 'certain',
        related: [{ at: beside.fact.name.site, message: say`a policy beside it` }],
        data: { workload },
      };
    }
  },
  fix({ workload }): readonly Fix[] {
    const text = policyText(workload);
    const title = say`Add a NetworkPolicy that opens the ports of ${workloadName(workload)} only`;
    return text
      ? [{ title, safe: false, changes: [{ kind: 'insert-document', before: workload.fact.site, text }] }]
      : [];
  },
};

function closingPolicies(model: ContextModel): ContextModel['objects'] {
  return model.objects.filter(
    (o) =>
      !o.fact.fragment && o.fact.policies?.some((p) => p.engine === 'kubernetes' && p.isolates.includes('ingress')),
  );
}

/** Whether a policy is of the namespace of a workload; where none is written, files of one directory go to the same. */
function isBeside({ context }: ContextModel, { fact }: NetworkObject, workload: Workload): boolean {
  const namespace = workload.fact.namespace?.value;
  if (fact.namespace?.value !== namespace) return false;
  return namespace !== undefined || closeness(context, fact.site.uri, workload.fact.site.uri) === 'certain';
}

/** Whether it has ports that others may ask, and stands here as a whole. */
function isOpenWorkload(w: Workload): boolean {
  if (w.fact.platform !== 'kubernetes' || w.fact.network.kind !== 'own' || w.fact.labels.size === 0) return false;
  return isKnown(w) && servingUnits(w).some((u) => u.fact.ports.length > 0);
}

/** A policy that closes the pods but for their declared ports. */
function policyText(w: Workload): string | undefined {
  const ports = servingUnits(w).flatMap((u) =>
    u.fact.ports.flatMap((p) =>
      p.container.alternatives.flatMap((a) =>
        a.value.kind === 'number' ? [{ number: a.value.number, protocol: p.protocol }] : [],
      ),
    ),
  );
  if (ports.length === 0 || w.fact.name.value === '') return undefined;
  const { namespace } = w.fact;
  return [
    'apiVersion: networking.k8s.io/v1',
    'kind: NetworkPolicy',
    'metadata:',
    `  name: ${scalar(w.fact.name.value)}`,
    ...(namespace ? [`  namespace: ${scalar(namespace.value)}`] : []),
    'spec:',
    '  podSelector:',
    '    matchLabels:',
    ...[...selectorOf(w)].map(([key, value]) => `      ${scalar(key)}: ${scalar(value.value)}`),
    '  policyTypes:',
    '    - Ingress',
    '  ingress:',
    '    - ports:',
    ...unique(ports).flatMap((p) => [`        - protocol: ${p.protocol.toUpperCase()}`, `          port: ${p.number}`]),
  ].join('\n');
}

function unique<T extends { readonly number: number; readonly protocol: Protocol }>(ports: readonly T[]): readonly T[] {
  return [...new Map(ports.map((p) => [`${p.number}/${p.protocol}`, p])).values()];
}

/** The labels that a Service selects it by, which stay as they are; else all that it has. */
function selectorOf(w: Workload): ReadonlyMap<string, Located<string>> {
  const service = w.selectedBy.find((s) => s.service.fact.selector.size > 0)?.service;
  return service?.fact.selector ?? w.fact.labels;
}

/** A text as YAML reads it back: in quotes unless it is a plain word. */
function scalar(text: string): string {
  const word = /^[A-Za-z][\w./-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return word ? text : JSON.stringify(text);
}
