import { isLocalPath } from '../../lore/kustomization';
import { decoded } from '../../syntax/decode';
import type { Node } from '../../syntax/tree';
import { siteOf } from '../../syntax/tree';
import type { SourceFile } from '../../text/source';
import type { Uri } from '../../text/span';
import { joinUri } from '../../text/uri';
import type { ChartRenderer, FileReference, Note, Reader } from '../stack';
import type { Resource } from './resource';

/** One kustomization while it is being built. */
export interface Run {
  readonly directory: Uri;
  readonly file: SourceFile;
  /** Its text as a tree. */
  readonly root: Node;
  readonly reader: Reader;
  readonly renderChart: ChartRenderer;
  /** Directories whose builds ask for this one, outermost first. */
  readonly chain: readonly Uri[];
  /** What the build and its components have used up. */
  readonly spent: { components: number };
  /** What the kustomization of a directory builds, for those that configure it by objects; `item` names the directory. */
  readonly built: (directory: Uri, item: Node) => readonly Resource[] | undefined;
  readonly outcome: Outcome;
}

/** What a build meets, gathered while it runs. */
export interface Outcome {
  /** Each once: builds that several others use hand theirs on to all of them. */
  readonly notes: Set<Note>;
  /** Files that take part → how many kustomizations away they stand: 0 for its own. */
  readonly files: Map<Uri, number>;
  /** Each once, as notes are. */
  readonly references: Set<FileReference>;
  /** Why there may be more than what is known here. */
  open: string | undefined;
  /** It asks for itself; what is built of it then is no build of its own. */
  cyclic: boolean;
}

/** Records something that was left out; with `opens` there may be objects that are not known. */
export function note(run: Run, at: Node, message: string, opens = false): void {
  const { uri } = siteOf(at);
  const text =
    at.kind === 'scalar' && !at.value.includes('\n') && at.value.length < 200
      ? `\`${at.value}\` ${message}`
      : `a patch ${message}`;
  run.outcome.notes.add({ uri, message: text });
  if (opens) run.outcome.open ??= text;
}

/** The file that a path in the kustomization means; a note tells why there is none. */
export function fileAt(run: Run, path: string, at: Node): SourceFile | undefined {
  if (!isLocalPath(path)) {
    note(run, at, 'is fetched from elsewhere', true);
    return undefined;
  }
  const uri = joinUri(run.directory, path);
  const file = run.reader.file(uri);
  if (typeof file === 'object') {
    run.outcome.files.set(uri, 0);
    refer(run, at, uri);
    return file;
  }
  note(run, at, file === 'absent' ? 'is not there' : 'could not be read', true);
  return undefined;
}

/** Records that a text names a file that is there. */
export function refer(run: Run, at: Node, target: Uri): void {
  run.outcome.references.add({ at: at.kind === 'scalar' ? decoded(at).whole : siteOf(at), target });
}
