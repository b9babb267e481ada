/**
 * The map of a workspace's ports, as data: what the tree view, the picture and `portolan map` show. Made by the server
 * from its snapshot; ids are stable while files change, so that a view can keep what is selected, open or laid out.
 *
 * `Place` is how a place in a file is told: spans of UTF-16 offsets inside the server, ranges of lines over the protocol.
 * Every text is as the files have it: who shows it escapes it.
 */
export interface PortMap<Place> {
  /** In order of name; what has no environment of its own stands under the usual name of its stack. */
  readonly environments: readonly MapEnvironment<Place>[];
}

/** One environment of one deployment: what can reach each other. */
export interface MapEnvironment<Place> {
  readonly id: string;
  readonly name: string;
  /** What it was read from, for people: `compose.yaml`, `overlays/staging`, `chart shop`. */
  readonly source: string;
  /** Networks or namespaces; empty where the deployment names none. */
  readonly networks: readonly MapNetwork[];
  readonly services: readonly MapService<Place>[];
  readonly connections: readonly MapConnection<Place>[];
  /** Findings that belong to none of its services, the most severe first. */
  readonly findings: readonly MapFinding<Place>[];
}

/** A network of Compose, a namespace of Kubernetes. */
export interface MapNetwork {
  readonly id: string;
  readonly name: string;
  readonly kind: 'network' | 'namespace';
}

/** A compose service, a Deployment: a node of the picture. */
export interface MapService<Place> {
  readonly id: string;
  readonly name: string;
  /** As the platform calls it: `service`, `Deployment`. */
  readonly kind: string;
  /** Ids of its networks, the one to be drawn in first. */
  readonly networks: readonly string[];
  readonly at: Place;
  readonly ports: readonly MapPort<Place>[];
  /** Findings in its text that belong to none of its ports, the most severe first. */
  readonly findings: readonly MapFinding<Place>[];
}

/** A port inside a container of a service. */
export interface MapPort<Place> {
  readonly id: string;
  /** Its number, range or name: `8080`, `8000-8010`, `http`. */
  readonly label: string;
  readonly protocol: string;
  /** Its name, beside a number. */
  readonly name?: string;
  /** Places that declare it, each once; empty when it is only implied. */
  readonly declared: readonly Place[];
  /** Ways in from outside of its own network, the most open first. */
  readonly ways: readonly MapWay<Place>[];
  /** Findings that contradict it, the most severe first. */
  readonly findings: readonly MapFinding<Place>[];
}

/** A way from an outer port to a container's. */
export interface MapWay<Place> {
  readonly id: string;
  /** The outermost port and whose it is: `80`, `Ingress shop`; `the host`, `every node`. */
  readonly label: string;
  readonly protocol: string;
  readonly owner: string;
  /** From where, for people. */
  readonly reach: string;
  /** Open to the outside, not to a loopback interface or the inside of a cluster. */
  readonly isPublic: boolean;
  /** The outermost port is one of the machine's own (published, hostPort, nodePort), so that no other may take it. */
  readonly isHost: boolean;
  readonly declared: readonly Place[];
  /** The stops in between, from the outside inward, for people: `Service web 80`. */
  readonly through: readonly string[];
}

/** An address by which one service connects to another's port: an edge of the picture. */
export interface MapConnection<Place> {
  readonly id: string;
  /** Id of the service that dials. */
  readonly from: string;
  /** Id of the service that is dialled, and of the port where it has the one that is asked. */
  readonly to: string;
  readonly port?: string;
  /** The variable, flag or key that holds the address; the port that is asked. */
  readonly by: string;
  readonly label: string;
  readonly at: readonly Place[];
  /** Findings at the address, the most severe first. */
  readonly findings: readonly MapFinding<Place>[];
}

/** A finding, as far as the map tells it. */
export interface MapFinding<Place> {
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  readonly message: string;
  readonly at: Place;
}

/** The same map with its places told in another way. */
export function mapPlaces<A, B>(map: PortMap<A>, tell: (place: A) => B): PortMap<B> {
  const findings = (all: readonly MapFinding<A>[]) => all.map((f) => ({ ...f, at: tell(f.at) }));
  const port = (p: MapPort<A>): MapPort<B> => ({
    ...p,
    declared: p.declared.map(tell),
    ways: p.ways.map((w) => ({ ...w, declared: w.declared.map(tell) })),
    findings: findings(p.findings),
  });
  return {
    environments: map.environments.map((e) => ({
      ...e,
      services: e.services.map((s) => ({
        ...s,
        at: tell(s.at),
        ports: s.ports.map(port),
        findings: findings(s.findings),
      })),
      connections: e.connections.map((c) => ({ ...c, at: c.at.map(tell), findings: findings(c.findings) })),
      findings: findings(e.findings),
    })),
  };
}

/** A place over the protocol: zero-based lines, UTF-16 characters, half-open (LSP 3.17 `Range`). */
export interface MapPlace {
  readonly uri: string;
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
}

/** Request, client → server: the map of the current snapshot. No parameters. Result: `PortMap<MapPlace>`. */
export const portMapMethod = 'portolan/map';

/**
 * Request, client → server: the lowest port from `from` on that no file of the workspace binds on a machine.
 * Parameters {@link FreePortParams}; the result is a number from 1 to 65535, or null if there is none.
 */
export const freePortMethod = 'portolan/freePort';

/** Parameters of {@link freePortMethod}. */
export interface FreePortParams {
  /** Where to begin, 1–65535. */
  readonly from: number;
}
