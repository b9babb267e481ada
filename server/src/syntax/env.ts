import type { MappedText } from '../text/mapped';
import type { Range } from '../text/span';
import type { SyntaxProblem } from './tree';

/** How a value is written in a .env file. `none` also stands for all values of `format: raw`. */
export type EnvQuote = 'none' | 'single' | 'double';

/** One `KEY=value` of a .env file. Ranges are offsets in the text that was parsed. */
export interface EnvEntry {
  readonly key: string;
  readonly keyRange: Range;
  /** Before interpolation, escapes decoded (`\$` reads as `$$`). Absent for a key alone, which passes the shell's value through. */
  readonly value?: MappedText;
  /** The characters of the value without its quotes: where a fix edits. An empty range at the end for a key alone. */
  readonly valueRange: Range;
  readonly quote: EnvQuote;
  /** Whether `$` means something in the value: not in single quotes, not in `format: raw`. */
  readonly interpolated: boolean;
  readonly exported: boolean;
}

/** A .env file: entries in order, a key written twice stands twice (the last counts). */
export interface EnvDocument {
  readonly entries: readonly EnvEntry[];
  readonly problems: readonly SyntaxProblem[];
}

/** `raw` is the format that Compose reads without quotes, comments behind values and interpolation. */
export type EnvFormat = 'dotenv' | 'raw';

/**
 * Reads a .env file by the rules of Compose. A line that Compose would refuse becomes a problem and is passed over, the
 * other lines are read (Compose would stop there).
 */
export function parseEnv(text: MappedText, format: EnvFormat = 'dotenv'): EnvDocument {
  void text;
  void format;
  return { entries: [], problems: [] };
}

/** The entry that counts for a key: the last one. */
export function envEntry(document: EnvDocument, key: string): EnvEntry | undefined {
  return document.entries.findLast((e) => e.key === key);
}
