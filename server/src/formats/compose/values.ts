import type { Located, Unknown, Values } from '../../facts';
import { UNSET, located, only } from '../../facts';
import { isPartial, placeOf } from '../../lore/compose';
import { decoded } from '../../syntax/decode';
import type { Node } from '../../syntax/tree';
import { scalar } from '../../syntax/tree';
import type { MappedText } from '../../text/mapped';
import { sliceMapped, traceAll } from '../../text/mapped';
import { say } from '../../text/say';

/** The mapped text of a non-null scalar, known or not. */
export function textAt(node: Node | undefined): MappedText | undefined {
  const found = scalar(node);
  return found && decoded(found);
}

/** The text of a scalar when all of it is known. */
export function knownText(node: Node | undefined): MappedText | undefined {
  const text = textAt(node);
  return text && !isPartial(text.text) ? text : undefined;
}

/** A known scalar as a located text. */
export function locatedText(node: Node | undefined): Located<string> | undefined {
  const text = knownText(node);
  return text && locate(text);
}

/** Mapped text as a located value. */
export function locate(text: MappedText): Located<string> {
  return located(text.text, traceAll(text));
}

/** A scalar as a set of one, or as an open set that says why. `undefined` when there is nothing. */
export function textValues(node: Node | undefined): Values<string> | undefined {
  const text = textAt(node);
  if (text) return isPartial(text.text) ? { alternatives: [], open: unknownIn(text) } : only(locate(text));
  if (node === undefined || node.kind === 'scalar') return undefined;
  return { alternatives: [], open: { because: whyNot(node), at: placeOf(node) } };
}

/** Why a node that should be a text is none. */
function whyNot(node: Node): string {
  return node.kind === 'unknown' ? node.because : say`it is template syntax or no text`;
}

/** Why a text is known in part only, as the end of a sentence; for text of which {@link isPartial} holds. */
export function unknownIn(text: MappedText): Unknown {
  const name = unsetNames(text)[0];
  return {
    because: name === undefined ? say`it has template syntax` : say`\`${name}\` has no value here`,
    at: text.whole,
  };
}

/** Names of the variables without value in a text, in order. */
export function unsetNames(text: MappedText): readonly string[] {
  const names: string[] = [];
  for (let at = text.text.indexOf(UNSET); at >= 0; at = text.text.indexOf(UNSET, at + 1)) {
    const step = sliceMapped(text, at, at + 1).segments[0]?.via?.findLast((s) => s.kind === 'variable');
    if (step && !names.includes(step.name)) names.push(step.name);
  }
  return names;
}

/** A text as a reader wrote it: variables without value as `${NAME}`. */
export function showText(text: MappedText): string {
  if (!text.text.includes(UNSET)) return text.text;
  return [...text.text]
    .map((c, at) => (c === UNSET ? `\${${unsetNames(sliceMapped(text, at, at + 1))[0] ?? '…'}}` : c))
    .join('');
}
