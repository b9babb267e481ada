/** Every sentence of the picture; `{0}`, `{1}` … are the places of values. Who shows the picture may say them in another language. */
export interface PictureTexts {
  readonly title: string;
  readonly empty: string;
  /** The nodes from which ways begin, and what they are. */
  readonly outside: string;
  readonly outsideDetail: string;
  readonly host: string;
  readonly hostDetail: string;
  /** An environment by its name and what it was read from. */
  readonly environment: string;
  readonly network: string;
  readonly namespace: string;
  /** A service by its name and kind. */
  readonly service: string;
  /** A port by its number and protocol, and its service. */
  readonly port: string;
  readonly named: string;
  /** A port that is asked by number or name, and the service that has none like it. */
  readonly asked: string;
  /** A way by its outer port, whose it is, from where it can be reached, and the stops in between. */
  readonly way: string;
  readonly through: string;
  readonly publicPort: string;
  /** Who connects, to which port of whom, by what. */
  readonly connection: string;
  /** Counts; the first of each pair is for one. */
  readonly services: readonly [string, string];
  readonly ports: readonly [string, string];
  readonly publicPorts: readonly [string, string];
  readonly connections: readonly [string, string];
  /** So many services that connect to the same ports, and so many connections to one of these. */
  readonly band: string;
  readonly bundle: string;
  /** Services that are drawn as one node since there are too many. */
  readonly others: string;
  readonly counts: Readonly<Record<'error' | 'warning' | 'info' | 'hint', readonly [string, string]>>;
  readonly severity: Readonly<Record<'error' | 'warning' | 'info' | 'hint', string>>;
  /** What a sign means, for the legend. */
  readonly legend: Readonly<Record<'public' | 'asked' | 'translated' | 'folded', string>>;
}

/** The picture in English. */
export const ENGLISH: PictureTexts = {
  title: 'Port map',
  empty: 'There is no service to show.',
  outside: 'outside',
  outsideDetail: 'Everything outside of this environment that can reach it.',
  host: 'this host',
  hostDetail: 'The machine that runs the containers, and nothing beyond it.',
  environment: 'Environment {0}, {1}',
  network: 'Network {0}',
  namespace: 'Namespace {0}',
  service: '{0}, {1}',
  port: 'Port {0} of {1}',
  named: 'called {0}',
  asked: 'Port {0}, which {1} is asked for and does not declare',
  way: 'Way in: port {0} of {1}, {2}',
  through: 'through {0}',
  publicPort: 'open to the outside',
  connection: '{0} connects to port {1} of {2} by {3}',
  services: ['1 service', '{0} services'],
  ports: ['1 port', '{0} ports'],
  publicPorts: ['1 public port', '{0} public ports'],
  connections: ['1 connection', '{0} connections'],
  band: '{0} services that connect to the same ports',
  bundle: '{0} connections to: {1}',
  others: '{0} more services',
  counts: {
    error: ['1 error', '{0} errors'],
    warning: ['1 warning', '{0} warnings'],
    info: ['1 note', '{0} notes'],
    hint: ['1 hint', '{0} hints'],
  },
  severity: { error: 'error', warning: 'warning', info: 'note', hint: 'hint' },
  legend: {
    public: 'open to the outside',
    asked: 'asked for, not declared',
    translated: 'outer port ▸ container port',
    folded: 'several services as one',
  },
};
