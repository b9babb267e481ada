import type { FieldTables } from '../../lore/kustomizeFields';
import { defaultFields } from '../../lore/kustomizeFields';
import { isLocalPath, KUSTOMIZATION_NAMES } from '../../lore/kustomization';
import { documentsOf } from '../../syntax/documents';
import type { MapNode, Node } from '../../syntax/tree';
import { get, isNull, itemsOf, textOf } from '../../syntax/tree';
import type { SourceFile } from '../../text/source';
import type { Uri } from '../../text/span';
import { joinUri } from '../../text/uri';
import type { ChartRenderer, FileReference, Note, Reader } from '../stack';
import { chartResources } from './charts';
import { mergeTables, withConfigurations } from './configurations';
import { resourcesOf, rootOf } from './files';
import { addHashes, runGenerators } from './generators';
import { setImages } from './images';
import { fixReferences } from './names';
import { applyJson6902, applyPatches } from './patches';
import { runExtraGenerators, runTransformers } from './plugins';
import { applyReplacements } from './replacements';
import type { Resource } from './resource';
import { namespaceOf } from './resource';
import type { Run } from './run';
import { fileAt, note, refer } from './run';
import { addAnnotations, addLabels, affixNames, setNamespace, setReplicas } from './transform';
import type { Var } from './vars';
import { resolveVars, varsOf, withVars } from './vars';

/** What a kustomization comes to before its references are put right, which only the outermost build does. */
interface State {
  readonly resources: readonly Resource[];
  /** Absent while nothing has said any. */
  readonly tables: FieldTables | undefined;
  readonly vars: readonly Var[];
}

/** What is built, and of which files. */
export interface Built {
  readonly resources: readonly Resource[];
  readonly notes: readonly Note[];
  readonly references: readonly FileReference[];
  /** Why there may be objects that are not known. */
  readonly open: string | undefined;
  /** Files that take part → how many kustomizations away from the root they stand; 0: only the root brings them in. */
  readonly files: ReadonlyMap<Uri, number>;
}

interface Accumulated extends Omit<Built, 'resources' | 'notes' | 'references'> {
  readonly state: State;
  readonly notes: ReadonlySet<Note>;
  readonly references: ReadonlySet<FileReference>;
  readonly cyclic: boolean;
}

/** What all builds below one that was asked for share. */
interface Above {
  readonly chain: readonly Uri[];
  readonly renderChart: ChartRenderer;
  /**
   * Builds that ask for themselves, by directory. What they come to depends on where the circle was entered, so they are kept
   * no longer than this; made anew for every way into the circle they would take for ever.
   */
  readonly circular: Map<Uri, Accumulated>;
}

/** A run with what its builds below need. */
type Building = Run & Above;

const EMPTY: State = { resources: [], tables: undefined, vars: [] };

/** Builds the kustomization of a directory; `undefined` when there is none that can be read. */
export function build(directory: Uri, reader: Reader, renderChart: ChartRenderer): Built | undefined {
  const made = accumulate(directory, reader, { chain: [], renderChart, circular: new Map() });
  if (!made) return undefined;
  const { state, notes, references, open, files } = made;
  const tables = state.tables ?? defaultFields;
  const named = fixReferences(addHashes(state.resources), tables);
  const resources = resolveVars(named, state.vars, tables).filter((r) => !isLocal(r));
  return { resources, notes: [...notes], references: [...references], open, files };
}

/** Objects with this annotation are for tools only. */
function isLocal(r: Resource): boolean {
  if (!r.local) return false;
  const mark = textOf(get(get(get(r.body.node, 'metadata'), 'annotations'), 'config.kubernetes.io/local-config'));
  return mark !== undefined && mark !== 'false';
}

/** The kustomization of a directory, if it has one that can be read. */
export function kustomizationIn(directory: Uri, reader: Reader): SourceFile | undefined {
  const names = reader.list(directory);
  for (const name of KUSTOMIZATION_NAMES) {
    if (!names.includes(name)) continue;
    const file = reader.file(`${directory}/${name}`);
    if (typeof file === 'object') return file;
  }
  return undefined;
}

const roots = new WeakMap<Node, Node>();

/** The text of a kustomization as a tree. Kustomize does not mind capitals in the names of fields. */
export function kustomizationRoot(file: SourceFile): Node | undefined {
  const [document] = documentsOf(file);
  const root = document && rootOf(document);
  if (root?.kind !== 'map') return root;
  const known = roots.get(root) ?? respelled(root);
  roots.set(root, known);
  return known;
}

