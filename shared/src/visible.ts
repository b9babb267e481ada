/** Characters that a terminal, a log or an annotation would act upon: C0, DEL, C1, line separators, bidi controls. */
const HOSTILE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * The one boundary that every string passes on its way out (terminal, log, hover, SARIF, webview): control characters
 * become visible escapes such as `\u001b`, a line break becomes `\n`. The result is one line.
 */
export function visible(text: string): string {
  return text.replace(HOSTILE, (c) => {
    if (c === '\n') return '\\n';
    if (c === '\r') return '\\r';
    if (c === '\t') return '\\t';
    return `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** As {@link visible}, cut to `limit` characters with an ellipsis: names in messages come from files and can be long. */
export function shortVisible(text: string, limit = 80): string {
  const v = visible(text);
  return v.length <= limit ? v : `${v.slice(0, limit - 1)}…`;
}
