import { isHostPath, isPartial, isRemote, keyValues, parseVolume } from '../../lore/compose';
import { decoded } from '../../syntax/decode';
import { documentTree, documentsOf } from '../../syntax/documents';
import type { Entry, Node } from '../../syntax/tree';
import { entriesOf, get, isNull, itemsOf, textOf } from '../../syntax/tree';
import type { SourceFile } from '../../text/source';
import { isComposeName } from './names';

/** What discovery needs to know of a file that may be a Compose file. */
export interface Sketch {
  readonly file: SourceFile;
  readonly kind: 'compose' | 'template';
  /** Compose could load it alone: every service has an image, and nothing that it refers to is missing. */
  readonly complete: boolean;
  /** Top-level `name`, when it is a plain text. */
  readonly name?: string;
  /** Paths under `include` and under `extends.file`, as written; those with variables are left out. */
  readonly includes: readonly string[];
  readonly extended: readonly string[];
  /** Variables in ports that have no default. */
  readonly portVariables: readonly string[];
}

const known = new WeakMap<SourceFile, Sketch | 'other'>();

/** The sketch of a file; `undefined` when it is no Compose file. Kept for each file. */
export function sketchOf(file: SourceFile): Sketch | undefined {
  const before = known.get(file);
  if (before) return before === 'other' ? undefined : before;
  const made = draw(file);
  known.set(file, made ?? 'other');
  return made;
}

function draw(file: SourceFile): Sketch | undefined {
  const named = isComposeName(file.uri);
  if (!named && !mayBeCompose(file)) return undefined;
  if (templateOf(file))
    return named
      ? { file, kind: 'template', complete: false, includes: [], extended: [], portVariables: [] }
      : undefined;
  const [document] = documentsOf(file);
  const root = document && documentTree(document);
  const services = get(root, 'services');
  const list = entriesOf(services);
  if (
    named ? !isProject(root) : !list.every((e) => e.value.kind === 'map') || !list.some((e) => makesContainer(e.value))
  )
    return undefined;
  const name = textOf(get(root, 'name'));
  const complete = isComplete(root, list);
  if (!named && !complete) return undefined;
  return {
    file,
    kind: 'compose',
    complete,
    ...(name !== undefined && !name.includes('$') ? { name } : {}),
    includes: paths(itemsOf(get(root, 'include')).flatMap((i) => (i.kind === 'map' ? listOf(get(i, 'path')) : [i]))),
    portVariables: list.flatMap((e) => itemsOf(get(e.value, 'ports')).flatMap(variablesOf)),
    extended: paths(list.flatMap((e) => get(get(e.value, 'extends'), 'file') ?? [])),
  };
}

function variablesOf(port: Node): readonly string[] {
  const texts = port.kind === 'map' ? entriesOf(port).map((e) => textOf(e.value)) : [textOf(port)];
  return texts.flatMap((t) => [...(t ?? '').matchAll(/\$(?:(\w+)|\{(\w+)\})/g)].map((m) => m[1] ?? (m[2] as string)));
}

/** A cheap look at the unindented keys: other files with `services:` are objects of Kubernetes, CI files, settings. */
function mayBeCompose(file: SourceFile): boolean {
  if (!/\.ya?ml$/i.test(file.uri) || !file.text.includes('services:')) return false;
  const [document] = documentsOf(file);
  return (
    document !== undefined &&
    document.head.keys.includes('services') &&
    !document.head.kind &&
    !document.head.apiVersion
  );
}

function isProject(root: Node | undefined): boolean {
  return get(root, 'services')?.kind === 'map' || get(root, 'include')?.kind === 'seq';
}

/**
 * The template language that decides about the structure of a file, when there is one: its lines are no YAML then.
 * `{{ value }}` alone is not enough, since Compose files have it in labels and formats.
 */
export function templateOf(file: SourceFile): string | undefined {
  if (/\{%[-+~]?\s*\w/.test(file.text)) return 'Jinja';
  if (/<%[-=#_]?\s*\w/.test(file.text)) return 'ERB';
  return /^[ \t]*\{\{-?\s*(?:if|else|range|end|with|define|include|template|block)\b/m.test(file.text)
    ? 'Go template'
    : undefined;
}

function makesContainer(service: Node): boolean {
  return ['image', 'build', 'extends', 'provider'].some((key) => !isNull(get(service, key)));
}

/** Whether Compose would load the file alone (compose-go `validate.go`): otherwise it is made to be merged over another. */
function isComplete(root: Node | undefined, services: readonly Entry[]): boolean {
  if (!services.every((e) => e.value.kind === 'map' && makesContainer(e.value))) return false;
  // What an included file brings is not looked up here.
  if (itemsOf(get(root, 'include')).length > 0) return true;
  const names = new Set(services.map((e) => e.key.value));
  const has = (section: string) => {
    const keys = new Set(entriesOf(get(root, section)).map((e) => e.key.value));
    return (key: string) => keys.has(key) || isPartial(key) || key.includes('$');
  };
  const [networks, volumes, secrets, configs] = [has('networks'), has('volumes'), has('secrets'), has('configs')];
  return services.every(
    ({ value: s }) =>
      namesOf(get(s, 'depends_on')).every((n) => names.has(n) || isOptional(get(s, 'depends_on'), n)) &&
      linksOf(s).every((n) => names.has(n)) &&
      namesOf(get(s, 'networks')).every((n) => n === 'default' || networks(n)) &&
      volumeNames(s).every(volumes) &&
      mountNames(get(s, 'secrets')).every(secrets) &&
      mountNames(get(s, 'configs')).every(configs),
  );
}

function namesOf(node: Node | undefined): readonly string[] {
  return node?.kind === 'map' ? entriesOf(node).map((e) => e.key.value) : itemsOf(node).flatMap((i) => textOf(i) ?? []);
}

function isOptional(dependencies: Node | undefined, name: string): boolean {
  return textOf(get(get(dependencies, name), 'required')) === 'false';
}

/** Services that a service links to or shares the network of. */
function linksOf(service: Node): readonly string[] {
  const links = keyValues(get(service, 'links')).pairs.map((p) => p.key.text.split(':')[0] as string);
  const mode = /^service:(.+)$/.exec(textOf(get(service, 'network_mode')) ?? '')?.[1];
  return [...links, mode ?? []].flat().filter((n) => !n.includes('$'));
}

function volumeNames(service: Node): readonly string[] {
  return itemsOf(get(service, 'volumes')).flatMap((item) => {
    if (item.kind === 'map') {
      const source = textOf(get(item, 'source'));
      return source !== undefined && textOf(get(item, 'type')) === 'volume' ? [source] : [];
    }
    const source = item.kind === 'scalar' ? parseVolume(decoded(item)).source?.text : undefined;
    return source !== undefined && source !== '' && !isHostPath(source) && !source.includes('$') ? [source] : [];
  });
}

function mountNames(node: Node | undefined): readonly string[] {
  return itemsOf(node).flatMap((i) => textOf(i.kind === 'map' ? get(i, 'source') : i) ?? []);
}

function listOf(node: Node | undefined): readonly Node[] {
  return node?.kind === 'seq' ? node.items : node ? [node] : [];
}

function paths(nodes: readonly Node[]): readonly string[] {
  return nodes.flatMap((n) => textOf(n) ?? []).filter((p) => !p.includes('$') && !isPartial(p) && !isRemote(p));
}
