import type { Certainty, WorkloadFact } from '../facts';
import { weakest } from '../facts';
import { coActive } from '../model/listening';
import type { Connection, ContextModel } from '../model/model';
import type { Change } from '../text/change';
import { say } from '../text/say';
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
    return fixOf(say`Put \`${data.from}\` on the network \`${data.network}\``, [change]);
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
  const valid = networksOfName(other, host);
  const met = speaker.networks.some((n) => other.networks?.some((o) => o.key === n.key));
  const why = met
    ? say`\`${other.name.value}\` bears that name on ${quoted(valid)} only, where \`${speaker.name.value}\` is not`
    : say`${onNetworks(speaker)} while ${onNetworks(other)}: without a shared network the name does not resolve`;
  const message = say`\`${fact.key}\` dials \`${host}\`, but ${why}. Put both on one network.`;
  const related = [...placesOf(other), ...placesOf(speaker)];
  const data = dataOf(speaker, other, valid, met);
  return {
    site: fact.host.site,
    message,
    certainty: weakest(outside, target.certainty),
    related,
    ...(data ? { data } : {}),
  };
}

/** The networks on which a workload has a name: all of its own, unless the name is an alias on one. */
function networksOfName(fact: WorkloadFact, host: string): readonly string[] {
  const names = fact.names.filter((n) => n.name.toLowerCase() === host.toLowerCase());
  const all = (fact.networks ?? []).map((n) => n.key);
  return names.some((n) => n.network === undefined) ? all : all.filter((key) => names.some((n) => n.network === key));
}

function quoted(names: readonly string[]): string {
  return names.length === 0 ? say`no network` : names.map((n) => `\`${n}\``).join(', ');
}

function onNetworks(fact: WorkloadFact): string {
  return say`\`${fact.name.value}\` is on ${quoted((fact.networks ?? []).map((n) => n.key))}`;
}

function placesOf(fact: WorkloadFact): readonly Related[] {
  return [{ at: fact.networks?.find((n) => n.site)?.site ?? fact.name.site, message: onNetworks(fact) }];
}

/** The dialling service joins the other's network, or, when its own networks are only implied, the other way round. */
function dataOf(speaker: WorkloadFact, other: WorkloadFact, valid: readonly string[], met: boolean): Data | undefined {
  const own = speaker.networks?.find((n) => n.site)?.site;
  if (own && valid[0] !== undefined) return { from: speaker.name.value, network: valid[0], beside: own };
  const theirs = other.networks?.find((n) => n.site)?.site;
  const network = speaker.networks?.[0]?.key;
  // Joining gives the names that hold everywhere, not an alias of another network.
  return theirs && network !== undefined && !met ? { from: other.name.value, network, beside: theirs } : undefined;
}
