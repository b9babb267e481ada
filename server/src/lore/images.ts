import { isPortNumber } from '../facts';
import type { ImageKind, ImageRow, KnownPort, TagVariant } from './imageTable';
import { IMAGE_ROWS } from './imageTable';
import { HOLE, maskVariables } from './mask';

export type { ImageKind, KnownPort } from './imageTable';

/** What is known about a public image from its reference alone. */
export interface KnownImage {
  /** Repository as the table names it: `postgres`, `minio/minio`, `mcr.microsoft.com/dotnet/aspnet`. */
  readonly repository: string;
  readonly kind: ImageKind;
  /** What its program listens on by default, primary first. Empty for language bases and for images without a default. */
  readonly ports: readonly KnownPort[];
  /** What its metadata exposes (EXPOSE): proxies and `-P` read this. Equal to `ports` unless the row says otherwise. */
  readonly exposes: readonly KnownPort[];
  /** Whether `exposes` is exactly what the image exposes, so that a build on it adds nothing else. */
  readonly exposesComplete: boolean;
  /** Ports that a plugin or a switch opens: no default, but no contradiction either. */
  readonly optional: readonly KnownPort[];
  /** Whether `ports` and `optional` are all that it listens on unless a knob is turned. Never true for language bases. */
  readonly complete: boolean;
  /** Whether the row was seen in the image's own Dockerfile (`V`); otherwise it is known from documentation (`K`). */
  readonly verified: boolean;
  /** Variables that move or add a port; `*` stands for any characters. */
  readonly envKnobs: readonly string[];
  /** Flags that move or add a port: a whole word, the part before `=`, or (ending in `.`, `-`, or `*.conf`) a part of it. */
  readonly flagKnobs: readonly string[];
  /** Container paths of configuration that can move the port: a mount at or below one opens the row. */
  readonly configPaths: readonly string[];
  /** Kafka, etcd and their like: listeners are the deployment's choice, so an unlisted port is no contradiction. */
  readonly multiListener: boolean;
  /** Whether the program reads `PORT`; undefined for language bases, where what is put in decides. */
  readonly readsPort: boolean | undefined;
}

/** An image reference in its parts. */
export interface ImageRef {
  /** `ghcr.io`, `localhost:5000`; absent for Docker Hub under any of its names, and when it is a variable. */
  readonly registry?: string;
  /** Lower-case path without `library/`: `postgres`, `bitnami/kafka`. No part of it is a variable. */
  readonly path: string;
  /** As written; absent when none is written. */
  readonly tag?: string;
  readonly digest?: string;
  /** A variable or template stands in the tag. */
  readonly openTag: boolean;
  /** A leading variable or template was taken off. */
  readonly openRegistry: boolean;
}

const DOCKER_HUB = new Set([
  'docker.io',
  'index.docker.io',
  'registry-1.docker.io',
  'registry.hub.docker.com',
  'hub.docker.com',
]);
/** Registries that serve Docker Hub's official images under a prefix. */
const MIRROR_PREFIXES = ['public.ecr.aws/docker/', 'mirror.gcr.io/', 'dockerhub.azk8s.cn/', 'docker.m.daocloud.io/'];
/**
 * Takes a reference apart as Docker does (distribution/reference). `undefined` when it is empty, not a reference, or a
 * variable stands in its name. A variable in front (`${REG}/x`, `${REG}vendor/x`) is taken for a registry.
 */
