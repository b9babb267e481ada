import type { ProblemFact } from '../../facts';
import { isPortNumber } from '../../facts';
import { describeFlaw, portNameFlaws, slugPortName } from '../../lore/portNames';
import type { Node, ScalarNode } from '../../syntax/tree';
import { shortVisible } from '../../text/escape';
import { say } from '../../text/say';
import { insertFirst, problem, rewrite } from './problems';
import { isPlaceholder, meantProtocol, readInteger, readNumberOrName, readProtocol } from './values';

/*
 * What the API server refuses about single values: numbers, names and protocols of ports (rules invalid-port,
 * quoted-port-number, invalid-port-name). Values that are filled in later are passed over.
 */

/** The problems of an integer port field; with `zero` 0 is how the field is left out. */
export function integerProblems(
  field: string,
  node: Node | undefined,
  zero: 'allowed' | 'refused',
): readonly ProblemFact[] {
  if (node?.kind !== 'scalar') return [];
  const read = readInteger(node);
  switch (read.kind) {
    case 'unknown':
      return [];
    case 'number':
      return read.number === 0 && zero === 'allowed' ? [] : rangeProblems(field, node, read.number);
    case 'quoted':
      return [
        quoted(
          node,
          read.number,
          say`\`${field}\` is the text "${shortVisible(node.value)}", but this field takes a number and the API server refuses text`,
        ),
      ];
    case 'other':
      return [
        problem(
          'invalid-port',
          node,
          say`\`${field}\` is \`${shown(node)}\`, but this field takes a whole number from 1 to 65535; the API server refuses the object.`,
        ),
      ];
  }
}

/** What else an item of `ports` may have: with any other key it is a merge, template text or a slip that the API names. */
const BESIDE = new Set(['name', 'protocol', 'appProtocol', 'hostIP', 'hostPort', 'targetPort', 'nodePort']);

/** An item of `ports` without the number that the API server requires; `likely` is what the number probably is. */
export function missingNumber(
  field: 'containerPort' | 'port',
  item: Node,
  likely: Node | undefined,
): readonly ProblemFact[] {
  if (item.kind !== 'map' || item.entries.length === 0 || !item.entries.every((e) => BESIDE.has(e.key.value)))
    return [];
  const read = readInteger(likely);
  const number = read.kind === 'number' && isPortNumber(read.number) ? String(read.number) : undefined;
  const fix =
    number !== undefined && !item.flow
      ? insertFirst(say`Write \`${field}: ${number}\``, item, field, number)
      : undefined;
  const message =
    field === 'port'
      ? say`This port has no \`port\`, which is required; the API server refuses the object. Write the port of the Service.`
      : say`This port has no \`containerPort\`, which is required; the API server refuses the object. Write the port on which the process listens.`;
  return [problem('service-port-name-required', item, message, { fixes: [fix] })];
}

function shown(node: ScalarNode): string {
  return node.style === 'plain' ? shortVisible(node.value) : `"${shortVisible(node.value)}"`;
}

function rangeProblems(field: string, node: ScalarNode, number: number): readonly ProblemFact[] {
  if (isPortNumber(number)) return [];
  return [
    problem(
      'invalid-port',
      node,
      say`\`${field}\` is ${shortVisible(node.value)}, but ports are numbers from 1 to 65535; the API server refuses the object.`,
    ),
  ];
}

function quoted(node: ScalarNode, number: number, why: string): ProblemFact {
  const meant = isPortNumber(number) ? String(number) : undefined;
  const fix = meant && rewrite(say`Write ${meant} without quotes`, node, meant, true);
  return problem(
    'quoted-port-number',
    node,
    say`${why}. Write ${meant ?? say`a number from 1 to 65535`} without quotes.`,
    {
      fixes: [fix || undefined],
    },
  );
}

/** The problems of a field that takes a port's number or name; with `zero` 0 and empty text are how it is left out. */
export function numberOrNameProblems(
  field: string,
  node: Node | undefined,
  zero: 'allowed' | 'refused',
): readonly ProblemFact[] {
  if (node?.kind !== 'scalar') return [];
  const read = readNumberOrName(node);
  switch (read.kind) {
    case 'unknown':
      return [];
    case 'number':
      return read.number === 0 && zero === 'allowed' ? [] : rangeProblems(field, node, read.number);
    case 'quoted':
      return [
        quoted(
          node,
          read.number,
          say`\`${field}\` is the text "${shortVisible(node.value)}", which stands for a port's name; a name needs a letter, so the API server refuses it`,
        ),
      ];
    case 'other':
      return [
        problem(
          'invalid-port',
          node,
          say`\`${field}\` is \`${shown(node)}\`, but it takes a whole number from 1 to 65535 or the name of a port; the API server refuses the object.`,
        ),
      ];
    case 'name':
      return read.name === '' && zero === 'allowed' ? [] : portNameProblems(field, node);
  }
}

/** The problems of a container port's name, or of a reference to one. */
export function portNameProblems(field: string, node: Node | undefined): readonly ProblemFact[] {
  if (node?.kind !== 'scalar' || node.type !== 'string' || node.tag !== undefined || isPlaceholder(node.value))
    return [];
  const flaw = portNameFlaws(node.value)[0];
  if (flaw === undefined || flaw === 'empty') return [];
  const name = shortVisible(node.value);
  const slug = slugPortName(node.value);
  const fix = slug && rewrite(say`Rename to \`${slug}\``, node, quotedLike(node, slug), false);
  return [
    problem(
      'invalid-port-name',
      node,
      say`\`${field}: ${name}\` ${describeFlaw(name, flaw)}; the API server refuses the object.`,
      { fixes: [fix || undefined] },
    ),
  ];
}

/** New text for a scalar in its own quotes. */
export function quotedLike(node: ScalarNode, text: string): string {
  if (node.style === 'double') return `"${text}"`;
  return node.style === 'single' ? `'${text}'` : text;
}

/** The problems of a `protocol` field. */
export function protocolProblems(node: Node | undefined): readonly ProblemFact[] {
  const read = readProtocol(node);
  if (read.kind !== 'invalid' || node?.kind !== 'scalar') return [];
  const meant = meantProtocol(read.text)?.toUpperCase();
  const advice = meant
    ? say`Write \`${meant}\`.`
    : say`The protocol of the application goes into \`appProtocol\` or the port's name.`;
  const fix = meant && rewrite(say`Write ${meant}`, node, quotedLike(node, meant), true);
  return [
    problem(
      'invalid-port',
      node,
      say`\`protocol: ${shortVisible(read.text)}\` is refused by the API server, which knows \`TCP\`, \`UDP\` and \`SCTP\` in capitals. ${advice}`,
      { fixes: [fix || undefined] },
    ),
  ];
}
