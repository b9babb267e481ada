import type { TextEdit } from '../text/edit';
import { replace } from '../text/edit';
import type { SourceFile } from '../text/source';
import type { Span, Uri } from '../text/span';

/*
 * Edits of Go templates that write YAML: what is written there is no YAML yet, so only literals are replaced, and what an
 * action holds is left to who wrote it.
 */

/** Whether a file is a template of a chart, told by its place and by what it holds. */
export function isTemplate(uri: Uri, text: string): boolean {
  return /\/templates\/.*\.(?:ya?ml|json|tpl|txt)$/.test(uri) && text.includes('{{');
}

/**
 * Other characters for a literal. Outside of actions a word for a word, in its quotes or without; inside of one a number for a
 * number, or text in a string. A number may become an action that reads one value, and such an action a number. Everything
 * else is refused.
 */
export function replaceLiteral(file: SourceFile, at: Span, text: string): readonly TextEdit[] | undefined {
  const { text: source } = file;
  const old = source.slice(at.start, at.end);
  if (isReading(old) || isReading(text)) {
    const known = (isReading(old) || isNumber(old)) && (isReading(text) || isNumber(text));
    return known && !isInAction(source, at.start) ? [replace(at, text)] : undefined;
  }
  if (old === '' || /[{}\r\n]/.test(old) || !/^[\w./:-]*$/.test(text)) return undefined;
  const before = source.charAt(at.start - 1);
  const quoted = (before === '"' || before === "'" || before === '`') && source.charAt(at.end) === before;
  if (!isInAction(source, at.start)) return needsQuotes(text) && !quoted ? undefined : [replace(at, text)];
  const numbers = isNumber(old) && isNumber(text);
  return quoted || numbers ? [replace(at, text)] : undefined;
}

/** `{{ .Values.service.port }}`, without trim markers, which take away what stands around it. */
function isReading(text: string): boolean {
  return /^\{\{ *\$?(?:\.\w+)+ *\}\}$/.test(text);
}

function isNumber(text: string): boolean {
  return /^\d+$/.test(text);
}

/** Whether an offset lies between the braces of an action, comments included. */
export function isInAction(text: string, offset: number): boolean {
  // Before the first character there is nothing, and a negative position would count as the first.
  const open = offset > 0 ? text.lastIndexOf('{{', offset - 1) : -1;
  return open >= 0 && text.lastIndexOf('}}', offset - 1) < open;
}

/** Whether YAML would read a plain word as something other than text or a number. */
function needsQuotes(text: string): boolean {
  return !/^[\w./-]+$/.test(text) || /^(?:true|false|yes|no|on|off|null|y|n)$/i.test(text) || /^[.-]/.test(text);
}
