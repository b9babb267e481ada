import { isPartial } from '../../lore/compose';
import { compareSpans } from '../../text/span';
import type { Uri } from '../../text/span';
import { baseName, directoryOf, isBelow, joinUri, relativePath } from '../../text/uri';
import type { Discovery, StackRequest } from '../stack';
import type { Environment } from './environment';
import { EMPTY_ENVIRONMENT, readEnvironment } from './environment';
import {
  DEFAULT_NAMES,
  OVERRIDE_NAMES,
  environmentOfFile,
  isComposeName,
  isOverrideName,
  isStemPrefix,
  stemOf,
  variantOf,
} from './names';
import type { Sketch } from './sketch';
import { sketchOf } from './sketch';

/**
 * The Compose projects of the workspace, formats.md §2.1: for each directory the default file with its override (or
 * what COMPOSE_FILE in `.env` names); every other file that Compose could load alone as a project of its own; every
 * file that it could not, merged over its base.
 */
export function discoverProjects(discovery: Discovery): readonly StackRequest[] {
  const sketches = discovery.files.flatMap((f) => sketchOf(f) ?? []);
  const parts = partsOfOthers(sketches);
  const byDirectory = new Map<Uri, Sketch[]>();
  for (const s of sketches) {
    const directory = directoryOf(s.file.uri);
    const list = byDirectory.get(directory);
    if (list) list.push(s);
    else byDirectory.set(directory, [s]);
  }
  const out: StackRequest[] = [];
  for (const [directory, found] of [...byDirectory].sort(([a], [b]) => (a < b ? -1 : 1))) {
    out.push(...projectsOf({ directory, sketches: found, parts, discovery, root: rootOf(discovery.roots, directory) }));
  }
  return out;
}

interface Folder {
  readonly directory: Uri;
  readonly sketches: readonly Sketch[];
  readonly parts: Parts;
  readonly discovery: Discovery;
  readonly root: Uri | undefined;
}

/** Files that others include or extend. */
interface Parts {
  readonly included: ReadonlySet<Uri>;
  readonly extended: ReadonlySet<Uri>;
}

function partsOfOthers(sketches: readonly Sketch[]): Parts {
  const others = (s: Sketch, paths: readonly string[]) =>
    paths.map((p) => joinUri(directoryOf(s.file.uri), p)).filter((u) => u !== s.file.uri);
  const includes = new Map(sketches.map((s) => [s.file.uri, new Set(others(s, s.includes))]));
  const included = new Set<Uri>();
  for (const [from, targets] of includes) {
    // Two files that include each other: neither is a part, and assembling notes the cycle.
    for (const uri of targets) if (!includes.get(uri)?.has(from)) included.add(uri);
  }
  return { included, extended: new Set(sketches.flatMap((s) => others(s, s.extended))) };
}

/** What a folder's projects were found from, and what they are. */
interface Found {
  readonly sketches: readonly Sketch[];
  /** For each sketch whether others include it or extend it. */
  readonly uses: string;
  readonly environment: Environment;
  readonly root: Uri | undefined;
  readonly requests: readonly StackRequest[];
}

/** By the first sketch of the folder. Runs after every edit, and nearly always for folders in which nothing changed. */
const found = new WeakMap<Sketch, Found>();

function projectsOf(folder: Folder): readonly StackRequest[] {
  const { directory, sketches, discovery, root } = folder;
  const environment = sketches.some((s) => isComposeName(s.file.uri))
    ? readEnvironment([`${directory}/.env`], EMPTY_ENVIRONMENT, discovery)
    : EMPTY_ENVIRONMENT;
  const { included, extended } = folder.parts;
  const uses = sketches.map((s) => `${included.has(s.file.uri) ? 1 : 0}${extended.has(s.file.uri) ? 1 : 0}`).join();
  const first = sketches[0] as Sketch;
  const known = found.get(first);
  const holds =
    known !== undefined &&
    known.root === root &&
    known.uses === uses &&
    known.environment === environment &&
    known.sketches.length === sketches.length &&
    known.sketches.every((s, i) => s === sketches[i]);
  if (holds) return known.requests;
  const requests = findProjects(folder, environment);
  found.set(first, { sketches, uses, environment, root, requests });
  return requests;
}

function findProjects(folder: Folder, environment: Environment): readonly StackRequest[] {
  const { directory, sketches } = folder;
  const byUri = new Map(sketches.map((s) => [s.file.uri, s]));
  const main = mainFiles(directory, byUri, environment);
  const used = new Set(main);
  const name = projectName(folder, main, environment);
  const out: StackRequest[] = [];
  if (main.length > 0 && !isPart(folder, byUri.get(main[0] as Uri), environment)) out.push(request(folder, main, name));
  for (const s of [...sketches].sort((a, b) =>
    compareSpans({ uri: a.file.uri, start: 0, end: 0 }, { uri: b.file.uri, start: 0, end: 0 }),
  )) {
    const { uri } = s.file;
    if (used.has(uri) || isPart(folder, s, environment)) continue;
    const files = s.kind === 'template' || s.complete ? [uri] : [...(baseOf(s, sketches, main[0]) ?? []), uri];
    const override = s.complete ? overrideOf(s, sketches) : undefined;
    if (
      !s.complete &&
      files.length > 1 &&
      overrideOf(byUri.get(files[0] as Uri), sketches) === uri &&
      files[0] !== main[0]
    )
      continue;
    out.push(request(folder, override ? [...files, override] : files, name));
  }
  return out;
}

