import type { Change } from '../../facts';
import type { ContextModel } from '../../model/model';
import { changesToEdits } from '../../syntax/edits';
import type { TextEdit } from '../../text/edit';
import type { Uri } from '../../text/span';
import type { Occurrence } from '../occurrences';
import type { Snapshot } from '../snapshot';

/** The groups in which editors offer refactorings, as the protocol names them. */
export type RefactoringGroup = 'refactor.extract' | 'refactor.inline' | 'refactor.rewrite';

/** One thing that can be done to working files without changing what they mean, or that they lack. */
export interface RefactoringKind {
  readonly id: string;
  readonly kind: RefactoringGroup;
  readonly docs: {
    /** What it does, as a heading. */
    readonly title: string;
    /** Where it is offered, what it writes and when it is not offered. Markdown. */
    readonly text: string;
  };
  /** What can be done at a place, best first; none where it is not certain what would come of it. */
  at(snapshot: Snapshot, place: Place): readonly Refactoring[];
}

/** A place that is asked about. */
export interface Place {
  readonly uri: Uri;
  readonly offset: number;
  /** What the characters there mean. */
  readonly found: readonly Occurrence[];
  /** The contexts that read the file, builds of images left out. */
  readonly deployments: readonly ContextModel[];
}

/** A refactoring that can be made at a place. */
export interface Refactoring {
  /** Imperative, with the values. */
  readonly title: string;
  /** It makes files that are not there yet. */
  readonly creates?: boolean;
  /** What it writes; made when it is wanted. */
  readonly rewrite: () => Rewrite;
}

/** What a refactoring writes. */
export interface Rewrite {
  readonly changes: readonly Change[];
  /** Files that are not there yet. */
  readonly created?: readonly NewFile[];
}

/** A file to be made, with its text. */
export interface NewFile {
  readonly uri: Uri;
  readonly text: string;
}

/** A rewrite as text edits: of files that are there, in order of place, and of new ones. */
export interface ReadyRewrite {
  readonly edits: readonly TextEdit[];
  readonly created: readonly NewFile[];
}

/** The edits of a refactoring; `undefined` when the text does not allow one of them, so that nothing is to be done. */
export function readyRewrite(snapshot: Snapshot, refactoring: Refactoring): ReadyRewrite | undefined {
  const { changes, created = [] } = refactoring.rewrite();
  if (created.some((f) => snapshot.files.has(f.uri))) return undefined;
  const edits = changesToEdits(changes, (uri) => snapshot.files.get(uri));
  return edits && edits.length + created.length > 0 ? { edits, created } : undefined;
}
