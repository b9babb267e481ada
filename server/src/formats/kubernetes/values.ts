import type { Located, Port, Protocol, Values } from '../../facts';
import { isPortNumber, located, numberPort, only, open } from '../../facts';
import { decoded } from '../../syntax/decode';
import type { Node, ScalarNode } from '../../syntax/tree';
import { entriesOf, isNull, siteOf, traceNode } from '../../syntax/tree';
import { traceAll } from '../../text/mapped';
import { say } from '../../text/say';
import type { Span } from '../../text/span';

/**
 * How the API server reads a field of type integer. `quoted`: digits as text, which it refuses · `unknown`: filled in by
 * something else, or not written · `other`: text, a fraction, a truth value, which it refuses.
 */
export type Integer =
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'quoted'; readonly number: number }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'other' };

/** How it reads a field that takes a number or a port name. `default`: nothing, as 0 and empty text are for a target port. */
export type NumberOrName =
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'quoted'; readonly number: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'other' };

/**
 * Text in a port field that something fills in before it reaches the cluster: template text, `$VAR` and `${VAR}` of
 * envsubst, `__PORT__`, `<port>`, `%PORT%`, `@PORT@`, and names in capitals (`YOUR_PORT`).
 */
export function isPlaceholder(text: string): boolean {
  return /\$|\{\{|\{%|<%|__\w|^<.*>$|%\w+%|@[\w.]+@|\[\[|^(?=.*(?:_|PORT))[A-Z][A-Z0-9_]*$/.test(text);
}

/** Whether a value that is any text (a variable's, a label's) holds a placeholder. Capitals and brackets are ordinary there. */
export function holdsPlaceholder(text: string): boolean {
  return /\{\{|\{%|<%|\$\{|\$[A-Za-z_]/.test(text);
}

/** Reads an integer field. */
export function readInteger(node: Node | undefined): Integer {
  if (node?.kind !== 'scalar' || isNull(node) || node.tag !== undefined) return { kind: 'unknown' };
  const { value } = node;
  if (node.type === 'int') return wholeNumber(value);
  if (node.type === 'float')
    return Number.isInteger(Number(value)) ? { kind: 'number', number: Number(value) } : { kind: 'other' };
  if (node.type === 'bool') return { kind: 'other' };
  if (node.style === 'plain') {
    // The cluster's YAML reads underscores between digits.
    if (/^[1-9][0-9_]*$/.test(value)) return { kind: 'number', number: Number(value.replace(/_/g, '')) };
  } else if (/^[0-9]+$/.test(value)) return { kind: 'quoted', number: Number(value) };
  return { kind: isPlaceholder(value) ? 'unknown' : 'other' };
}

function wholeNumber(text: string): Integer {
  // `0080`: octal to some readers and decimal to others.
  if (/^[-+]?0[0-9]/.test(text)) return { kind: 'unknown' };
  const number = Number(text.replace(/^\+/, ''));
  return Number.isFinite(number) ? { kind: 'number', number } : { kind: 'unknown' };
}

/** Reads a field that takes a port's number or name. */
export function readNumberOrName(node: Node | undefined): NumberOrName {
  const integer = readInteger(node);
  if (integer.kind !== 'other' || node?.kind !== 'scalar' || node.type !== 'string') return integer;
  return { kind: 'name', name: node.value };
}

const NOT_A_PORT = say`it is not a valid port`;
const NOT_WRITTEN = say`its value is filled in when the file is applied`;

/** A port of an integer field as values; a quoted number counts as the number that was meant. */
export function portValues(node: Node): Values<Port> {
  const read = readInteger(node);
  return numberValues(read, node);
}

/** A port of a number-or-name field as values. */
export function portOrNameValues(node: Node): Values<Port> {
  const read = readNumberOrName(node);
  if (read.kind !== 'name') return numberValues(read, node);
  return only(located<Port>({ kind: 'name', name: read.name }, traceText(node as ScalarNode)));
}

function numberValues(read: Integer, node: Node): Values<Port> {
  if (read.kind === 'unknown') return open(NOT_WRITTEN, siteOf(node));
  if (read.kind === 'other' || !isPortNumber(read.number)) return open(NOT_A_PORT, siteOf(node));
  const traced = read.kind === 'quoted' ? traceText(node as ScalarNode) : traceNode(node);
  return only(located(numberPort(read.number), traced));
}

function traceText(node: ScalarNode): ReturnType<typeof traceAll> {
  return traceAll(decoded(node));
}

/** The text of a scalar with its way; `undefined` for anything else, for null and for text that is filled in later. */
export function locatedText(node: Node | undefined): Located<string> | undefined {
  const text = rawText(node);
  return text && !holdsPlaceholder(text.value) ? text : undefined;
}

/** As {@link locatedText}, placeholders and all: for names in messages. */
export function rawText(node: Node | undefined): Located<string> | undefined {
  if (node?.kind !== 'scalar' || isNull(node)) return undefined;
  return located(node.value, traceText(node));
}

/** A map of texts (labels, selectors), and whether some of it is not known. */
export function textMap(node: Node | undefined): {
  readonly texts: ReadonlyMap<string, Located<string>>;
  readonly whole: boolean;
} {
  const texts = new Map<string, Located<string>>();
  if (isNull(node)) return { texts, whole: true };
  let whole = node?.kind === 'map';
  for (const e of entriesOf(node)) {
    const text = locatedText(e.value);
    if (text && !holdsPlaceholder(e.key.value)) texts.set(e.key.value, text);
    else if (!isNull(e.value)) whole = false;
  }
  return { texts, whole };
}

/** How a protocol field is read. */
export type ProtocolReading =
  | { readonly kind: 'valid'; readonly protocol: Protocol; readonly site?: Span }
  | { readonly kind: 'invalid'; readonly text: string }
  | { readonly kind: 'unknown' };

const PROTOCOLS: ReadonlyMap<string, Protocol> = new Map([
  ['TCP', 'tcp'],
  ['UDP', 'udp'],
  ['SCTP', 'sctp'],
]);

/** Reads `protocol`: TCP when not written; the API takes capitals only. */
export function readProtocol(node: Node | undefined): ProtocolReading {
  if (node === undefined || isNull(node)) return { kind: 'valid', protocol: 'tcp' };
  if (node.kind !== 'scalar') return { kind: 'unknown' };
  if (node.value === '') return { kind: 'valid', protocol: 'tcp' };
  const protocol = PROTOCOLS.get(node.value);
  if (protocol) return { kind: 'valid', protocol, site: siteOf(node) };
  return isPlaceholder(node.value) ? { kind: 'unknown' } : { kind: 'invalid', text: node.value };
}

/** The protocol that was meant by a text that the API refuses: `tcp` for `Tcp`. */
export function meantProtocol(text: string): Protocol | undefined {
  return PROTOCOLS.get(text.toUpperCase());
}