/** The files that `docker compose up` takes in a directory. */
function mainFiles(directory: Uri, byUri: ReadonlyMap<Uri, Sketch>, environment: Environment): readonly Uri[] {
  const named = composeFileVariable(directory, environment);
  if (named.length > 0 && byUri.has(named[0] as Uri)) return named;
  const first = (names: readonly string[]) => names.map((n) => joinUri(directory, n)).find((u) => byUri.has(u));
  const base = first(DEFAULT_NAMES);
  if (!base) return [];
  const override = byUri.get(base)?.kind === 'template' ? undefined : first(OVERRIDE_NAMES);
  return override ? [base, override] : [base];
}

function composeFileVariable(directory: Uri, environment: Environment): readonly Uri[] {
  const value = environment.own.get('COMPOSE_FILE')?.value.text;
  if (!value || isPartial(value)) return [];
  const separator = environment.own.get('COMPOSE_PATH_SEPARATOR')?.value.text ?? (value.includes(';') ? ';' : ':');
  return value
    .split(separator)
    .flatMap((p) => (p.trim() === '' ? [] : [joinUri(directory, p.trim().replace(/\\/g, '/'))]));
}

/** Whether a file is only read as a part of other projects. */
function isPart(folder: Folder, sketch: Sketch | undefined, environment: Environment): boolean {
  if (!sketch || sketch.kind === 'template') return false;
  const { uri } = sketch.file;
  const standard = DEFAULT_NAMES.includes(baseName(uri));
  if (folder.parts.included.has(uri)) {
    // A default name says that it can be started alone as well, unless its ports need the including project's .env.
    return !standard || sketch.portVariables.some((name) => !environment.own.has(name));
  }
  return folder.parts.extended.has(uri) && !(standard && sketch.complete);
}

/** The file that an incomplete one is merged over: the longest name that its own begins with, else the default file. */
function baseOf(part: Sketch, sketches: readonly Sketch[], main: Uri | undefined): readonly Uri[] | undefined {
  const stem = stemOf(part.file.uri);
  const whole = sketches
    .filter((s) => s !== part && s.kind === 'compose' && s.complete && !isOverrideName(s.file.uri))
    .map((s) => s.file.uri);
  const prefixes = whole
    .filter((u) => isStemPrefix(stemOf(u), stem))
    .sort((a, b) => stemOf(b).length - stemOf(a).length);
  if (prefixes[0]) return [prefixes[0]];
  if (main && main !== part.file.uri) return [main];
  const first = stem.split('.')[0];
  const kin = whole.filter((u) => stemOf(u).split('.')[0] === first);
  return kin.length === 1 ? kin : undefined;
}

/** The `x.override.yml` of a file `x.yml` that is not the default one. */
function overrideOf(whole: Sketch | undefined, sketches: readonly Sketch[]): Uri | undefined {
  if (!whole) return undefined;
  const stem = stemOf(whole.file.uri);
  return sketches.find((s) => s.kind === 'compose' && stemOf(s.file.uri) === `${stem}.override`)?.file.uri;
}

function projectName(folder: Folder, main: readonly Uri[], environment: Environment): string {
  for (const uri of [...main].reverse()) {
    const name = folder.sketches.find((s) => s.file.uri === uri)?.name;
    if (name) return name;
  }
  const set = environment.own.get('COMPOSE_PROJECT_NAME')?.value.text;
  return set && !isPartial(set) ? set : baseName(folder.directory);
}

function request(folder: Folder, files: readonly Uri[], project: string): StackRequest {
  const { directory, root } = folder;
  const last = files.at(-1) as Uri;
  const standard =
    DEFAULT_NAMES.includes(baseName(files[0] as Uri)) &&
    files.slice(1).every((f) => OVERRIDE_NAMES.includes(baseName(f)));
  const variant = standard ? '' : variantOf(last);
  const tells = standard ? (files[0] as Uri) : last;
  const environment = environmentOfFile(tells, root ? relativePath(root, tells) : baseName(tells));
  const id = ['compose:', files[0], ...files.slice(1).map((f) => `+${relativePath(directory, f)}`)].join('');
  return {
    stack: 'compose',
    id,
    directory,
    files,
    name: variant === '' ? project : `${project}/${variant}`,
    ...(root ? { root } : {}),
    ...(environment ? { environment } : {}),
  };
}

function rootOf(roots: readonly Uri[], directory: Uri): Uri | undefined {
  return roots.filter((r) => isBelow(r, directory)).sort((a, b) => b.length - a.length)[0];
}
