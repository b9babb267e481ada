import type { SourceFile } from '../text/source';
import { mapFile } from '../text/mapped';
import type { MappedText } from '../text/mapped';
import type { FlatTree } from './flat';
import { buildTree } from './flat';
import { parseJson } from './json';
import type { Node, SyntaxProblem } from './tree';
import { parseYamlDocument } from './yaml';
import type { ParsedYaml } from './yaml';

/**
 * One `---` document of a YAML file, or a JSON file. Immutable; parsed when first asked for, and only then: what it is
 * can be told from `head` without parsing, so kinds that nothing reads cost a scan.
 */
export interface YamlDocument {
  readonly file: SourceFile;
  readonly index: number;
  /** Range in the file's text, the `---` line left out. */
  readonly start: number;
  readonly end: number;
  readonly head: DocumentHead;
}

/** What the unindented lines of a document say. */
export interface DocumentHead {
  readonly apiVersion?: string;
  readonly kind?: string;
  /** Top-level keys as written, in order, at most 200. */
  readonly keys: readonly string[];
  /** The text holds `{{`: a template language is likely. */
  readonly template: boolean;
  readonly json: boolean;
}

/** What is kept of a parse: the problems for good, the tree until it is forgotten. */
interface Kept {
  readonly tree?: FlatTree;
  readonly problems: readonly SyntaxProblem[];
}

const splitCache = new WeakMap<SourceFile, readonly YamlDocument[]>();
const parseCache = new WeakMap<YamlDocument, Kept>();
const fileMaps = new WeakMap<SourceFile, MappedText>();

/** The file as mapped text; the same object for the same file. */
export function mappedFile(file: SourceFile): MappedText {
  const known = fileMaps.get(file);
  if (known) return known;
  const made = mapFile(file);
  fileMaps.set(file, made);
  return made;
}

/** The documents of a file, in order. A file of blanks and comments has none. */
export function documentsOf(file: SourceFile): readonly YamlDocument[] {
  const known = splitCache.get(file);
  if (known) return known;
  const made = split(file);
  splitCache.set(file, made);
  return made;
}

/**
 * Tells that `next` came from `previous` by an edit. Documents before the edited place keep their identity, and with it
 * all that was made of them; those behind it keep their head and their parse. Only what lies between is looked at again.
 */
export function inheritDocuments(previous: SourceFile, next: SourceFile): void {
  const before = splitCache.get(previous);
  if (!before || splitCache.has(next)) return;
  const made = isJson(previous) || isJson(next) ? split(next) : splitAgain(before, previous.text, next);
  splitCache.set(next, made);
  const unclaimed = new Map<string, YamlDocument>();
  const kept = new Set(made);
  for (const d of before) if (!kept.has(d)) unclaimed.set(previous.text.slice(d.start, d.end), d);
  for (const d of made) {
    if (parseCache.has(d)) continue;
    const twin = unclaimed.get(next.text.slice(d.start, d.end));
    const parsed = twin && parseCache.get(twin);
    if (parsed) parseCache.set(d, parsed);
  }
}

/** A mark's three characters; the text of a document begins behind them. */
const MARK_LENGTH = 3;

/** As {@link split}, for a text that has most of its documents in common with one that was split already. */
function splitAgain(before: readonly YamlDocument[], old: string, next: SourceFile): readonly YamlDocument[] {
  const { text } = next;
  const same = commonStart(old, text);
  const changed = old.length - commonEnd(old, text, same);
  const out: YamlDocument[] = [];
  let start = 0;
  for (const d of before) {
    // The mark that ends it, with its line break, must be there as before.
    if (d.end + MARK_LENGTH + 2 > same) break;
    out.push(d);
    start = d.end + MARK_LENGTH;
  }
  const moved = text.length - old.length;
  // The mark that starts it, with the line break before it, must be there as before.
  const behind = before.slice(out.length).filter((d) => d.start - MARK_LENGTH - 1 >= changed);
  const first = behind[0];
  splitInto(next, out, start, first ? first.start + moved - MARK_LENGTH : text.length);
  for (const d of behind) out.push(moved === 0 && d.index === out.length ? d : movedTo(next, d, out.length, moved));
  return out;
}

