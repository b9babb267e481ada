/** The page of a rule. */
export function rulePage(id: string): string {
  return `https://github.com/portolan-dev/portolan/blob/main/docs/rules/${id}.md`;
}
