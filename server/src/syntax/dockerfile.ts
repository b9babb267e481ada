import type { Flag as LibraryFlag, Instruction as LibraryInstruction } from 'dockerfile-ast';
import { DockerfileParser } from 'dockerfile-ast';
import type { MappedText } from '../text/mapped';
import { concatMapped, rewriteMapped, sliceMapped, trimMapped } from '../text/mapped';
import type { Range, Uri } from '../text/span';
import type { EscapeCharacter, Heredoc, LogicalLine } from './dockerfileLines';
import { escapeOf, joinLine, logicalLines } from './dockerfileLines';

export type { EscapeCharacter } from './dockerfileLines';

/*
 * Lines are cut by the builder's own rules (dockerfileLines.ts), and dockerfile-ast reads what stands on each: one line
 * at a time and without continuations, where it is exact and quick, and where what defeats it costs one instruction.
 */

/** A Dockerfile as its builder reads it, before any variable is expanded. */
export interface DockerfileDocument {
  readonly text: MappedText;
  readonly escape: EscapeCharacter;
  /** In order; comments, blank lines and here-documents are none. */
  readonly instructions: readonly Instruction[];
  /** Expressions of a template language stand where instructions or ports should. */
  readonly template: boolean;
  /** What was not read, as sentences. */
  readonly notes: readonly string[];
}

interface InstructionBase extends Range {
  /** Upper-case, whether or not Docker knows it. */
  readonly keyword: string;
  /** The whole logical line, mapped; its `whole` is the place of the instruction. Keyword alone for unread ones. */
  readonly line: MappedText;
  readonly heredocs: readonly Heredoc[];
}

/** One instruction; `start` and `end` are offsets in the Dockerfile's text, bodies of here-documents left out. */
export type Instruction =
  FromInstruction | PairsInstruction | WordsInstruction | CommandInstruction | OnbuildInstruction | OtherInstruction;

/** `FROM [--platform=…] image [AS stage]`. */
export interface FromInstruction extends InstructionBase {
  readonly kind: 'from';
  /** Empty text when it is not written yet. */
  readonly image: MappedText;
  readonly stage?: MappedText;
}

/** ENV, ARG, LABEL: names with values, quotes still on. A value is absent when no `=` is written. */
export interface PairsInstruction extends InstructionBase {
  readonly kind: 'pairs';
  readonly pairs: readonly Pair[];
}

/** A name and its value as written. */
export interface Pair {
  readonly name: MappedText;
  readonly value?: MappedText;
}

/** EXPOSE, USER, WORKDIR, COPY, ADD: words between blanks, quotes still on; JSON form decoded. */
export interface WordsInstruction extends InstructionBase {
  readonly kind: 'words';
  readonly words: readonly MappedText[];
  readonly flags: readonly Flag[];
}

/** `--name=value`. */
export interface Flag {
  readonly name: string;
  readonly value?: MappedText;
}

/** CMD, ENTRYPOINT, RUN, SHELL, HEALTHCHECK. */
export interface CommandInstruction extends InstructionBase {
  readonly kind: 'command';
  /** HEALTHCHECK NONE, or a half-typed HEALTHCHECK without CMD. */
  readonly none: boolean;
  /** `exec`: the JSON array's strings, none for `[]`; `shell`: one text for the shell, none when nothing is written. */
  readonly form: 'exec' | 'shell';
  readonly words: readonly MappedText[];
}

/** ONBUILD with what it defers; nothing when it is not written yet. */
export interface OnbuildInstruction extends InstructionBase {
  readonly kind: 'onbuild';
  readonly trigger?: Instruction;
}

/** An instruction that says nothing about ports, or (`unread`) that was not read, and why. */
export interface OtherInstruction extends InstructionBase {
  readonly kind: 'other';
  readonly unread?: string;
}

/** Longest line that is given to the library, in UTF-16 units: it takes some microseconds for each character. */
const LIBRARY_LIMIT = 32_768;

/** Characters of one file that are given to the library. */
const FILE_LIMIT = 524_288;

const documents = new WeakMap<MappedText, DockerfileDocument>();

