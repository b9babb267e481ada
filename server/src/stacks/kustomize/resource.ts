import type { KubernetesTree } from '../../facts/assembled';
import { groupOf } from '../../lore/kubernetesKinds';
import type { FieldSpec } from '../../lore/kustomizeFields';
import { isClusterScoped } from '../../lore/kustomizeFields';
import type { Node } from '../../syntax/tree';
import { at, get, textOf } from '../../syntax/tree';
import type { Span } from '../../text/span';
import type { KeyMatch } from '../stack';
import type { Addition } from './strategic';

/** What tells an object from others. */
export interface ObjectId {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  /** As written; empty when not. */
  readonly namespace: string;
}

/** A name that an object had before. */
export interface FormerId {
  readonly kind: string;
  readonly name: string;
  /** The effective namespace, see {@link namespaceOf}. */
  readonly namespace: string;
}

/** An object on its way through a build. Never changed: every step makes another one. */
export interface Resource {
  readonly id: ObjectId;
  /** As it was called in its file. */
  readonly first: ObjectId;
  /** Oldest first. */
  readonly former: readonly FormerId[];
  /** The object as it is now. */
  readonly body: Body;
  /** As it was read from its file; what no step has changed is handed on as it is. */
  readonly read: KubernetesTree | undefined;
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  /** A generated object whose name gets a hash of its content. */
  readonly hashed: boolean;
  readonly additions: readonly Addition[];
  readonly matches: readonly KeyMatch[];
  /** Steps that named it anew: those that change the name itself before those that change its namespace. */
  readonly renamedBy: readonly Span[];
  /** A patch could not be followed, so that the object is not wholly known. */
  readonly partial: boolean;
  /** Variables that stand for a field of it. */
  readonly vars: readonly string[];
  /** May be marked as none of the cluster's. */
  readonly local: boolean;
}

/** Nodes that are made when they are first asked for: most definitions of custom resources never are. */
export interface Body {
  readonly node: Node;
}

/** A body that is worked out once, when it is needed. */
export function lazyBody(make: () => Node): Body {
  return new LazyBody(make);
}

/** A class for its getter, as `LazyText` in `text/mapped.ts`: there is one for each step of each object. */
class LazyBody implements Body {
  // What it was made of is let go once it is there.
  #make: (() => Node) | undefined;
  #node: Node | undefined;

  constructor(make: () => Node) {
    this.#make = make;
  }

  get node(): Node {
    this.#node ??= (this.#make as () => Node)();
    this.#make = undefined;
    return this.#node;
  }
}

/** An object as read, before any step. */
export function newResource(id: ObjectId, body: Body, read: KubernetesTree | undefined): Resource {
  return {
    id,
    first: id,
    former: [],
    body,
    read,
    prefixes: [],
    suffixes: [],
    hashed: false,
    additions: [],
    matches: [],
    renamedBy: [],
    partial: false,
    vars: [],
    local: false,
  };
}

/** Group, version, kind and names of an object; `undefined` when it says no kind. */
export function idOf(node: Node): ObjectId | undefined {
  const apiVersion = textOf(get(node, 'apiVersion')) ?? '';
  const kind = textOf(get(node, 'kind'));
  if (kind === undefined) return undefined;
  return makeId(apiVersion, kind, textOf(at(node, 'metadata', 'name')), textOf(at(node, 'metadata', 'namespace')));
}

/** An id of its parts. */
export function makeId(
  apiVersion: string,
  kind: string,
  name: string | undefined,
  namespace: string | undefined,
): ObjectId {
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  return { group: groupOf(apiVersion), version, kind, name: name ?? '', namespace: namespace ?? '' };
}

/** `apiVersion` of an id. */
export function apiVersionOf({ group, version }: ObjectId): string {
  return group === '' ? version : `${group}/${version}`;
}

/** No namespace that there can be: where objects stand that have none. */
const NOWHERE = '_cluster_';

/** The namespace that counts: `default` when none is written, one for all objects that live outside namespaces. */
export function namespaceOf(id: ObjectId): string {
  return isClusterScoped(id.group, id.kind) ? NOWHERE : id.namespace || 'default';
}

/** Whether an object lives outside namespaces. */
export function isOutside(id: ObjectId): boolean {
  return isClusterScoped(id.group, id.kind);
}

/** Every id that the object has had, the present one last. */
export function idsOf(r: Resource): readonly FormerId[] {
  return [...r.former, { kind: r.id.kind, name: r.id.name, namespace: namespaceOf(r.id) }];
}

/** Whether the object is, or was, the one that an id means. */
export function answersTo(r: Resource, id: ObjectId): boolean {
  if (r.id.group !== id.group || r.id.version !== id.version) return false;
  const namespace = namespaceOf(id);
  return idsOf(r).some((f) => f.kind === id.kind && f.name === id.name && f.namespace === namespace);
}

/** The object with its present id kept among the former ones. */
export function remembered(r: Resource): Resource {
  return { ...r, former: idsOf(r) };
}

/** Whether an object is of the kinds that are meant; what is left out of `wanted` may be anything. */
export function isOfKind(id: Pick<ObjectId, 'group' | 'version' | 'kind'>, wanted: Omit<FieldSpec, 'path'>): boolean {
  return (
    (!wanted.group || wanted.group === id.group) &&
    (!wanted.version || wanted.version === id.version) &&
    (!wanted.kind || wanted.kind === id.kind)
  );
}
