import type { Certainty } from '../facts';
import { weakest } from '../facts';
import { endsOf } from '../model/ends';
import type { ConnectionEnd } from '../model/ends';
import { unitName } from '../model/listening';
import type { Connection, ContextModel } from '../model/model';
import type { Verdict } from '../model/policies';
import { allows, policyIndex } from '../model/policies';
import { say } from '../text/say';
import { addressCertainty, isDialled, workloadName } from './kubernetesParts';
import type { ContextRule, Report } from './rule';

/** A connection that the model knows is denied by the network policies that stand beside it. */
export const connectionDenied: ContextRule = {
  scope: 'context',
  meta: {
    id: 'connection-denied',
    summary: 'A network policy denies a connection that a container is configured to make.',
    category: 'resolution',
    severity: 'warning',
    since: '0.2.0',
    fixable: false,
    docs: {
      why: 'As soon as one NetworkPolicy selects a pod for a direction, everything in that direction is denied but for what some policy allows; a connection needs the leave of both sides, for the pod’s own port. Packets of a denied connection are dropped, so it fails by a timeout that names no policy.',
      howToFix:
        'Allow the port in a policy of the side that denies it; `portolan netpol` writes policies that allow exactly the connections that are known.',
      whenToIgnore:
        'When a policy from elsewhere allows the connection. Nothing is said where a selector, a label, a namespace or the port is not known, and of traffic from outside of the cluster.',
    },
  },
  *check(model) {
    if (policyIndex(model).policies.length === 0) return;
    for (const connection of model.connections) {
      const report = reportOf(model, connection);
      if (report) yield report;
    }
  },
};

function reportOf(model: ContextModel, connection: Connection): Report | undefined {
  const { fact, from, target } = connection;
  if (!from || target.kind !== 'services' || !isDialled(fact) || from.workload.fact.fragment) return undefined;
  const ends = endsOf(connection).filter((e) => e.workload !== from.workload);
  const [end] = ends;
  if (!end) return undefined;
  const verdicts = ends.map((e) => allows(policyIndex(model), from.workload, e.workload, e.port, e.protocol));
  const [verdict] = verdicts;
  if (!verdict?.object || verdicts.some((v) => v.answer !== 'no')) return undefined;
  const { objectKind, name } = verdict.object.fact;
  return {
    site: fact.explicit ? fact.port.site : fact.host.site,
    message: say`\`${fact.key}\` of ${unitName(from)} connects to port ${end.port} of ${workloadName(end.workload)}, but ${objectKind} \`${name.value}\` ${reasonOf(verdict, end)}. ${adviceOf(verdict, end)}`,
    certainty: certaintyOf(ends, fact),
    related: [{ at: verdict.rule?.site ?? name.site, message: say`${objectKind} \`${name.value}\` decides` }],
  };
}

function certaintyOf(ends: readonly ConnectionEnd[], fact: Connection['fact']): Certainty {
  return weakest('high', addressCertainty(fact), ...ends.map((e) => e.certainty));
}

function reasonOf({ direction, rule }: Verdict, end: ConnectionEnd): string {
  if (rule) return say`denies it`;
  const closed =
    direction === 'egress' ? say`what this pod may send` : say`what ${workloadName(end.workload)} may receive`;
  return say`closes ${closed}, and no policy here allows it`;
}

function adviceOf({ direction }: Verdict, end: ConnectionEnd): string {
  return direction === 'egress'
    ? say`Allow egress to port ${end.port} there, or remove the connection.`
    : say`Allow ingress on port ${end.port} from this pod, or remove the connection.`;
}
