import type { DeclaredPort, ProblemFact } from '../../facts';
import { only, open, showPort } from '../../facts';
import { parseExposeWord } from '../../lore/portSyntax';
import type { PortProblem } from '../../lore/portSyntax';
import type { EscapeCharacter, WordsInstruction } from '../../syntax/dockerfile';
import type { MappedText } from '../../text/mapped';
import { sliceMapped, traceAll } from '../../text/mapped';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import type { Expansion, Lookup, Use } from './expand';
import { expand } from './expand';

/** A port that an EXPOSE of the stage declares. */
export interface Exposed {
  /** As a fact of the stage itself. */
  readonly port: DeclaredPort;
  /** The word in the instruction, before expansion. */
  readonly word: MappedText;
  readonly instruction: WordsInstruction;
}

/** A variable of EXPOSE that expands to nothing, and what comes of it. */
export interface UnsetPort {
  readonly use: Use;
  readonly instruction: WordsInstruction;
  /** `dropped`: the word vanishes · `fails`: the build stops at what is left · `left`: what is left is a port. */
  readonly effect: 'dropped' | 'fails' | 'left';
  /** What is left of the word. */
  readonly rest: string;
}

/** What the EXPOSE instruction makes. */
export interface ExposeReading {
  readonly exposed: readonly Exposed[];
  readonly unset: readonly UnsetPort[];
  readonly problems: readonly ProblemFact[];
}

/** Reads one EXPOSE: each word is expanded and cut again at blanks, as the builder does (formats.md §1.2). */
export function readExpose(instruction: WordsInstruction, escape: EscapeCharacter, lookup: Lookup): ExposeReading {
  const reading = { exposed: [] as Exposed[], unset: [] as UnsetPort[], problems: [] as ProblemFact[] };
  const { words } = instruction;
  const odd = wholeProblem(instruction);
  if (odd) reading.problems.push(odd.problem);
  for (const word of words.slice(0, odd?.from ?? words.length)) {
    const expansion = expand(word, escape, lookup);
    if (expansion.error) {
      // What stands behind it is mostly the rest of the same expression.
      const cut = word === words.at(-1) ? '' : say`, and blanks end a word of EXPOSE even inside quotes and braces`;
      reading.problems.push(
        invalid(word, say`\`${word.text}\` cannot be expanded: ${expansion.error}${cut}. ${STOPS}`, []),
      );
      break;
    }
    readWord(instruction, word, expansion, reading);
  }
  return reading;
}

type Filling = { readonly [K in keyof ExposeReading]: ExposeReading[K][number][] };

function readWord(instruction: WordsInstruction, word: MappedText, expansion: Expansion, into: Filling): void {
  const unset = expansion.uses.find((u) => u.state === 'unset' && /^\w*[a-z_]\w*$/i.test(u.name));
  let effect: UnsetPort['effect'] = expansion.words.length === 0 ? 'dropped' : 'left';
  const problems: ProblemFact[] = [];
  for (const { text, unknown } of expansion.words) {
    if (!text) {
      const port = open<never>(unknown?.because ?? say`it is not known here`, unknown?.at);
      into.exposed.push({
        port: { port, protocol: protocolOf(word.text), site: word.whole, origin: 'own' },
        word,
        instruction,
      });
      continue;
    }
    const { exposed, problems: found } = parseExposeWord(text);
    if (exposed)
      into.exposed.push({
        port: { port: only(exposed.port), protocol: exposed.protocol, site: text.whole, origin: 'own' },
        word,
        instruction,
      });
    else if (!found.some((p) => p.kind === 'port-zero')) effect = 'fails';
    if (!isPlaceholder(text.text))
      problems.push(...found.map((p) => problemOf(p, text, exposed?.ranges.container.start)));
  }
  if (!unset) into.problems.push(...problems);
  else into.unset.push({ use: unset, instruction, effect, rest: expansion.text?.text ?? '' });
}

function protocolOf(word: string): DeclaredPort['protocol'] {
  return /\/udp$/i.test(word) ? 'udp' : /\/sctp$/i.test(word) ? 'sctp' : 'tcp';
}

