/*
 * What the client asks the server about itself and about single files: "Copy Diagnostics Report" and "Why Is This File (Not)
 * Indexed?". Answers hold counts, paths and reasons, never contents of files. Imports nothing.
 */

/** Request, client → server: what the server knows about its own state. No parameters. Result {@link ServerReport}. */
export const reportMethod = 'portolan/report';

/** Result of {@link reportMethod}. */
export interface ServerReport {
  readonly version: string;
  /** What it runs in: `Node 20.19.0, linux x64`, `web worker`. */
  readonly platform: string;
  /** Workspace folders, as URIs. */
  readonly roots: readonly string[];
  /** Files in the index by what reads them, and those that are there without being read, the most first. */
  readonly files: readonly Counted[];
  /** Contexts by the kind of their stack. */
  readonly contexts: readonly Counted[];
  /** Findings by rule. */
  readonly findings: readonly Counted[];
  /** Files and folders that were left out by reason, the most first; each with some of the places, as URIs. */
  readonly skipped: readonly SkippedGroup[];
  /** Faults of ours and what could not be read, each once; without values. */
  readonly notes: readonly Counted[];
  /** Milliseconds by kind of work. */
  readonly timings: readonly Counted[];
  /** Bytes that the server's process uses, where it can tell. */
  readonly memory?: number;
}

/** A number of what. */
export interface Counted {
  readonly what: string;
  readonly count: number;
}

/** Places that were left out for one reason. */
export interface SkippedGroup {
  readonly because: string;
  readonly count: number;
  /** A few of them, as URIs. */
  readonly examples: readonly string[];
}

/** Request, client → server: why a file is in the index or not. Parameters {@link WhyParams}, result {@link WhyResult}. */
export const whyMethod = 'portolan/whyIndexed';

/** Parameters of {@link whyMethod}. */
export interface WhyParams {
  readonly uri: string;
}

/** Result of {@link whyMethod}. */
export interface WhyResult {
  readonly indexed: boolean;
  /** Sentences in the user's language, the most important first; values in back-quotes. */
  readonly because: readonly string[];
}

/** Ids of the commands that ask these questions (category "Portolan"). */
export const ReportCommand = {
  /** Puts a report on the state of Portolan on the clipboard, as Markdown. */
  copyReport: 'portolan.copyDiagnosticsReport',
  /** Says why the active file, or the one in the explorer's menu, is in the index or not. */
  whyIndexed: 'portolan.whyIndexed',
} as const;
