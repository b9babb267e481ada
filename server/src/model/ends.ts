import type { Certainty, Port, Protocol } from '../facts';
import { contains, weakest } from '../facts';
import type { Connection, Service, Workload } from './model';

/** Where a connection arrives: a pod's own port, behind any translation by a Service. */
export interface ConnectionEnd {
  readonly workload: Workload;
  readonly port: number;
  readonly protocol: Protocol;
  readonly certainty: Certainty;
}

/**
 * The pods and ports that a connection by way of a Service may arrive at; empty when the Service has no such port, when the
 * target port is not known, or when the connection means anything else.
 */
export function endsOf({ fact, target }: Connection): readonly ConnectionEnd[] {
  const { value } = fact.port;
  if (target.kind !== 'services' || value.kind !== 'number') return [];
  return target.services.flatMap((s) => endsBehind(s, value.number, weakest(target.certainty, fact.port.certainty)));
}

/** The pods and ports behind every port of a Service whose number is known. */
export function endsOfService(service: Service): readonly ConnectionEnd[] {
  const asked = numbersOf(service.fact.ports.flatMap((p) => p.port.alternatives.map((a) => a.value)));
  return asked.flatMap((number) => endsBehind(service, number, 'certain'));
}

function endsBehind(service: Service, asked: number, certainty: Certainty): readonly ConnectionEnd[] {
  // The name of a headless Service is the address of the pods themselves.
  if (service.fact.headless)
    return service.selected.map((s) => ({ workload: s.workload, port: asked, protocol: 'tcp', certainty }));
  const routes = service.routes.filter((r) => r.port.port.alternatives.some((a) => contains(a.value, asked)));
  return routes.flatMap((route) => {
    const { protocol, targetPort, port } = route.port;
    const declared = route.ends.flatMap((e) =>
      numbersOf(e.port.container.alternatives.map((a) => a.value)).map((number) => ({
        workload: e.workload,
        port: number,
        protocol,
        certainty: weakest(certainty, e.certainty),
      })),
    );
    // A number is forwarded as it is, whether a container declares it or not.
    const numbers = numbersOf((targetPort ?? port).alternatives.map((a) => a.value));
    const undeclared = route.missing.flatMap((s) =>
      numbers.map((number) => ({
        workload: s.workload,
        port: number,
        protocol,
        certainty: weakest(certainty, s.certainty),
      })),
    );
    return [...declared, ...undeclared];
  });
}

function numbersOf(ports: readonly Port[]): readonly number[] {
  return ports.flatMap((p) => (p.kind === 'number' ? [p.number] : []));
}
