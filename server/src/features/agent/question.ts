import type { QuestionName } from '../../../../shared/src/agent';
import { shortVisible } from '../../text/escape';
import { nearestName } from '../../lore/portNames';
import type { RuleMeta } from '../../rules/rule';
import { code } from '../markdown';
import type { Snapshot } from '../snapshot';
import type { InputOf, InputSchema, RecordSchema } from './schema';
import { WHOLE } from './schema';

/** A question about the ports of a workspace, as a language model asks it: a tool of MCP and of VS Code. */
export interface Question<S extends InputSchema = InputSchema> {
  readonly name: QuestionName;
  /** Two or three words for people. */
  readonly title: string;
  /** One sentence for people who choose among tools. */
  readonly summary: string;
  /** For the model: when to ask, and what comes back. */
  readonly description: string;
  readonly input: S;
  readonly output: RecordSchema;
  answer(asked: Asked, input: InputOf<S>): Answer;
}

/** What is asked about. */
export interface Asked {
  readonly snapshot: Snapshot;
  /** All rules that there are. */
  readonly rules: readonly RuleMeta[];
}

/** An answer twice, as data and as text, both without control characters; or why there is none, and what to do. */
export type Answer = { readonly kind: 'answer'; readonly data: object; readonly text: string } | Refused;

/** Why there is no answer, in a sentence that says what to do. */
export interface Refused {
  readonly kind: 'refused';
  readonly because: string;
}

/** An answer of data and of lines. */
export function answered(data: object, lines: readonly string[]): Answer {
  return { kind: 'answer', data, text: lines.join('\n') };
}

/** No answer. */
export function refused(because: string): Refused {
  return { kind: 'refused', because };
}

/** Longest name that is shown: names come from files. */
const NAME_LIMIT = 120;
/** Longest sentence. */
const SENTENCE_LIMIT = 600;

/** A name or value of a file as data: one line of bounded length. */
export function plain(text: string): string {
  return shortVisible(text, NAME_LIMIT);
}

/** A name or value of a file in a text, in back-quotes that it cannot leave: it is told, not said. */
export function quoted(text: string): string {
  return code(plain(text));
}

/** A sentence of Portolan's own, in which names of files stand in back-quotes. */
export function sentence(text: string): string {
  return shortVisible(text, SENTENCE_LIMIT);
}

/** Says that there is nothing of a name, with the one that may be meant, or else with those that there are. */
export function noSuch(kind: string, name: string, names: readonly string[], plural = `${kind}s`): Refused {
  const said = `There is no ${kind} ${quoted(name)}`;
  const near = nearestName(name, names);
  if (near !== undefined) return refused(`${said}; did you mean ${quoted(near)}?`);
  if (names.length === 0) return refused(`${said}, and no other: nothing that Portolan reads declares one.`);
  const some = names.slice(0, NAMES_SHOWN).map(quoted).join(', ');
  const rest = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : '';
  return refused(`${said}. The ${plural} are ${some}${rest}.`);
}

const NAMES_SHOWN = 20;

/** The input of every question that answers with a list. */
export const PAGING = {
  offset: {
    type: 'integer',
    minimum: 0,
    maximum: 1_000_000,
    description: 'How many to leave out at the beginning: the `next` of the answer before. Default 0.',
  },
  limit: {
    type: 'integer',
    minimum: 1,
    maximum: 500,
    description: 'How many to list at most. Default: as many as fit into about 8 KB; with it, into about 40 KB.',
  },
} as const;

/** The parts of every answer that is a page of a list; `next` and `more` where there is another. */
export const PAGED = { total: WHOLE } as const;
/** The parts of a page that has another one behind it. */
export const PAGED_MORE = { next: WHOLE, more: WHOLE } as const;

/** One item of a list, twice. */
export interface Rendered {
  readonly data: object;
  readonly lines: readonly string[];
}

/** A page of a list. */
export interface Page {
  readonly data: readonly object[];
  readonly lines: readonly string[];
  /** `total`, and when there is more: `next`, `more`. */
  readonly counts: { readonly total: number; readonly next?: number; readonly more?: number };
  /** "30 in all, 11 to 20 here; for the 10 left, ask again with offset 20"; "3" when all are here. */
  readonly told: string;
}

/** Characters of a page when nobody asks for more, and when somebody does. */
const PAGE_SIZE = 7000;
const LARGE_PAGE_SIZE = 38_000;

/** The items from an offset on, as many as are asked for and as fit into a page, one at least. */
export function pageOf<T>(
  items: readonly T[],
  { offset = 0, limit }: { readonly offset?: number | undefined; readonly limit?: number | undefined },
  render: (item: T) => Rendered,
): Page {
  const room = limit === undefined ? PAGE_SIZE : LARGE_PAGE_SIZE;
  const data: object[] = [];
  const lines: string[] = [];
  let size = 0;
  for (const item of items.slice(offset, limit === undefined ? undefined : offset + limit)) {
    const one = render(item);
    // Some clients give the model the data, others the text.
    size += Math.max(JSON.stringify(one.data).length, one.lines.join('\n').length) + 1;
    if (size > room && data.length > 0) break;
    data.push(one.data);
    lines.push(...one.lines);
  }
  const next = offset + data.length;
  const total = items.length;
  const more = Math.max(0, total - next);
  const here = data.length === 0 ? 'none here' : `${offset + 1} to ${next} here`;
  const told = data.length === total ? `${total}` : `${total} in all, ${here}`;
  return {
    data,
    lines,
    counts: { total, ...(more > 0 ? { next, more } : {}) },
    told: more > 0 ? `${told}; for the ${more} left, ask again with offset ${next}` : told,
  };
}

/** The first of a list, and how many more there are. */
export function firstOf<T>(items: readonly T[], most: number): { readonly shown: readonly T[]; readonly left: number } {
  return { shown: items.slice(0, most), left: Math.max(0, items.length - most) };
}
