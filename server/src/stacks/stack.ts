import type { AssembledTree } from '../facts/assembled';
import type { BuildRequest } from '../facts/facts';
import type { YamlDocument } from '../syntax/documents';
import type { Node } from '../syntax/tree';
import type { RenderedDocument } from '../template';
import type { MappedText } from '../text/mapped';
import type { SourceFile } from '../text/source';
import type { Span, Uri } from '../text/span';

/**
 * How a stack sees the workspace. Every answer is recorded: a context is assembled again when, and only when, an answer
 * that it got has changed.
 */
export interface Reader {
  /** The file; `absent` when there is none; `unread` when it exists or may exist but its text is not here (yet). */
  file(uri: Uri): SourceFile | 'absent' | 'unread';
  /** Names in a directory, sorted; folders end in `/`. Empty for a directory that is not there. */
  list(directory: Uri): readonly string[];
}

/** Everything that a stack kind may look at to find its stacks. */
export interface Discovery extends Reader {
  /** All indexed files with text, sorted by URI. */
  readonly files: readonly SourceFile[];
  readonly roots: readonly Uri[];
  readonly settings: StackSettings;
}

/** Settings that change what is assembled. */
export interface StackSettings {
  /** Report findings in fixture-like folders too. */
  readonly includeFixtures: boolean;
}

/** A stack to assemble. Equal ids are the same stack. */
export interface StackRequest {
  /** Id of the stack kind. */
  readonly stack: string;
  /** Unique and stable, e.g. `compose:file:///repo/compose.yaml+compose.override.yaml`. */
  readonly id: string;
  /** Directory that the stack stands for. */
  readonly directory: Uri;
  /** The workspace root that it lies in: roles and fixture folders are told by the path below it. */
  readonly root?: Uri;
  /** Files that it starts from, in order of merging. */
  readonly files: readonly Uri[];
  /** As people would call it: `shop`, `k8s/prod`. */
  readonly name: string;
  /** `local`, `staging`, `production` … when file names or folders tell. */
  readonly environment?: string;
  /** For image builds. */
  readonly build?: BuildRequest;
  /** For charts. */
  readonly chart?: ChartRequest;
}

/** With which values a chart is rendered, beside its own and those of the request's other files. */
export interface ChartRequest {
  /** As the item of a file that installs it (Helmfile, Argo CD, Flux) says. */
  readonly release?: { readonly uri: Uri; readonly item: number };
  /** With every probe that its values switch off switched on, and nothing but the workloads that have probes. */
  readonly probes?: true;
  /** Environments of the chart that are too many to be rendered. */
  readonly left: number;
}

/** An assembled stack in one environment. */
export interface Context {
  readonly id: string;
  readonly stack: string;
  readonly name: string;
  readonly directory: Uri;
  readonly environment?: string;
  /** Role of the files: raises or lowers exposure findings. */
  readonly role: 'production' | 'development' | 'test' | 'example' | 'neutral';
  /** Fixture-like folder: navigable, but findings are off. */
  readonly quiet: boolean;
  /**
   * For stacks that are built on others: files that take part → how far from this one they stand. 0: only this stack
   * brings the file in; 1: what it builds on does; and so on. A finding stands with the nearest of the contradicting values.
   */
  readonly distances?: ReadonlyMap<Uri, number>;
  /** Made to look at what is switched off: nobody deploys it, so that lists of what is deployed leave it out. */
  readonly hypothetical?: true;
  /** Why there may be objects that are not known: parts of the stack are fetched from elsewhere. */
  readonly open?: string;
  /** One build gives all of its objects, wherever their files stand: links between them are as sure as inside one directory. */
  readonly together?: true;
  /** What the files of the stack name of others. */
  readonly references?: readonly FileReference[];
  /** Ports that patches mean by their number, which must stay the base's. */
  readonly matches?: readonly KeyMatch[];
  /** For stacks whose objects are rendered: the texts, made when somebody asks for them. */
  readonly rendered?: () => readonly RenderedText[];
}

/** Characters that name another file, as the platform resolves them. */
export interface FileReference {
  readonly at: Span;
  /** A file that is there; for a folder that is named, the file by which it counts, as its `Chart.yaml`. */
  readonly target: Uri;
}

/** The key of an item in a base, and the same in the patch that is merged into this item: the characters that make both. */
export interface KeyMatch {
  readonly base: Span;
  readonly over: Span;
}

/** What a template is rendered to; what is not known of it is there as marks (see the room `template`). */
export interface RenderedText {
  /** `shop/templates/service.yaml`. */
  readonly name: string;
  readonly text: MappedText;
}

/** Values of a chart that another stack installs: those of a file, or of a map in its own file. */
export type GivenValues = { readonly file: Uri } | { readonly tree: Node };

/** A chart to render for another stack. */
export interface ChartInstallation {
  /** Where its `Chart.yaml` lies. */
  readonly directory: Uri;
  readonly release: { readonly name: string; readonly namespace: string };
  /** They lie over the chart's own values, later ones over earlier ones. */
  readonly layers: readonly GivenValues[];
}

/** What a chart renders; what was left out goes to the notes. `undefined` when the chart or a values file is not there. */
export type ChartRenderer = (
  installation: ChartInstallation,
  reader: Reader,
  notes: Note[],
) => readonly RenderedDocument[] | undefined;

/** What assembling gives: trees for the formats, and notes about what could not be read. */
export interface Assembly {
  readonly context: Context;
  readonly trees: readonly AssembledTree[];
  readonly notes: readonly Note[];
}

/** Something that was left out, for `--show-files` and the log; never a finding. */
export interface Note {
  readonly uri: Uri;
  readonly message: string;
}

/** A kind of stack. Pure: everything that it knows comes through the reader. */
export interface StackKind {
  readonly id: string;
  /** The stacks of this kind in the workspace, deterministic in order. Kinds that are only asked for find none. */
  discover(discovery: Discovery): readonly StackRequest[];
  /**
   * Looks at one file as `discover` will, and keeps what it sees: discovery of a large workspace is one step, and this is
   * what makes it short.
   */
  glance?(file: SourceFile): void;
  /** What `discover` is about to do for many new files, in steps of about one file; what it sees is kept. */
  prepare?(files: readonly SourceFile[]): Iterable<void>;
  /** Whether assembling will parse the document, told from its head: such documents may be parsed ahead in other threads. */
  parses?(document: YamlDocument): boolean;
  /** Discovery itself parses what `parses` names, so that it is wanted first. */
  readonly parsesToDiscover?: true;
  /** Assembles one stack. Total: unreadable parts are left out with a note. */
  assemble(request: StackRequest, reader: Reader, settings: StackSettings): Assembly;
}
