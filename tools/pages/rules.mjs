// @ts-check
// The pages of the rules: what each says of itself, and its examples, run through the engine as the page is made.
import fs from 'node:fs';
import path from 'node:path';
import { table } from './markdown.mjs';

/**
 * @typedef {typeof import('./registry')} Registry
 * @typedef {import('../../server/src/rules/rule').RuleMeta} RuleMeta
 * @typedef {import('../../server/src/text/source').SourceFile} SourceFile
 */

/** The categories in the order of the index, with what their rules are about. */
const categories = /** @type {const} */ ({
  consistency: 'two places that must name the same port do not',
  resolution: 'a reference leads nowhere',
  health: 'a health check or probe asks at the wrong place',
  exposure: 'a port can be reached by more than it should be',
  policy: 'the platform forbids it, it needs rights that are missing, or the project has agreed on something else',
  hygiene: 'it works, but says something that is not so',
});

/**
 * The page of one rule.
 * @param {Registry} registry
 * @param {RuleMeta} meta
 * @param {string} root
 */
export function rulePage(registry, meta, root) {
  const markdown = fs.readFileSync(path.join(root, `test-fixtures/rules/${meta.id}.md`), 'utf8');
  return [
    `# ${meta.id}`,
    meta.summary,
    table(
      ['Severity', 'Category', 'Quick fix', 'Since'],
      [[severityOf(meta), `[${meta.category}](../rules.md#${meta.category})`, meta.fixable ? 'yes' : 'no', meta.since]],
    ),
    '## Why',
    meta.docs.why,
    '## Reported',
    ...example(registry, exampleIn(markdown, 'Reported'), [meta.id]),
    '## Not reported',
    ...example(registry, exampleIn(markdown, 'Not reported'), []),
    '## How to fix it',
    meta.docs.howToFix,
    '## When to ignore it',
    meta.docs.whenToIgnore,
    'One place, with the reason, by a comment on its line or on the line above:',
    `\`\`\`yaml\n# portolan: ignore-next-line[${meta.id}] because …\n\`\`\``,
    `Everywhere, by \`rules\` in the [configuration](../configuration.md) or the setting \`"portolan.rules": { "${meta.id}": "off" }\`; in some files, by \`overrides\` in the configuration.`,
  ].join('\n\n');
}

/**
 * The index of all rules by category.
 * @param {readonly RuleMeta[]} metas
 */
export function rulesPage(metas) {
  const sections = Object.entries(categories).flatMap(([category, about]) => {
    const members = metas.filter((meta) => meta.category === category);
    if (members.length === 0) return [];
    return [`## ${category}`, `What they report: ${about}.`, ruleTable(members, 'rules/')];
  });
  return [
    '# Rules',
    'The severity is the highest that a rule reports. A finding that does not rest on certain knowledge is reported with a milder one.',
    ...sections,
  ].join('\n\n');
}

/**
 * The rules at a glance, for a page that is to stay short: what each category is about, and the names of its rules.
 * @param {readonly RuleMeta[]} metas
 */
export function ruleSummary(metas) {
  const members = Object.entries(categories).flatMap(([category, about]) => {
    const rules = metas.filter((meta) => meta.category === category).map(({ id }) => `[${id}](docs/rules/${id}.md)`);
    return rules.length === 0 ? [] : [`- **${category}**: ${about}. ${rules.join(', ')}`];
  });
  return members.join('\n');
}

/**
 * @param {readonly RuleMeta[]} metas
 * @param {string} folder of the pages, seen from the page with the table
 */
function ruleTable(metas, folder) {
  return table(
    ['Rule', 'Severity', 'Fix', 'What it reports'],
    metas.map((meta) => [
      `[${meta.id}](${folder}${meta.id}.md)`,
      severityOf(meta),
      meta.fixable ? 'yes' : '',
      meta.summary,
    ]),
  );
}

/** @param {RuleMeta} meta */
function severityOf(meta) {
  if (meta.configured) return `${meta.configured.severity} with \`ports.${meta.configured.by}\` in the configuration`;
  return meta.severity === 'off' ? 'off unless set' : meta.severity;
}

/**
 * The part of a fixture from the first heading that starts with `title` to the next heading.
 * @param {string} markdown
 * @param {string} title
 */
function exampleIn(markdown, title) {
  const part = markdown.split(/^(?=## )/m).find((text) => text.startsWith(`## ${title}`));
  if (part === undefined) throw new Error(`it has no case “${title}”`);
  return part;
}

/**
 * The files of a case as they are, and below them what Portolan says of them today.
 * @param {Registry} registry
 * @param {string} part
 * @param {readonly string[]} rules that report something in it
 */
function example({ parseFixture, fromScratch, positionAt, ROOT }, part, rules) {
  const [fixture] = parseFixture(part);
  if (fixture === undefined) throw new Error('its case has no files');
  const { findings, files } = fromScratch(fixture.files);
  /** @type {(at: { uri: string, start: number }) => string} */
  const place = ({ uri, start }) => {
    const file = files.get(uri);
    const { line, character } = file === undefined ? { line: 0, character: 0 } : positionAt(file, start);
    return `${uri.slice(ROOT.length + 1)}:${line + 1}:${character + 1}`;
  };
  const found = [...new Set(findings.map(({ rule }) => rule.id))].join(', ');
  if (found !== rules.join(', ')) throw new Error(`its case “${fixture.heading}” gives ${found || 'nothing'}`);
  return [
    ...fixture.files.map((file) => fileBlock(file, ROOT)),
    ...findings.map((finding) => {
      const related = finding.related.map(({ at, message }) => `- ${place(at)}: ${message}`);
      const fixes = finding.fixes().map(({ title }) => `- Quick fix: ${title}`);
      return [
        `**${finding.severity}** at ${place(finding.site)}: ${finding.message}`,
        [...related, ...fixes].join('\n'),
      ];
    }),
    ...(findings.length === 0 ? ['Nothing is reported.'] : []),
  ].flat();
}

/**
 * @param {SourceFile} file
 * @param {string} root
 */
function fileBlock(file, root) {
  const name = file.uri.slice(root.length + 1);
  const language = /\.(ya?ml|json)$/.exec(name)?.[1]?.replace('yml', 'yaml');
  const words = language ?? (/(?:docker|container)file/i.test(name) ? 'dockerfile' : 'text');
  // A fence longer than any inside.
  const fence = '`'.repeat(Math.max(3, ...[...file.text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  return `\`${name}\`\n\n${fence}${words}\n${file.text.replaceAll('\r\n', '\n').trimEnd()}\n${fence}`;
}
