import { UNSET } from '../facts/assembled';
import { say } from '../text/say';

/**
 * Stands for a variable or template expression in masked text. The same character as in assembled text, so that what
 * assembly could not know is a hole from the start.
 */
export const HOLE = UNSET;

/**
 * The text with `${…}`, `$NAME`, `$(…)` and `{{ … }}` replaced by runs of {@link HOLE} of the same length, so that offsets
 * stay what they are. An expression that is not closed reaches to the end; a dollar in front of nothing stays.
 */
export function maskVariables(text: string): string {
  if (!text.includes('$') && !text.includes('{{')) return text;
  let out = '';
  let i = 0;
  while (i < text.length) {
    const end = expressionEnd(text, i);
    out += end > i ? HOLE.repeat(end - i) : text[i];
    i = Math.max(end, i + 1);
  }
  return out;
}

/** Whether something in the text is not known. */
export function hasHole(text: string): boolean {
  return maskVariables(text).includes(HOLE);
}

/** Why a value with a hole is not known, as the end of a sentence. Holes of assembled text have no name to show. */
export function whyUnknown(text: string): string {
  return text.includes(HOLE) ? say`a variable in it has no value here` : say`\`${text}\` has no known value here`;
}

/** Where the expression that starts at `i` ends; `i` itself when none starts there. */
function expressionEnd(text: string, i: number): number {
  if (text.startsWith('{{', i)) {
    const close = text.indexOf('}}', i);
    return close < 0 ? text.length : close + 2;
  }
  if (text[i] !== '$') return i;
  if (text[i + 1] !== '{' && text[i + 1] !== '(') {
    let k = i + 1;
    while (k < text.length && /\w/.test(text[k] as string)) k++;
    return k > i + 1 ? k : i;
  }
  let depth = 0;
  for (let k = i + 1; k < text.length; k++) {
    if (text[k] === '{' || text[k] === '(') depth++;
    else if (text[k] === '}' || text[k] === ')') depth--;
    if (depth === 0) return k + 1;
  }
  return text.length;
}
