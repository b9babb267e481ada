/**
 * What client and server say to each other beyond the Language Server Protocol 3.17: method names, their parameters
 * and results, and the command ids that package.json contributes. Both bundles include this file; it imports nothing,
 * so that neither side pulls in the other's libraries.
 *
 * Everything here is optional for a client. One that offers none of it (Neovim, Emacs, …) leaves `fileSystem` out of its
 * initialization options and never sends `portolan/check`; it is not told `portolan/status` either.
 */

/** Prefix of the settings, the commands and the custom methods; also the language client's id. */
export const SECTION = 'portolan';

/** Ids of the commands that the client registers and package.json contributes (category "Portolan"). */
export const Command = {
  /** Stops the language server, if it runs, and starts a fresh one. */
  restartServer: 'portolan.restartServer',
  /** Shows the output channel of client and server. */
  showOutput: 'portolan.showOutput',
  /** Reads the whole workspace again, then shows the Problems view. */
  checkWorkspace: 'portolan.checkWorkspace',
  /** Writes the generated part of PORTS.md, which is made when it is missing. */
  updatePorts: 'portolan.updatePorts',
  /** Shows, beside the active file, what a chart renders it to in an environment. */
  showRendered: 'portolan.showRendered',
  /** Shows what the finding at the cursor, or at the given place (`ExplainParams`), rests on. */
  explainFinding: 'portolan.explainFinding',
  /** Shows the page of a rule (`RulePageParams`). */
  showRule: 'portolan.showRule',
} as const;

/** `initializationOptions` of the initialize request. A client may leave all of it out. */
export interface InitializationOptions {
  /**
   * The settings of section `portolan` as they are at the start, so that the first index needs no round trip. Later
   * values are pulled by `workspace/configuration` after `workspace/didChangeConfiguration`.
   */
  readonly settings?: unknown;
  /** The same for single workspace folders, by URI, where there are several and their settings may differ. */
  readonly folderSettings?: Readonly<Record<string, unknown>>;
  /**
   * True if the client answers `portolan/fs/readFile` and `portolan/fs/list`. A server in a web worker has no other way
   * to a file; a server in Node asks for folders whose scheme is not `file`. Such a client is told `portolan/status` too.
   */
  readonly fileSystem?: boolean;
  /**
   * True if diagnostics are to be pushed although the client could pull them. Our own client asks for it: the library's
   * pull loop rests two seconds between two pulls of the workspace, and loses a report that comes in while the
   * document closes, which would leave stale findings until something else changes.
   */
  readonly pushDiagnostics?: boolean;
  /**
   * True if the server is to watch the folders itself although the client offers to: some tell only of files that they
   * wrote themselves. Only a server in Node can.
   */
  readonly watchFiles?: boolean;
  /** True if the client has the commands `explainFinding` and `showRule`, so that code actions may run them. */
  readonly showsFindings?: boolean;
  /**
   * The server's sentences in the user's language, by their English form (`{0}`, `{1}` … in place of values), as
   * `l10n/bundle.l10n.<language>.json` has them. Without them the server speaks English.
   */
  readonly sentences?: Readonly<Record<string, string>>;
}

/**
 * Request, server → client: the bytes of one file. Never rejects for a reason that lies in the file: the result says it.
 * Parameters {@link ReadFileParams}, result {@link ReadFileResult}.
 */
export const readFileMethod = 'portolan/fs/readFile';

/** Parameters of {@link readFileMethod}. */
export interface ReadFileParams {
  /** The file, as the client's own listing, watcher or workspace folder names it. */
  readonly uri: string;
  /** Files with more bytes than this are not read (`tooLarge`). At least 0. */
  readonly maxBytes: number;
}

/** Result of {@link readFileMethod}: the bytes, or why there are none. */
export type ReadFileResult =
  /** `base64`: all bytes of the file, in the standard alphabet with padding (RFC 4648 §4). Undecoded: a BOM is included. */
  | { readonly kind: 'file'; readonly base64: string }
  /** Nothing is there (or it went away meanwhile). */
  | { readonly kind: 'absent' }
  /** There is something that is not a regular file: a directory, a symbolic link (never followed here), a device. */
  | { readonly kind: 'notRegular' }
  /** The file has `size` bytes, more than `maxBytes`. */
  | { readonly kind: 'tooLarge'; readonly size: number }
  /** The provider refused; `message` is its own text, in whatever language it speaks. */
  | { readonly kind: 'unreadable'; readonly message: string };

