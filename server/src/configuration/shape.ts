/*
 * What a configuration file may hold: one description from which its reading, the JSON schema and the page of the
 * documentation are made.
 */

/** What a single value of a configuration file may be. */
export type ScalarShape =
  /** A path pattern in `.gitignore` syntax, relative to the workspace folder. */
  | { readonly kind: 'pattern' }
  /** Any text. */
  | { readonly kind: 'text' }
  /** One of these words. */
  | { readonly kind: 'word'; readonly of: readonly string[] }
  | { readonly kind: 'boolean' }
  /** A port, 1–65535. */
  | { readonly kind: 'port' }
  /** A port, an inclusive range of ports as text (`3000-3999`), or one of these words. */
  | { readonly kind: 'ports'; readonly words?: readonly string[] }
  /** An IP address or network in CIDR notation (RFC 4632, RFC 4291 §2.3). */
  | { readonly kind: 'network' };

/** What may stand in a place of a configuration file. */
export type Shape =
  | ScalarShape
  /** A list; a single item may stand without brackets. */
  | { readonly kind: 'list'; readonly of: Shape }
  /** A map with names of the reader's own. */
  | { readonly kind: 'map'; readonly of: Shape; readonly names: NameKind }
  /** A map with known keys. */
  | { readonly kind: 'object'; readonly keys: readonly Key[] }
  /** A scalar for the common case, or the whole. */
  | { readonly kind: 'either'; readonly short: Shape; readonly long: Shape };

/** What the names of a map are: ids of rules, names of services, names of environments. */
export type NameKind = 'rule' | 'service' | 'environment';

/** A known key of a map. */
export interface Key {
  readonly name: string;
  readonly shape: Shape;
  /** Markdown. */
  readonly description: string;
  readonly required?: true;
}

const patterns: Shape = { kind: 'list', of: { kind: 'pattern' } };
const portList: Shape = { kind: 'list', of: { kind: 'ports' } };

/** Layers of ports that a policy can speak of, with what they are. */
export const LAYERS = {
  container: 'ports inside containers: `containerPort`, the right side of a Compose mapping, Compose `expose`',
  service: 'ports of Kubernetes Services',
  node: 'node ports of Kubernetes Services',
  host: 'ports bound on a host: the left side of a Compose mapping, `hostPort`',
} as const;

/** A layer of ports that a policy can speak of. */
export type PolicyLayer = keyof typeof LAYERS;

/** The layers as a list. */
export const LAYER_NAMES = Object.keys(LAYERS) as readonly PolicyLayer[];

/** Stands in the list of reserved ports for all ports that browsers refuse to open (WHATWG Fetch, “bad port”). */
export const BROWSER_BLOCKED = 'browser-blocked';

/** What a rule may be set to. */
export const LEVELS = ['error', 'warning', 'info', 'hint', 'off'] as const;

/** What a rule may be set to. */
export type Level = (typeof LEVELS)[number];

const rules: Shape = { kind: 'map', of: { kind: 'word', of: LEVELS }, names: 'rule' };

const service: Shape = {
  kind: 'object',
  keys: [
    {
      name: 'port',
      shape: { kind: 'port' },
      description: 'The canonical port inside the container.',
      required: true,
    },
    {
      name: 'also',
      shape: portList,
      description: 'Other ports inside the container that it may have, such as metrics.',
    },
    {
      name: 'names',
      shape: { kind: 'list', of: { kind: 'text' } },
      description: 'Other names under which Compose services or workloads run it.',
    },
    { name: 'public', shape: { kind: 'boolean' }, description: 'Its ports may be reached from outside.' },
    { name: 'description', shape: { kind: 'text' }, description: 'What it is, for people.' },
  ],
};

const reserved: Shape = {
  kind: 'object',
  keys: [
    { name: 'port', shape: { kind: 'ports' }, description: 'The port or range.', required: true },
    { name: 'because', shape: { kind: 'text' }, description: 'Why; findings say it.' },
    {
      name: 'layers',
      shape: { kind: 'list', of: { kind: 'word', of: LAYER_NAMES } },
      description: 'Where it is reserved; everywhere when not given.',
    },
    { name: 'allow', shape: { kind: 'list', of: { kind: 'text' } }, description: 'Services that may use it.' },
  ],
};

/** Everything that a configuration file may hold. */
export const SHAPE: Extract<Shape, { kind: 'object' }> = {
  kind: 'object',
  keys: [
    { name: '$schema', shape: { kind: 'text' }, description: 'The address of the JSON schema, for editors.' },
    {
      name: 'rules',
      shape: rules,
      description:
        'Severity of single rules by id. What an editor’s settings or `--rule` say of a rule comes before it.',
    },
    {
      name: 'overrides',
      shape: {
        kind: 'list',
        of: {
          kind: 'object',
          keys: [
            { name: 'files', shape: patterns, description: 'The files that it is about.', required: true },
            { name: 'rules', shape: rules, description: 'Severities there.', required: true },
          ],
        },
      },
      description: 'Severities for findings in some files. Of several that match and name a rule, the last one counts.',
    },
    {
      name: 'exclude',
      shape: patterns,
      description: 'Files and folders that are not read. What `.gitignore` names is left out anyway.',
    },
    {
      name: 'environments',
      shape: { kind: 'map', of: patterns, names: 'environment' },
      description:
        'Which files make which environment, where their names do not tell: findings name it, and exposure is judged more strictly in `production` and more mildly in `local` and `dev`. Of several that match, the first one counts.',
    },
    {
      name: 'trustedNetworks',
      shape: { kind: 'list', of: { kind: 'network' } },
      description:
        'Networks that count as inside. With them, a port on a host address or behind source ranges outside of them counts as public.',
    },
    {
      name: 'ports',
      shape: {
        kind: 'object',
        keys: [
          {
            name: 'services',
            shape: { kind: 'map', of: { kind: 'either', short: { kind: 'port' }, long: service }, names: 'service' },
            description: 'The port registry: each service with its canonical port inside the container.',
          },
          {
            name: 'ranges',
            shape: {
              kind: 'object',
              keys: LAYER_NAMES.map((name) => ({ name, shape: portList, description: `Allowed ${LAYERS[name]}.` })),
            },
            description: 'Allowed ports by layer; a layer that is not named is free.',
          },
          {
            name: 'reserved',
            shape: {
              kind: 'list',
              of: { kind: 'either', short: { kind: 'ports', words: [BROWSER_BLOCKED] }, long: reserved },
            },
            description: `Ports that nobody may use. \`${BROWSER_BLOCKED}\` stands for all that browsers refuse to open, on hosts and nodes.`,
          },
          {
            name: 'public',
            shape: portList,
            description:
              'Ports that may be reached from outside. With it, every other port that is open to the outside is reported, but for services that are `public`.',
          },
        ],
      },
      description: 'The port strategy of the project.',
    },
  ],
};
