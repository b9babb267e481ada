/** A sentence with values in the places of `{0}`, `{1}` …; what has no value stays as it is. */
export function fill(sentence: string, ...values: readonly (string | number)[]): string {
  return sentence.replace(/\{(\d+)\}/g, (place, index: string) => String(values[Number(index)] ?? place));
}