/** Reads a Dockerfile. Total: what cannot be read becomes an `other` instruction and a note. The same text gives the same document. */
export function parseDockerfile(text: MappedText): DockerfileDocument {
  const known = documents.get(text);
  if (known) return known;
  const escape = escapeOf(text.text);
  const reader: LineReader = { escape, budget: FILE_LIMIT, notes: [] };
  const instructions = logicalLines(text.text, escape).map((line) => readLine(reader, text, line));
  const made: DockerfileDocument = {
    text,
    escape,
    instructions,
    template: instructions.some(isTemplated),
    notes: reader.notes,
  };
  documents.set(text, made);
  return made;
}

interface LineReader {
  readonly escape: EscapeCharacter;
  /** Characters that the library may still be given. */
  budget: number;
  readonly notes: string[];
}

function readLine(reader: LineReader, source: MappedText, line: LogicalLine): Instruction {
  const place = { start: line.start, end: line.end, heredocs: line.heredocs };
  const open = line.heredocs.find((h) => !h.closed);
  if (open) reader.notes.push(`the here-document \`${open.name}\` is not closed`);
  const joined = joinLine(source, line);
  if (joined) return readInstruction(reader, joined, place);
  const head = /^[a-z]+/i.exec(source.text.slice(line.start, line.start + 20))?.[0] ?? '';
  return unread(
    reader,
    place,
    head.toUpperCase(),
    sliceMapped(source, line.start, line.start + head.length),
    'is too long',
  );
}

type Placed = Pick<InstructionBase, 'start' | 'end' | 'heredocs'>;

function unread(reader: LineReader, place: Placed, keyword: string, line: MappedText, why: string): OtherInstruction {
  const because = `the ${keyword} instruction at offset ${place.start} ${why}`;
  reader.notes.push(`${because} and was not read`);
  return { kind: 'other', ...place, keyword, line, unread: because };
}

/** Blanks as the builder has them between words. */
const BLANKS = /[\t\v\f\r ]+/;

const COMMANDS: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'SHELL']);
const PAIRS: ReadonlySet<string> = new Set(['ENV', 'LABEL']);
const COPIES: ReadonlySet<string> = new Set(['COPY', 'ADD']);

function readInstruction(reader: LineReader, line: MappedText, place: Placed): Instruction {
  const word = line.text.split(BLANKS, 1)[0] as string;
  const keyword = word.toUpperCase();
  const base = { ...place, keyword, line };
  const rest = trimMapped(sliceMapped(line, word.length, line.text.length));
  if (keyword === 'RUN') return { kind: 'command', ...base, none: false, form: 'shell', words: [rest] };
  if (keyword === 'ONBUILD')
    return { kind: 'onbuild', ...base, ...(rest.text === '' ? {} : { trigger: readInstruction(reader, rest, place) }) };
  if (keyword === 'EXPOSE') return { kind: 'words', ...base, words: wordsOf(rest), flags: [] };
  // One name or path, in which blanks are a part of it.
  if (keyword === 'USER' || keyword === 'WORKDIR') return { kind: 'words', ...base, words: shellText(rest), flags: [] };
  if (keyword === 'ARG') return { kind: 'pairs', ...base, pairs: argumentsOf(reader, rest) };
  if (keyword !== 'FROM' && !COMMANDS.has(keyword) && !PAIRS.has(keyword) && !COPIES.has(keyword))
    return { kind: 'other', ...base };
  if (line.text.length > LIBRARY_LIMIT || line.text.length > reader.budget)
    return unread(reader, place, keyword, line, 'is too long');
  reader.budget -= line.text.length;
  try {
    return fromLibrary(reader, base, rest);
  } catch {
    return unread(reader, place, keyword, line, 'could not be parsed');
  }
}

type Base = Omit<InstructionBase, 'kind'>;

/** What dockerfile-ast makes of one line. A range on a line of its own is a pair of columns, so columns are offsets. */
function parseOne(reader: LineReader, line: string): LibraryInstruction | undefined {
  const head = reader.escape === '`' ? '# escape=`\n' : '';
  // A carriage return inside a line is a blank to the builder and a line end to the library.
  const all = DockerfileParser.parse(head + line.replaceAll('\r', ' ')).getInstructions();
  return all.length === 1 ? all[0] : undefined;
}

