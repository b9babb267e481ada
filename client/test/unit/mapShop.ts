import type {
  MapConnection,
  MapEnvironment,
  MapPlace,
  MapPort,
  MapService,
  PortMap,
} from '../../../shared/src/portMap';

/** A place in a file of the shop: a line, and characters in it. */
export const at = (file: string, line: number, start = 4, end = 8): MapPlace => ({
  uri: `file:///shop/${file}`,
  range: { start: { line, character: start }, end: { line, character: end } },
});

const port = (service: string, label: string, more: Partial<MapPort<MapPlace>> = {}): MapPort<MapPlace> => ({
  id: `e#${service}:${label}`,
  label,
  protocol: 'tcp',
  declared: [],
  ways: [],
  findings: [],
  ...more,
});

const service = (name: string, line: number, ports: readonly MapPort<MapPlace>[]): MapService<MapPlace> => ({
  id: `e#${name}`,
  name,
  kind: 'service',
  networks: [],
  at: at('compose.yaml', line, 2, 2 + name.length),
  ports,
  findings: [],
});

const connection = (
  from: string,
  to: string,
  label: string,
  more: Partial<MapConnection<MapPlace>> = {},
): MapConnection<MapPlace> => ({
  id: `e#${from}>${to}:${label}`,
  from: `e#${from}`,
  to: `e#${to}`,
  by: `${to.toUpperCase()}_URL`,
  label,
  at: [at('compose.yaml', 20, 10, 30)],
  findings: [],
  ...more,
});

/** Web asks the api, which asks the db at a port that it does not have. Web is public, the api on the loopback interface alone. */
export const environment: MapEnvironment<MapPlace> = {
  id: 'e',
  name: 'local',
  source: 'compose.yaml',
  networks: [],
  services: [
    service('web', 3, [
      port('web', '80', {
        declared: [at('compose.yaml', 5, 15, 17)],
        ways: [
          {
            id: 'w1',
            label: '8080',
            protocol: 'tcp',
            owner: 'host',
            reach: 'every interface of the host',
            isPublic: true,
            isHost: true,
            declared: [at('compose.yaml', 5, 9, 14)],
            through: [],
          },
        ],
      }),
    ]),
    service('api', 8, [
      port('api', '3000', {
        name: 'http',
        declared: [at('compose.yaml', 10, 9, 13), at('api/Dockerfile', 4, 7, 11)],
        ways: [
          {
            id: 'w2',
            label: '3001',
            protocol: 'tcp',
            owner: 'host',
            reach: 'the loopback interface',
            isPublic: false,
            isHost: true,
            declared: [],
            through: ['proxy 9000'],
          },
        ],
        findings: [
          {
            rule: 'container-port-mismatch',
            severity: 'warning',
            message: 'Nothing listens.',
            at: at('compose.yaml', 10),
          },
        ],
      }),
    ]),
    service('db', 14, [port('db', '5432'), port('db', '53', { protocol: 'udp' })]),
  ],
  connections: [
    connection('web', 'api', '3000', { port: 'e#api:3000' }),
    connection('api', 'db', '5433', {
      at: [at('compose.yaml', 12, 20, 24)],
      findings: [
        {
          rule: 'compose-url-port-mismatch',
          severity: 'error',
          message: 'The db has no 5433.',
          at: at('compose.yaml', 12),
        },
      ],
    }),
  ],
  findings: [],
};

/** The shop as a map. */
export const shop: PortMap<MapPlace> = { environments: [environment] };
