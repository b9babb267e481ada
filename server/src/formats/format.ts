import type { AssembledTree } from '../facts/assembled';
import type { Fact, TextFact } from '../facts/facts';

/** What a format makes of a tree. */
export interface Reading {
  readonly facts: readonly Fact[];
}

/** A file format: assembled tree ─▶ facts. Pure and total; a tree that says nothing gives no facts. */
export interface Format<Tree extends AssembledTree = AssembledTree> {
  /** Kebab-case, as on its page: `dockerfile`, `compose`, `kubernetes`. */
  readonly id: string;
  readonly title: string;
  /** File names as globs, for the README's table and the editor's document selector. */
  readonly files: readonly string[];
  /** What it reads from the files, one line each, for its page. */
  readonly reads: readonly string[];
  readonly tree: Tree['kind'];
  /** Whether a path (URI) may hold this format, before its text is read. Cheap. */
  detect(uri: string): boolean;
  read(tree: Tree): Reading;
}

/**
 * A format of files that stand inside values of others (an entry of a ConfigMap) as well as on their own: mapped text ─▶
 * facts. Pure and total.
 */
export interface TextFormat extends Pick<Format, 'id' | 'title' | 'files' | 'reads'> {
  /** What it makes of a text; `undefined` when the text is none of its own, so that another format may read it. */
  readText(text: TextFact): Reading | undefined;
}
