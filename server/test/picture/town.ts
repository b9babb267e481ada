// Maps of any size, the same for the same seed.
import { createRequire } from 'node:module';
import type { Layouter } from '../../../shared/src/picture/elk';
import type {
  MapConnection,
  MapEnvironment,
  MapFinding,
  MapPort,
  MapService,
  PortMap,
} from '../../../shared/src/portMap';

const Elk = createRequire(import.meta.url)('elkjs/lib/elk.bundled.js') as new () => Layouter;

/** The layout of the product. */
export const elk: Layouter = new Elk();

/** Numbers from 0 to 1, always the same for one seed. */
export function numbers(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 8) / 2 ** 24;
  };
}

/** How a map is made. */
export interface Town {
  readonly seed: number;
  /** Services of each environment. */
  readonly sizes: readonly number[];
  /** Networks of each environment; one for all when it is not given. */
  readonly networks?: number;
  /** Connections for each service. */
  readonly degree?: number;
  readonly name?: (index: number) => string;
}

/** A map whose places are numbers. */
export function town({ seed, sizes, networks = 0, degree = 1.4, name = (i) => `service-${i}` }: Town): PortMap<number> {
  const next = numbers(seed);
  let count = 0;
  const finding = (rule: string): readonly MapFinding<number>[] =>
    next() < 0.06
      ? [{ rule, severity: next() < 0.5 ? 'error' : 'warning', message: `It is \`wrong\`: ${rule}.`, at: count++ }]
      : [];
  const environments = sizes.map((size, e): MapEnvironment<number> => {
    const id = `env${e}`;
    const groups = Array.from({ length: networks }, (_, n) => ({
      id: `${id}#n${n}`,
      name: `net-${n}`,
      kind: 'network' as const,
    }));
    const services = Array.from({ length: size }, (_, i): MapService<number> => {
      const own = `${id}#s${i}`;
      const group = groups[Math.floor(next() * (networks + 1))];
      return {
        id: own,
        name: name(i),
        kind: next() < 0.5 ? 'service' : 'Deployment',
        networks: group ? [group.id] : [],
        at: count++,
        ports: Array.from({ length: Math.floor(next() * 4) }, (__, p) => port(`${own}:${p}`)),
        findings: finding('service-rule'),
      };
    });
    return {
      id,
      name: `town ${e}`,
      source: `town-${e}.yaml`,
      networks: groups,
      services,
      connections: connections(services),
      findings: [],
    };
  });
  function port(id: string): MapPort<number> {
    const label = String(1 + Math.floor(next() * 65_535));
    const isPublic = next() < 0.12;
    const way = {
      id: `${id}<w`,
      label,
      protocol: 'tcp',
      owner: 'the host',
      reach: 'somewhere',
      isHost: true,
      declared: [count++],
      through: [],
    };
    return {
      id,
      label,
      protocol: next() < 0.9 ? 'tcp' : 'udp',
      ...(next() < 0.3 ? { name: 'metrics' } : {}),
      declared: [count++],
      ways: isPublic || next() < 0.05 ? [{ ...way, isPublic }] : [],
      findings: finding('port-rule'),
    };
  }
  function connections(services: readonly MapService<number>[]): readonly MapConnection<number>[] {
    const out = new Map<string, MapConnection<number>>();
    for (const s of services) {
      for (let k = 0; k < degree * 2 * next(); k++) {
        const other = services[Math.floor(next() ** 2 * services.length)];
        if (!other || other === s) continue;
        const asked = next() < 0.85 ? other.ports[0] : undefined;
        const label = asked?.label ?? '4711';
        const id = `${s.id}>${other.id}:${label}`;
        const ends = { from: s.id, to: other.id, ...(asked ? { port: asked.id } : {}) };
        out.set(id, { id, ...ends, by: 'URL', label, at: [count++], findings: finding('connection-rule') });
      }
    }
    return [...out.values()];
  }
  return { environments };
}
