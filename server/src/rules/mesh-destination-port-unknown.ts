import type { Fix, Located, Port } from '../facts';
import { contains, single, weakest } from '../facts';
import type { LinkedReference, Service } from '../model/model';
import { say } from '../text/say';
import { isWholeService } from './kubernetesParts';
import { objectName } from './policyPorts';
import type { ContextRule, Related, Report, Severity } from './rule';
import { fixOf, rewritten } from './rule';

interface Data {
  readonly reference: LinkedReference;
  /** Absent when no port is written. */
  readonly asked: Located<Port> | undefined;
  /** Ports to write instead, the likeliest first. */
  readonly better: readonly number[];
}

/** B2: a destination of the mesh has no such port, or has several and none is chosen. */
export const meshDestinationPortUnknown: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'mesh-destination-port-unknown',
    summary: 'An Istio route or rule names a port that its host does not have, or none where the host has several.',
    category: 'resolution',
    severity: 'error',
    since: '0.2.0',
    fixable: true,
    docs: {
      why: 'Istio makes one cluster for each port of a Service or ServiceEntry. A `destination` with another port leads to a cluster that does not exist, so requests get 503; settings of a DestinationRule for it are never used. The port is the Service’s (`spec.ports[].port`), not the container’s. Without a port, the only one of the host is taken; where there are several, the port at which the request came in counts, which behind a gateway is the gateway’s. A server of a Gateway is reached by a port of the gateway’s Service or by a port of its pods.',
      howToFix: 'Write a port of the Service or ServiceEntry that the host means, or add the port there.',
      whenToIgnore:
        'When the host has further ports that are not in the workspace. Left alone on purpose: hosts that are not in the workspace, wildcards, names like `web.shop`, which Istio does not complete; Services and ServiceEntries whose ports are not all known; gateways whose pods or Services are elsewhere.',
    },
  },
  *check(model) {
    for (const object of model.objects) {
      if (object.fact.fragment) continue;
      for (const reference of object.references) {
        const report = reference.fact.use === 'mesh' ? judge(reference) : undefined;
        if (report) yield report;
      }
    }
  },
  fix({ reference, asked, better }): readonly Fix[] {
    return better.slice(0, 3).flatMap((n) => {
      const title = asked ? say`Use port ${n}` : say`Write port ${n}`;
      if (asked) return fixOf(title, rewritten(asked, n));
      return fixOf(title, [{ kind: 'insert-key', map: reference.fact.site, key: 'port', value: `{ number: ${n} }` }]);
    });
  },
};

function judge(reference: LinkedReference): Report<Data> | undefined {
  const { fact, object } = reference;
  if (fact.role === 'listen') return serverReport(reference);
  const setting = object.fact.objectKind === 'DestinationRule';
  if (fact.layer !== 'service' || (fact.role !== 'route' && !setting)) return undefined;
  const hosts = hostsOf(reference);
  if (!hosts || hosts.length === 0) return undefined;
  return fact.port ? unknownPort(reference, hosts, setting) : unwrittenPort(reference, hosts);
}

/** What a host is, with all its ports. */
interface Host {
  /** "Service `web`". */
  readonly name: string;
  readonly ports: readonly number[];
  readonly places: readonly Related[];
  readonly service?: Service;
}

/** Everything that the host may be; `undefined` when the ports of one of these are not all known. */
function hostsOf({ services, objects, open }: LinkedReference): readonly Host[] | undefined {
  if (open) return undefined;
  const hosts: Host[] = [];
  for (const service of services) {
    const { type, ports, name } = service.fact;
    if (!isWholeService(service) || type === 'ExternalName' || type === 'unknown' || ports.length === 0)
      return undefined;
    hosts.push({
      name: say`Service \`${name.value}\``,
      ports: numbersOf(ports.map((p) => p.port)),
      places: ports.slice(0, 3).map((p) => ({ at: p.site, message: say`what Service \`${name.value}\` has` })),
      service,
    });
  }
  for (const object of objects) {
    const { listeners, open: unread, fragment } = object.fact;
    if (unread || fragment || listeners.length === 0 || listeners.some((l) => l.port.open)) return undefined;
    const name = objectName(object);
    hosts.push({
      name,
      ports: numbersOf(listeners.map((l) => l.port)),
      places: listeners.slice(0, 3).map((l) => ({ at: l.site, message: say`what ${name} has` })),
    });
  }
  return hosts;
}

function numbersOf(all: readonly { readonly alternatives: readonly Located<Port>[] }[]): readonly number[] {
  const numbers = all.flatMap((v) =>
    v.alternatives.flatMap((a) => (a.value.kind === 'number' ? [a.value.number] : [])),
  );
  return [...new Set(numbers)];
}

