import type { ComposeTree, EnvFileText, VariableUse } from '../../facts/assembled';
import { isPartial, keyValues, placeOf } from '../../lore/compose';
import { fileRole, fixtureFolder } from '../../lore/fileRole';
import type { Resolve } from '../../lore/interpolate';
import { decoded } from '../../syntax/decode';
import type { Entry, Node, ScalarNode } from '../../syntax/tree';
import { get, isNull, isTrue, textOf } from '../../syntax/tree';
import { concatMapped, mapImplied, useAt } from '../../text/mapped';
import type { MappedText } from '../../text/mapped';
import type { Uri } from '../../text/span';
import { baseName, directoryOf, joinUri, relativePath } from '../../text/uri';
import type { Assembly, Context, Reader, StackRequest } from '../stack';
import type { Environment } from './environment';
import { EMPTY_ENVIRONMENT, exampleOf, readEnvFile, readEnvironment } from './environment';
import { mapValues } from './interpolation';
import type { Loading } from './load';
import { loadProject, servicesOf } from './load';
import { DEFAULT_NAMES, OVERRIDE_NAMES } from './names';
import { referInServices } from './references';
import { sketchOf } from './sketch';

/** Reads the files of a project and makes one tree of them. Total: what cannot be read is left out with a note. */
export function assembleProject(request: StackRequest, reader: Reader): Assembly {
  const { directory, files } = request;
  const environment = readEnvironment([joinUri(directory, '.env')], EMPTY_ENVIRONMENT, reader);
  const loading: Loading = {
    reader,
    notes: [...othersIgnored(request, reader)],
    references: [],
    gathered: { variables: new Map(), problems: new Map() },
    appended: [],
    read: new Map(),
    broken: false,
    tagged: false,
  };
  const loaded = loadProject(loading, files, { directory, environment, chain: [] });
  if (loaded) referInServices(loading, loaded, directory);
  const context = { ...contextOf(request), references: loading.references };
  if (!loaded) return { context, trees: [], notes: loading.notes };
  const root = passThrough(loaded, environment.resolve);
  const tree: ComposeTree = {
    kind: 'compose',
    root,
    directory,
    name: nameOf(root, environment, directory),
    envFiles: envFilesOf(root, directory, environment.resolve, reader),
    variables: withExamples([...loading.gathered.variables.values()], directory, reader),
    problems: [...loading.gathered.problems.values()],
    appended: loading.appended,
    fragment: loading.broken || (files.length === 1 && isFragment(files[0] as Uri, reader)),
  };
  return { context, trees: [tree], notes: loading.notes };
}

function isFragment(uri: Uri, reader: Reader): boolean {
  const file = reader.file(uri);
  return typeof file === 'object' && sketchOf(file)?.complete === false;
}

/** Other files of a default name beside the first: Compose warns and passes them over. */
function othersIgnored(request: StackRequest, reader: Reader): Loading['notes'] {
  const taken = request.files.map(baseName);
  const [first, ...over] = taken;
  const names = reader.list(request.directory);
  if (first === undefined || DEFAULT_NAMES.find((n) => names.includes(n)) !== first) return [];
  if (!over.every((n) => OVERRIDE_NAMES.includes(n))) return [];
  const lost = [...DEFAULT_NAMES, ...OVERRIDE_NAMES].filter((n) => names.includes(n) && !taken.includes(n));
  const message = `is passed over by \`docker compose up\`, which takes ${taken.join(' and ')}`;
  return lost.map((n) => ({ uri: joinUri(request.directory, n), message }));
}

const ROLES: Readonly<Record<ReturnType<typeof fileRole>, Context['role']>> = {
  dev: 'development',
  test: 'test',
  example: 'example',
  prod: 'production',
  neutral: 'neutral',
};

function contextOf(request: StackRequest): Context {
  const { id, stack, name, directory, files, root, environment } = request;
  const first = files[0] as Uri;
  const overridden = files.slice(1).every((f) => OVERRIDE_NAMES.includes(baseName(f)));
  const tells = overridden ? first : (files.at(-1) as Uri);
  const path = relativePath(root ?? directoryOf(tells), tells);
  const quiet = fixtureFolder(path) !== undefined;
  return { id, stack, name, directory, role: ROLES[fileRole(path)], quiet, ...(environment ? { environment } : {}) };
}

function nameOf(root: Node, environment: Environment, directory: Uri): string {
  for (const name of [textOf(get(root, 'name')), environment.own.get('COMPOSE_PROJECT_NAME')?.value.text]) {
    if (name && !isPartial(name)) return name;
  }
  return baseName(directory);
}

