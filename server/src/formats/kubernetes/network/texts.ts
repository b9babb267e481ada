import type { Located, Port, Values } from '../../../facts';
import { isPortNumber, located, numberPort, only, open } from '../../../facts';
import { decoded } from '../../../syntax/decode';
import { embeddedDocuments } from '../../../syntax/embedded';
import type { Entry, Node } from '../../../syntax/tree';
import { at, entriesOf, get } from '../../../syntax/tree';
import type { MappedText } from '../../../text/mapped';
import { splitMapped, traceAll, trimMapped } from '../../../text/mapped';
import { say } from '../../../text/say';
import { isPlaceholder } from '../values';

/*
 * Ports inside the text of an annotation or of a ConfigMap's entry: lists with commas, JSON, `namespace/name:port`. Each keeps
 * its characters.
 */

/** A port as text: digits are a number, anything else is a name; open for placeholders and for numbers that are no ports. */
export function textPort(text: MappedText): Values<Port> {
  const trimmed = trimMapped(text);
  const traced = traceAll(trimmed);
  if (trimmed.text === '' || isPlaceholder(trimmed.text)) return open(say`it is filled in later`, traced.site);
  if (!/^\d+$/.test(trimmed.text)) return only(located<Port>({ kind: 'name', name: trimmed.text }, traced));
  const number = Number(trimmed.text);
  return isPortNumber(number)
    ? only(located(numberPort(number), traced))
    : open(say`it is not a valid port`, traced.site);
}

/** A text as a value with its way. */
export function locatedPart(text: MappedText): Located<string> {
  return located(text.text, traceAll(text));
}

/** The mapped text of a scalar; `undefined` for anything else. */
export function mappedOf(node: Node | undefined): MappedText | undefined {
  return node?.kind === 'scalar' && node.tag === undefined ? decoded(node) : undefined;
}

/** The items of a list with commas, trimmed, without empty ones. */
export function listItems(node: Node | undefined): readonly MappedText[] {
  const text = mappedOf(node);
  if (!text) return [];
  return splitMapped(text, ',').flatMap((piece) => {
    const item = trimMapped(piece);
    return item.text === '' ? [] : [item];
  });
}

/** The JSON in a scalar as a tree; `undefined` when it is none. */
export function jsonOf(node: Node | undefined): Node | undefined {
  const text = mappedOf(node);
  return text && /^\s*[[{]/.test(text.text) ? embeddedDocuments(text)[0] : undefined;
}

/** One annotation of an object. */
export function annotation(root: Node, key: string): Node | undefined {
  return get(at(root, 'metadata', 'annotations'), key);
}

/** All annotations of an object. */
export function annotations(root: Node): readonly Entry[] {
  return entriesOf(at(root, 'metadata', 'annotations'));
}
