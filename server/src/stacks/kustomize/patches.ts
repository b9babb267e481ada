import { mergeShape } from '../../lore/kustomizeMerge';
import { decoded } from '../../syntax/decode';
import { documentsOf } from '../../syntax/documents';
import { embeddedDocuments } from '../../syntax/embedded';
import type { MapNode, Node, ScalarNode } from '../../syntax/tree';
import { entriesOf, entry, get, isNull, isTrue, itemsOf } from '../../syntax/tree';
import { traceAll } from '../../text/mapped';
import type { KeyMatch } from '../stack';
import type { Run } from './run';
import { fileAt, note } from './run';
import { objectsIn, rootOf } from './files';
import { applyJsonPatch } from './jsonPatch';
import { withEntry, withoutKey } from './nodes';
import type { Resource } from './resource';
import { answersTo, apiVersionOf, idOf, remembered } from './resource';
import { selectorOf } from './select';
import type { Addition } from './strategic';
import { mergePatch } from './strategic';

/** A patch of a kustomization: objects to merge, or a list of operations. */
interface Patch {
  readonly objects: readonly Node[];
  readonly operations: Node | undefined;
  /** For notes: the file or the kustomization. */
  readonly at: Node;
  readonly renames: boolean;
  readonly changesKind: boolean;
}

const inline = new WeakMap<ScalarNode, readonly Node[]>();

/** The documents of a patch that is written into the kustomization. */
export function inlineDocuments(node: ScalarNode): readonly Node[] {
  const known = inline.get(node);
  if (known) return known;
  const made = embeddedDocuments(decoded(node));
  inline.set(node, made);
  return made;
}

/** `patchesStrategicMerge:` and `patches:`, in the order in which Kustomize runs them. */
export function applyPatches(resources: readonly Resource[], run: Run): readonly Resource[] {
  let out = resources;
  for (const item of itemsOf(get(run.root, 'patchesStrategicMerge'))) {
    const patch = item.kind === 'scalar' ? readPatch(documentsAt(item, run), item, undefined) : undefined;
    if (patch) out = applyPatch(out, patch, undefined, run);
  }
  for (const item of itemsOf(get(run.root, 'patches'))) {
    // Before there were targets, `patches` was a list of files.
    const patch =
      item.kind === 'scalar' ? readPatch(documentsAt(item, run), item, undefined) : readPatchItem(item, 'patch', run);
    if (patch) out = applyPatch(out, patch, targetOf(item), run);
  }
  return out;
}

/** `patchesJson6902:`, which comes after names and labels. */
export function applyJson6902(resources: readonly Resource[], run: Run): readonly Resource[] {
  let out = resources;
  for (const item of itemsOf(get(run.root, 'patchesJson6902'))) {
    const patch = readPatchItem(item, 'patch', run);
    if (patch) out = applyPatch(out, patch, targetOf(item), run);
  }
  return out;
}

function targetOf(item: Node): Node | undefined {
  const target = get(item, 'target');
  return isNull(target) ? undefined : target;
}