function unknownPort(reference: LinkedReference, hosts: readonly Host[], setting: boolean): Report<Data> | undefined {
  const { fact, object } = reference;
  const asked = single(fact.port);
  if (asked?.value.kind !== 'number') return undefined;
  const { number } = asked.value;
  if (hosts.some((h) => h.ports.includes(number))) return undefined;
  const host = hosts[0] as Host;
  const fronts = hosts.flatMap((h) => (h.service ? frontsOf(h.service, number) : []));
  const effect = setting ? say`the setting has no effect` : say`requests get no further`;
  const why =
    fronts[0] === undefined
      ? say`${effect}. Use ${host.ports.join(say` or `)}, or add the port there`
      : say`${number} is the container's port, which the Service reaches from ${fronts[0]}. Use ${fronts[0]}`;
  return {
    site: asked.site,
    message: setting
      ? say`${objectName(object)} sets port ${number} of ${host.name}, which has ${host.ports.join(', ')} only: ${why}.`
      : say`${objectName(object)} sends to port ${number} of ${host.name}, which has ${host.ports.join(', ')} only: ${why}.`,
    certainty: weakest(asked.certainty, reference.certainty),
    ...(setting ? { severity: 'warning' as const } : {}),
    related: host.places,
    data: { reference, asked, better: [...new Set([...fronts, ...host.ports])] },
  };
}

/** The Service ports that lead to a number on the side of the pods. */
function frontsOf(service: Service, number: number): readonly number[] {
  const routes = service.routes.filter(
    (r) =>
      r.port.targetPort?.alternatives.some((a) => contains(a.value, number)) === true ||
      r.ends.some((e) => e.port.container.alternatives.some((a) => contains(a.value, number))),
  );
  return numbersOf(routes.map((r) => r.port.port));
}

function unwrittenPort(reference: LinkedReference, hosts: readonly Host[]): Report<Data> | undefined {
  const { object, fact, certainty } = reference;
  const host = hosts[0] as Host;
  if (fact.role !== 'route' || hosts.some((h) => h.ports.length < 2)) return undefined;
  const severity = unwrittenSeverity(reference, host);
  const site = fact.target.kind === 'host' ? fact.target.host.site : fact.site;
  return {
    site,
    message: say`${objectName(object)} sends to ${host.name} without a port, but that has ${host.ports.join(', ')}: the port at which the request came in is taken, which need not be one of them. Write \`port.number\`.`,
    certainty,
    severity,
    related: host.places,
    data: { reference, asked: undefined, better: host.ports },
  };
}

/**
 * Inside the mesh a request for the host itself comes in on a port of the host, and all is well; so it is behind a gateway whose
 * servers have the numbers of the host's ports.
 */
function unwrittenSeverity({ object, fact }: LinkedReference, host: Host): Severity {
  const parents = object.references.filter((r) => r.fact.use === 'parent');
  if (parents.length === 0) {
    const asked = fact.target.kind === 'host' ? fact.target.host.value : '';
    return object.fact.hosts?.some((h) => h.value === asked) ? 'hint' : 'warning';
  }
  const servers = parents.flatMap((p) => p.objects.flatMap((o) => o.fact.listeners.map((l) => l.port)));
  const known = parents.every((p) => p.objects.length > 0) && servers.every((s) => !s.open);
  return known && numbersOf(servers).every((n) => host.ports.includes(n)) ? 'hint' : 'warning';
}

/** A server of a Gateway on a port that neither the gateway's Services nor its pods have. */
function serverReport(reference: LinkedReference): Report<Data> | undefined {
  const { fact, workloads, object, open, certainty } = reference;
  const asked = single(fact.port);
  if (asked?.value.kind !== 'number' || open || workloads.length === 0) return undefined;
  const { number } = asked.value;
  const services = [...new Set(workloads.flatMap((w) => w.selectedBy.map((s) => s.service)))];
  if (services.length === 0 || !services.every((s) => isWholeService(s) && s.fact.ports.length > 0)) return undefined;
  const routes = services.flatMap((s) => s.routes);
  const targets = routes.map((r) => r.port.targetPort ?? r.port.port);
  const inside = workloads.flatMap((w) => w.units.flatMap((u) => u.fact.ports.map((p) => p.container)));
  const all = [...routes.map((r) => r.port.port), ...targets, ...inside];
  if (all.some((v) => v.open !== undefined || v.alternatives.some((a) => contains(a.value, number)))) return undefined;
  const names = services.map((s) => `\`${s.fact.name.value}\``).join(', ');
  const ports = numbersOf(routes.map((r) => r.port.port));
  return {
    site: asked.site,
    message: say`${objectName(object)} has a server on port ${number}, but the Service of its pods, ${names}, has ${ports.join(', ')} only, and none of them leads to ${number}: nothing gets there. Use one of these, or add the port to the Service.`,
    certainty: weakest(asked.certainty, certainty),
    severity: 'warning',
    related: routes.slice(0, 3).map((r) => ({ at: r.port.site, message: say`what the Service has` })),
    data: { reference, asked, better: ports },
  };
}
