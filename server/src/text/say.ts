/**
 * Marks English words that people read: `` say`${unit} listens on ${port}` ``. They stay plain English, so that whoever makes
 * them knows of no language; the mark puts `{0} listens on {1}` into the bundle of sentences that are translated, and
 * {@link tongueOf} finds its way back from the filled-in sentence. Values are names (in back-quotes), numbers, or words that
 * are marked themselves; what is not there leaves nothing.
 */
export function say(words: TemplateStringsArray, ...values: readonly (string | number | undefined)[]): string {
  return words.reduce((text, part, i) => `${text}${values[i - 1] ?? ''}${part}`);
}