interface LibraryRange {
  readonly start: { readonly character: number };
  readonly end: { readonly character: number };
}

function cut(text: MappedText, range: LibraryRange): MappedText {
  return sliceMapped(text, range.start.character, range.end.character);
}

function fromLibrary(reader: LineReader, base: Base, rest: MappedText): Instruction {
  const { line, keyword } = base;
  const parsed = parseOne(reader, line.text);
  if (!parsed) return { kind: 'other', ...base, unread: 'could not be parsed' };
  if (keyword === 'FROM') return readFrom(base, parsed);
  if (PAIRS.has(keyword)) return readPairs(base, parsed);
  const flags = 'getFlags' in parsed ? (parsed as unknown as { getFlags(): LibraryFlag[] }).getFlags() : [];
  const after =
    flags.length === 0
      ? rest
      : trimMapped(sliceMapped(line, (flags.at(-1) as LibraryFlag).getRange().end.character, line.text.length));
  if (keyword === 'HEALTHCHECK') return readCheck(reader, base, after);
  const exec = execWords(reader, after);
  if (COMMANDS.has(keyword)) return { kind: 'command', ...base, none: false, ...commandOf(exec, after) };
  return { kind: 'words', ...base, words: exec ?? wordsOf(after), flags: flags.map((f) => readFlag(line, f)) };
}

