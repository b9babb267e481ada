import type { Node } from '../../syntax/tree';
import { at, entriesOf, get, textOf } from '../../syntax/tree';
import type { Resource } from './resource';
import { idsOf } from './resource';

/** Says whether a text is meant. */
export type Matcher = (text: string) => boolean;

const patterns = new Map<string, Matcher | undefined>();

/**
 * An anchored pattern as selectors have it (RE2 syntax). `undefined` for one that is not followed: too long, not valid, or of
 * a form on which JavaScript's backtracking might take forever.
 */
export function anchored(pattern: string): Matcher | undefined {
  if (patterns.has(pattern)) return patterns.get(pattern);
  const made = compile(pattern);
  if (patterns.size < 10_000) patterns.set(pattern, made);
  return made;
}

function compile(pattern: string): Matcher | undefined {
  if (/^[\w-]*$/.test(pattern)) return (text) => text === pattern;
  const repeated = pattern.match(/[*+{]/g)?.length ?? 0;
  if (pattern.length > 300 || repeated > 4 || /\)[*+{?]|\\[0-9]|\(\?[^:]/.test(pattern)) return undefined;
  try {
    const regex = new RegExp(`^(?:${pattern})$`);
    // Names have at most 253 characters; longer texts are none.
    return (text) => text.length < 1000 && regex.test(text);
  } catch {
    return undefined;
  }
}

/** The objects that a `target` or `select` means; `undefined` when its patterns are not followed. */
export function selectorOf(selector: Node): ((r: Resource) => boolean) | undefined {
  const patternOf = (key: string): Matcher | undefined => {
    const text = textOf(get(selector, key));
    return text === undefined || text === '' ? () => true : anchored(text);
  };
  const [group, version, kind] = [patternOf('group'), patternOf('version'), patternOf('kind')];
  const [name, namespace] = [patternOf('name'), patternOf('namespace')];
  const labels = requirementsOf(textOf(get(selector, 'labelSelector')) ?? '');
  const annotations = requirementsOf(textOf(get(selector, 'annotationSelector')) ?? '');
  if (!group || !version || !kind || !name || !namespace || !labels || !annotations) return undefined;
  return (r) => {
    if (!group(r.id.group) || !version(r.id.version) || !kind(r.id.kind)) return false;
    const ids = idsOf(r);
    const ends = [ids[0], ids.at(-1)];
    if (!ends.some((i) => i && name(i.name)) || !ends.some((i) => i && namespace(i.namespace))) return false;
    return holds(r, 'labels', labels) && holds(r, 'annotations', annotations);
  };
}

/** One condition of a label selector. */
interface Requirement {
  readonly key: string;
  /** Absent: whether the key is there is all that is asked. */
  readonly values?: readonly string[];
  readonly negated: boolean;
}

function holds(r: Resource, key: 'labels' | 'annotations', requirements: readonly Requirement[]): boolean {
  if (requirements.length === 0) return true;
  const own = new Map(entriesOf(at(r.body.node, 'metadata', key)).map((e) => [e.key.value, textOf(e.value) ?? '']));
  return requirements.every((q) => {
    const value = own.get(q.key);
    const met = value !== undefined && (!q.values || q.values.includes(value));
    return met !== q.negated;
  });
}

const SET = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/;
const EQUAL = /^([^\s!=]+)\s*(==|=|!=)\s*(\S*)$/;
const EXISTS = /^(!?)\s*([^\s!=()]+)$/;

/** The conditions of a label selector; `undefined` for text that is none. */
export function requirementsOf(text: string): readonly Requirement[] | undefined {
  const out: Requirement[] = [];
  // A comma inside brackets separates values.
  for (const piece of text.split(/,(?![^(]*\))/)) {
    const part = piece.trim();
    if (part === '') continue;
    const made = requirement(part);
    if (!made) return undefined;
    out.push(made);
  }
  return out;
}

function requirement(part: string): Requirement | undefined {
  const set = SET.exec(part);
  if (set) {
    const values = (set[3] ?? '').split(',').map((v) => v.trim());
    return { key: set[1] as string, values, negated: set[2] === 'notin' };
  }
  const equal = EQUAL.exec(part);
  if (equal) return { key: equal[1] as string, values: [equal[3] as string], negated: equal[2] === '!=' };
  const exists = EXISTS.exec(part);
  return exists ? { key: exists[2] as string, negated: exists[1] === '!' } : undefined;
}
