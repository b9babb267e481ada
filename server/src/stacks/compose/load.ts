import type { AppendedPort } from '../../facts/assembled';
import { isPartial, isRemote } from '../../lore/compose';
import { documentProblems, documentTree, documentsOf } from '../../syntax/documents';
import type { Entry, MapNode, Node, SeqNode } from '../../syntax/tree';
import { entriesOf, entry, get, isNull, itemsOf, spanIn, textOf } from '../../syntax/tree';
import type { Span, Uri } from '../../text/span';
import { baseName, directoryOf, joinUri } from '../../text/uri';
import type { FileReference, Note, Reader } from '../stack';
import type { Environment } from './environment';
import { readEnvironment } from './environment';
import type { Gathered } from './interpolation';
import { interpolateFile, mapValues } from './interpolation';
import { appendedPorts, mergeFiles, mergeService, settleTags } from './merge';
import { rebaseService } from './rebase';
import { refer, referOutside } from './references';
import { templateOf } from './sketch';

/** What loading one project gathers beside its tree. */
export interface Loading {
  readonly reader: Reader;
  readonly notes: Note[];
  readonly references: FileReference[];
  readonly gathered: Gathered;
  readonly appended: AppendedPort[];
  /** Files that were read already, by the environment that they were interpolated in. */
  readonly read: Map<Environment, Map<Uri, readonly MapNode[]>>;
  /** A file has syntax errors, so that something may be missing. */
  broken: boolean;
  /** A file has `!reset` or `!override`. */
  tagged: boolean;
}

/** The project that a file is loaded for. */
export interface Scope {
  /** Where relative paths of its files start. */
  readonly directory: Uri;
  readonly environment: Environment;
  /** Files being included, outermost first. */
  readonly chain: readonly Uri[];
}

/** The files of a project, each interpolated, extended and included into, merged in order; `undefined` when none is readable. */
export function loadProject(loading: Loading, files: readonly Uri[], scope: Scope): Node | undefined {
  let merged: Node | undefined;
  for (const uri of files) {
    for (const raw of readFile(loading, uri, scope.environment)) {
      referOutside(loading, raw, scope.directory);
      const included = applyIncludes(loading, raw, { ...scope, chain: [...scope.chain, uri] });
      const whole = applyExtends(loading, included, { uri, directory: scope.directory }, scope.environment);
      merged = merged ? mergeOver(loading, merged, whole) : whole;
    }
  }
  return merged && loading.tagged ? settleTags(merged) : merged;
}

function mergeOver(loading: Loading, base: Node, over: Node): Node {
  return mergeFiles(base, over, (service, before, after) => {
    if (after.tag) return;
    loading.appended.push(...appendedPorts(service, before, after, tagPlace(over, service, after)));
  });
}

/** Behind the colon of `ports:` in the file that has the list. */
function tagPlace(root: Node, service: string, ports: SeqNode): Span | undefined {
  const key = entry(get(get(root, 'services'), service), 'ports')?.key;
  if (!key || key.source !== ports.source) return undefined;
  const colon = key.source.text.indexOf(':', key.end);
  return colon < 0 || colon > ports.start ? undefined : spanIn(key.source, colon + 1, colon + 1);
}

/** The documents of a file, interpolated. A file that cannot be read gives none and a note. */
function readFile(loading: Loading, uri: Uri, environment: Environment): readonly MapNode[] {
  const read = loading.read.get(environment) ?? new Map<Uri, readonly MapNode[]>();
  loading.read.set(environment, read);
  const made = read.get(uri) ?? readAnew(loading, uri, environment);
  read.set(uri, made);
  return made;
}

function readAnew(loading: Loading, uri: Uri, environment: Environment): readonly MapNode[] {
  const file = loading.reader.file(uri);
  if (typeof file === 'string') {
    loading.notes.push({
      uri,
      message:
        file === 'absent'
          ? 'is named by a Compose project but not there'
          : 'belongs to a Compose project but could not be read',
    });
    return [];
  }
  const template = templateOf(file);
  if (template) {
    loading.notes.push({ uri, message: `is a template (${template}): its services are not known` });
    return [];
  }
  loading.tagged ||= /!(?:reset|override)\b/.test(file.text);
  return documentsOf(file).flatMap((document) => {
    const [problem] = documentProblems(document);
    if (problem) {
      loading.broken = true;
      loading.notes.push({ uri, message: `has YAML errors (${problem.message}): read as far as possible` });
    }
    const tree = documentTree(document);
    return tree?.kind === 'map' ? [interpolateFile(tree, environment.resolve, loading.gathered) as MapNode] : [];
  });
}

const IMPORTED: ReadonlySet<string> = new Set(['services', 'networks', 'volumes', 'secrets', 'configs']);

/** The file with what it includes merged in below its own (formats.md §2.1); `include` itself goes. */
function applyIncludes(loading: Loading, root: MapNode, scope: Scope): MapNode {
  const list = itemsOf(get(root, 'include'));
  if (list.length === 0) return root;
  let imported: Node | undefined;
  for (const item of list) {
    const project = includedProject(loading, item, scope);
    if (project) imported = imported ? mergeFiles(imported, project) : project;
  }
  const own: MapNode = { ...root, entries: root.entries.filter((e) => e.key.value !== 'include') };
  if (imported?.kind !== 'map') return own;
  const below: MapNode = { ...own, entries: imported.entries.filter((e) => IMPORTED.has(e.key.value)) };
  return mergeFiles(below, own) as MapNode;
}

