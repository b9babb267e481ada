import type { Certainty, WorkloadFact } from '../facts';
import { weakest } from '../facts';
import { coActive } from '../model/listening';
import type { Connection, ContextModel } from '../model/model';
import type { Change } from '../text/change';
import type { Span } from '../text/span';
import type { ContextRule, Related, Report } from './rule';
import { fixOf } from './rule';

interface Data {
  readonly from: string;
  readonly network: string;
  /** An entry of the list or map of networks that the service has. */
  readonly beside: Span;
}

/** B15: a service is dialled by name from a service that shares no network with it. */
export const composeNoSharedNetwork: ContextRule<Data | undefined> = {
  scope: 'context',
  meta: {
    id: 'compose-no-shared-network',
    summary: 'A service dials another one by name, but the two share no network.',
    category: 'resolution',
    severity: 'error',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'Docker’s name server answers only for containers on a network of the one who asks. A service with a list of `networks` is on those and no others, not even on the project’s default network, so the name does not resolve and no packet could get through.',
      howToFix: 'Put both services on one network: add the network of one to the `networks` of the other.',
      whenToIgnore:
        'When something outside of the file connects the networks. Left alone on purpose: names that `extra_hosts` resolves; services that are never started together because their profiles differ; networks of the same real name; services on somebody else’s network. Where the dialling service is on an external network, another container there may bear the name, so the finding is an info only.',
    },
  },
  *check(model) {
    for (const connection of model.connections) {
      const report = reportOf(model, connection);
      if (report) yield report;
    }
  },
  fix(data) {
    if (!data) return [];
    const change: Change = { kind: 'insert-name', beside: data.beside, name: data.network };
    return fixOf(`Put \`${data.from}\` on the network \`${data.network}\``, [change]);
  },
};

function reportOf(model: ContextModel, { fact, from, target }: Connection): Report<Data | undefined> | undefined {
  if (
    !from ||
    target.kind !== 'unreachable' ||
    fact.place === 'label' ||
    fact.class === 'own-listener' ||
    fact.class === 'browser'
  )
    return undefined;
  const reached = target.workloads.filter((w) => coActive(from.workload, w));
  const speaker = from.workload.netns?.fact;
  const other = reached[0]?.fact;
  if (!other || !speaker?.networks || reached.some((w) => !w.fact.networks)) return undefined;
  const outside: Certainty = speaker.networks.some((n) => model.networks.get(n.key)?.external) ? 'medium' : 'certain';
  const host = fact.host.value;
  const message = `\`${fact.key}\` dials \`${host}\`, but ${onNetworks(speaker)} while ${onNetworks(other)}: without a shared network the name does not resolve. Put both on one network.`;
  const related = [...placesOf(other), ...placesOf(speaker)];
  const data = dataOf(speaker, other);
  return {
    site: fact.host.site,
    message,
    certainty: weakest(outside, target.certainty),
    related,
    ...(data ? { data } : {}),
  };
}

function onNetworks(fact: WorkloadFact): string {
  const names = (fact.networks ?? []).map((n) => `\`${n.key}\``);
  return `\`${fact.name.value}\` is on ${names.length === 0 ? 'no network' : names.join(', ')}`;
}

function placesOf(fact: WorkloadFact): readonly Related[] {
  return [{ at: fact.networks?.find((n) => n.site)?.site ?? fact.name.site, message: onNetworks(fact) }];
}

/** The dialling service joins the other's network, or, when its own networks are only implied, the other way round. */
function dataOf(speaker: WorkloadFact, other: WorkloadFact): Data | undefined {
  for (const [joins, has] of [
    [speaker, other],
    [other, speaker],
  ] as const) {
    const beside = joins.networks?.find((n) => n.site)?.site;
    const network = has.networks?.[0]?.key;
    if (beside && network !== undefined) return { from: joins.name.value, network, beside };
  }
  return undefined;
}
