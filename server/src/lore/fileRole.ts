/** What a file is for, by its path: lowers or raises the severity of findings about exposure (formats.md §10.3). */
export type FileRole = 'dev' | 'test' | 'example' | 'prod' | 'neutral';

/**
 * The role of a file; `path` is relative to the workspace root with `/` between segments. Words of the path decide, not
 * parts of words: `compose.dev.yml` is for development, `device-plugin.yml` is not. An example or test above all else is
 * one, whatever stands below it (`examples/prod/`); between dev and prod the nearest segment decides, the file's name first.
 * `deploy` and `release` mean production only in names of compose files: elsewhere they stand for a Deployment, a Helm
 * release, or any way to bring software somewhere.
 */
export function fileRole(path: string): FileRole {
  const segments = path.split('/').map(rolesOf);
  for (const role of ['test', 'example'] as const) if (segments.some((spoken) => spoken.includes(role))) return role;
  const nearest = segments.findLast((spoken) => spoken.length > 0);
  if (!nearest) return 'neutral';
  return nearest.includes('dev') ? 'dev' : 'prod';
}

type Spoken = Exclude<FileRole, 'neutral'>;

const known = new Map<string, readonly Spoken[]>();

function rolesOf(segment: string): readonly Spoken[] {
  const before = known.get(segment);
  if (before) return before;
  const words = wordsOf(segment);
  const spoken = words.map((w) => ROLES.get(w)).filter((r) => r !== undefined);
  const shipped = words.includes('compose') && (words.includes('deploy') || words.includes('release'));
  const made: readonly Spoken[] = shipped ? [...spoken, 'prod'] : spoken;
  // Names are few; a hostile tree with millions of them must not fill the memory.
  if (known.size < 10_000) known.set(segment, made);
  return made;
}

/** Lower-case words of a name; humps start a word: `docker-compose.testEnv.yml` has docker, compose, test, env, yml. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}

const ROLES: ReadonlyMap<string, Spoken> = new Map<string, Spoken>([
  ...roles('dev', 'dev devel develop development local localhost override devcontainer debug'),
  ...roles('test', 'test tests testing e2e ci integration smoke qa testdata fixture fixtures'),
  ...roles('example', 'example examples sample samples demo demos tutorial tutorials quickstart playground'),
  ...roles('prod', 'prod production prd'),
]);

function roles(role: Spoken, words: string): readonly (readonly [string, Spoken])[] {
  return words.split(' ').map((word) => [word, role]);
}

/**
 * The folder (relative, without trailing slash) that makes a file a fixture, whose contents may be wrong on purpose:
 * outermost first. `path` is relative to the workspace root: the root's own name never counts, neither does the file's name.
 * `undefined` when it is none. Examples, samples and demos are no fixtures: people copy them, they have to be right.
 */
export function fixtureFolder(path: string): string | undefined {
  const segments = path.split('/');
  const at = segments.findIndex((segment, i) => i < segments.length - 1 && isFixtureName(segment, segments[i - 1]));
  return at < 0 ? undefined : segments.slice(0, at + 1).join('/');
}

function isFixtureName(segment: string, parent: string | undefined): boolean {
  const name = segment.toLowerCase().replace(/[-_. ]/g, '');
  if (FIXTURES.has(name) || /^__(mocks|snapshots)__$/.test(segment)) return true;
  // `overlays/test` is an environment, `src/test` holds tests.
  if (name === 'test') return parent === undefined || !ENVIRONMENT_PARENTS.has(parent.toLowerCase());
  const words = wordsOf(segment);
  return words.length > 1 && (words[0] === 'invalid' || /^(tests|fixtures|testdata)$/.test(words.at(-1) ?? ''));
}

/** Names without separators, so that `test-data`, `test_data` and `__fixtures__` are here too. */
const FIXTURES: ReadonlySet<string> = new Set(
  'testdata testfixture testfixtures testcase testcases testresources testfiles testsuite fixture fixtures tests conformance e2e golden goldens goldenfiles spec specs invalid'.split(
    ' ',
  ),
);

const ENVIRONMENT_PARENTS: ReadonlySet<string> = new Set(
  'overlays overlay environments environment envs env stages stage clusters cluster deploy deployment deployments k8s kubernetes kustomize manifests compose docker helm values config configs infra infrastructure'.split(
    ' ',
  ),
);

/**
 * The environment that a name stands for, spelled one way: `local`, `dev`, `test`, `qa`, `staging`, `preview`, `prod`.
 * `name` is a folder or one part of a file name (`prd` of `values.prd.yaml`); the whole of it must be the environment.
 * `undefined` for others.
 */
export function environmentOf(name: string): string | undefined {
  return ENVIRONMENTS.get(name.toLowerCase());
}

const ENVIRONMENTS: ReadonlyMap<string, string> = new Map([
  ...names('local', 'local localhost'),
  ...names('dev', 'dev devel develop development'),
  ...names('test', 'test testing tst'),
  ...names('qa', 'qa uat acceptance acc'),
  ...names('staging', 'staging stage stg preprod pre-prod preproduction'),
  ...names('preview', 'preview review'),
  ...names('prod', 'prod production prd live'),
]);

function names(environment: string, spellings: string): readonly (readonly [string, string])[] {
  return spellings.split(' ').map((spelling) => [spelling, environment] as const);
}
