// @ts-check
// What lies in a .vsix (a zip file) and in what `npm pack` writes (a gzipped tar file), as far as these two make use of the formats.
import zlib from 'node:zlib';

/** @typedef {ReadonlyMap<string, Buffer>} Entries contents by name, in the order of the archive */

/**
 * The files of a zip archive, by its central directory. An archive that cannot be read is an error.
 * @param {Buffer} zip
 * @returns {Entries}
 */
export function entriesOfZip(zip) {
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0) throw new Error('this is no zip archive');
  /** @type {Map<string, Buffer>} */
  const entries = new Map();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [method, packed] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
    const [nameLength, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field));
    const header = zip.readUInt32LE(at + 42);
    const name = zip.toString('utf8', at + 46, at + 46 + (nameLength ?? 0));
    const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
    const bytes = zip.subarray(start, start + packed);
    if (!name.endsWith('/')) entries.set(name, method === 0 ? bytes : zlib.inflateRawSync(bytes));
    at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return entries;
}

/**
 * The files of a gzipped tar archive. Names longer than a header holds do not occur in ours.
 * @param {Buffer} tgz
 * @returns {Entries}
 */
export function entriesOfTar(tgz) {
  const tar = zlib.gunzipSync(tgz);
  /** @type {Map<string, Buffer>} */
  const entries = new Map();
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8);
    const [prefix, name] = [text(tar, at + 345, 155), text(tar, at, 100)];
    const isFile = ['0', '\0'].includes(tar.toString('latin1', at + 156, at + 157));
    if (isFile) entries.set(prefix === '' ? name : `${prefix}/${name}`, tar.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return entries;
}

/**
 * A field that ends at its first NUL.
 * @param {Buffer} tar
 * @param {number} start
 * @param {number} length
 */
function text(tar, start, length) {
  return tar.toString('utf8', start, start + length).replace(/\0[^]*$/, '');
}
