// @ts-check
// The pseudo-locale: English that no one could take for English, made of a bundle or a manifest's texts. What shows up in a test
// without its brackets was not translated.

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const ODD = 'àƀçđéƒĝħîĵķļɱñöþɋŕšţûṽŵẋýž';

/**
 * A sentence in the pseudo-locale: in brackets, with odd letters, longer by a third; places, links and code as they are.
 * @param {string} sentence
 */
export function pseudo(sentence) {
  const parts = sentence.split(/(\{\d+\}|`[^`]*`|\]\([^)]*\)|\$\([\w~-]+\)|https?:\S+)/);
  const odd = parts.map((part, i) =>
    i % 2 === 1 ? part : part.replace(/[a-z]/g, (c) => ODD[LETTERS.indexOf(c)] ?? c),
  );
  return `⟦${odd.join('')}${'~'.repeat(Math.ceil(sentence.length / 3))}⟧`;
}

/**
 * @param {Readonly<Record<string, string>>} texts by key
 * @returns {Record<string, string>}
 */
export function pseudoBundle(texts) {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, pseudo(text)]));
}
