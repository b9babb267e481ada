/**
 * Says in another language what was said in English. A sentence that is not known as a whole, with every word in it, stays as
 * it is: half a translation is worse than none.
 */
export type Tongue = (english: string) => string;

/** The tongue of whoever reads English. */
export const english: Tongue = (text) => text;

/** A sentence with places for values. */
interface Form {
  /** What stands before, between and behind the places; one more than there are places. */
  readonly literals: readonly string[];
  /** Which value each place takes. */
  readonly places: readonly number[];
  /** Whether each place stands in back-quotes, where a value is a name whatever it looks like. */
  readonly quoted: readonly boolean[];
  /** Words in it. */
  readonly weight: number;
  /** The other language's words and values in turn: `places` of its own between them. */
  readonly target: { readonly literals: readonly string[]; readonly places: readonly number[] };
}

interface Grammar {
  readonly whole: ReadonlyMap<string, string>;
  /** Forms by the longest of their words. */
  readonly byWord: ReadonlyMap<string, readonly Form[]>;
}

/** What is known of parts of one sentence, and how much more may be tried: names in it come from files. */
interface Reading {
  readonly grammar: Grammar;
  readonly known: Map<string, string | undefined>;
  left: number;
  depth: number;
  readonly trust: Trust;
}

/**
 * What a value may be that is not in back-quotes: no bare word in small letters; that too, since environments have such
 * names; anything in a sentence of some length, since there are values that others wrote. Each is tried where the one before
 * makes no sense of a sentence.
 */
type Trust = 'words' | 'names' | 'all';

const PROTOCOLS: ReadonlySet<string> = new Set(['tcp', 'udp', 'sctp']);
/** Words from which on a form tells by itself what is said. */
const WORDS_OF_A_SENTENCE = 4;
const LENGTH_LIMIT = 3000;
/** Ends of values and parts that are tried for one sentence, long parts counted as several; the fixtures need 17,000 at most. */
const STEPS_LIMIT = 40_000;
const DEPTH_LIMIT = 16;
const CACHE_LIMIT = 5000;
const SENTENCES_LIMIT = 10_000;

/** The tongue that has these sentences; {@link english} for none. What is no text among them is left out. */
export function tongueOf(sentences: unknown): Tongue {
  if (typeof sentences !== 'object' || sentences === null) return english;
  const pairs = Object.entries(sentences)
    .slice(0, SENTENCES_LIMIT)
    .filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  const grammar = grammarOf(pairs);
  const cache = new Map<string, string>();
  return (text) => {
    const known = cache.get(text);
    if (known !== undefined) return known;
    if (text.length > LENGTH_LIMIT) return text;
    const read = (trust: Trust) => part(text, { grammar, known: new Map(), left: STEPS_LIMIT, depth: 0, trust });
    const told = read('words') ?? read('names') ?? read('all') ?? text;
    if (cache.size >= CACHE_LIMIT) cache.clear();
    cache.set(text, told);
    return told;
  };
}

function grammarOf(pairs: readonly (readonly [string, string])[]): Grammar {
  const whole = new Map<string, string>();
  const byWord = new Map<string, Form[]>();
  for (const [from, to] of pairs) {
    const source = pieces(from.trim());
    if (source.places.length === 0) {
      whole.set(from.trim(), to.trim());
      continue;
    }
    const [word] = wordsIn(from).sort((a, b) => b.length - a.length);
    if (word === undefined) continue;
    const list = byWord.get(word) ?? [];
    const quoted = source.places.map((_, i) => quotes(source.literals.slice(0, i + 1).join('')) % 2 === 1);
    list.push({ ...source, quoted, weight: wordsIn(from).length, target: pieces(to.trim()) });
    byWord.set(word, list);
  }
  return { whole, byWord };
}

function pieces(form: string): Form['target'] {
  const literals = form.split(/\{\d+\}/);
  return { literals, places: [...form.matchAll(/\{(\d+)\}/g)].map(([, n]) => Number(n)) };
}