/** Sections of a service whose keys without value take it from the project's environment. */
const PASSING: readonly (readonly string[])[] = [['environment'], ['build', 'args']];

/** The tree with `- PORT` and `PORT:` of services given the value that `.env` has for them, when it has one. */
function passThrough(root: Node, resolve: Resolve): Node {
  const inService = (service: Node) =>
    PASSING.reduce((s, path) => changeAt(s, path, (list) => givenValues(list, resolve)), service);
  return changeAt(root, ['services'], (services) =>
    services.kind === 'map' ? mapValues(services, (e) => inService(e.value)) : services,
  );
}

function changeAt(node: Node, path: readonly string[], change: (node: Node) => Node): Node {
  const [key, ...rest] = path;
  if (key === undefined) return change(node);
  return node.kind === 'map'
    ? mapValues(node, (e) => (e.key.value === key ? changeAt(e.value, rest, change) : e.value))
    : node;
}

function givenValues(list: Node, resolve: Resolve): Node {
  if (list.kind === 'map')
    return mapValues(list, (e) => (isNull(e.value) ? (givenValue(e, resolve) ?? e.value) : e.value));
  if (list.kind !== 'seq') return list;
  const items = list.items.map((item): Node => {
    if (item.kind === 'map') return givenValues(item, resolve);
    if (item.kind !== 'scalar' || item.value.includes('=')) return item;
    const given = valueFor(item, resolve);
    if (!given) return item;
    const equals = mapImplied('=', placeOf(item), 'a name alone takes the value of the environment');
    const text = concatMapped([decoded(item), equals, given], placeOf(item));
    return { ...item, value: text.text, decoded: text };
  });
  return items.every((x, i) => x === list.items[i]) ? list : { ...list, items };
}

function givenValue(entry: Entry, resolve: Resolve): ScalarNode | undefined {
  const given = valueFor(entry.key, resolve);
  return given && { ...entry.key, value: given.text, type: 'string', decoded: given };
}

function valueFor(key: ScalarNode, resolve: Resolve): MappedText | undefined {
  const found = resolve(key.value);
  return found && useAt(found.value, placeOf(key), found.step);
}

/** The env files of each service that has any. */
function envFilesOf(
  root: Node,
  directory: Uri,
  project: Resolve,
  reader: Reader,
): ReadonlyMap<string, readonly EnvFileText[]> {
  const out = new Map<string, readonly EnvFileText[]>();
  for (const { key, value: service } of servicesOf(root)) {
    const node = get(service, 'env_file');
    if (node === undefined || isNull(node)) continue;
    const own = new Map(
      keyValues(get(service, 'environment')).pairs.flatMap((p) => (p.value ? [[p.key.text, p.value] as const] : [])),
    );
    const resolve: Resolve = (name) => {
      const set = own.get(name);
      return project(name) ?? (set && { value: set, step: { kind: 'variable', name, at: set.whole } });
    };
    const items = node.kind === 'seq' ? node.items : [node];
    out.set(
      key.value,
      items.map((item) => envFile(item, directory, resolve, reader)),
    );
  }
  return out;
}

function envFile(item: Node, directory: Uri, resolve: Resolve, reader: Reader): EnvFileText {
  const site = placeOf(item);
  const path = textOf(item.kind === 'map' ? get(item, 'path') : item);
  if (path === undefined || isPartial(path) || path.startsWith('~'))
    return { site, open: { because: 'the path of an `env_file` is not known', at: site }, entries: [] };
  const file = reader.file(joinUri(directory, path));
  if (typeof file === 'string') {
    const optional = item.kind === 'map' && get(item, 'required') !== undefined && !isTrue(get(item, 'required'));
    const because =
      file === 'unread'
        ? `\`${path}\` cannot be read`
        : `\`${path}\` is not there${optional ? ' and need not be' : ''}`;
    return { site, open: { because, at: site }, entries: [] };
  }
  const raw = item.kind === 'map' && textOf(get(item, 'format')) === 'raw';
  return { site, entries: readEnvFile(file, raw ? 'raw' : 'dotenv', resolve) };
}

function withExamples(variables: readonly VariableUse[], directory: Uri, reader: Reader): readonly VariableUse[] {
  return variables.map((v) => {
    if (v.resolved) return v;
    const folders = new Set([directory, directoryOf(v.site.uri)]);
    for (const folder of folders) {
      const example = exampleOf(v.name, folder, reader);
      if (example) return { ...v, example };
    }
    return v;
  });
}
