import type { MappedText } from '../text/mapped';
import type { Span, Uri } from '../text/span';
import type { Node } from '../syntax/tree';
import type { YamlDocument } from '../syntax/documents';
import type { BuildRequest } from './facts';
import type { Unknown } from './port';

/** What stacks hand to formats: text that has been merged, patched and interpolated, with every character's way kept. */
export type AssembledTree = ComposeTree | KubernetesTree | DockerfileTree | DevToolTree | ChartTree;

/** A compose project after override merge, `extends`, `include`, interpolation; the compose format reads it. */
export interface ComposeTree {
  readonly kind: 'compose';
  /** The merged project: a map with `services`, `networks` …. Interpolated scalars carry `decoded`. */
  readonly root: Node;
  /** Project directory: relative paths start here. Paths that came by `include` or `extends` are rewritten to do so. */
  readonly directory: Uri;
  readonly name: string;
  /** Service name → the env files that it names, in order. */
  readonly envFiles: ReadonlyMap<string, readonly EnvFileText[]>;
  /** Every `${…}` met while interpolating. */
  readonly variables: readonly VariableUse[];
  /** Problems that assembly itself met; only those that the platform is sure to reject. */
  readonly problems: readonly AssemblyProblem[];
  /** Ports added by an override to a target that the base already publishes (`override-ports-append`). */
  readonly appended: readonly AppendedPort[];
  /** The file is an override without its base: services are fragments. */
  readonly fragment: boolean;
}

/**
 * Stands in assembled text for a variable that has no value here: Compose reads it as empty, but whoever starts the
 * project may set it. Text that holds it is known around it only. No character that means something in any value.
 */
export const UNSET = '\u0001';

/** An env file that a service names, read and interpolated by the stack. */
export interface EnvFileText {
  /** Where the service names it. */
  readonly site: Span;
  /** Why its variables are not known; `entries` is empty then. */
  readonly open?: Unknown;
  readonly entries: readonly EnvFileEntry[];
}

/** One variable of an env file. */
export interface EnvFileEntry {
  readonly key: string;
  readonly keySpan: Span;
  /** May hold {@link UNSET}. Absent for a key alone, whose value the shell gives. */
  readonly value?: MappedText;
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
  /** Both mappings as written. */
  readonly baseText: string;
  readonly addedText: string;
  /** Behind the colon of the override's `ports:`, where a tag goes. */
  readonly tagAt?: Span;
}

/** One Kubernetes object, as written (plain manifests) or as built (Kustomize, Helm). Lists are taken apart by the stack. */
export interface KubernetesTree {
  readonly kind: 'kubernetes';
  readonly root: Node;
  /** The document that it was read from: identity for caches. */
  readonly document?: YamlDocument;
  /** The file or directory is not the whole of its object (an overlay's patch). */
  readonly fragment: boolean;
  /** Set when the text that it was rendered to is no YAML: what looks wrong in it may be the half of something. */
  readonly broken?: boolean;
  /** Ports that patches added where they were most likely meant to change one. */
  readonly appended?: readonly AppendedItem[];
  readonly formerly?: FormerName;
  /** Names of container ports that its template writes under conditions, whether they hold or not. */
  readonly optionalPorts?: ReadonlySet<string>;
}

/** A port that a strategic merge patch added beside the one that it was most likely meant to change. */
export interface AppendedItem {
  /** The field by which items of the list are told apart. */
  readonly key: 'containerPort' | 'port';
  readonly base: Node;
  readonly added: Node;
  /** The list of the patch. */
  readonly list: Node;
}

/** What an object was called before a build named it anew. */
export interface FormerName {
  readonly name: string;
  /** As written; empty when not. */
  readonly namespace: string;
  /** The places that say so, `namePrefix: dev-` and the like. */
  readonly by: readonly Span[];
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
  /**
   * Variables of the .env files beside and above the Dockerfile, nearest first: containers may get them, builds never do.
   * Given only where an EXPOSE has a variable.
   */
  readonly runtimeEnv?: ReadonlyMap<string, MappedText>;
}

/** A file by which a developer's tool builds, deploys and forwards what other files describe. */
export interface DevToolTree {
  readonly kind: 'dev-tool';
  readonly tool: 'kind' | 'k3d' | 'skaffold' | 'devspace' | 'tilt';
  readonly uri: Uri;
  /** The document; for a Tiltfile, which is a program, the text is all there is. */
  readonly root?: Node;
  readonly text: MappedText;
}

/** What is said about a chart itself, beside the objects that it renders. */
export interface ChartTree {
  readonly kind: 'chart';
  /** Keys of its `values.yaml` that look like ports and that no template reads. */
  readonly unused: readonly UnusedPortKey[];
}

/** A key that sets a port for nobody. */
export interface UnusedPortKey {
  readonly path: readonly string[];
  readonly number: number;
  /** The key, without its value. */
  readonly at: Span;
}
