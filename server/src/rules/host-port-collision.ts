import type { Located, Port } from '../facts';
import { meets, samePort, showPort, single, weakest } from '../facts';
import { ipsOverlap, isAllInterfaces } from '../lore/portSyntax';
import type { Binding } from '../model/bindings';
import { bindingsOf } from '../model/bindings';
import { coActive } from '../model/listening';
import { say } from '../text/say';
import type { ContextRule, Report } from './rule';
import { fixOf, rewritten } from './rule';

interface Data {
  readonly host: Located<Port>;
  readonly free: number;
}

/** F5: two containers that run together publish the same host port. */
export const hostPortCollision: ContextRule<Data | undefined> = {
  scope: 'context',
  meta: {
    id: 'host-port-collision',
    summary: 'Two containers that run together bind the same host port.',
    category: 'hygiene',
    severity: 'error',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'A host port can be bound once for each address and protocol. The container that starts second fails with “port is already allocated”, and with it the whole `up`.',
      howToFix: 'Publish one of them on another host port. The container port can stay.',
      whenToIgnore:
        'When the two are never started together. Left alone on purpose: services whose profiles keep them apart; files that are alternatives to each other, and other projects; different addresses of the host; TCP and UDP of the same number; ports that the engine picks, also out of a range.',
    },
  },
  *check(model) {
    // Pods may run on different nodes, so only Compose services surely share a host.
    const fixed = bindingsOf(model).filter((b) => b.unit.workload.fact.platform === 'compose' && isFixed(b));
    const taken = new Set(fixed.flatMap((b) => (b.host ? [showPort(b.host.value)] : [])));
    for (const [i, b] of fixed.entries()) {
      const other = fixed.slice(0, i).find((a) => collide(a, b));
      if (other) yield reportOf(other, b, taken);
    }
  },
  fix: (data) => (data ? fixOf(say`Publish on ${data.free} instead`, rewritten(data.host, data.free)) : []),
};

/** A number, or a range that is bound one to one; of a range for one container port any free number will do. */
function isFixed(b: Binding): boolean {
  const container = single(b.port.container)?.value;
  if (!b.host || b.reach === 'unknown' || !container) return false;
  return b.host.value.kind === 'number' ? b.host.value.number > 0 : container.kind === 'range';
}

function collide(a: Binding, b: Binding): boolean {
  if (!a.host || !b.host || a.protocol !== b.protocol || !meets(a.host.value, b.host.value)) return false;
  return ipsOverlap(a.ip, b.ip) && coActive(a.unit.workload, b.unit.workload) && !isRepeated(a, b);
}

/** Whether Compose takes two entries of one service for the same and keeps one of them. */
function isRepeated(a: Binding, b: Binding): boolean {
  const sameIp = a.ip === b.ip || (isAllInterfaces(a.ip) && isAllInterfaces(b.ip));
  return a.unit === b.unit && samePorts(a, b) && sameIp;
}

function reportOf(first: Binding, second: Binding, taken: ReadonlySet<string>): Report<Data | undefined> {
  const host = second.host as Located<Port>;
  const [one, two] = [first.unit.workload.fact.name.value, second.unit.workload.fact.name.value];
  const same = first.unit === second.unit;
  const port = `${showPort(host.value)}${second.protocol === 'tcp' ? '' : `/${second.protocol}`}`;
  const message = same
    ? say`Host port ${port} is published twice by \`${two}\`, ${difference(first, second)}: the second cannot be bound. ${remedy(first, second)}`
    : say`Host port ${port} of \`${two}\` is already published by \`${one}\`, and both run together: the second cannot start. Publish one on another port.`;
  const certainty = weakest(host.certainty, first.host?.certainty ?? 'low');
  const related = [
    {
      at: first.host?.site ?? first.port.site,
      message: say`\`${one}\` publishes ${showPort((first.host as Located<Port>).value)}`,
    },
  ];
  const free = host.value.kind === 'number' ? nextFree(host.value.number, taken) : undefined;
  return { site: host.site, message, certainty, related, ...(free === undefined ? {} : { data: { host, free } }) };
}

/** What keeps Compose from taking two entries of one service for the same. */
function difference(first: Binding, second: Binding): string {
  return samePorts(first, second) ? say`on addresses that overlap` : say`for different container ports`;
}

function remedy(first: Binding, second: Binding): string {
  return samePorts(first, second) ? say`Keep one of the two.` : say`Publish one on another port.`;
}

function samePorts(a: Binding, b: Binding): boolean {
  const [x, y] = [single(a.port.container), single(b.port.container)];
  return x !== undefined && y !== undefined && samePort(x.value, y.value);
}

function nextFree(from: number, taken: ReadonlySet<string>): number | undefined {
  for (let n = from + 1; n <= 65535; n++) if (!taken.has(String(n))) return n;
  return undefined;
}
