// @ts-check
// The order of the rooms and the walls between them (docs/architecture.md), for every import of every source file.
import fs from 'node:fs';
import path from 'node:path';
import { filesBelow, filesOfGit } from '../lib/repo.mjs';
import { importsOf } from '../lib/modules.mjs';
import { mayImportNode, members, order, packagesOf } from '../layers.mjs';

const sources = ['shared/src', 'server/src', 'client/src'];
const isSource = (/** @type {string} */ name) => /\.[cm]?tsx?$/.test(name) && !name.endsWith('.d.ts');

/**
 * @param {string} root
 * @returns {string[]} one sentence for each import that crosses a wall, and for each file that could not be looked at
 */
export function checkLayers(root) {
  const files = sources.flatMap((folder) => filesBelow(root, folder)).filter(isSource);
  const seen = new Set(files);
  const unseen = filesOfGit(root, sources).filter((name) => isSource(name) && !seen.has(name));
  return [
    ...(files.length === 0 ? ['there is no source file to check'] : []),
    ...unseen.map((name) => `${name}: git lists it, but the check did not see it`),
    ...files.flatMap((name) => problemsOf(root, name, seen)),
  ];
}

/**
 * @param {string} root
 * @param {string} name
 * @param {ReadonlySet<string>} files
 */
function problemsOf(root, name, files) {
  const room = roomOf(name);
  if (room === undefined) return [`${name}: it lies in no room that tools/layers.mjs knows`];
  return importsOf(name, fs.readFileSync(path.join(root, name), 'utf8')).flatMap(({ specifier, line }) => {
    const problem = specifier.startsWith('.') ? ofFile(name, room, specifier, files) : ofPackage(room, specifier);
    return problem === undefined ? [] : [`${name}:${line}: ${problem}`];
  });
}

/**
 * @param {string} name
 * @param {string} room
 * @param {string} specifier
 * @param {ReadonlySet<string>} files
 * @returns {string | undefined} what is wrong with importing that file here
 */
function ofFile(name, room, specifier, files) {
  const base = path.posix.join(path.posix.dirname(name), specifier);
  // The version is the one thing that the program must know of its package.
  if (base === 'package.json') return undefined;
  const target = [`${base}.ts`, `${base}/index.ts`].find((candidate) => files.has(candidate));
  if (target === undefined) return `“${specifier}” is no source file (write it without an extension)`;
  const targetRoom = roomOf(target);
  if (targetRoom === undefined) return `“${specifier}” lies in no room`;
  if (room === targetRoom) return ofNeighbour(room, name, target, specifier);
  if (targetRoom === 'shared') return undefined;
  if (room === 'shared' || room === 'client' || targetRoom === 'client')
    return `${room} may not import ${targetRoom} (“${specifier}”)`;
  const allowed = order[room]?.includes(targetRoom);
  return allowed ? undefined : `${room} may not import ${targetRoom} (“${specifier}”), which does not stand before it`;
}

/**
 * Rules do not know one another, and neither do formats or stack kinds.
 * @param {string} room
 * @param {string} name
 * @param {string} target
 * @param {string} specifier
 */
function ofNeighbour(room, name, target, specifier) {
  const from = memberOf(room, name);
  const to = memberOf(room, target);
  // The list is where they all come together.
  if (to === undefined || from === to || name === `server/src/${room}/list.ts`) return undefined;
  const one = members[room]?.one;
  return from === undefined
    ? `what all of ${room} share may not import ${one} (“${specifier}”)`
    : `${one} may not import another one (“${specifier}”)`;
}

/**
 * The rule, format or stack kind that a file belongs to: the file or folder directly in its room.
 * @param {string} room
 * @param {string} name
 * @returns {string | undefined} undefined for what the room's members share
 */
function memberOf(room, name) {
  const unit = name.split('/')[3]?.replace(/\.ts$/, '');
  return unit === undefined || (members[room]?.shared(unit) ?? true) ? undefined : unit;
}

/**
 * @param {string} room
 * @param {string} specifier
 */
function ofPackage(room, specifier) {
  if (specifier.startsWith('node:'))
    return mayImportNode.includes(room) ? undefined : `${room} may not import “${specifier}”: it must run without Node`;
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  return packagesOf[room]?.includes(name) ? undefined : `${room} may not import the package “${name}”`;
}

/**
 * @param {string} name
 * @returns {string | undefined}
 */
function roomOf(name) {
  if (name.startsWith('shared/src/')) return 'shared';
  if (name.startsWith('client/src/')) return 'client';
  if (name === 'server/src/index.ts') return 'front';
  if (name === 'server/src/version.ts') return 'version';
  const folder = /^server\/src\/([^/]+)\//.exec(name)?.[1];
  return folder !== undefined && Object.hasOwn(order, folder) ? folder : undefined;
}