/** The words of a text outside of back-quotes. */
function wordsIn(text: string): string[] {
  return text.replace(/`[^`]*`/g, ' ').match(/\p{L}+/gu) ?? [];
}

/** A part of a sentence in the other language; `undefined` when there is a word in it that is not known. */
function part(text: string, reading: Reading): string | undefined {
  const core = text.trim();
  if (core === '') return text;
  if (!reading.known.has(core)) {
    reading.left -= 1 + (core.length >> 6);
    if (reading.left < 0 || reading.depth > DEPTH_LIMIT) return undefined;
    reading.depth++;
    reading.known.set(core, read(core, reading));
    reading.depth--;
  }
  const told = reading.known.get(core);
  if (told === undefined) return undefined;
  const at = text.indexOf(core);
  return text.slice(0, at) + told + text.slice(at + core.length);
}

function read(text: string, reading: Reading): string | undefined {
  const whole = reading.grammar.whole.get(text);
  if (whole !== undefined) return whole;
  if (isWord(text))
    return reading.trust !== 'words' || !/^[a-z]{2,}$/.test(text) || PROTOCOLS.has(text) ? text : undefined;
  return byForm(text, reading) ?? objectIn(text, reading) ?? withNote(text, reading) ?? byPieces(text, reading);
}

/** One word that stands for itself, a number, or anything in back-quotes; perhaps the last that is named of many. */
function isWord(text: string): boolean {
  return /^(?:`[^`]*`|[^\s`])+(?: …)?$/.test(text);
}

/** A kind with a name, ``Deployment `api` ``: kinds of objects are names too. */
function objectIn(text: string, { grammar }: Reading): string | undefined {
  const [, kind = '', name = ''] = /^([^`]+) (`[^`]*`)$/.exec(text) ?? [];
  const told = grammar.whole.get(kind) ?? (/^[A-Z][A-Za-z]+$/.test(kind) ? kind : undefined);
  return told && `${told} ${name}`;
}

/** A value with a note behind it: ``80 (`http`)``, `outside (Ingress shop)`. */
function withNote(text: string, reading: Reading): string | undefined {
  const [, before, note] = /^([^()]+) \(([^()]+)\)$/.exec(text) ?? [];
  if (before === undefined || note === undefined) return undefined;
  const told = [part(before, reading), /^[A-Z][A-Za-z]+ \S+$/.test(note) ? note : part(note, reading)];
  return told.includes(undefined) ? undefined : `${told[0]} (${told[1]})`;
}

function byForm(text: string, reading: Reading): string | undefined {
  const forms = new Set(wordsIn(text).flatMap((word) => reading.grammar.byWord.get(word) ?? []));
  // What tells most of the sentence is more likely meant than what takes the rest of it for a value.
  for (const form of [...forms].sort((a, b) => b.weight - a.weight)) {
    const values = matched(form, text, reading);
    if (!values) continue;
    const { literals, places } = form.target;
    return literals
      .map((literal, i) => (i === 0 ? literal : `${values.get(places[i - 1] ?? -1) ?? ''}${literal}`))
      .join('');
  }
  return undefined;
}

/** The values of a form in the other language, when the text is that form filled in. */
function matched(form: Form, text: string, reading: Reading): ReadonlyMap<number, string> | undefined {
  const { literals, places } = form;
  const first = literals[0] ?? '';
  if (!text.startsWith(first)) return undefined;
  const values = new Map<number, string>();
  const fill = (i: number, from: number): boolean => {
    const place = places[i];
    if (place === undefined) return from === text.length;
    const literal = literals[i + 1] ?? '';
    const isLast = i === places.length - 1;
    let [marks, upTo] = [0, from];
    for (const end of ends(text, from, literal, isLast)) {
      if (--reading.left < 0) return false;
      // Counted from the end before: texts are long where this is tried often.
      marks += end >= upTo ? quotes(text.slice(upTo, end)) : -quotes(text.slice(end, upTo));
      upTo = end;
      const isQuoted = form.quoted[i] === true;
      if (isQuoted ? marks > 0 : marks % 2 === 1) continue;
      const value = text.slice(from, end);
      const mayBeAnything = reading.trust === 'all' && form.weight >= WORDS_OF_A_SENTENCE;
      const told = isQuoted ? value : (part(value, reading) ?? (mayBeAnything ? value : undefined));
      if (told === undefined || (values.has(place) && values.get(place) !== told)) continue;
      const before = values.get(place);
      values.set(place, told);
      if (fill(i + 1, end + literal.length)) return true;
      if (before === undefined) values.delete(place);
    }
    return false;
  };
  return fill(0, first.length) ? values : undefined;
}

/** Where a value may end that begins at `from` and has a literal behind it: the nearest first. */
function* ends(text: string, from: number, literal: string, isLast: boolean): Generator<number> {
  if (isLast) {
    const end = text.length - literal.length;
    if (end >= from && text.endsWith(literal)) yield end;
    return;
  }
  if (literal === '') {
    // Two values behind each other: the second is nothing, or begins with a blank or a mark.
    for (let at = text.length; at >= from; at--) if (at === text.length || /[\s(,;:.]/.test(text[at] ?? '')) yield at;
    return;
  }
  for (let at = text.indexOf(literal, from); at >= 0; at = text.indexOf(literal, at + 1)) yield at;
}

/** Of a list of things or of sentences, the loosest first. */
const SEPARATORS = [/(?<=[.?!]) (?=[`\p{Lu}])/u, / · /u, / \| /u, /; /u, /, /u, / or /u, / and /u, / (?:←|→|\/) /u];

/** A list of things, or sentences behind one another. */
function byPieces(text: string, reading: Reading): string | undefined {
  for (const separator of SEPARATORS) {
    const found = splitOutside(text, separator);
    if (found.length < 2) continue;
    const told = found.map(({ text: piece }) => part(piece, reading));
    if (told.includes(undefined)) continue;
    const joints = found.map(({ behind }) => joint(behind, reading));
    if (!joints.includes(undefined)) return told.map((piece, i) => `${piece}${joints[i]}`).join('');
  }
  return undefined;
}

/** The sign or word between two pieces. */
function joint(between: string, { grammar }: Reading): string | undefined {
  const word = between.trim();
  if (!/\p{L}/u.test(word)) return between;
  const told = grammar.whole.get(word);
  return told && between.replace(word, told);
}

/** Splits at a separator, but not within back-quotes; `behind` is the separator that follows. */
function splitOutside(text: string, separator: RegExp): { readonly text: string; readonly behind: string }[] {
  const out: { text: string; behind: string }[] = [];
  let from = 0;
  let [marks, upTo] = [0, 0];
  for (const match of text.matchAll(new RegExp(separator, 'gu'))) {
    marks += quotes(text.slice(upTo, match.index));
    upTo = match.index;
    if (marks % 2 === 1) continue;
    out.push({ text: text.slice(from, match.index), behind: match[0] });
    from = match.index + match[0].length;
  }
  return [...out, { text: text.slice(from), behind: '' }];
}

function quotes(text: string): number {
  let count = 0;
  for (let at = text.indexOf('`'); at >= 0; at = text.indexOf('`', at + 1)) count++;
  return count;
}
