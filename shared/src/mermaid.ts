import { visible } from './visible';

/** Text that Mermaid reads as nothing but text, inside quotation marks and without: everything else is an entity. */
export function mermaidText(text: string): string {
  return visible(text).replace(/[^\w .:/-]/gu, (c) => `#${c.codePointAt(0) ?? 63};`);
}
