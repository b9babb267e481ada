import { single, weakest } from '../facts';
import type { Binding } from '../model/bindings';
import { bindingsOf } from '../model/bindings';
import { say } from '../text/say';
import type { ContextRule, Report } from './rule';
import { fixOf, rewritten } from './rule';
import type { Located, Port } from '../facts';
import type { Change } from '../text/change';

interface Data {
  readonly host: Located<Port>;
  readonly range: string;
}

/** F8: several replicas on one host want the same host port. */
export const replicasFixedHostPort: ContextRule<Data | undefined> = {
  scope: 'context',
  meta: {
    id: 'replicas-fixed-host-port',
    summary: 'Several replicas with one fixed host port cannot all start.',
    category: 'hygiene',
    severity: 'warning',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'All replicas of a Compose service run on one host, and a host port can be bound once. The first replica gets it, the others fail with “port is already allocated”.',
      howToFix:
        'Publish a range with a port for each replica (`8080-8082:80`), or publish nothing and put a proxy in front.',
      whenToIgnore:
        'When the file is deployed to a Swarm, where the routing mesh publishes a port once for all replicas. Left alone on purpose: mappings that say `mode: ingress`, files whose name says that they are for a stack or Swarm, and ranges that are large enough.',
    },
  },
  *check(model) {
    for (const binding of bindingsOf(model)) {
      const report = reportOf(binding);
      if (report) yield report;
    }
  },
  fix: (data) => {
    const changes: readonly Change[] = data ? rewritten(data.host, data.range) : [];
    return data ? fixOf(say`Publish the range ${data.range}`, changes) : [];
  },
};

function reportOf({ unit, port, host }: Binding): Report<Data | undefined> | undefined {
  const { fact } = unit.workload;
  const replicas = single(fact.replicas);
  if (fact.platform !== 'compose' || !replicas || replicas.value < 2 || !host || port.publish?.mode === 'ingress')
    return undefined;
  if (/(?:stack|swarm)[^/]*$/i.test(port.site.uri) || single(port.container)?.value.kind !== 'number') return undefined;
  const [from, to] =
    host.value.kind === 'range'
      ? [host.value.from, host.value.to]
      : host.value.kind === 'number'
        ? [host.value.number, host.value.number]
        : [0, 0];
  if (from === 0 || to - from + 1 >= replicas.value) return undefined;
  const name = fact.name.value;
  const message = say`\`${name}\` runs ${replicas.value} replicas, but ${to > from ? say`only ${to - from + 1} host ports are published for them` : say`host port ${from} can be bound once`}: the others cannot start. Publish a range of ${replicas.value}, or put a proxy in front.`;
  const related = [{ at: replicas.site, message: say`${replicas.value} replicas` }];
  const last = from + replicas.value - 1;
  const data = last <= 65535 ? { data: { host, range: `${from}-${last}` } } : {};
  return { site: host.site, message, certainty: weakest('high', host.certainty, replicas.certainty), related, ...data };
}