/**
 * Request, server → client: what lies in one folder, not what lies below its subfolders: the server goes down by itself, since
 * the .gitignore files on the way say where not to. Never rejects for a reason that lies in the folder.
 * Parameters {@link ListParams}, result {@link ListResult}.
 */
export const listMethod = 'portolan/fs/list';

/** Parameters of {@link listMethod}. */
export interface ListParams {
  /** The folder. A trailing slash makes no difference. */
  readonly uri: string;
  /** The listing ends (`truncated`) after this many entries. At least 0. */
  readonly maxEntries: number;
}

/** Result of {@link listMethod}. */
export interface ListResult {
  /** False if the folder is not there, is no folder or cannot be read; `entries` is then empty. */
  readonly found: boolean;
  /** True if `maxEntries` cut the listing short. */
  readonly truncated: boolean;
  /**
   * Sorted by name in UTF-16 code units. Sizes are not told: in a virtual file system each would cost a request of its own,
   * and `maxBytes` keeps the cap when a file is read.
   */
  readonly entries: readonly ListEntry[];
}

/** One thing in a folder. */
export interface ListEntry {
  /** The bare name, not encoded. Append it to the folder's URI, percent-encoded, to get its URI. */
  readonly name: string;
  /** `link` is a symbolic link to anything: neither read nor entered. `other` is neither file nor directory. */
  readonly kind: 'file' | 'directory' | 'link' | 'other';
}

/** Notification, server → client: the state of the index changed. Parameters {@link Status}. Sent at most some times a second. */
export const statusMethod = 'portolan/status';

/** Parameters of {@link statusMethod}; the client shows them in its language status item. */
export interface Status {
  /** `indexing` until the findings of every known file are published, `error` if the index could not be made. */
  readonly state: 'indexing' | 'ready' | 'error';
  /** Files that are in the index (read and looked at), over all folders. */
  readonly files: number;
  /** Findings published, over all files and severities. */
  readonly findings: number;
  /** With `ready`: another number for another index, so that whoever shows something of it knows when to ask again. */
  readonly revision?: number;
  /** With `error`: one sentence, already in the user's language if the server can. */
  readonly message?: string;
}

/**
 * Request, client → server: forget what was read, read the workspace again, publish, then answer. No parameters.
 * Result {@link CheckResult}. Two at once are answered by one run.
 */
export const checkMethod = 'portolan/check';

/** Result of {@link checkMethod}. */
export interface CheckResult {
  /** As {@link Status.files}. */
  readonly files: number;
  /** As {@link Status.findings}. */
  readonly findings: number;
}

/**
 * Request, client → server: bring the document of ports of every workspace folder up to date, through
 * `workspace/applyEdit`. No parameters. Result {@link UpdatePortsResult}.
 */
export const updatePortsMethod = 'portolan/updatePorts';

/** Result of {@link updatePortsMethod}. */
export interface UpdatePortsResult {
  /** Documents that were written, or had nothing to be written, as URIs. */
  readonly documents: readonly string[];
  /** False if the client did not apply the edit. */
  readonly applied: boolean;
}

/**
 * Names of the files that the server may read, as LSP glob patterns. The client offers open documents that match;
 * the server decides what each of them is. The server watches the same patterns for changes.
 *
 * A folder that is deleted, moved or unpacked outside the editor often comes as one event for the folder alone. A server
 * that must never be stale therefore also watches {@link ANY_PATTERN} for creations and deletions, and takes an
 * event for a name it knows as a prefix for an event on all that lies below.
 */
export const FILE_PATTERNS: readonly string[] = [
  '**/{[dD]ockerfile,[cC]ontainerfile}',
  '**/{[dD]ockerfile,[cC]ontainerfile}.*',
  '**/*.{dockerfile,Dockerfile,containerfile,Containerfile}',
  '**/*.{yaml,yml,json,jsonc}',
  '**/{Tiltfile,Tiltfile.*,*.tiltfile,*.Tiltfile}',
  '**/{.env,.env.*,*.env,*.env.*}',
  '**/{.gitignore,.dockerignore}',
  '**/PORTS.md',
];

/** Everything, folders included. */
export const ANY_PATTERN = '**';

/**
 * VS Code's language ids whose documents are offered whatever they are called (an unsaved document has no name, and
 * `files.associations` gives a file any language).
 */
export const LANGUAGES: readonly string[] = ['dockerfile', 'dockercompose', 'yaml', 'json', 'jsonc', 'dotenv'];