/** Text in the kustomization, or the path of a file. */
function documentsAt(item: ScalarNode, run: Run): readonly Node[] {
  if (/[\n{]/.test(item.value)) return inlineDocuments(item);
  const file = fileAt(run, item.value, item);
  return file ? documentsOf(file).flatMap((d) => rootOf(d) ?? []) : [];
}

function readPatchItem(item: Node, key: string, run: Run): Patch | undefined {
  const text = get(item, key);
  const path = get(item, 'path');
  if (text?.kind === 'scalar' && !isNull(text)) return readPatch(inlineDocuments(text), text, get(item, 'options'));
  if (path?.kind !== 'scalar' || isNull(path)) return undefined;
  const file = fileAt(run, path.value, path);
  return (
    file &&
    readPatch(
      documentsOf(file).flatMap((d) => rootOf(d) ?? []),
      path,
      get(item, 'options'),
    )
  );
}

function readPatch(documents: readonly Node[], at: Node, options: Node | undefined): Patch {
  const operations = documents.find((d) => d.kind === 'seq');
  return {
    objects: operations ? [] : documents.flatMap(objectsIn).filter((o) => o.kind === 'map'),
    operations,
    at,
    renames: isTrue(get(options, 'allowNameChange')),
    changesKind: isTrue(get(options, 'allowKindChange')),
  };
}

function applyPatch(
  resources: readonly Resource[],
  patch: Patch,
  target: Node | undefined,
  run: Run,
): readonly Resource[] {
  if (patch.operations) return applyOperations(resources, patch.operations, target, patch, run);
  if (target) {
    const selected = selectorOf(target);
    const over = patch.objects[0];
    if (!selected) note(run, patch.at, 'has a target pattern that is not followed', true);
    if (!selected || !over) return resources;
    return resources.flatMap((r) => (selected(r) ? merged(r, over, patch) : [r]));
  }
  let out = resources;
  for (const over of patch.objects) {
    const id = idOf(over);
    const meant = id ? out.filter((r) => answersTo(r, id)) : [];
    if (meant.length !== 1)
      note(run, patch.at, `patches ${id?.kind ?? 'an object'} \`${id?.name ?? ''}\`, which is not there`);
    else out = out.flatMap((r) => (r === meant[0] ? merged(r, over, patch) : [r]));
  }
  return out;
}

/** What a patch made of an object: another one, or none. */
interface Merged {
  readonly at: Node;
  readonly made: readonly Resource[];
}

const mergedObjects = new WeakMap<Node, WeakMap<Resource, Merged>>();

/** Kept like every step: the same patch of the same object gives the same. */
function merged(r: Resource, over: Node, patch: Patch): readonly Resource[] {
  const done = mergedObjects.get(over) ?? new WeakMap<Resource, Merged>();
  mergedObjects.set(over, done);
  const known = done.get(r);
  // A file may be the patch of several kustomizations, with other options.
  if (known?.at === patch.at) return known.made;
  const made = mergeAnew(r, over, patch);
  done.set(r, { at: patch.at, made });
  return made;
}

function mergeAnew(r: Resource, over: Node, patch: Patch): readonly Resource[] {
  const base = r.body.node;
  const additions: Addition[] = [];
  const matches: KeyMatch[] = [];
  const node = mergePatch(base, over, mergeShape(apiVersionOf(r.id), r.id.kind), {
    added: (a) => additions.push(a),
    meant: (mine, theirs) => {
      const [of, by] = [mine, theirs].map((n) => traceAll(decoded(n)).origins[0]);
      if (of?.kind === 'text' && by?.kind === 'text') matches.push({ base: of.span, over: by.span });
    },
  });
  if (!node) return [];
  const before = patch.renames || patch.changesKind ? remembered(r) : r;
  const body = { node: withIdentity(node, base, patch) };
  const id = { ...r.id, ...renamedTo(body.node, patch) };
  const heard = { additions: [...r.additions, ...additions], matches: [...r.matches, ...matches] };
  return [{ ...before, id, body, local: true, ...heard }];
}

function renamedTo(node: Node, patch: Patch): Partial<Resource['id']> {
  const now = idOf(node);
  return {
    ...(patch.renames && now ? { name: now.name } : {}),
    ...(patch.changesKind && now ? { kind: now.kind } : {}),
  };
}

/** A patch says by its name and kind which object it means; it does not change them unless it may. */
function withIdentity(node: Node, base: Node, patch: Patch): Node {
  if (node.kind !== 'map') return node;
  let out: MapNode = node;
  for (const key of ['apiVersion', ...(patch.changesKind ? [] : ['kind'])]) {
    const own = entry(base, key);
    if (own) out = withEntry(out, own.key, own.value);
  }
  const [old, now] = [get(base, 'metadata'), get(out, 'metadata')];
  if (old === now || now?.kind !== 'map') return out;
  let metadata: MapNode = now;
  for (const key of ['namespace', ...(patch.renames ? [] : ['name'])]) {
    const own = entry(old, key);
    metadata = own ? withEntry(metadata, own.key, own.value) : withoutKey(metadata, key);
  }
  const e = entry(out, 'metadata');
  return e && !sameEntries(metadata, now) ? withEntry(out, e.key, kept(metadata, old)) : out;
}

function sameEntries(a: MapNode, b: MapNode): boolean {
  return a === b;
}

/** The former metadata when they say what they said before. */
function kept(metadata: MapNode, old: Node | undefined): Node {
  const was = entriesOf(old);
  const same = was.length === metadata.entries.length && was.every((e) => get(metadata, e.key.value) === e.value);
  return old && same ? old : metadata;
}

function applyOperations(
  resources: readonly Resource[],
  operations: Node,
  target: Node | undefined,
  patch: Patch,
  run: Run,
): readonly Resource[] {
  const selected = target && selectorOf(target);
  if (!selected) {
    note(
      run,
      patch.at,
      target ? 'has a target pattern that is not followed' : 'is a JSON patch without a target',
      true,
    );
    return resources;
  }
  return resources.map((r) => {
    if (!selected(r)) return r;
    const { made, because } = patchedOnce(r, operations);
    if (because !== undefined) note(run, patch.at, `does not apply to ${r.id.kind} \`${r.id.name}\`: ${because}`);
    return made;
  });
}

/** What operations made of an object, and why they do not apply. */
interface PatchedObject {
  readonly made: Resource;
  readonly because: string | undefined;
}

const patchedObjects = new WeakMap<Node, WeakMap<Resource, PatchedObject>>();

function patchedOnce(r: Resource, operations: Node): PatchedObject {
  const done = patchedObjects.get(operations) ?? new WeakMap<Resource, PatchedObject>();
  patchedObjects.set(operations, done);
  const made = done.get(r) ?? patchAnew(r, operations);
  done.set(r, made);
  return made;
}

function patchAnew(r: Resource, operations: Node): PatchedObject {
  const patched = applyJsonPatch(r.body.node, operations);
  if (patched.kind === 'refused') return { made: { ...r, partial: true }, because: patched.because };
  const id = idOf(patched.node) ?? r.id;
  return { made: { ...remembered(r), id, body: { node: patched.node }, local: true }, because: undefined };
}