function respelled(root: MapNode): MapNode {
  const odd = root.entries.some((e) => spelling(e.key.value) !== e.key.value);
  if (!odd) return root;
  const entries = root.entries.map(({ key, value }) => ({ key: { ...key, value: spelling(key.value) }, value }));
  return { ...root, entries };
}

/** Fields with capitals that people leave out. */
const FIELDS: ReadonlyMap<string, string> = new Map(
  [
    'apiVersion namePrefix nameSuffix commonLabels commonAnnotations configMapGenerator secretGenerator generatorOptions',
    'patchesStrategicMerge patchesJson6902 imageTags helmCharts helmGlobals buildMetadata sortOptions',
  ].flatMap((line) => line.split(' ').map((name) => [name.toLowerCase(), name] as const)),
);

function spelling(key: string): string {
  return FIELDS.get(key.toLowerCase()) ?? key;
}

interface Answered {
  readonly renderChart: ChartRenderer;
  readonly files: ReadonlyMap<Uri, ReturnType<Reader['file']>>;
  readonly lists: ReadonlyMap<Uri, readonly string[]>;
  readonly made: Accumulated;
}

const built = new WeakMap<SourceFile, Answered>();

/** A build that many ask for is made once, as long as all that it looked at is the same. */
function accumulate(directory: Uri, reader: Reader, above: Above): Accumulated | undefined {
  const file = kustomizationIn(directory, reader);
  const root = file && kustomizationRoot(file);
  if (!file || !root) return undefined;
  const known = built.get(file);
  if (known?.renderChart === above.renderChart && holds(known, reader)) return known.made;
  const circular = above.circular.get(directory);
  if (circular) return circular;
  const files = new Map<Uri, ReturnType<Reader['file']>>();
  const lists = new Map<Uri, readonly string[]>();
  const recording: Reader = {
    file: (uri) => keep(files, uri, reader.file(uri)),
    list: (uri) => keep(lists, uri, reader.list(uri)),
  };
  const run = runOf(directory, file, root, recording, { ...above, spent: { components: 0 } });
  const state = buildOn(EMPTY, run);
  const made = { state, ...run.outcome };
  if (made.cyclic) above.circular.set(directory, made);
  else built.set(file, { renderChart: above.renderChart, files, lists, made });
  return made;
}

function keep<T>(map: Map<Uri, T>, uri: Uri, answer: T): T {
  map.set(uri, answer);
  return answer;
}

/** Whether everything would be answered as before; asking tells whoever records what this build depends on. */
function holds(known: Answered, reader: Reader): boolean {
  let same = true;
  for (const [uri, answer] of known.files) if (reader.file(uri) !== answer) same = false;
  for (const [uri, answer] of known.lists) if (reader.list(uri) !== answer) same = false;
  return same;
}

function runOf(
  directory: Uri,
  file: SourceFile,
  root: Node,
  reader: Reader,
  above: Above & Pick<Run, 'spent'>,
): Building {
  const run: Building = {
    ...above,
    directory,
    file,
    root,
    reader,
    chain: [...above.chain, directory],
    built: (below, item) => {
      const made = subordinate(below, item, run) ? accumulate(below, reader, run) : undefined;
      if (made) takeOver(made, run);
      return made?.state.resources;
    },
    outcome: {
      notes: new Set(),
      references: new Set(),
      files: new Map([[file.uri, 0]]),
      open: undefined,
      cyclic: false,
    },
  };
  return run;
}

/** Everything that a kustomization does, in the order of Kustomize 5. A component does it to what is there already. */
function buildOn(before: State, run: Building): State {
  let state = withResources(before, run);
  state = { ...state, tables: withConfigurations(state.tables, run) };
  const generated = [...runGenerators(state.resources, run), ...chartResources(run)];
  state = { ...state, resources: runExtraGenerators(generated, run) };
  for (const item of itemsOf(get(run.root, 'components'))) state = addComponent(state, item, run);
  const tables = state.tables ?? defaultFields;
  noteUnknown(run);
  const { root } = run;
  let resources = applyPatches(state.resources, run);
  resources = setNamespace(resources, root, tables);
  resources = affixNames(resources, root, tables);
  resources = addLabels(resources, root, tables);
  resources = addAnnotations(resources, root, tables);
  resources = applyJson6902(resources, run);
  resources = setReplicas(resources, root, tables);
  resources = setImages(resources, root, tables);
  resources = applyReplacements(resources, run);
  resources = runTransformers(resources, tables, run);
  const vars = varsOf(root);
  return { resources: withVars(resources, vars), tables, vars: [...state.vars, ...vars] };
}

/** Fields that make objects which are not known. */
const UNKNOWN = ['helmChartInflationGenerator'];

