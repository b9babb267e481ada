import type { YamlDocument } from '../../syntax/documents';
import { documentProblems, documentTree } from '../../syntax/documents';
import type { Node } from '../../syntax/tree';
import type { Range } from '../../text/span';

/** Openings of the template languages that manifests are written in: Go, Jinja, ERB. */
const OPENING = /\{\{|\{%|<%/g;

/**
 * What template text does to a document. `none`: there is none · `values`: it stands inside values, which are then not
 * known, but the structure is what it looks like · `structure`: it stands between them, so nothing is known.
 */
export function templateText(document: YamlDocument): 'none' | 'values' | 'structure' {
  const { text } = document.file;
  const openings = [...text.slice(document.start, document.end).matchAll(OPENING)].map((m) => document.start + m.index);
  if (openings.length === 0) return 'none';
  if (documentProblems(document).length > 0) return 'structure';
  const inside: Range[] = [];
  collectValues(documentTree(document), text, inside);
  inside.sort((a, b) => a.start - b.start);
  return openings.every((o) => covers(inside, o)) ? 'values' : 'structure';
}

/** Scalars that hold an opening. Keys do not count: what a map holds is structure. */
function collectValues(node: Node | undefined, text: string, out: Range[]): void {
  if (!node || node.shared) return;
  if (node.kind === 'map') for (const e of node.entries) collectValues(e.value, text, out);
  else if (node.kind === 'seq') for (const item of node.items) collectValues(item, text, out);
  else if (node.kind === 'scalar') {
    const raw = text.slice(node.start, node.end);
    // Plain text over several lines may have swallowed a `{{ if }}` that stood on a line of its own.
    if (/\{\{|\{%|<%/.test(raw) && !(node.style === 'plain' && /[\n\r]/.test(raw))) out.push(node);
  }
}

function covers(sorted: readonly Range[], offset: number): boolean {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const r = sorted[middle] as Range;
    if (r.start > offset) high = middle - 1;
    else if (r.end <= offset) low = middle + 1;
    else return true;
  }
  return false;
}
