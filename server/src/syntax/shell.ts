import type { MappedText, Step } from '../text/mapped';
import type { Range, Span } from '../text/span';

/** A parameter expansion in a word: `$PORT`, `${PORT}`, `${PORT:-8080}`. */
export interface ShellParameter {
  readonly name: string;
  /** Where the expansion stands in the word's text (not in the file: trace the word for that). */
  readonly range: Range;
  /** `:-`, `-`, `:=`, `=`, `:+`, `+`, `:?`, `?`; absent for the plain form; `other` for what computes (`#`, `%`, `/`, `:1:2` …). */
  readonly operator?: ':-' | '-' | ':=' | '=' | ':+' | '+' | ':?' | '?' | 'other';
  /** The word behind `:-`, `-`, `:=`, `=`. Empty text for `${X:-}`. */
  readonly default?: MappedText;
}

/** A word of a command, quotes and escapes taken off; expansions stand in it as written. */
export interface ShellWord {
  readonly text: MappedText;
  /** Where the word stands with its quotes: offsets in the parsed text; for exec form `[0, length)` of the word. */
  readonly range: Range;
  /** No expansion of any kind inside: the text is what the program gets. */
  readonly literal: boolean;
  /** Parameters, outermost only, in order. A word that is not literal and has none holds `$(…)`, a glob, arithmetic … */
  readonly parameters: readonly ShellParameter[];
}

/** `NAME=value` in front of a command or alone. */
export interface ShellAssignment {
  readonly name: string;
  readonly value: ShellWord;
}

/** A simple command. `words` may be empty (assignments or redirections alone). */
export interface ShellCommand {
  readonly words: readonly ShellWord[];
  readonly assignments: readonly ShellAssignment[];
  /** Targets of redirections (`/dev/tcp/localhost/80`), not here-documents. */
  readonly redirects: readonly ShellWord[];
  /** May not run: behind `||`, in the body of an if, loop, case or function. `a && b` is not conditional. */
  readonly conditional: boolean;
  /** Stands in `$(…)` or backquotes: helps to make a word, and is no process of its own. */
  readonly substituted: boolean;
  /** Started with `&`. */
  readonly background: boolean;
  /** Names of the wrappers that were taken off, outermost first: `sh`, `exec`, `env`, `tini` … */
  readonly wrappers: readonly string[];
}

/** What a shell would run, in the order of the text. */
export interface ShellScript {
  readonly commands: readonly ShellCommand[];
  /** Why nothing or not all was read: too long, a syntax error. The commands before an error are there. */
  readonly note?: string;
}

/** Longest text that is parsed, in UTF-16 units. */
export const SHELL_LIMIT = 65_536;

/** Reads a command line or script as a POSIX shell or bash would; wrappers are not taken off (see {@link commandsOf}). Never throws. */
export function parseShell(text: MappedText): ShellScript {
  void text;
  return { commands: [] };
}

/** The command that exec form starts: no shell, so every word is literal, `$PORT` too. */
export function execWords(words: readonly MappedText[]): ShellCommand {
  return {
    words: words.map((text) => ({ text, range: { start: 0, end: text.text.length }, literal: true, parameters: [] })),
    assignments: [],
    redirects: [],
    conditional: false,
    substituted: false,
    background: false,
    wrappers: [],
  };
}

/**
 * The commands behind wrappers: `sh -c "…"`, `exec x`, `env A=b x`, `dumb-init --`, `tini --`, `docker-entrypoint.sh x`,
 * `su-exec user x`, `gosu user x`, `nohup`, `time`, `timeout 5` … The wrapper's name is noted in `wrappers`, variables of
 * `env` become assignments. A command without wrapper is returned as it is.
 */
export function unwrap(command: ShellCommand): readonly ShellCommand[] {
  return [command];
}

/** All commands of a platform's command line, wrappers taken off: exec form as words, shell form as one text for `sh -c`. */
export function commandsOf(line: { readonly form: 'exec' | 'shell'; readonly words: readonly MappedText[] }): ShellScript {
  void line;
  return { commands: [] };
}

/** A value for a variable and the step that leads to it. */
export type ShellResolve = (name: string) => { readonly value: MappedText; readonly step: Step } | undefined;

/**
 * The word with its parameters replaced, defaults included; `undefined` when something in it is not known (a variable
 * without value and default, `$(…)`, a glob). Provenance as in Compose interpolation: site is the expression.
 */
export function fillWord(word: ShellWord, resolve: ShellResolve): MappedText | undefined {
  void resolve;
  return word.literal ? word.text : undefined;
}

/** Where a word is used, for messages. */
export function siteOfWord(word: ShellWord): Span {
  return word.text.whole;
}
