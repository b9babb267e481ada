import type { MappedText } from '../text/mapped';
import { sourceFile } from '../text/source';
import { documentsOf, parseDocumentText } from './documents';
import { buildTree } from './flat';
import type { Node } from './tree';

const parsed = new WeakMap<MappedText, readonly Node[]>();

/**
 * The documents of YAML or JSON text that stands inside a value, every node mapped to where its characters stand. Empty
 * documents are left out; the same objects for the same text.
 */
export function embeddedDocuments(text: MappedText): readonly Node[] {
  const known = parsed.get(text);
  if (known) return known;
  const made = documentsOf(sourceFile(text.whole.uri, text.text)).flatMap((d) => {
    const { tree } = parseDocumentText(text.text.slice(d.start, d.end), d.head.json);
    const node = buildTree(tree, text, d.start);
    return node ? [node] : [];
  });
  parsed.set(text, made);
  return made;
}
