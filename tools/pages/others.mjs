// @ts-check
// The generated pages on formats, settings and the command line, and the manifest's sections on settings.
import { table } from './markdown.mjs';

/**
 * @typedef {Pick<import('../../server/src/formats/format').Format, 'title' | 'files' | 'reads'>} Format
 * @typedef {import('../../server/src/rules/rule').RuleMeta} RuleMeta
 * @typedef {import('../../shared/src/settings').Setting} Setting
 */

/** @param {readonly Format[]} formats */
export function formatsPage(formats) {
  return [
    '# Formats',
    'What Portolan reads, and what it takes from it.',
    ...formats.flatMap(({ title, files, reads }) => [
      `## ${title}`,
      `Files: ${globs(files)}`,
      reads.map((line) => `- ${line}`).join('\n'),
    ]),
  ].join('\n\n');
}

/** @param {readonly Format[]} formats */
export function formatTable(formats) {
  return table(
    ['Format', 'Files'],
    formats.map(({ title, files }) => [title, globs(files)]),
  );
}

/** @param {readonly string[]} files */
function globs(files) {
  return files.map((glob) => `\`${glob}\``).join(', ');
}

/** @param {readonly Setting[]} settings */
export function settingsPage(settings) {
  const rows = settings.map(({ key, type, default: value, description, switches, ...limits }) => [
    `\`portolan.${key}\``,
    [
      type,
      ...(limits.enum === undefined ? [] : [limits.enum.map((one) => `\`${one}\``).join(', ')]),
      ...range(limits),
    ].join(', '),
    switches === undefined ? `\`${JSON.stringify(value)}\`` : 'all `true`',
    [description, ...Object.entries(switches ?? {}).map(([name, does]) => `\`${name}\`: ${does}`)].join(' '),
  ]);
  return [
    '# Settings',
    'They can be set in the editor, for the user or for the workspace; a language client of another editor sends them as the section `portolan`.',
    table(['Setting', 'Type', 'Default', 'What it does'], rows),
  ].join('\n\n');
}

/** @param {{ minimum?: number, maximum?: number }} limits */
function range({ minimum, maximum }) {
  return minimum === undefined || maximum === undefined ? [] : [`${minimum} to ${maximum}`];
}

/**
 * @param {readonly { command: string, help: string }[]} commands what each command prints when asked for help
 */
export function cliPage(commands) {
  return [
    '# The command line',
    'In a built checkout, `portolan` is `node dist/cli.js`.',
    ...commands.flatMap(({ command, help }) => [`## ${command}`, `\`\`\`text\n${help.trimEnd()}\n\`\`\``]),
  ].join('\n\n');
}

/**
 * `contributes.configuration` of the manifest.
 * @param {readonly Setting[]} settings
 * @param {readonly RuleMeta[]} rules
 */
export function configuration(settings, rules) {
  const properties = settings.map(({ key, description, switches, ...setting }) => [
    `portolan.${key}`,
    { ...setting, ...inside(key, setting.type, switches, rules), markdownDescription: description },
  ]);
  return { title: 'Portolan', properties: Object.fromEntries(properties) };
}

/**
 * What may stand in a setting that holds more than one value.
 * @param {string} key
 * @param {Setting['type']} type
 * @param {Setting['switches']} switches
 * @param {readonly RuleMeta[]} rules
 */
function inside(key, type, switches, rules) {
  if (type === 'array') return { items: { type: 'string' } };
  if (switches !== undefined) {
    const each = Object.entries(switches).map(([name, description]) => [
      name,
      { type: 'boolean', default: true, markdownDescription: description },
    ]);
    return { properties: Object.fromEntries(each), additionalProperties: false };
  }
  if (key !== 'rules') return {};
  const severities = ['error', 'warning', 'info', 'hint', 'off'];
  const properties = rules.map((meta) => [
    meta.id,
    { type: 'string', enum: severities, default: meta.severity, description: meta.summary },
  ]);
  return { properties: Object.fromEntries(properties), additionalProperties: false };
}