function movedTo(file: SourceFile, d: YamlDocument, index: number, by: number): YamlDocument {
  const made = { file, index, start: d.start + by, end: d.end + by, head: d.head };
  const parsed = parseCache.get(d);
  if (parsed) parseCache.set(made, parsed);
  return made;
}

const CHUNK = 1024;

/** Length of what two texts begin with in common. */
function commonStart(a: string, b: string): number {
  const limit = Math.min(a.length, b.length);
  let n = 0;
  while (n + CHUNK <= limit && a.slice(n, n + CHUNK) === b.slice(n, n + CHUNK)) n += CHUNK;
  while (n < limit && a.charCodeAt(n) === b.charCodeAt(n)) n++;
  return n;
}

/** Length of what two texts end with in common, behind their first `start` characters. */
function commonEnd(a: string, b: string, start: number): number {
  const limit = Math.min(a.length, b.length) - start;
  const tail = (text: string, n: number) => text.slice(text.length - n - CHUNK, text.length - n);
  let n = 0;
  while (n + CHUNK <= limit && tail(a, n) === tail(b, n)) n += CHUNK;
  while (n < limit && a.charCodeAt(a.length - n - 1) === b.charCodeAt(b.length - n - 1)) n++;
  return n;
}

/** Whether the document has been parsed already. */
export function isParsed(document: YamlDocument): boolean {
  return parseCache.has(document);
}

/** Takes over a parse that another thread made of exactly this document's text. */
export function adoptParse(document: YamlDocument, tree: FlatTree, problems: readonly SyntaxProblem[]): void {
  parseCache.set(document, { tree, problems });
}

/** Parses the text of one document; what {@link documentTree} uses, and what parse workers run. */
export function parseDocumentText(text: string, json: boolean): ParsedYaml {
  return json ? parseJson(text) : parseYamlDocument(text);
}

/** Files up to this length, in characters, are parsed again sooner than kept. */
const FORGET_LIMIT = 32_000;

/**
 * Lets go of the tree of a document that has been read. It can be had again; in a large file it is kept, since an edit
 * moves all that stands below it.
 */
export function forgetTree(document: YamlDocument): void {
  const known = parseCache.get(document);
  if (known?.tree && document.file.text.length <= FORGET_LIMIT) parseCache.set(document, { problems: known.problems });
}

function problemsOf(document: YamlDocument): readonly SyntaxProblem[] {
  return (parseCache.get(document) ?? parsed(document)).problems;
}

function parsed(document: YamlDocument): ParsedYaml {
  const known = parseCache.get(document);
  if (known?.tree) return { tree: known.tree, problems: known.problems };
  const made = parseDocumentText(document.file.text.slice(document.start, document.end), document.head.json);
  parseCache.set(document, made);
  return made;
}

/** The tree of a document, built anew at each call (the flat parse is what is kept). `undefined` when empty. */
export function documentTree(document: YamlDocument): Node | undefined {
  return buildTree(parsed(document).tree, mappedFile(document.file), document.start);
}

/** What the parser could not read, with offsets in the file. */
export function documentProblems(document: YamlDocument): readonly SyntaxProblem[] {
  return problemsOf(document).map((p) => ({ ...p, start: p.start + document.start, end: p.end + document.start }));
}

const MARK = /^---(?:[ \t]|\r?$)|^\.\.\.[ \t]*\r?$/gm;

function split(file: SourceFile): readonly YamlDocument[] {
  if (isJson(file)) return oneJson(file);
  const out: YamlDocument[] = [];
  splitInto(file, out, 0, file.text.length);
  return out;
}

