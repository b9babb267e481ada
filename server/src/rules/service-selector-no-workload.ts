import type { Located } from '../facts';
import { namespaceCertainty } from '../model/select';
import type { Service, Workload } from '../model/model';
import { rewriteFix, workloadName } from './kubernetesParts';
import type { ContextRule } from './rule';
import { originOf } from './rule';

interface Data {
  readonly value: Located<string>;
  readonly right: string;
}

/** B5: a selector that matches nothing although it nearly matches a workload. */
export const serviceSelectorNoWorkload: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'service-selector-no-workload',
    summary: 'The selector of a Service matches no workload, although one differs by a single label.',
    category: 'resolution',
    severity: 'info',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'A Service sends to the pods that carry every label of its selector. One label that differs leaves it without endpoints, and nothing says so.',
      howToFix: 'Copy the differing label from the pod template, or correct it there.',
      whenToIgnore: 'When the pods are made by an operator or another repository. Only near misses are reported: a workload with the same name, or all labels but one equal.',
    },
  },
  *check(model) {
    for (const service of model.services) {
      const { fact } = service;
      if (fact.fragment || fact.open || fact.selector.size === 0 || service.selected.length > 0 || fact.type === 'ExternalName') continue;
      const near = nearMiss(service, model.workloads);
      if (!near) continue;
      const { key, value, workload, right } = near;
      yield {
        site: value.site,
        message: `Service \`${fact.name.value}\` selects \`${key}: ${value.value}\`, but the pods of ${workloadName(workload)}, which match in everything else, carry ${right === undefined ? `no label \`${key}\`` : `\`${key}: ${right.value}\``}.`,
        certainty: 'medium',
        related: [{ at: right?.site ?? workload.fact.name.site, message: right ? 'the label of the pod template' : 'the workload' }],
        ...(right ? { data: { value, right: right.value } } : {}),
      };
    }
  },
  fix(data) {
    return data ? rewriteFix(`Select \`${data.right}\``, originOf(data.value), data.right, false) : [];
  },
};

interface NearMiss {
  readonly key: string;
  readonly value: Located<string>;
  readonly workload: Workload;
  readonly right: Located<string> | undefined;
}

function nearMiss(service: Service, workloads: readonly Workload[]): NearMiss | undefined {
  for (const workload of workloads) {
    const { fact } = workload;
    if (fact.platform !== service.fact.platform || fact.fragment || !namespaceCertainty(service.fact.namespace?.value, fact.namespace?.value)) continue;
    const differing = [...service.fact.selector].filter(([k, v]) => fact.labels.get(k)?.value !== v.value);
    const only = differing.length === 1 ? differing[0] : undefined;
    if (!only || CONTROLLED.test(only[0])) continue;
    // One label in all is near only when the names say that the two belong together.
    const named = fact.name.value === service.fact.name.value;
    if (service.fact.selector.size < 2 && !named) continue;
    // Another workload of the same family with another role is a sibling, not a miss.
    if (!named && service.fact.selector.size - 1 < 2) continue;
    return { key: only[0], value: only[1], workload, right: fact.labels.get(only[0]) };
  }
  return undefined;
}

/** Labels that controllers put on pods, which no template carries. */
const CONTROLLED = /^(?:statefulset\.kubernetes\.io\/pod-name|apps\.kubernetes\.io\/pod-index|controller-revision-hash|pod-template-hash|batch\.kubernetes\.io\/.*|job-name|controller-uid|.*(?:role|primary|master|leader).*)$/;
