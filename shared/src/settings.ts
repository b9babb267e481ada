/*
 * The settings of section `portolan`: the one table from which package.json, the documentation and the server's reading of
 * them are made. Imports nothing: both bundles hold it.
 */

/** A setting as it is contributed and documented. */
export interface Setting {
  /** Below `portolan.`. */
  readonly key: string;
  readonly type: 'string' | 'number' | 'boolean' | 'array' | 'object';
  readonly default: unknown;
  /**
   * Where it may be set: `window` for the whole workspace, `resource` for a folder of it too, `machine-overridable` for a
   * machine, whose limits it tells: a workspace that is not trusted cannot set it.
   */
  readonly scope: 'window' | 'resource' | 'machine-overridable';
  /** Markdown. */
  readonly description: string;
  readonly enum?: readonly string[];
  /** Of an object: its keys, which are true or false, with what each does. */
  readonly switches?: Readonly<Record<string, string>>;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** What can be switched off alone, with what it does (Markdown). All are on unless they are set to `false`. */
export const features = {
  completion: 'Propose the ports, port names and hosts that really exist, where one is typed.',
  documentLinks: 'Lead from paths to the files that they name: Dockerfiles, env files, patches, values, charts.',
  symbols: 'Show services and their ports in the outline, and find ports and services by a search over the workspace.',
  callHierarchy: 'Tell who connects to a service, and what it connects to, as a hierarchy of calls.',
  implementations: 'Go from a port to the whole way that its traffic takes.',
} as const;

/** All settings, in the order of their page. */
export const settings: readonly Setting[] = [
  {
    key: 'rules',
    type: 'object',
    default: {},
    scope: 'resource',
    description:
      'Severity of single rules by id, for example `{ "privileged-port-nonroot": "off", "database-published-publicly": "warning" }`. One of `error`, `warning`, `info`, `hint`, `off`.',
  },
  {
    key: 'exclude',
    type: 'array',
    default: [],
    scope: 'resource',
    description:
      'Files and folders that are not read, as patterns in `.gitignore` syntax relative to each workspace folder. What `.gitignore` names is left out anyway.',
  },
  {
    key: 'checkFixtures',
    type: 'boolean',
    default: false,
    scope: 'window',
    description:
      'Report findings in folders that hold test data (`testdata`, `fixtures`, `conformance` …) too. They can be navigated either way.',
  },
  {
    key: 'maxFileSize',
    type: 'number',
    default: 5_000_000,
    minimum: 1_000,
    maximum: 100_000_000,
    scope: 'machine-overridable',
    description: 'Larger files are not read, in bytes. What is skipped is listed in the output.',
  },
  {
    key: 'maxFiles',
    type: 'number',
    default: 200_000,
    minimum: 100,
    maximum: 2_000_000,
    scope: 'machine-overridable',
    description: 'At most this many files of the workspace are listed.',
  },
  {
    key: 'inlayHints',
    type: 'boolean',
    default: true,
    scope: 'resource',
    description:
      'Show the number behind the name or variable of a port, and the reach of ports that are open to the outside. Long files stay quiet.',
  },
  {
    key: 'codeLens',
    type: 'boolean',
    default: true,
    scope: 'resource',
    description:
      'Show above each service its ports, how many connect to it, and whether it is public. Long files stay quiet.',
  },
  {
    key: 'features',
    type: 'object',
    default: Object.fromEntries(Object.keys(features).map((name) => [name, true])),
    scope: 'resource',
    switches: features,
    description: 'What else of the editor Portolan answers to. Whatever is set to `false` stays silent.',
  },
  {
    key: 'trace.server',
    type: 'string',
    default: 'off',
    enum: ['off', 'messages', 'verbose'],
    scope: 'window',
    description: 'Writes what the editor and the language server say to each other into the output.',
  },
];
