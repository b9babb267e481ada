import type { ParsedYaml } from './yaml';
import { parseYamlDocument } from './yaml';

/** Characters of the texts in one generation. */
const SIZE = 4_000_000;

interface Generation {
  readonly parses: Map<string, ParsedYaml>;
  size: number;
}

let young: Generation = { parses: new Map(), size: 0 };
let old: Generation = { parses: new Map(), size: 0 };

/**
 * As `parseYamlDocument`, for texts that are made over and over: an edit of a template changes few of the documents that a
 * chart renders, and its environments differ in few. What was not asked for lately is forgotten.
 */
export function parseYamlText(text: string): ParsedYaml {
  const known = young.parses.get(text) ?? old.parses.get(text);
  const parsed = known ?? parseYamlDocument(text);
  if (!young.parses.has(text)) {
    if (young.size > SIZE) {
      old = young;
      young = { parses: new Map(), size: 0 };
    }
    young.parses.set(text, parsed);
    young.size += text.length;
  }
  return parsed;
}
