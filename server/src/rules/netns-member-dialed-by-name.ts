import type { Located } from '../facts';
import { weakest } from '../facts';
import type { Connection, Workload } from '../model/model';
import { say } from '../text/say';
import type { Span } from '../text/span';
import type { ContextRule, Report } from './rule';
import { fixOf, isLiteral, rewritten } from './rule';

interface Data {
  readonly host: Located<string>;
  readonly instead: string;
  readonly safe: boolean;
}

/** B16: a service without a network namespace of its own is dialled by its name. */
export const netnsMemberDialedByName: ContextRule<Data | undefined> = {
  scope: 'context',
  meta: {
    id: 'netns-member-dialed-by-name',
    summary: 'A service that lives in another network namespace is dialled by its own name.',
    category: 'resolution',
    severity: 'error',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'A service with `network_mode: service:vpn` has no address of its own: it uses that of `vpn`, and Docker’s name server knows `vpn` only. The same goes for `container:` and for `host`. With `none` it cannot be reached at all.',
      howToFix:
        'Dial the service that owns the network namespace, with the port of the one inside; for `network_mode: host` dial the host (`host.docker.internal`, which Linux needs as `extra_hosts: ["host.docker.internal:host-gateway"]`).',
      whenToIgnore:
        'When the name is resolved by something outside of the file. Left alone on purpose: services of the same namespace, and names in `extra_hosts`.',
    },
  },
  *check(model) {
    for (const connection of model.connections) {
      const report = reportOf(connection);
      if (report) yield report;
    }
  },
  fix: (data) => (data ? fixOf(say`Dial \`${data.instead}\``, rewritten(data.host, data.instead), data.safe) : []),
};

function reportOf({ fact, from, target }: Connection): Report<Data | undefined> | undefined {
  if (
    !from ||
    target.kind !== 'workloads' ||
    fact.place === 'label' ||
    fact.class === 'own-listener' ||
    fact.class === 'browser'
  )
    return undefined;
  const found = target.workloads.map((w) =>
    from.workload.netns !== undefined && w.netns === from.workload.netns ? undefined : withoutName(w),
  );
  const first = found[0];
  if (!first || found.some((f) => f === undefined)) return undefined;
  const host = fact.host.value;
  const message = say`\`${fact.key}\` dials \`${host}\`, but ${first.because}, so the name does not resolve. ${first.advice}`;
  const certainty = weakest(target.certainty, fact.host.certainty);
  const data =
    first.instead === undefined
      ? {}
      : { data: { host: fact.host, instead: first.instead, safe: first.safe && isLiteral(fact.host) } };
  return { site: fact.host.site, message, certainty, related: [{ at: first.at, message: first.because }], ...data };
}

interface Nameless {
  readonly because: string;
  readonly advice: string;
  readonly at: Span;
  readonly instead?: string;
  readonly safe: boolean;
}

function withoutName(workload: Workload): Nameless | undefined {
  const { network } = workload.fact;
  const me = workload.fact.name.value;
  switch (network.kind) {
    case 'shared': {
      const owner =
        network.by === 'container' ? network.with.value : (workload.netns?.fact.name.value ?? network.with.value);
      const because = say`\`${me}\` lives in the network namespace of \`${owner}\``;
      return {
        because,
        advice: say`Dial \`${owner}\` with the same port.`,
        at: network.with.site,
        instead: owner,
        safe: true,
      };
    }
    case 'host':
      return {
        because: say`\`${me}\` is on the host's network`,
        advice: say`Dial the host, for example \`host.docker.internal\`.`,
        at: network.site,
        instead: 'host.docker.internal',
        safe: false,
      };
    case 'none':
      return {
        because: say`\`${me}\` has no network`,
        advice: say`Give it a network, or reach it in another way.`,
        at: network.site,
        safe: false,
      };
    case 'own':
    case 'unknown':
      return undefined;
  }
}
