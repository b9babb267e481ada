import type { ConfigKey, ConfigSource, EnvVar, Unknown } from '../../facts';
import { decoded } from '../../syntax/decode';
import type { Node } from '../../syntax/tree';
import { at, get, isNull, itemsOf, siteOf, textOf } from '../../syntax/tree';
import type { MappedText, Step } from '../../text/mapped';
import { concatMapped, sliceMapped, trace, useAt } from '../../text/mapped';
import { say } from '../../text/say';
import { holdsPlaceholder, locatedText } from './values';

/** The environment of a container. */
export interface Environment {
  /** In order of writing; of a name that stands twice the last counts. A value is there when all of it is known. */
  readonly vars: readonly EnvVar[];
  /** The same with values that are known in part, for addresses around what is not known. */
  readonly partial: readonly EnvVar[];
  readonly from: readonly ConfigSource[];
  /** Why there may be more variables than listed. */
  readonly open?: Unknown;
}

/** Reads `env` and `envFrom` of a container; `$(VAR)` takes the value of a variable above (formats.md §3.4). */
export function readEnvironment(container: Node): Environment {
  const from = itemsOf(get(container, 'envFrom')).flatMap((item) => readSource(item));
  const partial: EnvVar[] = [];
  const known = new Map<string, EnvVar>();
  for (const item of itemsOf(get(container, 'env'))) {
    const made = readVariable(item, known);
    if (!made) continue;
    partial.push(made);
    known.set(made.name, wholly(made));
  }
  const vars = partial.map((v) => wholly(v));
  const open = openness(container, from);
  return open ? { vars, partial, from, open } : { vars, partial, from };
}

function wholly(variable: EnvVar): EnvVar {
  if (!variable.value || !variable.open) return variable;
  const { value: _partly, ...rest } = variable;
  return rest;
}

function openness(container: Node, from: readonly ConfigSource[]): Unknown | undefined {
  for (const key of ['env', 'envFrom']) {
    const node = get(container, key);
    if (node && node.kind !== 'seq' && !isNull(node))
      return { because: say`its variables are filled in when the file is applied`, at: siteOf(node) };
  }
  const first = from[0];
  return first && { because: say`${first.objectKind} ${first.name.value} may set more variables`, at: first.site };
}

function readSource(item: Node): readonly ConfigSource[] {
  for (const [field, objectKind] of [
    ['configMapRef', 'ConfigMap'],
    ['secretRef', 'Secret'],
  ] as const) {
    const name = locatedText(at(item, field, 'name'));
    if (name) return [{ objectKind, name, prefix: textOf(get(item, 'prefix')) ?? '', site: siteOf(item) }];
  }
  return [];
}

function readVariable(item: Node, known: ReadonlyMap<string, EnvVar>): EnvVar | undefined {
  const name = locatedText(get(item, 'name'));
  if (!name) return undefined;
  const base = { name: name.value, nameSite: name.site, source: 'environment' } as const;
  const from = get(item, 'valueFrom');
  if (!isNull(from)) return { ...base, ...readReference(from as Node) };
  const value = get(item, 'value');
  if (value === undefined || isNull(value))
    return { ...base, value: { text: '', segments: [], whole: siteOf(value ?? item) } };
  if (value.kind !== 'scalar')
    return { ...base, open: { because: say`its value is filled in when the file is applied`, at: siteOf(value) } };
  const { text, missing } = expand(decoded(value), known);
  if (missing !== undefined)
    return { ...base, value: text, open: { because: say`\`$(${missing})\` is not known here`, at: siteOf(value) } };
  if (holdsPlaceholder(text.text))
    return {
      ...base,
      value: text,
      open: { because: say`its value is filled in when the file is applied`, at: siteOf(value) },
    };
  return { ...base, value: text };
}

function readReference(from: Node): Pick<EnvVar, 'source' | 'from' | 'open'> {
  for (const [field, objectKind] of [
    ['configMapKeyRef', 'ConfigMap'],
    ['secretKeyRef', 'Secret'],
  ] as const) {
    const ref = get(from, field);
    const name = locatedText(get(ref, 'name'));
    const key = locatedText(get(ref, 'key'));
    if (!name || !key) continue;
    const reference: ConfigKey = { objectKind, name, key };
    return {
      source: 'config-map',
      from: reference,
      open: { because: say`it comes from ${objectKind} ${name.value}`, at: siteOf(from) },
    };
  }
  return { source: 'environment', open: { because: say`it is set when the pod starts`, at: siteOf(from) } };
}

const REFERENCE = /\$(?:\$|\(([A-Za-z_.-][\w.-]*)\))/g;

/** Text with its references replaced, and the first variable that has no value here. */
export interface Expanded {
  readonly text: MappedText;
  readonly missing?: string;
}

/**
 * Replaces `$(NAME)` by the value of a variable, `$$` by a dollar. As in the kubelet a reference to nothing stays as it is;
 * `missing` names it, since a Service or the node may give the value.
 */
export function expand(text: MappedText, known: ReadonlyMap<string, EnvVar>): Expanded {
  if (!text.text.includes('$(') && !text.text.includes('$$')) return { text };
  const pieces: MappedText[] = [];
  let missing: string | undefined;
  let from = 0;
  let length = 0;
  for (const m of text.text.matchAll(REFERENCE)) {
    const end = m.index + m[0].length;
    const variable = known.get(m[1] ?? '');
    // `$$` stands for a dollar, whatever follows.
    const made =
      m[1] === undefined
        ? sliceMapped(text, m.index + 1, end)
        : variable?.value && useAt(variable.value, trace(text, m.index, end).site, stepTo(variable));
    if (!made || (length += made.text.length) > EXPANSION_LIMIT) {
      missing ??= m[1] ?? '$';
      continue;
    }
    pieces.push(sliceMapped(text, from, m.index), made);
    from = end;
  }
  pieces.push(sliceMapped(text, from, text.text.length));
  const expanded = concatMapped(pieces, text.whole);
  return missing === undefined ? { text: expanded } : { text: expanded, missing };
}

function stepTo(variable: EnvVar): Step {
  return { kind: 'reference', name: variable.name, at: variable.nameSite };
}

/** Variables of variables double their length at every step: forty of them would fill the memory. */
const EXPANSION_LIMIT = 100_000;