function noteUnknown(run: Run): void {
  for (const key of UNKNOWN) {
    const field = get(run.root, key);
    if (itemsOf(field).length === 0) continue;
    const message = `\`${key}\` is not followed`;
    run.outcome.notes.add({ uri: run.file.uri, message });
    run.outcome.open ??= message;
  }
  if (!isNull(get(run.root, 'openapi')))
    run.outcome.notes.add({
      uri: run.file.uri,
      message: '`openapi` is not read: lists of custom resources are replaced',
    });
}

/** With the objects of `resources:` and `bases:`; one that is there already is left out. */
function withResources(before: State, run: Building): State {
  const resources = [...before.resources];
  const vars = new Set(before.vars);
  let known: Set<string> | undefined;
  let { tables } = before;
  for (const item of [...itemsOf(get(run.root, 'resources')), ...itemsOf(get(run.root, 'bases'))]) {
    const below = resourcesAt(item, run);
    if (resources.length === 0) resources.push(...below.resources);
    else if (below.resources.length > 0) {
      const there = (known ??= new Set(resources.map(keyOf)));
      const fresh = below.resources.filter((r) => !there.has(keyOf(r)));
      if (fresh.length < below.resources.length) note(run, item, 'holds an object that is there already');
      for (const r of fresh) {
        resources.push(r);
        there.add(keyOf(r));
      }
    }
    if (below.tables) tables = mergeTables(tables, below.tables);
    for (const v of below.vars) vars.add(v);
  }
  return { resources, tables, vars: [...vars] };
}

function resourcesAt(item: Node, run: Building): State {
  if (item.kind !== 'scalar' || isNull(item)) return EMPTY;
  const directory = isLocalPath(item.value) ? joinUri(run.directory, item.value) : undefined;
  if (directory === undefined || run.reader.list(directory).length === 0) {
    const file = fileAt(run, item.value, item);
    return file ? { ...EMPTY, resources: resourcesOf(file) } : EMPTY;
  }
  referToKustomization(run, item, directory);
  if (!subordinate(directory, item, run)) return EMPTY;
  const made = accumulate(directory, run.reader, run);
  if (!made) {
    note(run, item, 'has no kustomization that could be read', true);
    return EMPTY;
  }
  takeOver(made, run);
  return made.state;
}

/** Records that an item names the kustomization of a directory. */
function referToKustomization(run: Run, item: Node, directory: Uri): void {
  const file = kustomizationIn(directory, run.reader);
  if (file) refer(run, item, file.uri);
}

/** Whether a directory may be built for this one: a circle ends here. */
function subordinate(directory: Uri, item: Node, run: Run): boolean {
  if (!run.chain.includes(directory) && run.chain.length < DEPTH_LIMIT) return true;
  note(run, item, 'asks for itself', true);
  run.outcome.cyclic = true;
  return false;
}

/** Kustomizations of kustomizations; more are nobody's. */
const DEPTH_LIMIT = 60;

/** Components that one build may use, each as often as it is named: components of components could go on for ever. */
const COMPONENT_LIMIT = 500;

/** What a build that this one uses met; its files stand `further` away. */
function takeOver(made: Omit<Accumulated, 'state'>, { outcome }: Run, further = 1): void {
  for (const met of made.notes) outcome.notes.add(met);
  for (const named of made.references) outcome.references.add(named);
  outcome.open ??= made.open;
  if (made.cyclic) outcome.cyclic = true;
  for (const [uri, distance] of made.files)
    outcome.files.set(uri, Math.max(distance + further, outcome.files.get(uri) ?? 0));
}

function keyOf({ id }: Resource): string {
  return `${id.group}/${id.version}/${id.kind} ${namespaceOf(id)}/${id.name}`;
}

function addComponent(state: State, item: Node, run: Building): State {
  if (item.kind !== 'scalar' || isNull(item)) return state;
  if (!isLocalPath(item.value)) {
    note(run, item, 'is fetched from elsewhere', true);
    return state;
  }
  const directory = joinUri(run.directory, item.value);
  referToKustomization(run, item, directory);
  if (!subordinate(directory, item, run)) return state;
  const file = kustomizationIn(directory, run.reader);
  const root = file && kustomizationRoot(file);
  if (!file || !root) {
    note(run, item, 'has no kustomization that could be read', true);
    return state;
  }
  if (++run.spent.components > COMPONENT_LIMIT) {
    note(run, item, 'is one component too many', true);
    return state;
  }
  const own = runOf(directory, file, root, run.reader, run);
  const made = buildOn(state, own);
  // Whoever names a component brings its files in, as it does its patches.
  takeOver(own.outcome, run, 0);
  return made;
}
