import type { Port, Values } from '../../facts';
import { showPort } from '../../facts';
import type { ContextModel, Service, Unit, Workload } from '../../model/model';
import type { Uri } from '../../text/span';

/** Something that exists, with where it does. */
export interface Candidate {
  readonly text: string;
  readonly detail: string;
  readonly kind: 'port' | 'name' | 'host';
}

/** Those that are numbers. */
export function numbersOf(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.filter((c) => c.kind === 'port');
}

/**
 * Ports of a container: what it is believed to listen on, the surest first, what is declared of it, what its checks ask, and
 * the ports by which others reach it.
 */
export function containerPorts(model: ContextModel, unit: Unit): readonly Candidate[] {
  const whose = ownerOf(unit);
  return [
    ...unit.belief.all.flatMap((e) => numbers(e.port, `${e.by} of ${whose}`)),
    ...unit.fact.ports.flatMap((p) => numbers(p.container, `${p.by} of ${whose}`)),
    ...unit.fact.exposes.flatMap((p) => numbers(p.port, `expose of ${whose}`)),
    ...unit.checks.flatMap((c) => numbers(c.port, `${c.kind} of ${whose}`)),
    ...numbersOf(askedOf(model, unit.workload)),
    ...(unit.image?.fact.exposes ?? []).flatMap((p) => numbers(p.port, `EXPOSE of ${whose}`)),
  ];
}

/** Ports of the image that a Dockerfile builds, in every context that builds or runs it. */
export function imagePorts(model: ContextModel, dockerfile: Uri): readonly Candidate[] {
  const { image } = model;
  const own = image?.fact.dockerfile === dockerfile ? image : undefined;
  return [
    ...(own?.belief.all ?? []).flatMap((e) => numbers(e.port, `${e.by} of the image`)),
    ...(own?.fact.exposes ?? []).flatMap((e) => numbers(e.port, 'EXPOSE')),
    ...model.units
      .filter((u) => u.image?.fact.dockerfile === dockerfile)
      .flatMap((u) => numbersOf(containerPorts(model, u))),
  ];
}

/** Names of a container's ports, with their numbers. */
export function namesOf(unit: Unit): readonly Candidate[] {
  return unit.fact.ports.flatMap((p) =>
    p.name
      ? [
          {
            text: p.name.value,
            detail: `${p.container.alternatives.map((a) => showPort(a.value)).join(', ')} of ${ownerOf(unit)}`,
            kind: 'name' as const,
          },
        ]
      : [],
  );
}

/** Names by which others ask for ports of a container, and those of the Service ports before it. */
export function wantedNames(model: ContextModel, unit: Unit): readonly Candidate[] {
  const asked = askedOf(model, unit.workload).filter((c) => c.kind === 'name');
  const checks = unit.checks.flatMap((c) => candidates(c.port, `${c.kind} of ${ownerOf(unit)}`));
  const before = unit.workload.selectedBy.flatMap(({ service }) =>
    servicePorts(service).filter((c) => c.kind === 'name'),
  );
  return [...asked, ...checks.filter((c) => c.kind === 'name'), ...before];
}

/** The ports of a Service, and their names. */
export function servicePorts(service: Service): readonly Candidate[] {
  const detail = `Service ${service.fact.name.value}`;
  return service.fact.ports.flatMap((p) => [
    ...numbers(p.port, detail),
    ...(p.name ? [{ text: p.name.value, detail, kind: 'name' as const }] : []),
  ]);
}

/** Where the ports of a Service lead, as it says itself. */
export function targetsOf(service: Service): readonly Candidate[] {
  return service.fact.ports.flatMap((p) =>
    candidates(p.targetPort ?? p.port, `targetPort of Service ${service.fact.name.value}`),
  );
}

/** Ports at which others ask for a Service. */
export function clientsOf(model: ContextModel, service: Service): readonly Candidate[] {
  const dialled = model.connections.flatMap(({ fact, from, target }) =>
    fact.explicit && target.kind === 'services' && target.services.includes(service)
      ? one(fact.port.value, `${fact.key}${from ? ` of ${ownerOf(from)}` : ''}`)
      : [],
  );
  const referred = model.objects.flatMap(({ fact, references }) =>
    references.flatMap((r) =>
      r.fact.port && r.fact.layer === 'service' && r.services.includes(service)
        ? candidates(r.fact.port, `${r.fact.by} of ${fact.objectKind} ${fact.name.value}`)
        : [],
    ),
  );
  return [...dialled, ...referred];
}

/** Ports and names at which others ask for the containers of a workload. */
function askedOf(model: ContextModel, workload: Workload): readonly Candidate[] {
  const targets = workload.selectedBy.flatMap(({ service }) => targetsOf(service));
  const dialled = model.connections.flatMap(({ fact, from, target }) =>
    fact.explicit && target.kind === 'workloads' && target.workloads.includes(workload)
      ? one(fact.port.value, `${fact.key}${from ? ` of ${ownerOf(from)}` : ''}`)
      : [],
  );
  const referred = model.objects.flatMap(({ fact, references }) =>
    references.flatMap((r) =>
      r.fact.port && r.fact.layer === 'container' && r.workloads.includes(workload)
        ? candidates(r.fact.port, `${r.fact.by} of ${fact.objectKind} ${fact.name.value}`)
        : [],
    ),
  );
  return [...targets, ...dialled, ...referred];
}

function ownerOf(unit: Unit): string {
  const { fact } = unit.workload;
  return fact.platform === 'compose'
    ? `service ${fact.name.value}`
    : `container ${unit.fact.name.value} of ${fact.objectKind} ${fact.name.value}`;
}

function numbers(values: Values<Port>, detail: string): readonly Candidate[] {
  return numbersOf(candidates(values, detail));
}

function candidates(values: Values<Port> | undefined, detail: string): readonly Candidate[] {
  return (values?.alternatives ?? []).flatMap((a) => one(a.value, detail));
}

function one(port: Port, detail: string): readonly Candidate[] {
  if (port.kind === 'range') return [];
  return [{ text: showPort(port), detail, kind: port.kind === 'number' ? 'port' : 'name' }];
}
