import type { Located, Port } from '../facts';
import { weakest } from '../facts';
import { fileRole } from '../lore/fileRole';
import { IANA_EPHEMERAL, LINUX_EPHEMERAL, NODE_PORTS, inRange } from '../lore/portClasses';
import type { Binding } from '../model/bindings';
import { bindingsOf, targetOf } from '../model/bindings';
import { unitName } from '../model/listening';
import type { ContextModel } from '../model/model';
import { say } from '../text/say';
import type { ContextRule, Report } from './rule';
import { fixOf, rewritten } from './rule';

interface Data {
  readonly host: Located<Port>;
  readonly free: number;
}

/** Numbers in those ranges that protocols have for their own: nobody chose them. */
const PROTOCOLS_OWN = new Set([33060, 50000, 50051, 51820, 61613, 61614, 61616]);

/** F13: a fixed host port lies where the system hands out ports. */
export const hostPortInEphemeralRange: ContextRule<Data | undefined> = {
  scope: 'context',
  meta: {
    id: 'host-port-in-ephemeral-range',
    summary: 'A fixed host port lies in a range from which the system hands out ports.',
    category: 'hygiene',
    severity: 'info',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'Linux takes the local port of outgoing connections from 32768–60999, other systems from 49152–65535. Now and then such a port is in use when the container starts, and the start fails with “address already in use”, on one machine and not on the next. On Kubernetes nodes 30000–32767 belongs to node ports.',
      howToFix:
        'Publish on a port below 32768 (on Kubernetes nodes below 30000), or reserve it with `net.ipv4.ip_local_reserved_ports`.',
      whenToIgnore:
        'When the port is reserved on the machine, or a protocol requires it. Left alone on purpose: files for development, tests and examples, where a retry costs nothing, and numbers that protocols have for their own, such as WireGuard’s 51820.',
    },
  },
  *check(model) {
    const { role } = model.context;
    if (role === 'development' || role === 'test' || role === 'example') return;
    const bindings = bindingsOf(model);
    for (const b of bindings) {
      const report = reportOf(model, b, bindings);
      if (report) yield report;
    }
  },
  fix: (data) => (data ? fixOf(say`Publish on ${data.free} instead`, rewritten(data.host, data.free)) : []),
};

function reportOf(model: ContextModel, b: Binding, all: readonly Binding[]): Report<Data | undefined> | undefined {
  if (b.host?.value.kind !== 'number' || isForDevelopment(b)) return undefined;
  const { number } = b.host.value;
  if (PROTOCOLS_OWN.has(number) && targetOf(b.port, number) === number) return undefined;
  const range = rangeOf(number, b.unit.workload.fact.platform === 'kubernetes');
  if (!range) return undefined;
  const message = say`Host port ${number} of ${unitName(b.unit)} lies in ${range}, so it may be taken when the container starts. Use a port below that range.`;
  const free = nextBelow(all);
  return {
    site: b.host.site,
    message,
    certainty: weakest(b.host.certainty),
    related: [],
    ...(free ? { data: { host: b.host, free } } : {}),
  };
}

function isForDevelopment(b: Binding): boolean {
  const role = fileRole(b.port.site.uri.slice(b.port.site.uri.lastIndexOf('/') + 1));
  return role === 'dev' || role === 'test' || role === 'example';
}

function rangeOf(number: number, onNode: boolean): string | undefined {
  if (inRange(number, LINUX_EPHEMERAL))
    return say`${LINUX_EPHEMERAL.from}–${LINUX_EPHEMERAL.to}, from which Linux takes the ports of outgoing connections`;
  if (inRange(number, IANA_EPHEMERAL))
    return say`${IANA_EPHEMERAL.from}–${IANA_EPHEMERAL.to}, from which systems take the ports of outgoing connections`;
  return onNode && inRange(number, NODE_PORTS)
    ? say`${NODE_PORTS.from}–${NODE_PORTS.to}, which Kubernetes gives to node ports`
    : undefined;
}

/** The highest port below all such ranges that the context does not bind. */
function nextBelow(all: readonly Binding[]): number | undefined {
  const taken = new Set(all.flatMap((b) => (b.host?.value.kind === 'number' ? [b.host.value.number] : [])));
  for (let n = NODE_PORTS.from - 1; n > 1024; n--) if (!taken.has(n)) return n;
  return undefined;
}
