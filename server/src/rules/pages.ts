import type { RuleMeta } from './rule';

/** The page of a rule; the part behind the last `/` begins with its id. */
export function rulePage(id: string): string {
  return `https://github.com/portolan-dev/portolan/blob/main/docs/rules/${id}.md`;
}

/** What is to be known of a rule, as paragraphs of plain text, without a line break at the end. */
export function explanationOf(meta: RuleMeta): string {
  const severity = meta.severity === 'off' ? 'off unless configured' : `at most ${meta.severity}`;
  return [
    `${meta.id} (${meta.category}, ${severity}${meta.fixable ? ', fixable' : ''})`,
    meta.summary,
    `Why\n${meta.docs.why}`,
    `How to fix\n${meta.docs.howToFix}`,
    `When to ignore\n${meta.docs.whenToIgnore}`,
    `To leave a line alone: # portolan: ignore[${meta.id}] reason\n${rulePage(meta.id)}`,
  ].join('\n\n');
}

/** The page of a rule as Markdown; the one at {@link rulePage} has examples too. */
export function pageOf(meta: RuleMeta): string {
  const severity = meta.severity === 'off' ? 'off unless configured' : `at most ${meta.severity}`;
  return [
    `# ${meta.id}`,
    meta.summary,
    `*${meta.category} · ${severity} · ${meta.fixable ? 'has quick fixes' : 'has no quick fix'} · since ${meta.since}*`,
    '## Why',
    meta.docs.why,
    '## How to fix it',
    meta.docs.howToFix,
    '## When to ignore it',
    meta.docs.whenToIgnore,
    'One place, with the reason, by a comment on its line or on the line above:',
    `\`\`\`yaml\n# portolan: ignore-next-line[${meta.id}] because …\n\`\`\``,
    `In some files or everywhere, by \`overrides\` and \`rules\` in \`portolan.yaml\`, or by the setting \`"portolan.rules": { "${meta.id}": "off" }\`.`,
    `[The page with examples](${rulePage(meta.id)})`,
  ]
    .join('\n\n')
    .concat('\n');
}
