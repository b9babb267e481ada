import { optionalTexts, templateOf } from '../../template';
import type { SourceFile } from '../../text/source';

const NONE: ReadonlySet<string> = new Set();
const known = new WeakMap<SourceFile, ReadonlySet<string>>();

/**
 * Names that a template gives to container ports under conditions: a chart opens a port only when TLS, metrics or a second
 * replica are asked for, and its Service lists it all the same.
 */
export function optionalPortNames(file: SourceFile): ReadonlySet<string> {
  if (!file.text.includes('containerPort')) return NONE;
  const made = known.get(file) ?? new Set(optionalTexts(templateOf(file)).flatMap(namesIn));
  known.set(file, made);
  return made;
}

/** The values of `name` in literal text that has a container port. */
function namesIn(text: string): readonly string[] {
  const entries = text.split('\n').map((line) => {
    const entry = line.trim().replace(/^- +/, '');
    const colon = entry.indexOf(': ');
    const value = entry.slice(colon + 2).trim();
    return { key: entry.slice(0, Math.max(0, colon)), value: /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value };
  });
  if (!entries.some((e) => e.key === 'containerPort')) return [];
  return entries.flatMap(({ key, value }) => (key === 'name' && !value.includes('\0') ? [value] : []));
}