function includedProject(loading: Loading, item: Node, scope: Scope): Node | undefined {
  const from = scope.chain.at(-1) ?? scope.directory;
  const paths = texts(item.kind === 'map' ? get(item, 'path') : item);
  const [first] = paths;
  if (first === undefined || paths.some((p) => isRemote(p) || isPartial(p))) {
    loading.notes.push({
      uri: from,
      message: `includes ${first ?? 'something'} that is not in the workspace: its services are not known`,
    });
    return undefined;
  }
  const files = paths.map((p) => joinUri(scope.directory, p));
  if (scope.chain.includes(files[0] as Uri) || scope.chain.length > 20) {
    loading.notes.push({
      uri: from,
      message: `includes ${baseName(files[0] as Uri)}, which includes it: Compose refuses such a cycle`,
    });
    return undefined;
  }
  const given = item.kind === 'map' ? textOf(get(item, 'project_directory')) : undefined;
  const directory =
    given === undefined || isPartial(given) ? directoryOf(files[0] as Uri) : joinUri(scope.directory, given);
  const named =
    item.kind === 'map' ? texts(get(item, 'env_file')).filter((p) => !isPartial(p) && p !== '/dev/null') : [];
  const envFiles = named.length > 0 ? named.map((p) => joinUri(scope.directory, p)) : [joinUri(directory, '.env')];
  const environment = readEnvironment(envFiles, scope.environment, loading.reader);
  const project = loadProject(loading, files, { directory, environment, chain: scope.chain });
  return project && rebaseServices(project, directory, scope.directory);
}

function rebaseServices(root: Node, from: Uri, to: Uri): Node {
  if (root.kind !== 'map' || from === to) return root;
  return mapValues(root, (e) =>
    e.key.value === 'services' && e.value.kind === 'map'
      ? mapValues(e.value, (s) => rebaseService(s.value, from, to))
      : e.value,
  );
}

function texts(node: Node | undefined): readonly string[] {
  if (node?.kind === 'seq') return node.items.flatMap((i) => textOf(i) ?? []);
  return [textOf(node) ?? []].flat();
}

/** Where a service with `extends` stands, and where the paths of its file start. */
interface Place {
  readonly uri: Uri;
  readonly directory: Uri;
}

/** The file with every `extends` that can be followed followed; those that cannot stay, which marks the service as part of something. */
function applyExtends(loading: Loading, root: MapNode, place: Place, environment: Environment): MapNode {
  const services = get(root, 'services');
  if (services?.kind !== 'map' || !services.entries.some((e) => get(e.value, 'extends'))) return root;
  const made = mapValues(services, (e) => extend(loading, e, services, place, environment, []));
  return mapValues(root, (e) => (e.value === services ? made : e.value));
}

function extend(
  loading: Loading,
  service: Entry,
  siblings: MapNode,
  place: Place,
  environment: Environment,
  chain: readonly string[],
): Node {
  const own = service.value;
  const link = get(own, 'extends');
  if (own.kind !== 'map' || !link || isNull(link)) return own;
  const id = `${place.uri}#${service.key.value}`;
  if (chain.includes(id)) {
    loading.notes.push({
      uri: place.uri,
      message: `service ${service.key.value} extends itself over ${chain.length} steps: Compose refuses such a cycle`,
    });
    return own;
  }
  const base = extendedService(loading, link, siblings, place, environment, [...chain, id]);
  if (!base) {
    loading.notes.push({
      uri: place.uri,
      message: `service ${service.key.value} extends a service that is not there: it is known in part`,
    });
    return own;
  }
  const bare: MapNode = { ...own, entries: own.entries.filter((e) => e.key.value !== 'extends') };
  const merged = mergeService(service.key.value, base, bare);
  // The service stands where it extends, not where what it extends stands.
  return { ...merged, source: own.source, start: own.start, end: own.end };
}

function extendedService(
  loading: Loading,
  link: Node,
  siblings: MapNode,
  place: Place,
  environment: Environment,
  chain: readonly string[],
): Node | undefined {
  const name = link.kind === 'map' ? textOf(get(link, 'service')) : textOf(link);
  const file = link.kind === 'map' ? textOf(get(link, 'file')) : undefined;
  if (name === undefined || isPartial(name)) return undefined;
  if (file === undefined) {
    const found = entry(siblings, name);
    return found && extend(loading, found, siblings, place, environment, chain);
  }
  if (isPartial(file) || isRemote(file)) return undefined;
  refer(loading, get(link, 'file'), place.directory);
  const uri = joinUri(place.directory, file);
  const there = { uri, directory: directoryOf(uri) };
  for (const root of readFile(loading, uri, environment)) {
    const services = get(root, 'services');
    const found = entry(services, name);
    if (!found || services?.kind !== 'map') continue;
    return rebaseService(extend(loading, found, services, there, environment, chain), there.directory, place.directory);
  }
  return undefined;
}

/** The names of the services that a tree has. */
export function servicesOf(root: Node | undefined): readonly Entry[] {
  return entriesOf(get(root, 'services'));
}
