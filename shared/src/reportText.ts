/*
 * The diagnostics report as Markdown: what people paste into an issue. In English, for those who mend things. No contents of
 * files, no names of users.
 */
import type { Counted, ServerReport } from './report';
import { visible } from './visible';

/** What the editor's side knows of itself. */
export interface EditorReport {
  /** `Visual Studio Code 1.139.1`. */
  readonly editor: string;
  /** Words such as `desktop`, `web`, `remote ssh-remote`, `restricted mode`, `language de`. */
  readonly traits: readonly string[];
  readonly extension: string;
  /** Settings of ours that differ from their default. */
  readonly settings: readonly { readonly key: string; readonly value: unknown; readonly level: string }[];
  /** What the status item shows. */
  readonly status: string;
}

/** The report; `server` is missing when it does not run or does not answer. */
export function reportText(editor: EditorReport, server: ServerReport | undefined): string {
  const parts = [
    '# Portolan diagnostics report',
    list([
      `Extension ${editor.extension}${server ? `, server ${server.version} (${server.platform})` : ''}`,
      `${editor.editor} (${editor.traits.join(', ')})`,
      `Status: ${editor.status}`,
      ...(server?.memory === undefined ? [] : [`Memory of the server: ${Math.round(server.memory / 1e6)} MB`]),
    ]),
    '## Settings that differ from their default',
    list(
      editor.settings.map(({ key, value, level }) => `\`portolan.${key}\` (${level}): ${code(JSON.stringify(value))}`),
    ),
  ];
  if (!server) return finished([...parts, '## Server', 'It did not answer.']);
  const skipped = server.skipped.map(
    ({ because, count, examples }) => `${count} × ${because}: ${examples.map((uri) => code(uri)).join(', ')}`,
  );
  return finished([
    ...parts,
    '## Folders',
    list(server.roots.map((uri) => code(uri))),
    '## Files that were read, by what they take part in',
    list(counted(server.files)),
    '## Contexts',
    list(counted(server.contexts)),
    '## Findings',
    list(counted(server.findings)),
    '## Left out',
    list(skipped),
    '## Notes',
    list(counted(server.notes)),
    '## Timings',
    list(server.timings.map(({ what, count }) => `${what}: ${count} ms`)),
  ]);
}

function counted(things: readonly Counted[]): readonly string[] {
  return things.map(({ what, count }) => `${count} × ${what}`);
}

function list(lines: readonly string[]): string {
  return lines.length > 0 ? lines.map((line) => `- ${line}`).join('\n') : 'None.';
}

function code(text: string): string {
  return `\`${visible(text).replaceAll('`', 'ˋ')}\``;
}

function finished(parts: readonly string[]): string {
  return `${withoutHomes(parts.join('\n\n'))}\n`;
}

/** Names of users stand in their home folders. */
export function withoutHomes(text: string): string {
  return text.replace(
    /(?<=[/\\`"])(?:home|Users|[a-zA-Z](?::|%3A)[/\\]+Users)[/\\]+[^/\\`"\s]+|(?<=\/)root(?=[/`"])/g,
    '~',
  );
}
