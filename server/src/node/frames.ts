/** More than a header ever has, in bytes. */
const MOST_HEADER = 16_384;
/** The longest text that V8 can hold, in bytes of UTF-8 that are all ASCII. */
const MOST_BODY = 0x1fffffe8;

const LENGTH = /content-length[ \t]*:/i;

/**
 * Takes the messages of LSP's base protocol out of a stream of bytes, however it is cut: each body that is whole goes to `body`.
 * What is no header, has no usable Content-Length or another charset than UTF-8 is told to `malformed`, as a sentence, and reading
 * goes on at the next Content-Length. Kinder than the protocol: names in any case, other headers, lines that end with LF alone.
 */
export function frameReader(body: (bytes: Buffer) => void, malformed: (why: string) => void): (chunk: Buffer) => void {
  let held: Buffer[] = [];
  let size = 0;
  /** The header of the body that is awaited. */
  let header: Header | undefined;
  /** Whether what came last was no header: then what comes until the next one is not told again. */
  let lost = false;
  const joined = (): Buffer => {
    const all = held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held);
    held = [all];
    return all;
  };
  const keep = (rest: Buffer): void => {
    held = rest.length > 0 ? [rest] : [];
    size = rest.length;
  };
  const takeBody = ({ length, problem }: Header): boolean => {
    if (size < length) return false;
    const all = joined();
    header = undefined;
    keep(all.subarray(length));
    if (problem === undefined) body(all.subarray(0, length));
    else malformed(problem);
    return true;
  };
  const takeHeader = (): boolean => {
    const all = joined();
    const end = headerEnd(all);
    if (end === undefined && size <= MOST_HEADER) return false;
    const text = all.toString('latin1', 0, end ?? size);
    header = end === undefined ? undefined : headerOf(text);
    if (!header && !lost) malformed('A header must have a Content-Length that is a number.');
    lost = !header;
    keep(all.subarray(header ? end : resumeAt(text)));
    return size > 0 || header !== undefined;
  };
  return (chunk) => {
    held.push(chunk);
    size += chunk.length;
    while (header ? takeBody(header) : size > 0 && takeHeader());
  };
}

interface Header {
  /** Of the body, in bytes. */
  readonly length: number;
  /** Why the body cannot be read. */
  readonly problem?: string;
}

/** Where the body begins: behind the first empty line. */
function headerEnd(bytes: Buffer): number | undefined {
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) {
    if (bytes[at + 1] === 10) return at + 2;
    if (bytes[at + 1] === 13 && bytes[at + 2] === 10) return at + 3;
  }
  return undefined;
}

function headerOf(text: string): Header | undefined {
  const value = (name: string) => new RegExp(`^${name}[ \\t]*:[ \\t]*(.*?)[ \\t]*\\r?$`, 'im').exec(text)?.[1];
  const length = /^\d{1,10}$/.test(value('content-length') ?? '') ? Number(value('content-length')) : undefined;
  if (length === undefined || length > MOST_BODY) return undefined;
  const charset = /charset\s*=\s*"?([^\s;"]+)/i.exec(value('content-type') ?? '')?.[1];
  if (charset === undefined || /^utf-?8$/i.test(charset)) return { length };
  return { length, problem: 'The only charset is utf-8.' };
}

/** Where to read on in a header that is none: at a Content-Length in the middle of a line, or behind it all. */
function resumeAt(text: string): number {
  const found = LENGTH.exec(text.slice(1));
  // One that was read already, and found wanting, begins a line.
  return found && text[found.index] !== '\n' ? found.index + 1 : text.length;
}
