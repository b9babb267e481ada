import { mapFile } from '../text/mapped';
import type { SourceFile } from '../text/source';
import type { ChartFiles } from './chartRoot';
import { base64, utf8 } from '../text/bytes';
import { fromMapped, originOf, ropeOf } from './rope';
import type { ListValue, MapEntry, ObjectValue, UnknownValue, Value } from './value';
import { NO_TEXT, listOf, mapOf, stringOf, unknownOf } from './value';

/** Files that one `Glob` gives. */
const GLOB_LIMIT = 1000;

function fileUnread(path: string): UnknownValue {
  return unknownOf({ kind: 'file', because: `the file ${path} is not read` });
}

function contents(files: ChartFiles, path: string): Value {
  const file = files.file(path);
  if (file === 'absent') return NO_TEXT;
  return file === 'unread' ? fileUnread(path) : stringOf(fromMapped(mapFile(file)));
}

/** The lines of a file as `.Files.Lines` gives them: one line break at the end makes no line. */
function lines(file: SourceFile): ListValue {
  const text = file.text.endsWith('\n') ? file.text.slice(0, -1) : file.text;
  let at = 0;
  const items = text.split('\n').map((line): Value => {
    const start = at;
    at += line.length + 1;
    const place = { uri: file.uri, start, end: start + line.length, copy: true };
    return line === '' ? NO_TEXT : stringOf({ text: line, runs: [{ at: 0, origin: place }] });
  });
  return listOf(file.text === '' ? [] : items, 'string');
}

/** `.Files` of a chart, or what `.Files.Glob` takes of it. */
export function filesObject(files: ChartFiles): ObjectValue {
  const withPath = (use: (path: string) => Value) => (args: readonly Value[]) => {
    const [path] = args;
    return path?.kind === 'string' ? use(path.rope.text) : unknownOf({ kind: 'error', because: 'a file needs a path' });
  };
  return {
    kind: 'object',
    type: 'engine.files',
    fields: new Map(),
    methods: new Map<string, (args: readonly Value[]) => Value>([
      ['Get', withPath((path) => contents(files, path))],
      ['GetBytes', withPath((path) => contents(files, path))],
      ['Glob', withPath((pattern) => globbed(files, pattern))],
      [
        'Lines',
        withPath((path) => {
          const file = files.file(path);
          return file === 'absent' ? listOf([], 'string') : file === 'unread' ? fileUnread(path) : lines(file);
        }),
      ],
      ['AsConfig', () => named(files, (value) => value)],
      ['AsSecrets', () => named(files, inBase64)],
    ]),
  };
}

/** The type of maps that the evaluator writes as YAML. */
export const FILES_AS_YAML = 'files as YAML';

/** Files by their names, as `AsConfig` and `AsSecrets` write them. */
function named(files: ChartFiles, change: (value: Value) => Value): Value {
  const paths = files.paths().slice(0, GLOB_LIMIT);
  if (paths.length === 0) return NO_TEXT;
  const entries = new Map<string, MapEntry>();
  for (const path of paths)
    entries.set(path.slice(path.lastIndexOf('/') + 1), { value: change(contents(files, path)) });
  return { kind: 'map', type: FILES_AS_YAML, entries };
}

/** A text in Base64 that stands where the text does. */
function inBase64(value: Value): Value {
  if (value.kind !== 'string') return value;
  const origin = originOf(value.rope);
  return origin ? stringOf(ropeOf(base64(utf8(value.rope.text)), origin)) : value;
}

/** What `.Files.Glob` gives: a map of texts that has the methods of `.Files`. */
function globbed(files: ChartFiles, pattern: string): Value {
  const matching = files.paths().filter((path) => globMatches(pattern, path));
  const some = matching.slice(0, GLOB_LIMIT);
  const entries = new Map<string, MapEntry>();
  for (const path of some) entries.set(path, { value: contents(files, path) });
  const part: ChartFiles = { paths: () => some, file: (path) => (entries.has(path) ? files.file(path) : 'absent') };
  return { ...mapOf(entries), type: 'engine.files', methods: filesObject(part).methods };
}

/** Whether a path matches a pattern of gobwas/glob with `/` as separator: `*`, `**`, `?`, `[a-z]`, `{a,b}`. */
export function globMatches(pattern: string, path: string): boolean {
  return alternatives(pattern, 0).some((plain) => matchFrom(plain, 0, path, 0, { steps: 0 }));
}

const ALTERNATIVE_LIMIT = 100;

function alternatives(pattern: string, depth: number): readonly string[] {
  const open = pattern.indexOf('{');
  const close = open < 0 ? -1 : pattern.indexOf('}', open);
  if (close < 0 || depth > 4) return [pattern];
  const parts = pattern.slice(open + 1, close).split(',');
  return parts
    .flatMap((part) => alternatives(pattern.slice(0, open) + part + pattern.slice(close + 1), depth + 1))
    .slice(0, ALTERNATIVE_LIMIT);
}

function matchFrom(pattern: string, p: number, path: string, s: number, work: { steps: number }): boolean {
  let i = p;
  let j = s;
  while (i < pattern.length) {
    if (++work.steps > 20_000) return false;
    const c = pattern.charAt(i);
    if (c === '*') {
      const deep = pattern.charAt(i + 1) === '*';
      const next = i + (deep ? 2 : 1);
      for (let k = j; k <= path.length; k++) {
        if (matchFrom(pattern, next, path, k, work)) return true;
        if (!deep && path.charAt(k) === '/') break;
      }
      return false;
    }
    if (j >= path.length) return false;
    if (c === '[') {
      const close = pattern.indexOf(']', i + 2);
      if (close < 0 || !inClass(pattern.slice(i + 1, close), path.charAt(j))) return false;
      i = close + 1;
    } else {
      const literal = c === '\\' ? pattern.charAt(++i) : c;
      if (c === '?' ? path.charAt(j) === '/' : literal !== path.charAt(j)) return false;
      i++;
    }
    j++;
  }
  return j === path.length;
}

function inClass(set: string, c: string): boolean {
  const negated = set.startsWith('!') || set.startsWith('^');
  const body = negated ? set.slice(1) : set;
  let found = false;
  for (let i = 0; i < body.length; i++) {
    if (body.charAt(i + 1) === '-' && i + 2 < body.length) {
      found ||= body.charAt(i) <= c && c <= body.charAt(i + 2);
      i += 2;
    } else found ||= body.charAt(i) === c;
  }
  return found !== negated;
}
