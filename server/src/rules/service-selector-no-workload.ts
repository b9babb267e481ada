import type { Fix, Located } from '../facts';
import type { ContextModel, Service, Workload } from '../model/model';
import { isWhole } from '../model/link';
import { namespaceCertainty } from '../model/select';
import type { Change } from '../text/change';
import { say } from '../text/say';
import { workloadName } from './kubernetesParts';
import type { ContextRule, Report } from './rule';
import { fixOf, rewritten } from './rule';

/** A label of a selector that the pods do not carry so. */
interface Difference {
  readonly key: string;
  readonly asked: Located<string>;
  /** What the pods carry under that key. */
  readonly carried: Located<string> | undefined;
}

interface Data {
  readonly differences: readonly Difference[];
  /** Another label of the pods, beside which a missing one goes. */
  readonly beside: Located<string> | undefined;
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
      whenToIgnore:
        'When the pods are made by an operator or another repository. Only near misses are reported: a workload with the same name, or all labels but one of three and more equal. Left alone on purpose: labels that controllers set on pods, and labels that tell variants apart (`version`, `track`, `role`).',
    },
  },
  *check(model) {
    // What is fetched from elsewhere may hold the workload.
    if (model.context.open !== undefined) return;
    for (const service of model.services) {
      const report = nearMiss(service, model);
      if (report) yield report;
    }
  },
  fix({ differences, beside }) {
    const select = differences.flatMap((d) => (d.carried ? rewritten(d.asked, d.carried.value) : []));
    if (select.length === differences.length)
      return fixOf(say`Select ${labels(differences, (d) => d.carried)}`, select);
    return differences.every((d) => !d.carried) && beside ? labelFix(differences, beside) : [];
  },
};

function labelFix(differences: readonly Difference[], beside: Located<string>): readonly Fix[] {
  const changes = differences.map((d): Change => ({
    kind: 'insert-key',
    map: beside.site,
    key: d.key,
    value: labelText(d.asked.value),
  }));
  return fixOf(say`Label the pods ${labels(differences, (d) => d.asked)}`, changes);
}

/** A label's value as YAML: in quotes where plain text might be read as something else. */
function labelText(value: string): string {
  const plain = /^[A-Za-z][\w.-]*$/.test(value) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(value);
  return plain ? value : JSON.stringify(value);
}

function labels(differences: readonly Difference[], valueOf: (d: Difference) => Located<string> | undefined): string {
  return differences.map((d) => `\`${d.key}: ${valueOf(d)?.value ?? ''}\``).join(', ');
}

function nearMiss(service: Service, model: ContextModel): Report<Data> | undefined {
  const { fact } = service;
  if (!isWhole(fact) || fact.selector.size === 0 || service.selected.length > 0 || fact.type === 'ExternalName')
    return undefined;
  const near = model.workloads.filter((w) => isNeighbour(service, w));
  // Pods whose labels are not all known may be the ones that are meant.
  if (near.some((w) => w.fact.fragment && mayMatch(service, w))) return undefined;
  for (const workload of near) {
    const differences = missed(service, workload);
    const first = differences[0];
    if (!first || workload.fact.fragment || !isNear(service, workload, differences)) continue;
    const carried = differences.map((d) =>
      d.carried ? `\`${d.key}: ${d.carried.value}\`` : say`no label \`${d.key}\``,
    );
    const beside = [...workload.fact.labels.values()].at(-1);
    return {
      site: first.asked.site,
      message: say`Service \`${fact.name.value}\` selects ${labels(differences, (d) => d.asked)}, but the pods of ${workloadName(workload)}, the nearest there are, carry ${carried.join(', ')}: the Service has no endpoints. Write the same labels in both places.`,
      certainty: 'medium',
      related: differences.map((d) => ({
        at: d.carried?.site ?? workload.fact.name.site,
        message: d.carried ? say`the label of the pod template` : workloadName(workload),
      })),
      data: { differences, beside },
    };
  }
  return undefined;
}

function isNeighbour(service: Service, { fact }: Workload): boolean {
  return (
    fact.platform === service.fact.platform &&
    namespaceCertainty(service.fact.namespace?.value, fact.namespace?.value) !== undefined
  );
}

function missed(service: Service, { fact }: Workload): readonly Difference[] {
  return [...service.fact.selector].flatMap(([key, asked]) => {
    const carried = fact.labels.get(key);
    return carried?.value === asked.value ? [] : [{ key, asked, carried }];
  });
}

function mayMatch(service: Service, workload: Workload): boolean {
  return missed(service, workload).every((d) => !d.carried);
}

/** Of the same name, or alike in all labels but one; siblings that differ by what they are for are no misses. */
function isNear(service: Service, workload: Workload, differences: readonly Difference[]): boolean {
  if (differences.some((d) => CONTROLLED.test(d.key) || VARIANT.test(d.key))) return false;
  if (workload.fact.name.value === service.fact.name.value) return true;
  return differences.length === 1 && service.fact.selector.size > 2 && workload.selectedBy.length === 0;
}

/** Labels that controllers put on pods, which no template carries. */
const CONTROLLED =
  /^(?:statefulset\.kubernetes\.io\/pod-name|apps\.kubernetes\.io\/pod-index|controller-revision-hash|pod-template-hash|batch\.kubernetes\.io\/.*|job-name|controller-uid|.*(?:role|primary|master|leader).*)$/;

/** Labels that tell one variant of an application from another, which may not be here. */
const VARIANT = /(?:^|[./-])(?:version|track|colou?r|slot|stage|release|canary|revision|rollout|shard|index)$/;
