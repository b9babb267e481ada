import { nearestName } from '../../lore/portNames';
import { shortVisible } from '../../text/escape';

/*
 * What goes into a question and what comes out of it, as JSON Schema (2020-12), of which this is the part that every client
 * and model understands: no alternatives, no references.
 */

/** A value that a question takes. */
export type Field =
  | { readonly type: 'string'; readonly description: string; readonly enum?: readonly string[] }
  | { readonly type: 'integer'; readonly description: string; readonly minimum: number; readonly maximum: number }
  | { readonly type: 'boolean'; readonly description: string };

/** All values that a question takes, by name. */
export interface InputSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, Field>>;
  readonly required?: readonly string[];
  readonly additionalProperties: false;
}

/** A part of an answer. */
export type OutputSchema =
  | { readonly type: 'string' | 'integer' | 'boolean'; readonly description?: string }
  | { readonly type: 'array'; readonly items: OutputSchema; readonly description?: string }
  | RecordSchema;

/** A part of an answer that has parts itself. */
export interface RecordSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, OutputSchema>>;
  readonly required: readonly string[];
  readonly additionalProperties: false;
}

/** Text in an answer. */
export const TEXT = { type: 'string' } as const;
/** A count or a number of a port in an answer. */
export const WHOLE = { type: 'integer' } as const;
/** Yes or no in an answer. */
export const FLAG = { type: 'boolean' } as const;

/** A list in an answer. */
export function listOf(items: OutputSchema): OutputSchema {
  return { type: 'array', items };
}

/** Named parts of an answer; those that are not always there come second. */
export function recordOf(
  always: Readonly<Record<string, OutputSchema>>,
  sometimes: Readonly<Record<string, OutputSchema>> = {},
): RecordSchema {
  return {
    type: 'object',
    properties: { ...always, ...sometimes },
    required: Object.keys(always),
    additionalProperties: false,
  };
}

/** The values of an input: those that were given, each of its type and within its bounds. */
export type InputOf<S extends InputSchema> = {
  readonly [K in keyof S['properties']]?: ValueOf<S['properties'][K]> | undefined;
};

interface Values {
  readonly string: string;
  readonly integer: number;
  readonly boolean: boolean;
}

type ValueOf<F extends Field> = Values[F['type']];

/** What an input comes to: its values, or what is wrong with it and what to give instead. */
export type Checked =
  | { readonly kind: 'input'; readonly values: Readonly<Record<string, string | number | boolean>> }
  | { readonly kind: 'refused'; readonly because: string };

/**
 * Checks what a model gave. Null and empty text count as not given, since models fill in all that they know of; a number may be
 * given as text and text as a number. A name that is not known is refused: who filters by it would get a wrong answer.
 */
export function checkInput(schema: InputSchema, given: unknown): Checked {
  const object = given ?? {};
  if (typeof object !== 'object' || Array.isArray(object)) return refused('The arguments must be one JSON object.');
  const values: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(object)) {
    const field = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    if (!field) return refused(unknownArgument(schema, name));
    if (value === null || value === undefined || value === '') continue;
    const read = readValue(field, value);
    if (read === undefined) return refused(`\`${name}\` must be ${expected(field)}.`);
    values[name] = read;
  }
  const missing = schema.required?.find((name) => values[name] === undefined);
  if (missing !== undefined) {
    const field = schema.properties[missing];
    return refused(`\`${missing}\` is missing${field ? `: ${expected(field)}. ${field.description}` : '.'}`);
  }
  return { kind: 'input', values };
}

function refused(because: string): Checked {
  return { kind: 'refused', because };
}

function unknownArgument(schema: InputSchema, name: string): string {
  const names = Object.keys(schema.properties);
  const near = nearestName(name, names);
  const said = `There is no argument \`${shortVisible(name)}\``;
  if (near !== undefined) return `${said}; did you mean \`${near}\`?`;
  return `${said}; there are ${names.map((n) => `\`${n}\``).join(', ')}.`;
}

function readValue(field: Field, value: unknown): string | number | boolean | undefined {
  switch (field.type) {
    case 'string': {
      const text = typeof value === 'number' ? String(value) : value;
      return typeof text === 'string' && (field.enum?.includes(text) ?? true) ? text : undefined;
    }
    case 'integer': {
      const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
      const isWhole = typeof number === 'number' && Number.isInteger(number);
      return isWhole && number >= field.minimum && number <= field.maximum ? number : undefined;
    }
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : typeof value === 'boolean' ? value : undefined;
  }
}

function expected(field: Field): string {
  if (field.type === 'boolean') return 'true or false';
  if (field.type === 'integer') return `a whole number from ${field.minimum} to ${field.maximum}`;
  return field.enum ? `one of ${field.enum.map((e) => `\`${e}\``).join(', ')}` : 'text';
}
