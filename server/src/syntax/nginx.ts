import type { Range } from '../text/span';

/** A word of an nginx configuration. The range is that of its characters, without quotes. */
export interface NginxWord extends Range {
  /** As written between the quotes; escapes and variables are left as they are. */
  readonly text: string;
}

/** A directive: `listen 80;`, or with a block: `server { … }`. */
export interface NginxDirective {
  readonly name: NginxWord;
  readonly args: readonly NginxWord[];
  /** The directives of its block; absent where there is none. */
  readonly block?: readonly NginxDirective[];
}

/** Blocks in blocks deeper than this are not read: no configuration has them, and recursion must stay bounded. */
const DEPTH_LIMIT = 50;

/** What ends a word outside of quotes. */
const ENDS = /[\s;{}]/;

/**
 * Reads an nginx configuration (the grammar of nginx.org/en/docs/beginners_guide.html#conf_structure): directives with words,
 * `;` or a block, `#` to the end of the line. Blocks of Lua are passed over. Total: what cannot be read is left out.
 */
export function parseNginx(text: string): readonly NginxDirective[] {
  const reader: Reader = { text, at: 0 };
  const out: NginxDirective[] = [];
  while (reader.at < text.length) {
    out.push(...readBlock(reader, 0));
    // A brace that closes nothing.
    reader.at++;
  }
  return out;
}

interface Reader {
  readonly text: string;
  at: number;
}

/** Directives up to the closing brace, which is left to read, or to the end. */
function readBlock(reader: Reader, depth: number): readonly NginxDirective[] {
  const { text } = reader;
  const out: NginxDirective[] = [];
  for (;;) {
    skipBlanks(reader);
    if (reader.at >= text.length || text[reader.at] === '}') return out;
    const directive = readDirective(reader, depth);
    if (directive) out.push(directive);
  }
}

function readDirective(reader: Reader, depth: number): NginxDirective | undefined {
  const { text } = reader;
  const words: NginxWord[] = [];
  for (;;) {
    skipBlanks(reader);
    const c = text[reader.at];
    const [name, ...args] = words;
    if (c === undefined || c === '}') return name && { name, args };
    if (c === ';') {
      reader.at++;
      return name && { name, args };
    }
    if (c !== '{') {
      words.push(readWord(reader));
      continue;
    }
    if (name?.text.endsWith('_by_lua_block') || depth >= DEPTH_LIMIT) skipBraces(reader);
    else {
      reader.at++;
      const block = readBlock(reader, depth + 1);
      reader.at++;
      return name && { name, args, block };
    }
    return name && { name, args };
  }
}

function skipBlanks(reader: Reader): void {
  const { text } = reader;
  for (;;) {
    while (reader.at < text.length && /\s/.test(text[reader.at] as string)) reader.at++;
    if (text[reader.at] !== '#') return;
    const feed = text.indexOf('\n', reader.at);
    reader.at = feed < 0 ? text.length : feed;
  }
}

function readWord(reader: Reader): NginxWord {
  const { text } = reader;
  const quote = text[reader.at];
  if (quote === '"' || quote === "'") {
    const start = ++reader.at;
    while (reader.at < text.length && text[reader.at] !== quote) reader.at += text[reader.at] === '\\' ? 2 : 1;
    const end = Math.min(reader.at, text.length);
    reader.at = end + 1;
    return { text: text.slice(start, end), start, end };
  }
  const start = reader.at;
  while (reader.at < text.length && !ENDS.test(text[reader.at] as string)) {
    // `${name}` is a part of a word, braces and all.
    const variable = text.startsWith('${', reader.at)
      ? /^\$\{\w{0,100}\}/.exec(text.slice(reader.at, reader.at + 104))
      : null;
    reader.at += variable ? variable[0].length : text[reader.at] === '\\' ? 2 : 1;
  }
  reader.at = Math.max(start + 1, Math.min(reader.at, text.length));
  return { text: text.slice(start, reader.at), start, end: reader.at };
}

/** Passes over `{ … }` with the braces inside. */
function skipBraces(reader: Reader): void {
  const { text } = reader;
  let open = 0;
  for (; reader.at < text.length; reader.at++) {
    const c = text[reader.at];
    // A string of Lua ends in its line; an apostrophe of a comment begins none.
    const string = c === '"' || c === "'" ? stringAt(text, reader.at) : 0;
    if (string > 0) reader.at += string - 1;
    else if (c === '{') open++;
    else if (c === '}' && --open === 0) {
      reader.at++;
      return;
    }
  }
}

/** Length of the string that starts at an offset, quotes included; 0 when it does not end in its line. */
function stringAt(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at + 1 - start;
  }
  return 0;
}
