import type { MappedText } from '../text/mapped';
import type { Span, Uri } from '../text/span';
import type { Node } from '../syntax/tree';
import type { YamlDocument } from '../syntax/documents';
import type { BuildRequest } from './facts';

/** What stacks hand to formats: text that has been merged, patched and interpolated, with every character's way kept. */
export type AssembledTree = ComposeTree | KubernetesTree | DockerfileTree;

/** A compose project after override merge, `extends`, `include`, interpolation; the compose format reads it. */
export interface ComposeTree {
  readonly kind: 'compose';
  /** The merged project: a map with `services`, `networks` …. Interpolated scalars carry `decoded`. */
  readonly root: Node;
  /** Project directory: relative paths start here. Services that came by `include` or `extends` have their own in `directories`. */
  readonly directory: Uri;
  /** Service name → directory that its relative paths start from, where it differs. */
  readonly directories: ReadonlyMap<string, Uri>;
  readonly name: string;
  /** The readable text of env files that services name, by URI; `undefined` when absent or not readable. */
  readonly envFiles: ReadonlyMap<Uri, EnvFileText | undefined>;
  /** Every `${…}` met while interpolating. */
  readonly variables: readonly VariableUse[];
  /** Problems that assembly itself met; only those that the platform is sure to reject. */
  readonly problems: readonly AssemblyProblem[];
  /** Ports added by an override to a target that the base already publishes (`override-ports-append`). */
  readonly appended: readonly AppendedPort[];
  /** The file is an override without its base: services are fragments. */
  readonly fragment: boolean;
}

/** A named text of an env file, parsed by the stack. */
export interface EnvFileText {
  readonly entries: readonly { readonly key: string; readonly keySpan: Span; readonly value: MappedText }[];
}

/** One use of an interpolation variable. */
export interface VariableUse {
  readonly name: string;
  /** The `${…}` expression. */
  readonly site: Span;
  /** A value or default was found. */
  readonly resolved: boolean;
  /** `${V:?error}`: unset is an error by the author's own wish, not a mistake. */
  readonly required: boolean;
  /** Documented in `.env.example` and the like. */
  readonly example?: Span;
}

/** A problem of assembly, at its place. */
export interface AssemblyProblem {
  readonly site: Span;
  readonly message: string;
}

/** An override's port mapping that adds to a base mapping of the same target. */
export interface AppendedPort {
  readonly service: string;
  readonly base: Span;
  readonly added: Span;
}

/** One Kubernetes object, as written (plain manifests) or as built (Kustomize, Helm). Lists are taken apart by the stack. */
export interface KubernetesTree {
  readonly kind: 'kubernetes';
  readonly root: Node;
  /** The document that it was read from: identity for caches. */
  readonly document?: YamlDocument;
  /** The file or directory is not the whole of its object (an overlay's patch). */
  readonly fragment: boolean;
}

/** A Dockerfile with a target and arguments. */
export interface DockerfileTree {
  readonly kind: 'dockerfile';
  /** Id of the image context. */
  readonly id: string;
  readonly text: MappedText;
  readonly uri: Uri;
  readonly request: Pick<BuildRequest, 'target' | 'args'>;
  /** Nobody in the workspace asked for this build: arguments without a default may be given by whoever builds. */
  readonly standalone: boolean;
}
