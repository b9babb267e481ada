/** The page of a rule; the part behind the last `/` begins with its id. */
export function rulePage(id: string): string {
  return `https://github.com/portolan-dev/portolan/blob/main/docs/rules/${id}.md`;
}
