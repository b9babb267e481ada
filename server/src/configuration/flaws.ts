import { isIp } from '../lore/hostIp';
import { nearestName } from '../lore/portNames';
import type { MapNode, Node } from '../syntax/tree';
import { entriesOf, isNull, siteOf } from '../syntax/tree';
import { say } from '../text/say';
import type { ConfigurationProblem, PortRange } from './configuration';
import { pathPattern } from './patterns';
import type { Key, ScalarShape, Shape } from './shape';

/** What the description alone does not say: the ids of all rules. */
export interface Names {
  readonly rules: readonly string[];
}

/** All that is wrong with a node by its shape, in the order of the file. `path` is how people name the place: `ports.ranges`. */
export function flawsOf(node: Node, shape: Shape, names: Names, path: string): readonly ConfigurationProblem[] {
  // A key with nothing behind it says nothing, as if it were not there; template text and broken aliases say what they say.
  if (isNull(node)) return [];
  if (node.kind === 'unknown')
    return [{ site: siteOf(node), message: say`\`${path}\` cannot be read: ${node.because}.` }];
  switch (shape.kind) {
    case 'list':
      if (node.kind === 'seq')
        return node.items.flatMap((item, i) => [
          ...(isNull(item) ? [empty(item, `${path}[${i}]`, shape.of)] : []),
          ...flawsOf(item, shape.of, names, `${path}[${i}]`),
        ]);
      return flawsOf(node, shape.of, names, path);
    case 'map':
      if (node.kind !== 'map') return [wrong(node, path, say`a map`)];
      return [...twins(node, path), ...mapFlaws(node, shape, names, path)];
    case 'object':
      if (node.kind !== 'map') return [wrong(node, path, say`a map`)];
      return [...twins(node, path), ...objectFlaws(node, shape.keys, names, path)];
    case 'either':
      return flawsOf(node, node.kind === 'map' ? shape.long : shape.short, names, path);
    case 'pattern':
    case 'text':
    case 'word':
    case 'boolean':
    case 'port':
    case 'ports':
    case 'network':
      return node.kind === 'scalar' && isScalarOf(node.value, node.type, shape)
        ? []
        : [wrong(node, path, sayShape(shape))];
  }
}

function mapFlaws(
  node: Node,
  shape: Extract<Shape, { kind: 'map' }>,
  names: Names,
  path: string,
): readonly ConfigurationProblem[] {
  return entriesOf(node).flatMap(({ key, value }) => [
    ...(shape.names === 'rule'
      ? unknownName(key, names.rules, (name) => say`\`${path}\` names \`${name}\`, which is no rule.`)
      : []),
    ...(isNull(value) ? [empty(key, `${path}.${key.value}`, shape.of)] : []),
    ...flawsOf(value, shape.of, names, `${path}.${key.value}`),
  ]);
}

/** Keys that stand twice: the platforms read the last one, and so do we, but nobody means that. */
function twins(node: MapNode, path: string): readonly ConfigurationProblem[] {
  const last = new Set(entriesOf(node));
  return node.entries
    .filter((e) => !last.has(e))
    .map(({ key }) => {
      const name = path === '' ? key.value : `${path}.${key.value}`;
      return {
        site: siteOf(key),
        message: say`\`${name}\` stands here and again below, and only the last one counts. Keep one.`,
      };
    });
}

function objectFlaws(node: Node, keys: readonly Key[], names: Names, path: string): readonly ConfigurationProblem[] {
  const known = keys.map((k) => k.name);
  const entries = entriesOf(node);
  const isUnknown = (name: string) =>
    path === ''
      ? say`The configuration has \`${name}\`, which is no key there.`
      : say`\`${path}\` has \`${name}\`, which is no key there.`;
  const missing = keys.filter((k) => k.required && !entries.some((e) => e.key.value === k.name && !isNull(e.value)));
  return [
    ...missing.map((k) => ({ site: firstLine(node), message: say`\`${path}\` needs \`${k.name}\`.` })),
    ...entries.flatMap(({ key, value }) => {
      const found = keys.find((k) => k.name === key.value);
      if (!found) return unknownName(key, known, isUnknown);
      return flawsOf(value, found.shape, names, path === '' ? key.value : `${path}.${key.value}`);
    }),
  ];
}

