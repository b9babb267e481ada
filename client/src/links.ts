/** Links of hovers in workspaces that lie in no ordinary file system: pure, so that it can be tested without an editor. */

/** Schemes that VS Code lets Markdown link to; it drops links of all others, those of virtual file systems included. */
const LINKABLE: ReadonlySet<string> = new Set(['file', 'vscode-remote']);

/** The one command that rewritten links may run. */
export const OPEN_COMMAND = 'vscode.open';

/**
 * The Markdown with its links to files of these schemes turned into links that run {@link OPEN_COMMAND} on the same
 * address, fragment included; undefined if there is none to turn.
 */
export function withCommandLinks(markdown: string, schemes: Iterable<string>): string | undefined {
  const wanted = new Set([...schemes].filter((scheme) => !LINKABLE.has(scheme)));
  if (wanted.size === 0) return undefined;
  const rewritten = markdown.replace(/\]\((([a-z][a-z0-9+.-]*):[^\s()]*)\)/gi, (link, uri: string, scheme: string) =>
    wanted.has(scheme.toLowerCase()) ? `](command:${OPEN_COMMAND}?${encodeURIComponent(JSON.stringify([uri]))})` : link,
  );
  return rewritten === markdown ? undefined : rewritten;
}
