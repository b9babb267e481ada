// @ts-check
// The bits of Markdown that several generated pages need.

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
export function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(inCell).join(' | ')} |`).join('\n');
}

/** @param {string} text */
function inCell(text) {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
}

/**
 * Puts `body` between the markers `<!-- generated:NAME -->` and `<!-- /generated -->` of a page.
 * @param {string} page
 * @param {string} name
 * @param {string} body
 */
export function between(page, name, body) {
  const start = `<!-- generated:${name} -->`;
  const end = '<!-- /generated -->';
  const from = page.indexOf(start);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`it lacks the markers ${start} and ${end}`);
  return `${page.slice(0, from)}${start}\n\n${body}\n\n${page.slice(to)}`;
}