/** The key that a map begins with: a squiggle under all of it would say nothing. */
function firstLine(node: Node): ConfigurationProblem['site'] {
  const first = node.kind === 'map' ? node.entries[0] : undefined;
  return siteOf(first?.key ?? node);
}

function unknownName(
  key: Node & { readonly value: string },
  known: readonly string[],
  saying: (name: string) => string,
): readonly ConfigurationProblem[] {
  if (known.includes(key.value)) return [];
  const near = nearestName(key.value, known);
  const hint = near === undefined ? say`It can be ${listed(known)}.` : say`Did you mean \`${near}\`?`;
  const message = `${saying(key.value)} ${hint}`;
  return [{ site: siteOf(key), message, ...(near === undefined ? {} : { meant: near }) }];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((n) => `\`${n}\``);
  return names.length > 8 ? `${shown.join(', ')} …` : shown.join(', ');
}

function empty(at: Node, path: string, shape: Shape): ConfigurationProblem {
  return { site: siteOf(at), message: say`\`${path}\` must be ${sayShape(shape)}, and is empty.` };
}

function wrong(node: Node, path: string, expected: string): ConfigurationProblem {
  const has = node.kind === 'scalar' && !isNull(node) ? say`, not \`${node.value}\`` : '';
  return { site: siteOf(node), message: say`\`${path}\` must be ${expected}${has}.` };
}

/** A shape as it stands behind "must be". */
function sayShape(shape: Shape): string {
  switch (shape.kind) {
    case 'pattern':
      return say`a path pattern`;
    case 'text':
      return say`a text`;
    case 'word':
      return say`one of ${shape.of.map((w) => `\`${w}\``).join(', ')}`;
    case 'boolean':
      return say`\`true\` or \`false\``;
    case 'port':
      return say`a port from 1 to 65535`;
    case 'ports':
      return say`a port from 1 to 65535, a range such as \`3000-3999\`${(shape.words ?? []).map((w) => say`, or \`${w}\``).join('')}`;
    case 'network':
      return say`an IP address or a network such as \`10.0.0.0/8\``;
    case 'list':
      return say`a list`;
    case 'map':
    case 'object':
      return say`a map`;
    case 'either':
      return say`${sayShape(shape.short)}, or a map`;
  }
}

function isScalarOf(value: string, type: string, shape: ScalarShape): boolean {
  switch (shape.kind) {
    case 'pattern':
      return pathPattern(value) !== undefined;
    case 'text':
      return type === 'string' || type === 'int';
    case 'word':
      return shape.of.includes(value);
    case 'boolean':
      return type === 'bool';
    case 'port':
      return type === 'int' && portOf(value) !== undefined;
    case 'ports':
      return rangeOf(value) !== undefined || (shape.words ?? []).includes(value);
    case 'network':
      return isNetwork(value);
  }
}

/** A port of decimal digits, 1–65535; `undefined` for anything else. */
export function portOf(text: string): number | undefined {
  const number = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : NaN;
  return number <= 65535 ? number : undefined;
}

/** A port or an inclusive range `from-to`; `undefined` for anything else, also for a range that counts downwards. */
export function rangeOf(text: string): PortRange | undefined {
  const ends = text.split('-').map((part) => portOf(part.trim()));
  const [from, to] = [ends[0], ends.at(-1)];
  return from !== undefined && to !== undefined && ends.length <= 2 && from <= to ? { from, to } : undefined;
}

function isNetwork(text: string): boolean {
  const [ip = '', length, ...more] = text.split('/');
  if (!isIp(ip) || more.length > 0) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (ip.includes(':') ? 128 : 32));
}
