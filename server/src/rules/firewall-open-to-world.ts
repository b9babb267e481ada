import type { Certainty, Fix, Located, Port, PortReference, Protocol } from '../facts';
import { showPort, weakest } from '../facts';
import { isEveryone } from '../lore/cidr';
import { portClass } from '../lore/portClasses';
import type { ContextModel, NetworkObject } from '../model/model';
import { say } from '../text/say';
import { objectName } from './policyPorts';
import type { ContextRule, Report } from './rule';
import { exposureSeverity, fixOf, originOf, rewritten } from './rule';

interface Data {
  readonly cidr: Located<string>;
}

/** A rule of a firewall of any kind that lets everyone in: what it opens, and where it says so. */
interface Opening {
  /** "NetworkPolicy `db`". */
  readonly owner: string;
  readonly cidr: Located<string>;
  /** Absent: every port. */
  readonly ports?: readonly OpenPort[];
}

/** One entry of an opening's ports. */
interface OpenPort {
  readonly port: Located<Port>;
  readonly protocol: Protocol;
}

/** D7: a firewall or a policy lets the whole world in to ports that are made for trusted networks. */
export const firewallOpenToWorld: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'firewall-open-to-world',
    summary: 'A firewall rule or network policy lets everyone in to a sensitive port, or to every port.',
    category: 'exposure',
    severity: 'warning',
    since: '0.2.0',
    fixable: true,
    docs: {
      why: '`0.0.0.0/0` and `::/0` are every address there is. Databases, queues, control interfaces and remote shells are made for trusted networks, and a rule without ports opens whatever comes to listen later.',
      howToFix: 'Name the networks that need the port, and the port that they need.',
      whenToIgnore:
        'When another firewall in front of it is stricter. Left alone on purpose: what goes out, rules that deny, ports that are made to be public or that nothing sensitive is known to use, rules that name no source at all.',
    },
  },
  *check(model) {
    for (const opening of policyOpenings(model)) {
      const report = judge(opening);
      if (report) yield { ...report, severity: exposureSeverity(model.context.role, report.site, report.severity) };
    }
  },
  fix({ cidr }): readonly Fix[] {
    if (!isEveryone(cidr.value) || !originOf(cidr)) return [];
    const inside = cidr.value.includes(':') ? 'fd00::/8' : '10.0.0.0/8';
    return fixOf(say`Let in ${inside} only`, rewritten(cidr, inside));
  },
};

type Judged = Report<Data> & { readonly severity: 'info' | 'warning' };

function judge({ owner, cidr, ports }: Opening): Judged | undefined {
  const shared = { site: cidr.site, data: { cidr } };
  if (!ports)
    return {
      ...shared,
      severity: 'info',
      message: say`${owner} lets everyone (\`${cidr.value}\`) in to every port. Name the ports that are meant, or the networks.`,
      certainty: cidr.certainty,
      related: [],
    };
  const found = ports.map((p) => ({ p, name: sensitive(p) })).find((x) => x.name !== undefined);
  if (!found?.name) return undefined;
  const { port } = found.p;
  const which = port.value.kind === 'range' ? say`which takes in ${found.name}` : say`which is ${found.name}`;
  return {
    ...shared,
    severity: 'warning',
    message: say`${owner} lets everyone (\`${cidr.value}\`) in to port ${showPort(port.value)}, ${which}. Name the networks that need it.`,
    certainty: weakest(cidr.certainty, port.certainty),
    related: [{ at: port.site, message: found.name }],
  };
}

/** What usually answers on a port, when the number alone says it; in a range, the first such. */
function sensitive({ port, protocol }: OpenPort): string | undefined {
  const { value } = port;
  if (value.kind === 'name') return undefined;
  const [from, to] = value.kind === 'number' ? [value.number, value.number] : [value.from, value.to];
  for (let n = from; n <= to; n++) {
    const known = portClass(n, protocol);
    if (known?.distinctive) return value.kind === 'range' ? `${known.name} (${n})` : known.name;
  }
  return undefined;
}

function* policyOpenings(model: ContextModel): Generator<Opening> {
  for (const object of model.objects) {
    for (const policy of object.fact.policies ?? []) {
      if (policy.engine === 'mesh') continue;
      for (const rule of policy.rules) {
        if (rule.direction !== 'ingress' || rule.action !== 'allow') continue;
        const world = rule.peers?.find((p) => p.kind === 'cidr' && isEveryone(p.cidr.value));
        if (world?.kind !== 'cidr') continue;
        const every = !rule.ports || rule.ports.some((p) => !p.port);
        const ports = every ? {} : { ports: (rule.ports ?? []).flatMap((p) => portsOf(object, p)) };
        yield { owner: objectName(object), cidr: world.cidr, ...ports };
      }
    }
  }
}

/** The numbers of a reference; names are those of the pods that it is about. */
function portsOf(object: NetworkObject, reference: PortReference): readonly OpenPort[] {
  const linked = object.references.find((r) => r.fact === reference);
  return (reference.port?.alternatives ?? []).flatMap((a): readonly OpenPort[] => {
    const { value } = a;
    const named = (p: { readonly certainty: Certainty; readonly value: Port }, protocol: Protocol): OpenPort => ({
      port: { ...a, value: p.value, certainty: weakest(a.certainty, p.certainty) },
      protocol,
    });
    if (value.kind !== 'name') return [{ port: a, protocol: reference.protocol ?? 'tcp' }];
    const ports = linked?.workloads.flatMap((w) => w.units.flatMap((u) => u.fact.ports)) ?? [];
    return ports
      .filter((p) => p.name?.value === value.name)
      .flatMap((p) =>
        p.container.alternatives.map((c) => named({ ...c, certainty: linked?.certainty ?? 'low' }, p.protocol)),
      );
  });
}