export function parseImageRef(ref: string): ImageRef | undefined {
  const text = ref.trim().replace(/^docker:\/\//, '');
  let masked = maskVariables(text);
  const lead = /^\u0001+(\/+|(?=[a-z0-9][a-z0-9._-]*\/))/.exec(masked)?.[0] ?? '';
  masked = masked.slice(lead.length);
  const plain = text.slice(lead.length);
  const at = masked.indexOf('@');
  const named = at < 0 ? masked : masked.slice(0, at);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const name = (colon < 0 ? named : named.slice(0, colon)).toLowerCase();
  if (!/^[a-z0-9](?:[a-z0-9._:/-]*[a-z0-9])?$/.test(name) || name.includes('//')) return undefined;
  const tag = colon < 0 ? '' : named.slice(colon + 1);
  if (tag !== '' && !/^[\w\u0001][\w.\u0001-]*$/.test(tag)) return undefined;
  return {
    ...splitRegistry(name),
    ...(tag === '' ? {} : { tag: plain.slice(colon + 1, named.length) }),
    ...(at < 0 ? {} : { digest: plain.slice(at + 1) }),
    openTag: tag.includes(HOLE),
    openRegistry: lead !== '',
  };
}

function splitRegistry(name: string): { registry?: string; path: string } {
  const unmirrored = MIRROR_PREFIXES.find((p) => name.startsWith(p));
  if (unmirrored) return { path: name.slice(unmirrored.length).replace(/^library\//, '') };
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isRegistry = first === 'localhost' || /[.:]/.test(first);
  const path = (isRegistry ? name.slice(slash + 1) : name).replace(/^library\//, '');
  return isRegistry && !DOCKER_HUB.has(first) ? { registry: first, path } : { path };
}

/**
 * The row for an image reference (`postgres:16`, `${REG}/library/redis@sha256:…`); `undefined` when unknown. Vendor forks
 * (`bitnami/…`) are known only where they have a row. Behind a foreign registry a one-word name may be somebody's own
 * image, so its row is not complete there.
 */
export function knownImage(ref: string): KnownImage | undefined {
  if (remembered.has(ref)) return remembered.get(ref);
  const parsed = parseImageRef(ref);
  const found = parsed && findRow(parsed);
  const image = found && describe(found.row, found.name, parsed, found.sure);
  if (remembered.size >= REMEMBER) remembered.clear();
  remembered.set(ref, image);
  return image;
}

/** Answers by reference: the same few images are asked for again and again. */
const remembered = new Map<string, KnownImage | undefined>();
const REMEMBER = 2000;

interface Found {
  readonly row: ImageRow;
  readonly name: string;
  readonly sure: boolean;
}

function findRow(ref: ImageRef): Found | undefined {
  const exact = lookUp(ref.registry ? `${ref.registry}/${ref.path}` : ref.path);
  if (exact) return { ...exact, sure: !ref.openRegistry || ref.path.includes('/') };
  if (!ref.registry && !ref.openRegistry) return undefined;
  const direct = lookUp(ref.path);
  if (direct) return { ...direct, sure: ref.path.includes('/') };
  // Proxy caches keep the path behind a project: `harbor.example/hub/library/redis`, `…/hub/grafana/grafana`.
  const parts = ref.path.split('/');
  const tail = lookUp(parts.slice(parts.at(-2) === 'library' ? -1 : -2).join('/'));
  return tail && parts.length > 2 ? { ...tail, sure: false } : undefined;
}

function lookUp(name: string): { row: ImageRow; name: string } | undefined {
  const row =
    byName().get(name) ?? byName().get(`${name.slice(0, name.lastIndexOf('/'))}/*`) ?? byName().get(starName(name));
  return row && { row, name };
}

/** `selenium/standalone-chrome` as the table may have it: `selenium/standalone-*`. */
function starName(name: string): string {
  return name.includes('/') ? name.replace(/-[^-/]*$/, '-*') : name;
}

let index: ReadonlyMap<string, ImageRow> | undefined;

/** Rows by repository; made on first use. */
function byName(): ReadonlyMap<string, ImageRow> {
  if (index) return index;
  const map = new Map<string, ImageRow>();
  for (const row of IMAGE_ROWS) for (const name of list(row.names)) if (!map.has(name)) map.set(name, row);
  index = map;
  return map;
}

function describe(row: ImageRow, name: string, ref: ImageRef, sure: boolean): KnownImage {
  const variant = ref.tag && !ref.openTag ? row.tags?.find((v) => v.tag.test(ref.tag as string)) : undefined;
  const row2: ImageRow & Partial<TagVariant> = variant ? { ...row, ...variant } : row;
  const kind = row2.kind;
  const ports = parsePorts(row2.ports);
  // A digest alone, or a variable as tag, may stand for any of the variants.
  const tagOpen = row.tags !== undefined && (ref.openTag || (ref.digest !== undefined && ref.tag === undefined));
  const knobs = list(row2.env);
  return {
    repository: name,
    kind,
    ports,
    exposes: row2.exposes === undefined ? ports : parsePorts(row2.exposes),
    exposesComplete: sure && !tagOpen && (row.seen === 'V' || kind === 'language-base'),
    optional: parsePorts(row2.optional),
    complete: sure && !tagOpen && kind !== 'language-base' && row2.set !== 'partly' && ports.length > 0,
    verified: row.seen === 'V',
    envKnobs: knobs,
    flagKnobs: list(row2.flags),
    configPaths: list(row2.config),
    multiListener: row2.multi === true,
    readsPort: kind === 'language-base' ? undefined : knobs.includes('PORT'),
  };
}

function list(text: string | undefined): readonly string[] {
  return text ? text.split(' ').filter((s) => s !== '') : [];
}

function parsePorts(text: string | undefined): readonly KnownPort[] {
  return list(text).flatMap((item) => {
    const m = /^(\d+)(?:-(\d+))?(?:\/(udp|tcp|sctp))?$/.exec(item);
    const from = Number(m?.[1]);
    const to = Number(m?.[2] ?? m?.[1]);
    const out: KnownPort[] = [];
    for (let port = from; port <= to && isPortNumber(port); port++) {
      out.push({ port, protocol: (m?.[3] as KnownPort['protocol'] | undefined) ?? 'tcp' });
    }
    return out;
  });
}

/** What a unit says that may turn a knob of its image. */
export interface KnobTurns {
  /** Names of variables that the unit sets. */
  readonly env?: Iterable<string>;
  /** Words of command and arguments. */
  readonly words?: Iterable<string>;
  /** Container paths of mounts and copied files. */
  readonly paths?: Iterable<string>;
}

/**
 * The first thing in a unit that can move or add a port of a known image — the variable, the word or the path — or
 * `undefined` when the row holds for the unit. A mount above a configuration path (a data volume) turns nothing.
 */
export function turnedKnob(image: KnownImage, unit: KnobTurns): string | undefined {
  for (const name of unit.env ?? []) if (image.envKnobs.some((k) => matchesName(k, name))) return name;
  for (const word of unit.words ?? []) if (image.flagKnobs.some((k) => matchesWord(k, word))) return word;
  for (const path of unit.paths ?? []) if (image.configPaths.some((k) => isWithin(k, path))) return path;
  return undefined;
}

function matchesName(knob: string, name: string): boolean {
  if (!knob.includes('*')) return knob === name;
  const parts = knob.split('*');
  let at = 0;
  for (const [i, part] of parts.entries()) {
    const found = i === parts.length - 1 ? name.length - part.length : name.indexOf(part, at);
    if (found < at || (i === 0 && found !== 0) || !name.startsWith(part, found)) return false;
    at = found + part.length;
  }
  return true;
}

function matchesWord(knob: string, word: string): boolean {
  if (knob.startsWith('*')) return word.endsWith(knob.slice(1));
  if (word === knob || word.startsWith(`${knob}=`)) return true;
  // Short options take their value without a blank: `-p5433`; families such as `--entrypoints.` go on.
  if (/[.-]$/.test(knob)) return word.startsWith(knob);
  return /^-[a-zA-Z]$/.test(knob) && word.startsWith(knob) && /^\d/.test(word.slice(2));
}

function isWithin(directory: string, path: string): boolean {
  const clean = path.replace(/\/+$/, '');
  return clean === directory || clean.startsWith(`${directory}/`);
}

/**
 * The repository of a reference for linking units with builds: lower-case registry and path without tag and digest,
 * Docker Hub and `library/` left out. `undefined` when the name is not known.
 */
export function imageRepository(ref: string): string | undefined {
  const parsed = parseImageRef(ref);
  return parsed && (parsed.registry ? `${parsed.registry}/${parsed.path}` : parsed.path);
}
