// @ts-check
// The parts of docs/accuracy.md on comparisons with Kustomize and with Helm: kept as figures, written as tables.
import fs from 'node:fs';
import path from 'node:path';
import { repository } from '../lib/repo.mjs';
import { between, table } from '../pages/markdown.mjs';
import { writeFormatted } from '../suites/page.mjs';

/**
 * What a comparison of builds came to: the lines of `kubectl version`, and counts for each checkout (owner__name).
 * @typedef {{ version: string[], repositories: Record<string, Record<string, number>> }} Builds
 */

/**
 * What one chart came to, over all values with which it was rendered.
 * @typedef {{ chart: string, renderings: number, broken: number, objects: number, sites: number, equal: number, different: number, unknown: Record<string, number> }} ChartFigures
 */

/**
 * The charts of a repository; `values`: files that every chart was given, `oracle`: what is special about what it was compared with.
 * @typedef {{ charts: ChartFigures[], values: string[], oracle?: string }} Charts
 */

const folder = path.join(repository, 'tools/accuracy');
const files = { kustomize: path.join(folder, 'kustomize.json'), helm: path.join(folder, 'helm.json') };

/** @param {Builds} figures */
export async function keepKustomize(figures) {
  await writeFormatted(files.kustomize, JSON.stringify(figures));
  await refresh('kustomize', kustomizePart());
}

/**
 * @param {string} name owner/name
 * @param {Charts} figures
 */
export async function keepHelm(name, figures) {
  /** @type {Record<string, Charts>} */
  const all = read(files.helm);
  await writeFormatted(files.helm, JSON.stringify({ ...all, [name]: figures }));
  await refresh('helm', helmPart());
}

/**
 * Puts a part into the page.
 * @param {string} part
 * @param {string} text
 */
export async function refresh(part, text) {
  const page = path.join(repository, 'docs/accuracy.md');
  await writeFormatted(page, between(fs.readFileSync(page, 'utf8'), part, text));
}

/** @param {string} file */
function read(file) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
}

function kustomizePart() {
  /** @type {Builds} */
  const { version, repositories } = read(files.kustomize);
  const columns = ['compared', 'objects', 'ports', 'names', 'differences'];
  const others = ['refused by Kustomize', 'need the network: skipped by both'];
  const component = 'components, which are built only with others';
  const sum = (/** @type {string} */ key) => Object.values(repositories).reduce((all, of) => all + (of[key] ?? 0), 0);
  const rows = Object.entries(repositories)
    .filter(([, of]) => columns.concat(others).some((key) => of[key]))
    .map(([name, of]) => [name.replace('__', '/'), ...columns.concat(others).map((key) => String(of[key] ?? 0))]);
  rows.push(['**all**', ...columns.concat(others).map((key) => String(sum(key)))]);
  const keys = [...new Set(Object.values(repositories).flatMap((of) => Object.keys(of)))];
  const listed = (/** @type {string} */ prefix) =>
    keys.filter((key) => key.startsWith(prefix)).map((key) => `${sum(key)}: ${key.slice(prefix.length)}`);
  return `## Kustomize, built here and by \`kubectl kustomize\`

Every kustomization of the same repositories, built by Portolan and by ${version.map((v) => `\`${v}\``).join(', ')}, and compared object by object and
value by value, whatever the value is; ports and names are counted apart (those of custom resource definitions, which are schemas, are not). A
kustomization with anything remote needs the network and is built by neither. ${sum(component)} components are built where they are used. What
Kustomize refuses cannot be compared (${listed('refused: ').join('; ')}).

**${sum('compared')} builds with ${sum('objects')} objects, ${sum('ports')} ports and ${sum('names')} names compared: ${sum('differences')} differences.**

${table(['repository', 'builds', 'objects', 'ports', 'names', 'differences', 'refused', 'remote'], rows)}

Not counted as differences, since they are about writing and not about what is written:

${listed('explained: ')
  .map((line) => `- ${line}`)
  .join('\n')}`;
}

function helmPart() {
  /** @type {Record<string, Charts>} */
  const all = read(files.helm);
  const everything = Object.values(all).flatMap(({ charts }) => charts);
  const total = totalOf(everything);
  const rows = Object.entries(all).map(([name, { charts }]) => [name, ...figures(totalOf(charts))]);
  rows.push(['**all**', ...figures(total)]);
  const sections = Object.entries(all).map(([name, { charts, values, oracle }]) => {
    const seen = charts.filter((c) => c.objects > 0 || c.broken > 0);
    const without = charts.length - seen.length;
    const notes = [
      ...(values.length > 0
        ? [`Each chart was given ${values.map((v) => `\`${v}\``).join(', ')}, as the repository's own script does.`]
        : []),
      ...(oracle ? [oracle] : []),
      ...(without > 0 ? [`${without} more ${without === 1 ? 'chart renders' : 'charts render'} nothing.`] : []),
    ];
    return `### ${name}\n\n${notes.length > 0 ? `${notes.join(' ')}\n\n` : ''}${table(
      HEAD,
      seen.map((c) => [c.chart, ...figures(c)]),
    )}`;
  });
  return `## Helm, rendered here and by Go's own templates

Every chart of these repositories, with its own values and with each values file of its \`ci\` folder, rendered by Portolan and by an oracle: a
small program around Go's \`text/template\` and Sprig, which takes a chart's folder with its dependencies unpacked. A port site is a place of an
object that holds a port or a port's name; it is known if Portolan says what it is, and equal if the oracle says the same. A rendering is
broken if Go stops at some template of it (a required value that nobody gives, a dependency that is not in the repository, a
file's bytes where the oracle wants a text); the rest of it is compared.

**${total.renderings} renderings of ${everything.length} charts, ${total.objects} objects, ${total.sites} port sites: ${percent(total)} known, ${total.equal} equal, ${total.different} different.**

${table(['repository', ...HEAD.slice(1)], rows)}

${sections.join('\n\n')}`;
}

const HEAD = ['chart', 'renderings', 'broken', 'objects', 'port sites', 'known', 'equal', 'different', 'unknown'];

/** @param {Omit<ChartFigures, 'chart'>} of */
function figures(of) {
  const reasons = Object.entries(of.unknown).map(([reason, n]) => `${n}: ${reason}`);
  const numbers = [of.renderings, of.broken, of.objects, of.sites].map(String);
  return [...numbers, percent(of), String(of.equal), String(of.different), reasons.join('; ') || '0'];
}

/** @param {Omit<ChartFigures, 'chart'>} of */
function percent({ sites, unknown }) {
  const open = Object.values(unknown).reduce((a, b) => a + b, 0);
  return sites === 0 ? '–' : `${((100 * (sites - open)) / sites).toFixed(open === 0 ? 0 : 2)} %`;
}

/**
 * @param {readonly ChartFigures[]} charts
 * @returns {Omit<ChartFigures, 'chart'>}
 */
export function totalOf(charts) {
  const sum = (/** @type {'renderings' | 'broken' | 'objects' | 'sites' | 'equal' | 'different'} */ key) =>
    charts.reduce((all, c) => all + c[key], 0);
  /** @type {Record<string, number>} */
  const unknown = {};
  for (const c of charts)
    for (const [reason, n] of Object.entries(c.unknown)) unknown[reason] = (unknown[reason] ?? 0) + n;
  return {
    renderings: sum('renderings'),
    broken: sum('broken'),
    objects: sum('objects'),
    sites: sum('sites'),
    equal: sum('equal'),
    different: sum('different'),
    unknown,
  };
}
