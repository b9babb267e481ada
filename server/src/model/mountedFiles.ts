import type { ConfigFileFact, ConnectFact, ListenFact, MountFact, UnitFact } from '../facts';
import { single } from '../facts';
import type { ConfigReader } from '../lore/configPlaces';
import { isHarmlessInclude, isNginxMain, nginxIncludes, nginxPart, readsConfig } from '../lore/configPlaces';
import { knownImage } from '../lore/images';

/*
 * Configuration files that containers mount: what is in them is dialled by the container, and what they listen on counts
 * for it when the file stands where its program looks.
 */

/** A file of a ConfigMap or Secret in a container. */
export interface MountedFile {
  readonly file: ConfigFileFact;
  /** Absolute path in the container. */
  readonly path: string;
}

/** Where a mount puts an entry; `undefined` when the entry is not part of it. */
export function mountedPath({ target, items, subPath }: MountFact, key: string): string | undefined {
  const path = items ? items.find((i) => i.key === key)?.path : key;
  if (path === undefined) return undefined;
  const base = target.replace(/\/+$/, '');
  if (subPath === undefined) return `${base}/${path}`;
  const sub = subPath.replace(/^(?:\.?\/)+|\/+$/g, '');
  if (path === sub) return base;
  return path.startsWith(`${sub}/`) ? `${base}/${path.slice(sub.length + 1)}` : undefined;
}

/** Addresses in the files, each file once, without names that a file beside it resolves. */
export function dialledByFiles(files: readonly MountedFile[]): readonly ConnectFact[] {
  const own = new Set(files.flatMap((f) => f.file.names));
  const each = new Set(files.map((f) => f.file));
  return [...each].flatMap((f) => f.connects.filter((c) => c.explicit || !own.has(c.host.value)));
}

/** What a container listens on by the files that its program reads, levels of formats.md §12.6. */
export function listenedByFiles(unit: UnitFact, files: readonly MountedFile[]): readonly ListenFact[] {
  const reader = readerOf(unit);
  const read = files.filter(({ file, path }) => file.program && readsConfig(file.program, path, reader));
  const others = read.filter((f) => f.file.program !== 'nginx').flatMap((f) => f.file.listens);
  return [...others, ...nginxListens(unit, files, read, reader)];
}

function readerOf({ entrypoint, command, env }: UnitFact): ConfigReader {
  const words = [...(entrypoint?.words ?? []), ...(command?.words ?? [])].map((w) => w.text);
  return { words, env: new Map(env.flatMap((v) => (v.value ? [[v.name, v.value.text] as const] : []))) };
}

/** The main file, and the parts that it takes in. Where a part may be missing, nobody can say that these are all. */
function nginxListens(
  unit: UnitFact,
  files: readonly MountedFile[],
  read: readonly MountedFile[],
  reader: ConfigReader,
): readonly ListenFact[] {
  const all = read.filter((f) => f.file.program === 'nginx');
  const main = all.find((f) => isNginxMain(f.path, reader));
  const patterns = main ? main.file.includes : DEFAULT_INCLUDES;
  const parts = all.filter((f) => f !== main && patterns.some((p) => nginxIncludes(p, nginxPart(f.path) ?? f.path)));
  const used = main ? [main, ...parts] : parts;
  const asked = [...patterns, ...parts.flatMap((f) => f.file.includes)];
  const plain = main !== undefined || isPlainNginx(unit);
  const whole = plain && asked.every((p) => isHarmlessInclude(p) || isKnownWhole(unit, p, files));
  const listens = used.flatMap((f) => f.file.listens);
  return whole ? listens : listens.map((l) => ({ ...l, exclusive: false }));
}

const DEFAULT_INCLUDES = ['/etc/nginx/conf.d/*.conf'];

function isPlainNginx(unit: UnitFact): boolean {
  return !unit.build && knownImage(single(unit.image)?.value ?? '')?.repository === 'nginx';
}

/** Whether every file that an `include` may take in is known: its folder is a mount, or the image's only file there is replaced. */
function isKnownWhole(unit: UnitFact, pattern: string, files: readonly MountedFile[]): boolean {
  const absolute = pattern.startsWith('/') ? pattern : `/etc/nginx/${pattern}`;
  if (!absolute.includes('*')) return files.some((f) => f.path === absolute);
  const folder = absolute.slice(0, absolute.lastIndexOf('/'));
  const mount = unit.mounts.some(
    (m) => m.kind === 'config' && m.subPath === undefined && m.target.replace(/\/+$/, '') === folder,
  );
  if (mount) return true;
  const first = `${folder}/default.conf`;
  return isPlainNginx(unit) && files.some((f) => (nginxPart(f.path) ?? f.path) === first);
}