/** Words with their quotes; an escape keeps the next character in the word. */
const QUOTED_WORD: Readonly<Record<EscapeCharacter, RegExp>> = {
  '\\': /(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/g,
  '`': /(?:[^\s"'`]|`.|"(?:[^"`]|`.)*"|'[^']*')+/g,
};

/** `NAME`, `NAME=value`, several of both: dockerfile-ast takes `A B=1` for one name with a value. */
function argumentsOf(reader: LineReader, text: MappedText): readonly Pair[] {
  return [...text.text.matchAll(QUOTED_WORD[reader.escape])].map(({ 0: word, index }): Pair => {
    const sign = word.indexOf('=');
    if (sign < 0) return { name: sliceMapped(text, index, index + word.length) };
    return {
      name: sliceMapped(text, index, index + sign),
      value: sliceMapped(text, index + sign + 1, index + word.length),
    };
  });
}

function readFlag(line: MappedText, flag: LibraryFlag): Flag {
  const value = flag.getValueRange();
  return value ? { name: flag.getName(), value: cut(line, value) } : { name: flag.getName() };
}

function readFrom(base: Base, parsed: LibraryInstruction): FromInstruction {
  const from = parsed as LibraryInstruction & {
    getImageRange(): LibraryRange | null;
    getBuildStageRange(): LibraryRange | null;
  };
  const image = from.getImageRange();
  const stage = from.getBuildStageRange();
  const end = base.line.text.length;
  return {
    kind: 'from',
    ...base,
    image: image ? cut(base.line, image) : sliceMapped(base.line, end, end),
    ...(stage ? { stage: cut(base.line, stage) } : {}),
  };
}

interface LibraryProperty {
  getNameRange(): LibraryRange;
  getValueRange(): LibraryRange | null;
}

function readPairs(base: Base, parsed: LibraryInstruction): PairsInstruction {
  const properties = (parsed as LibraryInstruction & { getProperties(): LibraryProperty[] }).getProperties();
  const pairs = properties.map((p): Pair => {
    const value = p.getValueRange();
    return value
      ? { name: cut(base.line, p.getNameRange()), value: cut(base.line, value) }
      : { name: cut(base.line, p.getNameRange()) };
  });
  return { kind: 'pairs', ...base, pairs };
}

function readCheck(reader: LineReader, base: Base, after: MappedText): CommandInstruction {
  const type = after.text.split(BLANKS, 1)[0] as string;
  const command = trimMapped(sliceMapped(after, type.length, after.text.length));
  if (type.toUpperCase() !== 'CMD') return { kind: 'command', ...base, none: true, form: 'exec', words: [] };
  return { kind: 'command', ...base, none: false, ...commandOf(execWords(reader, command), command) };
}

function commandOf(
  exec: readonly MappedText[] | undefined,
  text: MappedText,
): Pick<CommandInstruction, 'form' | 'words'> {
  return exec ? { form: 'exec', words: exec } : { form: 'shell', words: shellText(text) };
}

function shellText(text: MappedText): readonly MappedText[] {
  return text.text === '' ? [] : [text];
}

function wordsOf(text: MappedText): readonly MappedText[] {
  return [...text.text.matchAll(/[^\t\v\f\r ]+/g)].map((m) => sliceMapped(text, m.index, m.index + m[0].length));
}

interface LibraryJson {
  getJSONStrings(): { getRange(): LibraryRange }[];
}

/** The strings of JSON form; `undefined` when the text is none, which makes it shell form as the builder has it. */
function execWords(reader: LineReader, text: MappedText): readonly MappedText[] | undefined {
  const strings = jsonStrings(text.text);
  if (!strings) return undefined;
  const head = 'CMD ';
  const parsed = parseOne(reader, head + text.text) as (LibraryInstruction & LibraryJson) | undefined;
  const ranges = parsed?.getJSONStrings().map((s) => s.getRange()) ?? [];
  // The library says where the strings stand; what they mean, JSON says.
  if (ranges.length !== strings.length) return strings.map((s) => rewriteMapped(text, 0, text.text.length, s));
  return ranges.map((r, i) =>
    decodeString(text, r.start.character - head.length + 1, r.end.character - head.length - 1, strings[i] as string),
  );
}

function jsonStrings(text: string): readonly string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((v) => typeof v === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A JSON string's content: escapes map as a whole, everything else character by character. */
function decodeString(text: MappedText, start: number, end: number, value: string): MappedText {
  const raw = text.text.slice(start, end);
  if (raw === value) return sliceMapped(text, start, end);
  const parts: MappedText[] = [];
  let at = 0;
  for (const m of raw.matchAll(/\\(?:u[0-9a-f]{4}|[^u])/gi)) {
    parts.push(sliceMapped(text, start + at, start + m.index));
    at = m.index + m[0].length;
    parts.push(rewriteMapped(text, start + m.index, start + at, JSON.parse(`"${m[0]}"`) as string));
  }
  parts.push(sliceMapped(text, start + at, end));
  const made = concatMapped(parts, sliceMapped(text, start, end).whole);
  return made.text === value ? made : rewriteMapped(text, start, end, value);
}

const TEMPLATE_MARK = /\{\{|\{%|<%/;
/** Instructions in whose text `{{` is no Go format string of a command. */
const TELLING: ReadonlySet<string> = new Set(['FROM', 'ARG', 'EXPOSE', 'USER', 'WORKDIR', 'COPY', 'ADD']);

function isTemplated(instruction: Instruction): boolean {
  const { keyword, line } = instruction;
  if (TEMPLATE_MARK.test(keyword)) return true;
  if (keyword === 'ENV') return /[= ]["']?(?:\{\{|\{%|<%)/.test(line.text);
  return TELLING.has(keyword) && TEMPLATE_MARK.test(line.text);
}

/** `Dockerfile`, `Dockerfile.prod`, `api.Dockerfile`, `Containerfile`: names that Docker, Podman and editors know (formats.md §1.1). */
export function isDockerfileName(uri: Uri): boolean {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  return (
    !/\.dockerignore$/i.test(name) && /^(?:docker|container)file(?:\..+)?$|\.(?:docker|container)file$/i.test(name)
  );
}

/** A name of a template from which a Dockerfile is made: `Dockerfile.j2`, `Dockerfile.tmpl`. */
export function isTemplateName(uri: Uri): boolean {
  return /\.(?:j2|jinja2?|tmpl|tpl|gotmpl|template|erb|tt|ejs|hbs|mustache|liquid|in|mako|m4)(?:\.dockerfile)?$/i.test(
    uri,
  );
}

/** Whether text reads like a Dockerfile: its first instruction is FROM or ARG. Cheap; looks at the head only. */
export function looksLikeDockerfile(text: string): boolean {
  return /^(?:\s|#[^\n]*(?:\n|$))*(?:FROM|ARG)\s/i.test(text.length > 65_536 ? text.slice(0, 65_536) : text);
}
