import type { MapConnection, MapFinding, MapPlace, MapPort, MapService, PortMap } from './portMap';

/** A place as people and tools name it: a path with `/`, one-based lines and columns (UTF-16), the end exclusive. */
export interface JsonPlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A place of the protocol as one of the document, in a file of this path. */
export function jsonPlace({ range: { start, end } }: MapPlace, path: string): JsonPlace {
  return {
    path,
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

/**
 * The map as a document for programs, which `schemas/portolan-map.schema.json` describes. The version changes when something
 * that is there goes away or means something else.
 */
export function mapDocument({ environments }: PortMap<JsonPlace>): object {
  return {
    version: 1,
    environments: environments.map(({ services, connections, findings, ...e }) => ({
      ...e,
      services: services.map(service),
      connections: connections.map(connection),
      findings: findings.map(finding),
    })),
  };
}

function service({ at, ports, findings, ...s }: MapService<JsonPlace>): object {
  return { ...s, place: at, ports: ports.map(port), findings: findings.map(finding) };
}

function port({ label, declared, ways, findings, ...p }: MapPort<JsonPlace>): object {
  return {
    ...p,
    port: label,
    places: declared,
    ways: ways.map(({ label: outer, isPublic, isHost, declared: places, ...w }) => ({
      ...w,
      port: outer,
      public: isPublic,
      host: isHost,
      places,
    })),
    findings: findings.map(finding),
  };
}

function connection({ port: toPort, label, at, findings, ...c }: MapConnection<JsonPlace>): object {
  return {
    ...c,
    ...(toPort === undefined ? {} : { toPort }),
    port: label,
    places: at,
    findings: findings.map(finding),
  };
}

function finding({ at, ...f }: MapFinding<JsonPlace>): object {
  return { ...f, place: at };
}
