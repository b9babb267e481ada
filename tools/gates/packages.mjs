// @ts-check
// What is given to people: the .vsix and the package for npm hold what tools/package/contents.json lists and nothing else, stay
// small, tell nothing of the machine that made them, and name everyone whose code is in them.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { packagesIn } from '../lib/notices.mjs';
import { entriesOfTar, entriesOfZip } from '../package/archives.mjs';
import { packNpm } from '../package/npm.mjs';
import { packVsix } from '../package/vsix.mjs';

/**
 * @typedef {import('../package/archives.mjs').Entries} Entries
 * @typedef {{ limit: number, files: readonly string[] }} Allowed `limit` is the most bytes that the archive may have
 * @typedef {import('esbuild').Metafile} Metafile
 */

/**
 * Licences under which code may be in what we give away under ours. EPL asks that its files stay files of their own.
 */
const licences = new Set([
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'EPL-2.0',
]);

/** The marketplace refuses an extension with more tags: its keywords, and those that vsce adds. */
const mostTags = 30;

/**
 * Packs both and looks into them.
 * @param {string} root
 * @returns {string[]}
 */
export function checkPackages(root) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portolan-package-'));
  try {
    const vsix = path.join(folder, 'portolan.vsix');
    packVsix(root, vsix);
    return problemsOfPackages(root, vsix, packNpm(root, path.join(folder, 'npm'), folder));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * What is wrong with two packages that are made.
 * @param {string} root
 * @param {string} vsix
 * @param {string} tarball
 * @returns {string[]}
 */
export function problemsOfPackages(root, vsix, tarball) {
  const read = (/** @type {string} */ name) => fs.readFileSync(path.join(root, name), 'utf8');
  /** @type {{ vsix: Allowed, npm: Allowed }} */
  const allowed = JSON.parse(read('tools/package/contents.json'));
  /** @type {Metafile[]} */
  const metafiles = Object.values(JSON.parse(read('dist/meta.json')));
  const [zipped, tarred] = [fs.readFileSync(vsix), fs.readFileSync(tarball)];
  const [extension, npm] = [entriesOfZip(zipped), entriesOfTar(tarred)];
  return [
    ...contentProblems('the .vsix', extension, zipped.length, allowed.vsix, root),
    ...contentProblems('the npm package', npm, tarred.length, allowed.npm, root),
    ...noticeProblems(textOf(extension, 'extension/dist/THIRD-PARTY-NOTICES.txt'), metafiles, root),
    ...noticeProblems(textOf(npm, 'package/THIRD-PARTY-NOTICES.txt'), metafiles, root),
    ...marketplaceProblems(extension),
    ...npmProblems(npm),
  ];
}

/**
 * @param {string} what
 * @param {Entries} entries
 * @param {number} size of the archive in bytes
 * @param {Allowed} allowed
 * @param {string} root the path that nothing may name
 * @returns {string[]}
 */
export function contentProblems(what, entries, size, { limit, files }, root) {
  const list = 'tools/package/contents.json';
  /** @param {(text: string) => boolean} holds */
  const holding = (holds) => [...entries].filter(([, bytes]) => holds(bytes.toString('utf8'))).map(([name]) => name);
  return [
    ...files.filter((name) => !entries.has(name)).map((name) => `${what} lacks ${name}, which ${list} lists`),
    ...[...entries.keys()]
      .filter((name) => !files.includes(name))
      .map((name) => `${what} holds ${name}, which ${list} does not list`),
    ...(size <= limit ? [] : [`${what} has ${size} bytes, more than its limit of ${limit} (${list})`]),
    ...holding((text) => text.includes(root) || text.includes(JSON.stringify(root).slice(1, -1))).map(
      (name) => `${what}: ${name} names the folder in which it was made`,
    ),
    ...holding((text) => /^\/\/# sourceMappingURL=/m.test(text)).map(
      (name) => `${what}: ${name} refers to a source map, which is not given away`,
    ),
  ];
}

/**
 * Packages whose code is in a bundle and that the notices do not name, or name without the text of their licence, and
 * licences that do not go with ours.
 * @param {string} notices
 * @param {readonly Metafile[]} metafiles
 * @param {string} root
 * @returns {string[]}
 */
export function noticeProblems(notices, metafiles, root) {
  const packages = packagesIn(metafiles);
  if (packages.length === 0) return ['dist/meta.json lists no package, which cannot be'];
  return packages.flatMap((folder) => {
    const { name, version, license } = JSON.parse(fs.readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
    const text = fs
      .readdirSync(path.join(root, folder))
      .filter((file) => /^(?:licen[cs]e|notice)/i.test(file))
      .map((file) => fs.readFileSync(path.join(root, folder, file), 'utf8').trim());
    return [
      ...(notices.includes(`${name} ${version} (${license})`) ? [] : [`the notices do not name ${name} ${version}`]),
      ...(text.length > 0 && text.every((one) => notices.includes(one))
        ? []
        : [`the notices do not hold the licence of ${name}`]),
      ...(mayBeGiven(license) ? [] : [`${name} has the licence ${license}: may it be given away in a bundle?`]),
    ];
  });
}

/**
 * Of licences to choose from one is enough: `EPL-2.0 OR GPL-3.0-or-later`.
 * @param {string} license
 */
function mayBeGiven(license) {
  return license
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((one) => licences.has(one.trim()));
}

/**
 * What the marketplace would refuse, or show without.
 * @param {Entries} extension
 */
function marketplaceProblems(extension) {
  const manifest = JSON.parse(textOf(extension, 'extension/package.json'));
  const tags = /<Tags>([^<]*)<\/Tags>/.exec(textOf(extension, 'extension.vsixmanifest'))?.[1]?.split(',') ?? [];
  const icon = extension.get(`extension/${manifest.icon}`);
  const [width, height] =
    icon?.toString('latin1', 1, 4) === 'PNG' ? [icon.readUInt32BE(16), icon.readUInt32BE(20)] : [];
  const wanted = ['repository', 'homepage', 'bugs', 'qna', 'pricing', 'galleryBanner', 'displayName', 'description'];
  return [
    ...wanted.filter((field) => !manifest[field]).map((field) => `package.json: the marketplace wants “${field}”`),
    ...(width !== undefined && width === height && width >= 128 ? [] : ['the icon is no square PNG of 128 pixels']),
    ...(tags.length <= mostTags ? [] : [`the extension has ${tags.length} tags, and ${mostTags} are allowed`]),
    ...changelogProblems(textOf(extension, 'extension/changelog.md'), manifest.version),
    // The marketplace shows a page without a base: vsce makes links absolute, if it can.
    ...[
      ...textOf(extension, 'extension/readme.md').matchAll(/\]\((?!https:|#)([^)]*)\)|<img[^>]*src="(?!https:)/g),
    ].map(([link]) => `the readme of the .vsix has a link that leads nowhere: ${link}`),
  ];
}

/**
 * What would keep the package from being installed, or make it do more than it should: what publint and npm warn of.
 * @param {Entries} npm
 * @returns {string[]}
 */
export function npmProblems(npm) {
  const manifest = JSON.parse(textOf(npm, 'package/package.json'));
  const forbidden = ['scripts', 'dependencies', 'devDependencies', 'private', 'main', 'contributes', 'publishConfig'];
  const bins = Object.entries(manifest.bin ?? {});
  const relative = /\]\((?!https:|#)([^)]*)\)/g;
  return [
    ...forbidden.filter((key) => key in manifest).map((key) => `the npm package has “${key}” in its manifest`),
    ...(bins.length === 1 && bins[0]?.[0] === 'portolan'
      ? []
      : ['the npm package does not give one program, portolan']),
    ...bins
      .filter(([, file]) => !textOf(npm, `package/${file}`).startsWith('#!/usr/bin/env node\n'))
      .map(([, file]) => `${file} of the npm package does not start with the line by which a shell runs Node`),
    ...(manifest.files ?? [])
      .filter((/** @type {string} */ name) => !npm.has(`package/${name}`))
      .map((/** @type {string} */ name) => `the npm package promises ${name} and lacks it`),
    ...['license', 'repository', 'homepage', 'bugs', 'description', 'engines', 'type']
      .filter((key) => !manifest[key])
      .map((key) => `the npm package says nothing of its “${key}”`),
    ...changelogProblems(textOf(npm, 'package/CHANGELOG.md'), manifest.version),
    ...[...textOf(npm, 'package/README.md').matchAll(relative)].map(
      ([link]) => `the readme of the npm package has a link that leads nowhere: ${link}`,
    ),
  ];
}

/**
 * @param {string} changelog
 * @param {string} version
 */
function changelogProblems(changelog, version) {
  return changelog.includes(`\n## ${version}\n`) ? [] : [`CHANGELOG.md has no section for ${version}`];
}

/**
 * @param {Entries} entries
 * @param {string} name
 * @returns {string} empty for what is not there, which the list tells
 */
function textOf(entries, name) {
  return entries.get(name)?.toString('utf8') ?? '';
}
