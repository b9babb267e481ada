import type { ContainerPort, NetworkNamespace } from '../facts';
import { showPort, single } from '../facts';
import { listPorts } from '../model/evidence';
import type { ContextModel, Unit, Workload } from '../model/model';
import { runningUnits } from '../model/listening';
import type { Change } from '../text/change';
import type { Span } from '../text/span';
import type { ContextRule, Report } from './rule';
import { fixOf } from './rule';

interface Data {
  readonly items: readonly Span[];
  /** An entry of the owner's `ports`, to put them beside. */
  readonly beside?: Span;
  readonly owner?: string;
  readonly texts: readonly string[];
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
      const report = unit.workload.fact.platform === 'compose' ? reportOf(model, unit) : undefined;
      if (report) yield report;
    }
  },
  fix({ items, beside, owner, texts }) {
    const remove = items.map((at): Change => ({ kind: 'remove', at }));
    const move =
      beside && owner && texts.length > 0
        ? fixOf(`Move the ports to \`${owner}\``, [
            ...remove,
            ...texts.map((t): Change => ({ kind: 'insert-item', seq: beside, value: t })),
          ])
        : [];
    return [...move, ...fixOf('Delete the ports', remove)];
  },
};

function reportOf(model: ContextModel, unit: Unit): Report<Data> | undefined {
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
      message: `the network mode of \`${unit.workload.fact.name.value}\``,
    },
  ];
  const owner = network.kind === 'shared' ? ownerOf(model, unit.workload) : undefined;
  const severity = network.kind === 'shared' ? {} : { severity: 'warning' as const };
  return {
    site,
    message: wording(unit, network, numbers, owner),
    certainty: 'certain',
    related,
    ...severity,
    data: dataOf(unit, items, owner),
  };
}

function ownerOf(model: ContextModel, workload: Workload): Workload | undefined {
  return workload.netns !== workload && model.workloads.includes(workload) ? workload.netns : undefined;
}

function wording(unit: Unit, network: NetworkNamespace, numbers: string, owner: Workload | undefined): string {
  const me = `\`${unit.workload.fact.name.value}\``;
  if (network.kind === 'shared') {
    const other = `\`${owner?.fact.name.value ?? network.with.value}\``;
    return `Docker refuses the ports of ${me} (${numbers}): it lives in the network namespace of ${other}. Publish them on ${other}.`;
  }
  if (network.kind === 'host')
    return `Docker discards the ports of ${me} (${numbers}): with the host's network the program binds the host's ports itself. Delete them, or take \`network_mode: host\` away.`;
  return `The ports of ${me} (${numbers}) lead nowhere: it has no network. Delete them, or take \`network_mode: none\` away.`;
}

function dataOf(unit: Unit, items: readonly Span[], owner: Workload | undefined): Data {
  const target = owner?.units[0]?.fact.ports[0];
  const texts = unit.fact.ports.map(shortForm);
  const whole = texts.every((t) => t !== undefined) && items.length === unit.fact.ports.length;
  if (!owner || !target || !whole) return { items, texts: [] };
  return { items, texts: texts.filter((t) => t !== undefined), beside: target.site, owner: owner.fact.name.value };
}

/** The mapping in short form; none when a part comes from a variable or is not known. */
function shortForm(p: ContainerPort): string | undefined {
  const container = single(p.container);
  const host = single(p.publish?.host);
  const ip = single(p.publish?.hostIp);
  const parts = [container, host, ip].filter((v) => v !== undefined);
  if (!container || (p.publish?.host && !host) || (p.publish?.hostIp && !ip) || parts.some((v) => v.via.length > 0))
    return undefined;
  const address = ip ? `${ip.value.includes(':') ? `[${ip.value}]` : ip.value}:` : '';
  const left = host ? `${showPort(host.value)}:` : ip ? ':' : '';
  return `"${address}${left}${showPort(container.value)}${p.protocol === 'tcp' ? '' : `/${p.protocol}`}"`;
}