/** Whether the whole file is one value in braces or brackets. In YAML such values may also stand one behind the other. */
function isJson({ uri, text }: SourceFile): boolean {
  if (/\.jsonc?$/i.test(uri)) return true;
  return /^\s*(?:\{(?!\{)|\[)/.test(text) && !/^---(?:[ \t]|\r?$)/m.test(text);
}

/** Adds the documents of `[start, stop)`, which begins behind a mark or at the text's start and ends before one or at its end. */
function splitInto(file: SourceFile, out: YamlDocument[], start: number, stop: number): void {
  let from = start;
  MARK.lastIndex = start;
  for (let m = MARK.exec(file.text); m && m.index < stop; m = MARK.exec(file.text)) {
    add(file, out, from, m.index);
    // `--- value` starts the document on the marker's line.
    from = m.index + MARK_LENGTH;
  }
  add(file, out, from, stop);
}

function oneJson(file: SourceFile): readonly YamlDocument[] {
  const { text } = file;
  if (/^\s*$/.test(text)) return [];
  const head = flowHead(text, /\.jsonc?$/i.test(file.uri));
  return [{ file, index: 0, start: 0, end: text.length, head }];
}

/** A flow mapping that is not JSON (`{a: 1}`) is YAML; only text that reads as JSON goes to the JSON parser. */
function flowHead(text: string, named: boolean): DocumentHead {
  const json = named || /^\s*\{\s*(?:"|\})/.test(text);
  return { ...jsonHead(text), template: text.includes('{{'), json };
}

function jsonHead(text: string): { apiVersion?: string; kind?: string; keys: readonly string[] } {
  const kind = /"?kind"?\s*:\s*"?(\w+)/.exec(text)?.[1];
  const apiVersion = /"?apiVersion"?\s*:\s*"?([\w./-]+)/.exec(text)?.[1];
  const keys = [...text.slice(0, 100_000).matchAll(/"([\w-]+)"\s*:/g)].slice(0, 200).map((m) => m[1] as string);
  return { ...(kind ? { kind } : {}), ...(apiVersion ? { apiVersion } : {}), keys };
}

function add(file: SourceFile, out: YamlDocument[], start: number, end: number): void {
  const head = headOf(file.text, start, end);
  if (head) out.push({ file, index: out.length, start, end, head });
}

const TOP_KEY =
  /^(?:"([^"\n]{1,80})"|'([^'\n]{1,80})'|([A-Za-z0-9_$<.][^\s:#][^:#\n]{0,80}|[A-Za-z0-9_$]))[ \t]*:(?=[ \t\r\n]|$)[ \t]*([^\r\n]*)/gm;

function headOf(text: string, start: number, end: number): DocumentHead | undefined {
  const body = text.slice(start, end);
  if (/^(?:\s|#[^\n]*(?:\n|$))*$/.test(body.length > 4096 ? body.slice(0, 4096) : body) && body.length <= 4096)
    return undefined;
  if (/^\s*\{(?!\{)/.test(body)) return flowHead(body, false);
  const keys: string[] = [];
  let apiVersion: string | undefined;
  let kind: string | undefined;
  TOP_KEY.lastIndex = 0;
  for (let m = TOP_KEY.exec(body); m && keys.length < 200; m = TOP_KEY.exec(body)) {
    const key = m[1] ?? m[2] ?? m[3] ?? '';
    keys.push(key);
    if (key === 'kind') kind = wordOf(m[4] ?? '');
    else if (key === 'apiVersion') apiVersion = wordOf(m[4] ?? '');
  }
  return {
    ...(apiVersion ? { apiVersion } : {}),
    ...(kind ? { kind } : {}),
    keys,
    template: body.includes('{{'),
    json: false,
  };
}

function wordOf(rest: string): string {
  const m = /^(?:"([^"]*)"|'([^']*)'|([^\s#]+))/.exec(rest);
  return m?.[1] ?? m?.[2] ?? m?.[3] ?? '';
}
