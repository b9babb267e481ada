import type { Span, Uri } from './span';

/**
 * What is to be written for a value: YAML flow text, or a list or map, which is written in the style of what stands around it.
 */
export type Written = string | readonly Written[] | WrittenMap;

/** A map to be written, its keys in order; keys are written as they are. */
export interface WrittenMap {
  readonly [key: string]: Written;
}

/**
 * What a fix or a rename wants, before it is known how the file writes it. The syntax of the file in which it stands
 * turns it into text edits that keep quotes, comments, anchors and line ends; a change that cannot be made is refused.
 */
export type Change =
  /**
   * Other characters for a scalar or a part of one; `text` is the new decoded value of exactly those characters. With `bare`
   * the whole scalar is written anew without quotes: a number for a name.
   */
  | { readonly kind: 'replace'; readonly at: Span; readonly text: string; readonly bare?: boolean }
  /**
   * Exactly these characters instead of those, for how a value is written (quotes) rather than what it says. Only where
   * the file still reads as before.
   */
  | { readonly kind: 'rewrite'; readonly at: Span; readonly text: string }
  /** Takes a whole map entry or sequence item away, with its key or dash, its line and its own trailing comment. */
  | { readonly kind: 'remove'; readonly at: Span }
  /** Adds `key: value` to the map at `map` (its whole span), as its last or as its first entry. */
  | {
      readonly kind: 'insert-key';
      readonly map: Span;
      readonly key: string;
      readonly value: Written;
      readonly first?: boolean;
    }
  /** Another key and value in place of the entry `old` of the innermost map that holds `map`. */
  | {
      readonly kind: 'replace-entry';
      readonly map: Span;
      readonly old: string;
      readonly key: string;
      readonly value: Written;
    }
  /** Adds an item to the sequence at `seq` (its whole span). */
  | { readonly kind: 'insert-item'; readonly seq: Span; readonly value: Written }
  /** Adds a name to the list or map of names that holds `beside`: an item of a sequence, or a key without value. */
  | { readonly kind: 'insert-name'; readonly beside: Span; readonly name: string }
  /** Adds a whole line before the line that holds `offset`, with that line's indentation. */
  | {
      readonly kind: 'insert-line';
      readonly uri: Uri;
      readonly offset: number;
      readonly where: 'before' | 'after';
      readonly text: string;
    }
  /** Adds a YAML document in front of the one that begins at `before` (its whole span); only where it begins a line. */
  | { readonly kind: 'insert-document'; readonly before: Span; readonly text: string }
  /** Adds a YAML document at the end of a file that has one. */
  | { readonly kind: 'append-document'; readonly uri: Uri; readonly text: string };
