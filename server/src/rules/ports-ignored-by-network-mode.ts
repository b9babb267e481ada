import type { NetworkNamespace } from '../facts';
import { listPorts } from '../model/evidence';
import type { Unit, Workload } from '../model/model';
import { runningUnits } from '../model/listening';
import type { Change } from '../text/change';
import { say } from '../text/say';
import type { Span } from '../text/span';
import type { Moving } from './namespacePorts';
import { moveFix, movingTo, namespaceOwner } from './namespacePorts';
import type { ContextRule, Report } from './rule';
import { fixOf } from './rule';

interface Data {
  readonly items: readonly Span[];
  readonly moving?: Moving;
}

/** F9: `ports` or `expose` of a service whose network mode makes them void. */
export const portsIgnoredByNetworkMode: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'ports-ignored-by-network-mode',
    summary: '`ports` or `expose` have no effect, or are rejected, with this `network_mode`.',
    category: 'hygiene',
    severity: 'error',
    since: '0.1.0',
    fixable: true,
    apiHard: true,
    docs: {
      why: 'A container with `network_mode: service:x` or `container:x` has no network of its own, so Docker refuses to publish or expose ports for it: the ports belong to `x`. With `network_mode: host` the program binds the host’s ports directly and Docker discards the mapping with a warning: traffic to the left-hand number arrives nowhere. With `none` there is no network at all.',
      howToFix:
        'Move the mappings to the service that owns the network namespace. With `network_mode: host` delete them and let the program listen on the port that you want.',
      whenToIgnore:
        'With `host`, when the mapping is kept as documentation. Left alone on purpose: lists that an override takes away by `!reset`.',
    },
  },
  *check(model) {
    for (const unit of runningUnits(model)) {
      const report = unit.workload.fact.platform === 'compose' ? reportOf(unit) : undefined;
      if (report) yield report;
    }
  },
  fix: ({ items, moving }) => [
    ...(moving ? moveFix(items, moving) : []),
    ...fixOf(
      say`Delete the ports`,
      items.map((at): Change => ({ kind: 'remove', at })),
    ),
  ],
};

function reportOf(unit: Unit): Report<Data> | undefined {
  const { network } = unit.workload.fact;
  if (network.kind === 'own' || network.kind === 'unknown') return undefined;
  const { ports, exposes } = unit.fact;
  // An exposed port does no harm where there is a network to ignore it on.
  const items = [
    ...ports.map((p) => p.site),
    ...(network.kind === 'shared' ? exposes.filter((e) => e.origin === 'own').map((e) => e.site) : []),
  ];
  const site = items[0];
  if (!site) return undefined;
  const numbers = listPorts(
    ports.length > 0 ? ports.map((p) => ({ port: p.container, protocol: p.protocol })) : exposes,
  );
  const related = [
    {
      at: network.kind === 'shared' ? network.with.site : network.site,
      message: say`the network mode of \`${unit.workload.fact.name.value}\``,
    },
  ];
  const owner = network.kind === 'shared' ? namespaceOwner(unit.workload) : undefined;
  const moving = movingTo(owner, unit, items);
  const severity = network.kind === 'shared' ? {} : { severity: 'warning' as const };
  return {
    site,
    message: wording(unit, network, numbers, owner),
    certainty: 'certain',
    related,
    ...severity,
    data: moving ? { items, moving } : { items },
  };
}

function wording(unit: Unit, network: NetworkNamespace, numbers: string, owner: Workload | undefined): string {
  const me = `\`${unit.workload.fact.name.value}\``;
  if (network.kind === 'shared') {
    const other = `\`${owner?.fact.name.value ?? network.with.value}\``;
    return say`Docker refuses the ports of ${me} (${numbers}): it lives in the network namespace of ${other}. Publish them on ${other}.`;
  }
  if (network.kind === 'host')
    return say`Docker discards the ports of ${me} (${numbers}): with the host's network the program binds the host's ports itself. Delete them, or take \`network_mode: host\` away.`;
  return say`The ports of ${me} (${numbers}) lead nowhere: it has no network. Delete them, or take \`network_mode: none\` away.`;
}