/** `__PORT__`, `@PORT@`, `%%PORT%%`, `<port>`: some other tool fills it in before the build. */
function isPlaceholder(word: string): boolean {
  return /^(?:__.+__|@.+@|%.+%|<.+>|#\{.*\}#?|\{.*\}|\[\[.*)(?:\/\w+)?$/.test(word);
}

const STOPS = say`The build stops at this EXPOSE.`;

/** Problems of the instruction as a whole; words from `from` on are not looked at. */
function wholeProblem(
  instruction: WordsInstruction,
): { readonly problem: ProblemFact; readonly from: number } | undefined {
  const { words, line } = instruction;
  const [first] = words;
  if (!first)
    return {
      problem: invalid(
        line,
        say`EXPOSE names no port. Write at least one, such as \`EXPOSE 8080\`, or take the line away.`,
        [],
      ),
      from: 0,
    };
  const comment = words.findIndex((w) => w.text.startsWith('#'));
  if (comment >= 0) return { problem: commentProblem(line, words, comment), from: comment };
  const list = /^\[(.*)\]$/s.exec(words.map((w) => w.text).join(' '))?.[1];
  if (list === undefined) return undefined;
  const ports = list
    .split(/[\s,]+/)
    .map((p) => p.replace(/^(["'])(.*)\1$/, '$2'))
    .filter((p) => p !== '');
  const site = spanFrom(first.whole, (words.at(-1) as MappedText).whole);
  const fixes = ports.every((p) => /^\d+(?:-\d+)?(?:\/\w+)?$/.test(p))
    ? [{ title: say`Write ${ports.join(' ')}`, at: site, newText: ports.join(' '), safe: true }]
    : [];
  const message = say`EXPOSE takes words, not a JSON array: \`[${list}]\` is no port. ${STOPS}`;
  return { problem: { ...invalid(first, message, fixes), site }, from: 0 };
}

function commentProblem(line: MappedText, words: readonly MappedText[], at: number): ProblemFact {
  const comment = words[at] as MappedText;
  const site = spanFrom(comment.whole, (words.at(-1) as MappedText).whole);
  const before = words[at - 1];
  const message = say`A comment needs a line of its own: behind EXPOSE, \`${comment.text}\` is read as a port. ${STOPS}`;
  // The blanks between port and comment go too, but not across a continuation.
  const cut = before && onOneLine(line, before, comment) ? { ...site, start: before.whole.end } : undefined;
  const fixes = cut ? [{ title: say`Take the comment away`, at: cut, newText: '', safe: false }] : [];
  return { ...invalid(comment, message, fixes), site };
}

function onOneLine(line: MappedText, a: MappedText, b: MappedText): boolean {
  const from = line.segments.findLast((s) => s.site.copy && s.site.start <= a.whole.start);
  const to = line.segments.findLast((s) => s.site.copy && s.site.start <= b.whole.start);
  return from !== undefined && from === to;
}

function spanFrom(a: Span, b: Span): Span {
  return a.uri === b.uri ? { uri: a.uri, start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) } : a;
}

type Fixes = ProblemFact['fixes'];

function invalid(text: MappedText, message: string, fixes: Fixes): ProblemFact {
  return {
    kind: 'problem',
    rule: 'invalid-port',
    site: text.whole,
    message,
    certainty: certaintyOf(text),
    fixes,
    related: [],
  };
}

/** What variables bring in is as sure as they are: an argument's default can be replaced. */
function certaintyOf(text: MappedText): ProblemFact['certainty'] {
  return traceAll(text).via.length > 0 ? 'high' : 'certain';
}

/** The characters that make a part of a word, when they stand in one place as they are read. */
function editable(text: MappedText, start: number, end: number): Span | undefined {
  const { origins } = traceAll(sliceMapped(text, start, end));
  const origin = origins.length === 1 ? origins[0] : undefined;
  return origin?.kind === 'text' && origin.span.end - origin.span.start === end - start ? origin.span : undefined;
}

function problemOf(p: PortProblem, text: MappedText, portStart: number | undefined): ProblemFact {
  const at = editable(text, p.range.start, p.range.end);
  const { origins } = traceAll(sliceMapped(text, p.range.start, p.range.end));
  const [origin] = origins;
  const fixes = at ? fixesOf(p, text, at, portStart) : [];
  const fatal = p.kind !== 'port-zero' && p.kind !== 'host-part' && p.kind !== 'protocol-case';
  const made: ProblemFact = {
    kind: 'problem',
    rule: p.kind === 'host-part' ? 'expose-host-mapping' : 'invalid-port',
    site: p.site,
    ...(origin?.kind === 'text' && origins.length === 1 ? { origin: origin.span } : {}),
    message: fatal ? `${p.message} ${STOPS}` : p.message,
    certainty: certaintyOf(text),
    fixes,
    related: [],
  };
  if (fatal) return made;
  return { ...made, severity: p.kind === 'protocol-case' ? 'hint' : 'warning' };
}

/** Protocols of applications, by what carries them. */
const CARRIERS: Readonly<Record<string, string>> = {
  http: 'tcp',
  https: 'tcp',
  ws: 'tcp',
  wss: 'tcp',
  grpc: 'tcp',
  ssh: 'tcp',
  quic: 'udp',
  dns: 'udp',
};

function fixesOf(p: PortProblem, text: MappedText, at: Span, portStart: number | undefined): Fixes {
  const fix = (newText: string, safe: boolean, title = say`Write ${newText}`, span = at): Fixes => [
    { title, at: span, newText, safe },
  ];
  switch (p.kind) {
    case 'range-reversed':
      return fix(p.text.split('-').reverse().join('-'), false);
    case 'protocol-case':
      return fix(p.text.toLowerCase(), true);
    case 'protocol-unknown': {
      const carrier = CARRIERS[p.text.toLowerCase()];
      return carrier ? fix(carrier, false) : [];
    }
    case 'port-not-number': {
      const all = /^\d+(?:[,;]\d+)+$/.test(p.text);
      return all ? fix(p.text.replaceAll(/[,;]/g, ' '), true) : [];
    }
    case 'host-part': {
      const span = editable(text, 0, portStart ?? 0);
      return span ? fix('', true, say`Expose ${text.text.slice(portStart)} only`, span) : [];
    }
    // What was meant, only the author knows.
    case 'port-missing':
    case 'port-out-of-range':
    case 'port-zero':
    case 'range-lengths-differ':
    case 'host-ip-invalid':
      return [];
  }
}

/** Ports that stand twice among the stage's own, for the second of each pair. */
export function duplicates(
  exposed: readonly Exposed[],
  remove: (e: Exposed, whole: boolean) => Span | undefined,
): readonly ProblemFact[] {
  const firsts = new Map<string, Exposed>();
  const twice = new Map<Exposed, Exposed>();
  const redundant = new Map<WordsInstruction, number>();
  for (const e of exposed) {
    const key = literalKey(e);
    const first = key === undefined ? undefined : firsts.get(key);
    if (first) {
      twice.set(e, first);
      redundant.set(e.instruction, (redundant.get(e.instruction) ?? 0) + 1);
    } else if (key !== undefined) firsts.set(key, e);
  }
  return [...twice].map(([e, first]): ProblemFact => {
    const name = e.word.text.split(':').at(-1) as string;
    // Where every word of an instruction can go, the instruction goes: EXPOSE alone is an error.
    const at = remove(e, redundant.get(e.instruction) === e.instruction.words.length);
    return {
      kind: 'problem',
      rule: 'duplicate-port',
      severity: 'hint',
      site: e.port.site,
      message: say`Port ${name} is exposed twice in this stage; the second time changes nothing and can go.`,
      certainty: 'certain',
      fixes: at ? [{ title: say`Take the second ${name} away`, at, newText: '', safe: true }] : [],
      related: [{ at: first.port.site, message: say`exposed here first` }],
    };
  });
}

/** Port and protocol of a literal word. Through variables, two may be equal in one build and differ in the next. */
function literalKey({ port: { port, protocol } }: Exposed): string | undefined {
  const [first] = port.alternatives;
  return first && first.via.length === 0 ? `${showPort(first.value)}/${protocol}` : undefined;
}
